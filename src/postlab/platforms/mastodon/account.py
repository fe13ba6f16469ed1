"""An account on Mastodon: publishes posts, looks them up, counts them and shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.framing.as_posted import leads_to, same_text
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.errors import COUNT_FOLLOWERS, PUBLISH, PUBLISH_REPLY, UnreadableError, stops_everything
from postlab.platforms.mastodon.api import picture_rule
from postlab.platforms.mastodon.client import MastodonClient, Status, parse_status, parse_statuses
from postlab.platforms.mastodon.content import VisibleText, visible_text
from postlab.platforms.mastodon.counts import NOT_A_POST_ID, all_missing, counts_of
from postlab.platforms.mastodon.errors import INVALID, NO_SUCH_CALL, NOT_FOUND
from postlab.platforms.mastodon.health import FEWER_POSTS_A_CALL, MOST_POSTS_A_CALL, check_health, identify
from postlab.platforms.mastodon.media import is_there, no_longer_there, picture_of, upload
from postlab.platforms.mastodon.statuses import are_statuses, is_context, is_status
from postlab.platforms.pictures import check_picture
from postlab.platforms.wording import check_text

POSTS_A_PAGE = 40
MOST_PAGES = 25
CLOCK_SKEW = timedelta(minutes=2)
"""A server may stamp a post a little earlier than we began to send it."""
LISTING_DELAY = timedelta(seconds=60)
"""The server may still be busy with a request that was cut off, and not list its post yet."""

_POST_ID = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")


class MastodonAccount:
    """An account on a server with Mastodon's API; the first call is made when it is used."""

    def __init__(self, connection: Connection) -> None:
        self._client = MastodonClient(connection)
        self._clock, self._learnt = connection.clock, connection.learnt
        self._visibility: str = connection.options.get("visibility") or "public"
        self._posts_a_call = _posts_a_call(connection.facts)
        self._pictures = picture_rule(connection.facts)
        self._identity: Identity | None = None
        self._sent_at: dict[str, datetime] = {}

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The status as it will be sent; its picture is uploaded, and nothing else."""
        check_text(outgoing.text)
        if outgoing.picture is not None:
            check_picture(outgoing.picture, self._pictures, network=self._client.address)
        language = _LANGUAGE.match(outgoing.language or "")
        owner = self.whoami().remote_id
        picture = outgoing.picture
        return {
            "server": self._client.address,
            "account": owner,
            "key": outgoing.key,
            "status": outgoing.text,
            "visibility": self._visibility,
            "language": language[0].lower() if language else None,
            "link": outgoing.link,
            "reply_to": outgoing.reply_to,
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
            "picture": None if picture is None else {"id": upload(self._client, picture), "alt": picture.alt},
        }

    def publish(self, payload: Payload) -> Published:
        """Publish the status; most servers honour its key for an hour and publish it once, some ignore the key.

        Where the response is lost, `find` must have said that the post is absent before this is called again.
        """
        self._check_owner(payload)
        picture = payload.get("picture")
        if picture is not None and not is_there(self._client, picture["id"]):
            # it may be gone because the post has it already
            earlier = self._find_among_latest(payload)
            if earlier is None:
                raise no_longer_there()
            return self._published(earlier)
        self._sent_at[payload["key"]] = self._clock.now()
        status = self._client.call(
            PUBLISH_REPLY if payload.get("reply_to") else PUBLISH,
            lambda sdk: parse_status(
                sdk.status_post(
                    payload["status"],
                    visibility=payload["visibility"],
                    language=payload["language"],
                    idempotency_key=payload["key"],
                    in_reply_to_id=payload.get("reply_to"),
                    media_ids=None if picture is None else [picture["id"]],
                )
            ),
            ambiguous=True,
            readable=is_status,
        )
        return self._published(status)

    def find(self, payload: Payload) -> Published | None:
        """Look it up among our posts since it was first sent; None where the complete list lacks it."""
        try:
            self._check_owner(payload)
            status = self._find_among_latest(payload)
        except Rejected as exc:
            raise Unknown(
                f"It is still open whether the post went out. {exc.message}",
                hint=exc.hint,
                person=not exc.temporary,
            ) from None
        if status is not None:
            return self._published(status)
        age = self._clock.now() - self._sent_since(payload, latest=True)
        if age < LISTING_DELAY:
            raise Unknown(
                f"It is not among the posts on {self._client.address} yet, but it was sent less than "
                f"{int(LISTING_DELAY.total_seconds())} s ago and may still be at work there.",
                hint="The next run looks again.",
                code="too_young",
            )
        return None

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post, up to 40 posts a call; one a call where the server has no call for several.

        The posts of a call that fails are left out.

        Raises:
            PlatformError: every call failed.
        """
        distinct_ids = list(dict.fromkeys(remote_ids))
        counts = {
            remote_id: all_missing(NOT_A_POST_ID) for remote_id in distinct_ids if not _POST_ID.fullmatch(remote_id)
        }
        remaining = [remote_id for remote_id in distinct_ids if remote_id not in counts]
        failure: PlatformError | None = None
        succeeded, posts_a_call_before = False, self._posts_a_call
        while remaining:
            group, remaining = remaining[: self._posts_a_call], remaining[self._posts_a_call :]
            try:
                group_counts = (
                    self._counts_of_one(group[0]) if self._posts_a_call == 1 else self._counts_of_group(group)
                )
            except PlatformError as exc:
                failure = exc
                if stops_everything(exc):
                    break
                continue
            if group_counts is None:
                remaining = group + remaining  # the server takes fewer than that at once
                continue
            counts |= group_counts
            succeeded = True
        if self._posts_a_call != posts_a_call_before:
            self._learnt({"batch": False if self._posts_a_call == 1 else self._posts_a_call})
        if failure is not None and not succeeded:
            raise failure
        return {remote_id: counts[remote_id] for remote_id in distinct_ids if remote_id in counts}

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 - nothing of it is needed here
        """The post as its readers see it; the server makes its card some seconds after the post."""
        if not _POST_ID.fullmatch(remote_id):
            return None
        try:
            status = self._client.call("show the post", lambda sdk: self._status(sdk, remote_id), readable=is_status)
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return None
            raise
        words = _visible_text(status)
        card = status.get("card")
        leads = card.get("url") if card is not None else None
        has_picture, alt = picture_of(status)
        return Live(
            text=words.text,
            links=tuple(dict.fromkeys([*words.links, *([leads] if leads else [])])),
            card=card is not None,
            picture=has_picture,
            alt=alt,
        )

    def health(self) -> Health:
        """Check who we are, what the token may do, how long a text may be, and how many posts a call counts."""
        health = check_health(self._client)
        self._identity = health.identity
        self._posts_a_call = _posts_a_call(health.facts)
        return health

    def followers(self) -> int:
        """How many people follow the account now."""
        me = self._client.call(COUNT_FOLLOWERS, lambda sdk: dict(sdk.account_verify_credentials()))
        return self._client.translator.follower_count(me.get("followers_count"))

    def own_answers(self, remote_id: str) -> int:
        """How many direct replies to a status the account wrote itself."""
        owner = self.whoami().remote_id

        def ask(sdk: Any) -> int:
            replies = parse_statuses(list(sdk.status_context(remote_id)["descendants"]))
            return sum(
                str(reply.get("in_reply_to_id")) == remote_id and str(reply["account"]["id"]) == owner
                for reply in replies
            )

        return self._client.call("list the post's replies", ask, readable=is_context)

    def whoami(self) -> Identity:
        """The account's name and id on the server."""
        if self._identity is None:
            self._identity = identify(self._client)
        return self._identity

    def _check_owner(self, payload: Payload) -> None:
        identity = self.whoami()
        if (payload["server"], payload["account"]) != (self._client.address, identity.remote_id):
            raise NeedsPerson(
                f"This post was made for another account than {identity.name} on {self._client.address}.",
                hint="Cancel the post, or set the account up with the token and server it was made for.",
                code="other_account",
            )

    def _sent_since(self, payload: Payload, *, latest: bool = False) -> datetime:
        """When it was prepared; with `latest`, when this run last sent it, if it did."""
        created = datetime.fromisoformat(payload["created_at"])
        return max(created, self._sent_at.get(payload["key"], created)) if latest else created

    def _find_among_latest(self, payload: Payload) -> Status | None:
        """Our status with that text or link, in the listing of our posts since it was prepared."""
        oldest: str | None = None
        for _ in range(MOST_PAGES):
            page = self._page(oldest)
            # measured at each answer: where the server's clock is behind, its posts look older than they are
            since = self._sent_since(payload) - CLOCK_SKEW - self._client.clock_behind()
            fresh = [status for status in page if _created_at(status) >= since]
            matches = [status for status in fresh if _is_same_post(status, payload)]
            if matches:
                return min(reversed(matches), key=_created_at)
            if not page or len(fresh) < len(page):
                return None
            oldest = str(page[-1]["id"])
        raise Unknown(
            f"More than {POSTS_A_PAGE * MOST_PAGES} posts have gone out on {self._client.address} since; "
            "it could not be looked for among so many.",
            hint="Look for it yourself, then say with `postlab post resolve` whether it is there.",
            person=True,
        )

    def _page(self, before: str | None) -> list[Status]:
        owner = self.whoami().remote_id

        def ask(sdk: Any) -> list[Status]:
            page = parse_statuses(sdk.account_statuses(owner, limit=POSTS_A_PAGE, exclude_reblogs=True, max_id=before))
            if not all(str(status["account"]["id"]) == owner for status in page):
                raise UnreadableError("somebody else's posts in the list of ours")
            return page

        return self._client.call("list our posts (read:statuses)", ask, readable=are_statuses)

    def _counts_of_group(self, group: Sequence[str]) -> dict[str, Counts] | None:
        """The counts of several posts by one call; None where the server refuses so many at once."""
        try:
            statuses_by_id = self._statuses_by_id(group)
        except NeedsPerson:
            # one server refuses this call alone with 401; what a single read meets is the truth
            self._posts_a_call = 1
            return None
        except Rejected as exc:
            if exc.code not in {NOT_FOUND, NO_SUCH_CALL, INVALID}:
                raise
            fewer = exc.code == INVALID and len(group) > FEWER_POSTS_A_CALL
            self._posts_a_call = FEWER_POSTS_A_CALL if fewer else 1
            return None
        absent = [number for number in group if number not in statuses_by_id]
        if absent and len(group) > FEWER_POSTS_A_CALL:
            # left out because they are gone, or because the server stops at 20 without a word
            for start in range(0, len(absent), FEWER_POSTS_A_CALL):
                again = self._statuses_by_id(absent[start : start + FEWER_POSTS_A_CALL])
                if again:
                    self._posts_a_call = FEWER_POSTS_A_CALL
                statuses_by_id |= again
        return {number: counts_of(statuses_by_id.get(number)) for number in group}

    def _statuses_by_id(self, numbers: Sequence[str]) -> dict[str, Status]:
        ids = list(numbers)

        def ask(sdk: Any) -> list[Status]:
            statuses = parse_statuses(sdk.statuses(ids))
            # a post that is not in the list is gone, so the whole list must be of ours
            if not all(str(status["id"]) in ids for status in statuses):
                raise UnreadableError("posts that were not asked for")
            return statuses

        return {
            str(status["id"]): status for status in self._client.call("count the posts", ask, readable=are_statuses)
        }

    def _counts_of_one(self, number: str) -> dict[str, Counts]:
        try:
            status = self._client.call("count the post", lambda sdk: self._status(sdk, number), readable=is_status)
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return {number: counts_of(None)}
            raise
        return {number: counts_of(status)}

    @staticmethod
    def _status(sdk: Any, number: str) -> Status:
        status = parse_status(sdk.status(number))
        if str(status["id"]) != number:
            raise UnreadableError("another post than the one that was asked for")
        return status

    @staticmethod
    def _published(status: Status) -> Published:
        return Published(
            remote_id=str(status["id"]),
            permalink=status.get("url") or status.get("uri"),
            at=_created_at(status).astimezone(UTC),
        )


def _posts_a_call(facts: Mapping[str, Any]) -> int:
    """How many posts one call counts, by the facts of the last check."""
    number = facts.get("batch", MOST_POSTS_A_CALL)
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 1


def _created_at(status: Status) -> datetime:
    """When the server says that the status (`parse_status`) was posted."""
    created: datetime = status["created_at"]
    return created if created.tzinfo else created.replace(tzinfo=UTC)


def _is_same_post(status: Status, payload: Payload) -> bool:
    parent_id = status.get("in_reply_to_id")
    if payload.get("reply_to") is not None and str(parent_id) != payload["reply_to"]:
        return False
    words = _visible_text(status)
    link = payload["link"]
    return (link is not None and leads_to(words.links, link)) or same_text(words.text, payload["status"])


def _visible_text(status: Status) -> VisibleText:
    accounts_by_url = {
        str(mention["url"]): str(mention["acct"])
        for mention in status.get("mentions", ())
        if mention.get("url") and mention.get("acct")
    }
    return visible_text(status["content"], accounts_by_url)
