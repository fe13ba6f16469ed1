"""The age at which posts are compared."""

from __future__ import annotations

from datetime import timedelta

from postlab.design.durations import format_duration, parse_duration

LONGEST_HORIZON = timedelta(days=366)


def horizon_of(text: str) -> timedelta:
    """The age at which posts are compared, as it is typed.

    Raises:
        ValueError: it is no duration, or longer than `LONGEST_HORIZON`; the message is a sentence for people.
    """
    horizon = parse_duration(text)
    if why := too_late(horizon):
        raise ValueError(f"“{text}”: {why}.")
    return horizon


def too_late(horizon: timedelta) -> str | None:
    """Why a horizon is too long, in a clause; None where it is not."""
    if horizon <= LONGEST_HORIZON:
        return None
    return (
        f"posts are compared at {format_duration(LONGEST_HORIZON)} at the latest; most of what a post gathers comes "
        f"within 3 days"
    )
