"""A reading, as every answer shows it: what a post had gathered when somebody looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postlab.records.tables import Reading


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading; a count that nobody saw is null, never a zero.

    Attributes:
        taken_at: when somebody looked.
        age_hours: how old the post was then.
        likes: as the network counts them.
        comments: replies.
        shares: reposts, and quotes where the network counts them.
        clicks: on the link.
        impressions: how often the post was shown.
        missing: by metric, why it is missing.
        others: what the network told besides, by its name.
        source: `platform`, `by hand`, or the kind of file that it was imported from.
    """

    taken_at: datetime
    age_hours: float
    likes: int | None
    comments: int | None
    shares: int | None
    clicks: int | None
    impressions: int | None
    missing: Mapping[str, str]
    others: Mapping[str, int]
    source: str


def reading_view(reading: Reading) -> ReadingView:
    """A reading of the records."""
    return ReadingView(
        taken_at=reading.taken_at,
        age_hours=hours(reading.age_s),
        likes=reading.likes,
        comments=reading.comments,
        shares=reading.shares,
        clicks=reading.clicks,
        impressions=reading.impressions,
        missing=reading.missing,
        others=reading.others,
        source=reading.source,
    )


def hours(age_s: float) -> float:
    """An age in hours, to the nearest four seconds."""
    return round(age_s / 3600, 3)
