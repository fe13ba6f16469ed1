"""Makes the pictures of docs/pictures from real runs of the program: `python docs/site/screens.py`.

It needs a pseudo-terminal, so Linux or macOS. tests/docs/test_pictures.py holds them to what the program prints today.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cast import as_file, session, steps, written
from terminal_picture import played, still, words_of
from terminal_run import WIDTH, Desk

DOCS = Path(__file__).parents[1]
PICTURES = DOCS / "pictures"
PLAN = DOCS.parent / "examples" / "exam-season.toml"
ROWS = 30
"""Rows of the terminal in the cast."""

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=ZoneInfo("Australia/Sydney"))
"""A Monday in the season of the example."""

REPORT = "does-context-help-2"
"""The experiment of the demo that worked."""


def pictures() -> Iterator[tuple[str, str]]:
    """The name and content of each file."""
    with tempfile.TemporaryDirectory(prefix="postlab-pictures-") as folder:
        desk = Desk(Path(folder), Path(folder) / "lab")
        yield from cast(desk.types("demo", at=NOW))
        desk.types("demo", "--out", str(desk.lab), at=NOW)
        yield "report.svg", still(beginning(desk.types("report", REPORT, at=NOW)), width=WIDTH, title="postlab report")
        yield "status.svg", still(_status(desk), width=WIDTH, title="postlab status")


def _status(desk: Desk) -> str:
    """What waits in the demo's lab once the example was planned there; the coin is tossed until it falls as always."""
    (desk.folder / "plan.toml").write_text(plan(), encoding="utf-8")
    while True:
        trying = Desk(desk.folder, desk.folder / "trying")
        shutil.copytree(desk.lab, trying.lab)
        trying.types("new", "--from", "plan.toml", "--yes", at=NOW)
        status = trying.types("status", at=NOW)
        if is_the_toss(words_of(status)):
            return status
        shutil.rmtree(trying.lab)


def is_the_toss(status: str) -> bool:
    """Whether the coin gave the first slot to the bare link, and the first link to it."""
    return status.partition("Waiting for your approval: ")[2].partition("https:")[0].split("\n")[:2] == [
        "post 73 (bare link), Mon 3 May 12:30 (in 4 hours)",
        "  Graduates still earn more",
    ]


def cast(answer: str) -> Iterator[tuple[str, str]]:
    """The demo as a session that asciinema plays, and as a picture that plays by itself."""
    typed = "postlab demo"
    events = session(typed, answer)
    yield "demo.cast", as_file(events, title=typed, width=WIDTH, rows=ROWS)
    yield "demo.svg", played(written(events), list(steps(events)), width=WIDTH, rows=ROWS, title=typed)


def plan() -> str:
    """The plan of the example, on the account that the demo's lab has."""
    return PLAN.read_text(encoding="utf-8").replace('accounts = ["sandbox"]', 'accounts = ["careers-page"]')


def beginning(report: str) -> str:
    """A report as far as its rounds: what it says first, and its two charts."""
    lines = report.splitlines()
    end = next(number for number, line in enumerate(lines) if "Rounds" in line and len(line) < WIDTH / 2)
    return "\n".join(lines[:end]).rstrip() + "\n"


def main() -> int:
    """Write the files."""
    PICTURES.mkdir(exist_ok=True)
    for name, content in pictures():
        (PICTURES / name).write_text(content, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
