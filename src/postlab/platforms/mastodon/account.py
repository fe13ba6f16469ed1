"""A Mastodon account that we hold the token of: publishes, looks, counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.counts import GONE, count_of
from postlab.platforms.errors import ANSWER, COUNT_FOLLOWERS, PUBLISH, stops_everything
from postlab.platforms.mastodon.checkup import FEWER_AT_ONCE, MOST_AT_ONCE, check_up, who
from postlab.platforms.mastodon.content import Shown, shown, squashed
from postlab.platforms.mastodon.failures import INVALID, NO_SUCH_CALL, NOT_FOUND
from postlab.platforms.mastodon.server import MastodonServer, Status, one_status, statuses
from postlab.platforms.wording import check_text

COUNTED = ("likes", "comments", "shares")
UNTOLD = "not in the server's answer"
NO_ADDRESS = "not the number of a Mastodon post"

A_PAGE = 40
MOST_PAGES = 25
MARGIN = timedelta(minutes=2)
"""A server may stamp a post a little earlier than we began to send it."""
YOUNG = timedelta(seconds=60)
"""A request that was cut off may still be at work on the server, and its post not listed yet."""

_NUMBER = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")


class MastodonAccount:
    """An account on a server of Mastodon's API; it asks nothing before it is used."""

    def __init__(self, connection: Connection) -> None:
        self._server = MastodonServer(connection)
        self._clock, self._learnt = connection.clock, connection.learnt
        self._visibility: str = connection.options.get("visibility") or "public"
        self._at_once = _at_once(connection.facts)
        self._identity: Identity | None = None
        self._sent_at: dict[str, datetime] = {}

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The status as it will be sent; nothing is sent yet."""
        check_text(outgoing.text)
        language = _LANGUAGE.match(outgoing.language or "")
        return {
            "server": self._server.address,
            "account": self.whoami().remote_id,
            "key": outgoing.key,
            "status": outgoing.text,
            "visibility": self._visibility,
            "language": language[0].lower() if language else None,
            "link": outgoing.link,
            "reply_to": outgoing.reply_to,
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
        }

    def publish(self, payload: Payload) -> Published:
        """Put the status out, once: most servers honour its key for an hour, some ignore it.

        Where the answer is lost, `find` must have said that it is absent before this is called again.
        """
        self._check_owner(payload)
        self._sent_at[payload["key"]] = self._clock.now()
        status = self._server.call(
            ANSWER if payload.get("reply_to") else PUBLISH,
            lambda client: one_status(
                client.status_post(
                    payload["status"],
                    visibility=payload["visibility"],
                    language=payload["language"],
                    idempotency_key=payload["key"],
                    in_reply_to_id=payload.get("reply_to"),
                )
            ),
            ambiguous=True,
        )
        return self._published(status)

    def find(self, payload: Payload) -> Published | None:
        """Whether it is among our posts since it was first sent; None when all of them were looked at."""
        try:
            self._check_owner(payload)
            found = self._among_ours(payload)
        except Rejected as exc:
            raise Unknown(f"It is still open whether the post went out. {exc.message}", hint=exc.hint) from None
        if found is not None:
            return self._published(found)
        age = self._clock.now() - self._began(payload, latest=True)
        if age < YOUNG:
            raise Unknown(
                f"It is not among the posts on {self._server.address} yet, but it was sent less than "
                f"{int(YOUNG.total_seconds())} s ago and may still be at work there.",
                hint="The next run looks again.",
                code="too_young",
            )
        return None

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered, up to 40 posts a call, or one where the server has no such call.

        A call that fails leaves its posts out and the others as they are.

        Raises:
            PlatformError: not one call succeeded.
        """
        wanted = list(dict.fromkeys(remote_ids))
        counts = {number: _unseen(NO_ADDRESS) for number in wanted if not _NUMBER.fullmatch(number)}
        waiting = [number for number in wanted if number not in counts]
        failure: PlatformError | None = None
        succeeded, at_first = False, self._at_once
        while waiting:
            group, waiting = waiting[: self._at_once], waiting[self._at_once :]
            try:
                seen = self._single(group[0]) if self._at_once == 1 else self._together(group)
            except PlatformError as exc:
                failure = exc
                if stops_everything(exc):
                    break
                continue
            if seen is None:
                waiting = group + waiting  # the server takes fewer than that at once
                continue
            counts |= seen
            succeeded = True
        if self._at_once != at_first:
            self._learnt({"batch": False if self._at_once == 1 else self._at_once})
        if failure is not None and not succeeded:
            raise failure
        return {number: counts[number] for number in wanted if number in counts}

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 - nothing of it is needed here
        """The post as its readers see it; the server makes its card some seconds after the post."""
        if not _NUMBER.fullmatch(remote_id):
            return None
        try:
            status = self._server.call("show the post", lambda client: one_status(client.status(remote_id)))
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return None
            raise
        words = _shown(status)
        card = status.get("card")
        leads = card.get("url") if isinstance(card, dict) else None
        return Live(
            text=words.text,
            links=tuple(dict.fromkeys([*words.links, *([str(leads)] if leads else [])])),
            card=bool(card),
        )

    def health(self) -> Health:
        """Who we are, what the token may do, how long a text may be, and how many posts a call counts."""
        health = check_up(self._server)
        self._identity = health.identity
        self._at_once = _at_once(health.facts)
        return health

    def followers(self) -> int:
        """How many follow the account now."""
        me = self._server.call(COUNT_FOLLOWERS, lambda client: dict(client.account_verify_credentials()))
        return self._server.edge.followers(me.get("followers_count"))

    def whoami(self) -> Identity:
        """The name and id that the server knows us by."""
        if self._identity is None:
            self._identity = who(self._server)
        return self._identity

    def _check_owner(self, payload: Payload) -> None:
        identity = self.whoami()
        if (payload["server"], payload["account"]) != (self._server.address, identity.remote_id):
            raise NeedsPerson(
                f"This post was made for another account than {identity.name} on {self._server.address}.",
                hint="Cancel the post, or set the account up with the token and server it was made for.",
                code="other_account",
            )

    def _began(self, payload: Payload, *, latest: bool = False) -> datetime:
        """When it was made ready; or when we last sent it, as far as this run knows."""
        made = datetime.fromisoformat(payload["created_at"])
        return max(made, self._sent_at.get(payload["key"], made)) if latest else made

    def _among_ours(self, payload: Payload) -> Status | None:
        """Our status of that text or link, in a listing that reaches back to before it was made ready."""
        oldest: str | None = None
        for _ in range(MOST_PAGES):
            page = self._page(oldest)
            # measured at each answer: where the server's clock is behind, its posts look older than they are
            since = self._began(payload) - MARGIN - self._server.behind()
            fresh = [status for status in page if _created(status) >= since]
            matches = [status for status in fresh if _is(status, payload)]
            if matches:
                return min(reversed(matches), key=_created)
            if not page or len(fresh) < len(page):
                return None
            oldest = str(page[-1]["id"])
        raise Unknown(
            f"More than {A_PAGE * MOST_PAGES} posts have gone out on {self._server.address} since; "
            "it could not be looked for among so many.",
            hint="Look for it yourself, then say with `postlab post resolve` whether it is there.",
        )

    def _page(self, before: str | None) -> list[Status]:
        owner = self.whoami().remote_id

        def ask(client: Any) -> list[Status]:
            page = statuses(client.account_statuses(owner, limit=A_PAGE, exclude_reblogs=True, max_id=before))
            for status in page:
                _created(status)
            return page

        return self._server.call("list our posts (read:statuses)", ask, lists=True)

    def _together(self, group: Sequence[str]) -> dict[str, Counts] | None:
        """The counts of several posts by one call; None where the server does not take so many."""
        try:
            found = self._listed(group)
        except NeedsPerson:
            # one server refuses this call alone with 401; what a single read meets is the truth
            self._at_once = 1
            return None
        except Rejected as exc:
            if exc.code not in {NOT_FOUND, NO_SUCH_CALL, INVALID}:
                raise
            fewer = exc.code == INVALID and len(group) > FEWER_AT_ONCE
            self._at_once = FEWER_AT_ONCE if fewer else 1
            return None
        absent = [number for number in group if number not in found]
        if absent and len(group) > FEWER_AT_ONCE:
            # left out because they are gone, or because the server stops at 20 without a word
            for start in range(0, len(absent), FEWER_AT_ONCE):
                again = self._listed(absent[start : start + FEWER_AT_ONCE])
                if again:
                    self._at_once = FEWER_AT_ONCE
                found |= again
        return {number: _counts(found.get(number)) for number in group}

    def _listed(self, numbers: Sequence[str]) -> dict[str, Status]:
        asked = list(numbers)
        answer = self._server.call("count the posts", lambda client: statuses(client.statuses(asked)), lists=True)
        return {str(status["id"]): status for status in answer}

    def _single(self, number: str) -> dict[str, Counts]:
        try:
            status = self._server.call("count the post", lambda client: one_status(client.status(number)))
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return {number: _counts(None)}
            raise
        return {number: _counts(status)}

    def _published(self, status: Status) -> Published:
        created = status.get("created_at")
        url = status.get("url") or status.get("uri")
        return Published(
            remote_id=str(status["id"]),
            permalink=str(url) if url else None,
            at=created.astimezone(UTC) if isinstance(created, datetime) else self._clock.now(),
        )


