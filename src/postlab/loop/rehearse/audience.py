"""Accounts of a rehearsal: their posts are kept in memory and gather what the law of the forecast's page gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from postlab.design.known_page import KnownPage
from postlab.framing.pictures import Picture
from postlab.metrics import METRIC_NAMES, Measure
from postlab.platforms.audience import ShownPost, SimulatedAudience, growth
from postlab.platforms.audience_chance import points_below
from postlab.platforms.base import Connection, Counts
from postlab.platforms.sandbox import SandboxAccount
from postlab.platforms.sandbox_ledger import Ledger, LedgerEntry
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


class LedgerInMemory(Ledger):
    """A ledger that is gone with the program: a rehearsal need not outlive a crash."""

    def __init__(self) -> None:
        super().__init__(Path("memory"))
        self._kept: dict[str, LedgerEntry] = {}

    def keep(self, entry: LedgerEntry) -> LedgerEntry:
        """Keep a post, and get what is now kept under its key: this one, or the one that was first."""
        return self._kept.setdefault(entry.key, entry)

    def entries(self, keys: Sequence[str]) -> Mapping[str, LedgerEntry]:
        """Those of the posts that are kept, by key."""
        return {key: self._kept[key] for key in keys if key in self._kept}

    def everything(self) -> tuple[LedgerEntry, ...]:
        """Every post that is kept, in the order in which they went out."""
        return tuple(sorted(self._kept.values(), key=lambda entry: (entry.published_at, entry.key)))

    def replies(self, keys: Sequence[str]) -> Mapping[str, tuple[LedgerEntry, ...]]:
        """The posts that answer some others, by the key of those."""
        answers = {key: tuple(entry for entry in self._kept.values() if entry.reply_to == key) for key in keys}
        return {key: found for key, found in answers.items() if found}


class RehearsedAccount(SandboxAccount):
    """An account that counts what its page would give its posts."""

    def __init__(self, connection: Connection, known: KnownPage, script: Script) -> None:
        quiet = SimulatedAudience(seed=1, anger={"all": 0.0})
        super().__init__(connection, quiet, {})
        self._ledger = LedgerInMemory()
        self._script = script
        # so that the number at the horizon is the page's, although some people come later
        self._law = PostLaw.of(Page(known.page.mean / growth(script.horizon), known.page.luck))
        self._views = known.views or VIEWS_A_COUNT * known.page.mean

    def _check_text(self, text: str) -> None:
        """Take every text: its length was settled by the rule of the account that this one stands for."""

    def _check_picture(self, picture: Picture) -> None:
        """Take every picture: it was made to fit the account that this one stands for."""

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
