"""Numbers in, evidence out."""

from __future__ import annotations

from postlab.stats.best_bet import BestBet, best_bet
from postlab.stats.blocks import Block
from postlab.stats.deadline import Expected
from postlab.stats.forecast import RoundsToGo, rounds_to_go
from postlab.stats.interval import shown_bound
from postlab.stats.judgement import DECIDED, Decision, Judgement, decision_at, judge, stored_decision
from postlab.stats.outcome import Outcome, Sighting, outcome

__all__ = [
    "DECIDED",
    "BestBet",
    "Block",
    "Decision",
    "Expected",
    "Judgement",
    "Outcome",
    "RoundsToGo",
    "Sighting",
    "best_bet",
    "decision_at",
    "judge",
    "outcome",
    "rounds_to_go",
    "shown_bound",
    "stored_decision",
]
