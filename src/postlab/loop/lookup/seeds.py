"""Looking up the seeds of an experiment: one that went on after its end has drawn from more than one."""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.records.tables import Amendment, Experiment

ANOTHER_SEED = "seed"
"""The key under which an amendment keeps the seed from which earlier rounds were drawn."""


def seeds_of(session: Session, experiment: Experiment) -> list[str]:
    """The seeds from which an experiment's rounds were drawn, oldest first; the last is that of rounds to come."""
    amendments = session.exec(
        select(Amendment).where(Amendment.experiment_id == experiment.id).order_by(col(Amendment.id))
    )
    former = [
        str(change["before"])
        for amendment in amendments
        for change in amendment.changes
        if change["key"] == ANOTHER_SEED
    ]
    return [*former, experiment.seed]
