"""A post as it went live, held against what was meant: what is wrong with it, in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from postlab.sanitise import compared

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
SHOWN = 40


def damage(
    text: str | None, links: Sequence[str] | None, *, meant: str, link: str | None, link_text: str
) -> str | None:
    """What became of a post on its way out, or None when it stands there as it was meant.

    White space, invisible characters, and how a link reads are the network's own business.

    Args:
        text: as readers see it; None where the network does not show it.
        links: where its links lead; None where the network does not tell.
        meant: the text that was sent.
        link: where its link is to lead.
        link_text: how its link reads in the text.
    """
    if text is not None:
        shown, wanted = _words(text, link_text), _words(meant, link_text)
        if shown != wanted:
            return _difference(shown, wanted)
        if cut := _cut_link(text, link_text):
            return f"Its link was cut short: {cut[:200]}"
    if link is None:
        return None
    if links is not None:
        return _of_links(links, link)
    if text is not None and link_text not in text and link not in text:
        return "Its link is gone."
    return None


def _cut_link(text: str, link_text: str) -> str | None:
    """What is left of a link that was cut off with the text's end."""
    if not link_text or link_text in text:
        return None
    addresses = (address.rstrip("….") for address in _ADDRESS.findall(text))
    return next((address for address in addresses if link_text.startswith(address)), None)


def _of_links(links: Sequence[str], link: str) -> str | None:
    if any(_same_address(target, link) for target in links):
        return None
    if not links:
        return "Its link is gone."
    return f"Its link leads to {links[0][:200]} instead of {link}"


def _difference(shown: str, wanted: str) -> str:
    beginning = shown.rstrip(" .…")
    if beginning and wanted.startswith(beginning):
        return f"It was cut after {len(beginning)} of {len(wanted)} characters: it ends with “…{beginning[-SHOWN:]}”."
    if not beginning:
        return "Its words are gone."
    at = next((i for i, (a, b) in enumerate(zip(shown, wanted, strict=False)) if a != b), len(wanted))
    start = max(at - SHOWN // 2, 0)
    return (
        f"It reads differently from what was sent: “{shown[start : start + SHOWN]}” instead of "
        f"“{wanted[start : start + SHOWN]}”."
    )


def _words(text: str, link_text: str) -> str:
    """What a person reads of a text, without its links."""
    plain = unicodedata.normalize("NFC", text)
    if link_text:
        plain = plain.replace(unicodedata.normalize("NFC", link_text), " ")
    return compared(_ADDRESS.sub(" ", plain))


def _same_address(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        a, b = urlsplit(one), urlsplit(other)
    except ValueError:
        # a network may show anything as an address
        return False
    return (
        (a.scheme.lower(), a.netloc.lower()) == (b.scheme.lower(), b.netloc.lower())
        and unquote(a.path).rstrip("/") == unquote(b.path).rstrip("/")
        and unquote(a.query) == unquote(b.query)
    )
