"""The health of an account in sentences: what it may do, how long its token lives, what is missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from postlab.english import plural, weekday
from postlab.platforms.base import TOKEN_ENDS_SOON, Health


def ends_soon(expires_at: datetime | None, now: datetime, *, renews: bool) -> bool:
    """Whether a person must renew a token soon."""
    return expires_at is not None and not renews and expires_at - now <= TOKEN_ENDS_SOON


def token_life(expires_at: datetime | None, now: datetime, *, renews: bool, zone: str) -> str:
    """How long a token still lives, in a sentence; empty where nothing is known."""
    from zoneinfo import ZoneInfo

    if renews:
        return "Its token is renewed by itself."
    if expires_at is None:
        return ""
    day = weekday(expires_at.astimezone(ZoneInfo(zone)))
    left = expires_at - now
    if left <= timedelta(0):
        return f"Its token ended on {day}: add the account again with a new one."
    days = left // timedelta(days=1)
    lives = f"{days} {plural(days, 'day')}"
    if days == 0:
        lives = "less than a day"
    again = " Get a new one before then and add the account again." if left <= TOKEN_ENDS_SOON else ""
    return f"Its token lives for {lives} more, until {day}.{again}"


def health_sentences(health: Health, now: datetime, *, zone: str, posts: bool = True) -> list[str]:
    """What a check of an account has shown, one sentence a fact; what is missing comes last.

    Args:
        health: the result of the check.
        now: the time of the check.
        zone: the time zone for days in the sentences.
        posts: whether posts go out on the account; otherwise it only counts clicks.
    """
    lines = []
    if not posts:
        lines.append("It can be asked for clicks." if health.reads else "It cannot be asked for clicks.")
    elif health.publishes:
        lines.append("It may publish.")
    elif health.publishes is None:
        lines.append("Whether it may publish shows only when it does.")
    else:
        lines.append("It may not publish.")
    if health.reads is not None and posts:
        lines.append("Its posts can be counted." if health.reads else "Its posts cannot be counted.")
    if lives := token_life(health.expires_at, now, renews=health.renews, zone=zone):
        lines.append(lives)
    return [*lines, *health.lacks]
