"""Reads the counts of posts on LinkedIn: a page's in lists of posts, a member's one count a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE, LACKS, count_of
from postlab.platforms.http import JsonResponse
from postlab.platforms.linkedin.api import CLICKS_SINCE, POSTS_A_CALL, is_page
from postlab.platforms.linkedin.client import LinkedInClient, encoded
from postlab.platforms.linkedin.posts import is_post, is_shown
from postlab.platforms.shapes import is_list_of

COUNT = "count the posts' numbers"
PAGE_COUNTS = {
    "likes": "likeCount",
    "comments": "commentCount",
    "shares": "shareCount",
    "clicks": "clickCount",
    "impressions": "impressionCount",
}
MEMBER_COUNTS = {
    "impressions": "IMPRESSION",
    "likes": "REACTION",
    "comments": "COMMENT",
    "shares": "RESHARE",
    "clicks": "LINK_CLICKS",
}
NO_ACTIVITY = "not in LinkedIn's answer: nothing has happened to it yet, it is gone, or LinkedIn has not counted yet"
NOT_IN_RESPONSE = "not in LinkedIn's answer"
NOT_A_POST_URN = "not the URN of a LinkedIn post"
NOT_SHOWN = "LinkedIn does not show this post's numbers to this account"
NO_ANALYTICS = f"{LACKS} the permission r_member_postAnalytics"
NO_CLICKS = "LinkedIn does not tell this app the clicks on a member's links"
CLICKS_TOO_NEW = f"LinkedIn tells the clicks on a member's links from version {CLICKS_SINCE} of its API on"

# a page asks for shares and for ugcPosts by parameters of their own, a member names the kind beside the URN
_PARAMETERS = {"share": "shares", "ugcPost": "ugcPosts"}
_ENTITIES = {"share": "share", "ugcPost": "ugc"}
_URN = re.compile(r"urn:li:(share|ugcPost):\d+")
_REFUSED_POSITION = re.compile(r"/(?:shares|ugcPosts)\[(\d+)\]")


def counts_of(client: LinkedInClient, urns: Sequence[str]) -> Mapping[str, Counts]:
    """The counts of each post; those that could not be read this time are left out.

    Raises:
        PlatformError: no post could be read.
    """
    valid_urns = [urn for urn in dict.fromkeys(urns) if _URN.fullmatch(urn)]
    page = client.author if is_page(client.author) else None
    metrics = PAGE_COUNTS if page else MEMBER_COUNTS
    counts = {urn: _all_missing(metrics, NOT_A_POST_URN) for urn in urns if urn not in valid_urns}
    failure: PlatformError | None = None
    batches = _of_page(client, page, valid_urns) if page else _of_member(client, valid_urns)
    while True:
        try:
            counts |= next(batches)
        except StopIteration:
            break
        except PlatformError as exc:
            # what was learnt before stays; the rest is asked about next time
            failure = exc
            break
    if failure is not None and not any(urn in counts for urn in valid_urns):
        raise failure
    return {urn: counts[urn] for urn in dict.fromkeys(urns) if urn in counts}


def can_count(client: LinkedInClient) -> bool:
    """Whether the token may read counts at all, by a call that names no post."""
    page = client.author if is_page(client.author) else None
    path = (
        f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={encoded(page)}"
        if page
        else "/rest/memberCreatorPostAnalytics?q=me&queryType=IMPRESSION&aggregation=TOTAL"
    )
    return client.call("GET", path, action=COUNT, expects={403}).ok


def tells_clicks(client: LinkedInClient) -> bool:
    """Whether the token may read the clicks on a member's links, by a call that names no post."""
    if client.translator.version < CLICKS_SINCE:
        return False
    path = "/rest/memberCreatorPostAnalytics?q=me&queryType=LINK_CLICKS&aggregation=TOTAL"
    return client.call("GET", path, action=COUNT, expects={400, 403}).ok


def _of_page(client: LinkedInClient, page: str, urns: Sequence[str]) -> Iterator[dict[str, Counts]]:
    for kind in _PARAMETERS:
        of_kind = [urn for urn in urns if urn.split(":")[2] == kind]
        for start in range(0, len(of_kind), POSTS_A_CALL):
            yield _statistics(client, page, kind, of_kind[start : start + POSTS_A_CALL])


