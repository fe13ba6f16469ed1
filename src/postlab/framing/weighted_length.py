"""How long a text is as X counts it: a link at one price, an emoji as two, every other character by its script.

Source: twitter-text, configuration version 3 (https://developer.x.com/en/docs/counting-characters); its conformance
suite says what is right. Where X's own pattern for links tries again from every character, a host is looked at once
here, from its last label to its first, so that the time grows with the text and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from postlab.framing.top_level_domains import TOP_LEVEL_DOMAINS

LINK_LENGTH = 23
_LONGEST_ADDRESS = 4096
_LONGEST_LABEL = 63
_LONGEST_SHORT_NAME = 40  # of a t.co address
_LONGEST_TOP_LEVEL_DOMAIN = max(map(len, TOP_LEVEL_DOMAINS))

_NOT_IN_A_HOST = (  # what X allows is whatever else there is, emoji and typographic quotes among it
    r"!'#%&()*+,\\/:;<=>?@\[\]^{|}~$"
    r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
    r"\uFFFE\uFEFF\uFFFF\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
)
_ACCENTED = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB"
    r"\u0300-\u036F\u1E00-\u1EFF"
)
_IN_A_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTED}]"
_IN_BRACKETS = rf"\((?!\)){_IN_A_PATH}*(?:\({_IN_A_PATH}+\){_IN_A_PATH}*)?\)"
_ENDS_A_PATH = rf"[+\-a-z\u0400-\u04FF0-9=_#/{_ACCENTED}]"
_PATH = rf"/(?:(?:{_IN_A_PATH}|{_IN_BRACKETS})*{_ENDS_A_PATH})?(?:{_IN_BRACKETS})*"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_NOT_AFTER = r"(?<![A-Za-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF])"

_HOST = re.compile(rf"[^{_NOT_IN_A_HOST}]+")
# the first character of a text stands before a host rather than in it, where it may
_HOST_BEGINS = re.compile(rf"{_NOT_AFTER}(?!^[^A-Za-z0-9＠＃][^._-])[^_-]")
_PROTOCOL = re.compile(rf"{_NOT_AFTER}https?://", re.IGNORECASE)
_SHORT_ADDRESS = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE)
_LATIN_LABELS = re.compile(rf"(?:[-a-z0-9{_ACCENTED}]+\.)+", re.IGNORECASE)
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE)
_NAME_GOES_ON = re.compile(r"[0-9a-zA-Z@+-]")
_WIDE_DOT = re.compile(r"[\u3002\uFF0E\uFF61]")

_COUNTS_TWO = re.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")
_MAKES_ONE_EMOJI = re.compile(r"[\u200D\uFE0F\u20E3\U0001F1E6-\U0001F1FF\U0001F3FB-\U0001F3FF\U000E007F]")
_EMOJI_OF_ONE = "😀"


def weighted_length(text: str) -> int:
    """How many of X's characters a text has; a post may have 280."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return weight(with_single_emoji(with_short_links(text)))


def weight(text: str) -> int:
    """How many a text counts whose characters all count by themselves: one in Latin and near it, two elsewhere."""
    return len(text) + len(_COUNTS_TWO.findall(text))


def with_single_emoji(text: str) -> str:
    """The text with one character for every emoji that several make: a family, a flag, a key, a tone of skin.

    What is joined is taken for one emoji, whether fonts have it or not, so that new ones need no table.
    """
    if not _MAKES_ONE_EMOJI.search(text):
        return text
    import regex  # 30 ms that a text without them need not pay

    toned = r"\p{Emoji_Modifier_Base}\p{Emoji_Modifier}"
    # where a character is an emoji without U+FE0F, X counts that by itself
    asked_for = r"(?!\p{Emoji_Presentation})\p{Extended_Pictographic}\uFE0F"
    part = rf"(?:{toned}|{asked_for}|\p{{Extended_Pictographic}})"
    nation = r"\U0001F3F4\U000E0067\U000E0062[\U000E0061-\U000E007A]{3}\U000E007F"
    flag = rf"\p{{Regional_Indicator}}{{2}}|{nation}"
    return regex.sub(
        rf"[0-9#*]\uFE0F?\u20E3|{flag}|{part}(?:\u200D{part}){{1,3}}|{toned}|{asked_for}", _EMOJI_OF_ONE, text
    )


def with_short_links(text: str) -> str:
    """The text with as many letters as X counts for a link in the place of each."""
    pieces, at = [], 0
    for start, end in links(text):
        pieces += [text[at:start], "x" * LINK_LENGTH]
        at = end
    return "".join([*pieces, text[at:]])


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where X makes links: start and end of each, in a text in Unicode's form NFC."""
    at = ended = 0
    while run := _HOST.search(text, at):
        if "." in run[0]:
            for address in _addresses(text, run, ended):
                ended = address.end
                yield from _links(text, address)
        at = max(run.end(), ended)


@dataclass(frozen=True, slots=True)
class _Address:
    """What has the shape of a link: its protocol, if any, from `start`, its host from `host` to `host_end`."""

    start: int
    host: int
    host_end: int
    end: int
    has_path: bool


def _addresses(text: str, run: re.Match[str], ended: int) -> Iterator[_Address]:
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
        start = _protocol_before(text, label_start, free) if number == 0 and not begins else None
        if start is not None and not label.startswith(("-", "_")):
            host = label_start
        elif found := _HOST_BEGINS.search(text, max(label_start + begins, free), label_start + len(label)):
            start = host = found.start()
        else:
            continue
        after = _after_the_host().match(text, ends[top])
        ended = after.end() if after else ends[top]
        yield _Address(start, host, ends[top], ended, has_path=bool(after and after[1]))


@cache
def _after_the_host() -> re.Pattern[str]:
    """Port, path and query; compiled in ten milliseconds that a text without links need not pay."""
    return re.compile(rf"(?::[0-9]+)?({_PATH})?(?:{_QUERY})?", re.IGNORECASE)


def _last_labels(labels: Sequence[str], ends: Sequence[int]) -> list[int]:
    """For each label the number of the last one in the longest host that begins with it; 0 where none does."""
    last = [0] * len(labels)
    for number in range(len(labels) - 2, -1, -1):
        label = labels[number]
        if label and not label.startswith(("-", "_")) and not label.endswith(("-", "_")):
            last[number] = last[number + 1] or (number + 1 if ends[number + 1] and "_" not in label else 0)
    return last


def _protocol_before(text: str, host: int, free: int) -> int | None:
    for length in (8, 7):
        start = host - length
        if start >= free and _PROTOCOL.fullmatch(text, start, host):
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


def _links(text: str, address: _Address) -> Iterator[tuple[int, int]]:
    """What X makes links of in an address: all of it, its host's Latin parts, or nothing."""
    protocol = text[address.start : address.host]
    length = len(protocol or "https://") + address.end - address.start
    if length > _LONGEST_ADDRESS or not _can_be_resolved(text[address.host : address.host_end]):
        return
    if protocol:
        short = _SHORT_ADDRESS.match(text, address.start, address.end)
        if not short:
            yield address.start, address.end
        elif len(short[1]) <= _LONGEST_SHORT_NAME:
            yield address.start, short.end()
    elif not text.endswith(("-", "_", ".", "/"), 0, address.start):
        *before, (start, end) = [*_latin_hosts(text, address.host, address.host_end)] or [(0, 0)]
        yield from before
        if end:
            yield start, end + (address.end - address.host_end if address.has_path else 0)


def _latin_hosts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
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
