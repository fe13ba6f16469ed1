"""The pauses of an experiment as answers show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class PauseView:
    """A pause of the experiment.

    Attributes:
        at: when it began, UTC.
        until: when the experiment went on or ended; null while it is paused.
        guardrail: the guardrail of the plan that caused it (`budget` for money, `metric` for numbers that cannot be
            read); null where a person paused it.
        reason: what happened, in a sentence.
        did: what was done about it; may be empty.
    """

    at: datetime
    until: datetime | None
    guardrail: str | None
    reason: str
    did: str


def pauses_of(session: Session, experiment: Experiment) -> tuple[PauseView, ...]:
    """The pauses of an experiment, oldest first."""
    from sqlmodel import col, select

    from postlab.records.tables import Pause

    pauses = session.exec(select(Pause).where(Pause.experiment_id == experiment.id).order_by(col(Pause.id)))
    return tuple(
        PauseView(pause.at, pause.until, pause.guardrail, plain(pause.reason), plain(pause.did)) for pause in pauses
    )
