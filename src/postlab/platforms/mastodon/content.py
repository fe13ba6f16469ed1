"""Reads the HTML of a post as its readers see it: the text, and the targets of the links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from postlab.platforms.errors import UnreadableError

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What readers see of a post: the `text` with each link's target in its place, and those `links` in their order."""

    text: str
    links: tuple[str, ...]


def visible_text(content: str, mentions: Mapping[str, str] | None = None) -> VisibleText:
    """The text and the links of a post.

    Args:
        content: HTML, as a server of Mastodon's API gives it.
        mentions: the full names of accounts that are mentioned (`acct`), by the address of their page; the HTML
            leaves out their servers.

    Raises:
        UnreadableError: it is no HTML.
    """
    reader = _TextReader(mentions or {})
    try:
        reader.feed(content)
        reader.close()
    except AssertionError as exc:
        # how the parser says that a declaration is none
        raise UnreadableError("not HTML") from exc
    text = _BLANK_LINES.sub("\n\n", "".join(reader.words)).strip()
    return VisibleText(text, tuple(dict.fromkeys(reader.links)))


class _TextReader(HTMLParser):
    def __init__(self, mentions: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []
        self._mentions = mentions
        self._anchor: dict[str, str] | None = None
        self._anchor_text: list[str] = []
        self._quote_of_old_clients = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "p":
            # "RE: address", for readers whose program knows no quotes; nobody wrote that
            self._quote_of_old_clients = "quote-inline" in attributes.get("class", "").split()
            if self.words:
                self.words.append("\n\n")
        elif tag == "br":
            self._add("\n")
        elif tag == "a":
            self._anchor, self._anchor_text = attributes, []

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._quote_of_old_clients = False
        elif tag == "a" and self._anchor is not None:
            anchor, visible = self._anchor, "".join(self._anchor_text)
            self._anchor = None
            self._add(self._with_target(anchor, visible))

    def handle_data(self, data: str) -> None:
        if self._anchor is not None:
            self._anchor_text.append(data)
        else:
            self._add(data)

    def _add(self, words: str) -> None:
        if not self._quote_of_old_clients:
            self.words.append(words)

    def _with_target(self, anchor: Mapping[str, str], visible: str) -> str:
        address = anchor.get("href", "")
        kinds = {*anchor.get("class", "").split(), *anchor.get("rel", "").split()}
        if address in self._mentions:
            return f"@{self._mentions[address]}"
        if kinds & {"mention", "hashtag", "tag"} or not address.startswith(("http://", "https://")):
            return visible
        if not self._quote_of_old_clients:
            self.links.append(address)
        return address
