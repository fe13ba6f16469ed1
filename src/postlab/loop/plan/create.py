"""Storing an examined plan as an experiment, with its seed and its first round."""

from __future__ import annotations

from sqlmodel import Session, select

from postlab.design.assignment import SEED_BYTES, new_seed
from postlab.design.plan import Plan
from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named
from postlab.loop.lookup.campaigns import free_campaign
from postlab.loop.lookup.experiments import find_experiment
from postlab.loop.plan.examine import Examined
from postlab.loop.plan.link_pictures import names_of_files
from postlab.loop.plan.rounds import draw_round
from postlab.records.tables import Experiment, Link, stored_id


def create(
    lab: Lab,
    examined: Examined,
    *,
    parent: Experiment | None = None,
    change: str | None = None,
    reason: str | None = None,
) -> Experiment:
    """Store an examined plan as an experiment, and draw its first round.

    Args:
        lab: the lab.
        examined: a plan without faults.
        parent: the experiment that this one retries.
        change: the one change against the parent, in words.
        reason: why that change, in a sentence.

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
                hint="Give this one another name; of one that is over, "
                f"`postlab experiment archive {typed(plan.name)}` sets the name free.",
                code="exists",
            )
        if not lab.rehearsal:
            lab.pictures.keep(names_of_files([shared.article for shared in examined.links]))
        experiment = Experiment(
            name=plan.name,
            plan=plan.document(),
            plan_hash=plan.digest,
            seed=new_seed(lab.random.randbytes(SEED_BYTES)),
            simulated=_all_simulated(session, plan),
            approve_all=plan.approve == "auto",
            created_at=lab.now(),
            parent_id=parent.id if parent else None,
            campaign=free_campaign(session, plan.name),
            change=change,
            reason=reason,
        )
        session.add(experiment)
        session.flush()
        former = _links_of(session, parent) if parent else {}
        for position, shared in enumerate(examined.links):
            session.add(
                Link(
                    experiment_id=stored_id(experiment),
                    position=position,
                    url=shared.url,
                    article=shared.article.document(),
                    wording=dict(shared.wording),
                    written_by=dict(shared.written_by),
                    picked_by=shared.picked_by_after(former.get(shared.url)),
                    uses=examined.uses.get(shared.url, 0),
                )
            )
        session.flush()
        draw_round(lab, session, experiment)
        lab.commit(session)
        log.info("experiment %s planned, hash %s", experiment.name, experiment.plan_hash[:12])
        return experiment


def _links_of(session: Session, experiment: Experiment) -> dict[str, Link]:
    """The links of an experiment by their addresses."""
    return {link.url: link for link in session.exec(select(Link).where(Link.experiment_id == experiment.id))}


def _all_simulated(session: Session, plan: Plan) -> bool:
    return all(account_named(session, name).simulated for name in plan.accounts)
