"""Past posts by account: what is usual, and which traits went with higher or lower numbers; a hint, no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING, ClassVar

from postlab.design.planning import rounds_on_pages
from postlab.framing.features import FEW_WORDS, Features, features
from postlab.metrics import METRIC_NAMES, METRICS, numbers_in
from postlab.stats.usual import ENOUGH, Usual, usual
from postlab.stats.usual_page import page_of

if TYPE_CHECKING:
    from postlab.records.practice import Observed

RATIOS = (3.0, 2.0, 1.5)
"""Ratios for which the reader is told how many rounds they would take to see."""

ALPHA = 0.05

TELLING = ("clicks", "comments", "likes")
"""The metrics that say most about a response, the best first; the others come after them."""

TRAITS: tuple[tuple[str, Callable[[Features], bool]], ...] = (
    (f"says more than {FEW_WORDS} words beside its link", lambda written: written.context),
    ("asks a question", lambda written: written.question),
    ("names a moment (exams, results, offers…)", lambda written: written.moment),
    ("has hashtags", lambda written: written.hashtags),
)
"""The traits by which posts are compared, each in words and as a rule."""


@dataclass(frozen=True, slots=True)
class Trait:
    """Posts with and without one trait, compared in one metric.

    Attributes:
        what: the trait, in words.
        with_it: the usual numbers of posts with the trait; null where there are none.
        without: the usual numbers of posts without it; null where there are none.
        enough: whether both sides have enough posts to say what is usual.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("what", "with_it", "without", "enough")

    what: str
    with_it: Usual | None
    without: Usual | None

    @property
    def enough(self) -> bool:
        """Whether both sides have enough posts to say what is usual."""
        return all(side is not None and side.posts >= ENOUGH for side in (self.with_it, self.without))


@dataclass(frozen=True, slots=True)
class PastPosts:
    """The past posts of one account.

    Attributes:
        account: the account's name.
        network: the account's network.
        first: day of the first post.
        last: day of the last post.
        posts: how many posts there are.
        a_week: posts a week, from the first to the last.
        numbers: by metric, what is usual; a metric without numbers is left out.
        metric: the metric in which traits are compared; null where nothing was counted.
        traits: the posts with and without each trait.
        rounds: by true ratio, the measured rounds until this account would show it, in half of all tries; empty where
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
        """Posts a week, from the first to the last."""
        return self.posts / max((self.last - self.first).days / 7, 1)


def by_account(rows: Sequence[Observed], *, zone: tzinfo, metric: str | None = None) -> list[PastPosts]:
    """The past posts of each account; the account with most posts comes first.

    Args:
        rows: the records of the posts.
        zone: the time zone that decides on which day a post went out.
        metric: the metric in which traits are compared; None for the one that most posts have.
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
    in_order = sorted(rows, key=lambda row: row.posted_at)
    counts = [value for row in in_order if (value := numbers_in(row)[chosen]) is not None] if chosen else []
    page = page_of(counts) if len(counts) >= ENOUGH else None
    return PastPosts(
        account=name,
        network=network,
        first=min(days),
        last=max(days),
        posts=len(rows),
        numbers=numbers,
        metric=chosen,
        traits=traits,
        rounds={ratio: rounds_on_pages(ratio, [page], alpha=ALPHA) for ratio in RATIOS} if page else {},
    )


def _trait(title: str, rule: Callable[[Features], bool], rows: Sequence[Observed], metric: str) -> Trait:
    marked = [
        (rule(features(row.text)), value) for row in rows if row.text and (value := numbers_in(row)[metric]) is not None
    ]
    return Trait(
        title, usual([value for has, value in marked if has]), usual([value for has, value in marked if not has])
    )
