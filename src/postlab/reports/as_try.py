"""A verdict as one of the tries of its lineage: of many tries, some would seem to work by luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.english import ordinal
from postlab.stats import Decision

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class AsTry:
    """Which try of its lineage an experiment is, and what it shows as that.

    Attributes:
        number: which try it is, from 1, in the order in which they were planned.
        tries: how many tries the lineage took so far.
        share: the part of `alpha` that the verdict has as that try.
        stands: the decision that it shows when all tries are looked at together, `treatment works` or
            `control works`; null where none does.
    """

    number: int
    tries: int
    share: float
    stands: Decision | None

    def sentence(self, decision: Decision) -> str:
        """What that means for a verdict, in a sentence; empty for one that names no winner."""
        if decision not in {Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS}:
            return ""
        place = f"As the {ordinal(self.number)} experiment of {self.tries} in its lineage"
        if self.stands is decision:
            return f"{place} it stands: so many would rarely show such a winner by luck."
        return (
            f"{place} it does not stand yet: of so many some would seem to work by luck, so it is not what the "
            "next one has to beat. An experiment of its own on these two framings would settle it."
        )


def as_try(session: Session, experiment: Experiment) -> AsTry:
    """Which try of its lineage an experiment is; the lineage has several."""
    from postlab.loop.judge.tries import place_in_lineage
    from postlab.stats.contrasts import shares

    place = place_in_lineage(session, experiment)
    return AsTry(place.number, place.tries, shares(place.number)[-1], place.stands)
