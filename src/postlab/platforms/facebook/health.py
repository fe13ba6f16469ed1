"""Checks a page without posting: how long its token lasts, its permissions, and which metrics are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.base import Health, Identity
from postlab.platforms.facebook.api import DEFAULT_VERSION, INSIGHT_OF, VERSION_ENDS
from postlab.platforms.facebook.client import FacebookClient, batch_request
from postlab.platforms.facebook.counts import INSIGHTS, UnavailableParts, permission_for
from postlab.platforms.facebook.errors import NO_FIELD, NO_PERMISSION
from postlab.platforms.facebook.reader import CountsReader
from postlab.platforms.shapes import unix_time
from postlab.platforms.versions import ending

LOST_WITHOUT = {
    "pages_manage_posts": "nothing can be posted",
    "pages_read_engagement": "nothing can be posted or counted",
    "pages_read_user_content": "likes and comments cannot be counted",
    "read_insights": "clicks and impressions cannot be counted",
}
"""The permissions that are needed, and what cannot be done without each."""
_FROM_INSIGHTS = {metric: metric_of_ours for metric_of_ours, metric in INSIGHT_OF.items()}


def check_health(
    client: FacebookClient, reader: CountsReader, page_identity: Callable[[Mapping[str, Any]], Identity]
) -> Health:
    """Check everything with two or three calls: the token, the page, and its latest post part by part.

    Args:
        client: of the Graph API.
        reader: learns which metrics are retired; those that have come back are read again.
        page_identity: the page in a response about ``me``; raises where that is another one.

    Raises:
        PlatformError: the token is refused, or every call failed.
    """
    token_info = client.debug_token() if client.signed else None
    me_response, role_response, posts_response = client.batch(
        [
            batch_request("me", fields="id,name"),
            batch_request("me", fields="can_post"),
            batch_request("me/published_posts", fields="id", limit="1"),
        ],
        action="tell about the page",
    )
    if isinstance(me_response, PlatformError):
        raise me_response
    if me_response is None:
        raise client.translator.server_trouble("tell about the page", "it took too long", ambiguous=False)
    identity = page_identity(me_response)
    lacks = _missing_scopes(client, token_info)
    posts = posts_response.get("data") if isinstance(posts_response, dict) else None
    post_id = str(posts[0].get("id") or "") if isinstance(posts, list) and posts and isinstance(posts[0], dict) else ""
    reads: bool | None = None
    if _error_code(posts_response) == NO_PERMISSION:
        reads = False
        lacks |= _missing_permission(client, "pages_read_engagement")
    if post_id:
        probed, failures = reader.probe(post_id)
        reader.unavailable = UnavailableParts(dead=probed.dead)
        reads = not {"likes", "comments", "shares"} & (probed.refused | set(failures))
        for part in probed.refused:
            lacks |= _missing_permission(client, permission_for(part))
    sentences = [*lacks.values(), *_retired_metric_sentences(reader.unavailable)]
    publishes = _publishes(token_info, role_response, lacks)
    if publishes is False and not {"pages_manage_posts", "pages_read_engagement"} & set(lacks):
        sentences.append(
            "Whoever made the token may not create content on the page; someone who manages the page can give them "
            "that task (Page, Settings, Page access)."
        )
    version = client.translator.version
    sentences += filter(
        None,
        [
            ending(
                "Facebook",
                version,
                VERSION_ENDS.get(version),
                today=client.translator.clock.now().date(),
                remedy=f"Then: {client.translator.account_add_command()} --api-version {DEFAULT_VERSION}",
            )
        ],
    )
    return Health(
        identity=identity,
        publishes=publishes,
        reads=reads,
        expires_at=_expires_at(token_info),
        lacks=tuple(sentences),
        facts={"dead_metrics": sorted(reader.unavailable.dead), "page": identity.name},
    )


def _missing_scopes(client: FacebookClient, token_info: Mapping[str, Any] | None) -> dict[str, str]:
    scopes = None if token_info is None else token_info.get("scopes")
    if not isinstance(scopes, list):
        return {}
    return {
        name: sentence
        for scope in LOST_WITHOUT
        if scope not in scopes
        for name, sentence in _missing_permission(client, scope).items()
    }


def _missing_permission(client: FacebookClient, scope: str) -> dict[str, str]:
    hint = client.translator.new_credentials_hint()
    return {scope: f"The token lacks the permission {scope}: {LOST_WITHOUT[scope]}. {hint}"}


def _publishes(token_info: Mapping[str, Any] | None, role_response: object, lacks: Mapping[str, str]) -> bool | None:
    """True where both the permissions and the role are proven, False where one is known to be missing."""
    if {"pages_manage_posts", "pages_read_engagement"} & set(lacks) or (token_info or {}).get("is_valid") is False:
        return False
    role = role_response.get("can_post") if isinstance(role_response, dict) else None
    if role is False:
        return False
    if (
        token_info is not None
        and isinstance(token_info.get("scopes"), list)
        and (role is True or _error_code(role_response) == NO_FIELD)
    ):
        return True
    return None


def _retired_metric_sentences(unavailable: UnavailableParts) -> list[str]:
    return [
        f"Facebook has retired its metric {metric}, so {_FROM_INSIGHTS[metric]} can no longer be counted; a newer "
        "PostLab may know what took its place."
        for metric in INSIGHTS
        if metric in unavailable.dead and metric in _FROM_INSIGHTS
    ]


def _expires_at(token_info: Mapping[str, Any] | None) -> datetime | None:
    """When the token stops working: by itself, or because nobody has used the app for 90 days.

    Facebook writes 0 for a token that does not end.
    """
    ends = [(token_info or {}).get(name) for name in ("expires_at", "data_access_expires_at")]
    return min((at for end in ends if end and (at := unix_time(end)) is not None), default=None)


def _error_code(response: object) -> str:
    return response.code if isinstance(response, PlatformError) else ""
