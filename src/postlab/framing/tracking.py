"""Links that say which post they were clicked in."""

from __future__ import annotations

import re
import unicodedata
import zlib
from urllib.parse import quote, unquote_plus, unquote_to_bytes

from postlab.errors import InputError
from postlab.framing.signed import is_signed


def tracking_url(url: str, *, source: str, campaign: str, content: str, medium: str = "social") -> str:
    """The link with utm_source, utm_medium, utm_campaign and utm_content in its query.

    Whatever utm tags it had are somebody else's and go; all else stays as it is, byte for byte. A signed address
    (`postlab.framing.signed`) comes back as it is: with tags its server would turn readers away.

    Raises:
        InputError: it is not a web address.
    """
    if not re.match(r"https?://[^/?#\s]", url, re.IGNORECASE):
        raise InputError(
            f"“{url}” is not a web address that can be tracked.",
            hint="Give an address that starts with http:// or https://, or turn tracking off.",
        )
    if is_signed(url):
        return url
    rest, hash_sign, fragment = url.partition("#")
    address, _, query = rest.partition("?")
    query = _without_tags(query)
    tags = {
        "utm_source": source,
        "utm_medium": medium,
        "utm_campaign": campaign,
        "utm_content": content,
    }
    ours = "&".join(f"{name}={quote(value, safe='')}" for name, value in tags.items())
    joint = "" if not query or query.endswith("&") else "&"
    return f"{address}?{query}{joint}{ours}{hash_sign}{fragment}"


def _without_tags(query: str) -> str:
    """A query without utm tags, whatever the case of their names; each goes with the sign before it."""
    pieces = re.split("([&;])", query)
    kept = [
        (sign, pair)
        for sign, pair in zip(["", *pieces[1::2]], pieces[::2], strict=True)
        if not unquote_plus(pair.partition("=")[0]).lower().startswith("utm_")
    ]
    return "".join(f"{sign if place else ''}{pair}" for place, (sign, pair) in enumerate(kept))


def tag(url: str, name: str) -> str | None:
    """The value of a tag in a link's query, decoded, whatever the case of its name; None if absent or empty.

    Of a tag that stands there twice the first counts.
    """
    query = url.partition("#")[0].partition("?")[2]
    for pair in re.split("[&;]", query):
        key, _, value = pair.partition("=")
        if unquote_plus(key).lower() == name:
            return unquote_plus(value) or None
    return None


def tags_of(url: str) -> tuple[str | None, str | None]:
    """The values of utm_campaign and utm_content in a link; each as `tag` gives it."""
    return tag(url, "utm_campaign"), tag(url, "utm_content")


def shown_link(url: str, *, at_most: int = 32) -> str:
    """A link as Bluesky's own apps show it: no scheme, no query, a long path cut short with "…".

    Args:
        url: the whole address, which goes behind these words.
        at_most: how many characters may follow the host.
    """
    whole = in_its_letters(url)
    address = re.split(r"[?#]", re.sub(r"^[a-z]+://(?:[^/@]*@)?", "", whole, flags=re.IGNORECASE), maxsplit=1)[0]
    host, slash, path = address.partition("/")
    rest = (slash + path).rstrip("/")
    return host + (rest if len(rest) <= at_most else rest[: at_most - 1] + "…")


LONGEST_READABLE = 100
"""Characters up to which an address is shown whole: beside it, three blocks of text still fit on Bluesky."""


def readable_link(url: str) -> str:
    """How a link reads in a text on a network that keeps the address, tracking included, behind the words.

    It depends on the address alone, so that every framing of a link shows it alike.

    Args:
        url: the address without tracking.
    """
    whole = in_its_letters(url)
    return whole if len(whole) <= LONGEST_READABLE else shown_link(url)


def in_its_letters(url: str) -> str:
    """An address with the letters of other scripts as people read them, in the place of their codes (%E8%81%8C)."""

    def letters(codes: re.Match[str]) -> str:
        try:
            text = unquote_to_bytes(codes[0]).decode("utf-8")
        except UnicodeDecodeError:
            return codes[0]
        return "".join(letter if unicodedata.category(letter)[0] in "LMN" else quote(letter) for letter in text)

    return re.sub(r"(?:%[89A-F][0-9A-F])+", letters, url, flags=re.IGNORECASE)


def shorter_links(url: str) -> tuple[str, ...]:
    """How a link may read where there is no room for `readable_link`: its host and what fits of its path, then less."""
    return shown_link(url), shown_link(url, at_most=2)


def slug(text: str) -> str:
    """A name as a tag value: lower case, ASCII letters, digits and hyphens, never empty.

    Where letters are lost on the way (other scripts), a short checksum keeps different names apart.
    """
    spread = "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )
    lost = any(character.isalnum() and not character.isascii() for character in spread)
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", spread.lower()))
    if lost or not words:
        words.append(f"{zlib.crc32(text.encode('utf-8', errors='replace')):08x}")
    return "-".join(words)
