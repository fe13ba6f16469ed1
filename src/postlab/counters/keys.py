"""The key of a counter, fit to travel in a header."""

from __future__ import annotations

from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection


def fit_key(connection: Connection, *, title: str, variable: str, again: str) -> str:
    """The API key as it was given.

    Args:
        connection: holds it under `api_key`.
        title: the counter's name for people.
        variable: of the environment, which may hold it.
        again: what to type to give a new one.

    Raises:
        NeedsPerson: there is none, or it has a character that no key has; it is not repeated.
    """
    key = connection.secrets.get("api_key", "").strip()
    if not key:
        raise NeedsPerson(
            f"There is no API key for “{connection.account}” ({title}).",
            hint=f"{again} (or set {variable})",
            code="no_key",
        )
    # a header with anything else would be refused on its way, by an exception that quotes it
    if not key.isascii() or not key.isprintable() or " " in key:
        raise NeedsPerson(
            f"What was given as the API key of “{connection.account}” is not one: it has characters that no key has.",
            hint=again,
            code="bad_key",
        )
    return key
