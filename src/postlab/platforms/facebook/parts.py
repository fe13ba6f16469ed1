"""What is asked of Facebook about a post, part by part, and the counts that its answers hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import count_of
from postlab.platforms.facebook import BEHIND, COUNTED

REACH, ALL_CLICKS = "post_total_media_view_unique", "post_clicks"
REACTIONS = "post_reactions_by_type_total"
INSIGHTS = (BEHIND["impressions"], REACH, ALL_CLICKS, BEHIND["clicks"], REACTIONS)
"""The metrics that we ask for, and no more: one name that Facebook has retired empties the whole answer.

Retired already (https://developers.facebook.com/docs/graph-api/reference/insights): post_impressions and all its
kin in 2025 and 2026, post_engaged_users and post_clicks_unique in 2024, and with them post_negative_feedback: how
often a post was hidden or reported is not told any more. `post_clicks` counts every click, also those on the picture
or the page's name; it only proves that none of them was on the link.
"""
FIELDS = {
    "shares": "id,shares",
    "likes": "reactions.summary(total_count).limit(0)",
    "comments": "comments.summary(true).limit(0)",
}
"""What stands on the post itself, by what it counts for us."""
PARTS = (*FIELDS, *INSIGHTS)

POST_ID = re.compile(r"[0-9]+(?:_[0-9]+)?")
NO_ID = "not the id of a Facebook post"
UNTOLD = "not in Facebook's answer"
NOT_YET = "not told by Facebook yet: it takes up to a day, and a page with 100 likes or more"
NO_LINK_CLICKS = "Facebook told the clicks of this post, but not which of them were on the link"

_PERMISSION = {
    "shares": "pages_read_engagement",
    "likes": "pages_read_user_content",
    "comments": "pages_read_user_content",
}


@dataclass(frozen=True)
class Known:
    """What is known not to be worth asking for.

    Attributes:
        dead: metrics that Facebook no longer has.
        refused: parts that our token has no permission for.
    """

    dead: frozenset[str] = frozenset()
    refused: frozenset[str] = field(default_factory=frozenset)

    @property
    def asked(self) -> tuple[str, ...]:
        """The parts that are left."""
        return tuple(part for part in PARTS if part not in self.dead | self.refused)

    def and_also(self, other: Known) -> Known:
        """What either knows."""
        return Known(self.dead | other.dead, self.refused | other.refused)


def permission(part: str) -> str:
    """The permission that a part needs."""
    return _PERMISSION.get(part, "read_insights")


def fields(parts: Iterable[str]) -> str:
    """The value of `fields` that asks for some parts of a post in one go."""
    wanted = tuple(parts)
    own = [expression for part, expression in FIELDS.items() if part in wanted]
    metrics = ",".join(metric for metric in INSIGHTS if metric in wanted)
    return ",".join([*own, *([f"insights.metric({metrics})"] if metrics else [])]) or "id"


def counts_of(answer: Mapping[str, Any], known: Known) -> Counts:
    """The counts in one post's answer; what it does not tell is missing with the reason."""
    metrics = _metrics(answer)
    seen = {
        "likes": _total(answer, "reactions"),
        "comments": _total(answer, "comments"),
        # Facebook leaves `shares` out where there are none
        "shares": 0 if "shares" not in answer else count_of(_inside(answer, "shares", "count")),
        "clicks": _link_clicks(metrics),
        "impressions": count_of(metrics.get(BEHIND["impressions"])),
    }
    missing: dict[str, str] = {}
    for metric in COUNTED:
        part = BEHIND.get(metric, metric)
        if (why := _why_not_asked(part, known)) is not None:
            seen[metric], missing[metric] = None, why
        elif seen[metric] is None:
            missing[metric] = _why_untold(metric, metrics)
    told = {
        "reach": count_of(metrics.get(REACH)),
        "all clicks": count_of(metrics.get(ALL_CLICKS)),
        "angry reactions": _angry(metrics),
    }
    return Counts(**seen, missing=missing, others={name: number for name, number in told.items() if number is not None})


def unseen(reason: str) -> Counts:
    """A post that nothing is known of."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _why_not_asked(part: str, known: Known) -> str | None:
    if part in known.dead:
        return f"Facebook has retired its metric {part}"
    if part in known.refused:
        return f"the token lacks the permission {permission(part)}"
    return None


def _why_untold(metric: str, metrics: Mapping[str, Any]) -> str:
    if metric not in BEHIND:
        return UNTOLD
    return NO_LINK_CLICKS if metric == "clicks" and BEHIND["clicks"] in metrics else NOT_YET


def _metrics(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The insights' latest values, by metric."""
    told = _inside(answer, "insights", "data")
    found: dict[str, Any] = {}
    for one in told if isinstance(told, list) else ():
        values = one.get("values") if isinstance(one, dict) else None
        if isinstance(values, list) and values and isinstance(values[-1], dict):
            found[str(one.get("name"))] = values[-1].get("value")
    return found


def _link_clicks(metrics: Mapping[str, Any]) -> int | None:
    """Clicks on the link: their own number, or none at all where others account for every click."""
    kinds = metrics.get(BEHIND["clicks"])
    if not isinstance(kinds, dict):
        return None
    if "link clicks" in kinds:
        return count_of(kinds["link clicks"])
    every, others = count_of(metrics.get(ALL_CLICKS)), [count_of(value) for value in kinds.values()]
    if every is not None and None not in others and sum(number or 0 for number in others) >= every:
        return 0
    return None


def _angry(metrics: Mapping[str, Any]) -> int | None:
    """Angry reactions; a kind that nobody chose is left out of the reactions by kind."""
    kinds = metrics.get(REACTIONS)
    return count_of(kinds.get("anger", 0)) if isinstance(kinds, dict) else None


def _total(answer: Mapping[str, Any], edge: str) -> int | None:
    return count_of(_inside(answer, edge, "summary", "total_count"))


def _inside(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
