"""Which fields of a post are requested from Facebook, and the counts in its response."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import LACKS, RETIRED, count_of
from postlab.platforms.facebook.api import COUNTED, INSIGHT_OF

REACH, ALL_CLICKS = "post_total_media_view_unique", "post_clicks"
REACTIONS = "post_reactions_by_type_total"
INSIGHTS = (INSIGHT_OF["impressions"], REACH, ALL_CLICKS, INSIGHT_OF["clicks"], REACTIONS)
"""The insights that are requested, and no more: one retired name makes Facebook leave out all of them.

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
"""The fields of the post itself, by the metric of ours that they hold."""
PARTS = (*FIELDS, *INSIGHTS)

NOT_A_POST_ID = "not the id of a Facebook post"
NOT_IN_RESPONSE = "not in Facebook's answer"
NOT_YET_COUNTED = "not told by Facebook yet: it takes up to a day, and a page with 100 likes or more"
NO_LINK_CLICKS = "Facebook told the clicks of this post, but not which of them were on the link"

_PERMISSION = {
    "shares": "pages_read_engagement",
    "likes": "pages_read_user_content",
    "comments": "pages_read_user_content",
}


@dataclass(frozen=True)
class UnavailableParts:
    """The parts of a post that cannot be read.

    Attributes:
        dead: metrics that Facebook has retired.
        refused: parts that the token has no permission for.
    """

    dead: frozenset[str] = frozenset()
    refused: frozenset[str] = field(default_factory=frozenset)

    @property
    def readable_parts(self) -> tuple[str, ...]:
        """The parts that can be read."""
        return tuple(part for part in PARTS if part not in self.dead | self.refused)

    def merged(self, other: UnavailableParts) -> UnavailableParts:
        """The parts that are unavailable by either."""
        return UnavailableParts(self.dead | other.dead, self.refused | other.refused)


def permission_for(part: str) -> str:
    """The permission that a part needs."""
    return _PERMISSION.get(part, "read_insights")


def fields(parts: Iterable[str]) -> str:
    """The value of the parameter `fields` that requests some parts of a post."""
    wanted_parts = tuple(parts)
    expressions = [expression for part, expression in FIELDS.items() if part in wanted_parts]
    metrics = ",".join(metric for metric in INSIGHTS if metric in wanted_parts)
    return ",".join([*expressions, *([f"insights.metric({metrics})"] if metrics else [])]) or "id"


def counts_of(response: Mapping[str, Any], unavailable: UnavailableParts) -> Counts:
    """The counts in the response about one post; one that is not in it is missing, with the reason."""
    metrics = _metrics(response)
    numbers = {
        "likes": _total(response, "reactions"),
        "comments": _total(response, "comments"),
        "shares": count_of(_value_at(response, "shares", "count")) if "shares" in response else _none_shared(response),
        "clicks": _link_clicks(metrics),
        "impressions": count_of(metrics.get(INSIGHT_OF["impressions"])),
    }
    missing: dict[str, str] = {}
    for metric in COUNTED:
        part = INSIGHT_OF.get(metric, metric)
        if (reason := _why_not_asked(part, unavailable)) is not None:
            numbers[metric], missing[metric] = None, reason
        elif numbers[metric] is None:
            missing[metric] = _why_missing(metric, metrics)
    other_numbers = {
        "reach": count_of(metrics.get(REACH)),
        "all clicks": count_of(metrics.get(ALL_CLICKS)),
        "angry reactions": _angry(metrics),
    }
    return Counts(
        **numbers,
        missing=missing,
        others={name: number for name, number in other_numbers.items() if number is not None},
    )


def all_missing(reason: str) -> Counts:
    """The counts of a post of which nothing could be read."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _why_not_asked(part: str, unavailable: UnavailableParts) -> str | None:
    if part in unavailable.dead:
        return f"Facebook {RETIRED} {part}"
    if part in unavailable.refused:
        return f"{LACKS} the permission {permission_for(part)}"
    return None


def _why_missing(metric: str, metrics: Mapping[str, Any]) -> str:
    if metric not in INSIGHT_OF:
        return NOT_IN_RESPONSE
    return NO_LINK_CLICKS if metric == "clicks" and INSIGHT_OF["clicks"] in metrics else NOT_YET_COUNTED


def _metrics(response: Mapping[str, Any]) -> dict[str, Any]:
    """The insights' latest values, by metric."""
    insights = _value_at(response, "insights", "data")
    values_by_metric: dict[str, Any] = {}
    for insight in insights if isinstance(insights, list) else ():
        values = insight.get("values") if isinstance(insight, dict) else None
        if isinstance(values, list) and values and isinstance(values[-1], dict):
            values_by_metric[str(insight.get("name"))] = values[-1].get("value")
    return values_by_metric


def _link_clicks(metrics: Mapping[str, Any]) -> int | None:
    """Clicks on the link: their own number, or 0 where the other kinds account for every click; else None."""
    kinds = metrics.get(INSIGHT_OF["clicks"])
    if not isinstance(kinds, dict):
        return None
    if "link clicks" in kinds:
        return count_of(kinds["link clicks"])
    all_clicks, clicks_by_kind = count_of(metrics.get(ALL_CLICKS)), [count_of(value) for value in kinds.values()]
    if (
        all_clicks is not None
        and None not in clicks_by_kind
        and sum(number or 0 for number in clicks_by_kind) >= all_clicks
    ):
        return 0
    return None


def _none_shared(response: Mapping[str, Any]) -> int | None:
    """0: Facebook leaves `shares` out where there are none; but it always tells the id with it."""
    return 0 if isinstance(response.get("id"), str) else None


def _angry(metrics: Mapping[str, Any]) -> int | None:
    """Angry reactions; Facebook leaves out kinds of reactions that nobody chose, so none is 0."""
    kinds = metrics.get(REACTIONS)
    return count_of(kinds.get("anger", 0)) if isinstance(kinds, dict) else None


def _total(response: Mapping[str, Any], connection: str) -> int | None:
    return count_of(_value_at(response, connection, "summary", "total_count"))


def _value_at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
