"""Amending an agreed plan: changes that would alter what the verdict means are refused, others are recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import select

from postlab.design.plan import Plan, changed_keys
from postlab.english import listed
from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import experiment_named, plan_of
from postlab.loop.plan.examine import Examined
from postlab.loop.plan.link_pictures import names_of_files
from postlab.loop.plan.put_off import rounds_half_out
from postlab.records.tables import RETIRED, Amendment, ExperimentState, Link, Round, stored_id

AMENDABLE = frozenset(
    {
        "approve",
        "before",
        "budget",
        "every",
        "fallback",
        "guardrails",
        "hypothesis",
        "if_it_fails",
        "link",
        "moment",
        "rationale",
        "readings",
        "rounds",
        "slots",
        "usual",
    }
)
"""Keys that may be amended while an experiment runs; the others decide what the verdict means."""

GUARDING = frozenset({"fallback", "guardrails"})
"""Of these the keys that can interrupt a round; they stay as they are while one framing of a round is out alone."""


def amend(lab: Lab, experiment_name: str, examined: Examined, *, reason: str | None) -> list[dict[str, Any]]:
    """Amend the plan of a running experiment and record the amendment; the same plan again changes nothing.

    Args:
        lab: the lab.
        experiment_name: name of the experiment.
        examined: the new plan.
        reason: why it is amended; needed where anything changes.

    Returns:
        The changes, each {"key", "before", "after"}; empty when the plan is the same.

    Raises:
        InputError: when no reason is given, a key outside `AMENDABLE` changed, one of `GUARDING` while a round is half
            out, the experiment is over, or more rounds are drawn already than the new plan has.
    """
    with lab.session() as session:
        experiment = experiment_named(session, experiment_name)
        # a plan keeps the name that it was agreed with, whatever its experiment is called since
        plan = Plan.model_validate(examined.plan.document() | {"name": plan_of(experiment).name})
        changes = changed_keys(plan_of(experiment).document(), plan.document())
        if not changes:
            return []
        keys = [change["key"] for change in changes]
        if locked := [key for key in keys if key not in AMENDABLE]:
            raise InputError(
                f"The plan of “{experiment.name}” was agreed with another {', '.join(locked)}; changing that now would "
                "change what the verdict means.",
                hint="Give the changed plan another name to start a new experiment, or use `postlab retry`.",
                code="plan_locked",
            )
        if experiment.state != ExperimentState.RUNNING:
            raise InputError(
                f"“{experiment.name}” is over; its plan cannot change any more.",
                hint=f"`postlab retry {typed(experiment.name)}` plans the next experiment.",
                code="over",
            )
        if (held := [key for key in keys if key in GUARDING]) and rounds_half_out(session, experiment):
            raise InputError(
                f"One framing of a round of “{experiment.name}” is out and the other waits; {listed(held)} could end "
                "that round, and people have seen how it goes.",
                hint="Change it when the round is out.",
                code="round_half_out",
            )
        drawn = session.exec(select(func.count()).select_from(Round).where(Round.experiment_id == experiment.id)).one()
        if examined.plan.rounds < min(drawn, plan_of(experiment).rounds):
            raise InputError(
                f"{drawn} rounds of “{experiment.name}” are drawn already, so there cannot be "
                f"{examined.plan.rounds} at most.",
                hint=f"`postlab stop {typed(experiment.name)}` ends it.",
                code="rounds_drawn",
            )
        if reason is None:
            raise InputError(
                f"The plan of “{experiment.name}” differs from the one that was agreed: {', '.join(keys)}.",
                hint='Add --amend "why" to change it on record.',
                code="plan_changed",
            )
        if not lab.rehearsal:
            lab.pictures.keep(names_of_files([shared.article for shared in examined.links]))
        links = {link.url: link for link in session.exec(select(Link).where(Link.experiment_id == experiment.id))}
        kept: set[str] = set()
        for position, (planned, shared) in enumerate(zip(examined.plan.link, examined.links, strict=True)):
            # its page may have moved since it was agreed on
            row = links.get(shared.url) or links.get(planned.url)
            if row is None:
                row = Link(experiment_id=stored_id(experiment), url=shared.url, position=0, article={})
            # who chose words that stay is not whoever amends something else
            row.picked_by = shared.picked_by_after(row)
            row.position, row.wording, row.article = position, dict(shared.wording), shared.article.document()
            row.written_by = dict(shared.written_by)
            session.add(row)
            kept.add(row.url)
        for url, row in links.items():
            if url not in kept:
                row.position = RETIRED
                session.add(row)
        session.add(
            Amendment(
                experiment_id=stored_id(experiment),
                at=lab.now(),
                changes=changes,
                reason=reason,
                hash_before=experiment.plan_hash,
                hash_after=plan.digest,
            )
        )
        experiment.plan, experiment.plan_hash = plan.document(), plan.digest
        experiment.approve_all = experiment.approve_all or examined.plan.approve == "auto"
        session.add(experiment)
        lab.commit(session)
        log.info("experiment %s amended: %s", experiment.name, ", ".join(keys))
        return changes
