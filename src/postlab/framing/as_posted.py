"""A post as it went live, held against what was meant: what is wrong with it, in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from urllib.parse import quote, unquote, urlsplit

from postlab.framing.autolinks import addresses, links_on_x
from postlab.sanitise import compared

_SHORTENERS = frozenset({"t.co", "lnkd.in"})
"""Hosts of networks that hide where a link leads, where the network does not tell it beside."""
_HIDDEN = rf"https?://(?:{'|'.join(map(re.escape, sorted(_SHORTENERS)))})/\w+"
_PORTS = {"http": 80, "https": 443}
SHOWN = 40


def damage(
    text: str | None, links: Sequence[str] | None, *, meant: str, link: str | None, link_text: str
) -> str | None:
    """What became of a post on its way out, or None when it stands there as it was meant.

    White space, invisible characters, and how a link reads are the network's own business; so is a link made of a
    name in the words (X makes http://GOV.UK of GOV.UK).

    Args:
        text: as readers see it; None where the network does not show it.
        links: where its links lead; None where the network does not tell.
        meant: the text that was sent.
        link: where its link is to lead.
        link_text: how its link reads in the text.
    """
    if text is not None:
        text = _with_names(text, meant)
        shown, wanted = _words(text, link_text), _words(meant, link_text)
        if shown != wanted:
            return _difference(shown, wanted)
        if cut := _cut_link(text, link_text):
            return f"Its link was cut short: {cut[:200]}"
    if link is None:
        return None
    if links is not None:
        return _of_links(links, link)
    if text is not None and link_text not in text and not leads_to(_addresses(text), link):
        return "Its link is gone."
    return None


def picture_damage(alt: str | None, *, there: bool | None, meant_alt: str) -> str | None:
    """What became of a post's picture on its way out, or None when it stands there with its words.

    Args:
        alt: the words for those who cannot see it; None where the network does not tell.
        there: whether the post has its picture; None where the network does not tell.
        meant_alt: the words that were sent.
    """
    if there is False:
        return "Its picture, which was sent along, is not there."
    if not there or alt is None or compared(alt) == compared(meant_alt):
        return None
    if not compared(alt):
        return "The words for those who cannot see its picture are gone."
    return f"The words for those who cannot see its picture read “{alt[:SHOWN]}” instead of “{meant_alt[:SHOWN]}”."


def same_text(shown: str, meant: str) -> bool:
    """Whether a text reads as one that was sent, its addresses included; white space and invisible characters aside."""
    shown = _with_names(shown, meant)
    there, wanted = _addresses(shown), _addresses(meant)
    return _words(shown, "") == _words(meant, "") and all(
        one is not None and other is not None and same_address(one, other) for one, other in zip_longest(there, wanted)
    )


def leads_to(links: Sequence[str], link: str) -> bool:
    """Whether one of a post's links is the link that was meant, in whatever writing."""
    return any(same_address(target, link) for target in links)


def same_address(shown: str, meant: str) -> bool:
    """Whether a network shows the address that was meant, though it writes it in another way.

    Names of hosts may be in capitals or encoded (xn--…), a slash may stand at the end of a path or not, letters may be
    encoded or not; http may have become https, never the other way round; where a place within the page is named
    (#apply) it may be left out, but nothing that leads to another page.
    """
    if shown == meant:
        return True
    try:
        a, b = urlsplit(shown), urlsplit(meant)
        same_host = _host(a.netloc, a.scheme) == _host(b.netloc, b.scheme)
    except ValueError:
        # a network may show anything as an address
        return False
    return (
        (a.scheme, b.scheme) in {(a.scheme, a.scheme), ("https", "http")}
        and same_host
        and _decoded(a.path).rstrip("/") == _decoded(b.path).rstrip("/")
        and _decoded(a.query) == _decoded(b.query)
        and (_decoded(a.fragment) == _decoded(b.fragment) or (not a.fragment and b.fragment[0] not in "/!"))
    )


def _host(name: str, scheme: str) -> str:
    """A host as the name system knows it, with its port where that is not the scheme's own."""
    host, colon, port = name.rpartition(":") if re.search(r":\d*$", name) else (name, "", "")
    if colon and port and int(port) != _PORTS.get(scheme):
        return f"{_encoded(host)}:{port}"
    return _encoded(host)


def _encoded(host: str) -> str:
    name = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    if name.isascii():
        return name
    labels = (label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in name.split("."))
    return ".".join(labels)


def _decoded(part: str) -> str:
    return unicodedata.normalize("NFC", unquote(part))


def _with_names(shown: str, meant: str) -> str:
    """The text with names in its words as they were sent, where the network made addresses of them."""
    shown, meant = unicodedata.normalize("NFC", shown), unicodedata.normalize("NFC", meant)
    at = 0
    for start, end in links_on_x(meant):
        name = meant[start:end]
        if "://" in name:
            continue
        forms = "|".join(re.escape(form) for form in _forms(name))
        ahead = _beside(meant[:start][-1:], "(?<={})", r"(?<!\S)")
        behind = _beside(meant[end:][:1], "(?={})", r"(?!\S)")
        written = rf"{ahead}(?:{forms}|https?://(?:{forms})/?|{_HIDDEN}){behind}"
        found = re.compile(written, re.IGNORECASE).search(shown, at)
        if found:
            shown = f"{shown[: found.start()]}{name}{shown[found.end() :]}"
            at = found.start() + len(name)
    return shown


def _beside(character: str, pattern: str, space: str) -> str:
    """What a pattern says of the character beside a name: that one, or any space, or the end of the text."""
    return pattern.format(re.escape(character)) if character.strip() else space


def _forms(name: str) -> tuple[str, ...]:
    """How a network may write an address that it made of a name."""
    host, slash, rest = name.partition("/")
    coded = quote(rest, safe="%/?&=#;:+,@!$'()*[]~-._|")
    return tuple(dict.fromkeys((name, f"{_encoded(host)}{slash}{rest}", f"{_encoded(host)}{slash}{coded}")))


def _addresses(text: str) -> list[str]:
    # a network that cuts a text may put “…” where an address ends
    return [text[start:end].rstrip("….") for start, end in addresses(text)]


def _cut_link(text: str, link_text: str) -> str | None:
    """What is left of a link that was cut off with the text's end."""
    shown = _addresses(text)
    if not link_text or link_text in text or leads_to(shown, link_text):
        return None
    return next((address for address in shown if link_text.startswith(address)), None)


def _of_links(links: Sequence[str], link: str) -> str | None:
    if leads_to(links, link):
        return None
    if not links:
        return "Its link is gone."
    if any(_is_hidden(target) for target in links):
        return None
    return f"Its link leads to {links[0][:200]} instead of {link}"


def _is_hidden(target: str) -> bool:
    """Whether only the network knows where a link leads."""
    try:
        return urlsplit(target).hostname in _SHORTENERS
    except ValueError:
        return False


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
    for start, end in reversed(list(addresses(plain))):
        plain = f"{plain[:start]} {plain[end:]}"
    return compared(plain)
