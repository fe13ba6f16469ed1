"""Experiments on a simulated audience whose records lie ahead of the clock, because a run pretended a later time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from postlab.records.tables import Experiment, ExperimentState, Post, Reading, Round

SAME_TIME = timedelta(minutes=1)
"""What lies less far ahead is no pretended time: clocks are set."""


@dataclass(frozen=True, slots=True)
class DatedAhead:
    """An experiment that goes on only from a later time.

    Attributes:
        name: of the experiment.
        at: the time of its latest record, in UTC.
    """

    name: str
    at: datetime


def dated_ahead(session: Session, now: datetime) -> list[DatedAhead]:
    """The running experiments on simulated accounts whose latest record is later than now, oldest experiment first."""
    ahead = []
    for experiment in running_simulated(session):
        at = _latest(session, experiment)
        if at is not None and at > now + SAME_TIME:
            ahead.append(DatedAhead(experiment.name, at))
    return ahead


def running_simulated(session: Session) -> list[Experiment]:
    """The running experiments on simulated accounts, oldest first."""
    query = select(Experiment).where(Experiment.state == ExperimentState.RUNNING, col(Experiment.simulated).is_(True))
    return list(session.exec(query.order_by(col(Experiment.id))))


def _latest(session: Session, experiment: Experiment) -> datetime | None:
    of_rounds = Round.experiment_id == experiment.id
    moves = session.exec(select(Round.moves).where(of_rounds).order_by(col(Round.number).desc()).limit(1)).first()
    times = session.exec(
        select(
            select(func.max(Round.drawn_at)).where(of_rounds).scalar_subquery(),
            func.max(Post.published_at),
            func.max(Reading.taken_at),
        )
        .outerjoin(Reading, col(Reading.post_id) == col(Post.id))
        .where(Post.experiment_id == experiment.id)
    ).one()
    put_off = (datetime.fromisoformat(move["at"]) for move in moves or ())
    return max((at for at in (*times, *put_off) if at is not None), default=None)
