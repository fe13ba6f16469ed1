"""Checks an account on LinkedIn without posting: who it is, what its token may do, and when that ends."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from postlab.clock import Clock
from postlab.platforms.base import Health
from postlab.platforms.linkedin.api import ANALYTICS, MEMBER_CLICKS, is_page
from postlab.platforms.linkedin.client import LinkedInClient, encoded
from postlab.platforms.linkedin.counts import can_count, tells_clicks
from postlab.platforms.linkedin.versions import end_of
from postlab.platforms.shapes import is_list_of, is_text_or_absent, unix_time
from postlab.platforms.versions import ending

TOKEN_LIFE = timedelta(days=60)
POSTING_ROLES = frozenset(
    {
        "ADMINISTRATOR",
        "CONTENT_ADMINISTRATOR",
        "CONTENT_ADMIN",
        "DIRECT_SPONSORED_CONTENT_POSTER",
        "RECRUITING_POSTER",
    }
)

_LACKS = {
    "w_organization_social": "This token may not post for the page: make one with w_organization_social.",
    "r_organization_social": "This token may not list the page's posts, so a post in doubt cannot be looked for: make "
    "one with r_organization_social.",
    "rw_organization_admin": "This token may not read the page's numbers: make one with rw_organization_admin, as an "
    "administrator of the page.",
    "w_member_social": "This token may not post: make one with w_member_social (the product “Share on LinkedIn”).",
    "client_id": "LinkedIn does not know the app by this client id and secret, so the token will not be renewed: copy "
    "both from your app's Auth page and add the account again.",
    "client_secret": "There is a client id but no client secret, so the token will not be renewed: add the account "
    "again and give POSTLAB_LINKEDIN_CLIENT_SECRET.",
    "refresh_token": "There is a client id but no refresh token, so the token will not be renewed: add the account "
    "again and give POSTLAB_LINKEDIN_REFRESH_TOKEN.",
    "r_member_postAnalytics": "LinkedIn does not let this token count a member's posts: likes, comments, shares, "
    "clicks and impressions take r_member_postAnalytics, which LinkedIn gives to approved apps. Type numbers in with "
    "`postlab metrics record`, or use a page.",
}


def check_health(client: LinkedInClient, clock: Clock, facts: Mapping[str, Any]) -> Health:
    """Check the account without posting.

    LinkedIn says when the token ends only to the app's owner (with the client id and secret); else 60 days after this
    lab first saw it are taken, which is the latest that it can be.

    Args:
        client: of LinkedIn's API.
        clock: for the end of the token.
        facts: those of the last check.
    """
    identity = client.whoami()
    introspect_token = client.introspect_token()
    token_info = introspect_token or {}
    scopes = _scopes(token_info)
    page = is_page(client.author)
    reads = can_count(client)
    lacks: list[str] = []
    publishes: bool | None
    if page:
        publishes = _page_publishes(client, scopes, lacks)
    else:
        publishes = "w_member_social" in scopes if scopes else None
        if publishes is False:
            lacks.append(_LACKS["w_member_social"])
    if not reads:
        lacks.append(_LACKS["rw_organization_admin" if page else "r_member_postAnalytics"])
    if client.client_id and not token_info:
        lacks.append(_LACKS["client_secret" if introspect_token is None else "client_id"])
    elif client.client_id and not client.renews:
        lacks.append(_LACKS["refresh_token"])
    ends, about = end_of(client.translator.version)
    today, remedy = clock.now().date(), client.translator.newer_version_hint()
    if said := ending("LinkedIn", client.translator.version, ends, today=today, about=about, remedy=remedy):
        lacks.append(said)
    since = _token_since(client, clock, facts)
    stored_facts: dict[str, Any] = {"author": identity.remote_id, **since}
    if not page:
        stored_facts[ANALYTICS] = reads
        stored_facts[MEMBER_CLICKS] = reads and tells_clicks(client)
    return Health(
        identity=identity,
        publishes=publishes,
        reads=reads,
        expires_at=unix_time(token_info.get("expires_at")) or datetime.fromisoformat(since["token_since"]) + TOKEN_LIFE,
        renews=client.renews,
        lacks=tuple(lacks),
        facts=stored_facts,
    )


def _page_publishes(client: LinkedInClient, scopes: frozenset[str], lacks: list[str]) -> bool | None:
    """Whether we may post for the page; None where LinkedIn tells neither our role nor the token's permissions."""
    author = client.author or ""
    listing = client.call(
        "GET",
        f"/rest/posts?author={encoded(author)}&q=author&count=1&sortBy=LAST_MODIFIED",
        action="list the newest posts",
        headers={"X-RestLi-Method": "FINDER"},
        expects={403},
    )
    if not listing.ok:
        lacks.append(_LACKS["r_organization_social"])
    may_post = "w_organization_social" in scopes if scopes else None
    if may_post is False:
        lacks.append(_LACKS["w_organization_social"])
    roles = client.call(
        "GET",
        "/rest/organizationAcls?q=roleAssignee&state=APPROVED&count=100",
        action="say which role you have on the page",
        headers={"X-RestLi-Method": "FINDER"},
        expects={403},
        readable=lambda response: is_list_of(response.at("elements"), _is_role),
    )
    if not roles.ok:
        return may_post
    roles_held = {
        element["role"]
        for element in roles.at("elements")
        if author in {element.get("organization"), element.get("organizationTarget")}
    }
    if not roles_held & POSTING_ROLES:
        role_text = f"only {', '.join(sorted(roles_held)).lower().replace('_', ' ')}" if roles_held else "none"
        lacks.append(
            f"Your role on this page does not allow posting (you have {client.translator.quoted(role_text)}): ask an "
            "administrator of the page to make you administrator or content administrator."
        )
        return False
    return may_post if may_post is not None else True


def _is_role(element: Any) -> bool:
    return (
        isinstance(element, dict)
        and isinstance(element.get("role"), str)
        and is_text_or_absent(element, "organization", "organizationTarget")
    )


def _scopes(token_info: Mapping[str, Any]) -> frozenset[str]:
    scope = token_info.get("scope")
    return frozenset(scope.replace(",", " ").split()) if isinstance(scope, str) else frozenset()


def _token_since(client: LinkedInClient, clock: Clock, facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts that say since when this lab has had the token, and which token it is, by a part of its checksum."""
    mark = hashlib.sha256(client.token.encode()).hexdigest()[:8]
    stored_since = facts.get("token_since") if facts.get("token_mark") == mark else None
    since = stored_since if isinstance(stored_since, str) else clock.now().isoformat()
    return {"token_since": since, "token_mark": mark}
