"""Which framing to post while nobody knows: a bet on an experiment's rounds so far, never a verdict."""

from __future__ import annotations

from sqlmodel import Session

from postlab.loop.judge.judge import closed_rounds, difference_of
from postlab.loop.lookup.experiments import plan_of
from postlab.records.tables import Experiment
from postlab.stats import best_bet


def framing_to_bet_on(session: Session, experiment: Experiment) -> str:
    """The name of the framing that looks better; the control where neither does, or no round counts."""
    plan = plan_of(experiment)
    bet = best_bet([difference_of(closed) for closed in closed_rounds(session, experiment)])
    return plan.treatment if bet.leans == "treatment" else plan.control
