"""Addresses of posts: what two ways to write one have in common, and the number of the post that stands in it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from postlab.framing.tracking import tag

_QUERY_NAMES = ("story_fbid", "fbid", "id", "v")
_HOST = re.compile(r"^(?:www|m|mobile|web|mbasic)\.")
_URN = re.compile(r"\b(activity|share|ugcpost)[:-](\d{10,})", re.IGNORECASE)
_STATUS = re.compile(r"^(?:twitter|x)\.com/(?:[^/]+|i/web)/status(?:es)?/(\d+)")
_PAGE_POST = re.compile(
    r"^facebook\.com/(?:\d+_(\d+)|[^/]+/(?:posts|permalink|photos|videos)/(?:[^/]+/)?(\d{8,}))(?:/|$)"
)
_WHOLE = re.compile(r"https?://[^/\s]+\.[^/\s]+/\S+|(?:www\.)?[\w.-]+\.[a-z]{2,}/\S+|urn:li:\w+:\d+", re.IGNORECASE)


def is_whole(address: str | None) -> bool:
    """Whether a text is an address that can tell a post."""
    return bool(address and _WHOLE.fullmatch(address.strip()))


def address_key(address: str) -> str:
    """What two ways to write the address of one post have in common.

    Scheme, www., trailing slash and query make no difference, but for ids in a query; posts on X, Facebook and
    LinkedIn are known by the number in their address, where it holds one.
    """
    if urn := _URN.search(unquote(address)):
        return f"linkedin:{urn[1].lower()}:{urn[2]}"
    place, query = _place(address)
    if status := _STATUS.match(place):
        return f"x:{status[1]}"
    if number := _page_post(place, query):
        return f"facebook:{number}"
    ids = [f"{name}={value}" for name in _QUERY_NAMES if place.endswith(".php") and (value := tag(f"?{query}", name))]
    return place.rstrip("/") + (f"?{'&'.join(ids)}" if ids else "")


def post_number(address: str) -> str | None:
    """The number that X or Facebook gave a post, where its address holds it; else None."""
    place, query = _place(address)
    status = _STATUS.match(place)
    return status[1] if status else _page_post(place, query)


def _place(address: str) -> tuple[str, str]:
    """Host and path, and the query."""
    rest, _, query = address.strip().partition("#")[0].partition("?")
    rest = re.sub(r"^[a-z][a-z+.-]*://", "", rest, flags=re.IGNORECASE)
    host, _, path = rest.partition("/")
    return f"{_HOST.sub('', host.lower())}/{path}", query


def _page_post(place: str, query: str) -> str | None:
    if match := _PAGE_POST.match(place):
        return match[1] or match[2]
    number = tag(f"?{query}", "story_fbid") if place.startswith("facebook.com/") else None
    return number if number and number.isdecimal() else None
