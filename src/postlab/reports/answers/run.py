"""The answers of `postlab run` and `postlab demo`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.answers.report import ReportAnswer
from postlab.reports.answers.retry import SuggestionView
from postlab.reports.lesson_view import Lesson
from postlab.reports.nouns.post import PostNamed, PostView, views_by_number, views_of
from postlab.reports.verdict import VerdictView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.run_result import RunResult
    from postlab.records.tables import Round, Verdict
    from postlab.reports.views import Report


@dataclass(frozen=True, slots=True)
class RoundVerdict:
    """The verdict at the close of a round.

    Attributes:
        experiment: the experiment's name.
        round: number of the round.
        verdict: the verdict on the rounds so far.
        ended: whether the experiment ended with it.
    """

    experiment: str
    round: int
    verdict: VerdictView
    ended: bool


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Something that went wrong.

    Attributes:
        post: the post that it is about, else null.
        account: name of the account that it is about, else null.
        code: a short stable word.
        message: what happened.
        next: what to do next.
    """

    post: PostView | None
    account: str | None
    code: str
    message: str
    next: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Something that only a person can do.

    Attributes:
        experiment: name of the experiment that waits.
        post: the post that waits, else null.
        slot_at: the slot of the post.
        message: what to do.
        next: the command for it.
    """

    experiment: str
    post: PostView | None
    slot_at: datetime | None
    message: str
    next: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of a round: a slot and a link, to which the draw assigns a framing.

    Attributes:
        variant: the framing that was drawn for it.
        crossed: the framing that it has on the round's crossed accounts; null where none is.
        slot_at: its slot, the time at which its posts are to go out.
        slot_wall: the slot as local time in `zone`.
        zone: name of the time zone.
        link: the address that its posts share.
        note: a note on its slot; may be empty.
    """

    variant: str
    crossed: str | None
    slot_at: datetime
    slot_wall: str
    zone: str
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class DrawnRound:
    """A round that was drawn.

    Attributes:
        experiment: the experiment's name.
        round: number of the round.
        places: its places, in the order of their slots.
        crossed: names of the accounts on which the places have the framings in the reverse order.
    """

    experiment: str
    round: int
    places: tuple[PlaceView, ...]
    crossed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EndedExperiment:
    """An experiment that ended in this turn.

    Attributes:
        experiment: its name.
        lesson: its lesson.
    """

    experiment: str
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class RunAnswer(Answer):
    """What one turn of the loop did, and what it could not do.

    Attributes:
        dry_run: whether nothing was changed; then the other keys say what would have been done.
        published: the posts that went out, or were found to be out.
        already_out: those of them that were in doubt and turned out to be out, in their short form.
        usd: the cost of publishing them, in US dollars.
        readings: how many posts were read.
        verdicts: the verdicts at the close of rounds.
        problems: what went wrong.
        waiting: what waits for a person.
        rounds_drawn: the rounds that were drawn.
        lessons: the experiments that ended, with their lessons.
        notes: what else happened, one sentence each.
    """

    ANSWER: ClassVar[str] = "run"
    COMMAND: ClassVar[str] = "postlab run"

    dry_run: bool = False
    published: tuple[PostView, ...] = ()
    already_out: tuple[PostNamed, ...] = ()
    usd: Decimal = Decimal(0)
    readings: int = 0
    verdicts: tuple[RoundVerdict, ...] = ()
    problems: tuple[ProblemView, ...] = ()
    waiting: tuple[WaitingView, ...] = ()
    rounds_drawn: tuple[DrawnRound, ...] = ()
    lessons: tuple[EndedExperiment, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoAnswer(Answer):
    """The whole loop on a simulated audience.

    Attributes:
        seed: seed of the simulated audience.
        simulated: always true.
        reports: the reports on its experiments, in order, each with the keys of `postlab report --json`.
        suggestion: the change from one experiment to the next.
        files: names of the files that were kept.
    """

    ANSWER: ClassVar[str] = "demo"
    COMMAND: ClassVar[str] = "postlab demo"

    seed: int
    simulated: bool
    reports: tuple[ReportAnswer, ...]
    suggestion: SuggestionView
    files: tuple[str, ...]


def run_answer(
    session: Session,
    turn: RunResult,
    *,
    usd: Decimal,
    verdicts: Sequence[tuple[Verdict, Report]],
    ended: Sequence[Report],
    notes: Sequence[str],
) -> RunAnswer:
    """The answer for one turn of the loop.

    Args:
        session: open on the lab's records.
        turn: the result of the turn.
        usd: the cost of publishing its posts, in US dollars.
        verdicts: the verdicts at the close of rounds, each with the report of that time.
        ended: the reports of the experiments that ended, each with its lesson.
        notes: what else happened, one sentence each.
    """
    published = views_of(session, turn.published)
    found = {post.id for post in turn.already_out}
    concerned = [*(item.post for item in turn.problems), *(item.post for item in turn.waiting)]
    views = views_by_number(session, concerned)
    return RunAnswer(
        dry_run=turn.dry,
        published=tuple(published),
        already_out=tuple(
            PostNamed(view.id, view.experiment, view.variant, view.account) for view in published if view.id in found
        ),
        usd=usd,
        readings=turn.readings,
        verdicts=tuple(
            RoundVerdict(report.experiment.name, row.round_number, report.verdict, report.experiment.name in turn.ended)
            for row, report in verdicts
        ),
        problems=tuple(
            ProblemView(views.get(item.post), item.account, item.code, plain(item.message), plain(item.next))
            for item in turn.problems
        ),
        waiting=tuple(
            WaitingView(item.experiment, views.get(item.post), item.slot_at, plain(item.message), item.next)
            for item in turn.waiting
        ),
        rounds_drawn=tuple(_drawn(session, drawn) for drawn in turn.drawn),
        lessons=tuple(
            EndedExperiment(report.experiment.name, report.lesson) for report in ended if report.lesson is not None
        ),
        notes=tuple(notes),
    )


def _drawn(session: Session, drawn: Round) -> DrawnRound:
    from postlab.loop.lookup.places import variants_at
    from postlab.records.tables import Account, Experiment, Link

    places = (
        PlaceView(
            variant=variants_at(drawn, number)[0],
            crossed=variants_at(drawn, number)[1],
            slot_at=datetime.fromisoformat(place["slot"]),
            slot_wall=place["wall"],
            zone=place["zone"],
            link=session.get_one(Link, place["link"]).url,
            note=place.get("note") or "",
        )
        for number, place in enumerate(drawn.places)
    )
    crossed = tuple(session.get_one(Account, number).name for number in drawn.crossed)
    return DrawnRound(session.get_one(Experiment, drawn.experiment_id).name, drawn.number, tuple(places), crossed)
