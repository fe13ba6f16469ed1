"""Checking plans with a link in the first reply: whether accounts can reply and the metric can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from postlab import platforms
from postlab.design.plan import Plan
from postlab.errors import Fault
from postlab.framing.blocks import REPLY
from postlab.loop.accounts.reply_proof import needs_proof, proof_of, why_not

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account


def faults(plan: Plan, accounts: Sequence[Account]) -> list[Fault]:
    """Faults of a plan with a link in the first reply: the account cannot reply, or the metric cannot be counted.

    Args:
        plan: a valid plan.
        accounts: those of its accounts that exist.
    """
    split = _split(plan)
    if not split:
        return []
    faults_found = []
    for account in accounts:
        plugin = platforms.load(account.platform)
        if not plugin.replies:
            faults_found += [
                Fault(
                    f"variant {number}, blocks",
                    f"PostLab cannot answer posts on {plugin.title}, so “{account.name}” cannot have a link in the "
                    "first reply; use “link” there",
                )
                for number in split
            ]
        elif "clicks" in plan.metric_weights and plan.clicks_from is None and not (account.simulated or plugin.by_hand):
            faults_found.append(
                Fault(
                    "metric",
                    f"{plugin.title} counts the clicks in a post, and not those in its first reply, where the link "
                    f"would stand on “{account.name}”; name a counter in clicks_from, or choose another metric",
                )
            )
    return faults_found


def unproven(session: Session, plan: Plan, accounts: Sequence[Account]) -> list[Fault]:
    """Faults of a plan with a link in the first reply on accounts on which nobody has seen a reply go out.

    Args:
        session: open.
        plan: a valid plan.
        accounts: those of its accounts that exist; simulated ones may always reply.
    """
    return [
        Fault(f"variant {number}, blocks", why)
        for account in accounts
        if not account.simulated and needs_proof(account) and (why := why_not(proof_of(session, account), account))
        for number in _split(plan)
    ]


def _split(plan: Plan) -> list[int]:
    """Numbers of the framings whose link stands in the first reply."""
    return [number for number, variant in enumerate(plan.variant, start=1) if REPLY in variant.blocks]


def cautions(plan: Plan, accounts: Sequence[Account]) -> list[str]:
    """Sentences that a person should know before a link goes into the first reply."""
    if not any(REPLY in variant.blocks for variant in plan.variant):
        return []
    per_round = len(plan.variant) if plan.design == "two links" else 1
    repeats_links = len(plan.link) < plan.rounds * per_round
    sentences = ["The first reply goes out right after its post; it is ours, and is not counted among the comments."]
    if repeats_links and not all(account.simulated for account in accounts):
        sentences.append(
            "A link that goes out again has the same text again, as what tells it apart stands in the first reply: "
            "some networks refuse a text that they have already. More links avoid that."
        )
    by_hand = [account.name for account in accounts if platforms.load(account.platform).by_hand]
    if by_hand and "clicks" in plan.metric_weights and plan.clicks_from is None:
        sentences.append(
            f"On {', '.join(f'“{name}”' for name in by_hand)} you type the clicks in: take them from where the link "
            "stands, be it the post or its first reply."
        )
    return sentences
