"""The report on a terminal: the verdict first, then its basis and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.design.durations import format_duration
from postlab.english import counted, listed, local_time, ordinal
from postlab.metrics import ENGAGEMENT
from postlab.reports import design_text, limits
from postlab.reports.advice import in_doubt
from postlab.reports.chart import interval_bar
from postlab.reports.console_writer import INDENT, ConsoleWriter
from postlab.reports.evidence_picture import evidence_picture
from postlab.reports.formats import between, odds, times
from postlab.reports.framing_names import as_subject
from postlab.reports.lesson_page import write_lesson
from postlab.reports.pauses import PauseView
from postlab.reports.reviewed import review_sentences
from postlab.reports.rounds_table import header, links, moments_met, notes, rows
from postlab.reports.views import ReflectionView, Report
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
    _plan(report, sheet)
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
    if report.pause is not None:
        since = local_time(report.pause.at.replace(second=0), ZoneInfo(report.plan.timezone))
        sheet.say(f"Paused since {since}: {report.pause.reason} {report.pause.did}".rstrip(), style="bold yellow")
    if experiment.stopped_because is not None:
        sheet.say(f"Stopped before it was settled: {experiment.stopped_because}")
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
    limits = between(verdict.low, verdict.high) or "limits not known yet"
    sheet.say(
        f"About {times(verdict.ratio)}, {limits} (“{plain(verdict.treatment)}” to “{plain(verdict.control)}”; 1 is "
        "no difference).",
        indent=INDENT,
    )
    if verdict.totals is not None:
        sheet.say(verdict.totals.sentence, indent=INDENT)
    width = min(sheet.width, CHART) - INDENT
    sheet.picture(interval_bar(verdict.ratio, verdict.low, verdict.high, width=width, ink=sheet.ink))


def _odds(report: Report, sheet: ConsoleWriter) -> None:
    verdict = report.verdict
    sheet.title("Odds")
    sheet.say(
        f"That {as_subject(verdict.treatment)} does better: {odds(verdict.log_e_treatment)}. That "
        f"{as_subject(verdict.control)} does better: {odds(verdict.log_e_control)}. Needed: {verdict.odds_needed}.",
        indent=INDENT,
    )
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
    plan = report.plan
    sheet.title("Rounds")
    sheet.table(
        header(report), rows(report, weekdays=sheet.width >= WEEKDAYS, joined=sheet.width >= TWO_LINES), right={0, 3}
    )
    sheet.say(
        f"Numbers are {plan.metric} at the age of {format_duration(plan.horizon)}. Times are {plan.timezone}.",
        indent=INDENT,
    )
    for number, (url, title) in enumerate(links(report), start=1):
        label = plain(url) if title == plain(url) else f"{title} ({plain(url)})"
        sheet.say(f"Link {number}: {label}", indent=INDENT)
    sheet.section("Notes on the rounds", notes(report.rounds))
    sheet.section("Reviewed", review_sentences(report.rounds, ZoneInfo(plan.timezone)))
    sheet.section("Held and lost, by the framing that was out", [held.sentence for held in report.held])


def _plan(report: Report, sheet: ConsoleWriter) -> None:
    plan, verdict = report.plan, report.verdict
    facts = {
        "Hypothesis": plan.hypothesis,
        "Why": plan.rationale,
        "For": plan.audience,
        "On": listed(list(plan.accounts)),
        "Design": " ".join(design_text.of_plan(plan)),
        "Moments": moments_met(report.rounds),
        "Counted": _counted(report),
        "Expected to do better": plan.expected_variant or "",
        "Settled at": f"{verdict.odds_needed}; smallest ratio that matters {plan.worthwhile:g}; "
        f"{counted(plan.rounds, 'round')} at most",
        "If it fails": plan.if_it_fails,
        "Guardrails and budget": " ".join(limits.of_plan(plan)),
    }
    sheet.section("The plan", [f"{key}: {plain(text)}" for key, text in facts.items() if text.strip()])


def _counted(report: Report) -> str:
    plan = report.plan
    weights = plan.metric_weights
    parts = f" ({', '.join(f'{weight:g} x {metric}' for metric, weight in weights.items())})"
    return f"{plan.metric}{parts if plan.metric == ENGAGEMENT else ''} at {format_duration(plan.horizon)}"


def _entry(entry: ReflectionView, zone: ZoneInfo) -> list[str]:
    """The lines of a journal entry: each question with its answer, then any other text."""
    answers = [f"{plain(answer.question)} {plain(answer.answer)}" for answer in entry.answers]
    first, *others = [*answers, *([plain(entry.text)] if entry.text.strip() else [])]
    return [f"{local_time(entry.at, zone)}: {first}", *others]


def _history(report: Report, sheet: ConsoleWriter) -> None:
    zone = ZoneInfo(report.plan.timezone)
    sheet.section(
        "Changes of the plan",
        [
            f"{local_time(change.at, zone)}: {plain(change.reason)} "
            f"({', '.join(plain(part.key) for part in change.changes)})"
            for change in report.amendments
        ],
    )
    sheet.section("Pauses", [_pause(pause, zone) for pause in report.pauses])
    lineage = report.lineage
    tries = []
    if lineage.parent:
        changed = f", with one change: {plain(lineage.change)}" if lineage.change else ""
        because = f" Because: {plain(lineage.reason)}" if lineage.reason else ""
        tries.append(f"After “{plain(lineage.parent)}”{changed}.{because}")
    if lineage.children:
        tries.append(f"Tried again as {listed([f'“{plain(name)}”' for name in lineage.children])}.")
    if report.verdict.as_try is not None:
        one = report.verdict.as_try
        tries.append(f"It is the {ordinal(one.number)} of {counted(one.tries, 'experiment')} in its lineage.")
    sheet.section("Experiments before and after", tries)
    sheet.section("All experiments with these two framings", [report.stream.sentence] if report.stream else [])
    sheet.section("Journal", [sentence for entry in report.reflections for sentence in _entry(entry, zone)])
    sheet.say("")
    sheet.say(
        f"Report of {local_time(report.asked_at, zone)} ({report.plan.timezone}); plan "
        f"{report.experiment.plan_hash[:12]}.{_another_name(report)}",
        style="dim",
    )


def _another_name(report: Report) -> str:
    """What is not as it was when the plan was agreed, in sentences with a space before them."""
    experiment = report.experiment
    named = f" It was planned as “{plain(experiment.planned_as)}”." if experiment.planned_as is not None else ""
    archived = " It is archived; `postlab learn` still counts it." if experiment.archived_at is not None else ""
    return f"{named}{archived}"


def _pause(pause: PauseView, zone: ZoneInfo) -> str:
    until = f" to {local_time(pause.until.replace(second=0), zone)}" if pause.until is not None else " on"
    return f"From {local_time(pause.at.replace(second=0), zone)}{until}: {pause.reason} {pause.did}".rstrip()
