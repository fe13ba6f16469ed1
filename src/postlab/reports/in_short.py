"""An experiment in short: its verdict and its pause, without its rounds and posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from postlab.design.plan import Plan
from postlab.reports.as_try import as_try
from postlab.reports.nouns.experiment import ExperimentView, view_of
from postlab.reports.pauses import PauseView, pauses_of
from postlab.reports.verdict import VerdictView
from postlab.reports.verdict_view import verdict_view
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.judge.judge import ClosedRound
    from postlab.records.tables import Experiment
    from postlab.stats import Judgement
    from postlab.stats.luck import Page


@dataclass(frozen=True, slots=True)
class RoundNotCounted:
    """A round that does not count.

    Attributes:
        round: its number.
        why: why not, in sentences.
    """

    round: int
    why: str


@dataclass(frozen=True, slots=True)
class InShort:
    """How an experiment stands.

    Attributes:
        experiment: the experiment.
        verdict: the verdict on its rounds so far.
        pause: the pause that it is in; None where it is in none.
        not_counted: the rounds that do not count, oldest first.
    """

    experiment: ExperimentView
    verdict: VerdictView
    pause: PauseView | None
    not_counted: tuple[RoundNotCounted, ...] = ()


def in_short(session: Session, experiment: Experiment) -> InShort:
    """How an experiment stands, with a fraction of what its report reads.

    Args:
        session: open on the lab's records; nothing is written.
        experiment: a stored one.
    """
    from postlab.loop.judge.judge import closed_rounds, judgements
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.lookup.lineages import is_one_of_several

    plan = plan_of(experiment)
    view = view_of(session, experiment)
    closed = closed_rounds(session, experiment)
    judged = judgements(closed, plan)
    several = is_one_of_several(session, experiment)
    verdict = verdict_of(session, experiment, view, plan, closed, judged, one_of_several=several)
    pauses = pauses_of(session, experiment) if experiment.paused_at is not None else ()
    not_counted = tuple(RoundNotCounted(one.round.number, plain(one.void)) for one in closed if one.void is not None)
    return InShort(view, verdict, pauses[-1] if pauses else None, not_counted)


def verdict_of(
    session: Session,
    experiment: Experiment,
    view: ExperimentView,
    plan: Plan,
    closed: Sequence[ClosedRound],
    judged: Sequence[Judgement],
    *,
    one_of_several: bool,
) -> VerdictView:
    """The verdict of an experiment, from closed rounds that were judged already.

    Args:
        session: open.
        experiment: a stored one.
        view: the same, as it is shown.
        plan: its plan.
        closed: its closed rounds.
        judged: one judgement for each of them.
        one_of_several: whether its lineage has other experiments.
    """
    nothing_counts = not judged or judged[-1].n == 0
    verdict = verdict_view(view, plan, closed, judged, usual=_usual_pages(session, plan) if nothing_counts else [])
    return replace(verdict, as_try=as_try(session, experiment)) if one_of_several else verdict


def _usual_pages(session: Session, plan: Plan) -> list[Page]:
    """What posts get of a plan's metric, one for each account, as `postlab new` forecast by it."""
    from postlab.loop.lookup.accounts import find_account
    from postlab.loop.plan.usual_counts import known_pages

    accounts = [account for name in plan.accounts if (account := find_account(session, name, removed=True))]
    known = known_pages(session, accounts, plan.measure, horizon=plan.horizon, usual=plan.usual)
    return [one.page for one in known]
