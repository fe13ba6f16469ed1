"""Offering the next step of autonomy when the practitioner has seen enough of the present one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func
from sqlmodel import Session, col, select

from postlab.design.approving import REVIEWED
from postlab.english import plural
from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import running_plans
from postlab.records.practice import Observed
from postlab.records.tables import Experiment, ExperimentState, Pause, Post
from postlab.stances import REVIEWED_BY_OTHERS

ENOUGH_OBSERVED = 8
"""How many earlier posts a practitioner has observed before a first experiment is offered."""

ENOUGH_EXPERIMENTS = {"each": 1, "round": 3}
"""How many experiments of which something was measured must be over before a further step is offered, by step."""

CALM_FOR = timedelta(days=30)
"""How long nothing is offered after a guardrail was crossed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that could be next: its name, and the reason for the offer, in a sentence."""

    step: str
    why: str

    @property
    def command(self) -> str:
        """The command that takes the step."""
        return f"postlab settings set step {self.step}"


def offer(lab: Lab, session: Session) -> Offer | None:
    """The step to offer now, if any.

    None where there is none, it is too early, somebody else looks at the posts, or offers are switched off.
    """
    step = lab.settings.step
    if not lab.settings.offers or step in {"auto", REVIEWED_BY_OTHERS}:
        return None
    if any(plan.approve == REVIEWED for plan in running_plans(session)):
        # that somebody else looks was not this person's choice alone
        return None
    measured = exists().where(col(Post.experiment_id) == col(Experiment.id), col(Post.outcome).is_not(None))
    experiments_over = session.exec(
        select(func.count()).select_from(Experiment).where(Experiment.state != ExperimentState.RUNNING, measured)
    ).one()
    posts_observed = session.exec(select(func.count()).select_from(Observed)).one() if step == "observe" else 0
    offered = offer_after(step, over=experiments_over, seen=posts_observed)
    return None if offered is None or _was_crossed(lab, session) else offered


def _was_crossed(lab: Lab, session: Session) -> bool:
    """Whether a guardrail was crossed lately (see `CALM_FOR`)."""
    crossed = select(Pause.id).where(col(Pause.guardrail).is_not(None), col(Pause.at) > lab.now() - CALM_FOR)
    return session.exec(crossed).first() is not None


def offer_after(step: str, *, over: int, seen: int) -> Offer | None:
    """The step to offer after the present one, or None where it is too early.

    Args:
        step: the present step: "observe", "each" or "round".
        over: how many experiments are over of which something was measured.
        seen: how many earlier posts were observed.
    """
    if step == "observe":
        if seen < ENOUGH_OBSERVED and not over:
            return None
        looked = (
            f"You have looked at {seen} posts of before." if seen >= ENOUGH_OBSERVED else "You have seen an experiment."
        )
        return Offer("each", f"{looked} If you like, try one comparison of your own: you approve every post of it.")
    if over < ENOUGH_EXPERIMENTS[step]:
        return None
    through = f"You have seen {plural(over, 'one experiment', f'{over} experiments')} through."
    if step == "each":
        return Offer("round", f"{through} If reading post by post has become routine, a look at each round may do.")
    return Offer(
        "auto",
        f"{through} If you like, experiments can go on by themselves within their budget; `postlab pause` holds one at "
        "any time.",
    )
