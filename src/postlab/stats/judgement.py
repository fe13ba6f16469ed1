"""What the rounds so far allow us to say, after each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from postlab.errors import InputError
from postlab.stats.blocks import Block, difference
from postlab.stats.deadline import Expected, deadline_path, planned_each, split
from postlab.stats.deadline_interval import LADDER, deadline_interval_path
from postlab.stats.evidence import START_SCALE, LogEvidence, evidence_path, scales
from postlab.stats.hodges_lehmann import centre_path
from postlab.stats.interval import Interval, interval_path


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
        difference: this block's log of treatment over control, or None where it is void or was given up.
        log_e_treatment: natural log of the evidence that the treatment does better; the second engine leaves it where
            it settled the question.
        log_e_control: natural log of the evidence that the control does better.
        low: the smallest ratio of treatment to control that is not ruled out, None is "not yet"; early on it
            may be absurd (`shown_bound` is what people should see).
        high: the largest such ratio, None is "not yet".
        ratio: the estimate (Hodges-Lehmann), None before the first measured block. It is optimistic
            where an experiment stopped early.
        drift: whether the effect seems to be changing, so that the bounds are those of this look alone.
        decision: once a question is decided it stays so.
        not_worth_it: whether it is settled that the treatment falls short of the smallest worthwhile ratio: false
            with a probability of at most alpha, which it has for itself; once true it stays.
        scale: the spread of the log ratios by which the next block will be judged.
        does_no_harm: whether it is settled that the ratio lies above the inverse of the smallest worthwhile one, so
            that the treatment does at least no harm worth speaking of; with an alpha of its own as well, and once true
            it stays. It comes long before "treatment works" and is no part of the decision.
        log_e_not_worth_it: natural log of the evidence for `not_worth_it`; ln(1/alpha) settles it.
        log_e_does_no_harm: the same for `does_no_harm`.
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
    does_no_harm: bool = False
    log_e_not_worth_it: float = 0.0
    log_e_does_no_harm: float = 0.0


def judge(
    blocks: Sequence[Block | None],
    *,
    alpha: float = 0.05,
    rope: float = 1.5,
    max_blocks: int | None = None,
    planned: int | Sequence[int] | None = None,
    expected: Expected = None,
) -> list[Judgement]:
    """What the blocks allow us to say after each of them, one judgement a block.

    Whatever the outcomes look like and however often anyone looks: where the framing does not matter, one
    of the two is said to work with a probability of at most alpha, and the interval [low, high] misses the
    true ratio at any look with a probability of at most alpha.

    Args:
        blocks: in the order of their rounds; a void one repeats what was known before it, one that was given up
            (`Block.given_up`) counts as lost by both sides.
        alpha: the accepted probability of a wrong verdict.
        rope: the smallest ratio that would matter; ratios between 1/rope and rope make no practical
            difference.
        max_blocks: measured blocks at most; without a verdict by then there were not enough posts. None is the
            block's planned number, where there are any.
        planned: how many measured rounds the plan had when a block was drawn, one number for all or one a block,
            void ones included; the bets are then those of `postlab.stats.deadline`. None is the first engine
            (`postlab.stats.evidence`), which knows no deadline.
        expected: which framing the plan expects to do better, and gives four fifths of alpha; needs `planned`.

    Raises:
        InputError: alpha is not between 0 and 1, rope is not above 1, max_blocks or a planned number is not positive
            or is missing, one side is expected without any, or a block holds a negative outcome, something that is no
            number, or sides of different lengths.
    """
    differences = [difference(block, place=f"Block {n}") for n, block in enumerate(blocks, start=1)]
    counts = [
        value is not None or (block is not None and block.given_up)
        for block, value in zip(blocks, differences, strict=True)
    ]
    each = None if planned is None else planned_each(planned, len(blocks))
    of_counted = None if each is None else [number for number, counted in zip(each, counts, strict=True) if counted]
    rows = iter(
        judge_differences(
            [value for value, counted in zip(differences, counts, strict=True) if counted],
            alpha=alpha,
            rope=rope,
            max_blocks=of_counted if max_blocks is None else max_blocks,
            planned=of_counted,
            expected=expected,
        )
    )
    latest = Judgement(0, None, 0.0, 0.0, None, None, None, drift=False, decision=Decision.KEEP_GOING)
    judgements = []
    for counted in counts:
        latest = next(rows) if counted else replace(latest, difference=None)
        judgements.append(latest)
    return judgements


def judge_differences(
    differences: Sequence[float | None],
    *,
    alpha: float = 0.05,
    rope: float = 1.5,
    max_blocks: int | Sequence[int] | None = None,
    planned: Sequence[int] | None = None,
    expected: Expected = None,
    ladder: Sequence[float] = LADDER,
) -> list[Judgement]:
    """What `judge` says of rounds whose log ratios are known already; None is a round that was given up.

    Args:
        differences: in the order of their rounds.
        alpha: as `judge` takes it.
        rope: the same.
        max_blocks: one number for all or one a round; None is no end.
        planned: one number a round.
        expected: as `judge` takes it.
        ladder: where the second engine looks for bounds of the interval.

    Raises:
        InputError: as `judge` does.
    """
    ends = [max_blocks] * len(differences) if max_blocks is None or isinstance(max_blocks, int) else max_blocks
    _check(alpha, rope, max_blocks if isinstance(max_blocks, int) else None)
    if planned is None and expected is not None:
        raise InputError(
            f'The plan expects "{expected}" but does not say how many rounds it has.',
            hint="Only bets that know the number of rounds can lean to one side.",
        )
    scale = scales(differences)
    edge = math.log(rope)
    bets = (
        _first_engine(differences, scale, alpha=alpha, edge=edge)
        if planned is None
        else _second_engine(
            differences, scale, planned, alpha=alpha, edge=edge, shares=split(alpha, expected), ladder=ladder
        )
    )
    return _rows(differences, scale, ends, bets, milestone=-math.log(alpha))


def decision_at(latest: Decision | None, *, over: bool) -> Decision:
    """Where an experiment stands: a question that is still open when it is over had not enough posts.

    Args:
        latest: the decision after its latest round; None before the first.
        over: whether nothing more will be measured.
    """
    if latest in DECIDED:
        return latest
    return Decision.NOT_ENOUGH_POSTS if over or latest is Decision.NOT_ENOUGH_POSTS else Decision.KEEP_GOING


def stored_decision(latest: str | None, *, over: bool) -> Decision:
    """Where an experiment stands by the decision that was stored with its latest verdict.

    One that ended with not enough posts and goes on is open again.

    Args:
        latest: the stored decision; None before the first.
        over: whether nothing more will be measured.
    """
    decision = None if latest is None else Decision(latest)
    return decision_at(decision if decision in DECIDED else None, over=over)


def _check(alpha: float, rope: float, max_blocks: int | None) -> None:
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    if not (rope > 1 and math.isfinite(rope)):
        raise InputError(f"The smallest worthwhile ratio is {rope}; it must be above 1.", hint="1.5 is usual.")
    if max_blocks is not None and max_blocks < 1:
        raise InputError(f"The number of rounds is {max_blocks}; it must be at least 1.")


@dataclass(frozen=True, slots=True)
class _Bets:
    """What an engine says after each round.

    Attributes:
        at_one: the evidence about a ratio of 1.
        goals: logs of the evidence that settles it, for the treatment and for the control.
        does_no_harm: log of the evidence that the ratio lies above 1/rope.
        not_worth_it: log of the evidence that it lies below rope.
        intervals: the ratios that are not refuted.
    """

    at_one: list[LogEvidence]
    goals: tuple[float, float]
    does_no_harm: list[float]
    not_worth_it: list[float]
    intervals: list[Interval]


def _first_engine(differences: Sequence[float | None], scale: Sequence[float], *, alpha: float, edge: float) -> _Bets:
    return _Bets(
        at_one=evidence_path(differences, scale),
        goals=(math.log(2 / alpha), math.log(2 / alpha)),
        does_no_harm=[row.log_above for row in evidence_path(differences, scale, theta=-edge)],
        not_worth_it=[row.log_below for row in evidence_path(differences, scale, theta=edge)],
        intervals=interval_path(differences, scale, alpha=alpha),
    )


def _second_engine(
    differences: Sequence[float | None],
    scale: Sequence[float],
    planned: Sequence[int],
    *,
    alpha: float,
    edge: float,
    shares: tuple[float, float],
    ladder: Sequence[float],
) -> _Bets:
    alone = (alpha, alpha)
    return _Bets(
        at_one=deadline_path(differences, scale, planned, shares=shares),
        goals=(-math.log(shares[0]), -math.log(shares[1])),
        does_no_harm=[row.log_above for row in deadline_path(differences, scale, planned, shares=alone, theta=-edge)],
        not_worth_it=[row.log_below for row in deadline_path(differences, scale, planned, shares=alone, theta=edge)],
        intervals=deadline_interval_path(differences, scale, planned, shares=shares, ladder=ladder),
    )


def _rows(
    differences: Sequence[float | None],
    scale: Sequence[float],
    ends: Sequence[int | None],
    bets: _Bets,
    *,
    milestone: float,
) -> list[Judgement]:
    centres = centre_path([value for value in differences if value is not None])
    rows = []
    decision = Decision.KEEP_GOING
    does_no_harm = not_worth_it = False
    n = 0
    for place, (value, end, at_one, interval) in enumerate(
        zip(differences, ends, bets.at_one, bets.intervals, strict=True)
    ):
        n += value is not None
        does_no_harm |= bets.does_no_harm[place] >= milestone
        not_worth_it |= bets.not_worth_it[place] >= milestone
        if decision is Decision.KEEP_GOING and (end is None or n <= end):
            decision = _decision(at_one, bets.goals, same=does_no_harm and not_worth_it)
        rows.append(
            Judgement(
                n=n,
                difference=value,
                log_e_treatment=at_one.log_above,
                log_e_control=at_one.log_below,
                low=_exp(interval.low),
                high=_exp(interval.high),
                ratio=_ratio(centres[n - 1], interval) if n else None,
                drift=interval.drift,
                decision=decision_at(decision, over=end is not None and n >= end),
                not_worth_it=not_worth_it,
                scale=scale[place + 1],
                does_no_harm=does_no_harm,
                log_e_not_worth_it=bets.not_worth_it[place],
                log_e_does_no_harm=bets.does_no_harm[place],
            )
        )
    return rows


def _decision(at_one: LogEvidence, goals: tuple[float, float], *, same: bool) -> Decision:
    """The first that fires; the two sides share alpha, and each edge of "the same" may spend all of it."""
    if at_one.log_above >= goals[0]:
        return Decision.TREATMENT_WORKS
    if at_one.log_below >= goals[1]:
        return Decision.CONTROL_WORKS
    return Decision.NO_PRACTICAL_DIFFERENCE if same else Decision.KEEP_GOING


def _ratio(centre: float, interval: Interval) -> float:
    return math.exp(max(-EXTREME, min(EXTREME, _clipped(centre, interval))))


def _clipped(centre: float, interval: Interval) -> float:
    if interval.low is not None:
        centre = max(centre, interval.low)
    if interval.high is not None:
        centre = min(centre, interval.high)
    return centre


def _exp(log: float | None) -> float | None:
    return None if log is None or abs(log) > EXTREME else math.exp(log)
