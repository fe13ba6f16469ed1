"""What a column “Date” of a table of posts holds: days on which they went out, or days that the numbers are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from postlab.errors import InputError
from postlab.exports.matching import WAYS, Match, PostCandidate, Posts
from postlab.exports.read import Dates, Export, read_export

TAGS = WAYS.index("its utm tags")


class UnclearDates(InputError):
    """Nothing in a file tells what its days are.

    Args:
        name: of the file.
        header: of the column.
    """

    default_code = "unclear_dates"

    def __init__(self, name: str, header: str) -> None:
        super().__init__(
            f"The column “{header}” of {name} may be the day on which each post went out, or the day that its numbers "
            "are of. Nothing was stored.",
            hint="Say which: `--dates posted` for the day of posting (the numbers are then as old as the file, or as "
            "--as-of says), `--dates counted` for the day of the numbers.",
        )
        self.name = name
        self.header = header


def with_dates_settled(path: Path, export: Export, posts: Sequence[PostCandidate], dates: Dates | None) -> Export:
    """The export, its days read as what they are.

    Web statistics have the days of their numbers, and so has a file with several days of one post. A day that lies
    apart from the post's own is no day of posting. Of any other table of posts a person must say it.

    Args:
        path: of the file.
        export: as it is read where the days are those of the numbers.
        posts: of the lab.
        dates: what the person said, or None.

    Raises:
        UnclearDates: it is open, and nobody said it.
    """
    if export.date_header is None or export.kind.network is not None:
        return export
    days = _days_by_post(export, posts)
    if any(len(rows) > 1 for rows in days.values()):
        return export
    if dates is None and any(_is_its_own(post.day, on) for post in posts for on in days.get(post.post, ())):
        if all(_is_its_own(post.day, on) for post in posts for on in days.get(post.post, ())):
            raise UnclearDates(export.name, export.date_header)
        return export
    if dates == "posted" and (days or not export.rows):
        return read_export(path, dates=dates)
    return export


def _days_by_post(export: Export, posts: Sequence[PostCandidate]) -> dict[int, set[date]]:
    """The days that the file has of each post which a row tells by more than the tags of its link."""
    known = Posts(posts, export.kind.network)
    days: dict[int, set[date]] = {}
    for row in export.rows:
        match known.match(replace(row, day=row.day or row.on)):
            case Match(post, by) if WAYS.index(by) != TAGS and row.on is not None:
                days.setdefault(post, set()).add(row.on)
    return days


def _is_its_own(went_out: date | None, on: date) -> bool:
    """Whether a post may have gone out on that day, in whatever zone the file has."""
    return went_out is not None and abs((on - went_out).days) <= 1
