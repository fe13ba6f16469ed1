"""When the tool must run for a post to go out in time, and for its number to count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from postlab.design.frequency import Quiet, is_quiet, quiet_since, quiet_until
from postlab.stats.outcome import LATENESS, LATEST

MINUTE = timedelta(minutes=1)


class Errand(StrEnum):
    """What a run does for a post."""

    PUBLISH = "publish"
    READ = "read"


@dataclass(frozen=True, slots=True)
class RunWindow:
    """A time in which the tool must run once for a post.

    Attributes:
        errand: what the run does.
        opens: from when on it can be done.
        closes: until when it is in time.
        last: until when it still serves: a number read by then gives an estimate. None is at any time, because one was
            read before. For publishing it is the same as `closes`.
        expected: whether it holds only if the post goes out as soon as it may.
    """

    errand: Errand
    opens: datetime
    closes: datetime
    last: datetime | None
    expected: bool = False


def windows_of(
    *,
    slot_at: datetime,
    published_at: datetime | None,
    horizon: timedelta,
    late: timedelta,
    zone: str,
    not_before: datetime | None = None,
    quiet: Quiet | None = None,
    read_before: bool = False,
) -> tuple[RunWindow, ...]:
    """The times in which the tool must run for one post, in order: to publish it, and to read it at the horizon.

    Args:
        slot_at: when it is to go out.
        published_at: when it went out; None where it has not.
        horizon: the age at which posts are compared.
        late: how long after its slot it may still go out.
        zone: the audience's, for quiet hours.
        not_before: when it is tried again, where a try failed; its round is put off by its slot all the same.
        quiet: hours in which nothing goes out.
        read_before: whether its number was read at an age before the horizon.
    """
    if published_at is not None:
        return (reading_window(published_at, horizon=horizon, read_before=read_before),)
    opens, closes = max(slot_at, not_before or slot_at), slot_at + late
    if quiet is not None and is_quiet(opens, zone, quiet):
        opens = quiet_until(opens, zone, quiet)
    if quiet is not None and is_quiet(closes, zone, quiet):
        closes = quiet_since(closes, zone, quiet)
    closes = max(opens, closes)
    reading = replace(reading_window(opens, horizon=horizon), expected=True)
    return (RunWindow(Errand.PUBLISH, opens, closes, closes), reading)


def reading_window(published_at: datetime, *, horizon: timedelta, read_before: bool = False) -> RunWindow:
    """The time in which a post must be read for its number to count as it is (`postlab.stats.outcome`).

    Args:
        published_at: when it went out.
        horizon: the age at which posts are compared.
        read_before: whether its number was read at an age before the horizon.
    """
    return RunWindow(
        Errand.READ,
        published_at + horizon,
        published_at + horizon * (1 + LATENESS),
        None if read_before else published_at + horizon * LATEST,
    )


def in_whole_minutes(window: RunWindow) -> RunWindow:
    """The window as it can be said to people: it opens no earlier and closes no later than the one given.

    A window that is shorter than that stays as it is.
    """
    opens = window.opens.replace(second=0, microsecond=0)
    opens += MINUTE if opens < window.opens else timedelta(0)
    closes = window.closes.replace(second=0, microsecond=0)
    return replace(window, opens=opens, closes=closes) if opens < closes else window
