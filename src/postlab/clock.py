"""Clocks: code that needs the present time is passed one, so that tests and `--at` can set it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the present time, always in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until somebody moves it: for `--at`, the demo and the tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment that the clock was last set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Move to another moment."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward."""
        self._at += by
