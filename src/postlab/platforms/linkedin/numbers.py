"""What LinkedIn counts: a page's posts by the list, a member's number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE, count_of
from postlab.platforms.http import Answer
from postlab.platforms.linkedin import POSTS_A_CALL, is_page
from postlab.platforms.linkedin.access import Access, encoded

COUNT = "count the posts' numbers"
PAGE_COUNTS = {
    "likes": "likeCount",
    "comments": "commentCount",
    "shares": "shareCount",
    "clicks": "clickCount",
    "impressions": "impressionCount",
}
MEMBER_COUNTS = {"impressions": "IMPRESSION", "likes": "REACTION", "comments": "COMMENT", "shares": "RESHARE"}
NO_ACTIVITY = "not in LinkedIn's answer: nothing has happened to it yet, or it is gone"
UNTOLD = "not in LinkedIn's answer"
NO_URN = "not the URN of a LinkedIn post"
NOT_SHOWN = "LinkedIn does not show this post's numbers to this account"
NO_ANALYTICS = "the token lacks the permission r_member_postAnalytics"

# a page asks for shares and for ugcPosts by parameters of their own, a member names the kind beside the URN
_PARAMETERS = {"share": "shares", "ugcPost": "ugcPosts"}
_ENTITIES = {"share": "share", "ugcPost": "ugc"}
_URN = re.compile(r"urn:li:(share|ugcPost):\d+")
_CULPRIT = re.compile(r"/(?:shares|ugcPosts)\[(\d+)\]")


def counts_of(access: Access, urns: Sequence[str]) -> Mapping[str, Counts]:
    """What each post has gathered; those that could not be asked about this time are left out.

    Raises:
        PlatformError: nothing at all could be learnt.
    """
    wanted = [urn for urn in dict.fromkeys(urns) if _URN.fullmatch(urn)]
    page = access.author if is_page(access.author) else None
    metrics = PAGE_COUNTS if page else MEMBER_COUNTS
    counts = {urn: _unseen(metrics, NO_URN) for urn in urns if urn not in wanted}
    failure: PlatformError | None = None
    asked = _of_page(access, page, wanted) if page else _of_member(access, wanted)
    while True:
        try:
            counts |= next(asked)
        except StopIteration:
            break
        except PlatformError as exc:
            # what was learnt before stays; the rest is asked about next time
            failure = exc
            break
    if failure is not None and not any(urn in counts for urn in wanted):
        raise failure
    return {urn: counts[urn] for urn in dict.fromkeys(urns) if urn in counts}


def can_count(access: Access) -> bool:
    """Whether the token may read numbers at all; asked without naming a post."""
    page = access.author if is_page(access.author) else None
    path = (
        f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={encoded(page)}"
        if page
        else "/rest/memberCreatorPostAnalytics?q=me&queryType=IMPRESSION&aggregation=TOTAL"
    )
    return access.call("GET", path, action=COUNT, expects={403}).ok


def _of_page(access: Access, page: str, urns: Sequence[str]) -> Iterator[dict[str, Counts]]:
    for kind in _PARAMETERS:
        of_kind = [urn for urn in urns if urn.split(":")[2] == kind]
        for start in range(0, len(of_kind), POSTS_A_CALL):
            yield _statistics(access, page, kind, of_kind[start : start + POSTS_A_CALL])


def _statistics(access: Access, page: str, kind: str, urns: Sequence[str]) -> dict[str, Counts]:
    """The statistics of a list of posts; one that LinkedIn will not tell of spoils the list, and is taken out."""
    refused: dict[str, Counts] = {}
    left = list(urns)
    while left:
        # the commas and brackets of List() must stand as they are, the colons within it must not
        path = (
            f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={encoded(page)}"
            f"&{_PARAMETERS[kind]}=List({','.join(map(encoded, left))})&count={len(left)}"
        )
        answer = access.call("GET", path, action=COUNT, readable=_has_elements, expects={400, 403, 404})
        if answer.ok:
            told = {str(e.get(kind)): e.get("totalShareStatistics") for e in _elements(answer)}
            return refused | {urn: _page_counts(told.get(urn)) for urn in left}
        culprit = _CULPRIT.search(str(answer.at("message") or ""))
        if culprit is None or int(culprit[1]) >= len(left):
            raise access.edge.refused(COUNT, answer, needs="rw_organization_admin")
        refused[left.pop(int(culprit[1]))] = _unseen(PAGE_COUNTS, NOT_SHOWN)
    return refused


def _of_member(access: Access, urns: Sequence[str]) -> Iterator[dict[str, Counts]]:
    for position, urn in enumerate(urns):
        try:
            yield {urn: _analytics(access, urn)}
        except NeedsPerson as exc:
            if exc.code != "no_analytics":
                raise
            yield {other: _unseen(MEMBER_COUNTS, NO_ANALYTICS) for other in urns[position:]}
            return


def _analytics(access: Access, urn: str) -> Counts:
    """A member's post, one call a number."""
    found: dict[str, int] = {}
    missing: dict[str, str] = {}
    entity = f"({_ENTITIES[urn.split(':')[2]]}:{encoded(urn)})"
    for metric, query in MEMBER_COUNTS.items():
        answer = access.call(
            "GET",
            f"/rest/memberCreatorPostAnalytics?q=entity&entity={entity}&queryType={query}&aggregation=TOTAL",
            action=COUNT,
            readable=_has_elements,
            expects={400, 403, 404},
        )
        if answer.status == 403 and "not enough permissions" in str(answer.at("message")).lower():
            raise NeedsPerson(NO_ANALYTICS, code="no_analytics")
        if not answer.ok:
            if not isinstance(answer.body, dict):
                raise access.edge.refused(COUNT, answer)
            return _unseen(MEMBER_COUNTS, GONE if answer.status == 404 else NOT_SHOWN)
        numbers = [number for e in _elements(answer) if (number := count_of(e.get("count"))) is not None]
        if numbers:
            found[metric] = sum(numbers)
        else:
            missing[metric] = UNTOLD
    return Counts(**found, missing=missing, others={})


def _page_counts(statistics: Any) -> Counts:
    if not isinstance(statistics, dict):
        return _unseen(PAGE_COUNTS, NO_ACTIVITY)
    found = {
        metric: number for metric, name in PAGE_COUNTS.items() if (number := count_of(statistics.get(name))) is not None
    }
    reach = count_of(statistics.get("uniqueImpressionsCount"))
    return Counts(
        **found,
        missing={metric: UNTOLD for metric in PAGE_COUNTS if metric not in found},
        others={} if reach is None else {"reach": reach},
    )


def _unseen(metrics: Mapping[str, str], reason: str) -> Counts:
    return Counts(missing=dict.fromkeys(metrics, reason))


def _has_elements(answer: Answer) -> bool:
    return isinstance(answer.at("elements"), list)


def _elements(answer: Answer) -> list[dict[str, Any]]:
    return [element for element in answer.at("elements") if isinstance(element, dict)]
