"""An experiment, as every answer shows it: its plan's own words, where it stands, and what it can be checked by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from postlab.design.durations import format_duration
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """An experiment.

    Attributes:
        name: what it is called; everything else of the lab names it so.
        question: what it asks.
        hypothesis: what is expected.
        rationale: the theory of practice behind it.
        audience: whom its posts speak to.
        metric: the primary metric.
        weights: what one of each count is worth in that metric.
        horizon: the age at which posts are compared, such as `72h`.
        control: the framing that the other is compared with.
        treatment: the other one.
        accounts: names of the accounts that it posts to.
        timezone: in which its slots are meant.
        design: `two links` or `one link`.
        planned_rounds: rounds at most.
        alpha: the accepted probability of a wrong winner.
        worthwhile: the smallest ratio that would change what you do.
        approve: who lets posts go out: `each`, `round` or `auto`.
        approved: whether rounds to come go out without asking.
        if_it_fails: what will be done then.
        fallback: what happens when a guardrail is crossed: `pause`, `control` or `stop`; null is `pause`.
        state: `running`, `decided` or `ended`.
        simulated: whether no real person can have seen its posts.
        plan_hash: SHA-256 of the plan.
        seed: what every assignment is drawn from.
        created_at: when it was planned.
        ended_at: when it was over.
        paused_at: since when it is held.
        stopped_because: why it was ended before its question was settled.
        parent: name of the try that it changed.
        change: the one change against that.
        reason: why that change.
    """

    name: str
    question: str
    hypothesis: str
    rationale: str
    audience: str
    metric: str
    weights: Mapping[str, float]
    horizon: str
    control: str
    treatment: str
    accounts: tuple[str, ...]
    timezone: str
    design: str
    planned_rounds: int
    alpha: float
    worthwhile: float
    approve: str
    approved: bool
    if_it_fails: str
    fallback: str | None
    state: str
    simulated: bool
    plan_hash: str
    seed: str
    created_at: datetime
    ended_at: datetime | None
    paused_at: datetime | None
    stopped_because: str | None
    parent: str | None
    change: str | None
    reason: str | None


def experiment_view(experiment: Experiment, *, parent: str | None) -> ExperimentView:
    """An experiment of the records; the plan that is stored has every default filled in.

    Args:
        experiment: a stored one.
        parent: name of the experiment that it retries, if any.
    """
    from postlab.loop.lookup.experiments import plan_of

    plan = plan_of(experiment)
    return ExperimentView(
        name=experiment.name,
        question=plan.question,
        hypothesis=plan.hypothesis,
        rationale=plan.rationale,
        audience=plan.audience,
        metric=plan.metric,
        weights=plan.metric_weights,
        horizon=format_duration(plan.horizon),
        control=plan.control,
        treatment=plan.treatment,
        accounts=tuple(plan.accounts),
        timezone=plan.timezone,
        design=plan.design,
        planned_rounds=plan.rounds,
        alpha=plan.alpha,
        worthwhile=plan.worthwhile,
        approve=plan.approve,
        approved=experiment.approve_all,
        if_it_fails=plan.if_it_fails,
        fallback=plan.fallback,
        state=str(experiment.state),
        simulated=experiment.simulated,
        plan_hash=experiment.plan_hash,
        seed=experiment.seed,
        created_at=experiment.created_at,
        ended_at=experiment.ended_at,
        paused_at=experiment.paused_at,
        stopped_because=plain(experiment.stopped_because) if experiment.stopped_because else None,
        parent=parent,
        change=experiment.change,
        reason=experiment.reason,
    )


def view_of(session: Session, experiment: Experiment) -> ExperimentView:
    """The same, with its parent looked up."""
    from postlab.records.tables import Experiment

    parent = session.get(Experiment, experiment.parent_id) if experiment.parent_id is not None else None
    return experiment_view(experiment, parent=parent.name if parent else None)
