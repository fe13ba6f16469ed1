"""An account on Threads: publishes posts in two steps, looks them up, counts them and shows them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.framing.as_posted import leads_to
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.counts import GONE
from postlab.platforms.errors import COUNT_FOLLOWERS, NO_POST_TO_REPLY_TO, PREPARE_AGAIN, PUBLISH, stops_everything
from postlab.platforms.pictures import check_picture
from postlab.platforms.shapes import is_list_of, is_text_or_absent, split_address
from postlab.platforms.threads.api import PAGE_PREFIX, PICTURES
from postlab.platforms.threads.clicks import with_clicks
from postlab.platforms.threads.client import ThreadsClient, has_next, is_list
from postlab.platforms.threads.containers import PICTURE_LOOKS, form_of, state_of, wait_until_ready
from postlab.platforms.threads.counts import METRICS, NOT_A_POST_ID, all_missing, counts_of, total_of
from postlab.platforms.threads.counts import NO_PERMISSION as NOT_PERMITTED
from postlab.platforms.threads.errors import LIST_POSTS, NO_PERMISSION, NOT_FOUND, TAKE_POST, TAKE_REPLY
from postlab.platforms.threads.health import check_health, identify
from postlab.platforms.threads.posts import (
    has_picture,
    is_post,
    is_reply,
    link_target,
    links_in,
    published,
    published_time,
)
from postlab.platforms.threads.tokens import TokenRenewal
from postlab.platforms.wording import check_text

PAUSE_S = 2.0
"""The pause between two looks at a container that is not ready: for seconds Threads may not know a new one."""
TRIES = 3
LIST_REPLIES = "list our replies (threads_read_replies)"
POSTS_A_PAGE = 100
MOST_PAGES = 10
CLOCK_SKEW = timedelta(minutes=2)
LISTING_DELAY = timedelta(seconds=60)

_NUMBER = re.compile(r"\d+", re.ASCII)
_POST_FIELDS = "id,text,permalink,timestamp"
_SHOWN_BESIDES = ("link_attachment_url", "media_type", "alt_text")
_SHOWN_FIELDS = ",".join((_POST_FIELDS, *_SHOWN_BESIDES))


class ThreadsAccount:
    """An account on Threads; the first call is made when it is used."""

    def __init__(self, connection: Connection) -> None:
        self._client = ThreadsClient(connection)
        self._renewal = TokenRenewal(self._client, connection)
        self._clock, self._learnt = connection.clock, connection.learnt
        self._user_id: str | None = connection.options.get("user-id")
        self._identity: Identity | None = None
        self._in_doubt_since: dict[str, datetime] = {}

    def prepare(self, outgoing: Outgoing) -> Payload:
        """Make a container on Threads with the text, and the picture or the link; nothing is published.

        Threads fetches the picture from its address; while it does, the container is not ready.
        """
        check_text(outgoing.text)
        picture = outgoing.picture
        if picture is not None:
            check_picture(picture, PICTURES, network="Threads")
        user = self.whoami().remote_id
        form = form_of(outgoing, parent=self._parent_id(outgoing.reply_to) if outgoing.reply_to else None)
        container = self._client.post(f"/{user}/threads", form, action=TAKE_REPLY if outgoing.reply_to else TAKE_POST)
        looks = TRIES if picture is None else PICTURE_LOOKS
        wait_until_ready(self._client, container.at("id"), looks=looks, pause_s=PAUSE_S)
        return {
            "user": user,
            "creation_id": container.at("id"),
            "text": outgoing.text,
            "link": outgoing.link,
            "reply_to": form.get("reply_to_id"),
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
            "picture": None if picture is None else {"address": picture.address, "alt": picture.alt},
        }

    def publish(self, payload: Payload) -> Published:
        """Publish the container; if that was done already, the post is looked up."""
        self._check_owner(payload)
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_S)
            try:
                response = self._client.post(
                    f"/{payload['user']}/threads_publish",
                    {"creation_id": payload["creation_id"]},
                    action=PUBLISH,
                    ambiguous=True,
                )
            except Unknown:
                self._in_doubt_since[payload["creation_id"]] = self._clock.now()
                raise
            except Rejected as exc:
                if exc.temporary:
                    raise
                # a container that is out is refused the second time, and nobody says with which words
                state, published = self._look_up(payload)
                if published is not None:
                    return published
                if state in {"EXPIRED", "ERROR"}:
                    break
                if exc.code != NOT_FOUND:
                    raise
                continue
            return self._published_as(response.at("id"))
        raise Rejected(
            "Threads no longer knows the post that it was given to publish; it keeps one for 24 hours at most.",
            hint="The next run gives it the post again.",
            code=PREPARE_AGAIN,
            temporary=True,
        )

    def find(self, payload: Payload) -> Published | None:
        """Look it up: by its container's state first, then among our latest posts.

        None where the container is unpublished or has ended, and no post of ours has the text.
        """
        return self._look_up(payload)[1]

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post, two calls a post, as Threads has none that counts several; clicks by one for all.

        The post of a call that fails is left out.

        Raises:
            PlatformError: every call failed.
        """
        counts_by_id: dict[str, Counts] = {}
        failure: PlatformError | None = None
        for remote_id in dict.fromkeys(remote_ids):
            try:
                counts_by_id[remote_id] = self._counts_of(remote_id)
            except PlatformError as exc:
                failure = exc
                if stops_everything(exc):
                    break
        if failure is not None and not counts_by_id:
            raise failure
        if self._client.clicks_cut:
            return counts_by_id
        return with_clicks(
            self._client,
            counts_by_id,
            user=lambda: self.whoami().remote_id,
            api_id=self._api_id,
            learnt=self._learnt,
        )

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 - nothing of it is needed here
        """The post as its readers see it."""
        number = self._api_id(remote_id)
        if number is None:
            return None
        try:
            response = self._get(f"/{number}", action="show the post", fields=_SHOWN_FIELDS)
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return None
            raise
        if not is_post(response) or response["id"] != number or not is_text_or_absent(response, *_SHOWN_BESIDES):
            raise self._client.translator.unreadable("show the post", ambiguous=False)
        text = response.get("text")
        attached = link_target(response.get("link_attachment_url") or "")
        return Live(
            text=text,
            links=tuple(dict.fromkeys([*links_in(text or ""), *([attached] if attached else [])])),
            card=bool(attached),
            picture=has_picture(response),
            alt=response.get("alt_text") or "" if has_picture(response) else None,
        )

    def health(self) -> Health:
        """Check who we are, what the token may do, how many posts are left today, and when the token ends."""
        return check_health(self._client, self.whoami(), self._renewal)

    def followers(self) -> int:
        """How many people follow the account now."""
        response = self._client.get(
            f"/{self.whoami().remote_id}/threads_insights",
            action=COUNT_FOLLOWERS,
            readable=is_list,
            metric="followers_count",
        )
        return self._client.translator.follower_count(total_of(response, "followers_count"))

    def own_answers(self, remote_id: str) -> int:
        """How many direct replies to a post the account wrote itself; it takes threads_read_replies."""
        number, name = self._parent_id(remote_id), self.whoami().name.removeprefix("@")
        own, after = 0, dict[str, str]()
        for _ in range(MOST_PAGES):
            response = self._client.get(
                f"/{number}/replies",
                action="list the post's replies (threads_read_replies)",
                readable=lambda response: is_list_of(response.at("data"), is_reply) and has_next(response) is not None,
                fields="id,username",
                limit=str(POSTS_A_PAGE),
                **after,
            )
            own += sum(reply["username"] == name for reply in response.at("data"))
            if not has_next(response):
                break
            after = {"after": response.at("paging", "cursors", "after")}
        return own

    def whoami(self) -> Identity:
        """The account's name and number on Threads."""
        self._renewal.renew_if_due()
        if self._identity is None:
            identity = identify(self._client)
            if self._user_id and self._user_id != identity.remote_id:
                raise NeedsPerson(
                    f"The token belongs to {identity.name} ({identity.remote_id}), not to the account {self._user_id}.",
                    hint="Make the token with the right account, or set the account up without --user-id.",
                    code="other_account",
                )
            self._identity = identity
        return self._identity

    def _parent_id(self, remote_id: str) -> str:
        """The API's number of the post that a reply answers."""
        number = self._api_id(remote_id)
        if number is None:
            raise Rejected(
                "The post that this is a reply to is not on Threads.",
                hint="Look at the account; `postlab post cancel` keeps the reply in.",
                code=NO_POST_TO_REPLY_TO,
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

    def _look_up(self, payload: Payload) -> tuple[str | None, Published | None]:
        """The container's state, and the post if it is published; raises `Unknown` where neither can be proved."""
        try:
            self._check_owner(payload)
            state, _ = state_of(self._client, payload["creation_id"])
            post = self._find_among_latest(payload)
        except Rejected as exc:
            raise Unknown(
                f"It is still open whether the post went out. {exc.message}",
                hint=exc.hint,
                person=not exc.temporary,
            ) from None
        except ValueError:
            raise self._client.translator.unreadable("list our posts", ambiguous=True) from None
        ended = state in {"FINISHED", "EXPIRED", "ERROR"} or (state is None and self._age(payload) >= LISTING_DELAY)
        if post is not None or ended:
            return state, None if post is None else published(post)
        state_text = {
            None: "Threads does not know it (yet), and it was sent less than a minute ago",
            "PUBLISHED": "Threads says that it is out, but does not list it yet",
            "IN_PROGRESS": "Threads is still at work on it",
        }.get(state, f"Threads says “{self._client.translator.quoted(state)}” of it, which PostLab does not know")
        raise Unknown(f"It is still open whether the post went out: {state_text}.", hint="The next run looks again.")

    def _get(self, path: str, *, action: str, fields: str) -> Mapping[str, Any]:
        body: Mapping[str, Any] = self._client.get(path, action=action, fields=fields).body
        return body

    def _find_among_latest(self, payload: Payload) -> Mapping[str, Any] | None:
        words = " ".join(str(payload["text"]).split())
        earliest = datetime.fromisoformat(payload["created_at"]) - CLOCK_SKEW
        # Threads lists replies apart from posts
        listing = "replies" if payload.get("reply_to") else "threads"
        untold = False
        for post, clock_behind in self._own_posts(since=earliest, listing=listing):
            text = post.get("text") or ""
            same_link = payload["link"] and leads_to(links_in(text), payload["link"])
            same_text = same_link or " ".join(text.split()) == words
            recent = published_time(post) >= earliest - clock_behind
            if same_text and recent:
                return post
            untold = untold or (recent and "text" not in post)
        if untold:
            raise Unknown(
                "It is not among our posts by its words, and there is one since whose words Threads does not tell.",
                hint="Look at the account, then say with `postlab post resolve` whether it is there.",
                code="untold",
            )
        return None

    def _own_posts(
        self, *, since: datetime | None, listing: str = "threads"
    ) -> Iterator[tuple[Mapping[str, Any], timedelta]]:
        """Our posts, latest first, each with how far Threads' clock is behind ours.

        Raises:
            Unknown: there are too many to look through.
            Rejected: the list cannot be read; a post that is not in it is absent, so the whole list must be one.
        """
        user = self.whoami().remote_id
        # Threads is asked for a day more, whatever the two clocks say
        start = {} if since is None else {"since": str(int((since - timedelta(days=1)).timestamp()))}
        after: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            response = self._client.get(
                f"/{user}/{listing}",
                action=LIST_POSTS if listing == "threads" else LIST_REPLIES,
                readable=lambda response: is_list_of(response.at("data"), is_post) and has_next(response) is not None,
                fields=_POST_FIELDS,
                limit=str(POSTS_A_PAGE),
                **start,
                **after,
            )
            clock_behind = _clock_behind(response.headers.get("date"), self._clock.now())
            for post in response.at("data"):
                yield post, clock_behind
            if not has_next(response):
                return
            after = {"after": response.at("paging", "cursors", "after")}
        raise Unknown(
            f"There are more than {POSTS_A_PAGE * MOST_PAGES} posts; it could not be looked for among so many.",
            hint="Look for it yourself, then say with `postlab post resolve` whether it is there.",
            person=True,
        )

    def _counts_of(self, remote_id: str) -> Counts:
        number = self._api_id(remote_id)
        if number is None:
            return all_missing(GONE if remote_id.startswith(PAGE_PREFIX) else NOT_A_POST_ID)
        try:
            return counts_of(
                self._client.get(f"/{number}/insights", action="count the post", readable=is_list, metric=METRICS)
            )
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return all_missing(GONE)
            raise
        except NeedsPerson as exc:
            if exc.code == NO_PERMISSION:
                return all_missing(NOT_PERMITTED)
            raise

    def _api_id(self, remote_id: str) -> str | None:
        """The API's number of a post; that of a post known by its page alone is looked up among ours."""
        if _NUMBER.fullmatch(remote_id):
            return remote_id
        if not remote_id.startswith(PAGE_PREFIX):
            return None
        code = remote_id.removeprefix(PAGE_PREFIX)
        for post, _ in self._own_posts(since=None):
            page = split_address(post.get("permalink") or "")
            if page is not None and page.path.rstrip("/").rpartition("/")[2] == code:
                return str(post["id"])
        return None

    def _published_as(self, number: str) -> Published:
        """A post that is published, with its address where Threads tells it."""
        try:
            post = self._get(f"/{number}", action="show the post", fields=_POST_FIELDS)
        except PlatformError:
            post = {}
        if is_post(post) and post["id"] == number:
            return published(post)
        # it is out; its address can wait
        return Published(remote_id=number, permalink=None, at=self._clock.now())

    def _age(self, payload: Payload) -> timedelta:
        created = datetime.fromisoformat(payload["created_at"])
        return self._clock.now() - max(created, self._in_doubt_since.get(payload["creation_id"], created))


def _clock_behind(date: str | None, now: datetime) -> timedelta:
    try:
        return max(now - parsedate_to_datetime(date or ""), timedelta(0))
    except (ValueError, TypeError):
        return timedelta(0)
