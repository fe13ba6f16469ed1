"""An experiment as every answer shows it: its plan, its state, and what its draws can be checked by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from postlab.design.assignment import digest_of
from postlab.design.durations import format_duration
from postlab.sanitise import plain
from postlab.stats import Expected

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """An experiment.

    Attributes:
        name: its name, by which the whole lab refers to it.
        planned_as: the name in its plan, of which its hash and its draws are made; null where that is its name.
        question: the question that it asks.
        hypothesis: the expected answer.
        rationale: the theory of practice behind it.
        audience: the readers that its posts are for.
        metric: the primary metric.
        weights: by count, its weight in that metric; of a rate in what is divided by views.
        horizon: the age at which posts are compared, such as `72h`.
        control: name of the control, the framing to compare with.
        treatment: name of the treatment, the framing to test.
        accounts: names of the accounts that it posts to.
        timezone: the time zone of its slots.
        design: `two links` or `one link`.
        overlapped: whether other rounds begin between the two showings of a link.
        accounts_crossed: whether every second account gives each link the other framing.
        planned_rounds: the most rounds that it may take.
        alpha: the accepted probability of a wrong winner.
        expected: which framing is expected to do better, `treatment` or `control`; null where neither.
        aa: whether both framings are the same, so that a winner would be one by chance.
        worthwhile: the smallest ratio that would change what you do.
        approve: what you approve: `each` post, each `round`, or nothing (`auto`); with `reviewed` somebody else does.
        approved: whether future rounds go out without asking.
        if_it_fails: what will be done if the treatment does not work.
        fallback: what happens when a guardrail is crossed: `pause`, `control`, `best bet` or `stop`; null is `pause`.
        state: `running`, `decided` or `ended`.
        simulated: whether its audience is simulated.
        plan_hash: SHA-256 of the plan.
        seed: the seed from which every assignment is drawn; null while it runs, because it tells the draws to come.
        seed_sha256: SHA-256 of that seed, from the first day on.
        created_at: when it was planned.
        ended_at: when it was over; null while it runs.
        archived_at: when it was put aside, so that lists leave it out; null where it was not.
        paused_at: when it was paused; null where it is not.
        stopped_because: why it was stopped before its question was settled; null where it was not.
        parent: name of the experiment that it retries; null where it is the first.
        change: the one change against its parent.
        reason: the reason for that change.
    """

    name: str
    planned_as: str | None
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
    overlapped: bool
    accounts_crossed: bool
    planned_rounds: int
    alpha: float
    expected: Expected
    aa: bool
    worthwhile: float
    approve: str
    approved: bool
    if_it_fails: str
    fallback: str | None
    state: str
    simulated: bool
    plan_hash: str
    seed: str | None
    seed_sha256: str
    created_at: datetime
    ended_at: datetime | None
    archived_at: datetime | None
    paused_at: datetime | None
    stopped_because: str | None
    parent: str | None
    change: str | None
    reason: str | None


def experiment_view(experiment: Experiment, *, parent: str | None) -> ExperimentView:
    """An experiment, from its record; the stored plan has every default filled in.

    Args:
        experiment: a stored experiment.
        parent: name of the experiment that it retries, or None.
    """
    from postlab.loop.lookup.experiments import plan_of

    plan = plan_of(experiment)
    return ExperimentView(
        name=experiment.name,
        planned_as=None if plan.name == experiment.name else plan.name,
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
        overlapped=bool(plan.overlapped),
        accounts_crossed=bool(plan.accounts_crossed),
        planned_rounds=plan.rounds,
        alpha=plan.alpha,
        expected=plan.expected,
        aa=bool(plan.aa),
        worthwhile=plan.worthwhile,
        approve=plan.approve,
        approved=experiment.approve_all,
        if_it_fails=plan.if_it_fails,
        fallback=plan.fallback,
        state=str(experiment.state),
        simulated=experiment.simulated,
        plan_hash=experiment.plan_hash,
        seed=shown_seed(experiment),
        seed_sha256=digest_of(experiment.seed),
        created_at=experiment.created_at,
        ended_at=experiment.ended_at,
        archived_at=experiment.archived_at,
        paused_at=experiment.paused_at,
        stopped_because=plain(experiment.stopped_because) if experiment.stopped_because else None,
        parent=parent,
        change=experiment.change,
        reason=experiment.reason,
    )


def shown_seed(experiment: Experiment) -> str | None:
    """The seed of an experiment that is over; None while it runs, because draws to come could be computed from it."""
    from postlab.records.tables import ExperimentState

    return None if experiment.state == ExperimentState.RUNNING else experiment.seed


def view_of(session: Session, experiment: Experiment) -> ExperimentView:
    """An experiment, from its record, with its parent looked up."""
    from postlab.records.tables import Experiment

    parent = session.get(Experiment, experiment.parent_id) if experiment.parent_id is not None else None
    return experiment_view(experiment, parent=parent.name if parent else None)
