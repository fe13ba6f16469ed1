"""What a plan will cost before anything is spent: posts that go out, and looks at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from postlab.design.durations import DAY

POST, POST_WITH_LINK, READ, OWNED_READ, DELETE = "post", "post with link", "read", "owned read", "delete"
ALT_TEXT = "alt text"
"""What networks charge for: the keys of a list of prices, in US dollars a piece."""

MICROS = Decimal(1_000_000)
"""Millionths of a US dollar in one."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What something will cost, in US dollars.

    Attributes:
        posts: for what goes out.
        reads: for looking at it.
    """

    posts: Decimal = Decimal(0)
    reads: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.posts + self.reads

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.posts + other.posts, self.reads + other.reads)


def post_price(prices: Mapping[str, Decimal], *, with_link: bool) -> Decimal:
    """What putting one post out costs; networks may charge more for one with a link."""
    plain = prices.get(POST, Decimal(0))
    return prices.get(POST_WITH_LINK, plain) if with_link else plain


def read_price(prices: Mapping[str, Decimal]) -> Decimal:
    """What counting one of our own posts costs; networks may charge less for one's own."""
    return prices.get(OWNED_READ, prices.get(READ, Decimal(0)))


def picture_price(prices: Mapping[str, Decimal]) -> Decimal:
    """What a post's picture costs besides: the words for it, and one look at whether it is there.

    A network that charges for the one charges for the other like for a post that is read.
    """
    words = prices.get(ALT_TEXT, Decimal(0))
    return words + prices.get(READ, Decimal(0)) if words else words


def days_read(ages: Sequence[timedelta]) -> int:
    """On how many days one post is looked at, at most.

    Networks charge for one post once a day, however often it is read. A look at the age of 23 hours may fall on
    the day of the post or on the next: what is counted is the most that a time of day can make of the ages.

    Args:
        ages: at which it is looked at; the look right after it went out comes on top.
    """
    looks = [timedelta(0), *ages]
    starts = {(-age) % DAY for age in looks}
    return max(len({(start + age) // DAY for age in looks}) for start in starts)


def plan_cost(prices: Mapping[str, Decimal], *, posts: int, ages: Sequence[timedelta], with_link: bool = True) -> Cost:
    """What posts on one account will cost, at most.

    Args:
        prices: in US dollars, by what is charged for; empty where the network is free.
        posts: how many go out.
        ages: at which each is looked at.
        with_link: whether they carry a link.
    """
    return Cost(
        posts=posts * post_price(prices, with_link=with_link),
        reads=posts * days_read(ages) * read_price(prices),
    )


def usd(amount: Decimal) -> str:
    """An amount for people: cents, and what is below a cent where there is something: "0.015 USD"."""
    cents = amount.quantize(Decimal("0.01"))
    exact = amount.normalize()
    return f"{cents if exact == cents else exact:f} USD"
