"""What a lab always does unless a plan says otherwise: whom it speaks to, in which words, and how far it goes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab.errors import Fault
from postlab.framing.brief import USUAL_AUDIENCE
from postlab.stances import OBSERVE

if TYPE_CHECKING:
    from postlab.records.tables import Account
    from postlab.settings_model import Audience, Settings


def with_lab_defaults(document: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """A plan document with the lab's habits where it says nothing itself; what it says stays.

    The words of an audience go into the brief, so that the plan tells all that its texts are made of.
    """
    completed: dict[str, Any] = {"tracking": settings.tracking, "approve": approval(settings), **document}
    if "audience" not in completed and settings.audiences:
        completed["audience"] = next(iter(settings.audiences))
    audience = audience_named(settings, completed.get("audience"))
    brief = completed.get("brief", {})
    if audience is None or not isinstance(brief, Mapping):
        return completed
    audience_wording = dict(audience.wording) | ({"like": audience.like} if audience.like else {})
    if audience_wording:
        completed["brief"] = audience_wording | dict(brief)
    return completed


def approval(settings: Settings) -> str:
    """Who lets posts go out in a new experiment: a plan's ``approve``."""
    return "each" if settings.step == OBSERVE else settings.step


def usual_audience(settings: Settings) -> str:
    """Whom texts speak to where neither a flag nor a plan says."""
    return next(iter(settings.audiences), USUAL_AUDIENCE)


def audience_named(settings: Settings, name: object) -> Audience | None:
    """The lab's own audience of that name, in whatever case it is written."""
    if not isinstance(name, str):
        return None
    wanted = name.strip().casefold()
    return next(
        (audience for known, audience in settings.audiences.items() if known.strip().casefold() == wanted), None
    )


def only_looks(settings: Settings, account: Account) -> bool:
    """Whether nothing goes out to an account for now, because the lab observes."""
    return settings.step == OBSERVE and not account.simulated


def observing(settings: Settings, accounts: Sequence[Account]) -> list[Fault]:
    """What forbids an experiment in a lab that only observes: real accounts."""
    real = [account.name for account in accounts if only_looks(settings, account)]
    if not real:
        return []
    return [
        Fault(
            "accounts",
            f"this lab observes for now, so nothing goes out to {', '.join(f'“{name}”' for name in real)}; when you "
            "want to try, `postlab settings set step each` lets you, with every post approved by you",
        )
    ]
