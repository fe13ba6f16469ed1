"""All tries as lineages, each try with its one change against the try before, its result and its lesson."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.best_bet import BestBetView, best_bet_view
from postlab.reports.nouns.experiment import ExperimentView, experiment_view
from postlab.reports.result_text import RatioLimits, lesson_sentence, result_phrase
from postlab.stats import DECIDED, Decision, shown_bound, stored_decision

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lookup.verdicts import LatestVerdict
    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class VerdictShort:
    """A verdict in its short form: keys of a verdict, with the same meaning.

    Attributes:
        decision: the verdict's decision.
        rounds: how many rounds count.
        ratio: the estimated ratio of treatment to control; null before the first round that counts.
        low: the lower bound of its interval; null where it is not known yet.
        high: the upper bound; null where it is not known yet.
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
        id: the experiment's number in the records.
        experiment: the experiment.
        verdict: its verdict, in the short form.
        best_bet: what to post while nobody knows; null before the first round that counts, where the question is
            settled, and in an A/A test. It is no verdict.
        result: its result in a few words.
        taught: its lesson in one short sentence; empty while it runs, and of an A/A test.
        depth: 0 for the first of a lineage.
        children: the tries that changed one thing about it, oldest first.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("experiment", "verdict", "best_bet", "result", "taught", "children")

    id: int
    experiment: ExperimentView
    verdict: VerdictShort
    best_bet: BestBetView | None
    result: str
    taught: str
    depth: int = 0
    children: list[Try] = field(default_factory=list, compare=False)

    @property
    def name(self) -> str:
        """The experiment's name."""
        return self.experiment.name

    def walk(self) -> Iterator[Try]:
        """This try and all its descendants, each before its children."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def lineages(
    session: Session, *, of: int | None = None, since: datetime | None = None, archived: bool = True
) -> list[Try]:
    """The first try of each lineage with its descendants; the lineage with the newest try comes first.

    The verdict at the close of each round is stored, so no round is judged again: the work grows with the number of
    experiments, not of posts.

    Args:
        session: open on the lab's records.
        of: the number of an experiment, for only its lineage.
        since: only lineages with a try under way at that time or later.
        archived: whether tries that were put aside are among them; else only those that another one changes.
    """
    from sqlmodel import col, select

    from postlab.loop.lookup.verdicts import latest_verdicts
    from postlab.records.tables import Experiment

    verdicts, differences = latest_verdicts(session), _differences(session)
    tries: dict[int, Try] = {}
    roots: dict[int, int] = {}
    # a try is always stored after the one that it changes
    for experiment in session.exec(select(Experiment).order_by(col(Experiment.id))):
        number, parent = experiment.id or 0, tries.get(experiment.parent_id or 0)
        node = _try(experiment, verdicts.get(number), differences.get(number, ()), parent)
        tries[number] = node
        roots[number] = number if parent is None else roots[parent.id]
        if parent is not None:
            parent.children.append(node)
    wanted = {roots[of]} if of is not None else {roots[node.id] for node in tries.values() if under_way(node, since)}
    newest = {root: number for number, root in roots.items()}
    found = sorted((tries[root] for root in wanted), key=lambda node: -newest[node.id])
    return found if archived else [root for root in found if _leave_out_archived(root)]


def _leave_out_archived(root: Try) -> bool:
    """Take tries that were put aside out of a lineage, but for those that one of the others changes; is any left?"""
    for node in reversed(list(root.walk())):
        node.children[:] = [child for child in node.children if child.children or not child.experiment.archived_at]
    return bool(root.children) or not root.experiment.archived_at


def under_way(node: Try, since: datetime | None) -> bool:
    """Whether a try was under way at a time or began later; always true for None."""
    ended_at = node.experiment.ended_at
    return since is None or ended_at is None or ended_at >= since


def _differences(session: Session) -> dict[int, list[float | None]]:
    """The log ratios of the judged rounds of each experiment, by the experiment's number, in one query."""
    from sqlalchemy import select
    from sqlmodel import col

    from postlab.records.tables import Verdict

    by_experiment: dict[int, list[float | None]] = {}
    rows = select(col(Verdict.experiment_id), col(Verdict.difference)).order_by(
        col(Verdict.experiment_id), col(Verdict.round_number)
    )
    for number, difference in session.execute(rows):
        by_experiment.setdefault(number, []).append(difference)
    return by_experiment


def _try(
    experiment: Experiment, last: LatestVerdict | None, differences: Sequence[float | None], parent: Try | None
) -> Try:
    from postlab.records.tables import ExperimentState

    view = experiment_view(experiment, parent=parent.name if parent else None)
    running = view.state == ExperimentState.RUNNING
    decision = stored_decision(last.decision if last else None, over=not running)
    low, high = (shown_bound(last.low), shown_bound(last.high)) if last else (None, None)
    rounds, ratio = (last.rounds, last.ratio) if last else (0, None)
    limits = RatioLimits(low, high, view.worthwhile)
    if running and decision not in DECIDED:
        paused = "paused" if view.paused_at else "running"
        words, lesson = f"{paused}, {rounds} of {view.planned_rounds} rounds", ""
    else:
        words = result_phrase(decision, view.control, view.treatment, view.metric, ratio, limits, rounds)
        lesson = "" if view.aa else lesson_sentence(decision, view.control, view.treatment, limits, rounds)
    bet = None
    if decision not in DECIDED and not view.aa:
        bet = best_bet_view(differences, control=view.control, treatment=view.treatment)
    return Try(
        id=experiment.id or 0,
        experiment=view,
        verdict=VerdictShort(decision, rounds, ratio, low, high),
        best_bet=bet,
        result=words,
        taught=lesson,
        depth=parent.depth + 1 if parent else 0,
    )


def tries_under_way(roots: Sequence[Try], since: datetime | None) -> list[Try]:
    """The tries of some lineages that were under way at a time or later, in the order of the tree."""
    return [node for root in roots for node in root.walk() if under_way(node, since)]
