"""Counting posts, fifty a call, around metrics that Facebook retires and permissions that a token lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE as GONE_WHY
from postlab.platforms.facebook.failures import DEAD_METRIC, GONE, NO_PERMISSION, STOPS
from postlab.platforms.facebook.graph import POSTS_A_CALL, Graph, relative
from postlab.platforms.facebook.parts import NO_ID, PARTS, POST_ID, Known, counts_of, fields, unseen

COUNT = "count the posts' likes and clicks"
_PART_OF_IT = frozenset({DEAD_METRIC, NO_PERMISSION})

Answer = dict[str, Any] | PlatformError | None


class Reader:
    """Counts posts, and remembers which parts are not worth asking for.

    Args:
        graph: the way to the Graph API.
        dead: metrics that were found retired before.
        check_owner: raises where the token is another page's.
    """

    def __init__(self, graph: Graph, *, dead: frozenset[str], check_owner: Callable[[], None]) -> None:
        self._graph = graph
        self._check_owner = check_owner
        self.known = Known(dead=dead & frozenset(PARTS))

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered; one that Facebook did not get to is left out.

        Raises:
            PlatformError: not one post could be asked about.
        """
        counts: dict[str, Counts] = {}
        wanted: list[str] = []
        for remote_id in dict.fromkeys(remote_ids):
            if POST_ID.fullmatch(remote_id):
                wanted.append(remote_id)
            else:
                counts[remote_id] = unseen(NO_ID)
        failure: PlatformError | None = None
        for start in range(0, len(wanted), POSTS_A_CALL):
            if failure is not None and _stops_everything(failure):
                break
            seen, failed = self._batch(wanted[start : start + POSTS_A_CALL])
            counts |= seen
            failure = failed or failure
        asked = [counts[remote_id] for remote_id in wanted if remote_id in counts]
        if failure is not None and not asked:
            raise failure
        if asked and all(_is_gone(one) for one in asked):
            # to the token of another page our posts look as if they had been deleted
            self._check_owner()
        return {remote_id: counts[remote_id] for remote_id in dict.fromkeys(remote_ids) if remote_id in counts}

    def probe(self, remote_id: str) -> tuple[Known, dict[str, PlatformError]]:
        """Every part asked for by itself about one post, in one call: what is dead or refused, and other failures.

        Raises:
            PlatformError: the call as a whole failed.
        """
        return self._probe(remote_id, PARTS)

    def _batch(self, remote_ids: Sequence[str]) -> tuple[dict[str, Counts], PlatformError | None]:
        known = self.known
        try:
            answers = self._ask(remote_ids, known)
            lame = [one for one, answer in answers.items() if _code(answer) in _PART_OF_IT]
        except PlatformError as exc:
            return {}, exc
        counts, failure = _sorted_out(answers, known, leave=lame)
        if not lame:
            return counts, failure
        try:
            found, _ = self._probe(lame[0], known.asked)
            less = known.and_also(found)
            if found != Known():
                more, failed = _sorted_out(self._ask(lame, less), less)
            else:
                # each part by itself was answered, so it was of the moment: the next run asks again
                more, failed = {}, None
        except PlatformError as exc:
            return counts, exc
        if len(lame) == len(remote_ids):
            # where other posts had everything told, it is this post's own matter
            self.known = less
        refused = next((answer for answer in answers.values() if isinstance(answer, PlatformError)), None)
        return counts | more, failed or failure or (None if more else refused)

    def _ask(self, remote_ids: Sequence[str], known: Known) -> dict[str, Answer]:
        wanted = fields(known.asked)
        asked = [relative(remote_id, fields=wanted) for remote_id in remote_ids]
        return dict(zip(remote_ids, self._graph.together(asked, action=COUNT), strict=True))

    def _probe(self, remote_id: str, parts: Sequence[str]) -> tuple[Known, dict[str, PlatformError]]:
        asked = [relative(remote_id, fields=fields([part])) for part in parts]
        dead, refused, others = set(), set(), {}
        for part, answer in zip(parts, self._graph.together(asked, action=COUNT), strict=True):
            if _code(answer) == DEAD_METRIC:
                dead.add(part)
            elif _code(answer) == NO_PERMISSION:
                refused.add(part)
            elif isinstance(answer, PlatformError):
                others[part] = answer
        return Known(frozenset(dead), frozenset(refused)), others


def _sorted_out(
    answers: Mapping[str, Answer], known: Known, *, leave: Sequence[str] = ()
) -> tuple[dict[str, Counts], PlatformError | None]:
    """The counts of those that were told of, and the failure that weighs most; Facebook's silence leaves a post out."""
    counts: dict[str, Counts] = {}
    failure: PlatformError | None = None
    for remote_id, answer in answers.items():
        if remote_id in leave or answer is None:
            continue
        if isinstance(answer, dict):
            counts[remote_id] = counts_of(answer, known)
        elif answer.code == GONE:
            counts[remote_id] = unseen(GONE_WHY)
        elif failure is None or not _stops_everything(failure):
            failure = answer
    return counts, failure


def _code(answer: Answer) -> str:
    return answer.code if isinstance(answer, PlatformError) else ""


def _is_gone(counts: Counts) -> bool:
    return GONE_WHY in counts.missing.values()


def _stops_everything(failure: PlatformError) -> bool:
    """Whether asking for the next posts would only meet the same refusal."""
    return isinstance(failure, NeedsPerson) or failure.code in STOPS
