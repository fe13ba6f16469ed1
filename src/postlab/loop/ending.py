"""The end of an experiment: nothing more of it goes out; what is out is still read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.loop.lab import Lab, log

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment, Post


def end(lab: Lab, session: Session, experiment: Experiment, *, state: str, reason: str) -> list[Post]:
    """End an experiment, cancel its posts that wait, and take back rounds of which nothing went out.

    Args:
        lab: the lab.
        session: open; the caller commits.
        experiment: running.
        state: what it is from now on.
        reason: why its posts stay in, in a sentence.

    Returns:
        The posts that were cancelled.
    """
    experiment.state, experiment.ended_at = state, lab.now()
    if experiment.paused_at is not None:
        _end_pause(lab, session, experiment)
    session.add(experiment)
    waiting = keep_in(lab, session, experiment, reason=reason)
    log.info("experiment %s is %s", experiment.name, state)
    return waiting


def _end_pause(lab: Lab, session: Session, experiment: Experiment) -> None:
    """What is over is not paused any more."""
    from sqlmodel import col, select

    from postlab.records.tables import Pause

    experiment.paused_at = None
    for pause in session.exec(
        select(Pause).where(Pause.experiment_id == experiment.id, col(Pause.until).is_(None))
    ).all():
        pause.until = lab.now()
        session.add(pause)


def keep_in(lab: Lab, session: Session, experiment: Experiment, *, reason: str) -> list[Post]:
    """Cancel the waiting posts of an experiment that is over, and take back rounds of which nothing went out.

    The caller commits.
    """
    from sqlmodel import col, select

    from postlab.records.tables import NEVER_WENT_OUT, WAITING_TO_GO_OUT, Post, PostState, Round

    waiting = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, col(Post.state).in_(WAITING_TO_GO_OUT))
    ).all()
    for post in waiting:
        post.state, post.problem = PostState.CANCELLED, reason
        session.add(post)
    session.flush()
    for round_ in session.exec(
        select(Round).where(Round.experiment_id == experiment.id, col(Round.closed_at).is_(None))
    ).all():
        states = session.exec(select(Post.state).where(Post.round_id == round_.id)).all()
        if all(found in NEVER_WENT_OUT for found in states):
            round_.withdrawn_at = lab.now()
            session.add(round_)
    return list(waiting)
