"""Looking up the latest verdicts of experiments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from postlab.records.tables import Experiment, Verdict


@dataclass(frozen=True, slots=True)
class LatestVerdict:
    """What the verdict of an experiment's last judged round says.

    Attributes:
        decision: the decision as it was stored.
        rounds: how many rounds count.
        ratio: the estimated ratio of treatment to control; None before the first round that counts.
        low: the lower bound of its interval.
        high: the upper bound.
    """

    decision: str
    rounds: int
    ratio: float | None
    low: float | None
    high: float | None


def latest_verdict(session: Session, experiment: Experiment) -> Verdict | None:
    """The verdict of an experiment's last judged round; None before the first."""
    return session.exec(
        select(Verdict).where(Verdict.experiment_id == experiment.id).order_by(col(Verdict.round_number).desc())
    ).first()


def latest_verdicts(session: Session) -> dict[int, LatestVerdict]:
    """The latest verdict of each experiment that has one, by the experiment's id, in one query."""
    last = (
        select_columns(col(Verdict.experiment_id), func.max(col(Verdict.round_number)).label("number"))
        .group_by(col(Verdict.experiment_id))
        .subquery()
    )
    query = select_columns(
        *(col(Verdict.experiment_id), col(Verdict.decision), col(Verdict.rounds)),
        *(col(Verdict.ratio), col(Verdict.low), col(Verdict.high)),
    ).join(last, (last.c.experiment_id == col(Verdict.experiment_id)) & (last.c.number == col(Verdict.round_number)))
    return {number: LatestVerdict(*rest) for number, *rest in session.execute(query)}
