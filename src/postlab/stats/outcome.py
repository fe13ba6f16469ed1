"""A post's number at the age at which posts are compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from postlab.errors import InputError

LATENESS = 0.25
"""How far past the horizon a reading may be and still stand for it, as a share of the horizon."""

LATEST = 2.5
"""At how many horizons a post's first reading may still give an estimate: a week, where the horizon is three days."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look at a post saw.

    Attributes:
        age_s: the post's age in seconds.
        value: the number, or None where it was not seen.
        exposure: how often the post had been shown, where that is compared as well.
    """

    age_s: float
    value: float | None
    exposure: float | None = None


class _Seen(NamedTuple):
    """A look that saw a number."""

    age_s: float
    value: float
    exposure: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A post's number at the horizon.

    Attributes:
        value: the number, or None while it is pending and when it is missing.
        estimated: whether nobody saw the number: it lies on the line between two readings.
        age_s: the post's age, in seconds, to which the value belongs.
        pending: whether a later reading can still give the value.
        reason: a sentence that says why it is estimated, pending or missing.
        exposure: how often the post had been shown at that age; None where the looks do not say.
    """

    value: float | None
    estimated: bool = False
    age_s: float | None = None
    pending: bool = False
    reason: str | None = None
    exposure: float | None = None

    @property
    def missing(self) -> bool:
        """Whether there is no value, and none is to be expected."""
        return self.value is None and not self.pending


def outcome(readings: Iterable[Sighting], *, horizon_s: float, now_age_s: float, no_more: bool = False) -> Outcome:
    """A post's number at the horizon, from what the looks at it saw.

    The first number seen at or after the horizon counts when it came within a quarter of the horizon.
    Otherwise the value lies on the straight line between the last number before the horizon and the first
    after it, and is flagged. Without one before, a number seen up to `LATEST` horizons gives an estimate
    (`_from_a_late_look`), which is flagged as well. Otherwise it is pending, or missing with the reason.

    None of this asks which framing a post had, so that every estimate falls to either as the coin does.

    Args:
        readings: in any order.
        horizon_s: the age, in seconds, at which posts are compared.
        now_age_s: the post's age now, in seconds.
        no_more: whether nobody will look again (the post is gone, say); what is pending is then missing.

    Raises:
        InputError: the horizon is not above zero, or an age or a number is not finite.
    """
    if not (horizon_s > 0 and math.isfinite(horizon_s)):
        raise InputError(f"The horizon is {horizon_s} seconds; it must be above zero.")
    seen = _seen(readings)
    latest_s = horizon_s * (1 + LATENESS)
    before = next((look for look in reversed(seen) if look.age_s < horizon_s), None)
    after = next((look for look in seen if look.age_s >= horizon_s), None)
    if after is not None and after.age_s <= latest_s:
        return Outcome(after.value, age_s=after.age_s, exposure=after.exposure)
    horizon, limit = _age(horizon_s), _age(latest_s)
    if after is not None and before is not None:
        share = (horizon_s - before.age_s) / (after.age_s - before.age_s)
        return Outcome(
            before.value + share * (after.value - before.value),
            estimated=True,
            age_s=horizon_s,
            reason=f"No number was seen between {horizon} and {limit}; estimated from the numbers at "
            f"{_age(before.age_s)} and {_age(after.age_s)}.",
            exposure=_between(before.exposure, after.exposure, share),
        )
    if after is not None:
        return _from_a_late_look(after, horizon_s=horizon_s)
    return _unseen(before, horizon_s=horizon_s, now_age_s=now_age_s, no_more=no_more)


def _from_a_late_look(after: _Seen, *, horizon_s: float) -> Outcome:
    """The outcome where the first look at a post came late, and none before.

    A post begins with nothing and gathers no faster later than at first. So at the horizon it had at most all that
    was seen, and at least the share that the horizon is of its age then; the middle of the two, in logarithms, is
    wrong by no more than the square root of that share: by 1.58 times at `LATEST`. Two posts that are seen equally late
    keep their ratio.
    """
    horizon = _age(horizon_s)
    if after.age_s > horizon_s * LATEST:
        return Outcome(
            None,
            reason=f"The first number was seen at {_age(after.age_s)}, too late for {horizon} (up to "
            f"{_age(horizon_s * (1 + LATENESS))}, or {_age(horizon_s * LATEST)} for an estimate), and there is none "
            "from before.",
        )
    share = math.sqrt(horizon_s / after.age_s)
    return Outcome(
        after.value * share,
        estimated=True,
        age_s=horizon_s,
        reason=f"The first number was seen at {_age(after.age_s)}; the one at {horizon} is estimated from it.",
        exposure=None if after.exposure is None else after.exposure * share,
    )


def _between(before: float | None, after: float | None, share: float) -> float | None:
    return None if before is None or after is None else before + share * (after - before)


def _unseen(before: _Seen | None, *, horizon_s: float, now_age_s: float, no_more: bool) -> Outcome:
    """The outcome while no number has been seen at or after the horizon."""
    horizon = _age(horizon_s)
    if now_age_s < horizon_s and not no_more:
        return Outcome(None, pending=True, reason=f"Too early: the post is not {horizon} old yet.")
    still_possible = before is not None or now_age_s <= horizon_s * LATEST
    if still_possible and not no_more:
        return Outcome(None, pending=True, reason=f"No number has been seen since {horizon}.")
    known = f"the last was seen at {_age(before.age_s)}" if before is not None else "nor any before"
    return Outcome(None, reason=f"No number was seen at {horizon} or later, {known}.")


def _seen(readings: Iterable[Sighting]) -> Sequence[_Seen]:
    """The looks that saw a number, youngest first."""
    seen = []
    for look in readings:
        if not all(math.isfinite(number) for number in (look.age_s, look.value or 0, look.exposure or 0)):
            raise InputError(
                f"A reading at the age of {look.age_s} seconds says {look.value}, shown {look.exposure} times; all "
                "must be finite."
            )
        if look.value is not None:
            seen.append(_Seen(look.age_s, look.value, look.exposure))
    return sorted(seen, key=lambda look: look.age_s)


def _age(seconds: float) -> str:
    """An age as people say it, to a tenth of its unit."""
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if seconds >= size:
            return f"{round(seconds / size, 1):g} {unit}"
    return f"{round(seconds, 1):g} s"
