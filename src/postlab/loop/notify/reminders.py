"""The times at which the tool must run, as events of a person's own calendar."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from postlab.calendars.reminders import LONGEST_EVENT, Reminder, calendar_of
from postlab.design.run_windows import Errand
from postlab.english import listed, plural, short_time
from postlab.loop.lab import Lab
from postlab.loop.notify.run_times import RunTime
from postlab.sanitise import postable


def reminders_of(times: list[RunTime], *, zone: ZoneInfo, now: datetime) -> list[Reminder]:
    """A reminder for each time, at once where it has passed, with a key of its errand and first post."""
    return [_reminder(time, zone, now=now) for time in times]


def calendar(lab: Lab, reminders: list[Reminder]) -> bytes:
    """The calendar file of some reminders, in the lab's zone."""
    folder = hashlib.sha256(str(lab.settings.lab).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return calendar_of(reminders, lab=folder, zone=ZoneInfo(lab.settings.timezone), now=lab.now())


def _reminder(time: RunTime, zone: ZoneInfo, *, now: datetime) -> Reminder:
    window = time.window
    is_over = window.closes < now
    numbers = f"{plural(len(time.posts), 'post')} {listed(map(str, time.posts))}"
    if window.errand is Errand.PUBLISH:
        title = f"Publish {numbers} yourself" if time.by_hand else f"Run PostLab: {numbers} to publish"
        lost = "After that, what waits of its round moves to later slots."
    else:
        title = f"PostLab: type in the numbers of {numbers}" if time.by_hand else f"Run PostLab: {numbers} to read"
        last = "later" if window.last is None else f"until {short_time(window.last, zone)}"
        lost = f"A number read {last} gives an estimate." + ("" if window.last is None else " After that it is lost.")
    return Reminder(
        key=f"{window.errand.value}-{time.posts[0]}",
        title=postable(f"{title} ({time.experiment})"),
        details=postable(" ".join([time.sentence(zone, now=now), *([] if is_over else [lost])])),
        opens=max(window.opens, now),
        closes=now + LONGEST_EVENT if is_over else window.closes,
    )
