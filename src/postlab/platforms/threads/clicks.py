"""Reads the clicks on posts' links: Threads counts them by address for the whole account, and each post has its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.counts import Counts, count_of
from postlab.platforms.http import JsonResponse
from postlab.platforms.shapes import split_address
from postlab.platforms.threads.api import CLICKS_CUT
from postlab.platforms.threads.client import ThreadsClient
from postlab.platforms.threads.counts import NO_PERMISSION as NOT_PERMITTED
from postlab.platforms.threads.errors import NO_PERMISSION, NOT_FOUND
from postlab.platforms.threads.posts import link_target, links_in

COUNT_CLICKS = "count the clicks on our links"
SHOW_LINK = "show the link of the post"

NO_LINK = "the post has no link of which Threads could count the clicks"
SHARED = "another post has the same address, and Threads counts clicks by address"
UNTAGGED = "its link has no tags of its own, and Threads counts clicks by address"
QUERY_CUT = "Threads told the clicks of this page without the tags that tell posts apart"
NOT_TOLD = "not in Threads' answer: it told no clicks by address"

_BEFORE = timedelta(hours=1)
"""How much earlier than the oldest post clicks are asked for, whatever the two clocks say."""


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A post's link as it went out, or None, and when."""

    address: str | None
    at: datetime


def link_of(post: Mapping[str, Any]) -> str | None:
    """The link of a post as Threads shows it: the one that is attached, else the first in its text."""
    attached = post.get("link_attachment_url")
    if isinstance(attached, str) and attached:
        return link_target(attached)
    return next(iter(links_in(str(post.get("text") or ""))), None)


def with_clicks(
    client: ThreadsClient,
    counts_by_id: Mapping[str, Counts],
    *,
    user: Callable[[], str],
    api_id: Callable[[str], str | None],
    learnt: Callable[[Mapping[str, Any]], None],
) -> dict[str, Counts]:
    """The counts of posts, each with the clicks on its link or why they are missing.

    Args:
        client: of the Threads API.
        counts_by_id: by post, the counts so far; a post that has none is not asked about.
        user: number of the account, looked up where there is something to ask.
        api_id: the API's number of a post.
        learnt: told where clicks cannot be told apart.

    Raises:
        PlatformError: Threads could not be asked now.
    """
    links: dict[str, LinkOut] = {}
    for remote_id, counts in counts_by_id.items():
        number = api_id(remote_id) if _is_there(counts) else None
        if number is not None and (link := _link_out(client, number)) is not None:
            links[remote_id] = link
    clicks = clicks_of(client, user(), links) if links else {}
    if QUERY_CUT in clicks.values():
        learnt({CLICKS_CUT: True})
    complete = dict(counts_by_id)
    for remote_id, told in clicks.items():
        counts = complete[remote_id]
        complete[remote_id] = (
            counts.changed(clicks=told)
            if isinstance(told, int)
            else counts.changed(missing={**counts.missing, "clicks": told})
        )
    return complete


def _is_there(counts: Counts) -> bool:
    return any(number is not None for number in counts.numbers.values())


def _link_out(client: ThreadsClient, number: str) -> LinkOut | None:
    """The link of a post as it is live; None where the post is not there any more."""
    fields = "id,text,timestamp,link_attachment_url"
    try:
        post = client.get(f"/{number}", action=SHOW_LINK, fields=fields).body
        at = datetime.fromisoformat(str(post.get("timestamp")))
    except Rejected as exc:
        if exc.code == NOT_FOUND:
            return None
        raise
    except ValueError:
        raise client.translator.unreadable(SHOW_LINK, ambiguous=False) from None
    return LinkOut(link_of(post), at if at.tzinfo else at.replace(tzinfo=UTC))


def clicks_of(client: ThreadsClient, user: str, links: Mapping[str, LinkOut]) -> dict[str, int | str]:
    """By post, the clicks on its link so far, or why they are missing; one call for all.

    An address that Threads leaves out although it tells clicks by address has not been clicked: 0.

    Args:
        client: of the Threads API.
        user: number of the account.
        links: by post.

    Raises:
        PlatformError: Threads could not be asked now.
    """
    told: dict[str, int | str] = {}
    addresses = Counter(link.address for link in links.values())
    for post, link in links.items():
        if link.address is None:
            told[post] = NO_LINK
        elif "utm_content" not in dict(_page_and_tags(link.address)[1]):
            told[post] = UNTAGGED
        elif addresses[link.address] > 1:
            told[post] = SHARED
    asked = {post: link for post, link in links.items() if post not in told}
    if not asked:
        return told
    since = min(link.at for link in asked.values()) - _BEFORE
    try:
        response = client.get(
            f"/{user}/threads_insights",
            action=COUNT_CLICKS,
            # numbers that are no numbers are missing; the other counts of the posts are read all the same
            readable=lambda response: isinstance(response.at("data"), list),
            metric="clicks",
            since=str(int(since.timestamp())),
            until=str(int(client.clock.now().timestamp())),
        )
    except NeedsPerson as exc:
        if exc.code != NO_PERMISSION:
            raise
        return told | dict.fromkeys(asked, NOT_PERMITTED)
    except Rejected as exc:
        if exc.temporary:
            raise
        return told | dict.fromkeys(asked, f"Threads would not tell clicks by address ({exc.message.rstrip('.')})")
    clicked = _by_address(response)
    if clicked is None:
        return told | dict.fromkeys(asked, NOT_TOLD)
    return told | {post: _clicks(link.address or "", clicked) for post, link in asked.items()}


def _by_address(response: JsonResponse) -> list[tuple[str, int]] | None:
    """Each address with its clicks; None where the answer does not tell them by address."""
    for entry in response.at("data"):
        values = entry.get("link_total_values") if isinstance(entry, dict) else None
        if not isinstance(values, list) or entry.get("name") != "clicks":
            continue
        clicked = [
            (link_target(value["link_url"]), number)
            for value in values
            if isinstance(value, dict)
            and isinstance(value.get("link_url"), str)
            and (number := count_of(value.get("value"))) is not None
        ]
        return clicked if len(clicked) == len(values) else None
    return None


def _clicks(address: str, clicked: list[tuple[str, int]]) -> int | str:
    page, tags = _page_and_tags(address)
    same_page = [(_page_and_tags(other)[1], number) for other, number in clicked if _page_and_tags(other)[0] == page]
    # whoever shares a link on may add tags to it, and takes none away
    whole = [number for other_tags, number in same_page if tags <= other_tags]
    if not whole and any("utm_content" not in dict(other_tags) for other_tags, _ in same_page):
        return QUERY_CUT
    return sum(whole)


def _page_and_tags(address: str) -> tuple[tuple[str, str], frozenset[tuple[str, str]]]:
    parts = split_address(address)
    if parts is None:
        return ("", address), frozenset()
    page = (parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"))
    return page, frozenset(parse_qsl(parts.query, keep_blank_values=True))
