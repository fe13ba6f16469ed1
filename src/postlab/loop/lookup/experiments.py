"""Looking up the lab's experiments and their plans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.loop.lookup.unknown import no_experiment
from postlab.records.tables import Experiment, ExperimentState, Post


def plan_of(experiment: Experiment) -> Plan:
    """The plan of an experiment, as it was agreed and amended since."""
    return _read(experiment.plan)


def _read(document: Mapping[str, Any]) -> Plan:
    """The plan of a stored document."""
    # every stage of a turn asks for it, and to check it anew takes fifteen times as long as to write it down
    return _read_text(json.dumps(document))


@lru_cache(maxsize=64)
def _read_text(document: str) -> Plan:
    return Plan.model_validate(json.loads(document))


def plans_of(session: Session, posts: Iterable[Post]) -> dict[int, Plan]:
    """The plans of some posts, by the experiment's id; each is loaded once."""
    return plans_numbered(session, (post.experiment_id for post in posts))


def plans_numbered(session: Session, numbers: Iterable[int]) -> dict[int, Plan]:
    """The plans of the experiments with these ids, by id; each is loaded once."""
    return {number: plan_of(session.get_one(Experiment, number)) for number in set(numbers)}


def running_plans(session: Session) -> list[Plan]:
    """The plans of the experiments that are under way, the oldest experiment first."""
    # the column alone: every run asks, and needs no other row of theirs for it
    running = select(Experiment.plan).where(col(Experiment.state) == ExperimentState.RUNNING)
    return [_read(document) for document in session.exec(running.order_by(col(Experiment.id)))]


def find_experiment(session: Session, name: str) -> Experiment | None:
    """The experiment of that name, or None."""
    return session.exec(select(Experiment).where(Experiment.name == name)).first()


def experiment_named(session: Session, name: str) -> Experiment:
    """The experiment of that name.

    Raises:
        InputError: when there is none; it suggests a similar name, or lists some.
    """
    experiment = find_experiment(session, name)
    if experiment is None:
        archived_last = (col(Experiment.archived_at).is_not(None), col(Experiment.id).desc())
        names = list(session.exec(select(Experiment.name).order_by(*archived_last)))
        raise no_experiment(name, names)
    return experiment


def plan_of_post(session: Session, post: Post) -> Plan:
    """The plan that a post belongs to."""
    return plan_of(session.get_one(Experiment, post.experiment_id))


def experiment_name(session: Session, post: Post) -> str:
    """The name of the experiment that a post belongs to."""
    return session.get_one(Experiment, post.experiment_id).name
