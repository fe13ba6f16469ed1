"""Keeps an account's secrets out of all that its adapter says: its errors, and what it tells of the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from postlab.errors import PostlabError, Unknown
from postlab.masking import KNOWN, Mask
from postlab.platforms.base import Connection, Credential, Published

Connected = TypeVar("Connected")

_AS_THEY_ARE = frozenset({"prepare", "show"})
"""What is sent, and the words that are compared with it: a part of a secret may be a word of a post's."""


def guarded(
    connect: Callable[[Connection], Connected], connection: Connection, credentials: tuple[Credential, ...]
) -> Connected:
    """The connected account or counter, with no secret in what its methods return or raise.

    Args:
        connect: the plugin's or counter's.
        connection: what it gets; secrets that it renews are hidden as well.
        credentials: the plugin's or counter's, which say what of `Connection.secrets` is secret.

    Raises:
        PostlabError: as `connect`.
    """
    with hiding(connection, credentials) as mask:
        connected = connect(replace(connection, keep=_also_hiding(mask, connection, credentials)))
    methods = {
        name: staticmethod(_method(getattr(connected, name), mask))
        for name in dir(type(connected))
        if not name.startswith("_") and callable(getattr(type(connected), name))
    }
    return cast("Connected", type(type(connected).__name__, (), methods)())


@contextmanager
def hiding(connection: Connection, credentials: tuple[Credential, ...]) -> Iterator[Mask]:
    """Hide the secrets of a connection in the errors that are raised in the block; yields their mask."""
    secrets = _secret_values(connection.secrets, credentials)
    public = (connection.account, *(str(value) for value in connection.options.values()))
    mask = Mask(secrets, public=public)
    KNOWN.spare(public)
    for secret in secrets:
        KNOWN.add(secret)
    with _hidden_in_errors(mask):
        yield mask


def _also_hiding(
    mask: Mask, connection: Connection, credentials: tuple[Credential, ...]
) -> Callable[[Mapping[str, str]], None]:
    def keep(renewed: Mapping[str, str]) -> None:
        for secret in _secret_values(renewed, credentials):
            mask.add(secret)
            KNOWN.add(secret)
        connection.keep(renewed)

    return keep


def _secret_values(secrets: Mapping[str, str], credentials: tuple[Credential, ...]) -> list[str]:
    harmless = {credential.name for credential in credentials if credential.harmless}
    return [value for name, value in secrets.items() if name not in harmless]


@contextmanager
def _hidden_in_errors(mask: Mask) -> Iterator[None]:
    try:
        yield
    except PostlabError as exc:
        exc.message, exc.hint = mask.hide(exc.message), mask.hide(exc.hint)
        exc.args = (exc.message,)
        raise


def _method(method: Callable[..., Any], mask: Mask) -> Callable[..., Any]:
    def guarded_method(*args: Any, **more: Any) -> Any:
        with _hidden_in_errors(mask):
            answer = method(*args, **more)
        return answer if method.__name__ in _AS_THEY_ARE else _hidden(answer, mask)

    return guarded_method


def _hidden(value: Any, mask: Mask) -> Any:
    """A value without the secrets in its texts.

    Raises:
        Unknown: a post's id holds one, so that nothing could be found by it.
    """
    if isinstance(value, str):
        return mask.hide(value)
    if isinstance(value, Published):
        return _published(value, mask)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _hidden(getattr(value, field.name), mask) for field in fields(value)})
    if isinstance(value, Mapping):
        return {key: _hidden(one, mask) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_hidden(one, mask) for one in value)
    return value


def _published(published: Published, mask: Mask) -> Published:
    if mask.shows(published.remote_id):
        raise Unknown(
            "The network says that the post is there, but not under a name that a post can have.",
            hint="The next run looks for it before it does anything else.",
        )
    address = published.permalink
    return published if address is None or not mask.shows(address) else replace(published, permalink=None)
