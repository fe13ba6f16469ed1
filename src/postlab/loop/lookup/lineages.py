"""Looking up the experiments of a lineage: the first, and every retry of it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.records.tables import Experiment, stored_id


def lineage(session: Session, experiment: Experiment) -> list[Experiment]:
    """An experiment's ancestors, oldest first, then itself."""
    line = [experiment]
    while line[0].parent_id is not None:
        line.insert(0, session.get_one(Experiment, line[0].parent_id))
    return line


def tried_in_lineage(session: Session, experiment: Experiment) -> list[Experiment]:
    """The first experiment of a lineage and all its retries, by generation."""
    tried = [lineage(session, experiment)[0]]
    generation = list(tried)
    while generation:
        parents = [stored_id(retry) for retry in generation]
        generation = list(
            session.exec(select(Experiment).where(col(Experiment.parent_id).in_(parents)).order_by(col(Experiment.id)))
        )
        tried += generation
    return tried


def is_one_of_several(session: Session, experiment: Experiment) -> bool:
    """Whether an experiment's lineage has others: it retries one, or was retried."""
    if experiment.parent_id is not None:
        return True
    return session.exec(select(Experiment.id).where(Experiment.parent_id == experiment.id)).first() is not None
