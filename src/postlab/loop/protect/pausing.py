"""Pausing and resuming experiments: a person or a guardrail pauses, and only a person resumes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from postlab.design.guardrails import METRIC
from postlab.english import zoned_time
from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan.put_off import how_it_stays, in_words, is_half_out, put_off, waiting_posts
from postlab.loop.protect.ways_on import ways_on
from postlab.loop.run_result import RunResult, Waiting
from postlab.records.tables import (
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
    """Pause an experiment: its posts wait, none is cancelled, and posts that are out are still read and judged.

    The caller commits.

    Args:
        lab: the lab.
        session: open.
        experiment: running, and not paused.
        reason: why, in a sentence.
        guardrail: name of the guardrail that was crossed; None where a person pauses it.
        did: what was done about it, in a sentence.

    Returns:
        The pause, or None where another program has just paused it.

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
    claimed = session.connection().execute(
        update(Experiment)
        .where(col(Experiment.id) == experiment.id, col(Experiment.paused_at).is_(None))
        .where(col(Experiment.state) == ExperimentState.RUNNING)
        .values(paused_at=lab.now())
    )
    session.refresh(experiment)
    if not claimed.rowcount:
        return None
    opened = Pause(experiment_id=stored_id(experiment), at=lab.now(), guardrail=guardrail, reason=reason, did=did)
    session.add(opened)
    session.flush()
    log.info("experiment %s paused: %s", experiment.name, reason)
    return opened


def resume(lab: Lab, session: Session, experiment: Experiment) -> list[str]:
    """Resume a paused experiment; a round whose slots have passed is put off, the rest of one only if it is too late.

    The caller commits.

    Returns:
        What was put off and why its draw stays, in sentences for each round.

    Raises:
        InputError: when it is over, or no slots are left for a round.
    """
    if experiment.state != ExperimentState.RUNNING:
        raise InputError(
            f"“{experiment.name}” is over; it cannot go on by itself.",
            hint=f"`postlab resume {typed(experiment.name)} --rounds N` goes on with what was measured, "
            f"`postlab retry {typed(experiment.name)}` plans the next experiment.",
            code="over",
        )
    ended = open_pause(session, experiment)
    if ended is not None:
        ended.until = lab.now()
        session.add(ended)
    experiment.paused_at = None
    session.add(experiment)
    session.flush()
    sentences = []
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
        # what is the rest of a round still goes out while it is not too late, as after any other hold
        latest = lab.now() - lab.settings.late if is_half_out(round_, posts) else lab.now()
        if any(post.slot_at < latest for post in waiting_posts(posts)):
            new_slot = put_off(lab, session, round_, reason=_why_paused(ended))
            sentences.append(
                f"{in_words(round_, posts)} is put off to {_local_time(lab, new_slot)}. {how_it_stays(round_, posts)}"
            )
    log.info("experiment %s goes on", experiment.name)
    return sentences


def _why_paused(ended: Pause | None) -> str:
    reason = "" if ended is None or ended.reason == BY_HAND else f" ({ended.reason.rstrip('.')})"
    return f"the experiment was paused{reason}"


def open_pause(session: Session, experiment: Experiment) -> Pause | None:
    """The open pause of an experiment, or None."""
    if experiment.paused_at is None:
        return None
    return session.exec(
        select(Pause)
        .where(Pause.experiment_id == experiment.id, col(Pause.until).is_(None))
        .order_by(col(Pause.id).desc())
    ).first()


def went_on_at(session: Session, experiment: Experiment) -> datetime | None:
    """When an experiment was last resumed, or None."""
    return session.exec(
        select(Pause.until)
        .where(Pause.experiment_id == experiment.id, col(Pause.until).is_not(None))
        .order_by(col(Pause.until).desc())
    ).first()


def awaiting_a_decision(lab: Lab, session: Session, result: RunResult) -> list[Waiting]:
    """The experiments paused by a guardrail or their budget, about which a person must decide."""
    paused = session.exec(
        select(Experiment).where(Experiment.state == ExperimentState.RUNNING, col(Experiment.paused_at).is_not(None))
    ).all()
    waiting = []
    for experiment in paused:
        current = open_pause(session, experiment)
        if current is None or current.guardrail is None or not result.handles(experiment):
            continue
        planned = "" if current.guardrail == METRIC else planned_for_failure(experiment)
        waiting.append(
            Waiting(
                f"“{experiment.name}” is paused since {_local_time(lab, current.at)}: {current.reason} "
                f"{current.did}".strip()
                + planned,
                ways_on(experiment, current),
                experiment.name,
                pause=current.id,
            )
        )
    return waiting


def planned_for_failure(experiment: Experiment) -> str:
    """A sentence with the plan's `if_it_fails`, with a space before it; empty where the plan has none."""
    planned = plan_of(experiment).if_it_fails.strip()
    return f" Your plan for a failure: “{planned}”" if planned else ""


def _local_time(lab: Lab, at: datetime) -> str:
    return zoned_time(at, ZoneInfo(lab.settings.timezone))
