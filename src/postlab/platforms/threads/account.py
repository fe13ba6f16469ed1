"""A Threads account that we hold the token of: publishes in two steps, looks, counts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.counts import GONE
from postlab.platforms.errors import COUNT_FOLLOWERS, NOTHING_TO_ANSWER, PREPARE_AGAIN, PUBLISH
from postlab.platforms.threads import PAGE_MARK
from postlab.platforms.threads.checkup import check_up, who
from postlab.platforms.threads.failures import NO_PERMISSION, NOT_FOUND
from postlab.platforms.threads.graph import Graph, has_list
from postlab.platforms.threads.insights import METRICS, NO_ADDRESS, counts, total_of, unseen
from postlab.platforms.threads.insights import NO_PERMISSION as NOT_PERMITTED
from postlab.platforms.threads.renewal import Renewal
from postlab.platforms.wording import check_text

PAUSE_S = 2.0
"""Between two looks at a container that is not ready: Threads forgets for seconds what it has just made."""
TRIES = 3
LIST_REPLIES = "list our replies (threads_read_replies)"
A_PAGE = 100
MOST_PAGES = 10
MARGIN = timedelta(minutes=2)
YOUNG = timedelta(seconds=60)

_LINK = re.compile(r"https?://[^\s<>]+")
_NUMBER = re.compile(r"\d+", re.ASCII)
_POST_FIELDS = "id,text,permalink,timestamp"


class ThreadsAccount:
    """An account on Threads; it asks nothing before it is used."""

    def __init__(self, connection: Connection) -> None:
        self._graph = Graph(connection)
        self._renewal = Renewal(self._graph, connection)
        self._clock = connection.clock
        self._user_id: str | None = connection.options.get("user-id")
        self._identity: Identity | None = None
        self._lost_at: dict[str, datetime] = {}

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The post as a container on Threads: it holds the text and the link, and publishes nothing."""
        check_text(outgoing.text)
        user = self.whoami().remote_id
        form = {"media_type": "TEXT", "text": outgoing.text}
        if outgoing.reply_to:
            form["reply_to_id"] = self._to_answer(outgoing.reply_to)
        if outgoing.link:
            form["link_attachment"] = outgoing.link
        made = self._graph.post(f"/{user}/threads", form, action="take the post")
        self._wait_for(made.at("id"))
        return {
            "user": user,
            "creation_id": made.at("id"),
            "text": outgoing.text,
            "link": outgoing.link,
            "reply_to": form.get("reply_to_id"),
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
        }

    def publish(self, payload: Payload) -> Published:
        """Publish the container; one that is out already is looked for, one that is gone is made anew."""
        self._check_owner(payload)
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_S)
            try:
                answer = self._graph.post(
                    f"/{payload['user']}/threads_publish",
                    {"creation_id": payload["creation_id"]},
                    action=PUBLISH,
                    ambiguous=True,
                )
            except Unknown:
                self._lost_at[payload["creation_id"]] = self._clock.now()
                raise
            except Rejected as exc:
                if exc.temporary:
                    raise
                # a container that is out is refused the second time, and nobody says with which words
                state, found = self._settled(payload)
                if found is not None:
                    return found
                if state in {"EXPIRED", "ERROR"}:
                    break
                if exc.code != NOT_FOUND:
                    raise
                continue
            return self._details(answer.at("id"))
        raise Rejected(
            "Threads no longer knows the post that it was given to publish; it keeps one for 24 hours at most.",
            hint="The next run gives it the post again.",
            code=PREPARE_AGAIN,
            temporary=True,
        )

    def find(self, payload: Payload) -> Published | None:
        """Whether it is out: by its container's state first, then among our latest posts.

        None where the container is unpublished, or ended, and no post of ours reads the same.
        """
        return self._settled(payload)[1]

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered, one call a post: Threads has no call that counts several.

        A call that fails leaves its post out and the others as they are.

        Raises:
            PlatformError: not one call succeeded.
        """
        seen: dict[str, Counts] = {}
        failure: PlatformError | None = None
        for remote_id in dict.fromkeys(remote_ids):
            try:
                seen[remote_id] = self._counted(remote_id)
            except PlatformError as exc:
                failure = exc
                if isinstance(exc, NeedsPerson) or exc.code in {"rate_limited", "unreachable"}:
                    break
        if failure is not None and not seen:
            raise failure
        return seen

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 - nothing of it is needed here
        """The post as its readers see it."""
        number = self._number(remote_id)
        if number is None:
            return None
        try:
            answer = self._look(f"/{number}", action="show the post", fields=f"{_POST_FIELDS},link_attachment_url")
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return None
            raise
        text = str(answer.get("text") or "")
        attached = _led(str(answer.get("link_attachment_url") or ""))
        links = [_led(link.rstrip(".,;:!?)")) for link in _LINK.findall(text)]
        return Live(
            text=text,
            links=tuple(dict.fromkeys([*links, *([attached] if attached else [])])),
            card=bool(attached),
        )

    def health(self) -> Health:
        """Who we are, what the token may do, how many posts are left today, and when the token ends."""
        return check_up(self._graph, self.whoami(), self._renewal)

    def followers(self) -> int:
        """How many follow the account now."""
        answer = self._graph.get(
            f"/{self.whoami().remote_id}/threads_insights",
            action=COUNT_FOLLOWERS,
            readable=has_list,
            metric="followers_count",
        )
        return self._graph.edge.followers(total_of(answer, "followers_count"))

    def whoami(self) -> Identity:
        """The name and number that Threads knows us by."""
        self._renewal.if_due()
        if self._identity is None:
            identity = who(self._graph)
            if self._user_id and self._user_id != identity.remote_id:
                raise NeedsPerson(
                    f"The token belongs to {identity.name} ({identity.remote_id}), not to the account {self._user_id}.",
                    hint="Make the token with the right account, or set the account up without --user-id.",
                    code="other_account",
                )
            self._identity = identity
        return self._identity

    def _to_answer(self, remote_id: str) -> str:
        """The API's number of the post that a reply answers."""
        number = self._number(remote_id)
        if number is None:
            raise Rejected(
                "The post that this is a reply to is not on Threads.",
                hint="Look at the account; `postlab post cancel` keeps the reply in.",
                code=NOTHING_TO_ANSWER,
            )
        return number

    def _check_owner(self, payload: Payload) -> None:
        identity = self.whoami()
        if payload["user"] != identity.remote_id:
            raise NeedsPerson(
                f"This post was made for another account than {identity.name}.",
                hint="Cancel the post, or set the account up with the token it was made for.",
                code="other_account",
            )

    def _settled(self, payload: Payload) -> tuple[str | None, Published | None]:
        """The container's state, and the post where it is out; `Unknown` where neither proves anything."""
        try:
            self._check_owner(payload)
            state = self._state(payload["creation_id"])
            found = self._among_ours(payload)
        except Rejected as exc:
            raise Unknown(f"It is still open whether the post went out. {exc.message}", hint=exc.hint) from None
        except ValueError:
            raise self._graph.edge.unreadable("list our posts", ambiguous=True) from None
        ended = state in {"FINISHED", "EXPIRED", "ERROR"} or (state is None and self._age(payload) >= YOUNG)
        if found is not None or ended:
            return state, None if found is None else _published(found)
        told = {
            None: "Threads does not know it (yet), and it was sent less than a minute ago",
            "PUBLISHED": "Threads says that it is out, but does not list it yet",
            "IN_PROGRESS": "Threads is still at work on it",
        }.get(state, f"Threads says “{self._graph.edge.said(state)}” of it, which PostLab does not know")
        raise Unknown(f"It is still open whether the post went out: {told}.", hint="The next run looks again.")

    def _look(self, path: str, *, action: str, fields: str) -> Mapping[str, Any]:
        body: Mapping[str, Any] = self._graph.get(path, action=action, fields=fields).body
        return body

    def _state(self, creation_id: str) -> str | None:
        """What Threads says of a container; None where it knows none of that number."""
        try:
            told = self._look(f"/{creation_id}", action="say how the post is doing", fields="id,status,error_message")
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return None
            raise
        return str(told.get("status") or "")

    def _wait_for(self, creation_id: str) -> None:
        """Give Threads a few seconds to make the container ready; publishing finds out where that was too few."""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_S)
            state = self._state(creation_id)
            if state == "ERROR":
                raise Rejected(
                    "Threads could not make a post of what it was given.",
                    hint="The next run gives it the post again.",
                    code=PREPARE_AGAIN,
                    temporary=True,
                )
            if state == "FINISHED":
                return

    def _among_ours(self, payload: Payload) -> Mapping[str, Any] | None:
        words = " ".join(str(payload["text"]).split())
        made = datetime.fromisoformat(payload["created_at"]) - MARGIN
        # Threads lists replies apart from posts
        edge = "replies" if payload.get("reply_to") else "threads"
        for post, behind in self._ours(since=made, edge=edge):
            text = str(post.get("text") or "")
            same = " ".join(text.split()) == words or (payload["link"] and payload["link"] in text)
            if same and _time(post) >= made - behind:
                return post
        return None

    def _ours(self, *, since: datetime | None, edge: str = "threads") -> Iterator[tuple[Mapping[str, Any], timedelta]]:
        """Our posts, latest first, each with how far Threads' clock is behind ours.

        Raises:
            Unknown: there are more than can be looked through.
        """
        user = self.whoami().remote_id
        # Threads is asked for a day more, whatever the two clocks say
        start = {} if since is None else {"since": str(int((since - timedelta(days=1)).timestamp()))}
        after: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            answer = self._graph.get(
                f"/{user}/{edge}",
                action="list our posts" if edge == "threads" else LIST_REPLIES,
                readable=has_list,
                fields=_POST_FIELDS,
                limit=str(A_PAGE),
                **start,
                **after,
            )
            behind = _behind(answer.headers.get("date"), self._clock.now())
            for post in answer.at("data"):
                if isinstance(post, dict) and isinstance(post.get("id"), str):
                    yield post, behind
            cursor = answer.at("paging", "cursors", "after")
            if not answer.at("paging", "next") or not isinstance(cursor, str):
                return
            after = {"after": cursor}
        raise Unknown(
            f"There are more than {A_PAGE * MOST_PAGES} posts; it could not be looked for among so many.",
            hint="Look for it yourself, then say with `postlab post resolve` whether it is there.",
        )

    def _counted(self, remote_id: str) -> Counts:
        number = self._number(remote_id)
        if number is None:
            return unseen(GONE if remote_id.startswith(PAGE_MARK) else NO_ADDRESS)
        try:
            return counts(
                self._graph.get(f"/{number}/insights", action="count the post", readable=has_list, metric=METRICS)
            )
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return unseen(GONE)
            raise
        except NeedsPerson as exc:
            if exc.code == NO_PERMISSION:
                return unseen(NOT_PERMITTED)
            raise

    def _number(self, remote_id: str) -> str | None:
        """The API's number of a post; one that is known by its page alone is looked for among ours."""
        if _NUMBER.fullmatch(remote_id):
            return remote_id
        if not remote_id.startswith(PAGE_MARK):
            return None
        code = remote_id.removeprefix(PAGE_MARK)
        for post, _ in self._ours(since=None):
            if urlsplit(str(post.get("permalink") or "")).path.rstrip("/").rpartition("/")[2] == code:
                return str(post["id"])
        return None

    def _details(self, number: str) -> Published:
        """The post that is out, with its address where Threads tells it."""
        try:
            return _published(self._look(f"/{number}", action="show the post", fields=_POST_FIELDS))
        except (PlatformError, ValueError):
            # it is out; its address can wait
            return Published(remote_id=number, permalink=None, at=self._clock.now())

    def _age(self, payload: Payload) -> timedelta:
        made = datetime.fromisoformat(payload["created_at"])
        return self._clock.now() - max(made, self._lost_at.get(payload["creation_id"], made))


def _published(post: Mapping[str, Any]) -> Published:
    permalink = post.get("permalink")
    return Published(
        remote_id=str(post["id"]), permalink=permalink if isinstance(permalink, str) else None, at=_time(post)
    )


def _time(post: Mapping[str, Any]) -> datetime:
    """When Threads says that it went out.

    Raises:
        ValueError: it does not.
    """
    at = datetime.fromisoformat(str(post.get("timestamp")))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _behind(date: str | None, now: datetime) -> timedelta:
    try:
        return max(now - parsedate_to_datetime(date or ""), timedelta(0))
    except (ValueError, TypeError):
        return timedelta(0)


def _led(address: str) -> str:
    """Where a link leads, the network's own way out undone."""
    parts = urlsplit(address)
    if parts.netloc in {"l.threads.net", "l.threads.com"}:
        return parse_qs(parts.query).get("u", [address])[0]
    return address
