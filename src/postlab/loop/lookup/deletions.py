"""Looking up the experiments that were deleted before one was planned, whose draws somebody had seen.

A draw says which link gets which framing. Whoever deletes an experiment of which nothing went out, and plans it again,
gets another draw; so what was deleted is remembered, and told of the experiments that could have gained by it.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.loop.lookup.experiments import plan_of
from postlab.records.practice import Deletion
from postlab.records.tables import Experiment, Link


def deleted_before(session: Session, experiment: Experiment) -> list[Deletion]:
    """The deleted experiments that had the name or a link of one that was planned later, oldest first."""
    deletions = session.exec(
        select(Deletion).where(col(Deletion.at) <= experiment.created_at).order_by(col(Deletion.id))
    ).all()
    if not deletions:
        return []
    links = set(session.exec(select(Link.url).where(Link.experiment_id == experiment.id)))
    name = plan_of(experiment).name
    return [deletion for deletion in deletions if deletion.name == name or not links.isdisjoint(deletion.links)]
