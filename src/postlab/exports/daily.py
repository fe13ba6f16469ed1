"""Counts of single days added up: what a post had gathered by the end of each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from postlab.exports.read import NOT_IN_FILE, ExportRow
from postlab.metrics import METRIC_NAMES


@dataclass(frozen=True, slots=True)
class ByDay:
    """What a post had gathered by the end of a day.

    Attributes:
        row: number of the last row that went into it.
        on: the day.
        counts: by metric, those that are known.
        missing: why each of the others is not.
    """

    row: int
    on: date
    counts: Mapping[str, int]
    missing: Mapping[str, str]

    @property
    def unknown_because(self) -> str | None:
        """Why nothing is known of what had been gathered, in a sentence; None where something is."""
        if self.counts:
            return None
        reasons = sorted({reason for reason in self.missing.values() if reason != NOT_IN_FILE})
        return f"what had been gathered by {self.on} is not known: {'; '.join(reasons) or NOT_IN_FILE}."


def added_up(rows: Sequence[ExportRow], *, until: date) -> list[ByDay]:
    """The sums of one post's rows, day by day, and once more for the last day of the file.

    A day without a row added nothing. A cell that is blank makes the sums from its day on unknown: nobody saw
    what that day added.

    Args:
        rows: of one post, each with its day, in any order.
        until: the last day of the whole file, whichever post it is of.
    """
    sums: dict[str, int] = {}
    unknown: dict[str, str] = {}
    by_day: dict[date, ByDay] = {}
    ordered = sorted(((row.on, row) for row in rows if row.on is not None), key=lambda pair: (pair[0], pair[1].number))
    for on, row in ordered:
        for metric in METRIC_NAMES:
            if metric in row.counts:
                sums[metric] = sums.get(metric, 0) + row.counts[metric]
            elif metric not in unknown:
                why = row.missing.get(metric, "")
                unknown[metric] = f"{why}, row {row.number}" if why.startswith("blank") else why
        counts = {metric: number for metric, number in sums.items() if metric not in unknown}
        by_day[on] = ByDay(row.number, on, counts, dict(unknown))
    last = max(by_day)
    if until > last:
        by_day[until] = ByDay(by_day[last].row, until, by_day[last].counts, by_day[last].missing)
    return list(by_day.values())
