"""Looking up what an experiment consists of: its rounds, their posts, and the links that it may still share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from postlab.records.tables import RETIRED, Experiment, Link, Post, Round


def drawn_rounds(session: Session, experiment: Experiment) -> Sequence[Round]:
    """The rounds that were drawn, by number; those that were taken back among them."""
    return session.exec(select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number))).all()


def posts_of(session: Session, experiment: Experiment) -> Sequence[Post]:
    """Its posts, oldest first, without first replies."""
    return session.exec(
        select(Post).where(Post.experiment_id == experiment.id, Post.part == 0).order_by(col(Post.id))
    ).all()


def links_of(session: Session, experiment: Experiment) -> Sequence[Link]:
    """The links that rounds to come may share, in the plan's order."""
    return session.exec(
        select(Link)
        .where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
        .order_by(col(Link.position))
    ).all()
