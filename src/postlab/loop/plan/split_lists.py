"""Plans whose rounds are mailings: what they are made of, and why other accounts cannot be in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab.errors import Fault
from postlab.framing.blocks import LINK, REPLY
from postlab.loop.lookup.accounts import all_accounts, splits_lists

if TYPE_CHECKING:
    from postlab.design.plan import Plan
    from postlab.loop.lab import Lab
    from postlab.records.tables import Account

SLOTS = ("Tue 10:00",)
"""When a mailing goes out that does not say it: once a week, in the morning."""

LAYOUT: Mapping[str, Any] = {"design": "one link", "split_list": True}
"""Keys of a plan whose rounds are mailings: both halves get the same link at the same time."""


def with_split_list(document: Mapping[str, Any], accounts: Sequence[Account]) -> dict[str, Any]:
    """A plan document with what a plan of mailings must have, where it does not say it.

    Args:
        document: the plan so far.
        accounts: those of its accounts that exist.
    """
    if not accounts or not all(splits_lists(account) for account in accounts):
        return dict(document)
    return {**LAYOUT, **document}


def laid_out(lab: Lab, document: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a plan document whose accounts nobody has looked up yet."""
    named = document.get("accounts")
    if not isinstance(named, list | tuple):
        return dict(document)
    with lab.session() as session:
        accounts = [account for account in all_accounts(session) if account.name in named]
    return with_split_list(document, accounts) if len(accounts) == len(named) else dict(document)


def with_usual_slots(document: Mapping[str, Any]) -> dict[str, Any]:
    """A plan document with `SLOTS` where it is of mailings and says no time."""
    silent = document.get("split_list") and "slots" not in document and "every" not in document
    return {"slots": list(SLOTS), **document} if silent else dict(document)


def faults(plan: Plan, accounts: Sequence[Account]) -> list[Fault]:
    """Faults of a plan whose accounts split lists, or which would split one where there is none.

    A simulated audience may stand in for a list.

    Args:
        plan: a valid plan.
        accounts: those of its accounts that exist.
    """
    names = [f"“{account.name}”" for account in accounts if splits_lists(account)]
    others = [f"“{account.name}”" for account in accounts if not splits_lists(account)]
    if names and others:
        return [
            Fault(
                "accounts",
                f"{', '.join(names)} is a newsletter, whose list is split so that both framings go out at once; "
                f"{', '.join(others)} posts one after the other: give each kind a plan of its own",
            )
        ]
    if plan.split_list and not names and not all(account.simulated for account in accounts):
        return [Fault("split_list", "is for newsletters alone: `postlab account add newsletter NAME`")]
    if names and not plan.split_list:
        return [
            Fault(
                "split_list",
                f"{', '.join(names)} is a newsletter, whose list is split so that both framings go out at once: leave "
                "design and split_list out",
            )
        ]
    return [
        Fault(f"variant {number}, blocks", f"a mailing has no first reply; use “{LINK}” there")
        for number, variant in enumerate(plan.variant, start=1)
        if names and REPLY in variant.blocks
    ]


def cautions(plan: Plan) -> list[str]:
    """Sentences that a person should know before a mailing is planned."""
    if not plan.split_list:
        return []
    how = (
        "Each round is one mailing: `postlab post split N LIST.csv` halves the list at random, and each half gets its "
        "own subject line and first lines at the same time."
    )
    sentences = [how]
    if "opens" in plan.metric_weights:
        sentences.append(
            "Opens are told too high, because Apple's Mail Privacy Protection opens mails that nobody reads, in "
            "both halves, which makes a difference look smaller. Clicks are the better metric."
        )
    if plan.measure.per is None:
        sentences.append(
            f"Halves of an odd list differ by one reader; “{plan.metric} per 1000 views” takes that, and bounces, into "
            "account."
        )
    return sentences
