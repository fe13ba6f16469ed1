"""How an account stands with LinkedIn: who it is, what its token may do, when that ends."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from postlab.clock import Clock
from postlab.platforms.base import Health
from postlab.platforms.linkedin import ANALYTICS, is_page
from postlab.platforms.linkedin.access import Access, encoded
from postlab.platforms.linkedin.body import moment
from postlab.platforms.linkedin.numbers import can_count

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
    "r_member_postAnalytics": "LinkedIn does not let this token count a member's posts: likes, comments, shares and "
    "impressions take r_member_postAnalytics, which LinkedIn gives to approved apps. Type numbers in with "
    "`postlab metrics record`, or use a page.",
}


def standing(access: Access, clock: Clock, facts: Mapping[str, Any]) -> Health:
    """Everything that LinkedIn tells without a post.

    When the token ends, LinkedIn says to the app's owner alone (with the client id and secret); else it is reckoned
    as 60 days after this lab first saw it, which is the latest that it can be.

    Args:
        access: to LinkedIn.
        clock: for that reckoning.
        facts: what the last look found.
    """
    identity = access.whoami()
    introspected = access.introspected()
    told = introspected or {}
    scopes = _scopes(told)
    page = is_page(access.author)
    reads = can_count(access)
    lacks: list[str] = []
    publishes: bool | None
    if page:
        publishes = _page_standing(access, scopes, lacks)
    else:
        publishes = "w_member_social" in scopes if scopes else None
        if publishes is False:
            lacks.append(_LACKS["w_member_social"])
    if not reads:
        lacks.append(_LACKS["rw_organization_admin" if page else "r_member_postAnalytics"])
    if access.client_id and not told:
        lacks.append(_LACKS["client_secret" if introspected is None else "client_id"])
    elif access.client_id and not access.renews:
        lacks.append(_LACKS["refresh_token"])
    since = _since(access, clock, facts)
    kept: dict[str, Any] = {"author": identity.remote_id, **since}
    if not page:
        kept[ANALYTICS] = reads
    return Health(
        identity=identity,
        publishes=publishes,
        reads=reads,
        expires_at=moment(told.get("expires_at")) or datetime.fromisoformat(since["token_since"]) + TOKEN_LIFE,
        renews=access.renews,
        lacks=tuple(lacks),
        facts=kept,
    )


def _page_standing(access: Access, scopes: frozenset[str], lacks: list[str]) -> bool | None:
    """Whether we may post for the page; None where LinkedIn tells neither our role nor the token's scopes."""
    author = access.author or ""
    listing = access.call(
        "GET",
        f"/rest/posts?author={encoded(author)}&q=author&count=1&sortBy=LAST_MODIFIED",
        action="list the newest posts",
        headers={"X-RestLi-Method": "FINDER"},
        expects={403},
    )
    if not listing.ok:
        lacks.append(_LACKS["r_organization_social"])
    may = "w_organization_social" in scopes if scopes else None
    if may is False:
        lacks.append(_LACKS["w_organization_social"])
    roles = access.call(
        "GET",
        "/rest/organizationAcls?q=roleAssignee&state=APPROVED&count=100",
        action="say which role you have on the page",
        headers={"X-RestLi-Method": "FINDER"},
        expects={403},
    )
    if not roles.ok:
        return may
    elements = roles.at("elements")
    held = {
        str(element.get("role"))
        for element in (elements if isinstance(elements, list) else [])
        if isinstance(element, dict) and author in {element.get("organization"), element.get("organizationTarget")}
    }
    if not held & POSTING_ROLES:
        has = f"only {', '.join(sorted(held)).lower().replace('_', ' ')}" if held else "none"
        lacks.append(
            f"Your role on this page does not allow posting (you have {access.edge.said(has)}): ask an administrator "
            "of the page to make you administrator or content administrator."
        )
        return False
    return may if may is not None else True


def _scopes(told: Mapping[str, Any]) -> frozenset[str]:
    scope = told.get("scope")
    return frozenset(scope.replace(",", " ").split()) if isinstance(scope, str) else frozenset()


def _since(access: Access, clock: Clock, facts: Mapping[str, Any]) -> dict[str, str]:
    """Since when this lab has had the token; a few letters of its checksum tell one token from the next."""
    mark = hashlib.sha256(access.token.encode()).hexdigest()[:8]
    known = facts.get("token_since") if facts.get("token_mark") == mark else None
    since = known if isinstance(known, str) else clock.now().isoformat()
    return {"token_since": since, "token_mark": mark}
