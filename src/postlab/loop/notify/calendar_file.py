"""The outlook as a calendar file: what goes out, what must be run, moments and pauses, as events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from postlab.calendars.reminders import DayEvent, Reminder, calendar_of
from postlab.design.run_windows import MINUTE, Errand
from postlab.english import short_time
from postlab.loop.lab import Lab
from postlab.loop.notify.outlook import PAUSED, Outlook, SlotAhead, Stage
from postlab.loop.notify.reminders import lab_key, reminders_of
from postlab.sanitise import postable

LENGTH = timedelta(minutes=15)
"""How long the event of a post is: a calendar shows none without a length."""

TIME_TO_APPROVE = timedelta(days=1)
"""How long before its slot a calendar alerts that a post waits for approval."""

ABOUT = "What goes out when, and when PostLab must run."


def events_of(outlook: Outlook, *, runs_by_itself: bool) -> tuple[list[Reminder], list[DayEvent]]:
    """The events of an outlook: those with a time, and those of whole days.

    A forecast and the post that is drawn later are one event. What a person must do rings: approving, posting by hand,
    typing numbers in, and running the lab where nothing does so.

    Args:
        outlook: the outlook.
        runs_by_itself: whether something runs the lab.
    """
    needed = [time for time in outlook.times if not runs_by_itself or time.by_hand or time.window.errand is Errand.READ]
    runs = reminders_of(needed, zone=outlook.zone, now=outlook.now, runs_by_itself=runs_by_itself)
    slots = [_of_slot(slot, outlook) for slot in outlook.slots]
    return [*slots, *runs], [*_moments(outlook), *_pauses(outlook)]


def calendar_file(lab: Lab, reminders: Sequence[Reminder], days: Sequence[DayEvent], *, quiet: Sequence[str]) -> bytes:
    """The bytes of the calendar file of these events, in the lab's zone; quiet hours stand in its description."""
    about = f"{ABOUT} Quiet hours: {'; '.join(quiet)}." if quiet else ABOUT
    return calendar_of(
        reminders,
        lab=lab_key(lab),
        zone=ZoneInfo(lab.settings.timezone),
        now=lab.now(),
        days=days,
        command="postlab calendar",
        about=about,
    )


def _of_slot(slot: SlotAhead, outlook: Outlook) -> Reminder:
    simulated = " (simulated audience)" if slot.simulated else ""
    what = f"round {slot.round}" if slot.post is None else f"post {slot.post} ({slot.variant})"
    title = {
        Stage.OUT: f"Out on {slot.account}{simulated}: {what}",
        Stage.APPROVED: f"{'Yours to post on' if slot.by_hand else 'Goes out on'} {slot.account}{simulated}: {what}",
        Stage.TO_APPROVE: f"Approve for {slot.account}{simulated}: {what}",
        Stage.IN_DOUBT: f"In doubt on {slot.account}{simulated}: {what}",
        Stage.FORECAST: f"Forecast for {slot.account}{simulated}: {what}",
    }[slot.stage]
    if slot.held is not None:
        title = f"Held: {title}"
    begins = slot.at if slot.at > outlook.now or slot.stage is Stage.OUT else outlook.now
    return Reminder(
        # a forecast, its post, and the post when it was put off are one event
        key=f"slot-{slot.experiment_id}-{slot.round}-{slot.place}-{slot.account_id}",
        title=postable(f"{title}, {slot.experiment}"),
        details=postable(" ".join(_details(slot, outlook))),
        opens=begins,
        closes=begins + LENGTH,
        rings=_rings(slot, outlook),
        tentative=slot.stage is Stage.FORECAST,
        category="forecast" if slot.stage is Stage.FORECAST else "post",
    )


def _rings(slot: SlotAhead, outlook: Outlook) -> timedelta | None:
    """How long before a slot a calendar alerts; None where nobody must act for it, or its pause says so."""
    if slot.held is not None:
        return None if slot.held == PAUSED else timedelta(0)
    if slot.stage is not Stage.TO_APPROVE:
        return None
    left = (slot.at - outlook.now) // MINUTE * MINUTE
    return min(TIME_TO_APPROVE, max(left, timedelta(0)))


def _details(slot: SlotAhead, outlook: Outlook) -> Iterator[str]:
    if slot.title:
        yield f"“{slot.title}”."
    if slot.stage is Stage.FORECAST:
        yield "This round is not drawn yet; it goes out then if nothing changes."
    if slot.waits is not None:
        yield f"It waits {slot.waits}."
    if slot.stage is Stage.IN_DOUBT:
        yield f"It may be out: `postlab run` looks, or `postlab post resolve {slot.post}`."
    if slot.held:
        yield slot.held
    elif slot.closes is not None:
        yield f"It must go out by {short_time(slot.closes, outlook.zone)} ({outlook.zone})."
    yield from (*filter(None, [slot.put_off]), *slot.conflicts)


def _moments(outlook: Outlook) -> Iterator[DayEvent]:
    for coming in outlook.moments:
        whose = f" ({coming.moment.audience})" if coming.moment.audience else ""
        yield DayEvent(
            key=f"moment-{coming.moment.number}-{coming.on:%Y%m%d}",
            title=postable(f"Moment: {coming.moment.what}{whose}"),
            details="A moment of the lab's calendar: `postlab moment list`.",
            first=coming.on,
            last=coming.last,
            category="moment",
        )


def _pauses(outlook: Outlook) -> Iterator[DayEvent]:
    for pause in outlook.pauses:
        since = pause.since.astimezone(outlook.zone).date()
        yield DayEvent(
            key=f"pause-{pause.experiment_id}-{since:%Y%m%d}",
            title=postable(f"Paused: {pause.experiment}"),
            details=postable(f"{pause.reason} `{pause.next}` lets it go on.".strip()),
            first=since,
            last=max(since, outlook.today),
            category="pause",
        )
