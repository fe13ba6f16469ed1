"""Whether a plan has links enough for its rounds, and what is to be known where they come up again."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.design.pairing import Design, links_needed
from postlab.design.plan import Plan
from postlab.english import counted, plural
from postlab.errors import Fault
from postlab.records.tables import Account

MOST_ROUNDS_A_LINK = 4
"""A link that is in more rounds than this is seen again and again by the same readers, who tire of it."""


def most_rounds(links: int, *, design: Design, variants: int = 2) -> int:
    """How many rounds so many links are enough for on a real page.

    Args:
        links: how many the plan has, from 1.
        design: whether both framings carry the same link.
        variants: framings of a round.
    """
    # with one link alone both posts of a round share it, whatever the design
    return MOST_ROUNDS_A_LINK * links // min(links_needed(design, variants=variants), links)


def links_for(rounds: int, *, design: Design, variants: int = 2) -> int:
    """How many links so many rounds take on a real page; arguments as `most_rounds`."""
    return -(-rounds * links_needed(design, variants=variants) // MOST_ROUNDS_A_LINK)


def _rounds_a_link(plan: Plan) -> int:
    """In how many rounds a link of the plan goes out at most, where all of them are drawn."""
    return -(-plan.rounds * _links_in_a_round(plan) // len(plan.link))


def _links_in_a_round(plan: Plan) -> int:
    return min(links_needed(plan.design, variants=len(plan.variant)), len(plan.link))


def notes(plan: Plan, accounts: Sequence[Account]) -> list[str]:
    """A sentence where both posts of a round must share a link, or links come up again; else nothing."""
    if _links_in_a_round(plan) < links_needed(plan.design, variants=len(plan.variant)):
        return ["There is one link, so both posts of a round share it; give two or more to keep them apart."]
    most = _rounds_a_link(plan)
    if most == 1:
        return []
    links = f"{counted(plan.rounds, 'round')} share {counted(len(plan.link), 'link')}: each may be in {most} of them."
    if most <= MOST_ROUNDS_A_LINK or not all(account.simulated for account in accounts):
        return [links]
    needed = links_for(plan.rounds, design=plan.design, variants=len(plan.variant))
    return [f"{links} A simulated audience does not tire of a link; for real readers give it {needed} links."]


def faults(plan: Plan, accounts: Sequence[Account]) -> list[Fault]:
    """The fault of a plan whose links would go out too often; a simulated audience does not tire, so it has none."""
    if all(account.simulated for account in accounts):
        return []
    links, per_round, most = len(plan.link), _links_in_a_round(plan), _rounds_a_link(plan)
    if most <= MOST_ROUNDS_A_LINK:
        return []
    possible = most_rounds(links, design=plan.design, variants=len(plan.variant))
    needed = links_for(plan.rounds, design=plan.design, variants=len(plan.variant))
    ways = [
        f"{needed - links} more (`postlab link import` fills the pool, `postlab new --from-pool` takes from it)",
        f"rounds = {possible}",
        f'design = "one link" with rounds = {min(MOST_ROUNDS_A_LINK * links, plan.rounds)}' if per_round > 1 else "",
    ]
    return [
        Fault(
            "link",
            f"{counted(plan.rounds, 'round')} with {counted(links, 'link')} would put each out in "
            f"{most} rounds, and the same readers tire of it after "
            f"{MOST_ROUNDS_A_LINK}; what would work: {plural(needed, 'one link', f'{needed} links')}, that is "
            + ", or ".join(way for way in ways if way),
        )
    ]
