"""The next step of confidence, offered when somebody has seen how the present one goes; never taken by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from postlab.english import plural
from postlab.loop.lab import Lab
from postlab.records.practice import Observed
from postlab.records.tables import Experiment, ExperimentState, Pause

LOOKED_AT = 8
"""Posts of before after which looking on is no beginning any more."""

SEEN_THROUGH = {"each": 1, "round": 3}
"""Experiments that are over after which a step may have become routine."""

CALM = timedelta(days=30)
"""After a guardrail was crossed, nothing is offered for so long."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that could be next: its name, and why it is offered, in a sentence."""

    step: str
    why: str

    @property
    def command(self) -> str:
        """What takes it."""
        return f"postlab settings set step {self.step}"


def offer(lab: Lab, session: Session) -> Offer | None:
    """The step that could be next, or None where there is none, it is too early, or nobody wants offers."""
    step = lab.settings.step
    if not lab.settings.offers or step == "auto":
        return None
    crossed = select(Pause.id).where(col(Pause.guardrail).is_not(None), col(Pause.at) > lab.now() - CALM)
    if session.exec(crossed).first() is not None:
        return None
    over = session.exec(
        select(func.count()).select_from(Experiment).where(Experiment.state != ExperimentState.RUNNING)
    ).one()
    seen = session.exec(select(func.count()).select_from(Observed)).one() if step == "observe" else 0
    return after(step, over=over, seen=seen)


def after(step: str, *, over: int, seen: int) -> Offer | None:
    """What could follow a step.

    Args:
        step: one of "observe", "each" and "round".
        over: experiments that are over.
        seen: posts of before that were looked at.
    """
    if step == "observe":
        if seen < LOOKED_AT and not over:
            return None
        looked = f"You have looked at {seen} posts of before." if seen >= LOOKED_AT else "You have seen an experiment."
        return Offer("each", f"{looked} If you like, try one comparison of your own: you approve every post of it.")
    if over < SEEN_THROUGH[step]:
        return None
    through = f"You have seen {plural(over, 'one experiment', f'{over} experiments')} through."
    if step == "each":
        return Offer("round", f"{through} If reading post by post has become routine, a look at each round may do.")
    return Offer(
        "auto",
        f"{through} If you like, experiments can go on by themselves within their budget; `postlab pause` holds one at "
        "any time.",
    )
