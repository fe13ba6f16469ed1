"""The one way in for an address: what was pasted goes in, what is posted comes out. docs/links.md has the rules."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from postlab.articles.address import target
from postlab.articles.tracking import without_tracking
from postlab.articles.wrappers import unwrapped
from postlab.errors import InputError
from postlab.framing.signed import is_signed
from postlab.sanitise import LISTED, marked, page_words

NO_PAGES_ADDRESS = frozenset({"bad_url", "bad_scheme", "userinfo", "invisible", "wrapped", "personal"})
"""Codes of errors about the address itself: it is refused whatever else is given."""

_AROUND = re.compile(rf"^(?:[\s{LISTED}])+|(?:[\s{LISTED}])+$")
_UNSEEN_END = re.compile(r"(?:%(?:20|C2%A0|C2%AD|E2%80%8[B-F]|E2%80%A[8-F]|E2%81%A[0-9A-F]|EF%BB%BF))+$", re.IGNORECASE)
"""White space and invisible characters at an end, as a browser's address bar encodes them."""
_PAIRS = ("<>", "()", "[]", "{}", '""', "''", "“”", "‘’", "«»", "„“", "‹›", "``")
_OPENED_BY = {")": "(", "]": "[", "}": "{", ">": "<", "”": "“", "»": "«"}
_CLOSED_LAST = re.compile(r"([)\]}>”»])[\s.,;:!?…]*$")
_BETWEEN_WORDS = re.compile(r"(?<=[^/,;:])[,;:]+$")
"""What no address ends with, but a sentence goes on after."""
_MOST_ENDS = 8
_HOST_FIRST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?$")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CLOSING = re.compile(r"(?<=[^/.,;:!*~$@&])[.,;:!*~$@&]+$")
"""What ends an address so that networks take it for the sentence's; a segment of dots alone is none."""
_ODD_SPACE = re.compile(r"[^\S\x00-\x20\x85]")
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")

_SAFE = "%/:@!$&*+,;=~-._"
"""What may stand as it is; brackets, quotes and other scripts are what networks end a link at."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """An address as it is posted.

    Attributes:
        url: the address.
        by: whose address stood around it, such as “Outlook SafeLinks”; None where it was the page's own.
        signed: whether it is signed, so that nothing was left out of it and nothing may be added.
    """

    url: str
    by: str | None = None
    signed: bool = False


def pasted(typed: str) -> Pasted:
    """The address of the page that somebody pasted, as it may go out.

    Raises:
        InputError: code ``bad_url``, ``bad_scheme`` or ``userinfo``: it is none; ``invisible``: it holds characters
            that nobody sees; ``wrapped``: it is a mail filter's, which hides the page's; ``personal``: it holds
            somebody's e-mail address.
    """
    url = _whole(typed)
    _check(url)
    inner = unwrapped(url)
    if inner is not None:
        url = _whole(inner.url)
        _check(url)
    by = inner.by if inner is not None else None
    if is_signed(url):
        return Pasted(url, by, signed=True)
    url = _encoded(without_tracking(url))
    _refuse_personal(url)
    return Pasted(url, by)


def posted(url: str) -> str:
    """What `pasted` makes of an address; one that it refuses stays as it is."""
    with contextlib.suppress(InputError, ValueError):
        return pasted(url).url
    return url


def _whole(typed: str) -> str:
    """An address without what stands around it, and with https:// where it begins with a host."""
    text = _AROUND.sub("", typed)
    while len(text) > 2 and text[0] + text[-1] in _PAIRS:
        text = _AROUND.sub("", text[1:-1])
    text = _without_the_sentence(_UNSEEN_END.sub("", text.replace("&amp;", "&")))
    return f"https://{text}" if _HOST_FIRST.match(text) else text


def _without_the_sentence(text: str) -> str:
    """An address without the end of a sentence that was copied with it.

    A closing bracket goes, with what stands behind it, where the address opens none; so does a comma. A full stop
    stays: pages on abbreviations end with one.
    """
    for _ in range(_MOST_ENDS):
        shorter = _BETWEEN_WORDS.sub("", text)
        last = _CLOSED_LAST.search(shorter)
        if last is not None and shorter.count(last[1]) > shorter.count(_OPENED_BY[last[1]]):
            shorter = shorter[: last.start()]
        if shorter == text:
            break
        text = shorter
    return text


def _check(url: str) -> None:
    unseen = next((found for form in (url, unquote(_path_of(url))) if (found := _unseen(form))), None)
    if unseen is not None:
        before, character = unseen
        raise InputError(
            f"The address holds {character} behind “{marked(before, most=100)}”.",
            hint="Copy it again from the browser's address bar, or type it.",
            code="invisible",
        )
    target(url)


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _unseen(text: str) -> tuple[str, str] | None:
    """The first invisible character in an address, by its name, and what stands before it; None where none does."""
    if not re.match(r"(?:https?:)?/", text, re.IGNORECASE):
        return None
    odd_space = _ODD_SPACE.search(text)
    if odd_space is None and page_words(text) == text:
        return None
    at = odd_space.start() if odd_space else 0
    at = next((at for at in range(len(text)) if page_words(text[: at + 1]) != text[: at + 1]), at)
    name = unicodedata.name(text[at], f"U+{ord(text[at]):04X}").lower()
    return text[:at], f"an invisible character ({name})"


def _encoded(url: str) -> str:
    """The address in the characters that every network takes for a part of a link."""
    parts = urlsplit(url)
    path = _closed(_quoted(parts.path))
    query = _closed(_quoted(parts.query, more="?").rstrip("&"))
    fragment = _closed(_quoted(parts.fragment, more="?#"))
    return urlunsplit((parts.scheme.lower(), _host(parts.netloc), path, query, fragment))


def _quoted(text: str, more: str = "") -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_SAFE + more, errors="replace")


def _closed(text: str) -> str:
    return _CLOSING.sub(lambda end: "".join(f"%{ord(character):02X}" for character in end[0]), text)


def _host(netloc: str) -> str:
    """A host as the net knows it: lower case, and a name in other letters in punycode."""
    if netloc.isascii():
        return netloc.lower()
    from url_normalize import url_normalize

    try:
        return urlsplit(url_normalize(f"https://{netloc}/") or "").netloc or netloc
    except ValueError:
        # a name that nobody can register: fetching it will say so
        return netloc


def _refuse_personal(url: str) -> None:
    parts = urlsplit(url)
    found = _MAIL.search(unquote(unquote(parts.query)))
    if found is not None:
        raise InputError(
            f"The address holds an e-mail address ({marked(found[0], most=60)}), which everybody could read in a post.",
            hint="Copy the address of the page itself from the browser's address bar.",
            code="personal",
        )
