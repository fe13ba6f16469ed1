"""The times at which the tool must run, as events of a person's own calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from postlab.calendars.reminders import LONGEST_EVENT, Reminder, calendar_of
from postlab.design.run_windows import Errand
from postlab.english import listed, plural, short_time
from postlab.loop.lab import Lab
from postlab.loop.notify.run_times import RunTime
from postlab.sanitise import postable


def reminders_of(
    times: Sequence[RunTime], *, zone: ZoneInfo, now: datetime, runs_by_itself: bool = False
) -> list[Reminder]:
    """A reminder for each time, at once where it has passed, with a key of its errand and first post.

    Args:
        times: when the lab must run.
        zone: in which times are shown.
        now: the time.
        runs_by_itself: whether something runs the lab, so that only what is done by hand rings.
    """
    return [_reminder(time, zone, now=now, rings=time.by_hand or not runs_by_itself) for time in times]


def calendar(lab: Lab, reminders: list[Reminder]) -> bytes:
    """The calendar file of some reminders, in the lab's zone."""
    return calendar_of(reminders, lab=lab_key(lab), zone=ZoneInfo(lab.settings.timezone), now=lab.now())


def lab_key(lab: Lab) -> str:
    """What tells the events of this lab from those of others: a digest of its folder."""
    return hashlib.sha256(str(lab.settings.lab).encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _reminder(time: RunTime, zone: ZoneInfo, *, now: datetime, rings: bool) -> Reminder:
    window = time.window
    is_over = window.closes < now
    run = "Run PostLab" if rings else "PostLab runs"
    numbers = f"{plural(len(time.posts), 'post')} {listed(map(str, time.posts))}"
    if window.errand is Errand.PUBLISH:
        title = f"Publish {numbers} yourself" if time.by_hand else f"{run}: {numbers} to publish"
        lost = "After that, what waits of its round moves to later slots."
    else:
        title = f"PostLab: type in the numbers of {numbers}" if time.by_hand else f"{run}: {numbers} to read"
        last = "later" if window.last is None else f"until {short_time(window.last, zone)}"
        lost = f"A number read {last} gives an estimate." + ("" if window.last is None else " After that it is lost.")
    return Reminder(
        key=f"{window.errand.value}-{time.posts[0]}",
        title=postable(f"{title} ({time.experiment})"),
        details=postable(" ".join([time.sentence(zone, now=now), *([] if is_over else [lost])])),
        opens=max(window.opens, now),
        closes=now + LONGEST_EVENT if is_over else window.closes,
        rings=timedelta(0) if rings else None,
        category="run",
    )
