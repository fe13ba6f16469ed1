"""What a lab tells a pool of an experiment that it promised: its rounds so far, and its seed once it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from postlab.design.assignment import draw
from postlab.design.plan import Plan
from postlab.errors import InputError, typed
from postlab.loop.judge.judge import ClosedRound, closed_rounds
from postlab.loop.lab import Lab
from postlab.loop.learn.pooling.pool_file import PoolFile, Promise, Void, seed_digest, told_file, week_of
from postlab.loop.learn.pooling.promise import promise_of
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.seeds import seeds_of
from postlab.records.tables import Experiment, ExperimentState, Round
from postlab.stats.blocks import difference

Line = tuple[int, str, float | None, int, Void | None]


def export(lab: Lab, session: Session, experiment: Experiment) -> PoolFile:
    """The file for the pool: no more rounds than were promised, and none after the first that is still open.

    The seed is told only when the experiment is over and all of its rounds are closed. Of one that went on after its
    end the rounds of the promised seed are told; those that came later had another.

    Raises:
        InputError: it was not promised, its plan does not ask what was promised any more, or its records do not agree
            with its draw.
    """
    promise = promise_of(lab, session, experiment)
    seed = next(seed for seed in seeds_of(session, experiment) if seed_digest(seed) == promise.seed_sha256)
    plan = plan_of(experiment)
    rounds = session.exec(
        select(Round).where(Round.experiment_id == experiment.id, Round.seed == seed).order_by(col(Round.number))
    ).all()
    _check_draws(experiment, plan, rounds, seed=seed)
    over = (experiment.state != ExperimentState.RUNNING or seed != experiment.seed) and all(
        round_.closed_at is not None or round_.withdrawn_at is not None for round_ in rounds
    )
    closed = {one.round.id: one for one in closed_rounds(session, experiment)}
    lines: list[Line] = []
    for round_ in rounds:
        if round_.closed_at is None and round_.withdrawn_at is None:
            break
        lines.append(_line(round_, closed.get(round_.id), plan))
    return told_file(promise, _as_promised(promise, lines), seed=seed if over else None)


def counted(lines: Sequence[Line]) -> int:
    """How many of the rounds count towards the promise: those that were measured or given up."""
    return sum(void is None or void == "given up" for *_, void in lines)


def _as_promised(promise: Promise, lines: Sequence[Line]) -> list[Line]:
    """The rounds up to the one that fulfils the promise, without void ones at their end."""
    told: list[Line] = []
    for line in lines:
        if counted(told) == promise.rounds:
            break
        told.append(line)
    while told and not counted(told[-1:]):
        told.pop()
    return told


def _line(round_: Round, closed: ClosedRound | None, plan: Plan) -> Line:
    week = week_of(min(datetime.fromisoformat(place["slot"]) for place in round_.places))
    if closed is not None and closed.block.given_up:
        return round_.number, week, None, 0, "given up"
    if closed is None or closed.void is not None:
        return round_.number, week, None, 0, "guardrail" if round_.interrupted else "missing"
    ratio = difference(closed.block, place=f"Round {round_.number}")
    if ratio is None:
        return round_.number, week, None, 0, "missing"
    later = round_.assignment.index(plan.treatment) == 1
    return round_.number, week, ratio if later else -ratio, len(closed.pairs), None


def _check_draws(experiment: Experiment, plan: Plan, rounds: Sequence[Round], *, seed: str) -> None:
    names = [variant.name for variant in plan.variant]
    for round_ in rounds:
        drawn = draw(seed, experiment=plan.name, round_number=round_.number, variants=names, places=len(names))
        if list(drawn) != round_.assignment:
            raise InputError(
                f"Round {round_.number} of “{experiment.name}” is not recorded as its seed draws it.",
                hint=f"`postlab report {typed(experiment.name)} --audit` shows it.",
                code="audit",
            )
