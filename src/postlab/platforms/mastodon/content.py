"""A post's HTML as its readers see it: its words, and where its links lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a post says: `text` with every link as it leads, and those `links` in their order."""

    text: str
    links: tuple[str, ...]


def shown(content: str, mentions: Mapping[str, str] | None = None) -> Shown:
    """The words of a post and its links.

    Args:
        content: HTML, as a server of Mastodon's API gives it.
        mentions: the accounts that are mentioned (`acct`), by the address of their page; the HTML leaves
            out where they live.
    """
    reader = _Reader(mentions or {})
    reader.feed(content)
    reader.close()
    text = _BLANK_LINES.sub("\n\n", "".join(reader.words)).strip()
    return Shown(text, tuple(dict.fromkeys(reader.links)))


def squashed(text: str) -> str:
    """A text for comparison: servers differ in what they make of white space."""
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self, mentions: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []
        self._mentions = mentions
        self._anchor: dict[str, str] | None = None
        self._inside: list[str] = []
        self._quote_of_old_clients = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "p":
            # "RE: address", for readers whose program knows no quotes; nobody wrote that
            self._quote_of_old_clients = "quote-inline" in given.get("class", "").split()
            if self.words:
                self.words.append("\n\n")
        elif tag == "br":
            self._say("\n")
        elif tag == "a":
            self._anchor, self._inside = given, []

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._quote_of_old_clients = False
        elif tag == "a" and self._anchor is not None:
            anchor, visible = self._anchor, "".join(self._inside)
            self._anchor = None
            self._say(self._as_it_leads(anchor, visible))

    def handle_data(self, data: str) -> None:
        if self._anchor is not None:
            self._inside.append(data)
        else:
            self._say(data)

    def _say(self, words: str) -> None:
        if not self._quote_of_old_clients:
            self.words.append(words)

    def _as_it_leads(self, anchor: Mapping[str, str], visible: str) -> str:
        address = anchor.get("href", "")
        kinds = {*anchor.get("class", "").split(), *anchor.get("rel", "").split()}
        if address in self._mentions:
            return f"@{self._mentions[address]}"
        if kinds & {"mention", "hashtag", "tag"} or not address.startswith(("http://", "https://")):
            return visible
        if not self._quote_of_old_clients:
            self.links.append(address)
        return address
