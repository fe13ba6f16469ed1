"""The report on a terminal: the verdict first, then its basis and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.reports.advice import in_doubt
from postlab.reports.chart import interval_bar
from postlab.reports.console_writer import INDENT, ConsoleWriter
from postlab.reports.evidence_picture import evidence_picture
from postlab.reports.framing_names import as_subject
from postlab.reports.lesson_page import write_lesson
from postlab.reports.report_text import (
    change_sentences,
    counted_sentence,
    journal_sentences,
    lineage_sentences,
    made_sentence,
    odds_sentence,
    pause_sentences,
    paused_sentence,
    plan_sentences,
    ratio_sentence,
    stopped_sentence,
)
from postlab.reports.reviewed import review_sentences
from postlab.reports.rounds_table import header, links, notes, rows
from postlab.reports.views import Report
from postlab.sanitise import plain
from postlab.stats import Decision

if TYPE_CHECKING:
    from rich.console import Console

    from postlab.reports.audit import Audit

CHART = 72
"""Most columns of a picture."""

TWO_LINES = 74
"""From this many columns on, a slot and its link share a line of the table."""

WEEKDAYS = 86
"""From this many columns on, a slot has its day of the week."""

_STYLES = {
    Decision.TREATMENT_WORKS: "bold green",
    Decision.CONTROL_WORKS: "bold yellow",
    Decision.NO_PRACTICAL_DIFFERENCE: "bold cyan",
}


def show(report: Report, console: Console) -> None:
    """Print the report at the console's width, in ASCII where the console knows no other characters.

    A report with a lesson starts with it.
    """
    sheet = ConsoleWriter(console)
    if report.lesson is None:
        _heading(report, sheet)
    else:
        write_lesson(report, sheet)
    _ratio(report, sheet)
    _odds(report, sheet)
    _rounds(report, sheet)
    sheet.section("What it means", report.verdict.meaning)
    sheet.section("Be careful", report.warnings)
    if report.lesson is None:
        sheet.section("What to do next", report.next)
    else:
        # its page has said what comes next
        sheet.section("Still open", in_doubt(report.rounds))
    sheet.section("The plan", plan_sentences(report))
    _history(report, sheet)


def show_audit(audit: Audit, console: Console) -> None:
    """Print each check of an audit on a line, then the result in a sentence."""
    sheet = ConsoleWriter(console)
    sheet.title(f"Audit of {plain(audit.experiment)}")
    for line in audit.lines:
        word, style = ("match", "") if line.match else ("MISMATCH", "bold red")
        sheet.say(f"{line.subject}: {line.found}", style=style, indent=INDENT, bullet=f"{word:<10}")
    sheet.say("")
    sheet.say(audit.sentence, style="bold")


def _heading(report: Report, sheet: ConsoleWriter) -> None:
    experiment = report.experiment
    sheet.say(f"{plain(experiment.name)} · {experiment.state}{', paused' if report.pause else ''}", style="bold")
    sheet.say(plain(report.plan.question))
    if paused := paused_sentence(report):
        sheet.say(paused, style="bold yellow")
    if stopped := stopped_sentence(report):
        sheet.say(stopped)
    sheet.say("")
    sheet.say(report.verdict.sentence, style=_STYLES.get(report.verdict.decision, "bold"))
    for sentence in (*report.verdict.milestones, report.verdict.bet):
        if sentence:
            sheet.say(sentence)


def _ratio(report: Report, sheet: ConsoleWriter) -> None:
    verdict = report.verdict
    if verdict.ratio is None:
        return
    sheet.title("Ratio")
    sheet.say(ratio_sentence(verdict), indent=INDENT)
    if verdict.totals is not None:
        sheet.say(verdict.totals.sentence, indent=INDENT)
    width = min(sheet.width, CHART) - INDENT
    sheet.picture(interval_bar(verdict.ratio, verdict.low, verdict.high, width=width, ink=sheet.ink))


def _odds(report: Report, sheet: ConsoleWriter) -> None:
    verdict = report.verdict
    sheet.title("Odds")
    sheet.say(odds_sentence(verdict), indent=INDENT)
    lines = evidence_picture(report, width=min(sheet.width, CHART) - INDENT, ink=sheet.ink)
    if not lines:
        return
    sheet.say("")
    sheet.picture(lines)
    ink = sheet.ink
    sheet.say(
        f"{ink.treatment} for {as_subject(verdict.treatment)}   {ink.control} for {as_subject(verdict.control)}   "
        f"{ink.both} both   {ink.threshold * 2} needed",
        indent=INDENT,
    )


def _rounds(report: Report, sheet: ConsoleWriter) -> None:
    if not report.rounds:
        return
    sheet.title("Rounds")
    sheet.table(
        header(report), rows(report, weekdays=sheet.width >= WEEKDAYS, joined=sheet.width >= TWO_LINES), right={0, 3}
    )
    sheet.say(counted_sentence(report), indent=INDENT)
    for number, (url, title) in enumerate(links(report), start=1):
        label = plain(url) if title == plain(url) else f"{title} ({plain(url)})"
        sheet.say(f"Link {number}: {label}", indent=INDENT)
    sheet.section("Notes on the rounds", notes(report.rounds))
    sheet.section("Reviewed", review_sentences(report.rounds, ZoneInfo(report.plan.timezone)))
    sheet.section("Held and lost, by the framing that was out", [held.sentence for held in report.held])


def _history(report: Report, sheet: ConsoleWriter) -> None:
    sheet.section("Changes of the plan", change_sentences(report))
    sheet.section("Pauses", pause_sentences(report))
    sheet.section("Experiments before and after", lineage_sentences(report))
    sheet.section("All experiments with these two framings", [report.stream.sentence] if report.stream else [])
    sheet.section("Journal", journal_sentences(report))
    sheet.say("")
    sheet.say(made_sentence(report), style="dim")
