"""The screen of `postlab rehearse`: the first round, what the report would look like, and how often it settles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.english import counted, local_time, short_time
from postlab.metrics import counted_in_words
from postlab.reports.chart import interval_bar
from postlab.reports.console_writer import INDENT, PROSE, ConsoleWriter
from postlab.reports.evidence_picture import evidence_picture
from postlab.reports.framing_names import as_subject
from postlab.reports.rehearsal import (
    can_work,
    conclusions,
    of_a_hundred,
    pages_in_words,
    size_of,
    title_of,
    what_would_help,
)
from postlab.sanitise import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from rich.console import Console
    from rich.progress import Progress

    from postlab.design.replays import Effect
    from postlab.loop.rehearse.subject import Subject
    from postlab.records.tables import Post
    from postlab.reports.rehearsal import Rehearsed, Story

LABEL = "SIMULATED"
CHART_ROWS = 7
WAYS_SHOWN = 4


class Screen:
    """Prints a rehearsal to a console, section by section.

    Args:
        answer: where it goes.
        talk: where progress is shown, if that is a terminal.
        subject: the plan.
    """

    def __init__(self, answer: Console, talk: Console, subject: Subject) -> None:
        self._answer = answer
        self._talk = talk
        self._sheet = ConsoleWriter(answer)
        self._width = min(self._sheet.width, PROSE)
        self._subject = subject
        self._progress: Progress | None = None

    def open(self, seed: int, *, now: datetime) -> None:
        """Print what is rehearsed, and what that rests on."""
        plan, sheet = self._subject.plan, self._sheet
        self._heading(f"Rehearsal of {plain(plan.name)}")
        sheet.say(plain(plan.question), style="bold")
        start = local_time(now.replace(second=0), ZoneInfo(plan.timezone))
        sheet.say(
            f"The plan is played to its end on a simulated audience, as if from {start} on, by the loop itself: your "
            f"links, words and slots, no real person. Nothing is stored, sent or read (seed {seed})."
        )
        for sentence in pages_in_words(plan, self._subject.pages):
            sheet.say(plain(sentence))
        for note in self._subject.notes:
            sheet.say(plain(note), bullet="Note: ", bullet_style="yellow")

    def first_round(self, posts: Sequence[Post], accounts: Mapping[int | None, str]) -> None:
        """Print the posts of the first round as they would go out if its coin fell like this."""
        sheet, plan = self._sheet, self._subject.plan
        sheet.title("The first round, as one toss of the coin has it")
        for post in posts:
            where = f" on {plain(accounts[post.account_id])}" if len(plan.accounts) > 1 else ""
            when = short_time(post.slot_at, ZoneInfo(plan.timezone))
            sheet.say(f"{when}, {plain(post.variant)}{where}", style="bold", indent=INDENT)
            for paragraph in plain(post.text, newlines=True).split("\n"):
                sheet.say(paragraph, indent=2 * INDENT if paragraph else 0)

    def playing(self, effect: Effect) -> Callable[[int], None]:
        """Start a bar on a terminal; what is returned moves it to a number of rounds played with an effect."""
        if not self._talk.is_terminal or self._talk.is_dumb_terminal:
            return lambda _rounds: None
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=max(self._width - 48, 10)),
            MofNCompleteColumn(),
            TextColumn("rounds"),
            console=self._talk,
            transient=True,
        )
        size = "no" if effect == "none" else f"a {effect}"
        task = bar.add_task(f"Playing: {size} effect", total=self._subject.plan.rounds)
        bar.start()
        self._progress = bar
        return lambda rounds: bar.update(task, completed=rounds)

    def stop(self) -> None:
        """Remove the bar."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def played(self, one: Story, *, number: int, full: bool) -> None:
        """Print what the report would look like with one true effect: its verdict and evidence, or all of it."""
        sheet, verdict = self._sheet, one.report.verdict
        self._heading(f"{number}. {plain(title_of(one.effect, one.ratio, self._subject.plan))}")
        if full:
            from postlab.reports import terminal

            terminal.show(one.report, self._answer)
        else:
            sheet.say(verdict.sentence, style="bold")
            lines = evidence_picture(one.report, width=self._width - INDENT, height=CHART_ROWS, ink=sheet.ink)
            if lines:
                sheet.say("")
                sheet.picture(lines)
                sheet.say(
                    f"{sheet.ink.treatment} for {as_subject(verdict.treatment)}, {sheet.ink.control} for "
                    f"{as_subject(verdict.control)}; settled at {verdict.odds_needed}.",
                    indent=INDENT,
                )
            if verdict.ratio is not None:
                sheet.say("")
                sheet.picture(
                    interval_bar(verdict.ratio, verdict.low, verdict.high, width=self._width - INDENT, ink=sheet.ink)
                )
        if one.stopped_short is not None:
            sheet.say(f"It went no further: {plain(one.stopped_short)}", style="yellow")

    def close(
        self, rehearsed: Sequence[Rehearsed], *, weeks: Callable[[float], float], next_steps: Sequence[str]
    ) -> None:
        """Print how often the plan settles each effect, what that means, and what to do next."""
        sheet, plan = self._sheet, self._subject.plan
        replays = rehearsed[0].frequencies.replays
        self._heading("How often this plan would settle it")
        sheet.say(
            f"That was one story each. Of {replays:,} replays for each effect, told by luck and numbers alone, so many "
            "of 100 end like this:"
        )
        sheet.say("")
        self._table(rehearsed, weeks)
        sheet.section("What it means", conclusions(rehearsed, plan))
        if not can_work(rehearsed):
            self._ways()
        sheet.title("What to do next")
        for step in next_steps:
            sheet.say(step, indent=INDENT)

    def _table(self, rehearsed: Sequence[Rehearsed], weeks: Callable[[float], float]) -> None:
        rows = []
        for one in rehearsed:
            counts = one.frequencies
            right = counts.rightly(one.ratio)
            wrong = counts.settled - right
            shares = [str(of_a_hundred(part, counts.replays)) for part in (right, wrong, counts.not_enough_posts)]
            rows.append((self._effect(one), *shares, _when(counts.rounds, weeks)))
        header = ("the true effect", "rightly settled", "wrongly", "open", "half of the settled by")
        self._sheet.table(header, rows, right={1, 2, 3})

    def _effect(self, one: Rehearsed) -> str:
        return "none" if one.effect == "none" else f"{one.effect}: {size_of(one.ratio)} times"

    def _ways(self) -> None:
        plan, sheet = self._subject.plan, self._sheet
        ways = what_would_help(plan, self._subject.ways, real=self._subject.is_real)[:WAYS_SHOWN]
        if not ways:
            return
        sheet.title("What would settle more")
        sheet.say(f"To see twice the {counted_in_words(plan.metric)} in half of all replays:", indent=INDENT)
        sheet.table(
            ("", "rounds", "weeks"),
            [(plain(way.what), str(way.rounds), f"{max(way.weeks, 1):.0f}") for way in ways],
            right={1, 2},
        )

    def _heading(self, title: str) -> None:
        line = self._sheet.ink.axis * max(self._width - len(title) - len(LABEL) - 2, 0)
        self._sheet.say("")
        self._sheet.say(f"{title} {line} {LABEL}", style="bold cyan")


def _when(rounds: float | None, weeks: Callable[[float], float]) -> str:
    if rounds is None:
        return "–"
    number = round(rounds)
    return f"{counted(number, 'round')}, {counted(max(round(weeks(number)), 1), 'week')}"
