"""What the tasks that somebody has on a page allow, by Facebook's old names and those of the new Pages experience."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

_EVERYTHING = frozenset({"MANAGE", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_MANAGE"})
# tasks that allow none of what PostLab does
_OTHERS = frozenset(
    {
        *("ADVERTISE", "MESSAGING", "MANAGE_JOBS", "MANAGE_LEADS", "CASHIER_ROLE", "VIEW_MONETIZATION_INSIGHTS"),
        *("PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_MESSAGING", "PROFILE_PLUS_MANAGE_LEADS", "PROFILE_PLUS_REVENUE"),
    }
)


class Ability(StrEnum):
    """What PostLab does on a page, as Facebook's settings call the task for it."""

    CONTENT = "Content"
    """Publishing posts."""
    MODERATION = "Community activity"
    """Writing comments: a link in the first reply."""
    ANALYSIS = "Insights"
    """Reading clicks and impressions."""


_ALLOW = {
    Ability.CONTENT: frozenset({"CREATE_CONTENT", "PROFILE_PLUS_CREATE_CONTENT"}),
    Ability.MODERATION: frozenset({"MODERATE", "PROFILE_PLUS_MODERATE"}),
    Ability.ANALYSIS: frozenset({"ANALYZE", "PROFILE_PLUS_ANALYZE"}),
}
_KNOWN = _EVERYTHING | _OTHERS | frozenset().union(*_ALLOW.values())


def allow(tasks: Collection[str], ability: Ability) -> bool | None:
    """Whether somebody's tasks allow something; None where some of them are not known, so that it is not certain.

    Args:
        tasks: as Facebook lists them for a page.
        ability: what is to be done there.
    """
    held = frozenset(tasks)
    if held & (_ALLOW[ability] | _EVERYTHING):
        return True
    return None if held - _KNOWN else False
