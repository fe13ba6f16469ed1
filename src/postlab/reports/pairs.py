"""The pairs of a report: what one account posted in one round in either framing, and how the two did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.reports.nouns.post import PostView
from postlab.reports.views import Report
from postlab.stats.blocks import log_ratio
from postlab.stats.rates import count_behind, rate_with_half


@dataclass(frozen=True, slots=True)
class Pair:
    """Both posts of an account in a round.

    Attributes:
        round: the round's number.
        account: the account's name.
        control: the post in the control's framing.
        treatment: the one in the other framing.
        counts: whether its round counts.
    """

    round: int
    account: str
    control: PostView
    treatment: PostView
    counts: bool

    @property
    def log_ratio(self) -> float | None:
        """How much more the treatment has, as a log with a half added to both; None where a number is missing.

        Of a rate the half is added to the count behind it.
        """
        control, treatment = self.control, self.treatment
        if control.outcome is None or treatment.outcome is None:
            return None
        if not control.outcome_views or not treatment.outcome_views:
            return log_ratio(treatment.outcome, control.outcome)
        return math.log(_with_half(treatment.outcome, treatment.outcome_views)) - math.log(
            _with_half(control.outcome, control.outcome_views)
        )

    @property
    def ratio(self) -> float | None:
        """How many times as much the treatment has as the control; None where a number is missing."""
        return None if self.log_ratio is None else math.exp(self.log_ratio)


def pairs_of(report: Report) -> list[Pair]:
    """Every pair of which both posts were drawn, by round, accounts in the plan's order."""
    plan = report.plan
    return [
        Pair(round_.number, account, control, treatment, round_.difference is not None)
        for round_ in report.rounds
        if round_.withdrawn_at is None
        for account in plan.accounts
        if (control := round_.of(plan.control, account)) is not None
        and (treatment := round_.of(plan.treatment, account)) is not None
    ]


def best_and_worst(pairs: Sequence[Pair]) -> list[Pair]:
    """The pair in which the treatment did best beside the control, then the one in which it did worst.

    Only pairs that count are looked at. One pair is both, and where none counts yet there is none.
    """
    measured = [pair for pair in pairs if pair.counts and pair.log_ratio is not None]
    if not measured:
        return []
    ordered = sorted(measured, key=lambda pair: (pair.log_ratio or 0.0, -pair.round))
    return [ordered[-1], ordered[0]] if len(ordered) > 1 else ordered


def _with_half(rate: float, views: float) -> float:
    return rate_with_half(count_behind(rate, views), views)
