"""The calendar's page in a real browser: readable for everybody, on a phone and on paper, whatever the titles hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import OpenPage, chromium, open_page  # noqa: F401 - fixtures
from loop.bench import LINKS, Bench
from postlab.loop.moments.store import add_moment
from postlab.loop.notify.ahead import what_lies_ahead
from postlab.loop.protect import pausing
from postlab.records.tables import Experiment
from postlab.reports.pages.calendar import calendar_page, with_commands

pytestmark = pytest.mark.server

HOSTILE = "<script>alert('owned')</script><img src=http://evil.example/x onerror=alert(1)>`code` \u202egnp"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The page of a lab with three accounts, an experiment that is paused, clashes, a moment and a hostile title."""
    folder = tmp_path_factory.mktemp("calendar")
    bench = Bench(folder / "lab")
    try:
        bench.account()
        bench.account("second")
        bench.account("a-page-with-a-rather-long-name-of-its-own", "manual", network="facebook")
        settings = bench.folder / "postlab.toml"
        settings.write_text('quiet = "21:00-08:00"\n' + settings.read_text("utf-8"), "utf-8")
        bench.reopen()
        link = [{**LINKS[0], "title": HOSTILE}, *LINKS[1:]]
        bench.experiment(accounts=["page", "second"], link=link)
        bench.experiment(name="paused", slots=["Wed 09:00", "Fri 13:00"], approve="each")
        bench.experiment(
            name="by-hand",
            accounts=["a-page-with-a-rather-long-name-of-its-own"],
            slots=["Mon 18:00", "Sat 10:00"],
            approve="each",
        )
        with bench.session() as session:
            add_moment(bench.lab, session, "exams", "2026-11-12", audience="students", lasts=3)
            pausing.pause(bench.lab, session, session.get_one(Experiment, 2), reason="Holidays.")
            session.commit()
            outlook = what_lies_ahead(bench.lab, session, weeks=4)
        written = folder / "calendar.html"
        written.write_text(calendar_page(outlook, runs_by_itself=False), encoding="utf-8")
        yield written
    finally:
        bench.close()


@pytest.mark.parametrize(
    ("width", "zoom", "dark"), [(1280, 1.0, False), (1280, 2.0, True), (390, 1.0, True), (320, 1.0, False)]
)
def test_nothing_keeps_people_out(open_page: OpenPage, file: Path, width: int, zoom: float, dark: bool) -> None:  # noqa: F811
    seen = open_page(file, width=width, zoom=zoom, dark=dark)
    assert (seen.faults(), seen.sideways()) == ([], 0)
    assert (seen.console, seen.requests, seen.dialogs) == ([], [], [])
    seen.tab_stops()
    assert seen.out_of_reach() == []


def test_weeks_are_a_table_with_headings_whatever_they_look_like(open_page: OpenPage, file: Path) -> None:  # noqa: F811
    for width in (1280, 320):
        seen = open_page(file, width=width)
        tree = seen.do(lambda page: page.locator("table.weeks").aria_snapshot())
        assert 'columnheader "Wednesday"' in tree
        assert 'rowheader "This week, 2 to 8 November 2026"' in tree
        # a phone leaves out the days without anything: each of the others says which column it is
        columns = seen.ask("() => [...document.querySelectorAll('.weeks td')].map(one => one.ariaColIndex)")
        assert columns == [str(number) for _ in range(4) for number in range(2, 9)]
        assert "Tue 3 Nov 2026" in tree


def test_a_phone_lists_the_days_that_have_something_and_today(open_page: OpenPage, file: Path) -> None:  # noqa: F811
    wide, narrow = open_page(file), open_page(file, width=390)
    assert wide.ask("() => getComputedStyle(document.querySelector('.weeks td')).display") == "table-cell"
    assert narrow.ask("() => getComputedStyle(document.querySelector('.weeks td')).display") == "block"
    assert "Mon 2 Nov 2026 today" in narrow.text("table.weeks")
    assert "Sun 29 Nov 2026" not in narrow.text("table.weeks")


def test_a_hostile_title_is_text(open_page: OpenPage, file: Path) -> None:  # noqa: F811
    seen = open_page(file)
    assert "<script>alert('owned')</script>" in seen.text("main")
    assert "\u202e" not in file.read_text(encoding="utf-8")
    assert seen.ask("() => document.querySelectorAll('main script, main img').length") == 0


def test_it_prints_on_few_pages(open_page: OpenPage, file: Path) -> None:  # noqa: F811
    assert open_page(file).print() <= 5


def test_a_command_in_a_sentence_is_marked_and_nothing_else() -> None:
    assert with_commands("Run `postlab run` <b>now</b>.") == "Run <code>postlab run</code> &lt;b&gt;now&lt;/b&gt;."
    assert with_commands("One ` alone <i>") == "One ` alone &lt;i&gt;"
