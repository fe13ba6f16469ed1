"""A network's own words, made safe to show, store and log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from postlab.errors import Rejected
from postlab.masking import HIDDEN, KNOWN, Mask
from postlab.sanitise import plain

MAX_LENGTH = 300
_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")


def neutral(text: object, *, secrets: Iterable[str] = (), public: Iterable[str] = ()) -> str:
    """One line without control characters, hidden characters and secrets, 300 characters at most.

    Args:
        text: what the network said.
        secrets: what must not be repeated, in whichever writing, such as the password; what this process knows to be a
            secret and anything that looks like a JSON web token go too.
        public: words that may stand there although a secret begins with them, such as the account's name.
    """
    # what cannot be seen might stand in the middle of a secret, so it goes first
    masked = KNOWN.hide(Mask(secrets, public=public).hide(plain(str(text))))
    line = _TOKEN.sub(HIDDEN, masked)
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
