"""What posts of an account get of a plan's metric, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from postlab.stats.luck import Page


class Source(StrEnum):
    """Who says what a post usually gets."""

    HISTORY = "history"
    PLAN = "plan"
    PUBLISHED = "published"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What posts of one account get of a plan's metric, and who says so.

    Attributes:
        account: the account's name.
        page: mean and luck; of a rate, those of its count.
        source: "history" for posts that the lab has seen, "plan" for the number in the plan, "published" for
            what is published of such posts, "nobody" for a stand-in.
        posts: how many posts of the account it rests on; 0 without history.
        views: of a rate, how often the posts were shown that have this mean: the one of two that was shown less, as a
            geometric mean; null for a count, and without history.
    """

    account: str
    page: Page
    source: Source
    posts: int = 0
    views: float | None = None
