"""The calendar as a page: weeks as a table, a list on a phone, and what goes out by account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.design.slots import WEEKDAYS
from postlab.english import long_day, short_time, weekday, zoned_time
from postlab.loop.notify.outlook import Outlook, SlotAhead, Stage
from postlab.reports import calendar_words
from postlab.reports.pages.shell import page
from postlab.reports.weeks import Day, weeks_of

if TYPE_CHECKING:
    from postlab.loop.notify.run_times import RunTime


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot as the page shows it.

    Attributes:
        clock: its time of day.
        when: its day and time.
        account: name of the account.
        subject: what goes out.
        title: of the article; empty in a forecast.
        sign: what marks it.
        meaning: what the sign means, in a word.
        stage: for the style.
        progress: how far it is and what to do, in a sentence.
        remarks: that it was put off, and what is wrong, a sentence each.
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
    progress: str
    remarks: tuple[str, ...]
    pressing: bool


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day as the page shows it: its number and full name, and a line for whatever is on it."""

    day: Day
    name: str
    moments: tuple[str, ...]
    slots: tuple[SlotLine, ...]
    readings: tuple[tuple[str, str], ...]


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
    lines = {slot: _line(slot, outlook, runs_by_itself=runs_by_itself) for slot in outlook.slots}
    weeks = weeks_of(outlook)
    stages = {slot.stage for slot in outlook.slots}
    return page(
        "calendar.html",
        first=long_day(outlook.first),
        last=long_day(outlook.last),
        zone=str(outlook.zone),
        written=zoned_time(outlook.now, outlook.zone),
        weekdays=WEEKDAYS,
        weeks=[
            (week, [_cell(day, outlook, lines, runs_by_itself=runs_by_itself) for day in week.days]) for week in weeks
        ],
        accounts=[
            AccountLines(
                name,
                name in outlook.simulated_accounts,
                tuple(lines[slot] for slot in outlook.slots if slot.account == name),
            )
            for name in outlook.accounts
        ],
        legend=[(calendar_words.SIGNS[stage], calendar_words.MEANINGS[stage]) for stage in Stage if stage in stages],
        standing=calendar_words.standing(outlook),
        forecast=calendar_words.FORECAST if Stage.FORECAST in stages else "",
        simulated=calendar_words.simulated(outlook),
        is_empty=outlook.is_empty,
    )


def _line(slot: SlotAhead, outlook: Outlook, *, runs_by_itself: bool) -> SlotLine:
    clock = calendar_words.clock(slot, outlook)
    return SlotLine(
        clock=clock,
        when=clock if clock == "now" else short_time(slot.at, outlook.zone),
        account=slot.account,
        subject=calendar_words.subject(slot),
        title=slot.title or "",
        sign=calendar_words.SIGNS[slot.stage],
        meaning=calendar_words.MEANINGS[slot.stage],
        stage=slot.stage.value.replace(" ", "-"),
        progress=calendar_words.progress(slot, outlook, runs_by_itself=runs_by_itself),
        remarks=tuple(calendar_words.remarks(slot)),
        pressing=calendar_words.needs_a_look(slot),
    )


def _cell(day: Day, outlook: Outlook, lines: dict[SlotAhead, SlotLine], *, runs_by_itself: bool) -> DayCell:
    return DayCell(
        day=day,
        name=weekday(day.on),
        moments=tuple(calendar_words.moment(coming) for coming in day.moments),
        slots=tuple(lines[slot] for slot in day.slots),
        readings=tuple(_reading(time, outlook, runs_by_itself=runs_by_itself) for time in day.readings),
    )


def _reading(time: RunTime, outlook: Outlook, *, runs_by_itself: bool) -> tuple[str, str]:
    """From when on posts can be read, and the sentence."""
    opens = time.window.opens
    at = "now" if opens <= outlook.now else f"{opens.astimezone(outlook.zone):%H:%M}"
    return at, calendar_words.reading(time, outlook.zone, now=outlook.now, runs_by_itself=runs_by_itself)
