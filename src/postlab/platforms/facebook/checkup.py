"""What can be told about a page without posting: its token's life, its permissions, the metrics that are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.base import Health, Identity
from postlab.platforms.facebook import BEHIND
from postlab.platforms.facebook.failures import NO_FIELD, NO_PERMISSION
from postlab.platforms.facebook.graph import Graph, relative
from postlab.platforms.facebook.parts import INSIGHTS, Known, permission
from postlab.platforms.facebook.reader import Reader

LOSES = {
    "pages_manage_posts": "nothing can be posted",
    "pages_read_engagement": "nothing can be posted or counted",
    "pages_read_user_content": "likes and comments cannot be counted",
    "read_insights": "clicks and impressions cannot be counted",
}
"""Permissions, and what is lost without each."""
_FROM_INSIGHTS = {metric: ours for ours, metric in BEHIND.items()}


def checkup(graph: Graph, reader: Reader, introduced: Callable[[Mapping[str, Any]], Identity]) -> Health:
    """Everything in two or three calls: about the token, about the page, and about its latest post part by part.

    Args:
        graph: the way to the Graph API.
        reader: learns which metrics are dead; those that have come back are asked for again.
        introduced: who an answer about ``me`` says we are; raises where that is somebody else.

    Raises:
        PlatformError: the token is refused, or nothing could be asked.
    """
    told = graph.about_token() if graph.signed else None
    who, may_post, latest = graph.together(
        [
            relative("me", fields="id,name"),
            relative("me", fields="can_post"),
            relative("me/published_posts", fields="id", limit="1"),
        ],
        action="tell about the page",
    )
    if isinstance(who, PlatformError):
        raise who
    if who is None:
        raise graph.edge.trouble("tell about the page", "it took too long", ambiguous=False)
    identity = introduced(who)
    lacks = _missing_scopes(graph, told)
    posts = latest.get("data") if isinstance(latest, dict) else None
    post_id = str(posts[0].get("id") or "") if isinstance(posts, list) and posts and isinstance(posts[0], dict) else ""
    reads: bool | None = None
    if _code(latest) == NO_PERMISSION:
        reads = False
        lacks |= _lack(graph, "pages_read_engagement")
    if post_id:
        found, others = reader.probe(post_id)
        reader.known = Known(dead=found.dead)
        reads = not {"likes", "comments", "shares"} & (found.refused | set(others))
        for part in found.refused:
            lacks |= _lack(graph, permission(part))
    sentences = [*lacks.values(), *_dead(reader.known)]
    publishes = _publishes(told, may_post, lacks)
    if publishes is False and not {"pages_manage_posts", "pages_read_engagement"} & set(lacks):
        sentences.append(
            "Whoever made the token may not create content on the page; someone who manages the page can give them "
            "that task (Page, Settings, Page access)."
        )
    return Health(
        identity=identity,
        publishes=publishes,
        reads=reads,
        expires_at=_end(told),
        lacks=tuple(sentences),
        facts={"dead_metrics": sorted(reader.known.dead), "page": identity.name},
    )


def _missing_scopes(graph: Graph, told: Mapping[str, Any] | None) -> dict[str, str]:
    scopes = None if told is None else told.get("scopes")
    if not isinstance(scopes, list):
        return {}
    return {name: sentence for scope in LOSES if scope not in scopes for name, sentence in _lack(graph, scope).items()}


def _lack(graph: Graph, scope: str) -> dict[str, str]:
    return {scope: f"The token lacks the permission {scope}: {LOSES[scope]}. {graph.edge.new_token()}"}


def _publishes(told: Mapping[str, Any] | None, may_post: object, lacks: Mapping[str, str]) -> bool | None:
    """True where both the permissions and the role are proven, False where one is known to be missing."""
    if {"pages_manage_posts", "pages_read_engagement"} & set(lacks) or (told or {}).get("is_valid") is False:
        return False
    role = may_post.get("can_post") if isinstance(may_post, dict) else None
    if role is False:
        return False
    if told is not None and isinstance(told.get("scopes"), list) and (role is True or _code(may_post) == NO_FIELD):
        return True
    return None


def _dead(known: Known) -> list[str]:
    return [
        f"Facebook has retired its metric {metric}, so {_FROM_INSIGHTS[metric]} can no longer be counted; a newer "
        "PostLab may know what took its place."
        for metric in INSIGHTS
        if metric in known.dead and metric in _FROM_INSIGHTS
    ]


def _end(told: Mapping[str, Any] | None) -> datetime | None:
    """When the token stops working: by itself, or because nobody has used the app for 90 days.

    Facebook writes 0 for a token that does not end.
    """
    ends = [(told or {}).get(name) for name in ("expires_at", "data_access_expires_at")]
    seconds = [end for end in ends if isinstance(end, int) and not isinstance(end, bool) and end > 0]
    return datetime.fromtimestamp(min(seconds), UTC) if seconds else None


def _code(answer: object) -> str:
    return answer.code if isinstance(answer, PlatformError) else ""
