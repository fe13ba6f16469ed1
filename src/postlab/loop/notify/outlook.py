"""The outlook over some weeks, as values: slots, times at which the lab must run, moments, quiet hours, pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.errors import typed

if TYPE_CHECKING:
    from postlab.calendars.upcoming import UpcomingMoment
    from postlab.loop.notify.run_times import RunTime


PAUSED = "The experiment is paused."
"""Why a post is held whose experiment is paused; the pause says how it goes on."""


class Stage(StrEnum):
    """How far a slot's post is."""

    FORECAST = "forecast"
    """Its round is not drawn yet."""
    TO_APPROVE = "to approve"
    APPROVED = "approved"
    IN_DOUBT = "in doubt"
    """It may be out."""
    OUT = "out"


@dataclass(frozen=True, slots=True)
class SlotAhead:
    """A slot of one account, and what goes out in it.

    Attributes:
        at: when it goes out, or would (UTC): at its slot, or as soon as it may; of a post that is out, when it did.
        slot_at: its slot.
        stage: how far its post is.
        account: the account's name.
        experiment: the experiment's name.
        experiment_id: its id.
        round: number of the round.
        place: number of its place in the round, from 0.
        account_id: id of the account.
        simulated: whether the account's audience is simulated.
        by_hand: whether a person posts it.
        post: number of the post; None in a forecast, as are the next two.
        variant: its framing.
        title: title of the article that it shares.
        closes: until when it can go out in time; None in a forecast, and where it is out or held.
        waits: for whose yes it waits and what to type, to finish "It waits "; None where it waits for none.
        held: why it does not go out at its slot, and what to type, in a sentence; None where nothing holds it.
        put_off: why its round was put off last, and from which slot, in a sentence; None where it never was.
        conflicts: what is wrong with the slot, a sentence each.
    """

    at: datetime
    slot_at: datetime
    stage: Stage
    account: str
    experiment: str
    experiment_id: int
    round: int
    place: int
    account_id: int
    simulated: bool
    by_hand: bool
    post: int | None = None
    variant: str | None = None
    title: str | None = None
    closes: datetime | None = None
    waits: str | None = None
    held: str | None = None
    put_off: str | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PauseAhead:
    """An experiment of which nothing new goes out: its id and name, since when, and why, in a sentence."""

    experiment_id: int
    experiment: str
    since: datetime
    reason: str

    @property
    def next(self) -> str:
        """The command that lets it go on."""
        return f"postlab resume {typed(self.experiment)}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies ahead from the Monday of this week on.

    Attributes:
        now: the time, in UTC.
        zone: the lab's.
        first: the Monday of this week.
        last: the Sunday of the last week.
        slots: by time, those of this week that are over included.
        times: when the lab must run, or a person must do what a run cannot, soonest first.
        moments: by day.
        quiet: the quiet hours, in words with the zone of each.
        pauses: the experiments that are paused.
        no_rounds: sentences about experiments of which no further round has a slot, or not all rounds are shown.
    """

    now: datetime
    zone: ZoneInfo
    first: date
    last: date
    slots: tuple[SlotAhead, ...]
    times: tuple[RunTime, ...]
    moments: tuple[UpcomingMoment, ...]
    quiet: tuple[str, ...]
    pauses: tuple[PauseAhead, ...]
    no_rounds: tuple[str, ...]

    @property
    def today(self) -> date:
        """The day that it is in the lab's zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def accounts(self) -> tuple[str, ...]:
        """The names of the accounts that have slots, by name."""
        return tuple(sorted({slot.account for slot in self.slots}, key=str.casefold))

    @property
    def simulated_accounts(self) -> frozenset[str]:
        """The names of those whose audience is simulated."""
        return frozenset(slot.account for slot in self.slots if slot.simulated)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of these weeks."""
        return not (self.slots or self.times or self.moments or self.pauses)
