"""Which framing to post while nobody knows: a bet on an experiment's rounds so far, never a verdict."""

from __future__ import annotations

from sqlmodel import Session

from postlab.loop.judge.judge import closed_rounds, judgements
from postlab.loop.lookup.experiments import plan_of
from postlab.records.tables import Experiment
from postlab.stats import best_bet


def framing_to_bet_on(session: Session, experiment: Experiment) -> str:
    """The name of the framing that probably does better; the control where both are as likely, or no round counts."""
    plan = plan_of(experiment)
    bet = best_bet([row.difference for row in judgements(closed_rounds(session, experiment), plan)])
    return plan.treatment if bet.probability > 1 / 2 else plan.control
