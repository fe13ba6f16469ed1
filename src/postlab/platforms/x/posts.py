"""A post as X's API shows it: its own text and links again, its counts, and whether it is the one that we sent."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from postlab.platforms.base import Counts, Payload
from postlab.platforms.counts import count_of

COUNTED = ("likes", "comments", "shares", "clicks", "impressions")

GONE = "deleted, or hidden by X"
NOT_SHOWN = "X does not show it to this account"
NO_ID = "not the number of a post on X"
UNTOLD = "not in X's answer"
TOO_OLD = "X tells clicks only in a post's first 30 days"
NOT_OURS = "X does not tell this account the clicks of this post"

CLICKS_TOLD = timedelta(days=30) - timedelta(hours=1)
"""The private metrics end at 30 days; the hour keeps a slow call or clock from asking too late."""

_EPOCH_MS = 1_288_834_974_657
_FIRST_SNOWFLAKE = 1 << 35
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

Post = Mapping[str, Any]


def made_at(post_id: str) -> datetime | None:
    """When X made a post, from its number; None for one from before November 2010.

    Source: snowflake ids, whose upper bits are milliseconds since 2010-11-04.
    """
    number = int(post_id)
    if number < _FIRST_SNOWFLAKE:
        return None
    return datetime.fromtimestamp(((number >> 22) + _EPOCH_MS) / 1000, UTC)


def permalink(post_id: str) -> str:
    """The post's page; this address needs no name, and the account's name may change."""
    return f"https://x.com/i/web/status/{post_id}"


def text_of(post: Post) -> str:
    """The words as they were written: X's t.co links lead where they lead, and &amp; is & again."""
    long = post.get("note_tweet")
    source = long if isinstance(long, Mapping) and isinstance(long.get("text"), str) else post
    text = html.unescape(str(source.get("text") or ""))
    for link in _urls(post):
        short = link.get("url")
        if isinstance(short, str):
            # the t.co link of a picture is no part of what was written
            text = text.replace(short, "" if "media_key" in link else _leads(link) or short)
    return text.rstrip()


def links_of(post: Post) -> tuple[str, ...]:
    """Where the post's links lead, in their order, each once."""
    links = [_leads(link) for link in _urls(post) if "media_key" not in link]
    return tuple(dict.fromkeys(link for link in links if link))


def card_of(post: Post) -> bool | None:
    """True where X has read the page behind a link, for which it shows a card; None: the API does not tell."""
    read = any(link.get(told) for link in _urls(post) for told in ("title", "images", "unwound_url"))
    return True if read else None


def is_ours(post: Post, payload: Payload) -> bool:
    """Whether this is the post that the payload makes.

    Its tracking link is unique, so that decides where X tells links; the text does where it tells none.
    """
    written, link = str(payload["text"]), payload.get("link")
    if text_of(post) == written.rstrip():
        return True
    links = links_of(post)
    if links:
        return link is not None and _alike(link) in {_alike(other) for other in links}
    return _without_links(text_of(post)) == _without_links(written)


def counts_of(post: Post, *, no_clicks: str = UNTOLD) -> Counts:
    """What the post has gathered, in the naming of API 2.166 and of 2.167.

    Args:
        post: with its metrics.
        no_clicks: why clicks are missing where they are.
    """
    public, private = _metrics(post, "public_metrics"), _metrics(post, "non_public_metrics")
    reposts, quotes = _number(public, "retweet_count", "repost_count"), _number(public, "quote_count")
    seen = {
        "likes": _number(public, "like_count"),
        "comments": _number(public, "reply_count"),
        "shares": reposts + quotes if reposts is not None and quotes is not None else None,
        "clicks": _number(private, "url_link_clicks"),
        "impressions": _number({**private, **public}, "impression_count"),
    }
    missing = {name: no_clicks if name == "clicks" else UNTOLD for name, number in seen.items() if number is None}
    told = {
        "quotes": quotes,
        "bookmarks": _number(public, "bookmark_count"),
        "profile clicks": _number(private, "user_profile_clicks"),
        "engagements": _number(private, "engagements"),
    }
    return Counts(**seen, missing=missing, others={name: number for name, number in told.items() if number is not None})


def unseen(reason: str) -> Counts:
    """A post of which nothing could be seen."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _urls(post: Post) -> list[Mapping[str, Any]]:
    long = post.get("note_tweet")
    found: list[Mapping[str, Any]] = []
    for part in (post, long):
        entities = part.get("entities") if isinstance(part, Mapping) else None
        urls = entities.get("urls") if isinstance(entities, Mapping) else None
        found += [url for url in urls or () if isinstance(url, Mapping)]
    return found


def _leads(link: Mapping[str, Any]) -> str | None:
    leads = link.get("expanded_url")
    return leads if isinstance(leads, str) and leads else None


def _alike(link: str) -> tuple[str, ...]:
    """An address without what may be written either way: case of the host, a lone slash at the end."""
    try:
        parts = urlsplit(html.unescape(link))
    except ValueError:
        return (link,)
    return parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), parts.query, parts.fragment


def _without_links(text: str) -> str:
    return " ".join(_ADDRESS.sub(" ", text).split())


def _metrics(post: Post, name: str) -> Mapping[str, Any]:
    metrics = post.get(name)
    return metrics if isinstance(metrics, Mapping) else {}


def _number(metrics: Mapping[str, Any], *names: str) -> int | None:
    return next((number for name in names if (number := count_of(metrics.get(name))) is not None), None)
