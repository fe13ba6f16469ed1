"""Going on with an experiment that ended undecided: what was measured is kept, and further rounds are drawn."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from postlab.design.assignment import SEED_BYTES, new_seed
from postlab.design.plan import MOST_ROUNDS, Plan
from postlab.english import counted, ended
from postlab.errors import InputError, typed
from postlab.loop.judge.judge import DRAWS_PER_ROUND, closed_rounds, drawn_rounds, judgements
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.seeds import ANOTHER_SEED
from postlab.loop.plan.rounds import draw_round
from postlab.records.tables import Amendment, Experiment, ExperimentState, Pause, Round, stored_id
from postlab.stats import DECIDED

USED_UP = "It had used up its rounds."
MORE_ROUNDS = "It goes on."


def go_on(lab: Lab, session: Session, experiment: Experiment, *, rounds: int, reason: str = "") -> Round:
    """Let an experiment go on that ended with not enough posts or was stopped, and draw its next round.

    The verdict goes on from the evidence that there is: the bets may look as often as anybody likes, and rounds that
    are drawn from now on are staked towards the new number of rounds. They have a seed of their own, because the former
    one may be known. The time between is recorded as a pause, the change of the plan as an amendment. The caller
    commits.

    Args:
        lab: the lab.
        session: open.
        experiment: over.
        rounds: rounds at most, those included that count already.
        reason: why, in a sentence.

    Returns:
        The round that was drawn.

    Raises:
        InputError: when it runs, its question is settled, it would have no rounds left, or there are no slots.
    """
    plan = plan_of(experiment)
    name = typed(experiment.name)
    if experiment.state == ExperimentState.RUNNING:
        raise InputError(
            f"“{experiment.name}” is still running.",
            hint='More rounds are a change of its plan: `postlab new --from PLAN.toml --rounds N --amend "why"`.',
        )
    judged = judgements(closed_rounds(session, experiment), plan)
    if experiment.state == ExperimentState.DECIDED or any(row.decision in DECIDED for row in judged):
        raise InputError(
            f"The question of “{experiment.name}” is settled; more rounds would add nothing to it.",
            hint=f"`postlab report {name}` shows the verdict, `postlab retry {name}` plans the next experiment.",
            code="settled",
        )
    measured = judged[-1].n if judged else 0
    least = max(len(drawn_rounds(session, experiment)) // DRAWS_PER_ROUND + 1, plan.rounds)
    if rounds <= measured:
        raise InputError(
            f"{counted(measured, 'round')} of “{experiment.name}” {'counts' if measured == 1 else 'count'} already, so "
            f"it cannot go on with {rounds} at most.",
            hint=f"`postlab resume {name} --rounds {min(max(2 * measured, least), MOST_ROUNDS)}` goes on.",
            code="no_rounds_left",
        )
    if rounds > MOST_ROUNDS:
        raise InputError(f"A plan has {MOST_ROUNDS} rounds at most; {rounds} are too many.")
    if rounds < plan.rounds:
        raise InputError(
            f"The plan of “{experiment.name}” has {plan.rounds} rounds; going on takes as many or more.",
            hint=f"`postlab resume {name} --rounds {least}` goes on.",
        )
    if rounds < least:
        raise InputError(
            f"So many rounds of “{experiment.name}” did not count that with {rounds} it would end at once.",
            hint=f"`postlab resume {name} --rounds {least}` goes on; the report says why rounds did not count.",
        )
    _reopen(lab, session, experiment, Plan.model_validate(plan.document() | {"rounds": rounds}), reason)
    drawn = draw_round(lab, session, experiment)
    log.info("experiment %s goes on, with %d rounds at most", experiment.name, rounds)
    return drawn


def _reopen(lab: Lab, session: Session, experiment: Experiment, plan: Plan, reason: str) -> None:
    changes: list[dict[str, Any]] = [{"key": ANOTHER_SEED, "before": experiment.seed, "after": None}]
    if plan.rounds != plan_of(experiment).rounds:
        changes.insert(0, {"key": "rounds", "before": plan_of(experiment).rounds, "after": plan.rounds})
    session.add(
        Amendment(
            experiment_id=stored_id(experiment),
            at=lab.now(),
            changes=changes,
            reason=ended(reason) if reason else MORE_ROUNDS,
            hash_before=experiment.plan_hash,
            hash_after=plan.digest,
        )
    )
    session.add(
        Pause(
            experiment_id=stored_id(experiment),
            at=experiment.ended_at or lab.now(),
            until=lab.now(),
            reason=experiment.stopped_because or USED_UP,
        )
    )
    experiment.plan, experiment.plan_hash = plan.document(), plan.digest
    experiment.seed = new_seed(lab.random.randbytes(SEED_BYTES))
    experiment.state, experiment.ended_at, experiment.stopped_because = ExperimentState.RUNNING, None, None
    experiment.archived_at = None
    session.add(experiment)
    session.flush()
