"""The answer of `postlab calendar`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.answers.status import RunTimeView, run_time_view
from postlab.reports.nouns.moment import MomentView, moment_view
from postlab.reports.nouns.post import PostNamed
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.notify.outlook import Outlook, SlotAhead


@dataclass(frozen=True, slots=True)
class SlotView:
    """A slot of one account, and what goes out in it.

    Attributes:
        at: when it goes out: at its slot, or as soon as it may; of a post that is out, when it did.
        slot_at: its slot.
        account: name of the account.
        experiment: name of the experiment.
        round: number of the round.
        stage: `forecast` (its round is not drawn yet), `to approve`, `approved`, `in doubt` or `out`.
        post: its post in short; null in a forecast.
        title: title of the article that it shares; null in a forecast.
        simulated: whether the account's audience is simulated.
        by_hand: whether a person posts it.
        closes_at: until when it can go out in time; null in a forecast, and where it is out or held.
        held: why it does not go out at its slot; null where nothing holds it.
        put_off: from which slot its round was put off last and why; null where it never was.
        conflicts: what is wrong with the slot, a sentence each.
    """

    at: datetime
    slot_at: datetime
    account: str
    experiment: str
    round: int
    stage: str
    post: PostNamed | None
    title: str | None
    simulated: bool
    by_hand: bool
    closes_at: datetime | None
    held: str | None
    put_off: str | None
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PausedExperiment:
    """An experiment of which nothing new goes out.

    Attributes:
        experiment: its name.
        since: when it was paused.
        reason: why, in a sentence.
        next: the command that lets it go on.
    """

    experiment: str
    since: datetime
    reason: str
    next: str


@dataclass(frozen=True, slots=True)
class CalendarAnswer(Answer):
    """What goes out when, and when the lab must run.

    Attributes:
        timezone: the lab's time zone, in which its days are meant.
        first: the Monday of this week.
        last: the Sunday of the last week.
        runs_by_itself: whether cron, a timer or the like is known to run the lab.
        slots: the slots by time, those of this week that are over included.
        run_times: when the lab must run for the posts of running experiments, soonest first.
        moments: the moments by day.
        quiet: the quiet hours with the zone of each, such as `21:00–07:00 Australia/Sydney`.
        pauses: the experiments that are paused.
        notes: sentences about experiments of which no further round has a slot, or not all rounds are listed.
    """

    ANSWER: ClassVar[str] = "calendar"
    COMMAND: ClassVar[str] = "postlab calendar"

    timezone: str
    first: date
    last: date
    runs_by_itself: bool
    slots: tuple[SlotView, ...]
    run_times: tuple[RunTimeView, ...]
    moments: tuple[MomentView, ...]
    quiet: tuple[str, ...]
    pauses: tuple[PausedExperiment, ...]
    notes: tuple[str, ...]


def calendar_answer(outlook: Outlook, *, runs_by_itself: bool) -> CalendarAnswer:
    """The answer for an outlook."""
    return CalendarAnswer(
        timezone=str(outlook.zone),
        first=outlook.first,
        last=outlook.last,
        runs_by_itself=runs_by_itself,
        slots=tuple(map(_slot_view, outlook.slots)),
        run_times=tuple(map(run_time_view, outlook.times)),
        moments=tuple(moment_view(coming.moment, coming, today=outlook.today) for coming in outlook.moments),
        quiet=outlook.quiet,
        pauses=tuple(
            PausedExperiment(pause.experiment, pause.since, plain(pause.reason), pause.next) for pause in outlook.pauses
        ),
        notes=tuple(map(plain, outlook.no_rounds)),
    )


def _slot_view(slot: SlotAhead) -> SlotView:
    post = None if slot.post is None else PostNamed(slot.post, slot.experiment, slot.variant or "", slot.account)
    return SlotView(
        at=slot.at,
        slot_at=slot.slot_at,
        account=slot.account,
        experiment=slot.experiment,
        round=slot.round,
        stage=slot.stage.value,
        post=post,
        title=None if slot.title is None else plain(slot.title),
        simulated=slot.simulated,
        by_hand=slot.by_hand,
        closes_at=slot.closes,
        held=None if slot.held is None else plain(slot.held),
        put_off=None if slot.put_off is None else plain(slot.put_off),
        conflicts=tuple(map(plain, slot.conflicts)),
    )
