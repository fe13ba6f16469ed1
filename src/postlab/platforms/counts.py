"""Reads the counts in the responses of networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from typing import TYPE_CHECKING, Any

from postlab.metrics import METRIC_NAMES

if TYPE_CHECKING:

    class _Numbers:
        """What a type checker knows of it."""

        def __getattr__(self, metric: str) -> int | None: ...

else:
    _Numbers = make_dataclass(
        "_Numbers", [(name, "int | None", None) for name in METRIC_NAMES], frozen=True, slots=True
    )


@dataclass(frozen=True, slots=True)
class Counts(_Numbers):
    """What a post had gathered, `Counts(likes=3).likes`; None is "not seen", and `missing` says why, metric by metric.

    A metric that the platform cannot count is None without a reason. `others` holds what it tells besides, under
    names for people such as "reach" or "bookmarks": kept and shown, never judged by.
    """

    missing: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)

    if TYPE_CHECKING:

        def __init__(
            self, *, missing: Mapping[str, str] = ..., others: Mapping[str, int] = ..., **numbers: int | None
        ) -> None: ...

    @property
    def numbers(self) -> dict[str, int | None]:
        """By metric, what was seen."""
        return {name: getattr(self, name) for name in METRIC_NAMES}

    def changed(self, **changes: Any) -> Counts:
        """The same but for some numbers, or reasons."""
        return replace(self, **changes)


LARGEST = 10**15
"""More than that of anything is a mistake, and a database holds no number without end."""

GONE = "deleted or hidden"
"""Why a post that was there has no numbers any more; where a network says more, its reason begins with this."""


LACKS = "the token lacks"
"""How the reason begins where no post of the account has a number before the token is given a permission."""

RETIRED = "has retired its metric"
"""What the reason holds where no post has a number any more, because its network counts that no longer."""


def is_withheld(reason: str) -> bool:
    """Whether a number is missing for a reason that every post of the account meets, however long one waits."""
    return reason.startswith(LACKS) or RETIRED in reason


def is_gone(counts: Counts) -> bool:
    """Whether a network said that a post is not there any more."""
    return any(reason.startswith(GONE) for reason in counts.missing.values())


def count_of(value: object) -> int | None:
    """The value where it is a count, that is a whole number of 0 or more; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST else None
