"""Numbers in, evidence out."""

from __future__ import annotations

from postlab.stats.blocks import Block
from postlab.stats.forecast import RoundsToGo, rounds_to_go
from postlab.stats.interval import shown_bound
from postlab.stats.judgement import DECIDED, Judgement, Verdict, judge, verdict_at
from postlab.stats.outcome import Outcome, Sighting, outcome

__all__ = [
    "DECIDED",
    "Block",
    "Judgement",
    "Outcome",
    "RoundsToGo",
    "Sighting",
    "Verdict",
    "judge",
    "outcome",
    "rounds_to_go",
    "shown_bound",
    "verdict_at",
]