def _at_once(facts: Mapping[str, Any]) -> int:
    """How many posts one call counts, as the server showed at the last check."""
    number = facts.get("batch", MOST_AT_ONCE)
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 1


def _created(status: Status) -> datetime:
    """When the server says that it was posted.

    Raises:
        ValueError: it does not.
    """
    created = status.get("created_at")
    if not isinstance(created, datetime):
        raise ValueError("a post without a time")  # noqa: TRY004 - of the answer, not of our own types
    return created if created.tzinfo else created.replace(tzinfo=UTC)


def _is(status: Status, payload: Payload) -> bool:
    answers = status.get("in_reply_to_id")
    if payload.get("reply_to") is not None and str(answers) != payload["reply_to"]:
        return False
    words = _shown(status)
    return payload["link"] in words.links or squashed(words.text) == squashed(payload["status"])


def _shown(status: Status) -> Shown:
    mentions = status.get("mentions")
    known = {
        str(one["url"]): str(one["acct"])
        for one in (mentions if isinstance(mentions, list) else ())
        if isinstance(one, dict) and one.get("url") and one.get("acct")
    }
    return shown(str(status.get("content") or ""), known)


def _counts(status: Status | None) -> Counts:
    if status is None:
        return _unseen(GONE)
    reblogs, quotes = _number(status, "reblogs_count"), _number(status, "quotes_count")
    seen = {
        "likes": _number(status, "favourites_count"),
        "comments": _number(status, "replies_count"),
        # servers before 4.5 know no quotes, so there are none to add
        "shares": None if reblogs is None else reblogs + (quotes or 0),
    }
    missing = {metric: UNTOLD for metric, number in seen.items() if number is None}
    return Counts(**seen, missing=missing, others={})


def _number(status: Status, field: str) -> int | None:
    return count_of(status.get(field))


def _unseen(reason: str) -> Counts:
    return Counts(missing=dict.fromkeys(COUNTED, reason))
