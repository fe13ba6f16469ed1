"""The parts of a report in sentences, which the terminal and the page of HTML share."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from postlab.design.durations import format_duration
from postlab.english import counted, listed, local_day, local_time, ordinal
from postlab.metrics import ENGAGEMENT
from postlab.reports import design_text, limits
from postlab.reports.formats import between, odds, share, times
from postlab.reports.framing_names import as_subject
from postlab.reports.pauses import PauseView
from postlab.reports.rounds_table import moments_met
from postlab.reports.verdict import VerdictView
from postlab.reports.views import ReflectionView, Report
from postlab.sanitise import plain


def ratio_sentence(verdict: VerdictView) -> str:
    """The ratio with its interval, of which framing to which; empty before the first round that counts."""
    if verdict.ratio is None:
        return ""
    bounds = between(verdict.low, verdict.high) or "limits not known yet"
    return (
        f"About {times(verdict.ratio)}, {bounds} (“{plain(verdict.treatment)}” to “{plain(verdict.control)}”; 1 is "
        "no difference)."
    )


def odds_sentence(verdict: VerdictView) -> str:
    """How the odds stand for each framing, and what is needed."""
    return (
        f"That {as_subject(verdict.treatment)} does better: {odds(verdict.log_e_treatment)}. That "
        f"{as_subject(verdict.control)} does better: {odds(verdict.log_e_control)}. Needed: {verdict.odds_needed}."
    )


def counted_sentence(report: Report) -> str:
    """What the numbers of its rounds are, and where its times are."""
    plan = report.plan
    return f"Numbers are {plan.metric} at the age of {format_duration(plan.horizon)}. Times are {plan.timezone}."


def paused_sentence(report: Report) -> str:
    """Since when and why it is paused; empty where it is not."""
    if report.pause is None:
        return ""
    since = local_time(report.pause.at.replace(second=0), ZoneInfo(report.plan.timezone))
    return f"Paused since {since}: {report.pause.reason} {report.pause.did}".rstrip()


def stopped_sentence(report: Report) -> str:
    """Why it was stopped before it was settled; empty where it was not."""
    because = report.experiment.stopped_because
    return f"Stopped before it was settled: {because}" if because is not None else ""


def plan_sentences(report: Report) -> list[str]:
    """What was planned, each with its word before it."""
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
    return [f"{key}: {plain(text)}" for key, text in facts.items() if text.strip()]


def _counted(report: Report) -> str:
    plan = report.plan
    weights = plan.metric_weights
    parts = f" ({', '.join(f'{weight:g} x {metric}' for metric, weight in weights.items())})"
    return f"{plan.metric}{parts if plan.metric == ENGAGEMENT else ''} at {format_duration(plan.horizon)}"


def change_sentences(report: Report) -> list[str]:
    """The changes of the plan, one sentence each."""
    zone = ZoneInfo(report.plan.timezone)
    return [
        f"{local_time(change.at, zone)}: {plain(change.reason)} "
        f"({', '.join(plain(part.key) for part in change.changes)})"
        for change in report.amendments
    ]


def pause_sentences(report: Report) -> list[str]:
    """The pauses, one sentence each."""
    return [_pause(pause, ZoneInfo(report.plan.timezone)) for pause in report.pauses]


def _pause(pause: PauseView, zone: ZoneInfo) -> str:
    until = f" to {local_time(pause.until.replace(second=0), zone)}" if pause.until is not None else " on"
    return f"From {local_time(pause.at.replace(second=0), zone)}{until}: {pause.reason} {pause.did}".rstrip()


def lineage_sentences(report: Report) -> list[str]:
    """The experiments before and after it, and its place among them; none for one that stands alone."""
    lineage, tries = report.lineage, []
    if lineage.parent:
        changed = f", with one change: {plain(lineage.change)}" if lineage.change else ""
        because = f" Because: {plain(lineage.reason)}" if lineage.reason else ""
        tries.append(f"After “{plain(lineage.parent)}”{changed}.{because}")
    if lineage.children:
        tries.append(f"Tried again as {listed([f'“{plain(name)}”' for name in lineage.children])}.")
    if report.verdict.as_try is not None:
        one = report.verdict.as_try
        tries.append(f"It is the {ordinal(one.number)} of {counted(one.tries, 'experiment')} in its lineage.")
    return tries


def journal_sentences(report: Report) -> list[str]:
    """The journal: each entry with its time, each question with its answer, then any other text."""
    zone = ZoneInfo(report.plan.timezone)
    return [sentence for entry in report.reflections for sentence in _entry(entry, zone)]


def _entry(entry: ReflectionView, zone: ZoneInfo) -> list[str]:
    answers = [f"{plain(answer.question)} {plain(answer.answer)}" for answer in entry.answers]
    first, *others = [*answers, *([plain(entry.text)] if entry.text.strip() else [])]
    return [f"{local_time(entry.at, zone)}: {first}", *others]


def made_sentence(report: Report) -> str:
    """When the report was made and of which plan, with what is not as it was when that was agreed."""
    experiment, zone = report.experiment, ZoneInfo(report.plan.timezone)
    named = f" It was planned as “{plain(experiment.planned_as)}”." if experiment.planned_as is not None else ""
    archived = " It is archived; `postlab learn` still counts it." if experiment.archived_at is not None else ""
    return (
        f"Report of {local_time(report.asked_at, zone)} ({report.plan.timezone}); plan "
        f"{experiment.plan_hash[:12]}.{named}{archived}"
    )


def method_text(report: Report) -> str:
    """How it was found out, in plain words for somebody who was not there."""
    verdict, plan, experiment = report.verdict, report.plan, report.experiment
    method = (
        "In each round both framings went out in comparable slots; a coin tossed by the computer decided which framing "
        f"got which slot and link. Posts were compared by their {plan.metric} at the age of "
        f"{format_duration(plan.horizon)}. A round counts when both of its posts were counted; a number that nobody "
        "saw is missing, never zero. The verdict is a sequential test that may be looked at every day: where the "
        f"framing makes no difference, at most {share(verdict.alpha)} experiments would name a winner. The plan was "
        f"written down before the first post went out (SHA-256 {experiment.plan_hash[:12]}); the draws can be checked."
    )
    method = " ".join([method, *design_text.of_plan(plan)])
    changes = len(report.amendments)
    amended = f" It was changed {counted(changes, 'time')} on the way, as the report says." if changes else ""
    return f"{method}{amended} Made with PostLab on {local_day(report.asked_at, ZoneInfo(plan.timezone))}."
