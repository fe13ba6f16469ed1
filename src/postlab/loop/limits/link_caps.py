"""Networks' caps on posts with a link in a month, by account: what a plan can do within them."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.design.frequency import MONTH
from postlab.design.plan import Plan
from postlab.design.slots import WEEK
from postlab.english import counted
from postlab.framing.blocks import LINK
from postlab.platforms.link_cap import links_a_month
from postlab.records.tables import Account, stored_id


def cap_of(account: Account) -> int | None:
    """How many posts with a link an account may publish in a month; None where it has no such cap."""
    return links_a_month(account.options)


def caps(plan: Plan, accounts: Sequence[Account]) -> dict[int, int]:
    """The caps on a plan's accounts, by id; empty where all its links stand in first replies, which are not capped."""
    if not any(LINK in variant.blocks for variant in plan.variant):
        return {}
    return {stored_id(account): cap for account in accounts if (cap := cap_of(account)) is not None}


def slots_a_week(plan: Plan, accounts: Sequence[Account]) -> float | None:
    """How many slots a week the tightest cap leaves a plan; None where there is none."""
    capped = caps(plan, accounts)
    return min(capped.values()) * (WEEK / MONTH) if capped else None


def notes(plan: Plan, accounts: Sequence[Account], *, slots_per_week: float) -> list[str]:
    """A sentence for each account on which a cap, and not the slots, decides how long the plan takes.

    Args:
        plan: the plan.
        accounts: its accounts.
        slots_per_week: of its slots alone.
    """
    capped = caps(plan, accounts)
    sentences = []
    for account in accounts:
        cap = capped.get(stored_id(account))
        posts = plan.rounds * len(plan.variant)
        if cap is None or posts <= cap or cap * (WEEK / MONTH) >= slots_per_week:
            continue
        weeks = posts / (cap * (WEEK / MONTH))
        sentences.append(
            f"“{account.name}” may publish {counted(cap, 'post')} with a link a month, so {plan.rounds} rounds take "
            f"about {weeks:.0f} weeks. A link in the first reply (“link in reply”) does not count there."
        )
    return sentences


def used_up(account: Account, most: int) -> str:
    """Why a post with a link waits, in a few words."""
    return f"“{account.name}” has had its {counted(most, 'post')} with a link of 31 days (--links-a-month says so)"
