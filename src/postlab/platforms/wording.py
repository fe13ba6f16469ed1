"""A network's own words, made safe to show, store and log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from postlab.errors import Rejected
from postlab.sanitise import plain

MAX_LENGTH = 300
_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")


def neutral(text: object, *, secrets: Iterable[str] = ()) -> str:
    """One line without control characters, hidden characters and secrets, 300 characters at most.

    Args:
        text: what the network said.
        secrets: what must not be repeated, such as the password; anything that looks like a JSON web
            token goes too.
    """
    redacted = str(text)
    for secret in secrets:
        if secret:
            redacted = redacted.replace(secret, "•••")
    redacted = _TOKEN.sub("•••", redacted)
    line = plain(redacted)
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1] + "…"


def half_a_character() -> Rejected:
    """What is said of a text that cannot be written in UTF-8."""
    return Rejected(
        "The post holds half a character (a broken emoji, perhaps), which cannot be sent.",
        hint="Edit the post and type that place again.",
        code="bad_text",
    )


def check_text(text: str) -> None:
    """See that a text can be sent at all.

    Raises:
        Rejected: it holds half a character.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise half_a_character() from None
