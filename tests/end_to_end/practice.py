"""Half a year of an invented practice, typed command by command into a lab with a simulated audience.

`uv run python tests/end_to_end/practice.py` prints every screen, to be read for its tone.
"""

from __future__ import annotations

import csv
import itertools
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from cli.typist import CommandResult, Typist
from postlab.clock import VirtualClock
from postlab.loop import lab as lab_module

SYDNEY = ZoneInfo("Australia/Sydney")
EXAMPLES = Path(__file__).parents[2] / "examples"
BEGINS = datetime(2027, 2, 1, 22, 0, tzinfo=UTC)
"""Tuesday 2 February 2027, 9:00 in Sydney: school is starting again."""

EFFECTS = "question=0.45,moment=2.2,evidence=1.6,hashtags=0.95,call to action=1.1"
"""What is true of this audience; the practitioner does not know it."""

SEED = 5
"""A practice that learns something; whichever it is, the words stay the same."""

ACCOUNTS = ("page", "profile", "school page")
SLOTS = ("Mon 12:30", "Tue 12:30", "Wed 12:30", "Thu 12:30")
ENDS = BEGINS + timedelta(days=183)

TOPICS = (
    ("apprenticeships", "apprentices", "Apprentices"),
    ("graduate pay", "graduates", "Graduates"),
    ("scholarships", "scholarship holders", "Scholarships"),
    ("interviews", "applicants", "Interviews"),
    ("nursing", "nurses", "Nursing"),
    ("trades", "electricians", "Trades"),
    ("gap years", "school leavers", "Gap years"),
    ("subject choices", "students", "Subjects"),
)
FINDINGS = (
    "{n} in ten {who} had work within a year.",
    "a survey found that {who} earn {n} per cent more after two years.",
    "the number of {who} rose by {n} per cent in a year.",
    "{n} in ten {who} would choose {topic} again.",
    "employers look for {who} more than they did {n} years ago.",
    "most {who} decided within {n} months.",
)


@dataclass
class Practice:
    """Somebody at a lab over half a year: types, waits, reads.

    Attributes:
        screens: every command with what it showed.
    """

    typist: Typist
    screens: list[tuple[str, CommandResult]] = field(default_factory=list)

    def __call__(
        self, *words: str, code: int | Collection[int] = 0, show: bool = True, stdin: str = ""
    ) -> CommandResult:
        said = self.typist(*words, code=code, stdin=stdin, width=80)
        if show:
            self.screens.append((" ".join(f'"{word}"' if " " in word else word for word in words), said))
        return said

    @property
    def now(self) -> datetime:
        return self.typist.clock.now()

    def day(self) -> CommandResult:
        """One more day: a turn at 12:30, then what waits is read and let out."""
        tomorrow = self.now.astimezone(SYDNEY).date() + timedelta(days=1)
        self.typist.clock.set(datetime.combine(tomorrow, time(12, 30), tzinfo=SYDNEY).astimezone(UTC))
        said = self("run", show=False, code=(0, 3))
        for name in self.waiting():
            self("approve", name, "--yes", show=False)
        return said

    def days(self, number: int, *, until_over: str) -> None:
        """So many days, or until an experiment is over."""
        for _ in range(number):
            said = self.day()
            if self.state(until_over) != "running":
                self.screens.append(("run", said))
                return

    def waiting(self) -> list[str]:
        """Experiments of which a post waits for approval."""
        rows = self.typist.rows(
            "SELECT DISTINCT e.name FROM post p JOIN experiment e ON e.id = p.experiment_id "
            "WHERE p.state = 'planned' AND e.state = 'running' AND e.paused_at IS NULL"
        )
        return [name for (name,) in rows]

    def state(self, name: str) -> str:
        return str(self.typist.rows(f"SELECT state FROM experiment WHERE name = '{name}'")[0][0])

    def json(self, *words: str) -> Any:
        return self(*words, "--json", show=False).json


