"""The lab's defaults for plans: audience, wording, tracking, approval, and what can work with its links and readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab.errors import Fault
from postlab.framing.brief import USUAL_AUDIENCE
from postlab.quote_styles import USUAL_QUOTES
from postlab.stances import OBSERVE

if TYPE_CHECKING:
    from postlab.design.pairing import Design
    from postlab.loop.lab import Lab
    from postlab.records.tables import Account
    from postlab.settings_model import Audience, Settings


def with_lab_defaults(document: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """A plan document with the lab's defaults for keys that it does not have.

    The audience's wording and the lab's way of quoting are copied into the brief, so that the plan holds everything
    that its texts are made of.
    """
    completed: dict[str, Any] = {"tracking": settings.tracking, "approve": approval(settings), **document}
    if "audience" not in completed and settings.audiences:
        completed["audience"] = next(iter(settings.audiences))
    audience = audience_named(settings, completed.get("audience"))
    brief = completed.get("brief", {})
    if not isinstance(brief, Mapping):
        return completed
    lab_brief: dict[str, str] = {} if settings.quotes == USUAL_QUOTES else {"quotes": settings.quotes}
    if audience is not None:
        lab_brief |= dict(audience.wording) | ({"like": audience.like} if audience.like else {})
    if lab_brief:
        completed["brief"] = lab_brief | dict(brief)
    return completed


AGREED = ("accounts_crossed", "overlapped", "rounds")
"""Keys whose defaults are newer than plans that run: where a plan file is silent, a stored plan keeps what it has."""


def as_agreed(document: Mapping[str, Any], agreed: Mapping[str, Any]) -> dict[str, Any]:
    """A plan document with what the stored plan of that name was drawn with, for keys that it does not have.

    Args:
        document: the plan as its file gives it.
        agreed: the document of the stored plan.
    """
    return {key: agreed.get(key) for key in AGREED} | dict(document)


def approval(settings: Settings) -> str:
    """The default of a plan's key ``approve``, from the lab's step."""
    return "each" if settings.step == OBSERVE else settings.step


def usual_audience(settings: Settings) -> str:
    """The audience where neither an option nor a plan names one."""
    return next(iter(settings.audiences), USUAL_AUDIENCE)


def audience_named(settings: Settings, name: object) -> Audience | None:
    """The lab's own audience of that name, ignoring case, or None."""
    if not isinstance(name, str):
        return None
    wanted = name.strip().casefold()
    return next(
        (audience for known, audience in settings.audiences.items() if known.strip().casefold() == wanted), None
    )


def is_observe_only(settings: Settings, account: Account) -> bool:
    """Whether nothing may go out to an account, because the lab's step is “observe” and the account is real."""
    return settings.step == OBSERVE and not account.simulated


def observe_only_faults(settings: Settings, accounts: Sequence[Account]) -> list[Fault]:
    """A fault if the lab's step is “observe” and some of the accounts are real; else none."""
    real = [account.name for account in accounts if is_observe_only(settings, account)]
    if not real:
        return []
    return [
        Fault(
            "accounts",
            f"this lab observes for now, so nothing goes out to {', '.join(f'“{name}”' for name in real)}; when you "
            "want to try, `postlab settings set step each` lets you, with every post approved by you",
        )
    ]


def usual_horizon(lab: Lab, document: Mapping[str, Any], accounts: Sequence[Account]) -> str:
    """The age of comparison for a plan that names none: one at which somebody or something reads the numbers.

    Where something runs the lab by itself, and on a simulated audience, 72 hours; where people read at work, their
    week is looked at.

    Args:
        lab: the lab.
        document: the plan so far, with accounts; its slots count, else the usual ones.
        accounts: of the lab.
    """
    from postlab.design.slot_words import parse_slots
    from postlab.design.slots import USUAL_SLOTS
    from postlab.design.working_hours import usual_horizon as of_slots

    real = [account for account in accounts if account.name in document["accounts"] and not account.simulated]
    typed = document.get("slots") or (() if "every" in document else USUAL_SLOTS)
    try:
        slots = [slot for words in typed for slot in parse_slots(words)]
    except ValueError:
        # it is named when the whole plan is checked
        slots = []
    return of_slots(slots, runs_by_itself=not real or _runs_by_itself(lab))


def fewer_rounds(document: Mapping[str, Any], accounts: Sequence[Account]) -> tuple[int, str] | None:
    """The rounds that a plan's links are enough for, and a sentence about it, where it has more; else None.

    Args:
        document: the plan, with links and accounts.
        accounts: of the lab.
    """
    from postlab.english import counted, plural
    from postlab.loop.plan.link_checks import MOST_ROUNDS_A_LINK, links_for, most_rounds

    links, rounds = len(document.get("link") or ()), document.get("rounds")
    real = any(not account.simulated for account in accounts if account.name in document["accounts"])
    if not (links and real and isinstance(rounds, int)):
        return None
    design: Design = "one link" if document.get("design") == "one link" else "two links"
    possible = most_rounds(links, design=design)
    if rounds <= possible:
        return None
    wanted = links_for(rounds, design=design)
    sentence = (
        f"{counted(links, 'link')} {plural(links, 'is', 'are')} enough for {counted(possible, 'round')}, because "
        f"readers tire of one that comes more than {MOST_ROUNDS_A_LINK} times; the plan has {possible} now. For "
        f"{rounds} give it {wanted} links."
    )
    return possible, sentence


def _runs_by_itself(lab: Lab) -> bool:
    from pathlib import Path

    from postlab.cron.scheduled import runs_by_itself
    from postlab.settings import environment

    settings = lab.settings
    return runs_by_itself(settings.lab, log_file=settings.log_file, now=lab.now(), env=environment(), home=Path.home())
