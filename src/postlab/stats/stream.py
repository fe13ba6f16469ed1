"""Several experiments about the same two framings, judged as one: their rounds, in the order in which they closed.

Exact, for each round had a coin of its own. What is staked on a round depends on rounds that closed before it, and what
became of those says nothing about its coin, even where the coin fell first: where the framings make no difference, the
sizes of all differences are what they are whatever the coins say. So the order may be any that does not depend on
coins; that of closing follows from slots and horizons. Whether another experiment is begun, and when to stop, may
depend on all that has closed. It must not depend on what the posts of an open round show so far, or else the stake on
that round could: who fears that orders rounds by when they were drawn, and waits for those that are open.

The question is one ratio for all: "the framing makes no difference anywhere", or multiplies by the same factor
everywhere. Where effects differ and only scatter about 1, rounds of one experiment pull together, and the stream is
wrong a little more often than alpha (0.063 instead of 0.05 where their logs scatter with a standard deviation of 0.4);
one bet an experiment (`postlab.stats.pooled`) is exact there, too.

The stream bets as `postlab.stats.deadline` does. Its deadline is that of the experiments that have begun: their
planned rounds together, and none for those without a planned number. A stream of nothing but such experiments bets with
the first engine's weights alone. Nothing is bet anew when another kind of experiment joins, which would be a second
chance.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from postlab.stats.deadline import Expected
from postlab.stats.deadline_interval import COARSE_LADDER
from postlab.stats.judgement import Judgement, judge_differences


@dataclass(frozen=True, slots=True)
class StreamRound:
    """A round of one of the experiments.

    Attributes:
        experiment: which one.
        difference: its log ratio, treatment to control, with the same framing as treatment in all; None where it was
            given up.
        planned: its plan's rounds when it was drawn; None for plans that were judged by the first engine.
    """

    experiment: Hashable
    difference: float | None
    planned: int | None = None


def judge_stream(
    rounds: Sequence[StreamRound], *, alpha: float = 0.05, rope: float = 1.5, expected: Expected = None
) -> list[Judgement]:
    """What the rounds of all experiments say together, after each of them; it is never over.

    The lower and upper bound are those of a ratio that all experiments share, looked for 3 % apart.

    Args:
        rounds: of all experiments, in the order in which they closed (or were drawn); void ones left out.
        alpha: the accepted probability of a wrong verdict, over all experiments.
        rope: the smallest ratio that would matter.
        expected: which framing the first plan expected to do better.

    Raises:
        InputError: alpha is not between 0 and 1, or rope is not above 1.
    """
    return judge_differences(
        [one.difference for one in rounds],
        alpha=alpha,
        rope=rope,
        planned=_planned_together(rounds),
        expected=expected,
        ladder=COARSE_LADDER,
    )


def _planned_together(rounds: Sequence[StreamRound]) -> list[int]:
    """For each round, how many measured rounds the stream was to have by what had begun with it."""
    planned: dict[Hashable, int] = {}
    without_plan = 0
    together = []
    for one in rounds:
        if one.planned is not None:
            planned[one.experiment] = one.planned
        together.append(sum(planned.values()) + without_plan)
        without_plan += one.planned is None and one.difference is not None
    return together
