"""How long a text may be, as each network counts it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from postlab.framing.mentions import ON_MASTODON

_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_AS_SHORT_AS_ANY = "https://t.co/0123456789"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is by a network's own rule: `used` of `limit`, and whether it fits."""

    used: int
    limit: int
    fits: bool


class LengthRule(Protocol):
    """A network's way of counting."""

    @property
    def limit(self) -> int:
        """The most that a post may hold, in the rule's own unit."""
        ...

    @property
    def unit(self) -> str:
        """What is counted, for people: "characters", "graphemes"."""
        ...

    def measure(self, text: str) -> Length:
        """Count a text."""
        ...


@runtime_checkable
class MakesLinks(Protocol):
    """What the rule of a network may know besides: of what in a text the network makes links."""

    def links(self, text: str) -> Sequence[tuple[int, int]]:
        """Start and end of each, in a text in Unicode's form NFC."""
        ...


def makes_links(rule: LengthRule, text: str) -> bool:
    """Whether the network is known to make a link of anything in a text, which may cost more."""
    return isinstance(rule, MakesLinks) and bool(rule.links(unicodedata.normalize("NFC", text)))


@dataclass(frozen=True, slots=True)
class WeightedCharacters:
    """X's rule: a link counts 23, an emoji 2, Latin letters 1, most other scripts 2.

    Source: twitter-text configuration v3, https://developer.x.com/en/docs/counting-characters.

    Attributes:
        every_link: count 23 for every http(s) address, also where X would make no link of it (a bare
            IP address, a reserved name such as news.example) and so would count it in full.
    """

    limit: int
    unit: str = "characters"
    every_link: bool = False

    def measure(self, text: str) -> Length:
        """Count a text."""
        from postlab.framing.weighted_length import weighted_length  # patterns that only X needs

        if self.every_link:
            text = _ADDRESS.sub(_AS_SHORT_AS_ANY, text)
        used = weighted_length(text)
        return Length(used, self.limit, used <= self.limit)

    def links(self, text: str) -> Sequence[tuple[int, int]]:
        """What X makes links of, bare names included; nothing where every address counts as one."""
        from postlab.framing.autolinks import links_on_x  # patterns that only X needs

        return () if self.every_link else tuple(links_on_x(text))


@dataclass(frozen=True, slots=True)
class Graphemes:
    """What a reader sees as one character counts one; the encoded text has a limit of its own.

    Source: `maxGraphemes` and `maxLength` of the lexicon app.bsky.feed.post.

    Attributes:
        limit: in graphemes.
        limit_bytes: in bytes of UTF-8; `Length.used` counts graphemes, `Length.fits` needs both.
    """

    limit: int
    limit_bytes: int
    unit: str = "graphemes"

    def measure(self, text: str) -> Length:
        """Count a text."""
        import regex  # 30 ms that `--help` need not pay

        used = len(regex.findall(r"\X", text))
        encoded = len(text.encode("utf-8", errors="surrogatepass"))
        return Length(used, self.limit, used <= self.limit and encoded <= self.limit_bytes)


@dataclass(frozen=True, slots=True)
class GraphemesWithLinks:
    """Graphemes, where a link counts a fixed number and a mention of somebody elsewhere counts without its host.

    What the server would make no link of counts in full: a bare name, an address that a letter stands before, a host
    whose end is not on its list. Punctuation behind an address is no part of it.

    Source: Mastodon's `StatusLengthValidator`; both numbers are the instance's own
    (`configuration.statuses` of /api/v2/instance).
    """

    limit: int
    link: int
    unit: str = "characters"

    def measure(self, text: str) -> Length:
        """Count a text."""
        import regex  # 30 ms that `--help` need not pay

        from postlab.framing.autolinks import links_on_mastodon  # patterns that `--help` need not pay either

        links = [(start, end, "x" * self.link) for start, end in links_on_mastodon(text)]
        names = [(*match.span(), f"@{match['name']}") for match in ON_MASTODON.pattern.finditer(text)]
        counted, at = "", 0
        for start, end, instead in sorted([*links, *names]):
            if start >= at:
                counted, at = f"{counted}{text[at:start]}{instead}", end
        used = len(regex.findall(r"\X", counted + text[at:]))
        return Length(used, self.limit, used <= self.limit)

    def links(self, text: str) -> Sequence[tuple[int, int]]:
        """What the server makes links of."""
        from postlab.framing.autolinks import links_on_mastodon  # as above

        return tuple(links_on_mastodon(text))


@dataclass(frozen=True, slots=True)
class EncodedBytes:
    """Bytes of UTF-8: a letter without accents counts one, “é” two, a curly quote or a Chinese character three, an
    emoji four or more.

    Source: Threads' documentation says it of emoji; what it refused shows that it does so with every character
    (gitroomhq/postiz-app, pull request 1946).
    """

    limit: int
    unit: str = "bytes"

    def measure(self, text: str) -> Length:
        """Count a text."""
        used = len(text.encode("utf-8", errors="surrogatepass"))
        return Length(used, self.limit, used <= self.limit)


@dataclass(frozen=True, slots=True)
class CodeUnits:
    """UTF-16 code units, as JavaScript counts: an emoji counts two or more; never less than what is seen."""

    limit: int
    unit: str = "characters"

    def measure(self, text: str) -> Length:
        """Count a text."""
        used = len(text.encode("utf-16-le", errors="surrogatepass")) // 2
        return Length(used, self.limit, used <= self.limit)


WEIGHTED_280 = WeightedCharacters(280)
"""X."""

WEIGHTED_25000 = WeightedCharacters(25_000)
"""X, for accounts with Premium."""

MASTODON = GraphemesWithLinks(500, 23)
"""Mastodon, where an instance says nothing else."""

THREADS = EncodedBytes(500)
"""Threads."""

LINKEDIN = CodeUnits(3000)
"""LinkedIn: of the visible text; its escapes do not count."""

FACEBOOK = CodeUnits(63_206)
"""Facebook."""

SIMULATED_280 = WeightedCharacters(280, every_link=True)
"""The sandbox: as X, but it shortens every link, also one that leads to a machine of your own."""

BLUESKY = Graphemes(300, 3000)
"""Bluesky."""
