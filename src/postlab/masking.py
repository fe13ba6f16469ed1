"""Secrets hidden in what is shown, stored and logged: one mask for every writing of a secret.

A server may repeat what it was sent in another writing than we sent it: percent-encoded once or twice, escaped as JSON
or HTML does it, as base64 or in hexadecimal digits, in other case, or cut at either end. So a text is read in all of
these ways, and whatever has `SHORTEST` characters in a row in common with a secret is hidden, in the place where it
stands. A shorter secret would hide innocent words; it is hidden only where it is the whole of a value.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, quote_plus

HIDDEN = "•••"
"""Stands in the place of a secret, or of a part of one."""

SHORTEST = 8
"""So many characters of a secret in a row are hidden, and so many a secret needs to be one."""

_MOST_LAYERS = 4
_ESCAPE = re.compile(
    r"""
    (?P<bytes>(?:%[0-9a-f]{2})+)
    | (?P<pair>\\u d[89ab][0-9a-f]{2} \\u d[c-f][0-9a-f]{2})
    | (?:\\u|%u) (?P<unit>[0-9a-f]{4})
    | \\x (?P<byte>[0-9a-f]{2})
    | \\ (?P<sign>["'\\/])
    | (?P<entity>&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# a soft line break is a space by the time a text has become one line
_QUOTED_PRINTABLE = re.compile(r"=(?:(?P<byte>[0-9a-f]{2})|\r?\n|\ )", re.IGNORECASE)
_QUOTES = "\"'“”‘’«»`"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with escapes undone: its characters, and where each stands in the text as it was given."""

    text: str
    spans: tuple[tuple[int, int], ...]


class Mask:
    """Hides secrets, in every writing of them.

    Args:
        secrets: what no text may show; those that are empty are left out. Of one that is a JSON object, such as a
            login that is stored with its end, the texts in it are meant.
        public: words that anybody may see, such as an account's name; where they stand by themselves they are left,
            even if a secret begins with them.
    """

    def __init__(self, secrets: Iterable[str] = (), *, public: Iterable[str] = ()) -> None:
        self._whole: set[str] = set()
        self._parts: set[str] = set()
        self._short: set[str] = set()
        self._public: set[str] = set()
        for secret in secrets:
            self.add(secret)
        self.spare(public)

    def add(self, secret: str) -> None:
        """Hide this secret as well."""
        for value in _values(secret):
            if len(value) < SHORTEST:
                self._short.add(_comparable(value))
            else:
                self._whole.add(_comparable(value))
                self._parts |= _parts_of(value)

    def spare(self, words: Iterable[str]) -> None:
        """Leave these words where they stand by themselves."""
        self._public.update(word for word in words if word)

    def clear(self) -> None:
        """Forget all secrets and words."""
        self._whole.clear()
        self._parts.clear()
        self._short.clear()
        self._public.clear()

    def hide(self, text: str) -> str:
        """The text with `HIDDEN` in the place of each secret, or part of one; otherwise as it was."""
        if not self._parts and not self._short:
            return text
        spans = sorted(
            (reading.spans[first][0], reading.spans[end - 1][1])
            for reading in _readings(text)
            for first, end in self._found(reading.text)
        )
        return _replaced(text, [span for span in _joined(spans) if not self._is_public(text, span)])

    def shows(self, text: str) -> bool:
        """Whether there is a secret in the text, or a part of one."""
        return self.hide(text) != text

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        comparable = _comparable(text)
        if self._parts:
            yield from (
                (start, start + SHORTEST)
                for start in range(len(comparable) - SHORTEST + 1)
                if comparable[start : start + SHORTEST] in self._parts
            )
        for short in self._short:
            yield from _whole_values(comparable, short)

    def _is_public(self, text: str, span: tuple[int, int]) -> bool:
        first, end = span
        hidden = _comparable(text[first:end])
        return not any(whole in hidden for whole in self._whole) and any(
            found.start() <= first and end <= found.end()
            for word in self._public
            for found in re.finditer(re.escape(word), text)
        )


KNOWN = Mask()
"""The mask of everything that this process has learnt to be a secret: for the exits that serve all accounts."""


def _values(secret: str) -> Iterator[str]:
    bare = secret.strip()
    if bare.startswith("{"):
        try:
            fields = json.loads(bare)
        except ValueError:
            fields = None
        if isinstance(fields, dict):
            texts = [text for text in fields.values() if isinstance(text, str)]
            # a number or a list of words is what is known about the secret
            yield from (text for text in texts if text and not text.isdigit() and " " not in text)
            return
    if bare:
        yield bare


def _parts_of(secret: str) -> set[str]:
    """All that a secret's writings have of `SHORTEST` characters in a row."""
    parts = _windows(secret).union(*map(_windows, _other_writings(secret)))
    # digits alone are the number of an account or app that stands in front of many tokens
    shown = {part for part in parts if part.isdigit() and not secret.isdigit()}
    return (parts - shown) | _windows(secret.encode("utf-8", "surrogatepass").hex())


def _windows(text: str) -> set[str]:
    comparable = _comparable(text)
    return {comparable[start : start + SHORTEST] for start in range(len(comparable) - SHORTEST + 1)}


def _other_writings(secret: str) -> Iterator[str]:
    """The writings of a secret of which a part may not lead back to it when escapes are undone."""
    for form in ("NFC", "NFD"):
        if (composed := unicodedata.normalize(form, secret)) != secret:
            yield composed
    if not secret.isascii():
        yield secret.encode("utf-8", "surrogatepass").decode("latin-1")
    escaped = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
    }
    # eight characters of these hold fewer of the secret, but nothing else looks like them
    yield from escaped
    yield quote(quote(secret, safe=""), safe="")
    yield "".join(sign if sign.isalnum() else f"\\u{ord(sign):04x}" for sign in secret)
    for writing in escaped:
        for shift in range(3):
            # what stands before the secret fills a part of a character of base64, as does what follows
            shifted = b"\0" * shift + writing.encode("utf-8", "surrogatepass")
            whole = slice(-(-8 * shift // 6), 8 * len(shifted) // 6)
            for encode in (b64encode, urlsafe_b64encode):
                yield encode(shifted).decode()[whole]
                # as it is where nothing follows
                yield encode(shifted).decode()[whole.start :]


def _comparable(text: str) -> str:
    """A text of the same length in which the case of its letters does not count, nor a plus that stands for a space."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.replace("+", " ")


def _whole_values(text: str, short: str) -> Iterator[tuple[int, int]]:
    """Where a short secret is the whole of a value: between quotes, behind an equals sign, or all that there is."""
    if text == short:
        yield 0, len(text)
    for found in re.finditer(re.escape(short), text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if (before and before in _QUOTES and after and after in _QUOTES) or (
            before == "=" and (not after or after in f"&;, {_QUOTES}")
        ):
            yield found.span()


def _readings(text: str) -> Iterator[_Reading]:
    """The text as it stands, and with its escapes undone, layer by layer."""
    layer = [_Reading(text, tuple((place, place + 1) for place in range(len(text))))]
    seen = {text}
    for _ in range(_MOST_LAYERS + 1):
        yield from layer
        undone = [
            _undone(reading, pattern, meaning)
            for reading in layer
            for pattern, meaning in ((_ESCAPE, _meant), (_QUOTED_PRINTABLE, _meant_in_mail))
        ]
        layer = []
        for reading in undone:
            if reading.text not in seen:
                seen.add(reading.text)
                layer.append(reading)


def _undone(reading: _Reading, pattern: re.Pattern[str], meaning: Callable[[re.Match[str]], str]) -> _Reading:
    text: list[str] = []
    spans: list[tuple[int, int]] = []
    done = 0
    for match in pattern.finditer(reading.text):
        text.append(reading.text[done : match.start()])
        spans += reading.spans[done : match.start()]
        characters = meaning(match)
        places = reading.spans[match.start() : match.end()]
        width = len(places) // len(characters) if characters and len(places) % len(characters) == 0 else 0
        for number, character in enumerate(characters):
            own = places[number * width : (number + 1) * width] if width else places
            text.append(character)
            spans.append((own[0][0], own[-1][1]))
        done = match.end()
    return _Reading("".join([*text, reading.text[done:]]), (*spans, *reading.spans[done:]))


def _meant(match: re.Match[str]) -> str:
    """The characters that an escape stands for."""
    if octets := match["bytes"]:
        return _decoded(bytes.fromhex(octets.replace("%", "")))
    if pair := match["pair"]:
        units = [int(unit, 16) for unit in re.findall(r"[0-9a-f]{4}", pair, re.IGNORECASE)]
        return chr(0x10000 + ((units[0] - 0xD800) << 10) + (units[1] - 0xDC00))
    if number := match["unit"] or match["byte"]:
        return chr(int(number, 16))
    return match["sign"] or html.unescape(match["entity"])


def _meant_in_mail(match: re.Match[str]) -> str:
    return chr(int(match["byte"], 16)) if match["byte"] else ""


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in their order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for first, end in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((first, end))
    return joined


def _replaced(text: str, spans: list[tuple[int, int]]) -> str:
    bounds = [0, *(place for span in spans for place in span), len(text)]
    pieces = [text[first:end] for first, end in pairwise(bounds)]
    return "".join(HIDDEN if number % 2 else piece for number, piece in enumerate(pieces))
