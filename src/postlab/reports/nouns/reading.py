"""A reading as every answer shows it: the counts of a post at one time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, make_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from postlab.metrics import METRIC_NAMES, METRICS, numbers_in

if TYPE_CHECKING:
    from postlab.records.tables import Reading

    class _Numbers:
        """What a type checker sees."""

        def __getattr__(self, metric: str) -> int | None: ...

else:
    _Numbers = make_dataclass(
        "_Numbers",
        [(metric.name, int | None) for metric in METRICS],
        namespace={
            "__doc__": "The counts of a post.\n\nAttributes:\n"
            + "\n".join(f"    {metric.name}: {metric.meaning}." for metric in METRICS),
            "__module__": __name__,
        },
        frozen=True,
        slots=True,
        kw_only=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView(_Numbers):
    """A reading of a post; an unknown count is null, never zero.

    Attributes:
        taken_at: when it was taken.
        age_hours: the post's age at that time, in hours.
        missing: by metric, why its count is missing.
        others: further counts, by the network's own names.
        source: `platform`, `by hand`, or the kind of file that it was imported from.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("taken_at", "age_hours", *METRIC_NAMES, "missing", "others", "source")

    taken_at: datetime
    age_hours: float
    missing: Mapping[str, str]
    others: Mapping[str, int]
    source: str

    if TYPE_CHECKING:

        def __init__(self, *, missing: Mapping[str, str], others: Mapping[str, int], **seen: Any) -> None: ...


def reading_view(reading: Reading) -> ReadingView:
    """A reading, from its record."""
    return ReadingView(
        taken_at=reading.taken_at,
        age_hours=hours(reading.age_s),
        missing=reading.missing,
        others=reading.others,
        source=reading.source,
        **numbers_in(reading),
    )


def hours(age_s: float) -> float:
    """An age in hours, to the nearest four seconds."""
    return round(age_s / 3600, 3)
