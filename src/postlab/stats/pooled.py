"""The evidence of many practitioners about one question, a single bet on each of them.

A practitioner's rounds make one number,

    z = sum over rounds of d / s / sqrt(rounds)

with the scales s of their own rounds, so that a noisy page soon weighs no more than a calm one. Turning all coins of a
practitioner round turns z round and nothing else, for their scales depend on squares. So z has a fair sign where the
framing makes no difference, and also where it helps some as much as it harms others, of whom chance decided which;
a stream of rounds (`postlab.stats.stream`) is not exact there. The bets are those of `postlab.stats.deadline`, with
weights for small effects and a scale of 1; the deadline is the number of practitioners who promised.

Order and number are those of the promises, made before the first round. Who promised and is silent counts as z = -1
for *both* sides, so that nobody gains where losers hide: as long as what they hide is a z of -1 or better, that is
exact; measured with all losers hiding it was right in all but 1.1 to 1.8 % at alpha 0.05. Rounds that were promised and
are not told (somebody stopped on a good day) count as given up, and never for less than silence, which is open to all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.errors import InputError
from postlab.stats.contrasts import Claim
from postlab.stats.deadline import Expected, capital_path, planned_each, split
from postlab.stats.evidence import GIVEN_UP_SIZE, scales

SMALL_EFFECTS = (0.05, 0.15, 0.30, 0.30, 0.15, 0.05)
"""What the bettors of the mixture begin with: a practitioner's own effect is small beside the luck of few rounds."""

SILENT = -1.0
"""The z of somebody who promised and is silent, for either side."""


@dataclass(frozen=True, slots=True)
class Member:
    """What one practitioner sends in.

    Attributes:
        later_less_earlier: for each counted round, the log outcome of the post in its second slot less that in its
            first; None where the round was given up.
        treatment_later: for each of them, whether the coin gave the second slot to the treatment; the reader draws it
            again from the seed.
        missing: how many rounds they promised and do not tell.
    """

    later_less_earlier: Sequence[float | None]
    treatment_later: Sequence[bool]
    missing: int = 0

    @property
    def differences(self) -> list[float | None]:
        """The log ratio of each round, treatment to control; None where it was given up.

        Raises:
            InputError: there are not as many draws as rounds.
        """
        if len(self.later_less_earlier) != len(self.treatment_later):
            raise InputError(
                f"A practitioner has {len(self.later_less_earlier)} rounds and {len(self.treatment_later)} draws."
            )
        return [
            value if value is None or later else -value
            for value, later in zip(self.later_less_earlier, self.treatment_later, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class PooledEvidence:
    """What the practitioners up to one of them say together.

    Attributes:
        promises: of which something was due: those who told and those who are silent.
        silent: how many of them are silent.
        log_e_more: natural log of the evidence that the treatment does more; it stays where it settled the question.
        log_e_less: that it does less.
        claim: what is settled, or None; once there it stays.
    """

    promises: int
    silent: int
    log_e_more: float
    log_e_less: float
    claim: Claim | None


def score(member: Member | None, *, sign: int, theta: float = 0.0) -> float:
    """A practitioner's z, for "more than theta" with a sign of 1 and for "less" with -1; theta is a log ratio.

    Rounds that were given up, or are missing, count as -1.5 to either side; where some are missing, it is at least what
    silence is. Nobody, and nobody's rounds, are silence.

    Raises:
        InputError: there are not as many draws as rounds.
    """
    differences = [] if member is None else member.differences
    if member is None or not differences:
        return SILENT
    parts = [
        -GIVEN_UP_SIZE if value is None else sign * (value - theta) / unit
        for value, unit in zip(differences, scales(differences), strict=False)
    ]
    parts += [-GIVEN_UP_SIZE] * member.missing
    z = math.fsum(parts) / math.sqrt(len(parts))
    return max(z, SILENT) if member.missing else z


def pooled(
    members: Sequence[Member | None],
    *,
    promised: int | Sequence[int],
    alpha: float = 0.05,
    expected: Expected = None,
    theta: float = 0.0,
) -> list[PooledEvidence]:
    """What the practitioners say together, after each of them.

    Where the framing makes no difference, or one that is as likely to help as to harm, something is ever claimed with a
    probability of at most alpha.

    Args:
        members: in the order of their promises; None for those who are silent.
        promised: how many practitioners promised, known before their results: one number, or one a member.
        alpha: the accepted probability of a wrong claim.
        expected: whether more ("treatment") or less ("control") is expected, and has four fifths of alpha.
        theta: the log ratio about which effects are said to lie; 0 is no difference.

    Raises:
        InputError: alpha is not between 0 and 1, more tell than promised, or somebody has not as many draws as rounds.
    """
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    each = planned_each(promised, len(members))
    late = next((place for place, number in enumerate(each, start=1) if place > number), None)
    if late is not None:
        raise InputError(f"Practitioner {late} tells, and only {each[late - 1]} promised.")
    more, less = (
        capital_path(
            [score(member, sign=sign, theta=theta) for member in members], each, share=share, weights=SMALL_EFFECTS
        )
        for sign, share in zip((1, -1), split(alpha, expected), strict=True)
    )
    goals = [-math.log(share) for share in split(alpha, expected)]
    path = []
    claim: Claim | None = None
    silent = 0
    for promises, member in enumerate(members, start=1):
        silent += member is None or not member.later_less_earlier
        if claim is None:
            claim = Claim.MORE if more.at(promises) == 1 else Claim.LESS if less.at(promises) == 1 else None
        path.append(
            PooledEvidence(
                promises,
                silent,
                math.log(more.at(promises)) + goals[0],
                math.log(less.at(promises)) + goals[1],
                claim,
            )
        )
    return path
