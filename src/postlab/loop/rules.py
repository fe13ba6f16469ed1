"""Which rules an experiment keeps to, of the lab's settings and its plan's budget."""

from __future__ import annotations

from postlab.design import protection
from postlab.design.pairing import links_needed
from postlab.design.plan import Plan
from postlab.design.protection import Rules
from postlab.design.slots import parse_slot, slots_per_week
from postlab.errors import Fault
from postlab.loop.lab import Lab


def rules_of(lab: Lab, plan: Plan) -> Rules:
    """What an experiment keeps to: the lab's settings and its plan's budget; a rehearsal the budget alone."""
    settings = lab.settings
    rules = Rules(
        quiet=settings.quiet,
        posts_a_week=settings.posts_a_week,
        own_a_week=plan.budget.posts_a_week if plan.budget else None,
        link_gap=settings.link_gap,
    )
    return rules.for_horizon(plan.horizon)


def in_quiet_hours(lab: Lab, plan: Plan) -> list[Fault]:
    """The slots that could never be used, because nothing goes out at that time of day."""
    quiet = rules_of(lab, plan).quiet
    if quiet is None:
        return []
    return [
        Fault(
            f"slots {number}",
            f"“{slot}” lies in the lab's quiet hours ({protection.shown_quiet(quiet)}), so nothing would ever go out "
            "then; choose another time, or change quiet in postlab.toml",
        )
        for number, slot in protection.quiet_slots(plan.slots, quiet)
    ]


def drawn_out(lab: Lab, plan: Plan) -> list[str]:
    """Where these rules, not the slots, decide how long the experiment takes: a sentence each."""
    variants = len(plan.variant)
    return protection.drawn_out(
        rules_of(lab, plan),
        rounds=plan.rounds,
        posts_per_round=variants,
        links=len(plan.link),
        links_per_round=min(links_needed(plan.design, variants=variants), len(plan.link)),
        slots_per_week=slots_per_week(plan.every or [parse_slot(slot) for slot in plan.slots]),
    )
