"""The best framing so far, by the verdicts of all experiments with the same audience, networks and metric."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.design.plan_framing import recipe_of
from postlab.design.plan_parts import PlannedVariant
from postlab.framing.blocks import Recipe
from postlab.loop.judge.evidence import metric_of, network_of
from postlab.loop.judge.tries import WINNERS, winner_of
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.verdicts import latest_verdicts
from postlab.records.tables import Account, Experiment, ExperimentState, stored_id
from postlab.stats import Decision
from postlab.stats.tries import Standing


@dataclass(frozen=True, slots=True)
class Best:
    """A framing to beat.

    Attributes:
        variant: the framing as it stands in a plan.
        recipe: the framing as a recipe.
        found_in: name of the experiment that settled that it is better than another; None where there is none.
    """

    variant: PlannedVariant
    recipe: Recipe
    found_in: str | None


@dataclass(frozen=True, slots=True)
class _Win:
    """A verdict that one framing is better than another."""

    winner: PlannedVariant
    loser: PlannedVariant
    experiment: str


def best_so_far(session: Session, experiment: Experiment, *, shows: Callable[[Recipe], list[str]]) -> Best:
    """The framing that a retry is compared with.

    The search starts from the experiment's control, or its treatment where the verdict is that it works. Then it moves
    to any framing that an ended experiment with the same audience, networks and metric found better, and so on. A
    winner of a lineage of several tries counts only once it stands among them (`postlab.loop.judge.tries.winner_of`).

    Args:
        session: open.
        experiment: the one to retry.
        shows: the texts of the experiment's links in a framing; a framing that makes the same texts as one already
            visited is skipped.
    """
    plan = plan_of(experiment)
    variants = {variant.name: variant for variant in plan.variant}
    known: dict[int, Standing | None] = {}
    winner = winner_of(session, experiment, known=known)
    best = variants[plan.treatment if winner is Decision.TREATMENT_WORKS else plan.control]
    wins = _wins(session, experiment, plan, known)
    earlier = [win.experiment for win in wins if recipe_of(win.winner).same_framing(recipe_of(best))]
    found_in = experiment.name if winner is not None else earlier[-1] if earlier else None
    seen = [recipe_of(variant) for variant in plan.variant]
    texts = [shows(recipe) for recipe in seen]
    while (win := _next_win(best, wins, seen)) is not None:
        recipe = recipe_of(win.winner)
        seen.append(recipe)
        if (text := shows(recipe)) not in texts:
            best, found_in = win.winner, win.experiment
            texts.append(text)
    return Best(best, recipe_of(best), found_in)


def _next_win(best: PlannedVariant, wins: list[_Win], seen: list[Recipe]) -> _Win | None:
    """The latest win over the best framing by one that is not in `seen`, or None."""
    recipe = recipe_of(best)
    for win in reversed(wins):
        is_new = not any(recipe_of(win.winner).same_framing(visited) for visited in seen)
        if is_new and recipe_of(win.loser).same_framing(recipe):
            return win
    return None


def _wins(session: Session, experiment: Experiment, plan: Plan, known: dict[int, Standing | None]) -> list[_Win]:
    """The wins in other ended experiments with the same audience, networks and metric, oldest first."""
    network_by_account = {account.name: network_of(account) for account in session.exec(select(Account))}
    networks = {network for name, network in network_by_account.items() if name in plan.accounts}
    verdicts = latest_verdicts(session)
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
        verdict = verdicts.get(stored_id(other))
        if verdict is None or verdict.decision not in WINNERS:
            continue
        other_plan = plan_of(other)
        if (other_plan.audience, metric_of(other_plan)) != (plan.audience, metric_of(plan)):
            continue
        if not any(network_by_account.get(name) in networks for name in other_plan.accounts):
            continue
        decision = winner_of(session, other, known=known)
        if decision is None:
            continue
        treatment = other_plan.framing(other_plan.treatment)
        control = other_plan.framing(other_plan.control)
        won = decision == Decision.TREATMENT_WORKS
        wins.append(_Win(treatment, control, other.name) if won else _Win(control, treatment, other.name))
    return wins
