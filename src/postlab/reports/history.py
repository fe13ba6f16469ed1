"""All tries as lineages: each with the one change against the try before it, its result, and what it taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from postlab.reports.nouns.experiment import ExperimentView, experiment_view
from postlab.reports.result_text import RatioLimits, result, taught
from postlab.stats import DECIDED, Decision, decision_at, shown_bound

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class VerdictShort:
    """A verdict in its short form: keys of a verdict, with the same meaning.

    Attributes:
        decision: what the rounds allow us to say.
        rounds: that count.
        ratio: of treatment to control; null before the first round that counts.
        low: the smallest that is not ruled out; null where it is not known.
        high: the largest.
    """

    decision: Decision
    rounds: int
    ratio: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Try:
    """One experiment as a node of its lineage.

    Attributes:
        id: its number in the records.
        experiment: what it is.
        verdict: what its rounds allow us to say, in the short form of a verdict.
        result: a few words about it.
        taught: one short sentence; empty while it runs.
        depth: 0 for the first of a lineage.
        children: the tries that changed one thing about it, oldest first.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("experiment", "verdict", "result", "taught", "children")

    id: int
    experiment: ExperimentView
    verdict: VerdictShort
    result: str
    taught: str
    depth: int = 0
    children: list[Try] = field(default_factory=list, compare=False)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.experiment.name

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
    ended_at = one.experiment.ended_at
    return since is None or ended_at is None or ended_at >= since


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
    from postlab.records.tables import ExperimentState

    shown = experiment_view(experiment, parent=before.name if before else None)
    running = shown.state == ExperimentState.RUNNING
    decision = decision_at(Decision(said.decision) if said else None, over=not running)
    low, high = (shown_bound(said.low), shown_bound(said.high)) if said else (None, None)
    rounds, ratio = (said.rounds, said.ratio) if said else (0, None)
    limits = RatioLimits(low, high, shown.worthwhile)
    if running and decision not in DECIDED:
        paused = "paused" if shown.paused_at else "running"
        words, lesson = f"{paused}, {rounds} of {shown.planned_rounds} rounds", ""
    else:
        words = result(decision, shown.control, shown.treatment, shown.metric, ratio, limits, rounds)
        lesson = taught(decision, shown.control, shown.treatment, limits, rounds)
    return Try(
        id=experiment.id,
        experiment=shown,
        verdict=VerdictShort(decision, rounds, ratio, low, high),
        result=words,
        taught=lesson,
        depth=before.depth + 1 if before else 0,
    )


def under_way_in(roots: Sequence[Try], since: datetime | None) -> list[Try]:
    """The tries of some lineages that were under way at a moment or later, in the order of the tree."""
    return [one for root in roots for one in root.walk() if under_way(one, since)]
