"""The end of an experiment: nothing more of it goes out; what is out is still read."""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.posts.replies import answered
from postlab.records.tables import (
    IN_DOUBT,
    NEVER_WENT_OUT,
    WAITING_TO_GO_OUT,
    Experiment,
    Pause,
    Post,
    PostState,
    Round,
)


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
    waiting = cancel_all_waiting(lab, session, experiment, reason=reason)
    log.info("experiment %s is %s", experiment.name, state)
    return waiting


def _end_pause(lab: Lab, session: Session, experiment: Experiment) -> None:
    """What is over is not paused any more."""
    experiment.paused_at = None
    for pause in session.exec(
        select(Pause).where(Pause.experiment_id == experiment.id, col(Pause.until).is_(None))
    ).all():
        pause.until = lab.now()
        session.add(pause)


def cancel_all_waiting(lab: Lab, session: Session, experiment: Experiment, *, reason: str) -> list[Post]:
    """Cancel the waiting posts of an experiment that is over, and take back rounds of which nothing went out.

    A first reply to a post that is out, or may be, still goes out: its readers wait for the link. The caller commits.
    """
    not_out = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, col(Post.state).in_(WAITING_TO_GO_OUT))
    ).all()
    waiting = [post for post in not_out if not _is_promised(session, post)]
    for post in waiting:
        post.state, post.problem = PostState.CANCELLED, reason
        session.add(post)
    session.flush()
    for round_ in session.exec(
        select(Round).where(Round.experiment_id == experiment.id, col(Round.closed_at).is_(None))
    ).all():
        states = session.exec(select(Post.state).where(Post.round_id == round_.id)).all()
        if all(state in NEVER_WENT_OUT for state in states):
            round_.withdrawn_at = lab.now()
            session.add(round_)
    return waiting


def _is_promised(session: Session, post: Post) -> bool:
    to = answered(session, post)
    return to is not None and to.state in {PostState.PUBLISHED, *IN_DOUBT}
