"""The ways in which a server may repeat a secret, and whether one of them can be seen in a text."""

from __future__ import annotations

import html
import json
import quopri
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

SHORTEST = 8
SIGNS = "+/="


def writings(secret: str) -> dict[str, str]:
    """A secret as servers write it, by what the writing is called."""
    encoded = quote(secret, safe="")
    inside = f"user:{secret}:x".encode()
    return {
        "as it was sent": secret,
        "encoded": encoded,
        "encoded twice": quote(encoded, safe=""),
        "encoded in lower case": encoded.lower(),
        "encoded, every character": "".join(f"%{octet:02X}" for octet in secret.encode()),
        "encoded as a form": quote_plus(secret),
        "decoded as a form": secret.replace("+", " "),
        "in JSON": json.dumps({"token": secret}).replace("/", "\\/"),
        "in JSON, its signs by number": "".join(f"\\u{ord(sign):04x}" if sign in SIGNS else sign for sign in secret),
        "in JSON in JSON": json.dumps(json.dumps({"token": secret}).replace("/", "\\/")),
        "in HTML": html.escape("".join(f"&#{ord(sign)};" if sign in SIGNS else sign for sign in secret)),
        "in HTML, in hexadecimal": "".join(f"&#x{ord(sign):X};" for sign in secret),
        "in mail": quopri.encodestring(secret.replace("+", "=2B").encode()).decode(),
        "base64": b64encode(secret.encode()).decode(),
        "base64 behind a name": b64encode(inside).decode(),
        "base64 behind another": b64encode(b"u" + inside).decode(),
        "base64 for addresses": urlsafe_b64encode(b"uu" + inside).decode(),
        "base64, encoded": quote(b64encode(secret.encode()).decode(), safe=""),
        "in hexadecimal": secret.encode().hex(),
        "in hexadecimal, upper case": secret.encode().hex().upper(),
        "in upper case": secret.upper(),
        "cut in front": secret[5:],
        "cut behind": secret[:-5],
        "cut in front, encoded": encoded[4:],
        "cut behind, encoded": encoded[:-4],
        "eight characters of it": secret[6:14],
        "with an invisible character in it": f"{secret[:7]}\u200b{secret[7:]}",
    }


def seen(secret: str, text: str) -> list[str]:
    """The parts of a secret, in any of its writings, that can be seen in a text."""
    # what the writing of something else has as well is none of the secret: in base64 down to its first bits
    parts = _parts(secret).difference(*(_parts(letter * len(secret)) for letter in "!?APap"))
    lowered = text.lower()
    return sorted(part for part in parts if part in lowered)


def _parts(secret: str) -> set[str]:
    return {
        writing[start : start + SHORTEST].lower()
        for writing in writings(secret).values()
        for start in range(len(writing) - SHORTEST + 1)
    }
