"""Looks posts up with the cheapest calls: by the list of the account's own posts, or each by its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.errors import stops_everything
from postlab.platforms.shapes import is_list_of
from postlab.platforms.x.api import OWNED_READ, READ, TERMS
from postlab.platforms.x.client import Body, XClient
from postlab.platforms.x.media import are_media, media_by_key
from postlab.platforms.x.posts import is_post, made_at

POSTS_A_CALL = 100
FEWEST_LISTED = 5
OTHERS_A_DAY = 3
"""How many posts beside ours an active page is reckoned to have in a day; retweets and replies are not listed."""

PICTURES_TOO: Mapping[str, Any] = {"expansions": ["attachments.media_keys"], "media_fields": ["alt_text", "type"]}
"""What makes X tell of the pictures of posts, in tweepy's words."""

# the list costs a fifth of a look by number, so it may hold five posts for each one that is wanted
_WORTH = int(TERMS.prices[READ] / TERMS.prices[OWNED_READ])

Post = Mapping[str, Any]


@dataclass
class LookupResult:
    """What X showed of the posts that were looked up.

    Attributes:
        posts: by number.
        refused: those whose private metrics X does not tell this account; they may be in `posts`, too.
        gone: those that X says are not there.
        hidden: those that X does not show this account.
        media: the pictures of those posts, by key, where they were asked for.
        failure: the error of the last call that failed; its posts are in none of the others.
    """

    posts: dict[str, Post] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    media: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    failure: PlatformError | None = None


class PostLookup:
    """Looks up posts of one account, a hundred a call.

    A hundred neighbours (by number, which is by time) come as a stretch
    of the account's own list, an "owned read", where that stretch is sure to be short enough: it may hold at
    most as many posts as make it no dearer than a look at each by number (five for each one wanted, a hundred
    in all), reckoning with `OTHERS_A_DAY` posts in between. Else, and for what a list lacks, each is asked
    for by its number, which also says why a post is not there. So n posts take one call a hundred, and one
    more where some of them are gone or the account was livelier than reckoned.
    """

    def __init__(
        self, sdk: XClient, report_spending: Callable[[str, Sequence[str]], None], owner: Callable[[], str]
    ) -> None:
        self._client, self._report_spending, self._owner = sdk, report_spending, owner

    def posts(
        self,
        action: str,
        ids: Sequence[str],
        fields: Sequence[str],
        *,
        pictures: bool = False,
        failure: PlatformError | None = None,
    ) -> LookupResult:
        """The posts with these numbers.

        A call that fails leaves its posts out and the others as they are; after one that every other would
        meet as well, none is made.

        Args:
            action: what the call is for, as messages name it.
            ids: of posts; each in the form that X gave it.
            fields: of the post, as the API calls them.
            pictures: whether to tell of their pictures, too.
            failure: of an earlier call.
        """
        result = LookupResult(failure=failure)
        ordered = sorted(ids, key=int)
        for start in range(0, len(ordered), POSTS_A_CALL):
            if result.failure is not None and stops_everything(result.failure):
                break
            batch = ordered[start : start + POSTS_A_CALL]
            try:
                more = PICTURES_TOO if pictures else {}
                remaining = self._from_list(action, batch, fields, more, result) if _fits_a_list(batch) else batch
                if remaining:
                    self._by_id(action, remaining, fields, more, result)
            except PlatformError as exc:
                result.failure = exc
        return result

    def _from_list(
        self, action: str, batch: Sequence[str], fields: Sequence[str], more: Mapping[str, Any], result: LookupResult
    ) -> list[str]:
        """Add the posts that the account's list has to the result; returns the numbers of those that it lacks."""
        owner = self._owner()
        response = self._client.call(
            action,
            lambda sdk, keys: sdk.get_users_tweets(
                owner,
                since_id=str(int(batch[0]) - 1),
                until_id=str(int(batch[-1]) + 1),
                max_results=_width(batch),
                exclude=["retweets", "replies"],
                tweet_fields=list(fields),
                user_auth=keys,
                **more,
            ),
            readable=_is_listing,
        )
        posts_by_id = _by_id(response)
        self._report_spending(OWNED_READ, list(posts_by_id))
        self._keep_media(response, result)
        for problem in _problems(response):
            post_id = _post_of(problem)
            if (
                post_id in batch
                and _problem_type(problem) == "not-authorized-for-field"
                and post_id not in result.refused
            ):
                result.refused.append(post_id)
        result.posts |= {post_id: posts_by_id[post_id] for post_id in batch if post_id in posts_by_id}
        return [post_id for post_id in batch if post_id not in posts_by_id and post_id not in result.refused]

    def _by_id(
        self, action: str, batch: Sequence[str], fields: Sequence[str], more: Mapping[str, Any], result: LookupResult
    ) -> None:
        response = self._client.call(
            action,
            lambda sdk, keys: sdk.get_tweets(list(batch), tweet_fields=list(fields), user_auth=keys, **more),
            readable=_is_lookup(batch),
        )
        posts_by_id = _by_id(response)
        self._report_spending(READ, list(posts_by_id))
        self._keep_media(response, result)
        reasons = {_post_of(problem): _problem_type(problem) for problem in _problems(response)}
        # a problem that names none of them may be why they are not there
        unexpected = set(reasons) - set(batch)
        for post_id in batch:
            reason = reasons.get(post_id, "")
            if reason == "not-authorized-for-field" and post_id not in result.refused:
                result.refused.append(post_id)
            if post_id in posts_by_id:
                result.posts[post_id] = posts_by_id[post_id]
            elif reason == "not-authorized-for-resource":
                result.hidden.append(post_id)
            elif reason == "resource-not-found" and not unexpected:
                result.gone.append(post_id)

    def _keep_media(self, response: Body, result: LookupResult) -> None:
        media = media_by_key(response)
        result.media |= media
        if media:
            # each picture is charged for like a post that was read
            self._report_spending(READ, [f"picture {key}" for key in media])


