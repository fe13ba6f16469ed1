"""What others wrote stays text on a page, whatever it is made of; in a browser nothing of it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import OpenPage
from cli.typist import Typist
from postlab.clock import VirtualClock
from postlab.records.database import Database
from postlab.records.tables import ExperimentState, Reflection
from postlab.settings import make_folder
from postlab.settings_file import read_settings, write_settings
from reports.pages.six_labs import ASKED_AT, experiment
from reports.worlds import START, WINNING, Records

SCRIPT = "<script>alert('x')</script>"
IMAGE = "<img src=x onerror=alert('x')>"
HOSTILE = (
    f"{SCRIPT}{IMAGE}&lt;b&gt; \u202egnol\u202c \x1b[31mred\x1b[0m {{{{ 7*7 }}}} {{% raw %}} ]]></svg></title></desc>"
)


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Typist, str]:
    """A lab in which everything that is text is hostile."""
    folder = tmp_path / "lab"
    make_folder(folder)
    write_settings(folder, timezone="Australia/Sydney")
    database = Database(read_settings(folder, env={}).database_url, now=START)
    with database.session() as session:
        records = Records(session)
        framing = f"new {IMAGE}"
        made = experiment(
            records,
            "hostile",
            [*WINNING, (3, None)],
            question=HOSTILE,
            hypothesis=HOSTILE,
            if_it_fails=HOSTILE,
            titles=[HOSTILE, HOSTILE],
            variant=[{"name": "bare link", "blocks": ["link"]}, {"name": framing, "blocks": ["question", "link"]}],
            state=ExperimentState.ENDED,
            verdicts=True,
            change=HOSTILE,
            reason=HOSTILE,
            simulated=False,
        )
        made.stopped_because = HOSTILE
        session.add(made)
        for post in records.posts(made):
            post.text = f"{HOSTILE} {post.url}"
            post.permalink = "javascript:alert('x')"
            post.outcome_missing = HOSTILE if post.outcome is None else None
            session.add(post)
        session.add(Reflection(experiment_id=made.id, at=START, text=HOSTILE, answers={"expected": HOSTILE}))
        session.commit()
    database.close()
    return Typist(folder, VirtualClock(ASKED_AT)), framing


def test_hostile_texts_are_escaped(hostile: tuple[Typist, str]) -> None:
    typist, framing = hostile
    for words in (("report", "hostile"), ("history",), ("learn",)):
        page = typist(*words, "--html", "--output", "-").out
        assert "<script" not in page
        assert "<img" not in page
        assert "javascript:" not in page
        assert "\x1b" not in page
        assert "\u202e" not in page
    assert "&lt;script&gt;" in typist("report", "hostile", "--html", "--output", "-").out
    assert framing not in page


@pytest.mark.server
def test_hostile_texts_do_nothing(hostile: tuple[Typist, str], open_page: OpenPage, tmp_path: Path) -> None:
    typist, _ = hostile
    for words in (("report", "hostile"), ("history",), ("learn",)):
        file = tmp_path / f"{words[0]}.html"
        typist(*words, "--html", "--output", str(file))
        seen = open_page(file, width=320)
        seen.unfold()
        assert seen.faults() == []
        assert (seen.console, seen.requests, seen.dialogs) == ([], [], [])
        assert seen.sideways() <= 0
        assert seen.ask("() => document.querySelectorAll('script, img, iframe, b').length") == 0
        assert seen.ask("() => [...document.querySelectorAll('a')].map(one => one.protocol)") == ["file:"]
    report = open_page(tmp_path / "report.html")
    report.unfold()
    assert SCRIPT in report.text()
    assert "{{ 7*7 }}" in report.text()
