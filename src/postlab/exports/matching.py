"""Which post of the lab a row of an export is about, or why that cannot be told."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from postlab.exports.addresses import address_key, post_number
from postlab.exports.read import ExportRow
from postlab.framing.tracking import tag, tags_of

K = TypeVar("K", bound=Hashable)

PREFIX = 60
"""Letters and digits at the beginning that must agree where two texts are not the same to their end."""

SHORTEST = 15
"""A text with fewer letters and digits tells no post from another."""

WAYS = ("its number", "its id", "its address", "its utm tags", "its text and day")
"""How a row is told, surest first."""

_NUMERIC_IDS = frozenset({"x", "facebook"})
"""Networks whose exports give the very ids that their interfaces give."""

_LINK = re.compile(r"(?:https?://|www\.|\b(?:t\.co|lnkd\.in)/)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PostCandidate:
    """A post of the lab, as far as an export may tell of it.

    Attributes:
        post: its number.
        network: where it went, by the name of the platform; None where nobody knows.
        remote_id: its id there, or None.
        permalink: its address there, or None.
        url: where its link leads, tracking included.
        short_url: the short link that stands for it, or None.
        link_text: how the link reads in the text.
        text: what it says.
        day: when it went out, in the lab's zone; None for one that is not out.
    """

    post: int
    network: str | None
    remote_id: str | None
    permalink: str | None
    url: str
    short_url: str | None
    link_text: str
    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Match:
    """The post that a row is about, and how it was told (one of `WAYS`)."""

    post: int
    by: str


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Why a row belongs to no post of ours for certain."""

    reason: str


class Posts:
    """The posts of a lab that an export may be about.

    Args:
        candidates: of the lab.
        network: that the export comes from, or None where it may be any.
        elsewhere: further posts, which no row is to be given to; where the link of one has the same tags, the clicks
            of both are in one number.
    """

    def __init__(
        self, candidates: Sequence[PostCandidate], network: str | None, elsewhere: Sequence[PostCandidate] = ()
    ) -> None:
        self._network = network
        self._there = [post for post in candidates if network is None or post.network in {None, network}]
        self._by_number = {post.post: [post] for post in self._there}
        self._by_id = _index(self._there, _ids)
        self._by_address = _index(self._there, _addresses)
        self._numbers = {post.post for post in self._there}
        self._by_content = _index(
            [*self._there, *elsewhere], lambda post: [content] if (content := _content(post)) else []
        )
        self._by_day = _index(self._there, lambda post: [post.day] if post.day else [])

    def match(self, row: ExportRow) -> Match | NoMatch:
        """The post that a row is about: by the surest thing that it holds.

        Where two posts fit equally well, it is nobody's.
        """
        for by, candidates in zip(WAYS, self._found(row), strict=True):
            if len(candidates) == 1:
                return self._contradicted(row, candidates[0], by) or Match(candidates[0].post, by)
            if candidates:
                numbers = " or ".join(map(str, sorted(post.post for post in candidates)))
                more = "; a column utm_campaign or utm_source may tell" if by == WAYS[3] else ""
                return NoMatch(f"by {by} it could be post {numbers}{more}")
        return NoMatch(_why(row))

    def _contradicted(self, row: ExportRow, found: PostCandidate, by: str) -> NoMatch | None:
        """Why a row is nobody's although it was told: its address is another post's, as where one column was sorted."""
        there = self._by_address.get(address_key(row.permalink), []) if row.permalink else []
        if not there or found in there:
            return None
        return NoMatch(f"{by} is of post {found.post} and its address of post {there[0].post}: one of them is wrong")

    def _found(self, row: ExportRow) -> Iterator[Sequence[PostCandidate]]:
        """What each of `WAYS` finds, asked for one after the other."""
        yield self._by_number.get(row.post, []) if row.post is not None else []
        yield self._with_id(row.remote_id) if row.remote_id else []
        yield self._by_address.get(address_key(row.permalink), []) if row.permalink else []
        yield self._with_tags(row)
        yield self._with_text(row)

    def _with_id(self, remote_id: str) -> Sequence[PostCandidate]:
        # page and post, as schedulers write it, where only the post's is known
        return self._by_id.get(remote_id) or self._by_id.get(_without_page(remote_id), [])

    def _with_tags(self, row: ExportRow) -> Sequence[PostCandidate]:
        if not row.content:
            return []
        tagged = [
            post
            for post in self._by_content.get(row.content.casefold(), [])
            if row.campaign is None or _alike(tags_of(post.url)[0], row.campaign)
        ]
        if row.source is not None:
            # The link may have had a source of its own, so one that fits none tells nothing.
            tagged = [post for post in tagged if _alike(tag(post.url, "utm_source"), row.source)] or tagged
        return tagged if any(post.post in self._numbers for post in tagged) else []

    def _with_text(self, row: ExportRow) -> Sequence[PostCandidate]:
        if row.text is None or len(theirs := letters(row.text)) < SHORTEST:
            return []
        if row.day is None and self._network == "newsletter":
            # two mailings seldom share a subject line, and tools write their days in many ways
            return [post for post in self._there if _closeness(theirs, letters(_words(post))) == 0]
        if row.day is None:
            return []
        closeness: dict[int, list[PostCandidate]] = {}
        for day in (row.day + timedelta(days=days) for days in (-1, 0, 1)):
            for post in self._by_day.get(day, []):
                close = None if self._another(row, post) else _closeness(theirs, letters(_words(post)))
                if close is not None:
                    closeness.setdefault(close, []).append(post)
        return closeness[min(closeness)] if closeness else []

    def _another(self, row: ExportRow, post: PostCandidate) -> bool:
        """Whether both ids are known and differ: it is another post that says the same."""
        theirs = _without_page(row.remote_id or post_number(row.permalink or "") or "")
        known = _without_page(post.remote_id or "")
        of_network = self._network in _NUMERIC_IDS or (theirs.isdecimal() and post.network in _NUMERIC_IDS)
        return bool(theirs) and of_network and known.isdecimal()


def _without_page(remote_id: str) -> str:
    """The number of a post on Facebook out of those of page and post; any other id as it is."""
    page, _, number = remote_id.rpartition("_")
    return number if page.isdecimal() and number.isdecimal() else remote_id


def _index(
    posts: Sequence[PostCandidate], keys: Callable[[PostCandidate], Iterable[K]]
) -> Mapping[K, list[PostCandidate]]:
    by_key: dict[K, list[PostCandidate]] = {}
    for post in posts:
        for key in dict.fromkeys(keys(post)):
            by_key.setdefault(key, []).append(post)
    return by_key


def _why(row: ExportRow) -> str:
    if not (row.post or row.remote_id or row.permalink or row.content or row.text):
        return "nothing in it tells a post; it may be a total"
    if row.note:
        return f"{row.note}, and its address is of no post of this lab: import the file as it was downloaded"
    if row.post is not None:
        return f"the lab has no post {row.post} there"
    return "not a post of this lab"


def _ids(post: PostCandidate) -> Iterator[str]:
    if post.remote_id:
        yield post.remote_id
        if post.network == "facebook":
            yield _without_page(post.remote_id)
    if post.network in _NUMERIC_IDS and (number := post_number(post.permalink or "")):
        # of a post that went out by hand its address alone is known
        yield number


def _addresses(post: PostCandidate) -> Iterator[str]:
    for address in (post.permalink, post.short_url, post.remote_id):
        if address and ("/" in address or "urn:" in address):
            yield address_key(address)
    if post.network in _NUMERIC_IDS and post.remote_id and (number := _without_page(post.remote_id)).isdecimal():
        yield f"{post.network}:{number}"


def _content(post: PostCandidate) -> str | None:
    content = tags_of(post.url)[1]
    return content.casefold() if content else None


def _alike(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()


def _words(post: PostCandidate) -> str:
    return post.text.replace(post.link_text, " ") if post.link_text else post.text


def _closeness(theirs: str, ours: str) -> int | None:
    """How well two texts agree, the best first; None where they do not."""
    if len(ours) < SHORTEST:
        return None
    if theirs == ours:
        return 0
    if len(theirs) < PREFIX:
        return None
    if ours.startswith(theirs):
        return 1
    return 2 if ours[:PREFIX] == theirs[:PREFIX] else None


def letters(text: str) -> str:
    """The letters and digits of a text without its links, in one case: what every export leaves of it."""
    shown = _LINK.sub(" ", html.unescape(text))
    return "".join(character for character in unicodedata.normalize("NFKC", shown).casefold() if character.isalnum())
