"""Ending an experiment: nothing more of it goes out; posts that are out are still read."""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.posts.replies import answered_post
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

STOPPED = "The experiment was stopped by hand."
"""Why the waiting posts of an experiment that a person stopped are cancelled."""


def end(lab: Lab, session: Session, experiment: Experiment, *, state: str, reason: str) -> list[Post]:
    """End an experiment, cancel its posts that wait, and take back rounds of which nothing went out.

    Args:
        lab: the lab.
        session: open; the caller commits.
        experiment: running.
        state: its new state.
        reason: why its waiting posts are cancelled, in a sentence.

    Returns:
        The posts that were cancelled.
    """
    experiment.state, experiment.ended_at = state, lab.now()
    if experiment.paused_at is not None:
        _end_pause(lab, session, experiment)
    session.add(experiment)
    cancelled = cancel_all_waiting(lab, session, experiment, reason=reason)
    log.info("experiment %s is %s", experiment.name, state)
    return cancelled


def _end_pause(lab: Lab, session: Session, experiment: Experiment) -> None:
    """Close the open pause of an experiment that ends."""
    experiment.paused_at = None
    for pause in session.exec(
        select(Pause).where(Pause.experiment_id == experiment.id, col(Pause.until).is_(None))
    ).all():
        pause.until = lab.now()
        session.add(pause)


def cancel_all_waiting(lab: Lab, session: Session, experiment: Experiment, *, reason: str) -> list[Post]:
    """Cancel the waiting posts of an experiment that is over, and take back rounds of which nothing went out.

    A first reply to a post that is out, or may be, still goes out: it carries the link. The caller commits.

    Returns:
        The posts that were cancelled.
    """
    not_out = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, col(Post.state).in_(WAITING_TO_GO_OUT))
    ).all()
    cancelled = [post for post in not_out if not _is_reply_owed(session, post)]
    for post in cancelled:
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
    return cancelled


def _is_reply_owed(session: Session, post: Post) -> bool:
    parent = answered_post(session, post)
    return parent is not None and parent.state in {PostState.PUBLISHED, *IN_DOUBT}
