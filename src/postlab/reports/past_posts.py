"""What was posted before, looked at: what is usual, and what went with more or less; never more than a hint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING, ClassVar

from postlab.design.planning import rounds_needed
from postlab.framing.features import FEW_WORDS, Features, features
from postlab.metrics import METRIC_NAMES, METRICS, numbers_in
from postlab.stats.usual import ENOUGH, Usual, usual

if TYPE_CHECKING:
    from postlab.records.practice import Observed

RATIOS = (3.0, 2.0, 1.5)
"""Differences for which the reader is told how long they would take to see."""

ALPHA = 0.05

TELLING = ("clicks", "comments", "likes")
"""The metrics that tell most of a response, the best first; the others come after them."""

TRAITS: tuple[tuple[str, Callable[[Features], bool]], ...] = (
    (f"says more than {FEW_WORDS} words beside its link", lambda written: written.context),
    ("asks a question", lambda written: written.question),
    ("names a moment (exams, results, offers…)", lambda written: written.moment),
    ("has hashtags", lambda written: written.hashtags),
)
"""What posts are told apart by, in words and as a rule."""


@dataclass(frozen=True, slots=True)
class Trait:
    """Posts with and without one thing, by the numbers of one metric.

    Attributes:
        what: what they are told apart by.
        with_it: the numbers of those with it; null where there are none.
        without: of those without.
        enough: whether there are enough posts on both sides to say what is usual there.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("what", "with_it", "without", "enough")

    what: str
    with_it: Usual | None
    without: Usual | None

    @property
    def enough(self) -> bool:
        """Whether there are enough posts on both sides to say what is usual there."""
        return all(side is not None and side.posts >= ENOUGH for side in (self.with_it, self.without))


@dataclass(frozen=True, slots=True)
class PastPosts:
    """What one account posted before.

    Attributes:
        account: its name.
        network: where it is.
        first: day of the first post.
        last: day of the last.
        posts: how many there are.
        a_week: posts a week, over the time from the first to the last.
        numbers: by metric, what was usual; metrics that nobody told are not there.
        metric: the one by which traits are compared; null where nothing was counted.
        traits: with and without each.
        rounds: by ratio, measured rounds until it would be seen on this account, in half of all tries; empty where
            too little is known.
    """

    KEYS: ClassVar[tuple[str, ...]] = (
        *("account", "network", "first", "last", "posts", "a_week", "numbers", "metric", "traits", "rounds"),
    )

    account: str
    network: str
    first: date
    last: date
    posts: int
    numbers: dict[str, Usual]
    metric: str | None
    traits: tuple[Trait, ...]
    rounds: dict[float, int]

    @property
    def a_week(self) -> float:
        """Posts a week, over the time from the first to the last."""
        return self.posts / max((self.last - self.first).days / 7, 1)


def by_account(rows: Sequence[Observed], *, zone: tzinfo, metric: str | None = None) -> list[PastPosts]:
    """What each account posted before, most posts first.

    Args:
        rows: the posts.
        zone: in which a day is a day.
        metric: by which traits are compared; else the first of clicks, comments, likes that most posts have.
    """
    accounts = dict.fromkeys((row.account, row.network) for row in rows)
    past_posts = [
        _account(name, network, [row for row in rows if (row.account, row.network) == (name, network)], zone, metric)
        for name, network in accounts
    ]
    return sorted(past_posts, key=lambda account: (-account.posts, account.account))


def _account(name: str, network: str, rows: Sequence[Observed], zone: tzinfo, metric: str | None) -> PastPosts:
    days = [row.posted_at.astimezone(zone).date() for row in rows]
    numbers = {
        each.name: numbers_of_metric
        for each in METRICS
        if (numbers_of_metric := usual([value for row in rows if (value := getattr(row, each.column)) is not None]))
        is not None
    }
    chosen = metric if metric in numbers else None
    if metric is None:
        counted = [each for each in dict.fromkeys((*TELLING, *METRIC_NAMES)) if each in numbers]
        chosen = max(counted, key=lambda each: numbers[each].posts, default=None)
    traits = tuple(_trait(title, rule, rows, chosen) for title, rule in TRAITS) if chosen else ()
    spread = numbers[chosen].pair_spread if chosen else None
    return PastPosts(
        account=name,
        network=network,
        first=min(days),
        last=max(days),
        posts=len(rows),
        numbers=numbers,
        metric=chosen,
        traits=traits,
        rounds={ratio: rounds_needed(ratio, alpha=ALPHA, sd=spread) for ratio in RATIOS} if spread else {},
    )


def _trait(title: str, rule: Callable[[Features], bool], rows: Sequence[Observed], metric: str) -> Trait:
    marked = [
        (rule(features(row.text)), value) for row in rows if row.text and (value := numbers_in(row)[metric]) is not None
    ]
    return Trait(
        title, usual([value for has, value in marked if has]), usual([value for has, value in marked if not has])
    )
