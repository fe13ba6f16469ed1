"""Pauses: an experiment is held, by a person or by a guardrail of its plan, and goes on when a person says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, update
from sqlmodel import Session, col, select

from postlab.english import zoned_time
from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan.rounds import put_off
from postlab.loop.run_result import RunResult, Waiting
from postlab.records.tables import (
    NEVER_WENT_OUT,
    WAITING_TO_GO_OUT,
    Experiment,
    ExperimentState,
    Pause,
    Post,
    Round,
    stored_id,
)

BY_HAND = "Paused by hand."


def pause(
    lab: Lab, session: Session, experiment: Experiment, *, reason: str, guardrail: str | None = None, did: str = ""
) -> Pause | None:
    """Hold an experiment: nothing new of it goes out, nothing is given up; what is out is still read and judged.

    The caller commits.

    Args:
        lab: the lab.
        session: open.
        experiment: running, and not paused.
        reason: why, in a sentence.
        guardrail: which guardrail of its plan it was; None where a person pauses it.
        did: what was done about it, in a sentence.

    Returns:
        The pause, or None where somebody else paused it a moment ago.

    Raises:
        InputError: when it is over.
    """
    if experiment.state != ExperimentState.RUNNING:
        raise InputError(
            f"“{experiment.name}” is over: nothing more of it goes out anyway.",
            hint=f"`postlab report {typed(experiment.name)}`",
            code="over",
        )
    session.flush()
    done = session.connection().execute(
        update(Experiment)
        .where(col(Experiment.id) == experiment.id, col(Experiment.paused_at).is_(None))
        .where(col(Experiment.state) == ExperimentState.RUNNING)
        .values(paused_at=lab.now())
    )
    session.refresh(experiment)
    if not done.rowcount:
        return None
    held = Pause(experiment_id=stored_id(experiment), at=lab.now(), guardrail=guardrail, reason=reason, did=did)
    session.add(held)
    session.flush()
    log.info("experiment %s paused: %s", experiment.name, reason)
    return held


def resume(lab: Lab, session: Session, experiment: Experiment) -> list[str]:
    """Let a paused experiment go on; a round of which nothing went out moves, if a slot of it has passed.

    The caller commits.

    Returns:
        A sentence for each round that was put off.

    Raises:
        InputError: when it is over, or a round finds no slot any more.
    """
    if experiment.state != ExperimentState.RUNNING:
        raise InputError(
            f"“{experiment.name}” is over; it cannot go on.",
            hint=f"`postlab retry {typed(experiment.name)}` makes the next iteration.",
            code="over",
        )
    held = open_pause(session, experiment)
    if held is not None:
        held.until = lab.now()
        session.add(held)
    experiment.paused_at = None
    session.add(experiment)
    session.flush()
    said = []
    rounds = session.exec(
        select(Round).where(
            Round.experiment_id == experiment.id,
            col(Round.closed_at).is_(None),
            col(Round.withdrawn_at).is_(None),
            col(Round.interrupted).is_(None),
        )
    ).all()
    for round_ in rounds:
        posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
        passed = any(post.state in WAITING_TO_GO_OUT and post.slot_at < lab.now() for post in posts)
        if passed and all(post.state in (*WAITING_TO_GO_OUT, *NEVER_WENT_OUT) for post in posts):
            first = put_off(lab, session, round_, reason="the experiment was paused")
            said.append(f"Round {round_.number} is put off to {_shown(lab, first)}; its draw stays as it was.")
    log.info("experiment %s goes on", experiment.name)
    return said


def open_pause(session: Session, experiment: Experiment) -> Pause | None:
    """The pause that an experiment is in, or None."""
    if experiment.paused_at is None:
        return None
    return session.exec(
        select(Pause)
        .where(Pause.experiment_id == experiment.id, col(Pause.until).is_(None))
        .order_by(col(Pause.id).desc())
    ).first()


def went_on_at(session: Session, experiment: Experiment) -> datetime | None:
    """When an experiment last went on after a pause; None where it never was held."""
    return session.exec(
        select(Pause.until)
        .where(Pause.experiment_id == experiment.id, col(Pause.until).is_not(None))
        .order_by(col(Pause.until).desc())
    ).first()


def is_held(session: Session, post: Post) -> bool:
    """Whether a pause keeps a post from going out.

    What still goes out as the control, because the plan says so, is not held, nor is a reply to what is out.
    """
    if post.part or session.get_one(Experiment, post.experiment_id).paused_at is None:
        return False
    return session.get_one(Round, post.round_id).interrupted is None


def goes_out() -> Any:
    """The same as a condition on posts, for a statement: that no pause holds them."""
    return or_(
        col(Post.part) > 0,
        exists().where(col(Experiment.id) == col(Post.experiment_id), col(Experiment.paused_at).is_(None)),
        exists().where(col(Round.id) == col(Post.round_id), col(Round.interrupted).is_not(None)),
    )


def waiting(lab: Lab, session: Session, turn: RunResult) -> list[Waiting]:
    """The experiments that a guardrail or their budget holds: a person decides how they go on."""
    paused = session.exec(
        select(Experiment).where(Experiment.state == ExperimentState.RUNNING, col(Experiment.paused_at).is_not(None))
    ).all()
    found = []
    for experiment in paused:
        held = open_pause(session, experiment)
        if held is None or held.guardrail is None or not turn.handles(experiment):
            continue
        again = typed(experiment.name)
        found.append(
            Waiting(
                f"“{experiment.name}” is paused since {_shown(lab, held.at)}: {held.reason} {held.did}".strip()
                + planned_for_failure(experiment),
                f"postlab resume {again}, or postlab stop {again}",
                experiment.name,
                pause=held.id,
            )
        )
    return found


def planned_for_failure(experiment: Experiment) -> str:
    """What the practitioner wrote down for the case that it fails, ready to follow a sentence; often nothing."""
    planned = plan_of(experiment).if_it_fails.strip()
    return f" Your plan for a failure: “{planned}”" if planned else ""


def _shown(lab: Lab, at: datetime) -> str:
    return zoned_time(at, ZoneInfo(lab.settings.timezone))
