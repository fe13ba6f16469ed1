"""Another name for an experiment that is over, and putting it aside: its plan, draws and evidence stay as they are.

The plan keeps the name that it was agreed with: its hash covers that name, every draw is made with it, and the links
that are out carry it. Only what people type and see changes.
"""

from __future__ import annotations

import re

from pydantic import ValidationError
from sqlmodel import Session

from postlab.design.plan import Plan
from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.learn.suggest import NAME_LENGTH
from postlab.loop.log import log
from postlab.loop.lookup.campaigns import campaign_of
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.records.tables import Experiment, ExperimentState

ENDING = "-archived"
"""What the name of an experiment ends with once it is put aside, so that its name is free again."""

_ENDED = re.compile(rf"{ENDING}(?:-\d+)?$")


def rename(lab: Lab, session: Session, experiment: Experiment, name: str) -> None:
    """Give an experiment that is over another name, and commit.

    Raises:
        InputError: when it runs, the name is taken, or it cannot be the name of an experiment.
    """
    _check_over(experiment, "renamed")
    name = name.strip()
    _check_name(session, experiment, name)
    _store_name(lab, session, experiment, name)


def archive(lab: Lab, session: Session, experiment: Experiment) -> bool:
    """Put an experiment that is over aside, and commit: lists leave it out, and its name is free again.

    It goes on counting as evidence, and its name ends with `ENDING` from now on.

    Returns:
        Whether anything changed; it may have been put aside before.

    Raises:
        InputError: when it runs.
    """
    _check_over(experiment, "archived")
    if experiment.archived_at is not None:
        return False
    experiment.archived_at = lab.now()
    _store_name(lab, session, experiment, _free_name(session, experiment.name))
    return True


def unarchive(lab: Lab, session: Session, experiment: Experiment) -> bool:
    """Put an archived experiment back into the lists, and commit; under its former name, if that is still free.

    Returns:
        Whether anything changed.
    """
    if experiment.archived_at is None:
        return False
    experiment.archived_at = None
    former = _ENDED.sub("", experiment.name)
    free = bool(former) and find_experiment(session, former) is None
    _store_name(lab, session, experiment, former if free else experiment.name)
    return True


def _store_name(lab: Lab, session: Session, experiment: Experiment, name: str) -> None:
    experiment.campaign = campaign_of(experiment)
    before, experiment.name = experiment.name, name
    session.add(experiment)
    lab.commit(session)
    aside = ", archived" if experiment.archived_at is not None else ""
    log.info("experiment %s is called %s now%s", before, name, aside)


def _check_over(experiment: Experiment, done: str) -> None:
    if experiment.state == ExperimentState.RUNNING:
        raise InputError(
            f"“{experiment.name}” is still running; one that is over can be {done}.",
            hint=f"`postlab stop {typed(experiment.name)}` ends it.",
            code="running",
        )


def _check_name(session: Session, experiment: Experiment, name: str) -> None:
    other = find_experiment(session, name)
    if other is not None:
        same = other.id == experiment.id
        raise InputError(
            f"“{name}” is its name already." if same else f"There is an experiment “{name}” already.",
            hint="Give another name.",
            code="exists",
        )
    try:
        Plan.model_validate(plan_of(experiment).document() | {"name": name})
    except ValidationError as exc:
        raise InputError(
            f"“{name}” cannot be the name of an experiment.",
            hint=f"A name starts with a letter or digit and holds letters, digits, spaces, dots and hyphens, "
            f"{NAME_LENGTH} at most.",
        ) from exc


def _free_name(session: Session, name: str) -> str:
    """The name with `ENDING`, and a number where that is taken; cut to the length that a name may have."""
    number, ending = 1, ENDING
    while find_experiment(session, free := name[: NAME_LENGTH - len(ending)] + ending) is not None:
        number += 1
        ending = f"{ENDING}-{number}"
    return free
