"""The screen of `postlab demo`: both experiments, what was learnt between them, and the next commands to type."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.design.durations import format_duration
from postlab.english import capital, counted, listed, short_time
from postlab.errors import typed
from postlab.loop.demo.plan import FOLLOWERS
from postlab.reports.chart import interval_bar
from postlab.reports.console_writer import INDENT, PROSE, ConsoleWriter
from postlab.reports.evidence_picture import evidence_picture
from postlab.reports.formats import between, odds, times
from postlab.reports.framing_names import as_subject
from postlab.sanitise import plain
from postlab.stats import Decision

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from postlab.design.plan import Plan
    from postlab.loop.demo.run import Begun, Learnt, RoundClosed
    from postlab.records.tables import Post
    from postlab.reports.views import Report

LABEL = "SIMULATED AUDIENCE"
CHANGES_SHOWN = 3
MEANINGS_SHOWN = 2
CHART_ROWS = 7
COMMAND = 22

_STYLES = {Decision.TREATMENT_WORKS: "bold green", Decision.CONTROL_WORKS: "bold yellow"}


class Screen:
    """Prints the demo to a console, section by section.

    Args:
        answer: where the story goes.
        talk: where progress is shown, if that is a terminal.
    """

    def __init__(self, answer: Console, talk: Console) -> None:
        self._sheet = ConsoleWriter(answer)
        self._talk = talk
        self._width = min(self._sheet.width, PROSE)
        self._begun: list[Begun] = []
        self._seed = 0
        self._progress: tuple[Progress, TaskID] | None = None

    def open(self, seed: int) -> None:
        """Print the introduction."""
        self._seed = seed
        say = self._sheet.say
        say(
            "PostLab in one sitting: try a way of sharing links, gauge the response, change one thing about what "
            "did not work, and try again."
        )
        say(f"{LABEL} (seed {seed}): no real person sees this; articles are made up.", style="bold cyan")

    def begun(self, event: Begun, zone: str) -> None:
        """Print the plan and the posts of the first round, and start the progress bar."""
        plan, sheet = event.plan, self._sheet
        self._begun.append(event)
        drafts = event.drafts
        if len(self._begun) == 1:
            self._heading("1. Try")
            sheet.say(plain(plan.question), style="bold")
            sheet.say(_setting_in_words(plan, zone))
            sheet.say(f"Why it might: {plain(plan.rationale)}")
        else:
            self._heading("3. Try again, with that one change")
            drafts = tuple(post for post in drafts if post.variant == plan.treatment)
        for post in drafts:
            self._draft(post, zone)
        self._start_bar(plan)

    def round_closed(self, event: RoundClosed) -> None:
        """Move the progress bar one round on, with the odds so far."""
        if self._progress is None:
            return
        bar, task = self._progress
        plan, verdict = self._begun[-1].plan, event.verdict
        best = max(
            (verdict.log_e_treatment, as_subject(plan.treatment)), (verdict.log_e_control, as_subject(plan.control))
        )
        bar.update(
            task,
            completed=verdict.rounds,
            day=short_time(event.at, ZoneInfo(plan.timezone)).rpartition(" ")[0],
            odds=f"{odds(best[0])} for {best[1]}",
        )

    def ended(self, report: Report) -> None:
        """Print the chart of the odds, and the verdict."""
        self.stop()
        verdict, sheet = report.verdict, self._sheet
        ink = sheet.ink
        lines = evidence_picture(report, width=self._width - INDENT, height=CHART_ROWS, ink=ink)
        if lines:
            sheet.say("")
            sheet.say(
                f"Odds: {ink.treatment} for {as_subject(verdict.treatment)}, "
                f"{ink.control} for {as_subject(verdict.control)}; settled at {verdict.odds_needed}."
            )
            sheet.picture(lines)
        sheet.say("")
        sheet.say(verdict.sentence, style=_STYLES.get(verdict.decision, "bold"))

    def stop(self) -> None:
        """Remove the progress bar."""
        if self._progress is not None:
            self._progress[0].stop()
            self._progress = None

    def learnt(self, event: Learnt, report: Report) -> None:
        """Print what the rounds showed, and the changes that they suggest."""
        self._heading("2. Learn")
        sheet, verdict = self._sheet, report.verdict
        first = event.suggestions[0]
        if verdict.decision is not Decision.TREATMENT_WORKS and report.plan.if_it_fails:
            sheet.say(f"That experiment failed; most do. What was planned for it: {plain(report.plan.if_it_fails)}")
        sheet.say(f"What to make of it: {plain(first.why)}")
        sheet.say("One change at a time, best first:")
        for number, suggestion in enumerate(event.suggestions[:CHANGES_SHOWN], start=1):
            chosen = number == 1
            why = "" if chosen else f" ({plain(suggestion.why).rstrip('.')})"
            sheet.say(
                f"{plain(suggestion.change.summary)}{why}",
                style="bold" if chosen else "",
                indent=INDENT,
                bullet=f"{number}. ",
            )
        if (more := len(event.suggestions) - CHANGES_SHOWN) > 0:
            sheet.say(f"and {more} more", style="dim", indent=INDENT)

    def close(self, reports: Sequence[Report], out: Path | None, files: Sequence[str]) -> None:
        """Print both experiments side by side, what may be concluded, and what to type next."""
        sheet = self._sheet
        self._heading("4. The report")
        for number, report in enumerate(reports, start=1):
            sheet.say(_report_line(report), indent=INDENT, bullet=f"{number}. ")
        last = reports[-1].verdict
        if last.ratio is not None:
            sheet.say("")
            sheet.say(
                f"{capital(plain(last.metric))} of {as_subject(last.treatment)} to those of "
                f"{as_subject(last.control)}; 1 is no difference:"
            )
            sheet.picture(interval_bar(last.ratio, last.low, last.high, width=self._width - INDENT, ink=sheet.ink))
        sheet.section("What it means", (_moral_of(reports), *last.meaning[:MEANINGS_SHOWN]))
        self._next(reports, out, files)

    def _next(self, reports: Sequence[Report], out: Path | None, files: Sequence[str]) -> None:
        sheet = self._sheet
        sheet.title("What to type next")
        if out is not None:
            lab_there = f"postlab --lab {typed(str(out))}"
            tables = [name for name in files if name.endswith((".csv", ".txt", ".json"))]
            last = reports[-1].experiment.name
            sheet.say(f"The lab is in {out}, with {listed(tables)}.", indent=INDENT)
            sheet.picture([f"{lab_there} report {last}", f"{lab_there} retry {last} --list"])
        self._command("postlab init", "a lab of your own, with a simulated audience")
        self._command(f"postlab demo --seed {self._seed + 1}", "another audience, another story")

    def _command(self, command: str, meaning: str) -> None:
        self._sheet.say(meaning, indent=INDENT, bullet=f"{command:<{COMMAND}}  ")

    def _heading(self, title: str) -> None:
        line = self._sheet.ink.axis * (self._width - len(title) - len(LABEL) - 2)
        self._sheet.say("")
        self._sheet.say(f"{title} {line} {LABEL}", style="bold cyan")

    def _draft(self, post: Post, zone: str) -> None:
        """Print a post as its readers see it; a long address is cut short, as the networks do."""
        sheet = self._sheet
        sheet.say("")
        sheet.say(f"{short_time(post.slot_at, ZoneInfo(zone))}, {plain(post.variant)}", style="bold", indent=INDENT)
        room = self._width - 2 * INDENT
        for paragraph in plain(post.text, newlines=True).split("\n"):
            if post.url in paragraph:
                lines = [paragraph if len(paragraph) <= room else f"{paragraph[: room - 1]}…"]
            else:
                lines = textwrap.wrap(paragraph, room)
            sheet.picture([" " * INDENT + line for line in lines])

    def _start_bar(self, plan: Plan) -> None:
        if not self._talk.is_terminal or self._talk.is_dumb_terminal:
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        bar = Progress(
            TextColumn("{task.fields[day]:<11}"),
            BarColumn(bar_width=max(self._width - 66, 10)),
            MofNCompleteColumn(),
            TextColumn("rounds · {task.fields[odds]}"),
            console=self._talk,
            transient=True,
        )
        task = bar.add_task("", total=plan.rounds, day="", odds="")
        bar.start()
        self._progress = (bar, task)


def _setting_in_words(plan: Plan, zone: str) -> str:
    days = listed([name.partition(" ")[0] for name in plan.slots])
    hour = plan.slots[0].partition(" ")[2]
    return (
        f"A post at {hour} ({zone}) on {days}, to {FOLLOWERS:,} simulated followers. Two posts make a round; a coin "
        f"decides which of them gets which framing. Their {plan.metric} are compared at the age of "
        f"{format_duration(plan.horizon)}, over {plan.rounds} rounds at most."
    )


def _report_line(report: Report) -> str:
    """An experiment on one line: what was compared, and the verdict."""
    verdict = report.verdict
    compared = f"{plain(verdict.treatment)} against {plain(verdict.control)}"
    edges = between(verdict.low, verdict.high)
    ratio = f"ratio {times(verdict.ratio)}{f' ({edges})' if edges else ''}, " if verdict.ratio is not None else ""
    return f"{compared}: {verdict.decision}, {ratio}{counted(verdict.rounds, 'round')}."


def _moral_of(reports: Sequence[Report]) -> str:
    first, second = reports
    change = plain(second.lineage.change or "another framing")
    return moral(first.verdict.decision, second.verdict.decision, change=change)


def moral(first: Decision, second: Decision, *, change: str) -> str:
    """A sentence on what both verdicts show together; it depends on the two decisions alone."""
    worked = Decision.TREATMENT_WORKS
    if first is not worked and second is worked:
        return (
            f"The first framing failed; with one change ({change}) it worked. A failed experiment costs little and "
            "teaches."
        )
    if first is not worked:
        return (
            f"This time neither experiment worked, not even with one change ({change}): that happens, and the next "
            "change is waiting in the list."
        )
    if second is worked:
        return f"This time the first framing worked at once, and one change ({change}) made it better still."
    if second is Decision.CONTROL_WORKS:
        return f"This time the first framing worked at once, and it does worse with the change ({change}): leave it be."
    return f"This time the first framing worked at once; that the change ({change}) makes it better could not be shown."
