"""The calendar on a terminal: the weeks at a glance where there is room, then each day that has something on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from postlab.design.slots import WEEKDAYS
from postlab.english import day
from postlab.loop.notify.outlook import Outlook, SlotAhead, Stage
from postlab.reports import calendar_words
from postlab.reports.calendar_words import CONFLICT, MEANINGS, MOMENT, READING, SIGNS
from postlab.reports.console_writer import INDENT, ConsoleWriter
from postlab.reports.weeks import Day, Week, together, weeks_of
from postlab.sanitise import plain

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console
    from rich.text import Text

    from postlab.loop.notify.run_times import RunTime

LABEL = 8
"""Columns of a week's first day at the left of its line."""

WIDEST, NARROWEST = 10, 6
"""Columns of a day at a glance; on a console with less room the days are listed alone."""

_IN_ASCII = str.maketrans({"✓": "v", "●": "#", "○": "o", "◌": "~", "▸": ">"})


def show(outlook: Outlook, console: Console, *, runs_by_itself: bool) -> None:
    """Print the outlook at the console's width, in ASCII where the console knows no other characters.

    Args:
        outlook: which is not empty.
        console: the console.
        runs_by_itself: whether something runs the lab, so that nobody must.
    """
    sheet, weeks = ConsoleWriter(console), weeks_of(outlook)
    sheet.say(
        f"What goes out when, {day(outlook.first)} to {day(outlook.last)} (times in {outlook.zone})", style="bold"
    )
    if simulated := calendar_words.simulated(outlook):
        sheet.say(simulated, style="magenta")
    _at_a_glance(outlook, weeks, sheet)
    for week in weeks:
        _week(outlook, week, sheet, runs_by_itself=runs_by_itself)
    sheet.section("Keep in mind", calendar_words.standing(outlook))
    if any(slot.stage is Stage.FORECAST for slot in outlook.slots):
        sheet.say("")
        sheet.say(calendar_words.FORECAST, style="dim")


