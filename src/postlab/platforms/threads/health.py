"""Checks a Threads account without posting: who it is, what its token may do, and when that ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.base import Health, Identity
from postlab.platforms.http import JsonResponse
from postlab.platforms.shapes import unix_time
from postlab.platforms.threads.client import ThreadsClient, is_list
from postlab.platforms.threads.errors import NO_PERMISSION
from postlab.platforms.threads.tokens import TokenRenewal

PUBLISH_SCOPE = "threads_content_publish"
INSIGHTS_SCOPE = "threads_manage_insights"
SHORT_LIFE = timedelta(days=1)


def check_health(client: ThreadsClient, identity: Identity, renewal: TokenRenewal) -> Health:
    """Check the account without posting, with two to four calls."""
    scopes = _token_scopes(client, renewal)
    renewal.renew_if_due()
    publishes, quota_sentence = _may_publish(client, identity)
    reads = INSIGHTS_SCOPE in scopes if scopes is not None else _may_count(client, identity)
    if scopes is not None and PUBLISH_SCOPE not in scopes:
        publishes = False
    lacks = []
    if publishes is False:
        lacks.append(
            f"The token lacks {PUBLISH_SCOPE}, so nothing can be published. {client.translator.new_credentials_hint()}"
        )
    if reads is False:
        lacks.append(
            f"The token lacks {INSIGHTS_SCOPE}, so nothing can be counted. {client.translator.new_credentials_hint()}"
        )
    short_lived = renewal.at is not None and renewal.ends_at is not None and renewal.ends_at - renewal.at <= SHORT_LIFE
    if short_lived:
        lacks.append(
            "The token is a short-lived one, which ends within hours and cannot be renewed: "
            f"exchange it for a long-lived one. {client.translator.new_credentials_hint()}"
        )
    if client.clicks_cut:
        lacks.append(
            "Threads has told clicks without the tags that tell posts apart, so clicks are not counted here: name a "
            "counter (`postlab account add shlink|plausible`) in a plan's clicks_from."
        )
    if quota_sentence:
        lacks.append(quota_sentence)
    return Health(
        identity,
        publishes=publishes,
        reads=reads,
        expires_at=renewal.ends_at,
        renews=not short_lived,
        lacks=tuple(lacks),
        facts=renewal.facts(),
    )


def _token_scopes(client: ThreadsClient, renewal: TokenRenewal) -> frozenset[str] | None:
    """The token's permissions; None where Threads does not tell, as it may do for all but testers of the app."""
    try:
        response = client.get(
            "/debug_token",
            action="say what the token may do",
            readable=lambda response: isinstance(response.at("data"), dict),
            input_token=client.token,
        )
    except PlatformError:
        return None
    issued_at, expires_at = _unix(response.at("data", "issued_at")), _unix(response.at("data", "expires_at"))
    if issued_at is not None:
        renewal.set_times(issued_at, expires_at)
    scopes = response.at("data", "scopes")
    return frozenset(map(str, scopes)) if isinstance(scopes, list) and scopes else None


def _may_publish(client: ThreadsClient, identity: Identity) -> tuple[bool | None, str | None]:
    """Whether the token may publish, and a sentence where today's posts are used up."""
    try:
        response = client.get(
            f"/{identity.remote_id}/threads_publishing_limit",
            action="say how many posts are left today",
            readable=is_list,
            fields="quota_usage,config",
        )
    except NeedsPerson as exc:
        return (False if exc.code == NO_PERMISSION else None), None
    except PlatformError:
        return None, None
    used, total = response.at("data", 0, "quota_usage"), response.at("data", 0, "config", "quota_total")
    if isinstance(used, int) and isinstance(total, int) and used >= total:
        return True, f"{used} of the {total} posts of these 24 hours are used up; the next ones wait until tomorrow."
    return True, None


def _may_count(client: ThreadsClient, identity: Identity) -> bool | None:
    try:
        client.get(f"/{identity.remote_id}/threads_insights", action="count views", readable=is_list, metric="likes")
    except NeedsPerson as exc:
        return False if exc.code == NO_PERMISSION else None
    except PlatformError:
        return None
    return True


def identify(client: ThreadsClient) -> Identity:
    """The account's name and number on Threads."""

    def is_complete(response: JsonResponse) -> bool:
        return all(isinstance(response.at(name), str) and response.at(name) for name in ("id", "username"))

    response = client.get("/me", action="say who we are", readable=is_complete, fields="id,username")
    return Identity(name=f"@{response.at('username')}", remote_id=response.at("id"))


def _unix(value: Any) -> datetime | None:
    """A time; None for 0, which Threads writes for a token that does not end."""
    return unix_time(value) if value else None
