"""How many links are left: in the pool, and in the experiments that run."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from postlab.design.pairing import links_needed
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.pool import store
from postlab.records.tables import RETIRED, Experiment, ExperimentState, Link, Round

LOW = 4
"""For how many rounds the unused links of the pool should be enough."""


@dataclass(frozen=True, slots=True)
class Stock:
    """How many links are left.

    Attributes:
        in_pool: how many links are in the pool.
        unused: how many of them can be offered.
        short: running experiments that will have to repeat links: name, rounds to come, and unused links of each.
    """

    in_pool: int
    unused: int
    short: tuple[tuple[str, int, int], ...]

    @property
    def low(self) -> bool:
        """Whether a person should add links: the pool is in use and nearly used up."""
        return self.in_pool > 0 and (self.unused < 2 * LOW or bool(self.short))


def stock(session: Session) -> Stock:
    """How many links are left, in the pool and in running experiments; nothing is short where the pool is empty."""
    pool = store.everything(session)
    if not pool:
        return Stock(0, 0, ())
    short = []
    running = select(Experiment).where(Experiment.state == ExperimentState.RUNNING).order_by(col(Experiment.id))
    for experiment in session.exec(running):
        plan = plan_of(experiment)
        drawn = session.exec(select(func.count()).select_from(Round).where(Round.experiment_id == experiment.id)).one()
        unused_links = session.exec(
            select(func.count())
            .select_from(Link)
            .where(Link.experiment_id == experiment.id, Link.uses == 0, col(Link.position) != RETIRED)
        ).one()
        to_come = max(plan.rounds - drawn, 0)
        if to_come * links_needed(plan.design, variants=len(plan.variant)) > unused_links:
            short.append((experiment.name, to_come, unused_links))
    return Stock(len(pool), len(store.unused(session)), tuple(short))
