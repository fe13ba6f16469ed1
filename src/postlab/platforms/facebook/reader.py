"""Reads the counts of posts, fifty a call, and works around retired metrics and missing permissions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE as GONE_REASON
from postlab.platforms.errors import stops_everything
from postlab.platforms.facebook.api import POST_ID
from postlab.platforms.facebook.client import POSTS_A_CALL, FacebookClient, batch_request
from postlab.platforms.facebook.counts import NOT_A_POST_ID, PARTS, UnavailableParts, all_missing, counts_of, fields
from postlab.platforms.facebook.errors import DEAD_METRIC, GONE, NO_PERMISSION

COUNT = "count the posts' likes and clicks"
_PARTIAL_REFUSALS = frozenset({DEAD_METRIC, NO_PERMISSION})

BatchResult = dict[str, Any] | PlatformError | None


class CountsReader:
    """Reads the counts of posts, and remembers which parts of them are unavailable.

    Args:
        client: of the Graph API.
        dead: metrics that an earlier run found retired.
        check_owner: raises where the token is another page's.
    """

    def __init__(self, client: FacebookClient, *, dead: frozenset[str], check_owner: Callable[[], None]) -> None:
        self._client = client
        self._check_owner = check_owner
        self.unavailable = UnavailableParts(dead=dead & frozenset(PARTS))

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post; one for which Facebook ran out of time is left out.

        Raises:
            PlatformError: no post could be read.
        """
        counts: dict[str, Counts] = {}
        post_ids: list[str] = []
        for remote_id in dict.fromkeys(remote_ids):
            if POST_ID.fullmatch(remote_id):
                post_ids.append(remote_id)
            else:
                counts[remote_id] = all_missing(NOT_A_POST_ID)
        failure: PlatformError | None = None
        for start in range(0, len(post_ids), POSTS_A_CALL):
            if failure is not None and stops_everything(failure):
                break
            batch_counts, batch_failure = self._batch(post_ids[start : start + POSTS_A_CALL])
            counts |= batch_counts
            failure = batch_failure or failure
        answered = [counts[remote_id] for remote_id in post_ids if remote_id in counts]
        if failure is not None and not answered:
            raise failure
        if answered and all(_is_gone(counts_of_post) for counts_of_post in answered):
            # to the token of another page our posts look as if they had been deleted
            self._check_owner()
        return {remote_id: counts[remote_id] for remote_id in dict.fromkeys(remote_ids) if remote_id in counts}

    def probe(self, remote_id: str) -> tuple[UnavailableParts, dict[str, PlatformError]]:
        """Request every part of one post by itself, in one call: which are unavailable, and the other failures by part.

        Raises:
            PlatformError: the call as a whole failed.
        """
        return self._probe(remote_id, PARTS)

    def _batch(self, remote_ids: Sequence[str]) -> tuple[dict[str, Counts], PlatformError | None]:
        unavailable = self.unavailable
        try:
            results = self._ask(remote_ids, unavailable)
            incomplete = [
                remote_id for remote_id, result in results.items() if _error_code(result) in _PARTIAL_REFUSALS
            ]
        except PlatformError as exc:
            return {}, exc
        counts, failure = _counts_and_failure(results, unavailable, skip=incomplete)
        if not incomplete:
            return counts, failure
        try:
            probed, _ = self._probe(incomplete[0], unavailable.readable_parts)
            narrowed = unavailable.merged(probed)
            if probed != UnavailableParts():
                more_counts, later_failure = _counts_and_failure(self._ask(incomplete, narrowed), narrowed)
            else:
                # each part by itself was answered, so it was of the moment: the next run asks again
                more_counts, later_failure = {}, None
        except PlatformError as exc:
            return counts, exc
        if len(incomplete) == len(remote_ids):
            # where other posts had everything told, it is this post's own matter
            self.unavailable = narrowed
        refused = next((result for result in results.values() if isinstance(result, PlatformError)), None)
        return counts | more_counts, later_failure or failure or (None if more_counts else refused)

    def _ask(self, remote_ids: Sequence[str], unavailable: UnavailableParts) -> dict[str, BatchResult]:
        field_list = fields(unavailable.readable_parts)
        requests = [batch_request(remote_id, fields=field_list) for remote_id in remote_ids]
        return dict(zip(remote_ids, self._client.batch(requests, action=COUNT), strict=True))

    def _probe(self, remote_id: str, parts: Sequence[str]) -> tuple[UnavailableParts, dict[str, PlatformError]]:
        requests = [batch_request(remote_id, fields=fields([part])) for part in parts]
        dead, refused, failures = set(), set(), {}
        for part, result in zip(parts, self._client.batch(requests, action=COUNT), strict=True):
            if _error_code(result) == DEAD_METRIC:
                dead.add(part)
            elif _error_code(result) == NO_PERMISSION:
                refused.add(part)
            elif isinstance(result, PlatformError):
                failures[part] = result
        return UnavailableParts(frozenset(dead), frozenset(refused)), failures


def _counts_and_failure(
    results: Mapping[str, BatchResult], unavailable: UnavailableParts, *, skip: Sequence[str] = ()
) -> tuple[dict[str, Counts], PlatformError | None]:
    """The counts in the results of a batch, and the gravest failure; posts without a result are left out."""
    counts: dict[str, Counts] = {}
    failure: PlatformError | None = None
    for remote_id, result in results.items():
        if remote_id in skip or result is None:
            continue
        if isinstance(result, dict):
            counts[remote_id] = counts_of(result, unavailable)
        elif result.code == GONE:
            counts[remote_id] = all_missing(GONE_REASON)
        elif failure is None or not stops_everything(failure):
            failure = result
    return counts, failure


def _error_code(result: BatchResult) -> str:
    return result.code if isinstance(result, PlatformError) else ""


def _is_gone(counts: Counts) -> bool:
    return GONE_REASON in counts.missing.values()
