"""What can be proved of a Threads account without posting: who it is, what its token may do, when that ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.base import Health, Identity
from postlab.platforms.http import Answer
from postlab.platforms.threads.failures import NO_PERMISSION
from postlab.platforms.threads.graph import Graph, has_list
from postlab.platforms.threads.renewal import Renewal

PUBLISHES = "threads_content_publish"
COUNTS = "threads_manage_insights"
SHORT = timedelta(days=1)


def check_up(graph: Graph, identity: Identity, renewal: Renewal) -> Health:
    """Everything that can be told without posting, in two to four calls."""
    scopes = _token_told(graph, renewal)
    renewal.if_due()
    publishes, full = _may_publish(graph, identity)
    reads = COUNTS in scopes if scopes is not None else _may_count(graph, identity)
    if scopes is not None and PUBLISHES not in scopes:
        publishes = False
    lacks = []
    if publishes is False:
        lacks.append(f"The token lacks {PUBLISHES}, so nothing can be published. {graph.edge.again()}")
    if reads is False:
        lacks.append(f"The token lacks {COUNTS}, so nothing can be counted. {graph.edge.again()}")
    short = renewal.at is not None and renewal.ends_at is not None and renewal.ends_at - renewal.at <= SHORT
    if short:
        lacks.append(
            "The token is a short-lived one, which ends within hours and cannot be renewed: "
            f"exchange it for a long-lived one. {graph.edge.again()}"
        )
    if full:
        lacks.append(full)
    return Health(
        identity,
        publishes=publishes,
        reads=reads,
        expires_at=renewal.ends_at,
        renews=not short,
        lacks=tuple(lacks),
        facts=renewal.facts(),
    )


def _token_told(graph: Graph, renewal: Renewal) -> frozenset[str] | None:
    """The token's permissions, where Threads tells; it may tell testers of the app alone."""
    try:
        answer = graph.get(
            "/debug_token",
            action="say what the token may do",
            readable=lambda answer: isinstance(answer.at("data"), dict),
            input_token=graph.token,
        )
    except PlatformError:
        return None
    made, ends = _unix(answer.at("data", "issued_at")), _unix(answer.at("data", "expires_at"))
    if made is not None:
        renewal.learn(made, ends)
    scopes = answer.at("data", "scopes")
    return frozenset(map(str, scopes)) if isinstance(scopes, list) and scopes else None


def _may_publish(graph: Graph, identity: Identity) -> tuple[bool | None, str | None]:
    """Whether it may publish, and a sentence where today's posts are used up; the limit is told to who may."""
    try:
        answer = graph.get(
            f"/{identity.remote_id}/threads_publishing_limit",
            action="say how many posts are left today",
            readable=has_list,
            fields="quota_usage,config",
        )
    except NeedsPerson as exc:
        return (False if exc.code == NO_PERMISSION else None), None
    except PlatformError:
        return None, None
    used, total = answer.at("data", 0, "quota_usage"), answer.at("data", 0, "config", "quota_total")
    if isinstance(used, int) and isinstance(total, int) and used >= total:
        return True, f"{used} of the {total} posts of these 24 hours are used up; the next ones wait until tomorrow."
    return True, None


def _may_count(graph: Graph, identity: Identity) -> bool | None:
    try:
        graph.get(f"/{identity.remote_id}/threads_insights", action="count views", readable=has_list, metric="likes")
    except NeedsPerson as exc:
        return False if exc.code == NO_PERMISSION else None
    except PlatformError:
        return None
    return True


def who(graph: Graph) -> Identity:
    """The name and number that Threads knows us by."""

    def whole(answer: Answer) -> bool:
        return all(isinstance(answer.at(name), str) and answer.at(name) for name in ("id", "username"))

    answer = graph.get("/me", action="say who we are", readable=whole, fields="id,username")
    return Identity(name=f"@{answer.at('username')}", remote_id=answer.at("id"))


def _unix(value: Any) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        return None
    return datetime.fromtimestamp(value, UTC)
