"""Checks the API key of a counter before it is sent in a header."""

from __future__ import annotations

from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection


def usable_api_key(connection: Connection, *, title: str, variable: str, hint: str) -> str:
    """The API key of a connection, if it can be one.

    Args:
        connection: holds it under `api_key`.
        title: the counter's name for people.
        variable: the environment variable that may hold the key.
        hint: what to type to set another key.

    Raises:
        NeedsPerson: there is none, or it has a character that no key has; the message does not repeat it.
    """
    key = connection.secrets.get("api_key", "").strip()
    if not key:
        raise NeedsPerson(
            f"There is no API key for “{connection.account}” ({title}).",
            hint=f"{hint} (or set {variable})",
            code="no_key",
        )
    # a header with anything else would be refused on its way, by an exception that quotes it
    if not key.isascii() or not key.isprintable() or " " in key:
        raise NeedsPerson(
            f"What was given as the API key of “{connection.account}” is not one: it has characters that no key has.",
            hint=hint,
            code="bad_key",
        )
    return key
