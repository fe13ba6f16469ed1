"""Looking up the latest verdicts of experiments."""

from __future__ import annotations

from sqlmodel import Session, col, func, select

from postlab.records.tables import Experiment, Verdict


def latest_verdict(session: Session, experiment: Experiment) -> Verdict | None:
    """The verdict of an experiment's last judged round; None before the first."""
    return session.exec(
        select(Verdict).where(Verdict.experiment_id == experiment.id).order_by(col(Verdict.round_number).desc())
    ).first()


def latest_verdicts(session: Session) -> dict[int, Verdict]:
    """The verdict of every experiment's last judged round, by the experiment's id, read at once."""
    last = select(Verdict.experiment_id, func.max(Verdict.round_number).label("round_number"))
    latest = last.group_by(col(Verdict.experiment_id)).subquery()
    verdicts = session.exec(
        select(Verdict).join(
            latest,
            (col(Verdict.experiment_id) == latest.c.experiment_id)
            & (col(Verdict.round_number) == latest.c.round_number),
        )
    )
    return {verdict.experiment_id: verdict for verdict in verdicts}
