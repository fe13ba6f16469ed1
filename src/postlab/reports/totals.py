"""What both framings gathered in all, beside the ratio of typical posts, and when one post makes the two differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from postlab.metrics import PER_VIEWS, counted_in_words
from postlab.reports.formats import amount, times
from postlab.reports.framing_names import as_subject
from postlab.stats.blocks import log_ratio
from postlab.stats.rates import Counted, rate_of

DIFFER = math.log(1.5)
"""How far the log ratio of the totals must lie from that of typical posts to be worth a sentence."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the posts that count gathered in all.

    Attributes:
        control: the sum over the control's posts; of a rate the sum of its counts.
        treatment: the sum over the treatment's posts.
        control_views: where the metric is a rate, how often the control's posts had been shown in all; else null.
        treatment_views: the same for the treatment's posts.
        ratio: of treatment to control, of a rate that of counts per view; null where the control gathered nothing.
        one_post: the framing of which one post makes this ratio differ from that of typical posts; else null.
        sentence: all of this in words.
    """

    KEYS: ClassVar[tuple[str, ...]] = (
        *("control", "treatment", "control_views", "treatment_views"),
        *("ratio", "one_post", "sentence"),
    )

    control_name: str
    treatment_name: str
    metric: str
    control: float
    treatment: float
    one_post: str | None = None
    largest: float = 0.0
    control_views: float | None = None
    treatment_views: float | None = None

    @property
    def ratio(self) -> float | None:
        """Treatment to control, of a rate that of counts per view; None where the control gathered nothing."""
        if not self.control:
            return None
        return self.treatment / self.control * _shown_less(self.control_views, self.treatment_views)

    @property
    def sentence(self) -> str:
        """The totals in words, with what one post has to do with them."""
        treatment, control = as_subject(self.treatment_name), as_subject(self.control_name)
        ratio = f", {times(self.ratio)} times" if self.ratio else ""
        counts = f"In all, {treatment} gathered {amount(self.treatment)} {counted_in_words(self.metric)}"
        if self.control_views is None or self.treatment_views is None:
            sentence = f"{counts} and {control} {amount(self.control)}{ratio}."
        else:
            rates = [rate_of(self.treatment, self.treatment_views), rate_of(self.control, self.control_views)]
            sentence = (
                f"{counts} in {amount(self.treatment_views)} views and {control} {amount(self.control)} in "
                f"{amount(self.control_views)}: {times(rates[0])} and {times(rates[1])} {PER_VIEWS}{ratio}."
            )
        if self.one_post is None:
            return sentence
        own = self.treatment if self.one_post == self.treatment_name else self.control
        return (
            f"{sentence} One post of {as_subject(self.one_post)} has {amount(self.largest)} of its {amount(own)}: "
            "without it the totals would be much nearer to the ratio of typical posts, by which the verdict goes."
        )


def totals_of(
    pairs: Sequence[tuple[Counted, Counted]], *, control: str, treatment: str, metric: str, ratio: float | None
) -> Totals | None:
    """What both framings gathered in all; None where no pair counts.

    One post is named where the totals' log ratio lies farther from that of typical posts than `DIFFER`, and leaving out
    its pair takes away more than half of that.

    Args:
        pairs: (control, treatment) of the pairs that count, as they were measured.
        control: name of the control.
        treatment: name of the treatment.
        metric: the primary metric.
        ratio: of typical posts, treatment to control.
    """
    if not pairs:
        return None
    sums = _sums(pairs)
    totals = Totals(
        control,
        treatment,
        metric,
        sums[0].count,
        sums[1].count,
        control_views=sums[0].views,
        treatment_views=sums[1].views,
    )
    if ratio is None or len(pairs) < 2:
        return totals
    apart = _log_ratio(sums) - math.log(ratio)
    # what makes the ratio of totals too large is a post of the treatment, else one of the control
    side = 1 if apart > 0 else 0
    largest = max(range(len(pairs)), key=lambda number: pairs[number][side].count)
    rest = _log_ratio(_sums([pair for number, pair in enumerate(pairs) if number != largest])) - math.log(ratio)
    if abs(apart) <= DIFFER or abs(rest) >= abs(apart) / 2:
        return totals
    return replace(totals, one_post=(control, treatment)[side], largest=pairs[largest][side].count)


def _sums(pairs: Sequence[tuple[Counted, Counted]]) -> tuple[Counted, Counted]:
    control, treatment = (_sum(side) for side in zip(*pairs, strict=True))
    return control, treatment


def _sum(posts: Sequence[Counted]) -> Counted:
    views = [post.views for post in posts if post.views is not None]
    return Counted(math.fsum(post.count for post in posts), math.fsum(views) if views else None)


def _log_ratio(sums: tuple[Counted, Counted]) -> float:
    """Log of treatment to control, with the half added to both counts, per view where views count."""
    control, treatment = sums
    return log_ratio(treatment.count, control.count) + math.log(_shown_less(control.views, treatment.views))


def _shown_less(control_views: float | None, treatment_views: float | None) -> float:
    """How many times as often the control was shown; 1 where views do not count."""
    return 1.0 if control_views is None or treatment_views is None else control_views / treatment_views
