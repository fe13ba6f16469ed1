"""What a try of a framing shows when it is not the first: the tries of a lineage, judged together.

Ten tries of framings that make no difference would show some winner in a fifth to a quarter of labs, each at its own
alpha of 0.05. As the k-th try, a framing has the share 1/(k (k + 1)) of alpha, fixed before its first round; the shares
of all tries that may ever follow add up to 1. What stands is what the e-BH procedure rejects with these shares as
weights (Wang and Ramdas, "False discovery rate control with e-values", JRSS B 84, 2022), see
`postlab.stats.contrasts.e_bh`.

Which framing is tried next may depend on all that was seen: whether it truly makes no difference is settled before its
first round, and from then on its evidence is a supermartingale given all before. So the mean of the weighted sum of all
evidence about framings without an effect is at most 1, and where none has an effect something ever stands with a
probability of at most alpha; otherwise at most alpha of what stands is expected to be wrong.

A side whose bets aim at 1/share of alpha stops there and never has the evidence that a later try needs. So the k-th
try is bet on once more, towards the k-th part of alpha, beside its own verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from postlab.errors import InputError
from postlab.stats.contrasts import e_bh, shares
from postlab.stats.deadline import Expected, deadline_path, planned_each, split
from postlab.stats.evidence import LogEvidence, evidence_path, scales
from postlab.stats.judgement import Decision


@dataclass(frozen=True, slots=True)
class Try:
    """The rounds of one try.

    Attributes:
        differences: the log ratio of each counted round, treatment to control, in order; None is one that was given up.
        planned: the plan's rounds as each was drawn, one number for all or one each; None is the first engine.
        expected: which framing its plan expected to do better.
    """

    differences: Sequence[float | None]
    planned: int | Sequence[int] | None = None
    expected: Expected = None


Standing = Literal[Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS]
"""What a try may still show as one of many."""


def evidence_as_kth(one: Try, k: int, *, alpha: float) -> LogEvidence:
    """The evidence of a lineage's k-th try, bet towards its share of alpha; both logs are 0 before a round.

    Args:
        one: the try.
        k: its place in the lineage, from 1.
        alpha: of the whole lineage.

    Raises:
        InputError: alpha is not between 0 and 1, k is below 1, or the planned numbers do not fit the rounds.
    """
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    if k < 1:
        raise InputError(f"There is no try number {k}; they count from 1.")
    if not one.differences:
        return LogEvidence(0.0, 0.0)
    scale = scales(one.differences)
    if one.planned is None:
        return evidence_path(one.differences, scale)[-1]
    return deadline_path(
        one.differences,
        scale,
        planned_each(one.planned, len(one.differences)),
        shares=split(alpha * shares(k)[-1], one.expected),
    )[-1]


def standing(evidence: Sequence[LogEvidence], expected: Sequence[Expected], *, alpha: float) -> list[Standing | None]:
    """What each try of a lineage shows when all are looked at together; None is nothing yet.

    Args:
        evidence: of each try, in the order in which they began, as `evidence_as_kth` gives it.
        expected: which framing each try's plan expected to do better, None where neither; equal halves for the first
            engine.
        alpha: of the whole lineage, as given to `evidence_as_kth`.

    Raises:
        InputError: alpha is not between 0 and 1, or there are not as many expectations as tries.
    """
    if len(evidence) != len(expected):
        raise InputError(f"There are {len(evidence)} tries and {len(expected)} expectations.")
    rejected = e_bh(
        [log for one in evidence for log in (one.log_above, one.log_below)],
        [
            share * part
            for share, side in zip(shares(len(evidence)), expected, strict=True)
            for part in split(1.0, side)
        ],
        alpha=alpha,
    )
    return [
        Decision.TREATMENT_WORKS
        if 2 * place in rejected
        else Decision.CONTROL_WORKS
        if 2 * place + 1 in rejected
        else None
        for place in range(len(evidence))
    ]


def standing_tries(tries: Sequence[Try], *, alpha: float) -> list[Standing | None]:
    """What each try of a lineage shows, given their rounds in the order in which the tries began.

    Raises:
        InputError: as `evidence_as_kth` does.
    """
    return standing(
        [evidence_as_kth(one, k, alpha=alpha) for k, one in enumerate(tries, start=1)],
        [one.expected if one.planned is not None else None for one in tries],
        alpha=alpha,
    )