def _width(batch: Sequence[str]) -> int:
    return max(FEWEST_LISTED, min(POSTS_A_CALL, _WORTH * len(batch)))


def _fits_a_list(batch: Sequence[str]) -> bool:
    first, last = made_at(batch[0]), made_at(batch[-1])
    if first is None or last is None:
        return False
    other_posts = int(OTHERS_A_DAY * (last - first).total_seconds() / 86_400)
    return len(batch) + other_posts <= _width(batch)


def _by_id(response: Body) -> dict[str, Post]:
    return {str(post["id"]): post for post in response.get("data") or ()}


def _problems(response: Body) -> list[Mapping[str, Any]]:
    return [problem for problem in response.get("errors") or () if isinstance(problem, Mapping)]


def _post_of(problem: Mapping[str, Any]) -> str:
    return str(problem.get("resource_id") or problem.get("value") or "")


def _problem_type(problem: Mapping[str, Any]) -> str:
    return str(problem.get("type") or "").rpartition("/")[2]


def are_problems(body: Body) -> bool:
    """Whether what a response says of failures beside its success can be read."""
    return is_list_of(body.get("errors", []), lambda problem: isinstance(problem, Mapping))


def _is_listing(body: Body) -> bool:
    return (
        isinstance(body.get("meta"), Mapping)
        and is_list_of(body.get("data", []), is_post)
        and are_problems(body)
        and are_media(body)
    )


def _is_lookup(batch: Sequence[str]) -> Callable[[Body], bool]:
    """A check that a response holds posts that were asked for alone, and a reason for each that it lacks."""

    def check(body: Body) -> bool:
        posts = body.get("data", [])
        if not is_list_of(posts, is_post) or not are_problems(body) or not are_media(body):
            return False
        if not posts and not body.get("errors"):
            return False
        shown = {post["id"] for post in posts}
        return shown.issubset(batch) and (shown.issuperset(batch) or bool(body.get("errors")))

    return check
