"""Half a year of an invented practice, typed command by command into a lab with a simulated audience.

`uv run python tests/end_to_end/practice.py` prints every screen, to be read for its tone.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from cli.typist import Said, Typist
from postlab.clock import VirtualClock

EXAMPLES = Path(__file__).parents[2] / "examples"
BEGINS = datetime(2027, 2, 1, 22, 0, tzinfo=UTC)
"""Tuesday 2 February 2027, 9:00 in Sydney: school is starting again."""

EFFECTS = "question=0.45,moment=2.2,evidence=1.6,hashtags=0.95,call to action=1.1"
"""What is true of this audience; the practitioner does not know it."""

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
    screens: list[tuple[str, Said]] = field(default_factory=list)

    def __call__(self, *words: str, code: int | Collection[int] = 0, show: bool = True, stdin: str = "") -> Said:
        said = self.typist(*words, code=code, stdin=stdin, width=80)
        if show:
            self.screens.append((" ".join(f'"{word}"' if " " in word else word for word in words), said))
        return said

    @property
    def now(self) -> datetime:
        return self.typist.clock.now()

    def days(self, number: int, *, approve: bool = True, until_over: str = "") -> int:
        """So many days with two turns each; what waits is approved first. Says how many passed."""
        for day in range(number):
            for hour in (3, 12):
                morning = self.now.replace(hour=0, minute=0) + timedelta(days=hour < 12)
                self.typist.clock.set(morning.replace(hour=hour))
                if approve:
                    for name in self.waiting():
                        self("approve", name, "--yes", show=False)
                said = self("run", show=False, code=(0, 3))
                if "over" in said.out and until_over:
                    self.screens.append(("run", said))
            if until_over and self.state(until_over) != "running":
                return day + 1
        return number

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


def links(folder: Path, number: int = 96) -> str:
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
                    f"{title}: what we know, part {count // len(TOPICS) + 1}",
                    f"Research shows that {finding}",
                )
            )
    return str(file)


def half_a_year(folder: Path) -> Iterator[tuple[str, Practice]]:
    """The story, chapter by chapter: its title, and the practice as it stands then."""
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
    me("account", "add", "sandbox", "page", "--followers", "1500", "--seed", "4", "--effects", EFFECTS)
    me("moment", "import", str(EXAMPLES / "school-and-university-year-south.ics"))
    me("moment", "list")
    me("link", "import", links(folder))
    me("link", "pairs")
    yield "A calendar and a pool of links", me

    me(
        *("new", "--name", "context", "--question", "Do students follow a link more when it comes with context?"),
        *("--hypothesis", "Naming the moment and the worry helps.", "--metric", "clicks", "--rounds", "10"),
        *("--slot", "Tue 12:30", "--slot", "Thu 12:30", "--account", "page", "--yes"),
        *("--if-it-fails", "Back to bare links for a while, then one change."),
    )
    me("approve", "context", "--yes")
    me("status")
    me.days(80, until_over="context")
    me("report", "context", "--short")
    me(
        *("reflect", "context", "--expected", "That naming the worry would draw people in."),
        *("--surprised", "That they answered the question in the comments and went on."),
        *("--change", "One thing at a time."),
        *("--practice", "Ask less; tell what is known, when it is needed."),
    )
    me("retry", "context", "--list")
    me("history")
    yield "The first try", me

    me("retry", "context", "--yes")
    me.days(100, until_over="context-2")
    me("report", "context-2", "--short")
    me("learn")
    me("status")
    yield "The second try", me

    me("settings", "set", "step", "round")
    if me.state("context-2") != "running":
        me("retry", "context-2", "--yes")
        me.days(max((BEGINS + timedelta(days=183) - me.now).days, 1), until_over="context-3")
    me("report", "context-2")
    me("learn")
    me("learn", "--by", "moment")
    me("history")
    me("report", "context", "--markdown")
    me("status")
    yield "A rule of thumb", me


def main() -> None:
    """Print every screen."""
    with tempfile.TemporaryDirectory() as folder:
        shown = 0
        for title, me in half_a_year(Path(folder)):
            print(f"\n{'=' * 80}\n{title}: {me.now:%d %B %Y}\n{'=' * 80}")
            for command, said in me.screens[shown:]:
                print(f"\n$ postlab {command}\n{said.out}{said.err}", end="")
            shown = len(me.screens)


if __name__ == "__main__":
    main()
