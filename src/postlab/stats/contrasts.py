"""What measured rounds say about several single changes at once, without claiming noise for any of them.

Each single change (a *contrast*, such as "question or none") has its own rounds, in the order in which they closed,
over all experiments whose framings differed in it and in nothing else. Those differences are bet on as in
`postlab.stats.evidence`, which gives two e-values a contrast: that it does more, and that it does less. That the
experiments are many changes nothing: each round had its own coin, and the product of fair bets is a fair bet.

Where many contrasts are looked at, some will look good by luck. The k-th one that a lab began to measure has the share
1/(k (k + 1)) of alpha; the shares never add up to more than 1, however many are tried later, and are fixed before a
contrast's first round. The claims are those of the e-BH procedure with these shares as weights (Wang and Ramdas,
"False discovery rate control with e-values", JRSS B 84, 2022): at any look the expected share of false ones among
them is at most alpha, however the contrasts depend on each other. Where nothing has an effect, anything is *ever*
claimed with a probability of at most alpha: a claim needs the weighted mean of the e-values to reach 1/alpha, and that
mean is an e-process too. The intervals are those that belong to such claims (e-BY: Xu, Wang and Ramdas, "Post-selection
inference for e-value based confidence intervals", 2022): at alpha times the contrast's share times the number of
claims, so that an interval leaves out 1 exactly where something is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from postlab.errors import InputError
from postlab.stats.evidence import LogEvidence, evidence_path, scales
from postlab.stats.hodges_lehmann import hodges_lehmann
from postlab.stats.interval import Interval, interval_at_last

Label = TypeVar("Label", bound=Hashable)

ROUNDING = 1e-12
"""How far below its threshold the log of evidence may be and still count: bets that never overshoot end on it."""


class Claim(StrEnum):
    """What is settled about a contrast."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rounds of one contrast say.

    Attributes:
        rounds: measured rounds.
        centre: the estimated log ratio (Hodges-Lehmann), clipped into the interval.
        low: the smallest log ratio that is not ruled out; None is "not yet".
        high: the largest.
        drift: whether no single ratio fits all rounds; then there is no interval.
        log_e_more: natural log of the evidence that it does more.
        log_e_less: that it does less.
        claim: what is settled, or None.
        level: the alpha that its interval was made with.
    """

    rounds: int
    centre: float
    low: float | None
    high: float | None
    drift: bool
    log_e_more: float
    log_e_less: float
    claim: Claim | None
    level: float


def shares(count: int) -> list[float]:
    """The part of alpha that each contrast has, by the order in which they began: 1/2, 1/6, 1/12 and so on."""
    return [1 / (k * (k + 1)) for k in range(1, count + 1)]


def e_bh(log_e: Sequence[float], weights: Sequence[float], *, alpha: float) -> frozenset[int]:
    """Which hypotheses the e-BH procedure rejects, by their places.

    With the weighted e-values in falling order, the first k are rejected for the largest k with
    k x the k-th >= 1/alpha. Equal weights 1/K give the procedure as it was first written down.

    Args:
        log_e: natural logs of the e-values.
        weights: not negative, at most 1 in all.
        alpha: the accepted expected share of false rejections.

    Raises:
        InputError: alpha is not between 0 and 1, or the weights are more than 1 in all.
    """
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    if math.fsum(weights) > 1 + 1e-9:
        raise InputError("The weights of the hypotheses are more than 1 in all.")
    worth = [log + math.log(weight) if weight > 0 else -math.inf for log, weight in zip(log_e, weights, strict=True)]
    order = sorted(range(len(worth)), key=lambda place: -worth[place])
    threshold = -math.log(alpha) - ROUNDING
    rejected = max(
        (count for count, place in enumerate(order, start=1) if math.log(count) + worth[place] >= threshold), default=0
    )
    return frozenset(order[:rejected])


def claims(evidence: Sequence[LogEvidence], *, alpha: float) -> list[Claim | None]:
    """What is settled about each contrast, given the latest evidence on each, in the order of their first rounds.

    Raises:
        InputError: alpha is not between 0 and 1.
    """
    # Two one-sided hypotheses a contrast: more, then less.
    rejected = e_bh(
        [log for one in evidence for log in (one.log_above, one.log_below)],
        [part / 2 for part in shares(len(evidence)) for _ in range(2)],
        alpha=alpha,
    )
    return [
        Claim.MORE if 2 * place in rejected else Claim.LESS if 2 * place + 1 in rejected else None
        for place in range(len(evidence))
    ]


def findings(differences: Mapping[Label, Sequence[float | None]], *, alpha: float) -> dict[Label, Finding]:
    """What is known of each contrast, and which of them are settled.

    Args:
        differences: for each contrast, in the order of their first rounds, the log ratios of its rounds, in the order
            in which those closed; None for one that was given up, which counts as lost by both sides.
        alpha: the accepted expected share of false claims.

    Raises:
        InputError: alpha is not between 0 and 1, or a contrast has no measured round.
    """
    if any(all(value is None for value in values) for values in differences.values()):
        raise InputError("A contrast without a round says nothing.")
    scale = [scales(values) for values in differences.values()]
    evidence = [evidence_path(values, unit)[-1] for values, unit in zip(differences.values(), scale, strict=True)]
    settled = claims(evidence, alpha=alpha)
    part_of_alpha = alpha * max(len(settled) - settled.count(None), 1)
    return {
        label: _finding(values, unit, one, claim, level=part_of_alpha * part)
        for (label, values), unit, one, claim, part in zip(
            differences.items(), scale, evidence, settled, shares(len(settled)), strict=True
        )
    }


def _finding(
    values: Sequence[float | None], scale: Sequence[float], evidence: LogEvidence, claim: Claim | None, *, level: float
) -> Finding:
    # Many claims at a large alpha could push the level of another beyond what an interval can have.
    interval = interval_at_last(values, scale, alpha=min(level, 1.0))
    measured = [value for value in values if value is not None]
    return Finding(
        rounds=len(measured),
        centre=_clipped(hodges_lehmann(measured), interval),
        low=interval.low,
        high=interval.high,
        drift=interval.drift,
        log_e_more=evidence.log_above,
        log_e_less=evidence.log_below,
        claim=claim,
        level=level,
    )


def _clipped(centre: float, interval: Interval) -> float:
    low = -math.inf if interval.low is None else interval.low
    high = math.inf if interval.high is None else interval.high
    return min(max(centre, low), high)
