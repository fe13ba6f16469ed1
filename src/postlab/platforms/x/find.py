"""Which calls bring posts for the least money: the list of the account's own posts, or a look at each by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.errors import stops_everything
from postlab.platforms.x import OWNED_READ, READ, TERMS
from postlab.platforms.x.client import Body, Line
from postlab.platforms.x.posts import made_at

POSTS_A_CALL = 100
FEWEST_LISTED = 5
OTHERS_A_DAY = 3
"""Posts beside ours that a lively page may have in a day; retweets and replies are not listed."""

# the list costs a fifth of a look by number, so it may hold five posts for each one that is wanted
_WORTH = int(TERMS.prices[READ] / TERMS.prices[OWNED_READ])

Post = Mapping[str, Any]


@dataclass
class Seen:
    """What X showed of some posts.

    Attributes:
        posts: by number.
        refused: those whose private metrics X does not tell this account; they may be in `posts`, too.
        gone: those that X says are not there.
        hidden: those that X does not show this account.
        failure: of a call, the last one; its posts are in none of these.
    """

    posts: dict[str, Post] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    failure: PlatformError | None = None


class Lookup:
    """Brings posts of one account.

    Posts are asked for a hundred a call. A hundred neighbours (by number, which is by time) come as a stretch
    of the account's own list, an "owned read", where that stretch is sure to be short enough: it may hold at
    most as many posts as make it no dearer than a look at each by number (five for each one wanted, a hundred
    in all), reckoning with `OTHERS_A_DAY` posts in between. Else, and for what a list lacks, each is asked
    for by its number, which also says why a post is not there. So n posts take one call a hundred, and one
    more where some of them are gone or the account was livelier than reckoned.
    """

    def __init__(self, line: Line, spent: Callable[[str, Sequence[str]], None], owner: Callable[[], str]) -> None:
        self._line, self._spent, self._owner = line, spent, owner

    def posts(
        self, action: str, ids: Sequence[str], fields: Sequence[str], *, failure: PlatformError | None = None
    ) -> Seen:
        """The posts with these numbers.

        A call that fails leaves its posts out and the others as they are; after one that every other would
        meet as well, none is made.

        Args:
            action: what is being done, for the message.
            ids: of posts; each in the form that X gave it.
            fields: of the post, as the API calls them.
            failure: of an earlier call.
        """
        seen = Seen(failure=failure)
        ordered = sorted(ids, key=int)
        for start in range(0, len(ordered), POSTS_A_CALL):
            if seen.failure is not None and stops_everything(seen.failure):
                break
            batch = ordered[start : start + POSTS_A_CALL]
            try:
                left = self._listed(action, batch, fields, seen) if _fits_a_list(batch) else batch
                if left:
                    self._by_number(action, left, fields, seen)
            except PlatformError as exc:
                seen.failure = exc
        return seen

    def _listed(self, action: str, batch: Sequence[str], fields: Sequence[str], seen: Seen) -> list[str]:
        """Take from the account's list what it has; says which posts it lacks."""
        owner = self._owner()
        answer = self._line.call(
            action,
            lambda client, keys: client.get_users_tweets(
                owner,
                since_id=str(int(batch[0]) - 1),
                until_id=str(int(batch[-1]) + 1),
                max_results=_width(batch),
                exclude=["retweets", "replies"],
                tweet_fields=list(fields),
                user_auth=keys,
            ),
            readable=_is_list,
        )
        found = _by_id(answer)
        self._spent(OWNED_READ, list(found))
        for problem in _problems(answer):
            post_id = _whose(problem)
            if post_id in batch and _kind(problem) == "not-authorized-for-field" and post_id not in seen.refused:
                seen.refused.append(post_id)
        seen.posts |= {post_id: found[post_id] for post_id in batch if post_id in found}
        return [post_id for post_id in batch if post_id not in found and post_id not in seen.refused]

    def _by_number(self, action: str, batch: Sequence[str], fields: Sequence[str], seen: Seen) -> None:
        answer = self._line.call(
            action,
            lambda client, keys: client.get_tweets(list(batch), tweet_fields=list(fields), user_auth=keys),
            readable=_is_answer,
        )
        found = _by_id(answer)
        self._spent(READ, list(found))
        why = {_whose(problem): _kind(problem) for problem in _problems(answer)}
        # a problem that names none of them may be why they are not there
        astray = set(why) - set(batch)
        for post_id in batch:
            kind = why.get(post_id, "")
            if kind == "not-authorized-for-field" and post_id not in seen.refused:
                seen.refused.append(post_id)
            if post_id in found:
                seen.posts[post_id] = found[post_id]
            elif kind == "not-authorized-for-resource":
                seen.hidden.append(post_id)
            elif kind != "not-authorized-for-field" and not astray:
                seen.gone.append(post_id)


def _width(batch: Sequence[str]) -> int:
    return max(FEWEST_LISTED, min(POSTS_A_CALL, _WORTH * len(batch)))


def _fits_a_list(batch: Sequence[str]) -> bool:
    first, last = made_at(batch[0]), made_at(batch[-1])
    if first is None or last is None:
        return False
    others = int(OTHERS_A_DAY * (last - first).total_seconds() / 86_400)
    return len(batch) + others <= _width(batch)


def _by_id(answer: Body) -> dict[str, Post]:
    return {str(post["id"]): post for post in answer.get("data") or ()}


def _problems(answer: Body) -> list[Mapping[str, Any]]:
    return [problem for problem in answer.get("errors") or () if isinstance(problem, Mapping)]


def _whose(problem: Mapping[str, Any]) -> str:
    return str(problem.get("resource_id") or problem.get("value") or "")


def _kind(problem: Mapping[str, Any]) -> str:
    return str(problem.get("type") or "").rpartition("/")[2]


def _are_posts(posts: Any) -> bool:
    return isinstance(posts, list) and all(isinstance(post, Mapping) and "id" in post for post in posts)


def _is_list(body: Body) -> bool:
    return isinstance(body.get("meta"), Mapping) and _are_posts(body.get("data", []))


def _is_answer(body: Body) -> bool:
    return ("data" in body or isinstance(body.get("errors"), list)) and _are_posts(body.get("data", []))
