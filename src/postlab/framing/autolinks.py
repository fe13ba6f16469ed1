"""Where networks make links of what stands in a text: X of every host that ends in a known name, Mastodon of addresses.

Sources: twitter-text, configuration version 3 (its conformance suite says what is right); for Mastodon the changes that
`config/initializers/twitter_regex.rb` makes to it, and `StatusLengthValidator`. Where X's own pattern tries again from
every character, a host is looked at once here, from its last label to its first, so that the time grows with the text
and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from postlab.framing.top_level_domains import TOP_LEVEL_DOMAINS

Span = tuple[int, int]
"""Start and end of a link in a text."""

_LONGEST_ADDRESS = 4096
_LONGEST_LABEL = 63
_LONGEST_SHORT_NAME = 40  # of a t.co address
_LONGEST_TOP_LEVEL_DOMAIN = max(map(len, TOP_LEVEL_DOMAINS))

_NOT_IN_A_HOST = (  # what is allowed is whatever else there is, emoji and typographic quotes among it
    r"!'#%&()*+,\\/:;<=>?@\[\]^{|}~$"
    r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
    r"\uFFFE\uFEFF\uFFFF\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
)
_ACCENTED = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB"
    r"\u0300-\u036F\u1E00-\u1EFF"
)
_IN_A_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTED}]"
_ENDS_A_PATH = rf"[+\-a-z\u0400-\u04FF0-9=_#/{_ACCENTED}]"
_SPACE = r"\t-\r \x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_BEYOND_ASCII = (  # RFC 3987's ucschar and iprivate
    r"\xA0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFEF"
    + "".join(f"\\U000{plane:X}0000-\\U000{plane:X}FFFD" for plane in range(1, 14))
    + r"\U000E1000-\U000EFFFD\U000F0000-\U000FFFFD\U00100000-\U0010FFFD"
)
_NOT_AFTER = r"(?<![A-Za-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF])"

_WRITTEN_OUT = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}”’\"'»"
_OPENERS = {")": "(", "]": "[", "}": "{"}

_HOST = re.compile(rf"[^{_NOT_IN_A_HOST}]+")
# the first character of a text stands before a host rather than in it, where it may
_HOST_BEGINS = re.compile(rf"{_NOT_AFTER}(?!^[^A-Za-z0-9＠＃][^._-])[^_-]")
_ADDRESS_BEGINS = re.compile(_NOT_AFTER)
_LATIN_LABELS = re.compile(rf"(?:[-a-z0-9{_ACCENTED}]+\.)+", re.IGNORECASE)
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE)
_NAME_GOES_ON = re.compile(r"[0-9a-zA-Z@+-]")
_WIDE_DOT = re.compile(r"[\u3002\uFF0E\uFF61]")


@dataclass(frozen=True, slots=True)
class _Syntax:
    """What an address may hold behind its host.

    Attributes:
        schemes: what may stand before "://".
        path: a pattern; begins with "/".
        query: a pattern; begins with "?".
    """

    schemes: tuple[str, ...]
    path: str
    query: str


def _in_brackets(character: str) -> str:
    return rf"\((?!\)){character}*(?:\({character}+\){character}*)?\)"


_X = _Syntax(
    schemes=("https", "http"),
    path=rf"/(?:(?:{_IN_A_PATH}|{_in_brackets(_IN_A_PATH)})*{_ENDS_A_PATH})?(?:{_in_brackets(_IN_A_PATH)})*",
    query=r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]",
)
_IN_A_MASTODON_PATH = rf"[^{_SPACE}<>()?]"
_MASTODON = _Syntax(
    schemes=("https", "http", "gemini", "gopher", "dweb", "ipfs", "ipns", "dat", "ssb"),
    path=(
        rf"/(?:(?:{_IN_A_MASTODON_PATH}|{_in_brackets(_IN_A_MASTODON_PATH)})*"
        rf"(?:[^{_SPACE}()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_in_brackets(_IN_A_PATH)}))?"
    ),
    query=(
        rf"\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@\^{_BEYOND_ASCII}]*"
        rf"[a-z0-9_&=#/\-{_BEYOND_ASCII}]"
    ),
)


def links_on_x(text: str) -> Iterator[Span]:
    """Where X makes links: of addresses, and of bare names such as GOV.UK.

    Args:
        text: in Unicode's form NFC, as X counts it.
    """
    for address in _addresses_of(text, _X):
        yield from _links(text, address)


def links_on_mastodon(text: str) -> Iterator[Span]:
    """Where a server of Mastodon makes links: of addresses whose protocol is written out, never of bare names."""
    for address in _addresses_of(text, _MASTODON):
        if address.host > address.start:
            yield from _links(text, address)


def addresses(text: str) -> Iterator[Span]:
    """Where web addresses stand, whatever a network makes of them, without the punctuation of the sentence around."""
    for match in _WRITTEN_OUT.finditer(text):
        address = match[0]
        while address[-1] in _CLOSING and not _closes(address):
            address = address[:-1]
        if not address.endswith("://"):
            yield match.start(), match.start() + len(address)


def _closes(address: str) -> bool:
    """Whether an address ends in a bracket that was opened within it."""
    opener = _OPENERS.get(address[-1])
    return opener is not None and address.count(address[-1]) <= address.count(opener)


@dataclass(frozen=True, slots=True)
class _Address:
    """What has the shape of a link: its protocol, if any, from `start`, its host from `host` to `host_end`."""

    start: int
    host: int
    host_end: int
    end: int
    has_path: bool


def _addresses_of(text: str, syntax: _Syntax) -> Iterator[_Address]:
    at = ended = 0
    while run := _HOST.search(text, at):
        if "." in run[0]:
            for address in _addresses(text, run, ended, syntax):
                ended = address.end
                yield address
        at = max(run.end(), ended)


def _addresses(text: str, run: re.Match[str], ended: int, syntax: _Syntax) -> Iterator[_Address]:
    """The addresses whose hosts lie in a run of characters that hosts are made of, none touching what ended before."""
    labels = run[0].split(".")
    starts = list(accumulate((len(label) + 1 for label in labels[:-1]), initial=run.start()))
    ends = [0, *(_top_level_end(text, start) for start in starts[1:])]
    last = _last_labels(labels, ends)
    for number, (label, label_start) in enumerate(zip(labels[:-1], starts[:-1], strict=True)):
        # the last label but one may hold no "_": where the host begins within that one, it begins behind it
        top, begins = (last[number + 1], 0) if last[number + 1] else (number + 1, label.rfind("_") + 1)
        if not ends[top] or label.endswith(("-", "_")):
            continue
        free = ended + 1 if ended else 0
        start = _protocol_before(text, label_start, free, syntax) if number == 0 and not begins else None
        if start is not None and not label.startswith(("-", "_")):
            host = label_start
        elif found := _HOST_BEGINS.search(text, max(label_start + begins, free), label_start + len(label)):
            start = host = found.start()
        else:
            continue
        after = _after_the_host(syntax).match(text, ends[top])
        ended = after.end() if after else ends[top]
        yield _Address(start, host, ends[top], ended, has_path=bool(after and after[1]))


@cache
def _after_the_host(syntax: _Syntax) -> re.Pattern[str]:
    """Port, path and query; compiled in ten milliseconds that a text without links need not pay."""
    return re.compile(rf"(?::[0-9]+)?({syntax.path})?(?:{syntax.query})?", re.IGNORECASE)


@cache
def _short_address() -> re.Pattern[str]:
    return re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_X.query})?", re.IGNORECASE)


def _last_labels(labels: Sequence[str], ends: Sequence[int]) -> list[int]:
    """For each label the number of the last one in the longest host that begins with it; 0 where none does."""
    last = [0] * len(labels)
    for number in range(len(labels) - 2, -1, -1):
        label = labels[number]
        if label and not label.startswith(("-", "_")) and not label.endswith(("-", "_")):
            last[number] = last[number + 1] or (number + 1 if ends[number + 1] and "_" not in label else 0)
    return last


def _protocol_before(text: str, host: int, free: int, syntax: _Syntax) -> int | None:
    for scheme in syntax.schemes:
        start = host - len(scheme) - 3
        if start >= free and text[start:host].lower() == f"{scheme}://" and _ADDRESS_BEGINS.match(text, start):
            return start
    return None


def _top_level_end(text: str, start: int) -> int:
    """Where the top-level domain ends that begins at `start`; 0 where none begins there."""
    if encoded := _PUNYCODE.match(text, start):
        return encoded.end()
    name = text[start : start + _LONGEST_TOP_LEVEL_DOMAIN].partition(".")[0].lower()
    for length in range(len(name), 1, -1):
        if name[:length] in TOP_LEVEL_DOMAINS and not _NAME_GOES_ON.match(text, start + length):
            return start + length
    return 0


def _links(text: str, address: _Address) -> Iterator[Span]:
    """What becomes a link in an address: all of it, its host's Latin parts, or nothing."""
    protocol = text[address.start : address.host]
    length = len(protocol or "https://") + address.end - address.start
    if length > _LONGEST_ADDRESS or not _can_be_resolved(text[address.host : address.host_end]):
        return
    if protocol:
        short = _short_address().match(text, address.start, address.end)
        if not short:
            yield address.start, address.end
        elif len(short[1]) <= _LONGEST_SHORT_NAME:
            yield address.start, short.end()
    elif not text.endswith(("-", "_", ".", "/"), 0, address.start):
        *before, (start, end) = [*_latin_hosts(text, address.host, address.host_end)] or [(0, 0)]
        yield from before
        if end:
            yield start, end + (address.end - address.host_end if address.has_path else 0)


def _latin_hosts(text: str, start: int, end: int) -> Iterator[Span]:
    """Start and end of the hosts that are Latin as far as their top-level domains, within an international one."""
    for labels in _LATIN_LABELS.finditer(text, start, end):
        top = labels.end()
        while top > labels.start():
            if top_end := _top_level_end(text, top):
                yield labels.start(), top_end
                break
            top = text.rfind(".", labels.start(), top - 1) + 1


def _can_be_resolved(host: str) -> bool:
    """Whether every label has a length that the name system takes, encoded as it is there."""
    if host.startswith("xn--") and not any(_latin_hosts(host, 0, len(host))):
        return False
    return all(0 < _encoded_length(label) <= _LONGEST_LABEL for label in host.split("."))


def _encoded_length(label: str) -> int:
    if label.isascii() or len(label) > _LONGEST_LABEL:
        return len(label)
    parts = _WIDE_DOT.split(label)
    return len(parts) - 1 + sum(len(part if part.isascii() else b"xn--" + part.encode("punycode")) for part in parts)
