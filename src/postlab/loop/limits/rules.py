"""Which rules an experiment keeps to, of the lab's settings, its plan's budget and its guardrails."""

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
    """What an experiment keeps to: the lab's settings and its plan's budget; a rehearsal the budget alone."""
    settings = lab.settings
    rules = Rules(
        quiet=settings.quiet,
        posts_a_week=settings.posts_a_week,
        own_a_week=plan.budget.posts_a_week if plan.budget else None,
        link_gap=settings.link_gap,
    )
    return rules.for_horizon(plan.horizon)


def free_guardrails(lab: Lab, document: Mapping[str, Any], accounts: Sequence[Account]) -> dict[str, Any]:
    """A plan document with the usual guardrails where it names none, without the one that would cost money.

    Followers are counted once a day; where the network charges for that, a plan must ask for it.
    """
    if "guardrails" in document:
        return dict(document)
    usual = dict(GUARDRAILS)
    if any(followers_price(lab, account) for account in accounts):
        del usual["unfollows"]
    return {**document, "guardrails": usual}


def followers_price(lab: Lab, account: Account) -> Decimal:
    """What a look at the number of an account's followers costs, in US dollars."""
    return read_price(prices_of(lab.settings, account.platform))


def about_followers(lab: Lab, plan: Plan, accounts: Sequence[Account]) -> list[str]:
    """What counting followers costs, where the plan asks for it and the network charges."""
    if plan.guardrails is None or plan.guardrails.unfollows is None:
        return []
    return [
        f"Counting the followers of “{account.name}” once a day, for the guardrail unfollows, costs {usd(price)} a day "
        "besides."
        for account in accounts
        if (price := followers_price(lab, account))
    ]


def in_quiet_hours(lab: Lab, plan: Plan) -> list[Fault]:
    """The slots that could never be used, because nothing goes out at that time of day."""
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
    """Where these rules, not the slots, decide how long the experiment takes: a sentence each."""
    variants = len(plan.variant)
    return frequency.drawn_out(
        rules_of(lab, plan),
        rounds=plan.rounds,
        posts_per_round=variants,
        links=len(plan.link),
        links_per_round=min(links_needed(plan.design, variants=variants), len(plan.link)),
        slots_per_week=slots_per_week(plan.every or [parse_slot(slot) for slot in plan.slots]),
    )
