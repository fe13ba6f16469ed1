"""The lab's defaults for plans: audience, wording, tracking and approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab.errors import Fault
from postlab.framing.brief import USUAL_AUDIENCE
from postlab.quote_styles import USUAL_QUOTES
from postlab.stances import OBSERVE

if TYPE_CHECKING:
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
