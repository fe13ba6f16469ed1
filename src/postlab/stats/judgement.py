"""What the rounds so far allow us to say, after each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from postlab.errors import InputError
from postlab.stats.blocks import Block, difference
from postlab.stats.evidence import START_SCALE, LogEvidence, evidence_path, scales
from postlab.stats.interval import Interval, centre_path, interval_path


class Decision(StrEnum):
    """What the rounds so far allow us to say."""

    TREATMENT_WORKS = "treatment works"
    CONTROL_WORKS = "control works"
    NO_PRACTICAL_DIFFERENCE = "no practical difference"
    KEEP_GOING = "keep going"
    NOT_ENOUGH_POSTS = "not enough posts"


DECIDED = frozenset({Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS, Decision.NO_PRACTICAL_DIFFERENCE})
"""The decisions that answer the question."""

EXTREME = 700.0
"""The largest log ratio whose ratio a float can hold."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the blocks up to one of them allow us to say.

    Attributes:
        n: blocks that were measured so far; void ones do not count.
        difference: this block's log of treatment over control, or None where it is void.
        log_e_treatment: natural log of the evidence that the treatment does better.
        log_e_control: natural log of the evidence that the control does better.
        low: the smallest ratio of treatment to control that is not ruled out, None is "not yet"; early on it
            may be absurd (`shown_bound` is what people should see).
        high: the largest such ratio, None is "not yet".
        ratio: the estimate (Hodges-Lehmann), None before the first measured block. It is optimistic
            where an experiment stopped early.
        drift: whether the effect seems to be changing, so that the bounds are those of this look alone.
        decision: once it is other than "keep going" it stays.
        not_worth_it: whether it is settled that the treatment falls short of the smallest worthwhile
            ratio; once true it stays.
        scale: the spread of the log ratios by which the next block will be judged.
    """

    n: int
    difference: float | None
    log_e_treatment: float
    log_e_control: float
    low: float | None
    high: float | None
    ratio: float | None
    drift: bool
    decision: Decision
    not_worth_it: bool = False
    scale: float = START_SCALE


def judge(
    blocks: Sequence[Block | None], *, alpha: float = 0.05, rope: float = 1.5, max_blocks: int | None = None
) -> list[Judgement]:
    """What the blocks allow us to say after each of them, one judgement a block.

    Whatever the outcomes look like and however often anyone looks: where the framing does not matter, one
    of the two is said to work with a probability of at most alpha, and the interval [low, high] misses the
    true ratio at any look with a probability of at most alpha.

    Args:
        blocks: in the order of their rounds; a void one repeats what was known before it.
        alpha: the accepted probability of a wrong verdict.
        rope: the smallest ratio that would matter; ratios between 1/rope and rope make no practical
            difference.
        max_blocks: measured blocks at most; without a verdict by then there were not enough posts.

    Raises:
        InputError: alpha is not between 0 and 1, rope is not above 1, max_blocks is not positive, or a block
            holds a negative outcome, something that is no number, or sides of different lengths.
    """
    _check(alpha, rope, max_blocks)
    differences = [difference(block, place=f"Block {n}") for n, block in enumerate(blocks, start=1)]
    measured = [value for value in differences if value is not None]
    rows = iter(_judge_measured(measured, alpha=alpha, rope=rope, max_blocks=max_blocks))
    latest = Judgement(0, None, 0.0, 0.0, None, None, None, drift=False, decision=Decision.KEEP_GOING)
    judgements = []
    for value in differences:
        latest = replace(latest, difference=None) if value is None else next(rows)
        judgements.append(latest)
    return judgements


def decision_at(latest: Decision | None, *, over: bool) -> Decision:
    """Where an experiment stands: a question that is still open when it is over had not enough posts.

    Args:
        latest: the decision after its latest round; None before the first.
        over: whether nothing more will be measured.
    """
    if latest in DECIDED:
        return latest
    return Decision.NOT_ENOUGH_POSTS if over or latest is Decision.NOT_ENOUGH_POSTS else Decision.KEEP_GOING


def _check(alpha: float, rope: float, max_blocks: int | None) -> None:
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    if not (rope > 1 and math.isfinite(rope)):
        raise InputError(f"The smallest worthwhile ratio is {rope}; it must be above 1.", hint="1.5 is usual.")
    if max_blocks is not None and max_blocks < 1:
        raise InputError(f"The number of rounds is {max_blocks}; it must be at least 1.")


def _judge_measured(
    differences: Sequence[float], *, alpha: float, rope: float, max_blocks: int | None
) -> list[Judgement]:
    scale = scales(differences)
    edge = math.log(rope)
    rows = []
    decision = Decision.KEEP_GOING
    above_lower_edge = below_upper_edge = False
    for n, (value, at_one, at_lower_edge, at_upper_edge, interval, centre) in enumerate(
        zip(
            differences,
            evidence_path(differences, scale),
            evidence_path(differences, scale, theta=-edge),
            evidence_path(differences, scale, theta=edge),
            interval_path(differences, scale, alpha=alpha),
            centre_path(differences),
            strict=True,
        ),
        start=1,
    ):
        above_lower_edge |= at_lower_edge.log_above >= -math.log(alpha)
        below_upper_edge |= at_upper_edge.log_below >= -math.log(alpha)
        if decision is Decision.KEEP_GOING:
            decision = _decision(at_one, alpha=alpha, same=above_lower_edge and below_upper_edge)
        decision = decision_at(decision, over=max_blocks is not None and n >= max_blocks)
        rows.append(
            Judgement(
                n=n,
                difference=value,
                log_e_treatment=at_one.log_above,
                log_e_control=at_one.log_below,
                low=_exp(interval.low),
                high=_exp(interval.high),
                ratio=math.exp(max(-EXTREME, min(EXTREME, _clipped(centre, interval)))),
                drift=interval.drift,
                decision=decision,
                not_worth_it=below_upper_edge,
                scale=scale[n],
            )
        )
    return rows


def _decision(at_one: LogEvidence, *, alpha: float, same: bool) -> Decision:
    """The first that fires; the two sides share alpha, and each edge of "the same" may spend all of it."""
    threshold = math.log(2 / alpha)
    if at_one.log_above >= threshold:
        return Decision.TREATMENT_WORKS
    if at_one.log_below >= threshold:
        return Decision.CONTROL_WORKS
    return Decision.NO_PRACTICAL_DIFFERENCE if same else Decision.KEEP_GOING


def _clipped(centre: float, interval: Interval) -> float:
    if interval.low is not None:
        centre = max(centre, interval.low)
    if interval.high is not None:
        centre = min(centre, interval.high)
    return centre


def _exp(log: float | None) -> float | None:
    return None if log is None or abs(log) > EXTREME else math.exp(log)
