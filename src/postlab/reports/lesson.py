"""The lesson of a try that is over: its page, made from its records and its report."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.design.plan import Plan
from postlab.english import ended, local_day, plural
from postlab.errors import typed
from postlab.metrics import METRIC_NAMES, METRICS
from postlab.reports.experiment_cost import cost_of
from postlab.reports.framing_names import as_subject
from postlab.reports.lesson_view import Lesson, NextTry, TriedFraming, UntestedDifference
from postlab.reports.result_text import going_on_command, result_sentences
from postlab.reports.verdict import VerdictView
from postlab.reports.views import Report, RoundView
from postlab.sanitise import plain
from postlab.stats import Decision
from postlab.stats.blocks import log_ratio

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment, Post

SMALLEST_TOTAL = 10
"""The smallest total count of a metric, over both framings, that is worth a sentence."""

SMALLEST_DIFFERENCE = math.log(1.3)
"""The smallest difference between the two totals, as a log ratio, that is worth a sentence."""

AGE_TOLERANCE = 0.25
"""The largest distance of a reading from the horizon, as a share of the horizon, for it to be used."""

PAUSES_SHOWN = 2
_ADDRESS = re.compile(r"https?://\S+")


def with_lesson(session: Session, experiment: Experiment, report: Report) -> Report:
    """The report with its lesson if the experiment is over; else the same report."""
    from postlab.records.tables import ExperimentState

    if experiment.state == ExperimentState.RUNNING:
        return report
    plan, verdict = report.plan, report.verdict
    lineage = report.lineage
    return replace(
        report,
        lesson=Lesson(
            tried=_tried_framings(session, experiment, plan),
            after=(lineage.parent, lineage.change or "") if lineage.parent else None,
            showed=result_sentences(verdict),
            besides=tuple(_untested_differences(session, experiment, report)),
            cost=cost_of(session, experiment, verdict),
            planned=_planned(session, experiment, plan, verdict),
            keep="" if plan.aa else _what_to_keep(verdict),
            next=None if plan.aa else _next_try(session, experiment, report),
            go_on=going_on_command(verdict, experiment.name),
            reflect=None if report.reflections else f"postlab reflect {typed(experiment.name)}",
        ),
    )


def _tried_framings(session: Session, experiment: Experiment, plan: Plan) -> tuple[TriedFraming, TriedFraming]:
    from sqlmodel import col, select

    from postlab.records.tables import Post

    posts = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, Post.part == 0).order_by(col(Post.id))
    ).all()
    blocks = {variant.name: variant.blocks for variant in plan.variant}

    def framing(variant: str) -> TriedFraming:
        texts = [post for post in posts if post.variant == variant]
        # one that went out, as the recipe has it
        example = min(texts, key=lambda post: (post.published_at is None, post.edited_at is not None), default=None)
        return TriedFraming(variant, blocks[variant], _example(example) if example else None)

    return framing(plan.treatment), framing(plan.control)


def _example(post: Post) -> str:
    """The text of a post with “(link)” for its address, which says nothing to a reader."""
    return plain(_ADDRESS.sub("(link)", post.text))


def _untested_differences(session: Session, experiment: Experiment, report: Report) -> Iterator[UntestedDifference]:
    """The other metrics that differed, over the pairs of rounds that count in which both posts were counted."""
    plan = report.plan
    counts = _counts_at_horizon(session, experiment, plan)
    rounds = [round_ for round_ in report.rounds if round_.difference is not None]
    for metric in METRIC_NAMES:
        if metric in plan.metric_weights:
            continue
        control_total = treatment_total = 0
        for control_id, treatment_id in _pairs(rounds, plan):
            pair = counts.get((control_id, metric)), counts.get((treatment_id, metric))
            if pair[0] is not None and pair[1] is not None:
                control_total, treatment_total = control_total + pair[0], treatment_total + pair[1]
        if (
            control_total + treatment_total >= SMALLEST_TOTAL
            and abs(log_ratio(treatment_total, control_total)) >= SMALLEST_DIFFERENCE
        ):
            yield UntestedDifference(metric, control_total, treatment_total)


def _pairs(rounds: list[RoundView], plan: Plan) -> Iterator[tuple[int, int]]:
    """The numbers of the compared posts, as pairs (control, treatment)."""
    for round_ in rounds:
        for account in plan.accounts:
            control, treatment = round_.of(plan.control, account), round_.of(plan.treatment, account)
            if control is not None and treatment is not None and None not in (control.outcome, treatment.outcome):
                yield control.id, treatment.id


def _counts_at_horizon(session: Session, experiment: Experiment, plan: Plan) -> Mapping[tuple[int, str], int]:
    """By post and metric, the count of the reading nearest to the horizon, if it is near enough."""
    from sqlalchemy import select
    from sqlmodel import col

    from postlab.records.tables import Post, Reading

    horizon = plan.horizon.total_seconds()
    query = (
        select(col(Reading.post_id), col(Reading.age_s), *(col(getattr(Reading, metric.column)) for metric in METRICS))
        .join(Post, col(Post.id) == col(Reading.post_id))
        .where(col(Post.experiment_id) == experiment.id)
        .where(col(Reading.age_s) >= horizon * (1 - AGE_TOLERANCE), col(Reading.age_s) <= horizon * (1 + AGE_TOLERANCE))
    )
    nearest: dict[tuple[int, str], tuple[float, int]] = {}
    for post_id, age_s, *counts in session.execute(query):
        for metric, count in zip(METRIC_NAMES, counts, strict=True):
            if count is not None:
                candidate = (abs(age_s - horizon), count)
                nearest[post_id, metric] = min(nearest.get((post_id, metric), candidate), candidate)
    return {key: count for key, (_, count) in nearest.items()}


def _planned(session: Session, experiment: Experiment, plan: Plan, verdict: VerdictView) -> tuple[str, ...]:
    """The pauses and the early stop, then what the plan says for a try that does not work."""
    from sqlmodel import col, select

    from postlab.records.tables import Pause

    zone = ZoneInfo(plan.timezone)
    pauses = session.exec(select(Pause).where(Pause.experiment_id == experiment.id).order_by(col(Pause.id))).all()
    lines = []
    for pause in pauses[-PAUSES_SHOWN:]:
        did = f" {ended(plain(pause.did))}" if pause.did.strip() else ""
        lines.append(f"Paused on {local_day(pause.at, zone)}: {ended(plain(pause.reason))}{did}")
    if (more := len(pauses) - PAUSES_SHOWN) > 0:
        lines.insert(0, f"Paused {plural(more, 'once', f'{more} times')} more before that.")
    if experiment.stopped_because:
        lines.append(f"Stopped before it was settled: {ended(plain(experiment.stopped_because))}")
    if verdict.decision is not Decision.TREATMENT_WORKS and plan.if_it_fails.strip() and not plan.aa:
        lines.append(f"Your plan for this: {ended(plain(plan.if_it_fails))}")
    return tuple(lines)


def _what_to_keep(verdict: VerdictView) -> str:
    if verdict.decision is Decision.TREATMENT_WORKS:
        return f"Keep {as_subject(verdict.treatment)} for posts like these."
    if verdict.decision is Decision.CONTROL_WORKS:
        return f"Stay with {as_subject(verdict.control)} for posts like these."
    if verdict.decision is Decision.NO_PRACTICAL_DIFFERENCE:
        return "Either will do for posts like these: take the one that is less work."
    return ""


def _next_try(session: Session, experiment: Experiment, report: Report) -> NextTry | None:
    from sqlmodel import col, select

    from postlab.loop.learn.suggest import suggestions
    from postlab.records.tables import Experiment

    if report.lineage.children:
        child = session.exec(
            select(Experiment).where(Experiment.parent_id == experiment.id).order_by(col(Experiment.id).desc())
        ).first()
        if child is not None:
            return NextTry(child.name, child.change or "", child.reason or "", f"postlab report {typed(child.name)}")
    offered = suggestions(session, experiment)
    if not offered:
        return None
    return NextTry(None, offered[0].change.summary, offered[0].why, f"postlab retry {typed(experiment.name)}")
