"""How an account is, in sentences: what it may do, how long its token lives, what is missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from postlab.english import padded_weekday, plural
from postlab.platforms.base import TOKEN_ENDS_SOON, Health


def ends_soon(expires_at: datetime | None, now: datetime, *, renews: bool) -> bool:
    """Whether a person must see to a token soon."""
    return expires_at is not None and not renews and expires_at - now <= TOKEN_ENDS_SOON


def life(expires_at: datetime | None, now: datetime, *, renews: bool, zone: str) -> str:
    """How long a token lives, in a sentence; empty where nothing is known."""
    from zoneinfo import ZoneInfo

    if renews:
        return "Its token is renewed by itself."
    if expires_at is None:
        return ""
    day = padded_weekday(expires_at.astimezone(ZoneInfo(zone)))
    left = expires_at - now
    if left <= timedelta(0):
        return f"Its token ended on {day}: add the account again with a new one."
    days = left // timedelta(days=1)
    lives = f"{days} {plural(days, 'day')}"
    if days == 0:
        lives = "less than a day"
    again = " Get a new one before then and add the account again." if left <= TOKEN_ENDS_SOON else ""
    return f"Its token lives for {lives} more, until {day}.{again}"


def sentences(found: Health, now: datetime, *, zone: str, posts: bool = True) -> list[str]:
    """What a check has shown, a sentence each; what is missing comes last.

    Args:
        found: what it has shown.
        now: the moment.
        zone: in which days are told.
        posts: whether it is an account to post to; else it counts clicks.
    """
    said = []
    if not posts:
        said.append("It can be asked for clicks." if found.reads else "It cannot be asked for clicks.")
    elif found.publishes:
        said.append("It may publish.")
    elif found.publishes is None:
        said.append("Whether it may publish shows only when it does.")
    else:
        said.append("It may not publish.")
    if found.reads is not None and posts:
        said.append("Its posts can be counted." if found.reads else "Its posts cannot be counted.")
    if lives := life(found.expires_at, now, renews=found.renews, zone=zone):
        said.append(lives)
    return [*said, *found.lacks]
