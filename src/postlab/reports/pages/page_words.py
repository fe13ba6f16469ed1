"""Words of a page: commands told from the sentence around them, and addresses that may be followed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from postlab.sanitise import plain

_COMMAND = re.compile(r"`([^`]*)`")


def with_commands(sentence: str) -> Markup:
    """A sentence with what stands between backticks marked as code; all of it is escaped."""
    parts = _COMMAND.split(plain(sentence))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def to_follow(address: str | None) -> str | None:
    """An address if it is one of the web, which a click may open; None for any other, such as a script."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None
