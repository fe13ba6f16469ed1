"""Addresses that are signed: one character more or less, and their server turns the visitor away."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

_ALONE = re.compile(r"^(?:x-(?:amz|goog|oss|cos|obs|tos|bce)-signature|q-signature|key-pair-id|hdnts|hdnea|hdntl)$")
_SIGNATURES = frozenset({"signature", "sig", "hmac"})
_TOKENS = frozenset({"sign", "token", "mac", "auth_key", "hash", "md5", "st"})
"""They are signatures only beside a time at which they end."""
_ENDS = frozenset({"expires", "expire", "expiry", "expiration", "expires_at", "exp", "se", "valid_until", "validuntil"})
_MORE_ENDS = frozenset({"e", "until"})
_TOGETHER = ({"oh", "oe"}, {"ex", "is", "hm"})
"""Of Facebook's and Discord's file servers."""
_LONE_SIGNATURE = re.compile(r"[0-9a-zA-Z_\-+/=%]{24,}$")


def is_signed(url: str) -> bool:
    """Whether an address carries a signature over its own parts, as links to files in a cloud do.

    Such a link usually ends by itself after hours or days, and nothing may be added to it or left out.
    """
    query = url.partition("#")[0].partition("?")[2]
    values = {
        unquote_plus(name).lower(): value
        for name, _, value in (piece.partition("=") for piece in query.split("&"))
        if value
    }
    names = set(values)
    if any(_ALONE.match(name) for name in names) or any(together <= names for together in _TOGETHER):
        return True
    if any("~hmac=" in unquote_plus(value) for value in values.values()):
        return True
    if "signature" in names and _LONE_SIGNATURE.match(values["signature"]):
        return True
    if names & _SIGNATURES and names & _ENDS:
        return True
    ends = names & (_ENDS | _MORE_ENDS)
    return bool(names & (_SIGNATURES | _TOKENS)) and _is_time(values, ends)


def _is_time(values: dict[str, str], ends: set[str]) -> bool:
    """Whether one of these says when something ends: seconds since 1970, or a day."""
    return any(re.match(r"\d{4}-\d\d-\d\d|\d{9,13}$", unquote_plus(values[name])) for name in ends)
