"""The demo: two experiments on a simulated audience, carried through by the loop itself under a virtual clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from postlab import platforms
from postlab.clock import VirtualClock
from postlab.design.plan import Plan
from postlab.errors import PostlabError
from postlab.loop.accounts import setup
from postlab.loop.demo.plan import ACCOUNT, EFFECTS, FOLLOWERS, PLAN, START, ZONE
from postlab.loop.lab import Lab
from postlab.loop.learn import suggest
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.notify.agenda import next_event
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import examine
from postlab.loop.run import take_turn
from postlab.loop.run_result import RunResult
from postlab.records.tables import Experiment, Post, Verdict
from postlab.settings import make_folder
from postlab.settings_file import read_settings, write_settings


@dataclass(frozen=True, slots=True)
class Stage:
    """The lab of a demo, with a simulated audience, and its virtual clock."""

    lab: Lab
    clock: VirtualClock


@dataclass(frozen=True, slots=True)
class Begun:
    """An experiment is stored and its first round drawn; `drafts` are the posts of that round, first slot first."""

    experiment: str
    plan: Plan
    drafts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """The numbers of a round are in; `verdict` is what all rounds so far allow us to say."""

    experiment: str
    at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ended:
    """An experiment has ended, with or without a decision, and its last reading is in."""

    experiment: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """What could be changed about the framing, most promising first; the first is tried next."""

    experiment: str
    suggestions: tuple[suggest.Suggestion, ...]


Event = Begun | RoundClosed | Ended | Learnt


def set_up(folder: Path, *, seed: int) -> Stage:
    """Make a new lab with one account on a simulated audience; the caller closes its database.

    Args:
        folder: empty, or not there yet.
        seed: decides the audience and every draw.

    Raises:
        InputError: when the lab cannot be made there.
    """
    make_folder(folder)
    write_settings(folder, timezone=ZONE)
    clock = VirtualClock(START)
    # random takes -1 and 1 for the same seed; as text they differ.
    source = Random(f"postlab demo {seed}")  # noqa: S311 (a demo must be repeatable)
    # No environment: it may name the database of a real lab.
    lab = Lab.open(read_settings(folder, env={}), clock=clock, source=source)
    # and be the same whoever runs it
    lab.person = None
    options = {"followers": FOLLOWERS, "seed": seed, "zone": ZONE, "effects": EFFECTS}
    setup.add_account(lab, platforms.load("sandbox"), ACCOUNT, options=options, secrets={})
    return Stage(lab, clock)


def tell(stage: Stage) -> Iterator[Event]:
    """Run the plan, then retry it with one change, and yield each event as it happens.

    Raises:
        PostlabError: when a turn reports a problem, such as a full disk.
    """
    lab = stage.lab
    first = create(lab, examine(lab, PLAN, today=_today(lab)))
    yield from _carry_through(stage, first)
    with lab.session() as session:
        suggested = tuple(suggest.suggestions(session, first))
        document = suggest.next_document(session, first, suggested[0].change)
        uses = suggest.link_uses(session, first)
    yield Learnt(first.name, suggested)
    second = create(
        lab,
        examine(lab, document, today=_today(lab), uses=uses),
        parent=first,
        change=suggested[0].change.summary,
        reason=suggested[0].why,
    )
    yield from _carry_through(stage, second)


def _carry_through(stage: Stage, experiment: Experiment) -> Iterator[Event]:
    yield Begun(experiment.name, plan_of(experiment), _drafts(stage.lab, experiment))
    while (due := _next_due(stage.lab)) is not None:
        for verdict in _take_turn(stage, due).verdicts:
            yield RoundClosed(experiment.name, due, verdict)
    yield Ended(experiment.name)


def _take_turn(stage: Stage, due: datetime) -> RunResult:
    """Set the clock to when something is due and take one turn of the loop."""
    if due <= stage.clock.now():
        raise RuntimeError(f"the turn at {stage.clock.now()} left undone what was due at {due}")
    stage.clock.set(due)
    result = take_turn(stage.lab)
    if result.problems:
        problem = result.problems[0]
        raise PostlabError(problem.message, hint=problem.next, code=problem.code)
    return result


def _next_due(lab: Lab) -> datetime | None:
    with lab.session() as session:
        event = next_event(session)
        return event.at if event else None


def _drafts(lab: Lab, experiment: Experiment) -> tuple[Post, ...]:
    query = select(Post).where(Post.experiment_id == experiment.id).order_by(col(Post.slot_at), col(Post.id))
    with lab.session() as session:
        return tuple(session.exec(query))


def _today(lab: Lab) -> date:
    return lab.now().astimezone(ZoneInfo(ZONE)).date()
