"""What an experiment shows as one of the tries of its lineage: of many tries, some would show a winner by luck."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from postlab.loop.judge.judge import closed_rounds, difference_of, planned_of
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.lineages import is_one_of_several, tried_in_lineage
from postlab.loop.lookup.verdicts import latest_verdict
from postlab.records.tables import Experiment, ExperimentState, stored_id
from postlab.stats import Decision, stored_decision
from postlab.stats.tries import Standing, Try, standing_tries

WINNERS = frozenset({Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS})
"""The decisions that name a winner."""


@dataclass(frozen=True, slots=True)
class Place:
    """An experiment among the tries of its lineage.

    Attributes:
        number: which try it is, from 1, in the order in which they were planned.
        tries: how many there are.
        stands: the winner that it shows when all tries are looked at together; None where there is none.
    """

    number: int
    tries: int
    stands: Standing | None


def place_in_lineage(session: Session, experiment: Experiment) -> Place:
    """Which try an experiment is, and what it shows as that; see `postlab.stats.tries`."""
    standing = _standing(session, experiment)
    own = stored_id(experiment)
    return Place(list(standing).index(own) + 1, len(standing), standing[own])


def winner_of(
    session: Session, experiment: Experiment, *, known: dict[int, Standing | None] | None = None
) -> Decision | None:
    """The winner that an experiment's verdict names, if it may be built upon; else None.

    The winner of a lineage of several tries has to stand among them first; that of an A/A test is none.

    Args:
        session: open.
        experiment: a stored one.
        known: what tries are known to show, by the experiment's number; what is found of a lineage is added.
    """
    decision = decision_of(session, experiment)
    if decision not in WINNERS or plan_of(experiment).aa:
        return None
    if not is_one_of_several(session, experiment):
        return decision
    known = {} if known is None else known
    if stored_id(experiment) not in known:
        known |= _standing(session, experiment)
    return decision if known[stored_id(experiment)] == decision else None


def decision_of(session: Session, experiment: Experiment) -> Decision:
    """The decision of an experiment's latest verdict; while it runs and nothing is settled, to keep going."""
    verdict = latest_verdict(session, experiment)
    return stored_decision(verdict.decision if verdict else None, over=experiment.state != ExperimentState.RUNNING)


def _standing(session: Session, experiment: Experiment) -> dict[int, Standing | None]:
    """What each try of an experiment's lineage shows, by its number, in the order in which they were planned."""
    tried = sorted(tried_in_lineage(session, experiment), key=stored_id)
    standing = standing_tries([_try(session, one) for one in tried], alpha=plan_of(tried[0]).alpha)
    return dict(zip(map(stored_id, tried), standing, strict=True))


def _try(session: Session, experiment: Experiment) -> Try:
    """The rounds of an experiment that count, and those that were given up."""
    plan = plan_of(experiment)
    counted = [
        closed
        for closed in closed_rounds(session, experiment)
        if closed.block.given_up or difference_of(closed) is not None
    ]
    planned = planned_of(counted)
    return Try(
        differences=[difference_of(closed) for closed in counted],
        planned=planned,
        expected=None if planned is None else plan.expected,
    )