def links(folder: Path, number: int = 240) -> str:
    """A list of links such as somebody keeps: topics come again, articles do not."""
    file = folder / "links.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("url", "title", "evidence"))
        for count in range(number):
            topic, who, title = TOPICS[count % len(TOPICS)]
            finding = FINDINGS[(count // len(TOPICS)) % len(FINDINGS)].format(n=2 + count % 7, who=who, topic=topic)
            writer.writerow(
                (
                    f"https://news.example/{topic.replace(' ', '-')}-{count}",
                    f"{title}: what a careers adviser says, part {count // len(TOPICS) + 1}",
                    f"Research shows that {finding}",
                )
            )
    return str(file)


@contextmanager
def same_coins(seed: int) -> Iterator[None]:
    """Labs that are opened meanwhile toss coins that the seed decides: the story is the same each time."""
    numbers = itertools.count(seed * 100_000)
    kept = lab_module.SystemRandom
    lab_module.SystemRandom = lambda: Random(next(numbers))  # type: ignore[assignment, misc]  # a source of randomness
    try:
        yield
    finally:
        lab_module.SystemRandom = kept  # type: ignore[misc]


def half_a_year(folder: Path, *, seed: int = SEED) -> Iterator[tuple[str, Practice]]:
    """The story, chapter by chapter: its title, and the practice as it stands then."""
    with same_coins(seed):
        yield from _half_a_year(folder)


def _half_a_year(folder: Path) -> Iterator[tuple[str, Practice]]:
    typist = Typist(folder / "lab", clock=VirtualClock(BEGINS))
    me = Practice(typist)
    me(
        *("init", "--yes", "--timezone", "Australia/Sydney", "--stance", "dispensable"),
        *("--audience", "students", "--audience", "parents", "--no-sandbox"),
    )
    me("status")
    me("observe", "import", str(EXAMPLES / "posts-of-before.csv"))
    me("observe")
    me("status")
    yield "Looking first", me

    me("settings", "set", "step", "each")
    for number, name in enumerate(ACCOUNTS, start=11):
        me("account", "add", "sandbox", name, "--followers", "1500", "--seed", str(number), "--effects", EFFECTS)
    me("moment", "import", str(EXAMPLES / "school-and-university-year-south.ics"))
    me("moment", "list")
    me("link", "import", links(folder))
    me("link", "pairs", "--count", "3")
    yield "A calendar and a pool of links", me

    me(
        *("new", "--name", "context", "--question", "Do students follow a link more when it comes with context?"),
        *("--hypothesis", "Naming the moment and the worry helps.", "--metric", "clicks", "--rounds", "8"),
        *(word for slot in SLOTS for word in ("--slot", slot)),
        *(word for name in ACCOUNTS for word in ("--account", name)),
        *("--reading", "24h", "--reading", "72h", "--yes"),
        *("--if-it-fails", "Back to bare links for a while, then one change."),
    )
    me("approve", "context", "--yes")
    me("status")
    me.days(60, until_over="context")
    me(
        *("reflect", "context", "--expected", "That naming the worry would draw people in."),
        *("--surprised", "That they answered the question in the comments and went on."),
        *("--change", "One thing at a time."),
        *("--practice", "Ask less; tell what is known, when it is needed."),
    )
    me("retry", "context", "--list")
    me("history")
    yield "The first try", me

    me("retry", "context", "--change", "drop the question", "--rounds", "16", "--yes")
    me.days(70, until_over="context-2")
    me("learn")
    me("status")
    yield "The second try", me

    me("settings", "set", "step", "round")
    me("retry", "context-2", "--change", "drop the moment", "--rounds", "16", "--yes")
    me.days(70, until_over="context-3")
    for _ in range(4):
        me.day()  # what was out when it was settled is still counted
    me("learn")
    me("learn", "--by", "moment")
    me("history")
    me("report", "context", "--markdown")
    me("status")
    yield "A rule of thumb", me

    last = "context-3"
    changes = iter(("start from “contextualised, no question”: drop the evidence", ""))
    while me.now < ENDS and (change := next(changes, None)) is not None:
        me("retry", last, *(("--change", change) if change else ()), "--rounds", "16", "--yes")
        last = f"context-{int(last.rpartition('-')[2]) + 1}"
        me.days((ENDS - me.now).days + 1, until_over=last)
    me("learn")
    me("learn", "--by", "moment")
    me("history")
    me("status")
    yield "Half a year on", me


def main() -> None:
    """Print every screen."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    with tempfile.TemporaryDirectory() as folder:
        shown = 0
        for title, me in half_a_year(Path(folder), seed=seed):
            print(f"\n{'=' * 80}\n{title}: {me.now:%d %B %Y}\n{'=' * 80}")
            for command, said in me.screens[shown:]:
                print(f"\n$ postlab {command}\n{said.out}{said.err}", end="")
            shown = len(me.screens)


if __name__ == "__main__":
    main()
