"""Looking up the posts that wait for approval."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from postlab.loop.lookup.pauses import is_paused
from postlab.records.tables import Experiment, Post, PostState


def awaiting_approval(session: Session, experiment: Experiment | None = None) -> Sequence[Post]:
    """The posts that wait for approval, by slot.

    A first reply is approved together with its post, and is listed only where the post itself is not waiting.

    Args:
        session: open.
        experiment: whose posts; None for those of all experiments, without paused ones.
    """
    query = select(Post).where(Post.state == PostState.PLANNED)
    if experiment is not None:
        query = query.where(Post.experiment_id == experiment.id)
    planned = session.exec(query.order_by(col(Post.slot_at), col(Post.id))).all()
    ids = {post.id for post in planned}
    listed = [post for post in planned if post.reply_to_id not in ids]
    return listed if experiment is not None else [post for post in listed if not is_paused(session, post)]


def what_it_met(post: Post) -> str:
    """Why a post that waits for approval did not go out when it was tried, and what to do; empty where it was not."""
    return " ".join(part for part in (post.problem, post.problem_next) if part)


def waiting_by_experiment(session: Session) -> list[tuple[Experiment, int]]:
    """The experiments of which something waits for approval, each with how many posts do; paused ones as well."""
    query = select(Post.experiment_id, func.count()).where(Post.state == PostState.PLANNED, Post.part == 0)
    counts = session.exec(query.group_by(col(Post.experiment_id)).order_by(col(Post.experiment_id))).all()
    return [(session.get_one(Experiment, number), waiting) for number, waiting in counts]
