"""How much a round's difference scatters in each design: with one link or two, on several accounts, crossed or not."""

from __future__ import annotations

import math

from postlab.design.planning import TYPICAL_SD

ARTICLE_SD = 0.54
"""Standard deviation of the log of what articles of one week gather under one framing, as measured on the headlines of
the Upworthy Research Archive: the luck of a link."""


def spread(
    *, accounts: int, one_link: bool, crossed: bool, post_sd: float = TYPICAL_SD, article_sd: float = ARTICLE_SD
) -> float:
    """The standard deviation of a round's difference, which is the mean over its accounts.

    sqrt(post_sd^2 / n + 2 article_sd^2 share^2): the luck of posts is of each account alone, that of the two links is
    the same on all n. Of it one link leaves nothing; two links leave all of it (share 1), or where accounts are crossed
    that of the one account that has no other to cancel it, if n is odd (share 1/n, else 0).

    Args:
        accounts: how many, from 1.
        one_link: whether both posts of a round share one link.
        crossed: whether every second account gives each link the other framing.
        post_sd: standard deviation of the log ratio of two posts of one account with one link.
        article_sd: standard deviation of the log of what links gather.
    """
    share = (accounts % 2) / accounts if crossed else 1.0
    links = 0.0 if one_link else 2 * (article_sd * share) ** 2
    return math.sqrt(post_sd**2 / accounts + links)
