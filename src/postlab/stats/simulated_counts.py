"""Counts of posts that nobody wrote, drawn from what is known of a page: its mean, and the luck around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from postlab.stats.luck import Page, luck_parts

MANY = 60.0
"""From this mean on a normal number, rounded, stands for a Poisson one: luck moves posts far more than that."""


@dataclass(frozen=True, slots=True)
class PostLaw:
    """The law of what a page's posts get, as `postlab.stats.luck` describes it.

    Attributes:
        mean: of a post without an effect.
        article_sd: standard deviation of the log by the article.
        slot_sd: the same by the slot.
        shape: of the gamma law of a post's own luck.
    """

    mean: float
    article_sd: float
    slot_sd: float
    shape: float

    @classmethod
    def of(cls, page: Page) -> PostLaw:
        """The law of a page's posts."""
        parts = luck_parts(page.luck)
        return cls(page.mean, math.sqrt(parts.article), math.sqrt(parts.slot), parts.post_shape)

    def count(self, chance: Random, *, article: float, factor: float = 1.0) -> int:
        """What one post gets.

        Args:
            chance: where the luck of its slot and its own comes from.
            article: the luck of its article, in standard deviations; the same for all posts about it.
            factor: what its framing does to the mean.
        """
        slot = self.slot_sd * chance.gauss(0.0, 1.0)
        log = self.article_sd * article + slot - (self.article_sd**2 + self.slot_sd**2) / 2
        own = chance.gammavariate(self.shape, 1 / self.shape)
        return poisson(self.mean * factor * math.exp(log) * own, chance)


def poisson(mean: float, chance: Random) -> int:
    """A Poisson number; from `MANY` on a normal one, rounded.

    Args:
        mean: 0 or more.
        chance: where it comes from.
    """
    if mean >= MANY:
        return max(round(chance.gauss(mean, math.sqrt(mean))), 0)
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
