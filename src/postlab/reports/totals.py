"""What both framings gathered in all, beside the ratio of typical posts, and when one post makes the two differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.formats import amount, times
from postlab.reports.framing_names import as_subject
from postlab.stats.blocks import log_ratio

DIFFER = math.log(1.5)
"""How far the log ratio of the totals must lie from that of typical posts to be worth a sentence."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the posts that count gathered in all.

    Attributes:
        control: the sum over the control's posts.
        treatment: the sum over the treatment's posts.
        ratio: of treatment to control; null where the control gathered nothing.
        one_post: the framing of which one post makes this ratio differ from that of typical posts; else null.
        sentence: all of this in words.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("control", "treatment", "ratio", "one_post", "sentence")

    control_name: str
    treatment_name: str
    metric: str
    control: float
    treatment: float
    one_post: str | None = None
    largest: float = 0.0

    @property
    def ratio(self) -> float | None:
        """Treatment to control; None where the control gathered nothing."""
        return self.treatment / self.control if self.control else None

    @property
    def sentence(self) -> str:
        """The totals in words, with what one post has to do with them."""
        ratio = f", {times(self.ratio)} times" if self.ratio else ""
        sentence = (
            f"In all, {as_subject(self.treatment_name)} gathered {amount(self.treatment)} {self.metric} and "
            f"{as_subject(self.control_name)} {amount(self.control)}{ratio}."
        )
        if self.one_post is None:
            return sentence
        own = self.treatment if self.one_post == self.treatment_name else self.control
        return (
            f"{sentence} One post of {as_subject(self.one_post)} has {amount(self.largest)} of its {amount(own)}: "
            "without it the totals would be much nearer to the ratio of typical posts, by which the verdict goes."
        )


def totals_of(
    pairs: Sequence[tuple[float, float]], *, control: str, treatment: str, metric: str, ratio: float | None
) -> Totals | None:
    """What both framings gathered in all; None where no pair counts.

    One post is named where the totals' log ratio lies farther from that of typical posts than `DIFFER`, and leaving out
    its pair takes away more than half of that.

    Args:
        pairs: (control, treatment) outcomes of the pairs that count.
        control: name of the control.
        treatment: name of the treatment.
        metric: the primary metric.
        ratio: of typical posts, treatment to control.
    """
    if not pairs:
        return None
    sums = tuple(math.fsum(side) for side in zip(*pairs, strict=True))
    totals = Totals(control, treatment, metric, sums[0], sums[1])
    if ratio is None or len(pairs) < 2:
        return totals
    apart = log_ratio(sums[1], sums[0]) - math.log(ratio)
    # what makes the ratio of totals too large is a post of the treatment, else one of the control
    side = 1 if apart > 0 else 0
    largest = max(pairs, key=lambda pair: pair[side])
    rest = log_ratio(sums[1] - largest[1], sums[0] - largest[0]) - math.log(ratio)
    if abs(apart) <= DIFFER or abs(rest) >= abs(apart) / 2:
        return totals
    return Totals(control, treatment, metric, sums[0], sums[1], (control, treatment)[side], largest[side])
