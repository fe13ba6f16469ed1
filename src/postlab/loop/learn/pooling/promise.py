"""Promising an experiment to a pool before its first post is out; the lab keeps the promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError
from sqlmodel import Session, col, select

from postlab.design.durations import format_duration
from postlab.design.plan import Plan
from postlab.design.plan_framing import recipe_of
from postlab.errors import InputError, typed
from postlab.framing.blocks import way, way_of
from postlab.framing.contrasts import NO_CARD, usual_words
from postlab.loop.judge.evidence import metric_of
from postlab.loop.lab import Lab
from postlab.loop.learn.pooling.pool_file import PoolFile, Promise, seed_digest
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.seeds import seeds_of
from postlab.records.tables import Attempt, Experiment, ExperimentState, Post
from postlab.settings import make_folder, write_private
from postlab.stats.deadline import Expected

FOLDER = "promises"
"""The folder of the lab in which promises are kept."""

ID_BYTES = 8


def make_promise(
    lab: Lab, session: Session, experiment: Experiment, *, rounds: int | None = None, expected: Expected = None
) -> tuple[Promise, bool]:
    """Promise the first rounds of an experiment; a second time gives the promise of the first.

    Args:
        lab: the lab, which keeps it.
        session: open.
        experiment: planned, with nothing of it out.
        rounds: how many; None is all of the plan.
        expected: which framing is expected to do better.

    Returns:
        The promise, and whether it was there before.

    Raises:
        InputError: a post of it has gone out or is on its way, it is over, its plan has fewer rounds, its framings
            differ in words of one's own alone, or it was promised otherwise before.
    """
    plan = plan_of(experiment)
    wanted = plan.rounds if rounds is None else rounds
    kept = kept_promise(lab, session, experiment)
    if kept is not None:
        if (rounds, expected) not in {(None, None), (kept.rounds, kept.expected)}:
            raise InputError(
                f"“{experiment.name}” is promised already, with {kept.rounds} rounds; a promise cannot be changed.",
                hint=f"`postlab learn promise {typed(experiment.name)}` writes it again as it was made.",
                code="promised",
            )
        return kept, True
    if experiment.state != ExperimentState.RUNNING or _anything_sent(session, experiment):
        raise InputError(
            f"“{experiment.name}” has begun, and a promise comes before the first post.",
            hint="Plan a new experiment and promise it before its first slot comes.",
            code="begun",
        )
    if wanted > plan.rounds:
        raise InputError(
            f"The plan of “{experiment.name}” has {plan.rounds} rounds; {wanted} cannot be promised.",
            hint=f"Promise at most {plan.rounds}.",
        )
    promise = _promise(lab, experiment, plan, rounds=wanted, expected=expected)
    make_folder(folder_of(lab))
    write_private(folder_of(lab) / f"{promise.id}.json", PoolFile(postlab_pool=1, promise=promise).text)
    return promise, False


def kept_promise(lab: Lab, session: Session, experiment: Experiment) -> Promise | None:
    """The promise of an experiment that the lab keeps, of whichever of its seeds; None where there is none.

    Raises:
        InputError: a file of the folder cannot be read.
    """
    digests = {seed_digest(seed) for seed in seeds_of(session, experiment)}
    return next((promise for promise in _kept(lab) if promise.seed_sha256 in digests), None)


def promise_of(lab: Lab, session: Session, experiment: Experiment) -> Promise:
    """The promise of an experiment, which must still hold of its plan.

    Raises:
        InputError: it was never promised, or its plan asks another question by now.
    """
    promise = kept_promise(lab, session, experiment)
    if promise is None:
        raise InputError(
            f"“{experiment.name}” was not promised, so it cannot be told to a pool.",
            hint=f"A promise comes before the first post: `postlab learn promise EXPERIMENT`. One that was made in "
            f"this lab lies in {folder_of(lab)}.",
            code="not_promised",
        )
    plan = plan_of(experiment)
    now = _promise(lab, experiment, plan, rounds=promise.rounds, expected=promise.expected)
    same = {key: getattr(promise, key) for key in ("id", "promised_at", "seed_sha256")}
    if now.model_copy(update=same) != promise:
        raise InputError(
            f"The plan of “{experiment.name}” does not ask what was promised any more.",
            hint=f"`postlab report {typed(experiment.name)}` shows how it was amended.",
            code="not_as_promised",
        )
    return promise


def folder_of(lab: Lab) -> Path:
    """The folder in which the lab keeps promises; it need not exist."""
    return lab.settings.lab / FOLDER


def labels_of(plan: Plan, name: str) -> tuple[str, ...]:
    """The blocks of a framing as a pool names them: with which wording was asked for, and without words of one's own.

    Examples: ``question``, ``question (way 2)``, ``evidence (own words)``, ``no card``.
    """
    recipe = recipe_of(plan.framing(name))
    labels = []
    for block in recipe.blocks:
        words = recipe.wording.get(block, "").strip()
        number = way_of(words)
        asked = way(number) if number else words
        if not asked or asked == usual_words(block):
            labels.append(block)
        else:
            labels.append(f"{block} ({asked if number else 'own words'})")
    return (*labels, *([] if recipe.card else [NO_CARD]))


def _promise(lab: Lab, experiment: Experiment, plan: Plan, *, rounds: int, expected: Expected) -> Promise:
    if plan.aa:
        raise InputError(
            f"“{experiment.name}” is an A/A test: it compares nothing that a pool could answer.",
            hint="Plan an experiment on the pool's question: `postlab new`.",
            code="aa",
        )
    control, treatment = labels_of(plan, plan.control), labels_of(plan, plan.treatment)
    if control == treatment:
        raise InputError(
            f"The framings of “{experiment.name}” differ in words of your own alone, which no other practitioner has.",
            hint="A pool compares blocks, their order, or the templates' own wordings.",
            code="own_words",
        )
    return Promise(
        id=lab.random.randbytes(ID_BYTES).hex(),
        promised_at=lab.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        experiment=plan.name,
        control=control,
        treatment=treatment,
        control_sorts_first=plan.control.encode() < plan.treatment.encode(),
        metric=metric_of(plan),
        horizon=format_duration(plan.horizon),
        design=plan.design,
        rounds=rounds,
        expected=expected,
        simulated=experiment.simulated,
        seed_sha256=seed_digest(experiment.seed),
    )


def _anything_sent(session: Session, experiment: Experiment) -> bool:
    """Whether a post of it was ever attempted, or put out by hand."""
    attempted = select(Attempt.id).join(Post, col(Post.id) == col(Attempt.post_id))
    out = select(Post.id).where(Post.experiment_id == experiment.id, col(Post.published_at).is_not(None))
    return (
        session.exec(attempted.where(Post.experiment_id == experiment.id)).first() is not None
        or session.exec(out).first() is not None
    )


def _kept(lab: Lab) -> Iterator[Promise]:
    for path in sorted(folder_of(lab).glob("*.json")):
        try:
            yield PoolFile.model_validate_json(path.read_bytes(), strict=True).promise
        except (OSError, ValidationError) as exc:
            raise InputError(
                f"The promise {path} cannot be read.", hint="Put the file back as it was, or take it away."
            ) from exc
