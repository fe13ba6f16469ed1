"""The posting limits of an experiment, from the lab's settings and its plan, and what they mean for a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from postlab.design import frequency
from postlab.design.costs import read_price, usd
from postlab.design.frequency import Rules
from postlab.design.pairing import links_needed
from postlab.design.plan import Plan
from postlab.design.plan_parts import GUARDRAILS
from postlab.design.slots import parse_slot, slots_per_week
from postlab.errors import Fault
from postlab.loop.lab import Lab
from postlab.loop.ledger import prices_of

if TYPE_CHECKING:
    from postlab.records.tables import Account


def rules_of(lab: Lab, plan: Plan) -> Rules:
    """The posting limits of an experiment: those of the lab's settings and of its plan's budget, for its horizon."""
    settings = lab.settings
    rules = Rules(
        quiet=settings.quiet,
        posts_a_week=settings.posts_a_week,
        own_a_week=plan.budget.posts_a_week if plan.budget else None,
        link_gap=settings.link_gap,
    )
    return rules.for_horizon(plan.horizon)


def free_guardrails(lab: Lab, document: Mapping[str, Any], accounts: Sequence[Account]) -> dict[str, Any]:
    """A plan document with the default guardrails where it names none.

    The guardrail `unfollows` is left out where the network charges for counting followers: a plan must ask for it.
    """
    if "guardrails" in document:
        return dict(document)
    default_guardrails = dict(GUARDRAILS)
    if any(followers_price(lab, account) for account in accounts):
        del default_guardrails["unfollows"]
    return {**document, "guardrails": default_guardrails}


def followers_price(lab: Lab, account: Account) -> Decimal:
    """The price of one count of an account's followers, in US dollars."""
    return read_price(prices_of(lab.settings, account.platform))


def follower_cost_notes(lab: Lab, plan: Plan, accounts: Sequence[Account]) -> list[str]:
    """A sentence for each account on which counting followers, which the plan asks for, costs money."""
    if plan.guardrails is None or plan.guardrails.unfollows is None:
        return []
    return [
        f"Counting the followers of “{account.name}” once a day, for the guardrail unfollows, costs {usd(price)} a day "
        "besides."
        for account in accounts
        if (price := followers_price(lab, account))
    ]


def quiet_hour_faults(lab: Lab, plan: Plan) -> list[Fault]:
    """A fault for each slot that could never be used, because it lies in the lab's quiet hours."""
    quiet = rules_of(lab, plan).quiet
    if quiet is None:
        return []
    return [
        Fault(
            f"slots {number}",
            f"“{slot}” lies in the lab's quiet hours ({frequency.shown_quiet(quiet)}), so nothing would ever go out "
            "then; choose another time, or change quiet in postlab.toml",
        )
        for number, slot in frequency.quiet_slots(plan.slots, quiet)
    ]


def drawn_out(lab: Lab, plan: Plan) -> list[str]:
    """A sentence for each limit that, rather than the slots, decides how long the experiment takes."""
    variants = len(plan.variant)
    return frequency.drawn_out(
        rules_of(lab, plan),
        rounds=plan.rounds,
        posts_per_round=1 if plan.split_list else variants,
        links=len(plan.link),
        links_per_round=min(links_needed(plan.design, variants=variants), len(plan.link)),
        slots_per_week=slots_per_week(plan.every or [parse_slot(slot) for slot in plan.slots]),
    )
