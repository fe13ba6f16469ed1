"""Days as people read them, and how far away they are."""

from __future__ import annotations

from datetime import date


def in_words(day: date) -> str:
    """A day with its weekday: Mon 30 Nov 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def away(day: date, today: date) -> str:
    """How far it is from today: in 6 days, tomorrow, today, 3 days ago."""
    days = (day - today).days
    if days < 0:
        return "yesterday" if days == -1 else f"{-days} days ago"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
