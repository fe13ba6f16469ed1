"""The calendar as a page: weeks as a table, a list on a phone, and what goes out by account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from postlab.design.slots import WEEKDAYS
from postlab.english import long_day, short_time, weekday, zoned_time
from postlab.loop.notify.outlook import Outlook, SlotAhead, Stage
from postlab.reports import calendar_words
from postlab.reports.pages.shell import page
from postlab.reports.weeks import Day, together, weeks_of
from postlab.sanitise import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from postlab.loop.notify.run_times import RunTime

UNFOLDED = 20
"""Up to this many slots the lists by account are unfolded; more would hide the end of the page."""


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot as the page shows it.

    Attributes:
        clock: its time of day.
        when: its day and time.
        account: name of the account, or of several.
        subject: what goes out.
        title: of the article; empty in a forecast.
        sign: what marks it.
        meaning: what the sign means, in a word.
        stage: for the style.
        progress: how far it is and what to do, in a sentence.
        remarks: that it was put off, and what is wrong, a sentence each.
        waits: whether somebody must do something for it, so that a day says how far it is.
        pressing: whether something is wrong with it.
    """

    clock: str
    when: str
    account: str
    subject: str
    title: str
    sign: str
    meaning: str
    stage: str
    progress: Markup
    remarks: tuple[Markup, ...]
    waits: bool
    pressing: bool


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading as the page shows it: from when on it can be done, and what is read by when, in a sentence."""

    clock: str
    sentence: Markup
    stage: str = "reading"


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day as the page shows it: its full name, its moments, and its slots and readings by time."""

    day: Day
    name: str
    moments: tuple[str, ...]
    entries: tuple[SlotLine | ReadingLine, ...]


@dataclass(frozen=True, slots=True)
class AccountLines:
    """An account, whether its audience is simulated, and its slots."""

    name: str
    simulated: bool
    slots: tuple[SlotLine, ...]


def calendar_page(outlook: Outlook, *, runs_by_itself: bool) -> str:
    """The page of an outlook, as one file that fetches nothing.

    Args:
        outlook: the outlook.
        runs_by_itself: whether something runs the lab, so that nobody must.
    """
    weeks = weeks_of(outlook)
    stages = {slot.stage for slot in outlook.slots}
    return page(
        "calendar.html",
        first=long_day(outlook.first),
        last=long_day(outlook.last),
        zone=str(outlook.zone),
        written=zoned_time(outlook.now, outlook.zone),
        weekdays=WEEKDAYS,
        weeks=[(week, [_cell(day, outlook, runs_by_itself=runs_by_itself) for day in week.days]) for week in weeks],
        accounts=[
            AccountLines(
                name,
                name in outlook.simulated_accounts,
                tuple(
                    _line((slot,), outlook, runs_by_itself=runs_by_itself)
                    for slot in outlook.slots
                    if slot.account == name
                ),
            )
            for name in outlook.accounts
        ],
        legend=[(calendar_words.SIGNS[stage], calendar_words.MEANINGS[stage]) for stage in Stage if stage in stages],
        standing=[with_commands(sentence) for sentence in calendar_words.standing(outlook)],
        forecast=calendar_words.FORECAST if Stage.FORECAST in stages else "",
        unfolded=len(outlook.slots) <= UNFOLDED,
        simulated=calendar_words.simulated(outlook),
        is_empty=outlook.is_empty,
    )


def _line(slots: Sequence[SlotAhead], outlook: Outlook, *, runs_by_itself: bool) -> SlotLine:
    """The line of one slot, or of the slots of a round that are foreseen at one time."""
    slot = slots[0]
    clock = calendar_words.clock(slot, outlook)
    return SlotLine(
        clock=clock,
        when=clock if clock == "now" else short_time(slot.at, outlook.zone),
        account=calendar_words.accounts(slots),
        subject=calendar_words.subject(slot),
        title=slot.title or "",
        sign=calendar_words.SIGNS[slot.stage],
        meaning=calendar_words.MEANINGS[slot.stage],
        stage=slot.stage.value.replace(" ", "-"),
        progress=with_commands(calendar_words.progress(slot, outlook, runs_by_itself=runs_by_itself)),
        remarks=tuple(map(with_commands, calendar_words.remarks(slot))),
        waits=slot.held is not None or slot.stage in {Stage.TO_APPROVE, Stage.IN_DOUBT},
        pressing=calendar_words.needs_a_look(slot),
    )


def _cell(day: Day, outlook: Outlook, *, runs_by_itself: bool) -> DayCell:
    by_time: list[tuple[datetime, SlotLine | ReadingLine]] = [
        (group[0].at, _line(group, outlook, runs_by_itself=runs_by_itself)) for group in together(day.slots)
    ]
    by_time += [(time.window.opens, _reading(time, outlook, runs_by_itself=runs_by_itself)) for time in day.readings]
    return DayCell(
        day=day,
        name=weekday(day.on),
        moments=tuple(calendar_words.moment(coming) for coming in day.moments),
        entries=tuple(line for _, line in sorted(by_time, key=lambda one: one[0])),
    )


def _reading(time: RunTime, outlook: Outlook, *, runs_by_itself: bool) -> ReadingLine:
    sentence = calendar_words.reading(time, outlook.zone, now=outlook.now, runs_by_itself=runs_by_itself)
    return ReadingLine(calendar_words.opens(time, outlook), with_commands(sentence))


def with_commands(sentence: str) -> Markup:
    """A sentence as HTML, in which what stands between backticks is a command; all of it is shown as text."""
    parts = plain(sentence).split("`")
    if len(parts) % 2 == 0:
        return escape(plain(sentence))
    return Markup().join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )
