"""Which post of the lab a row of an export is about, or why that cannot be told."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from postlab.exports.read import Row
from postlab.framing.tracking import tag, tags_of

PREFIX = 60
"""Letters and digits that must agree where one of two texts is cut short."""

SHORTEST = 15
"""A text with fewer letters and digits tells no post from another."""

WAYS = ("its number", "its id", "its address", "its utm tags", "its text and day")
"""How a row is told, surest first."""

_NUMERIC_IDS = frozenset({"x", "facebook"})
"""Networks whose exports give the very ids that their interfaces give."""

_QUERY_NAMES = ("story_fbid", "fbid", "id", "v")
_URN = re.compile(r"\b(activity|share|ugcpost)(?:%3a|[:-])(\d{10,})", re.IGNORECASE)
_STATUS = re.compile(r"^(?:twitter|x)\.com/(?:[^/]+|i/web)/status(?:es)?/(\d+)")
_LINK = re.compile(r"(?:https?://|www\.|\b(?:t\.co|lnkd\.in)/)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post of the lab, as far as an export may tell of it.

    Attributes:
        post: its number.
        network: where it went, by the name of the platform; None where nobody knows.
        source: value of utm_source in its link.
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
    source: str | None
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


def match(row: Row, candidates: Sequence[Candidate], *, network: str | None) -> Match | NoMatch:
    """The post that a row is about: by the surest thing that it holds.

    What tells several posts apart must tell one: where two fit equally well, the row is nobody's.

    Args:
        row: of the export.
        candidates: the lab's posts.
        network: that the export comes from, or None where it may be any.
    """
    there = [post for post in candidates if network is None or post.network in {None, network}]
    ways: tuple[Callable[[], Sequence[Candidate]], ...] = (
        lambda: [post for post in there if post.post == row.post],
        lambda: [post for post in there if row.remote_id and _same_id(row.remote_id, post)],
        lambda: [post for post in there if row.permalink and _same_address(row.permalink, post)],
        lambda: _by_tags(row, there),
        lambda: _by_text(row, there, network),
    )
    for by, find in zip(WAYS, ways, strict=True):
        found = find()
        if len(found) == 1:
            return Match(found[0].post, by)
        if found:
            numbers = " or ".join(str(post.post) for post in found)
            more = "" if row.campaign or row.source else "; a column utm_campaign or utm_source would tell"
            return NoMatch(f"by {by} it could be post {numbers}{more if by == WAYS[3] else ''}")
    return NoMatch(_why(row))


def _why(row: Row) -> str:
    if not (row.post or row.remote_id or row.permalink or row.content or row.text):
        return "nothing in it tells a post"
    if row.post is not None:
        return f"the lab has no post {row.post} there"
    return "not a post of this lab"


def _same_id(remote_id: str, post: Candidate) -> bool:
    known = post.remote_id
    if known is None:
        return False
    return remote_id == known or (post.network == "facebook" and remote_id == known.rpartition("_")[2])


def _same_address(address: str, post: Candidate) -> bool:
    wanted = address_key(address)
    known = {address_key(told) for told in (post.permalink, post.short_url, post.remote_id) if told and "/" in told}
    if post.remote_id and (urn := _URN.search(post.remote_id)):
        known.add(_urn_key(urn))
    if post.network == "x" and post.remote_id:
        known.add(f"x:{post.remote_id}")
    return wanted in known


def address_key(address: str) -> str:
    """What two ways to write the address of one post have in common.

    Scheme, www., trailing slash and query make no difference, but for ids in a query; posts on X and LinkedIn
    are known by the number in their address.
    """
    if urn := _URN.search(address):
        return _urn_key(urn)
    rest, _, query = address.strip().partition("#")[0].partition("?")
    rest = re.sub(r"^[a-z][a-z+.-]*://", "", rest, flags=re.IGNORECASE)
    host, _, path = rest.partition("/")
    host = re.sub(r"^(?:www|m|mobile|web)\.", "", host.lower())
    if status := _STATUS.match(f"{host}/{path}"):
        return f"x:{status[1]}"
    ids = [f"{name}={value}" for name in _QUERY_NAMES if path.endswith(".php") and (value := tag(f"?{query}", name))]
    return f"{host}/{path.rstrip('/')}" + (f"?{'&'.join(ids)}" if ids else "")


def _urn_key(found: re.Match[str]) -> str:
    return f"linkedin:{found[1].lower()}:{found[2]}"


def _by_tags(row: Row, posts: Sequence[Candidate]) -> Sequence[Candidate]:
    if not row.content:
        return []
    found = []
    for post in posts:
        campaign, content = tags_of(post.url)
        if _alike(content, row.content) and (row.campaign is None or _alike(campaign, row.campaign)):
            found.append(post)
    if row.source is None:
        return found
    # The link may have had a source of its own, so one that fits none tells nothing.
    return [post for post in found if _alike(post.source, row.source)] or found


def _alike(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()


def _by_text(row: Row, posts: Sequence[Candidate], network: str | None) -> Sequence[Candidate]:
    if row.text is None or row.day is None:
        return []
    theirs = letters(row.text)
    closeness: dict[int, list[Candidate]] = {}
    for post in posts:
        if post.day is None or abs(row.day - post.day) > timedelta(days=1) or _another(row, post, network):
            continue
        ours = letters(post.text.replace(post.link_text, " "))
        if min(len(theirs), len(ours)) < SHORTEST:
            continue
        if theirs == ours:
            closeness.setdefault(0, []).append(post)
        elif len(theirs) >= PREFIX and ours.startswith(theirs):
            closeness.setdefault(1, []).append(post)
        elif len(theirs) >= PREFIX and ours[:PREFIX] == theirs[:PREFIX]:
            closeness.setdefault(2, []).append(post)
    return closeness[min(closeness)] if closeness else []


def _another(row: Row, post: Candidate, network: str | None) -> bool:
    """Whether both ids are known and differ: somebody else's post, or another of ours, that says the same."""
    known = (post.remote_id or "").rpartition("_")[2]
    return bool(row.remote_id) and network in _NUMERIC_IDS and known.isdecimal()


def letters(text: str) -> str:
    """The letters and digits of a text without its links, in one case: what every export leaves of it."""
    shown = _LINK.sub(" ", html.unescape(text))
    return "".join(character for character in unicodedata.normalize("NFKC", shown).casefold() if character.isalnum())
