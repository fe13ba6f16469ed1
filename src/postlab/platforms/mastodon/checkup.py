"""What can be proved of a Mastodon account without posting: who it is, what its token and its server allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.base import Health, Identity
from postlab.platforms.errors import UnreadableError
from postlab.platforms.mastodon.failures import INVALID, NO_PERMISSION, NO_SUCH_CALL, NOT_FOUND
from postlab.platforms.mastodon.server import MastodonServer, statuses

if TYPE_CHECKING:
    from mastodon import Mastodon

MOST_AT_ONCE = 40
FEWER_AT_ONCE = 20
"""Mastodon itself takes 20 posts a call since 4.3; others take more, or have no such call."""

NOBODYS_POST = "0"


def who(server: MastodonServer) -> Identity:
    """The name and id that the server knows us by."""

    def ask(client: Mastodon) -> Mapping[str, Any]:
        answer = client.account_verify_credentials()
        if not isinstance(answer, dict) or not answer.get("id") or not answer.get("acct"):
            raise UnreadableError("no account in the answer")
        return answer

    account = server.call("say who we are (read:accounts)", ask)
    return Identity(name=f"@{account['acct']}", remote_id=str(account["id"]))


def check_up(server: MastodonServer) -> Health:
    """Everything that can be told without posting, in five calls or so."""
    identity = who(server)
    lacks: list[str] = []
    reads, at_once = _may_read(server, identity)
    publishes = _may_publish(server)
    if reads is False:
        lacks.append(f"The token lacks read:statuses, so posts cannot be counted or looked for. {server.edge.again()}")
    if publishes is False:
        lacks.append(f"The token lacks write:statuses, so nothing can be published. {server.edge.again()}")
    facts = {**_limits(server), "batch": at_once}
    return Health(identity, publishes=publishes, reads=reads, lacks=tuple(lacks), facts=facts)


def _may_read(server: MastodonServer, identity: Identity) -> tuple[bool | None, int | bool]:
    """Whether posts can be counted, and how many a call; False: one by one."""
    action = "read posts (read:statuses)"
    for number in (MOST_AT_ONCE, FEWER_AT_ONCE):
        # any numbers do: a server that does not take so many says so before it looks for them
        asked = [str(one) for one in range(1, number + 1)]
        try:
            server.call(action, lambda client, ids=asked: statuses(client.statuses(ids)), lists=True)  # type: ignore[misc]
        except NeedsPerson as exc:
            if exc.code == NO_PERMISSION:
                return False, number
            break
        except Rejected as exc:
            if exc.code == INVALID:
                continue
            if exc.code in {NOT_FOUND, NO_SUCH_CALL}:
                break
            return None, number
        return True, number
    try:
        server.call(action, lambda client: statuses(client.account_statuses(identity.remote_id, limit=1)), lists=True)
    except NeedsPerson as exc:
        return (False if exc.code == NO_PERMISSION else None), False
    except Rejected:
        return None, False
    return True, False


def _may_publish(server: MastodonServer) -> bool | None:
    """Whether the token may write posts, by asking to edit one that nobody has: scopes are looked at first."""
    try:
        server.call(
            "publish and edit posts (write:statuses)",
            lambda client: client.status_update(NOBODYS_POST, "May this token write?"),
        )
    except NeedsPerson as exc:
        return False if exc.code == NO_PERMISSION else None
    except Rejected as exc:
        return True if exc.code == NOT_FOUND else None
    return None


def _limits(server: MastodonServer) -> dict[str, int]:
    """How long a text may be and what a link counts, where the server says so."""
    for ask in (lambda client: client.instance_v2(), lambda client: client.instance_v1()):
        try:
            instance: Any = server.call("say how long a text may be", ask)
        except (NeedsPerson, Rejected):
            continue
        found = {}
        for name in ("max_characters", "characters_reserved_per_url"):
            value = _at(instance, "configuration", "statuses", name)
            if isinstance(value, int) and value > 0:
                found[name] = value
        if found:
            return found
    return {}


def _at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
