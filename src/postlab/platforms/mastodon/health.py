"""Checks a Mastodon account without posting: who it is, what its token may do, and the limits of its server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.base import Health, Identity
from postlab.platforms.errors import SERVER_TROUBLE
from postlab.platforms.mastodon.api import ALT_LENGTH, PICTURE_BYTES, PICTURE_PIXELS, PICTURE_TYPES, PICTURES
from postlab.platforms.mastodon.client import MastodonClient, parse_statuses
from postlab.platforms.mastodon.errors import (
    GATE,
    IDENTIFY,
    INVALID,
    NO_PERMISSION,
    NO_SERVER,
    NO_SUCH_CALL,
    NOT_FOUND,
    TOKEN_REFUSED,
)
from postlab.platforms.mastodon.statuses import are_statuses, is_account
from postlab.platforms.shapes import is_list_of

if TYPE_CHECKING:
    from mastodon import Mastodon

MOST_POSTS_A_CALL = 40
FEWER_POSTS_A_CALL = 20
"""Mastodon itself takes 20 posts a call since 4.3; others take more, or have no such call."""

NOBODYS_POST = "0"

_DESCRIPTIONS: tuple[Callable[[Mastodon], Any], ...] = (lambda sdk: sdk.instance_v2(), lambda sdk: sdk.instance_v1())
_MAYBE_NO_MASTODON = frozenset({GATE, SERVER_TROUBLE, TOKEN_REFUSED, NO_PERMISSION})
"""Failures of the first call behind which there may be another kind of server: a login page, a WordPress."""


def identify(client: MastodonClient) -> Identity:
    """The account's name and id on the server."""
    account = client.call(IDENTIFY, lambda sdk: sdk.account_verify_credentials(), readable=is_account)
    return Identity(name=f"@{account['acct']}", remote_id=str(account["id"]))


def check_health(client: MastodonClient) -> Health:
    """Check the account without posting, with about five calls.

    Raises:
        NeedsPerson: the token is refused, or there is no Mastodon at that address.
        PlatformError: the server could not be asked.
    """
    try:
        identity = identify(client)
    except (NeedsPerson, Rejected) as exc:
        if exc.code in _MAYBE_NO_MASTODON and (reason := _why_no_mastodon(client)):
            raise client.translator.no_server(reason) from None
        raise
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


def _why_no_mastodon(client: MastodonClient) -> str:
    """What shows that there is no Mastodon, by what each tells of itself to anybody; empty where nothing shows it."""
    for send in _DESCRIPTIONS:
        try:
            description: Any = client.call("describe itself", send)
        except NeedsPerson as exc:
            if exc.code != NO_SERVER:
                return ""
        except Rejected as exc:
            # trouble of the moment shows nothing
            if exc.code not in {NOT_FOUND, NO_SUCH_CALL} and not client.was_answered:
                return ""
        else:
            if isinstance(description, dict) and description.get("version"):
                return ""
    return f"it answers {'with a web page' if client.answered_with_a_page else 'otherwise than Mastodon does'}"


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


def _limits(client: MastodonClient) -> dict[str, Any]:
    """How long a text may be, what a link counts, and which pictures there may be, where the server tells."""
    for send in _DESCRIPTIONS:
        try:
            instance: Any = client.call("say how long a text may be", send)
        except (NeedsPerson, Rejected):
            continue
        limits: dict[str, Any] = {}
        for name in ("max_characters", "characters_reserved_per_url"):
            value = _value_at(instance, "configuration", "statuses", name)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                limits[name] = value
        limits |= _picture_limits(_value_at(instance, "configuration", "media_attachments"))
        if limits:
            return limits
    return {}


def _picture_limits(told: Any) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for name in (PICTURE_BYTES, PICTURE_PIXELS, ALT_LENGTH):
        value = _value_at(told, name)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            limits[name] = value
    kinds = _value_at(told, "supported_mime_types")
    if is_list_of(kinds, lambda kind: isinstance(kind, str)):
        limits[PICTURE_TYPES] = [kind for kind in kinds if kind in PICTURES.media_types]
    return limits


def _value_at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
