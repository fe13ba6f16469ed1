"""How far a true ratio stands out from the luck of a round, by its design and the pages that it posts on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.errors import InputError
from postlab.stats.luck import ARTICLE_VARIANCE, Page, article_variance, log_counts, shown


@dataclass(frozen=True, slots=True)
class RoundLaw:
    """The law of a round's log ratio.

    Attributes:
        mean: its mean: the log of the ratio that rounds show.
        sd: its standard deviation.
    """

    mean: float
    sd: float

    @property
    def effect(self) -> float:
        """How many standard deviations the mean lies from 0."""
        return self.mean / self.sd


def round_law(ratio: float, pages: Sequence[Page], *, same_link: bool = False, crossed: bool = False) -> RoundLaw:
    """The law of a round's log ratio, averaged over its accounts.

    A post's own luck and that of its slot are its own. That of the article is shared by all posts of one link: with
    a link for each framing it stays whole however many accounts there are; with the same link for both it cancels;
    with crossed accounts, of which every second gets the framings the other way round, it cancels between them.

    Args:
        ratio: the true ratio of treatment to control.
        pages: one for each account, in the plan's order.
        same_link: whether both posts of a round carry the same link.
        crossed: whether every second account has the other framing for the same link.

    Raises:
        InputError: there is no page, or the ratio is not above 0.
    """
    if not pages:
        raise InputError("A round posts on at least one account.")
    if not (ratio > 0 and math.isfinite(ratio)):
        raise InputError(f"A ratio of {ratio} is none; it must be above 0.")
    mean = own = 0.0
    by_link = [0.0, 0.0]
    for number, page in enumerate(pages):
        treated = Page(page.mean * ratio, page.luck)
        treatment, control = log_counts(treated), log_counts(page)
        mean += treatment.mean - control.mean
        article = article_variance(page.luck)
        of_treatment, of_control = shown(treated), shown(page)
        own += max(treatment.variance - of_treatment**2 * article, 1e-9)
        own += max(control.variance - of_control**2 * article, 1e-9)
        # in units of what an article does to a typical page: a calm page moves less with the same article
        unit = math.sqrt(article / ARTICLE_VARIANCE)
        first = 1 if crossed and number % 2 else 0
        by_link[0 if same_link else first] += unit * of_treatment
        by_link[0 if same_link else 1 - first] -= unit * of_control
    shared = ARTICLE_VARIANCE * (by_link[0] ** 2 + by_link[1] ** 2)
    return RoundLaw(mean / len(pages), math.sqrt(own + shared) / len(pages))