def _at_a_glance(outlook: Outlook, weeks: tuple[Week, ...], sheet: ConsoleWriter) -> None:
    """Print a line for each week, a column for each day; nothing where that does not fit."""
    from rich.text import Text

    room = min((sheet.width - LABEL) // 7, WIDEST)
    if room < NARROWEST:
        return
    sheet.say("")
    sheet.drawing(Text(" " * LABEL + "".join(f" {name[:3]}".ljust(room) for name in WEEKDAYS)))
    for week in weeks:
        line = Text(f"{week.days[0].on:%d %b}".lstrip("0").rjust(LABEL - 2).ljust(LABEL))
        for one in week.days:
            line.append_text(_cell(one, room, sheet))
        sheet.drawing(line)
    seen = {slot.stage for slot in outlook.slots}
    legend = [f"{SIGNS[stage]} {MEANINGS[stage]}" for stage in Stage if stage in seen]
    legend += [f"{READING} a reading"] * any(one.readings for week in weeks for one in week.days)
    legend += [f"{MOMENT} a moment"] * bool(outlook.moments)
    legend += [f"{CONFLICT} look at it"] * any(calendar_words.needs_a_look(slot) for slot in outlook.slots)
    for signs in _in_lines(legend, sheet.width - LABEL):
        sheet.say(_fit(sheet, signs), indent=LABEL, style="dim")


def _in_lines(pieces: list[str], room: int) -> list[str]:
    """Pieces side by side, none of them broken, in lines of at most so many columns."""
    lines: list[str] = []
    for piece in pieces:
        if lines and len(lines[-1]) + 3 + len(piece) <= room:
            lines[-1] += f"   {piece}"
        else:
            lines.append(piece)
    return lines


def _cell(one: Day, room: int, sheet: ConsoleWriter) -> Text:
    from rich.text import Text

    number = f"[{one.on.day}]" if one.is_today else f" {one.on.day} "
    style = "bold reverse" if one.is_today else "dim" if one.is_over or one.is_empty else ""
    marks, more = _marks(one), ""
    while marks and len("".join(marks)) + len(more) > room - len(number) - 1:
        marks, more = marks[:-1], "+"
    text = _fit(sheet, "".join([*marks, more]))
    cell = Text(number, style=style)
    cell.append(text, style="bold red" if CONFLICT in text else "")
    cell.append(" " * (room - len(number) - len(text)))
    return cell


def _marks(one: Day) -> list[str]:
    """The signs of what is on a day, each with how many there are, the most pressing first."""
    stages = Counter(slot.stage for slot in one.slots)
    counts = {
        CONFLICT: sum(calendar_words.needs_a_look(slot) for slot in one.slots),
        **{SIGNS[stage]: stages[stage] for stage in reversed(Stage)},
        READING: len(one.readings),
        MOMENT: len(one.moments),
    }
    return [sign if count == 1 or sign == CONFLICT else f"{sign}{count}" for sign, count in counts.items() if count]


def _week(outlook: Outlook, week: Week, sheet: ConsoleWriter, *, runs_by_itself: bool) -> None:
    sheet.title(week.name)
    if week.is_empty:
        sheet.say("Nothing.", indent=INDENT, style="dim")
    for one in week.days:
        if one.is_empty:
            continue
        heading = f"{one.on:%a} {one.on.day} {one.on:%b}"
        sheet.say(
            f"{heading}, today" if one.is_today else heading, indent=INDENT, style="bold" if one.is_today else "dim"
        )
        for coming in one.moments:
            sheet.say(calendar_words.moment(coming), indent=2 * INDENT, bullet=f"{'':7}{MOMENT} ")
        for at in _times(one):
            groups = together([slot for slot in one.slots if slot.at == at])
            for slots, after in zip_longest(groups, groups[1:]):
                _slots(outlook, slots, after, sheet, runs_by_itself=runs_by_itself)
            for time in one.readings:
                if time.window.opens == at:
                    _reading(outlook, time, sheet, runs_by_itself=runs_by_itself)


def _times(one: Day) -> list[datetime]:
    """The times at which something is on a day, each once."""
    return sorted({slot.at for slot in one.slots} | {time.window.opens for time in one.readings})


def _reading(outlook: Outlook, time: RunTime, sheet: ConsoleWriter, *, runs_by_itself: bool) -> None:
    sentence = calendar_words.reading(time, outlook.zone, now=outlook.now, runs_by_itself=runs_by_itself)
    sheet.say(sentence, indent=2 * INDENT, bullet=_bullet(sheet, calendar_words.opens(time, outlook), READING))


def _slots(
    outlook: Outlook,
    slots: Sequence[SlotAhead],
    after: Sequence[SlotAhead] | None,
    sheet: ConsoleWriter,
    *,
    runs_by_itself: bool,
) -> None:
    """Print one post, or the forecasts of a round; what `after`, the next ones, say in the same words, they say."""
    slot = slots[0]
    names = calendar_words.accounts(slots)
    title = f": “{plain(slot.title)}”" if slot.title else ""
    what = f"{names}: {calendar_words.subject(slot)}{title}"
    bullet = _bullet(sheet, calendar_words.clock(slot, outlook), SIGNS[slot.stage])
    sheet.say(what, indent=2 * INDENT, bullet=bullet, style="dim" if slot.stage is Stage.FORECAST else "")
    before = 2 * INDENT + len(bullet)
    if slot.stage not in {Stage.FORECAST, Stage.OUT}:
        progress = calendar_words.progress(slot, outlook, runs_by_itself=runs_by_itself)
        next_progress = calendar_words.progress(after[0], outlook, runs_by_itself=runs_by_itself) if after else ""
        if progress != next_progress:
            sheet.say(progress, indent=before, style="bold red" if slot.held else "")
    for sentence in calendar_words.remarks(slot):
        pressing = sentence != slot.put_off
        sheet.say(sentence, indent=before, style="bold red" if pressing else "dim")


def _bullet(sheet: ConsoleWriter, at: str, sign: str) -> str:
    return _fit(sheet, f"{at:<6} {sign} ")


def _fit(sheet: ConsoleWriter, text: str) -> str:
    """The signs in characters that the console has."""
    return text if sheet.fit("●") == "●" else sheet.fit(text.translate(_IN_ASCII))
