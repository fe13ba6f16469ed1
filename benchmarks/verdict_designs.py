"""How rounds are laid out over accounts and links, and how many weeks they take at three posts a week an account."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from false_wins import poisson
from verdict_series import ARTICLE_SD, SLOT_SD, Series, gamma_luck

from postlab.design.durations import parse_duration
from postlab.design.overlap import links_to_fill, weeks_overlapped
from postlab.design.plan import ONE_LINK_GAP
from postlab.stats.blocks import log_count

SLOTS_PER_WEEK = 3.0


@dataclass(frozen=True)
class Design:
    """How the posts of a round are laid out.

    Attributes:
        name: in tables.
        accounts: on how many a round posts.
        same_link: whether both posts of a round carry one link, a fortnight apart, while other rounds go on.
        crossed: whether every second account has the framings the other way round.
        mean: what a post gets on average.
    """

    name: str
    accounts: int = 1
    same_link: bool = False
    crossed: bool = False
    mean: float = 100.0

    def series(self, ratio: float, *, count: int, rounds: int, seed: str) -> list[Series]:
        """So many experiments at a true ratio, always the same for the same seed."""
        chance = random.Random(f"{seed}|{self.name}|{ratio:g}")
        return [Series((), [self.round(chance, ratio) for _ in range(rounds)]) for _ in range(count)]

    def round(self, chance: random.Random, ratio: float) -> tuple[float, float]:
        """The mean log of the control's posts and that of the treatment's."""

        def post(article: float) -> float:
            slot = _log_luck(chance, SLOT_SD)
            return log_count(poisson(chance, self.mean * math.exp(article + slot) * gamma_luck(chance)))

        articles = [_log_luck(chance, ARTICLE_SD) for _ in range(2)]
        control = treatment = 0.0
        for account in range(self.accounts):
            turned = self.crossed and account % 2 == 1
            with_treatment = articles[0 if turned or self.same_link else 1]
            with_control = articles[1 if turned else 0]
            control += post(with_control)
            treatment += post(with_treatment + math.log(ratio))
        return control / self.accounts, treatment / self.accounts

    def weeks(self, rounds: int) -> float:
        """How long so many rounds take."""
        if not self.same_link:
            return 2 * rounds / SLOTS_PER_WEEK
        gap = parse_duration(ONE_LINK_GAP)
        links = links_to_fill(gap=gap, slots_per_week=SLOTS_PER_WEEK)
        return weeks_overlapped(rounds, gap=gap, slots_per_week=SLOTS_PER_WEEK, links=links)


def _log_luck(chance: random.Random, sd: float) -> float:
    """The log of luck that is 1 on average."""
    return chance.gauss(-(sd**2) / 2, sd)


ONE_LINK = Design("one account, one link in both posts, overlapped", same_link=True)

DESIGNS = (
    Design("one account, two links"),
    ONE_LINK,
    Design("two accounts, two links", accounts=2),
    Design("two accounts, crossed", accounts=2, crossed=True),
    Design("three accounts, crossed", accounts=3, crossed=True),
)
