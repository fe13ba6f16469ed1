"""Storing an examined plan as an experiment, with its seed and its first round."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from postlab.design.assignment import SEED_BYTES, new_seed
from postlab.design.plan import Plan
from postlab.errors import InputError
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named
from postlab.loop.lookup.experiments import find_experiment
from postlab.loop.plan.examine import Examined
from postlab.loop.plan.rounds import draw_round
from postlab.records.tables import Experiment, Link, stored_id


def create(
    lab: Lab,
    examined: Examined,
    *,
    parent: Experiment | None = None,
    change: str | None = None,
    reason: str | None = None,
    uses: Mapping[str, int] | None = None,
) -> Experiment:
    """Store an experiment with its seed and plan, and draw its first round.

    Args:
        lab: the lab.
        examined: a plan without faults.
        parent: the experiment that this one retries.
        change: the one change against the parent, in words.
        reason: why that change, in a sentence.
        uses: by address, how often links were used before; the least used go first.

    Returns:
        The stored experiment.

    Raises:
        InputError: when the name is taken.
    """
    plan = examined.plan
    with lab.session() as session:
        if find_experiment(session, plan.name) is not None:
            raise InputError(
                f"There is an experiment “{plan.name}” already.",
                hint="Give this one another name.",
                code="exists",
            )
        experiment = Experiment(
            name=plan.name,
            plan=plan.document(),
            plan_hash=plan.digest,
            seed=new_seed(lab.random.randbytes(SEED_BYTES)),
            simulated=_all_simulated(session, plan),
            approve_all=plan.approve == "auto",
            created_at=lab.now(),
            parent_id=parent.id if parent else None,
            change=change,
            reason=reason,
        )
        session.add(experiment)
        session.flush()
        for position, (link, article) in enumerate(zip(plan.link, examined.articles, strict=True)):
            session.add(
                Link(
                    experiment_id=stored_id(experiment),
                    position=position,
                    url=link.url,
                    article=article.document(),
                    wording=link.texts(),
                    written_by=link.written_by or {},
                    uses=(uses or {}).get(link.url, 0),
                )
            )
        session.flush()
        draw_round(lab, session, experiment)
        lab.commit(session)
        log.info("experiment %s planned, hash %s", experiment.name, experiment.plan_hash[:12])
        return experiment


def _all_simulated(session: Session, plan: Plan) -> bool:
    return all(account_named(session, name).simulated for name in plan.accounts)