def _statistics(client: LinkedInClient, page: str, kind: str, urns: Sequence[str]) -> dict[str, Counts]:
    """The statistics of a list of posts; one that LinkedIn does not show makes it refuse the list, and is taken out."""
    refused: dict[str, Counts] = {}
    remaining = list(urns)
    while remaining:
        # the commas and brackets of List() must stand as they are, the colons within it must not
        path = (
            f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={encoded(page)}"
            f"&{_PARAMETERS[kind]}=List({','.join(map(encoded, remaining))})&count={len(remaining)}"
        )
        response = client.call(
            "GET", path, action=COUNT, readable=_are_statistics_of(kind, remaining), expects={400, 403, 404}
        )
        if response.ok:
            statistics_by_urn = {e[kind]: e["totalShareStatistics"] for e in response.at("elements")}
            # LinkedIn leaves out posts to which nothing has happened; that it counts at all, the others show
            counting = bool(statistics_by_urn)
            return refused | {
                urn: _untouched(client, urn)
                if counting and urn not in statistics_by_urn
                else _page_counts(statistics_by_urn.get(urn))
                for urn in remaining
            }
        refused_position = _REFUSED_POSITION.search(str(response.at("message") or ""))
        if refused_position is None or int(refused_position[1]) >= len(remaining):
            raise client.translator.refusal(COUNT, response, needs="rw_organization_admin")
        refused[remaining.pop(int(refused_position[1]))] = _all_missing(PAGE_COUNTS, NOT_SHOWN)
    return refused


def _untouched(client: LinkedInClient, urn: str) -> Counts:
    """The counts of a post that LinkedIn leaves out while it counts others: none of anything, if it is still there."""
    response = client.call(
        "GET",
        f"/rest/posts/{encoded(urn)}",
        action=COUNT,
        readable=lambda response: is_post(response.body) and response.body["id"] == urn,
        expects={403, 404},
    )
    if response.ok and is_shown(response.body):
        return Counts(**dict.fromkeys(PAGE_COUNTS, 0), missing={}, others={"reach": 0})
    return _all_missing(PAGE_COUNTS, NO_ACTIVITY if response.status == 403 else GONE)


def _of_member(client: LinkedInClient, urns: Sequence[str]) -> Iterator[dict[str, Counts]]:
    for position, urn in enumerate(urns):
        try:
            yield {urn: _member_counts(client, urn)}
        except NeedsPerson as exc:
            if exc.code != "no_analytics":
                raise
            yield {remaining_urn: _all_missing(MEMBER_COUNTS, NO_ANALYTICS) for remaining_urn in urns[position:]}
            return


def _member_counts(client: LinkedInClient, urn: str) -> Counts:
    """The counts of a member's post, by one call for each."""
    numbers: dict[str, int] = {}
    missing: dict[str, str] = {}
    entity = f"({_ENTITIES[urn.split(':')[2]]}:{encoded(urn)})"
    for metric, query in MEMBER_COUNTS.items():
        if metric == "clicks" and client.translator.version < CLICKS_SINCE:
            missing[metric] = CLICKS_TOO_NEW
            continue
        response = client.call(
            "GET",
            f"/rest/memberCreatorPostAnalytics?q=entity&entity={entity}&queryType={query}&aggregation=TOTAL",
            action=COUNT,
            readable=_has_elements,
            expects={400, 403, 404},
        )
        if metric == "clicks" and not response.ok and isinstance(response.body, dict) and response.status != 404:
            # the youngest of the counts: whoever may read the others may still be refused this one
            missing[metric] = NO_CLICKS
            continue
        if response.status == 403 and "not enough permissions" in str(response.at("message")).lower():
            raise NeedsPerson(NO_ANALYTICS, code="no_analytics")
        if not response.ok:
            if not isinstance(response.body, dict):
                raise client.translator.refusal(COUNT, response)
            return _all_missing(MEMBER_COUNTS, GONE if response.status == 404 else NOT_SHOWN)
        values = [count_of(e.get("count")) for e in response.at("elements")]
        if values and None not in values:
            numbers[metric] = sum(value or 0 for value in values)
        else:
            missing[metric] = NOT_IN_RESPONSE
    return Counts(**numbers, missing=missing, others={})


def _page_counts(statistics: Any) -> Counts:
    if not isinstance(statistics, dict):
        return _all_missing(PAGE_COUNTS, NO_ACTIVITY)
    numbers = {
        metric: number for metric, name in PAGE_COUNTS.items() if (number := count_of(statistics.get(name))) is not None
    }
    reach = count_of(statistics.get("uniqueImpressionsCount"))
    return Counts(
        **numbers,
        missing={metric: NOT_IN_RESPONSE for metric in PAGE_COUNTS if metric not in numbers},
        others={} if reach is None else {"reach": reach},
    )


def _all_missing(metrics: Mapping[str, str], reason: str) -> Counts:
    return Counts(missing=dict.fromkeys(metrics, reason))


def _has_elements(response: JsonResponse) -> bool:
    return is_list_of(response.at("elements"), lambda element: isinstance(element, dict))


def _are_statistics_of(kind: str, urns: Sequence[str]) -> Callable[[JsonResponse], bool]:
    """A check that every element is the statistics of one of these posts: one that is not among them counts as 0."""

    def check(response: JsonResponse) -> bool:
        return is_list_of(
            response.at("elements"),
            lambda element: (
                isinstance(element, dict)
                and element.get(kind) in urns
                and isinstance(element.get("totalShareStatistics"), dict)
            ),
        )

    return check
