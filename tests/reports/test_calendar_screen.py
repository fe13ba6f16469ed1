"""The calendar's screen where a console is narrow, or knows no other characters than those of ASCII."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from rich.console import Console

from loop.bench import LINKS, Bench
from postlab.loop.moments.store import add_moment
from postlab.loop.notify.ahead import what_lies_ahead
from postlab.loop.notify.outlook import Outlook
from postlab.reports import calendar_screen


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> Outlook:
    """Two accounts, two experiments of which the slots of one come the morning after those of the other, a moment."""
    bench = Bench(Path(tmp_path_factory.mktemp("screen")) / "lab")
    bench.account()
    bench.account("second")
    bench.experiment(accounts=["page", "second"], link=[{**LINKS[0], "title": "Größe – [bold]“Pay”[/] …"}, *LINKS[1:]])
    bench.experiment(name="other", accounts=["page", "second"], slots=["Tue 12:30", "Fri 12:29"], approve="each")
    with bench.session() as session:
        add_moment(bench.lab, session, "open day", "2026-11-03", audience=None, lasts=1)
        made = what_lies_ahead(bench.lab, session, weeks=2)
    bench.close()
    return made


def screen(outlook: Outlook, *, width: int = 80, encoding: str = "utf-8") -> str:
    """What the screen shows, in the encoding of its console."""
    written = BytesIO()
    file = TextIOWrapper(written, encoding=encoding)
    calendar_screen.show(outlook, Console(file=file, width=width, no_color=True), runs_by_itself=False)
    file.flush()
    return written.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [20, 49, 50, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_console(outlook: Outlook, width: int) -> None:
    lines = screen(outlook, width=width).splitlines()
    assert max(map(len, lines)) <= width or width == 20, "a word alone may be longer than 20 columns"
    assert any("[2]" in line for line in lines) == (width >= 50), "the weeks at a glance stand where there is room"


def test_a_day_with_much_on_it_keeps_its_column(outlook: Outlook) -> None:
    for width in (50, 60, 80):
        lines = screen(outlook, width=width).splitlines()
        top = next(number for number, line in enumerate(lines) if "Mon" in line and "Sun" in line and "Tue" in line)
        head, first, second = lines[top : top + 3]
        columns = [head.index(name) for name in ("Tue", "Wed", "Thu", "Fri")]
        assert [first[column : column + 2].strip() for column in columns] == ["3", "4", "5", "6"]
        assert [second[column : column + 2].strip() for column in columns] == ["10", "11", "12", "13"]
        assert "!" in first


def test_ascii_says_the_same(outlook: Outlook) -> None:
    plain = screen(outlook, encoding="ascii")
    assert "12:30  # page: post 1 of exams" in plain
    assert "12:30  ~ page" in plain
    assert "o to approve" in plain
    assert "?" not in plain.replace("Gr??e", ""), "every sign has one in ASCII"
    assert "[bold]" in plain, "a title is no markup"
