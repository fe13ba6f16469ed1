"""Checks a Mastodon account without posting: who it is, what its token may do, and the limits of its server."""

from __future__ import annotations

from typing import Any

from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.base import Health, Identity
from postlab.platforms.mastodon.client import MastodonClient, parse_statuses
from postlab.platforms.mastodon.errors import INVALID, NO_PERMISSION, NO_SUCH_CALL, NOT_FOUND
from postlab.platforms.mastodon.statuses import are_statuses, is_account

MOST_POSTS_A_CALL = 40
FEWER_POSTS_A_CALL = 20
"""Mastodon itself takes 20 posts a call since 4.3; others take more, or have no such call."""

NOBODYS_POST = "0"


def identify(client: MastodonClient) -> Identity:
    """The account's name and id on the server."""
    account = client.call(
        "say who we are (read:accounts)", lambda sdk: sdk.account_verify_credentials(), readable=is_account
    )
    return Identity(name=f"@{account['acct']}", remote_id=str(account["id"]))


def check_health(client: MastodonClient) -> Health:
    """Check the account without posting, with about five calls."""
    identity = identify(client)
    lacks: list[str] = []
    reads, posts_a_call = _may_read(client, identity)
    publishes = _may_publish(client)
    if reads is False:
        lacks.append(
            "The token lacks read:statuses, so posts cannot be counted or looked for. "
            f"{client.translator.new_credentials_hint()}"
        )
    if publishes is False:
        lacks.append(
            f"The token lacks write:statuses, so nothing can be published. {client.translator.new_credentials_hint()}"
        )
    facts = {**_limits(client), "batch": posts_a_call}
    return Health(identity, publishes=publishes, reads=reads, lacks=tuple(lacks), facts=facts)


def _may_read(client: MastodonClient, identity: Identity) -> tuple[bool | None, int | bool]:
    """Whether posts can be counted, and how many a call; False for one by one."""
    action = "read posts (read:statuses)"
    for posts_a_call in (MOST_POSTS_A_CALL, FEWER_POSTS_A_CALL):
        # any numbers do: a server that does not take so many says so before it looks for them
        ids = [str(number) for number in range(1, posts_a_call + 1)]
        try:
            client.call(action, lambda sdk, ids=ids: parse_statuses(sdk.statuses(ids)), readable=are_statuses)  # type: ignore[misc]
        except NeedsPerson as exc:
            if exc.code == NO_PERMISSION:
                return False, posts_a_call
            break
        except Rejected as exc:
            if exc.code == INVALID:
                continue
            if exc.code in {NOT_FOUND, NO_SUCH_CALL}:
                break
            return None, posts_a_call
        return True, posts_a_call
    try:
        client.call(
            action,
            lambda sdk: parse_statuses(sdk.account_statuses(identity.remote_id, limit=1)),
            readable=are_statuses,
        )
    except NeedsPerson as exc:
        return (False if exc.code == NO_PERMISSION else None), False
    except Rejected:
        return None, False
    return True, False


def _may_publish(client: MastodonClient) -> bool | None:
    """Whether the token may publish, by a request to edit a post that does not exist: permissions are checked first."""
    try:
        client.call(
            "publish and edit posts (write:statuses)",
            lambda sdk: sdk.status_update(NOBODYS_POST, "May this token write?"),
        )
    except NeedsPerson as exc:
        return False if exc.code == NO_PERMISSION else None
    except Rejected as exc:
        return True if exc.code == NOT_FOUND else None
    return None


def _limits(client: MastodonClient) -> dict[str, int]:
    """How long a text may be and what a link counts, where the server tells."""
    for send in (lambda sdk: sdk.instance_v2(), lambda sdk: sdk.instance_v1()):
        try:
            instance: Any = client.call("say how long a text may be", send)
        except (NeedsPerson, Rejected):
            continue
        limits = {}
        for name in ("max_characters", "characters_reserved_per_url"):
            value = _value_at(instance, "configuration", "statuses", name)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                limits[name] = value
        if limits:
            return limits
    return {}


def _value_at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
