"""What the calendar says of a slot, a reading or a moment, the same on the terminal, on its page and in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.english import capital, listed, plural, short_time, weekday
from postlab.loop.notify.outlook import Outlook, SlotAhead, Stage
from postlab.sanitise import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from postlab.calendars.upcoming import UpcomingMoment
    from postlab.loop.notify.run_times import RunTime

SIGNS = {Stage.OUT: "✓", Stage.APPROVED: "●", Stage.TO_APPROVE: "○", Stage.IN_DOUBT: "?", Stage.FORECAST: "◌"}
"""What marks a slot, by stage."""

MEANINGS = {
    Stage.OUT: "out",
    Stage.APPROVED: "approved",
    Stage.TO_APPROVE: "to approve",
    Stage.IN_DOUBT: "in doubt",
    Stage.FORECAST: "forecast",
}
"""What the signs mean, in one or two words."""

READING, MOMENT, CONFLICT = "▸", "*", "!"
"""What marks a reading, a moment, and a slot with something wrong."""

FORECAST = (
    "A forecast is a round that is not drawn yet: where it would go out if nothing changes. The coin says later which "
    "framing goes where; a verdict, a pause or a round that does not count moves it or ends it."
)
SIMULATED = "Simulated audience: no real person sees these posts."


def simulated(outlook: Outlook) -> str:
    """That an audience is simulated, and whose, in a sentence; empty where none is."""
    if not outlook.simulated_accounts:
        return ""
    if set(outlook.accounts) == outlook.simulated_accounts:
        return SIMULATED
    names = listed(plain(name) for name in outlook.accounts if name in outlook.simulated_accounts)
    return f"Simulated audience: no real person sees the posts of {names}."


def needs_a_look(slot: SlotAhead) -> bool:
    """Whether something is wrong with a slot, or keeps its post from going out."""
    return bool(slot.conflicts) or slot.held is not None or slot.stage is Stage.IN_DOUBT


def accounts(slots: Sequence[SlotAhead]) -> str:
    """The names of the accounts of some slots, each once."""
    return listed(dict.fromkeys(plain(slot.account) for slot in slots))


def clock(slot: SlotAhead, outlook: Outlook) -> str:
    """The time of day of a slot in the lab's zone; “now” for one that is due and waits."""
    if slot.stage is not Stage.OUT and slot.at <= outlook.now:
        return "now"
    return f"{slot.at.astimezone(outlook.zone):%H:%M}"


def opens(time: RunTime, outlook: Outlook) -> str:
    """From which time of day on posts can be read, in the lab's zone; “now” where they can already."""
    at = time.window.opens
    return "now" if at <= outlook.now else f"{at.astimezone(outlook.zone):%H:%M}"


def subject(slot: SlotAhead) -> str:
    """What goes out: “post 3 of exams, bare link”, or of a forecast “round 2 of exams”."""
    if slot.post is None:
        return f"round {slot.round} of {plain(slot.experiment)}"
    return f"post {slot.post} of {plain(slot.experiment)}, {plain(slot.variant or '')}"


def progress(slot: SlotAhead, outlook: Outlook, *, runs_by_itself: bool) -> str:
    """How far a slot's post is and what somebody must do for it, in a sentence.

    Args:
        slot: the slot.
        outlook: of which it is a part.
        runs_by_itself: whether something runs the lab.
    """
    until = "" if slot.closes is None else f" by {short_time(slot.closes, outlook.zone)}"
    if slot.stage is Stage.OUT:
        return "It went out."
    if slot.stage is Stage.IN_DOUBT:
        return f"It may be out: `postlab run` looks, or `postlab post resolve {slot.post}`."
    if slot.stage is Stage.FORECAST:
        return "Not drawn yet: a forecast."
    if slot.held is not None:
        return f"Held: {plain(slot.held)}"
    if slot.by_hand:
        doing = f"post it yourself{until}"
    elif runs_by_itself:
        doing = ""
    else:
        doing = f"run `postlab run`{until}"
    if slot.waits is not None:
        then = f", then {doing}" if doing else until
        return f"It waits {plain(slot.waits)}{then}."
    return f"{capital(doing)}." if doing else "It is approved."


def remarks(slot: SlotAhead) -> list[str]:
    """That its round was put off, and what is wrong with the slot, a sentence each."""
    return [plain(sentence) for sentence in (*filter(None, [slot.put_off]), *slot.conflicts)]


def reading(time: RunTime, zone: ZoneInfo, *, now: datetime, runs_by_itself: bool) -> str:
    """What is read and by when, and who must see to it, in a sentence.

    Args:
        time: of a reading.
        zone: the lab's.
        now: the time.
        runs_by_itself: whether something runs the lab, so that nobody must.
    """
    if runs_by_itself and not time.by_hand and now <= time.window.closes:
        closes = short_time(time.window.closes, zone)
        expected = f", if {plural(len(time.posts), 'it goes out at its slot', 'they go out at their slot')}"
        return plain(f"A run reads {time.whom} by {closes}{expected if time.window.expected else ''}.")
    return plain(time.until(zone, now=now))


def moment(coming: UpcomingMoment) -> str:
    """A moment with its last day and its audience: “exams, until Sun 20 Dec 2026 (students)”."""
    until = f", until {weekday(coming.last)}" if coming.lasts > 1 else ""
    whose = f" ({plain(coming.moment.audience)})" if coming.moment.audience else ""
    return f"{plain(coming.moment.what)}{until}{whose}"


def standing(outlook: Outlook) -> list[str]:
    """What holds over all weeks, a sentence each: pauses, quiet hours, rounds that have no slot."""
    sentences = []
    for pause in outlook.pauses:
        since = short_time(pause.since.replace(second=0), outlook.zone)
        sentences.append(
            plain(
                f"{pause.experiment} is paused since {since}, so nothing new of it goes out: {pause.reason}".rstrip(
                    ": "
                )
            )
            + f" `{pause.next}` lets it go on."
        )
    if outlook.quiet:
        sentences.append(f"Quiet hours, in which nothing goes out: {'; '.join(outlook.quiet)}.")
    return [*sentences, *map(plain, outlook.no_rounds)]
