"""The best framing so far: what verdicts of all experiments for the same readers have shown to beat the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.design.plan_framing import recipe_of
from postlab.design.plan_parts import PlannedVariant
from postlab.framing.blocks import Recipe
from postlab.loop.judge.evidence import metric_of, networks_named
from postlab.loop.lookup.experiments import plan_of
from postlab.records.tables import Experiment, ExperimentState, Verdict
from postlab.stats import Decision, decision_at


@dataclass(frozen=True, slots=True)
class Best:
    """A framing to beat.

    Attributes:
        variant: as a plan has it.
        recipe: the same as a recipe.
        found_in: the experiment in which it was shown to be better than another, None where it has beaten nothing yet
            and nothing has beaten it.
    """

    variant: PlannedVariant
    recipe: Recipe
    found_in: str | None


@dataclass(frozen=True, slots=True)
class _Win:
    """One framing was settled to be better than another."""

    winner: PlannedVariant
    loser: PlannedVariant
    experiment: str


def best_so_far(session: Session, experiment: Experiment, *, shows: Callable[[Recipe], list[str]]) -> Best:
    """The framing that a retry is compared with.

    It is the better one of the experiment (its control, unless the other was settled to work), and then whatever an
    ended experiment for the same audience, networks and metric has settled to be better than that, and so on.

    Args:
        session: of the records.
        experiment: the one to retry.
        shows: how the experiment's links read in a framing; one that reads like a framing that it is said to beat is
            none for these links.
    """
    plan = plan_of(experiment)
    variants = {variant.name: variant for variant in plan.variant}
    worked = decision_of(session, experiment) == Decision.TREATMENT_WORKS
    best = variants[plan.treatment if worked else plan.control]
    decided = worked or decision_of(session, experiment) == Decision.CONTROL_WORKS
    wins = _wins(session, experiment, plan)
    earlier = [win.experiment for win in wins if recipe_of(win.winner).same_framing(recipe_of(best))]
    found_in = experiment.name if decided else earlier[-1] if earlier else None
    seen = [recipe_of(variant) for variant in plan.variant]
    texts = [shows(recipe) for recipe in seen]
    while (win := _beaten(best, wins, seen)) is not None:
        recipe = recipe_of(win.winner)
        seen.append(recipe)
        if (text := shows(recipe)) not in texts:
            best, found_in = win.winner, win.experiment
            texts.append(text)
    return Best(best, recipe_of(best), found_in)


def decision_of(session: Session, experiment: Experiment) -> Decision:
    """Where an experiment stands after its latest round."""
    verdict = session.exec(
        select(Verdict).where(Verdict.experiment_id == experiment.id).order_by(col(Verdict.round_number).desc())
    ).first()
    over = experiment.state != ExperimentState.RUNNING
    return decision_at(Decision(verdict.decision) if verdict else None, over=over)


def _beaten(best: PlannedVariant, wins: list[_Win], seen: list[Recipe]) -> _Win | None:
    """The latest win over a framing by one that was not looked at yet."""
    recipe = recipe_of(best)
    for win in reversed(wins):
        fresh = not any(recipe_of(win.winner).same_framing(other) for other in seen)
        if fresh and recipe_of(win.loser).same_framing(recipe):
            return win
    return None


def _wins(session: Session, experiment: Experiment, plan: Plan) -> list[_Win]:
    """What the other ended experiments for the same readers have settled, oldest first."""
    networks = networks_named(session, plan.accounts)
    others = session.exec(
        select(Experiment)
        .where(
            Experiment.state != ExperimentState.RUNNING,
            Experiment.simulated == experiment.simulated,
            Experiment.id != experiment.id,
        )
        .order_by(col(Experiment.ended_at), col(Experiment.id))
    )
    wins = []
    for other in others:
        other_plan = plan_of(other)
        if (other_plan.audience, metric_of(other_plan)) != (plan.audience, metric_of(plan)):
            continue
        decision = decision_of(session, other)
        if decision not in {Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS}:
            continue
        if not networks & networks_named(session, other_plan.accounts):
            continue
        treatment = next(variant for variant in other_plan.variant if variant.name == other_plan.treatment)
        control = next(variant for variant in other_plan.variant if variant.name == other_plan.control)
        won = decision == Decision.TREATMENT_WORKS
        wins.append(_Win(treatment, control, other.name) if won else _Win(control, treatment, other.name))
    return wins
