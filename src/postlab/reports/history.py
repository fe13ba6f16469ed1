"""All tries as lineages: each with the one change against the try before it, its result, and what it taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from postlab.reports.result_text import RatioLimits, result, taught
from postlab.stats import DECIDED, Decision, decision_at, shown_bound

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Try:
    """One experiment as a node of its lineage.

    Attributes:
        id: its number in the records.
        name: what it is called.
        question: what it asks.
        state: one of `postlab.records.tables.ExperimentState`.
        paused: whether it is held.
        simulated: whether no real person can have seen its posts.
        parent: name of the try before it, or None.
        change: the one change against that, or None.
        reason: why.
        created_at: when it was planned.
        ended_at: when it was over, or None.
        decision: what its rounds allow us to say.
        metric: what was counted.
        control: one framing.
        treatment: the other.
        rounds: that count.
        planned: rounds at most.
        ratio: of treatment to control, None before the first round that counts.
        low: the smallest that is not ruled out, None where it is not known.
        high: the largest.
        result: a few words about it.
        taught: one short sentence; empty while it runs.
        depth: 0 for the first of a lineage.
        children: the tries that changed one thing about it, oldest first.
    """

    id: int
    name: str
    question: str
    state: str
    paused: bool
    simulated: bool
    parent: str | None
    change: str | None
    reason: str | None
    created_at: datetime
    ended_at: datetime | None
    decision: Decision
    metric: str
    control: str
    treatment: str
    rounds: int
    planned: int
    ratio: float | None
    low: float | None
    high: float | None
    result: str
    taught: str
    depth: int = 0
    children: list[Try] = field(default_factory=list, compare=False)

    def walk(self) -> Iterator[Try]:
        """It and all that came of it, each before its children."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


def lineages(session: Session, *, of: int | None = None, since: datetime | None = None) -> list[Try]:
    """The first try of each lineage with what came of it, the lineage with the newest try first.

    What was said when a round closed is stored, so no round is judged again: the work grows with the number of
    experiments, not with that of their posts.

    Args:
        session: open on the lab's records.
        of: the number of an experiment; only its lineage.
        since: only lineages of which a try was under way at that moment or later.
    """
    from sqlmodel import col, select

    from postlab.records.tables import Experiment

    verdicts = _last_verdicts(session)
    found: dict[int, Try] = {}
    roots: dict[int, int] = {}
    # a try is always stored after the one that it changes
    for experiment in session.exec(select(Experiment).order_by(col(Experiment.id))):
        number, before = experiment.id or 0, found.get(experiment.parent_id or 0)
        one = _try(experiment, verdicts.get(number), before)
        found[number] = one
        roots[number] = number if before is None else roots[before.id]
        if before is not None:
            before.children.append(one)
    wanted = {roots[of]} if of is not None else {roots[one.id] for one in found.values() if under_way(one, since)}
    newest = {root: number for number, root in roots.items()}
    return sorted((found[root] for root in wanted), key=lambda one: -newest[one.id])


def under_way(one: Try, since: datetime | None) -> bool:
    """Whether a try was under way at a moment, or came later."""
    return since is None or one.ended_at is None or one.ended_at >= since


def _last_verdicts(session: Session) -> dict[int, Any]:
    """What was said last about each experiment, by its number; as columns, in one query."""
    from sqlalchemy import func, select
    from sqlmodel import col

    from postlab.records.tables import Verdict

    last = (
        select(col(Verdict.experiment_id), func.max(col(Verdict.round_number)).label("number"))
        .group_by(col(Verdict.experiment_id))
        .subquery()
    )
    query = select(
        col(Verdict.experiment_id),
        col(Verdict.decision),
        col(Verdict.rounds),
        col(Verdict.ratio),
        col(Verdict.low),
        col(Verdict.high),
    ).join(last, (last.c.experiment_id == col(Verdict.experiment_id)) & (last.c.number == col(Verdict.round_number)))
    return {row.experiment_id: row for row in session.execute(query)}


def _try(experiment: Any, said: Any, before: Try | None) -> Try:
    from postlab.loop.lookup.experiments import plan_of
    from postlab.records.tables import ExperimentState

    plan = plan_of(experiment)
    control, treatment, metric, planned = plan.control, plan.treatment, plan.metric, plan.rounds
    running = experiment.state == ExperimentState.RUNNING
    decision = decision_at(Decision(said.decision) if said else None, over=not running)
    low, high = (shown_bound(said.low), shown_bound(said.high)) if said else (None, None)
    rounds, ratio = (said.rounds, said.ratio) if said else (0, None)
    limits = RatioLimits(low, high, plan.worthwhile)
    if running and decision not in DECIDED:
        paused = "paused" if experiment.paused_at else "running"
        words, lesson = f"{paused}, {rounds} of {planned} rounds", ""
    else:
        words = result(decision, control, treatment, metric, ratio, limits, rounds)
        lesson = taught(decision, control, treatment, limits, rounds)
    return Try(
        id=experiment.id,
        name=experiment.name,
        question=plan.question,
        state=str(experiment.state),
        paused=experiment.paused_at is not None,
        simulated=experiment.simulated,
        parent=before.name if before else None,
        change=experiment.change,
        reason=experiment.reason,
        created_at=experiment.created_at,
        ended_at=experiment.ended_at,
        decision=decision,
        metric=metric,
        control=control,
        treatment=treatment,
        rounds=rounds,
        planned=planned,
        ratio=ratio,
        low=low,
        high=high,
        result=words,
        taught=lesson,
        depth=before.depth + 1 if before else 0,
    )


def under_way_in(roots: Sequence[Try], since: datetime | None) -> list[Try]:
    """The tries of some lineages that were under way at a moment or later, in the order of the tree."""
    return [one for root in roots for one in root.walk() if under_way(one, since)]
