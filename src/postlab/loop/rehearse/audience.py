"""Accounts of a rehearsal: posts go to a ledger, and what they gather follows the law of the forecast's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from postlab.design.known_page import KnownPage
from postlab.metrics import METRIC_NAMES, Measure
from postlab.platforms.audience import ShownPost, SimulatedAudience, growth
from postlab.platforms.audience_chance import points_below
from postlab.platforms.base import Connection, Counts
from postlab.platforms.sandbox import SandboxAccount
from postlab.stats.luck import Page
from postlab.stats.simulated_counts import PostLaw

VIEWS_A_COUNT = 50.0
"""Views for each one that a rate counts, where nobody has told how often a post is shown."""


@dataclass
class Script:
    """What the audiences of one rehearsal go by.

    Attributes:
        seed: decides all luck.
        horizon: the age at which posts are compared.
        measure: what the plan's metric is made of.
        factors: what each framing does to a post's mean, by its name.
        posts: number and framing of each post, by its key. Luck goes by the number: keys hold the time of day.
    """

    seed: str
    horizon: timedelta
    measure: Measure
    factors: Mapping[str, float]
    posts: dict[str, tuple[int, str]] = field(default_factory=dict)


class RehearsedAccount(SandboxAccount):
    """An account that keeps posts in a ledger of the copy, and counts what its page would give them."""

    def __init__(self, connection: Connection, known: KnownPage, script: Script) -> None:
        quiet = SimulatedAudience(seed=1, anger={"all": 0.0})
        super().__init__(connection, quiet, {})
        self._script = script
        # so that the number at the horizon is the page's, although some people come later
        self._law = PostLaw.of(Page(known.page.mean / growth(script.horizon), known.page.luck))
        self._views = known.views or VIEWS_A_COUNT * known.page.mean

    def _check_text(self, text: str) -> None:
        """Take every text: its length was settled by the rule of the account that this one stands for."""

    def _gathered(self, post: ShownPost, age: timedelta) -> Counts:
        script = self._script
        number, framing = script.posts[post.key]
        article = Random(f"{script.seed}|{post.topic}").gauss(0.0, 1.0)  # noqa: S311 (a rehearsal can be repeated)
        final = self._law.count(
            Random(f"{script.seed}|{number}"),  # noqa: S311 (the same)
            article=article,
            factor=script.factors[framing],
        )
        count = points_below(final, growth(age), script.seed, number)
        numbers = dict.fromkeys(METRIC_NAMES, 0)
        # of a weighted sum all comes from the count that is worth least, so that whole numbers hide little
        metric, weight = min(script.measure.weights.items(), key=lambda weighted: weighted[1])
        numbers[metric] = round(count / weight)
        if script.measure.per is not None:
            numbers[script.measure.per] = max(round(self._views * growth(age)), 1)
        return Counts(missing={}).changed(**numbers)
