"""Versions of networks' APIs that end: what is said before the day comes, and after it."""

from __future__ import annotations

from datetime import date, timedelta

from postlab.english import long_day

SAID_AHEAD = timedelta(days=60)
"""A version that ends within this time is warned of."""


def ending(network: str, version: str, ends: date | None, *, today: date, about: bool = False, remedy: str) -> str:
    """A sentence about a version that ends soon or has ended; empty where there is nothing to say yet.

    Args:
        network: for people.
        version: that the account uses.
        ends: the first day without it; None where nobody has said when.
        today: the day.
        about: whether that day is reckoned and not announced.
        remedy: what to type.
    """
    if ends is None or ends - today > SAID_AHEAD:
        return ""
    on = f"about {long_day(ends)}" if about else long_day(ends)
    if ends <= today:
        return f"{network} has said that version {version} of its API ends on {on}; that day is past. {remedy}"
    return f"Version {version} of {network}'s API ends on {on}; after that nothing can be posted or counted. {remedy}"
