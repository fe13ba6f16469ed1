"""An X account that we hold the keys to: publishes, looks, counts, shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from postlab.errors import PlatformError, Rejected, Unknown
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.errors import COUNT_FOLLOWERS, PUBLISH
from postlab.platforms.wording import check_text
from postlab.platforms.x import OWNED_READ, POST, POST_WITH_LINK
from postlab.platforms.x.client import Body, Line
from postlab.platforms.x.find import Lookup
from postlab.platforms.x.posts import (
    CLICKS_TOLD,
    GONE,
    NO_ID,
    NOT_OURS,
    NOT_SHOWN,
    TOO_OLD,
    card_of,
    counts_of,
    is_ours,
    links_of,
    made_at,
    permalink,
    text_of,
    unseen,
)
from postlab.platforms.x.problems import DUPLICATE

LOOK = "show the account's latest posts"
SKEW = timedelta(minutes=10)
"""How far this computer's clock may differ from X's: signatures bear five minutes, and looking back costs little."""
SETTLED = timedelta(seconds=60)
"""How old an attempt is when the list of an account's posts surely has what came of it."""
PAGES = 32
"""The list ends after 3,200 posts, whatever came before."""

SHOWN = ["created_at", "entities", "note_tweet"]
PUBLIC = ["public_metrics"]
PRIVATE = ["public_metrics", "non_public_metrics"]

_UNSENDABLE = frozenset("\ufffe\ufeff\uffff")
_READS = frozenset({"tweet.read", "users.read"})


class XAccount:
    """An account on X, by the four keys of an app or by a login with a browser."""

    def __init__(self, connection: Connection) -> None:
        self._line = Line(connection)
        self._lookup = Lookup(self._line, connection.spent, self._owner)
        self._clock, self._spent = connection.clock, connection.spent
        self._premium = bool(connection.options.get("premium"))
        self._identity: Identity | None = None
        self._user: Mapping[str, Any] = {}
        self._in_doubt_since: dict[str, datetime] = {}

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The text with its link, whose account it is for, and when; nothing is uploaded."""
        check_text(outgoing.text)
        if _UNSENDABLE & set(outgoing.text):
            raise Rejected(
                "The post holds a character that cannot be seen and that X does not take.",
                hint="Edit the post and type its text again instead of pasting it.",
                code="bad_text",
            )
        return {
            "user_id": self._owner(),
            "text": outgoing.text,
            "link": outgoing.link,
            "reply_to": outgoing.reply_to,
            "created_at": outgoing.created_at.isoformat(),
        }

    def publish(self, payload: Payload) -> Published:
        """Post it; where X says that it has the same text already, ours may be there: it is looked for."""
        self._check_owner(payload)
        try:
            answer = self._line.call(
                PUBLISH,
                lambda client, keys: client.create_tweet(
                    text=payload["text"], in_reply_to_tweet_id=payload.get("reply_to"), user_auth=keys
                ),
                readable=_is_created,
                ambiguous=True,
            )
        except Unknown:
            self._in_doubt_since[payload["created_at"]] = self._clock.now()
            raise
        except Rejected as exc:
            if exc.code != DUPLICATE:
                raise
            return self._same_again(payload, exc)
        post_id = str(answer["data"]["id"])
        self._spent(POST_WITH_LINK if payload.get("link") else POST, [post_id])
        return self._published({"id": post_id})

    def find(self, payload: Payload) -> Published | None:
        """Whether it is among the account's posts since it was made; None when the whole list is without it.

        The list is complete where its last page says so. It may lag behind for a moment, so a list that
        lacks the post proves nothing while the latest attempt is younger than `SETTLED`.
        """
        try:
            self._check_owner(payload)
            found = self._among_latest(payload)
        except Rejected as exc:
            raise Unknown(f"It is still open whether the post went out. {exc.message}", hint=exc.hint) from None
        if found is not None:
            return self._published(found)
        made = datetime.fromisoformat(payload["created_at"])
        if self._clock.now() - max(made, self._in_doubt_since.get(payload["created_at"], made)) < SETTLED:
            raise Unknown(
                "The post is not among the account's posts yet, and X may be slow to list it.",
                hint="The next run looks again.",
                code="too_soon",
            )
        return None

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered, a hundred posts a call; how the calls are chosen is `Lookup`'s business.

        Clicks are told for the first 30 days alone, and a post that is asked for them later comes back as an
        error: older posts are asked for their public counts, in calls of their own.

        Raises:
            PlatformError: not one call succeeded.
        """
        asked = dict.fromkeys(remote_ids)
        ids = [post_id for post_id in asked if post_id.isdecimal() and len(post_id) <= 19]
        counts = {post_id: unseen(NO_ID) for post_id in asked if post_id not in ids}
        young = [post_id for post_id in ids if self._tells_clicks(post_id)]
        old = [post_id for post_id in ids if post_id not in young]
        seen = self._lookup.posts("count the posts' likes", young, PRIVATE)
        for post_id in young:
            if post_id in seen.posts:
                refused = post_id in seen.refused
                counts[post_id] = counts_of(seen.posts[post_id], **({"no_clicks": NOT_OURS} if refused else {}))
        closed = [post_id for post_id in seen.refused if post_id not in seen.posts]
        public = self._lookup.posts("count the posts' likes", [*old, *closed], PUBLIC, failure=seen.failure)
        for post_id, post in public.posts.items():
            counts[post_id] = counts_of(post, no_clicks=NOT_OURS if post_id in closed else TOO_OLD)
        for post_id in [*seen.gone, *public.gone]:
            counts[post_id] = unseen(GONE)
        for post_id in [*seen.hidden, *public.hidden]:
            counts[post_id] = unseen(NOT_SHOWN)
        failure = public.failure or seen.failure
        if failure is not None and not any(post_id in counts for post_id in ids):
            raise failure
        return {post_id: counts[post_id] for post_id in asked if post_id in counts}

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 (part of the protocol)
        """The post's own words, its t.co links undone; the card is True where X has read the page behind it."""
        seen = self._lookup.posts("show the post", [remote_id], SHOWN)
        if remote_id in seen.posts:
            post = seen.posts[remote_id]
            return Live(text=text_of(post), links=links_of(post), card=card_of(post))
        if remote_id in seen.gone:
            return None
        if seen.failure is not None:
            raise seen.failure
        raise Rejected("X does not show this account the post.", hint=f"Look at {permalink(remote_id)}.")

    def whoami(self) -> Identity:
        """The name and number of the account that the keys or the login belong to."""
        if self._identity is None:
            self._identity = self._ask_who()
        return self._identity

    def followers(self) -> int:
        """How many follow the account now; X charges for one owned read a day, however often it is asked."""
        answer = self._line.call(
            COUNT_FOLLOWERS,
            lambda client, keys: client.get_me(user_fields=["public_metrics"], user_auth=keys),
            readable=_is_user,
        )
        self._spent(OWNED_READ, [f"user {answer['data']['id']}"])
        metrics = answer["data"].get("public_metrics")
        return self._line.edge.followers(metrics.get("followers_count") if isinstance(metrics, Mapping) else None)

    def health(self) -> Health:
        """What one call to X says: who we are, what the keys may do, when the login ends."""
        self._identity = identity = self._ask_who()
        login, level = self._line.login, self._line.access_level
        scopes = None if login is None else login.scopes
        lacks = []
        publishes: bool | None = None
        if login is None:
            publishes = "write" in level if level else None
            if publishes is False:
                lacks.append(
                    "The keys may only read X. Set the app to Read and write (console.x.com, your app, User "
                    f"authentication settings). A token from before that stays read-only: {self._line.edge.again()}"
                )
        elif scopes is not None:
            publishes = "tweet.write" in scopes
            lacks += [
                f"The login lacks the permission {scope}. {self._line.edge.again()}"
                for scope in sorted({*_READS, "tweet.write"} - scopes)
            ]
        if login is not None and not login.refresh:
            lacks.append(f"The login cannot be renewed and ends within two hours. {self._line.edge.again()}")
        if self._user.get("protected"):
            lacks.append("The account's posts are protected: only its followers see them (x.com, Settings, Privacy).")
        if self._premium and self._user.get("subscription_type") == "None":
            lacks.append(
                "The account has no X Premium, so X refuses texts over 280 characters: add it again with "
                "--option premium=no."
            )
        return Health(
            identity=identity,
            publishes=publishes,
            reads=True if scopes is None else scopes >= _READS,
            expires_at=self._line.ends,
            renews=login is not None and bool(login.refresh),
            lacks=tuple(lacks),
            facts={"user_id": identity.remote_id, "username": identity.name},
        )

    def _ask_who(self) -> Identity:
        answer = self._line.call(
            "say who we are",
            lambda client, keys: client.get_me(user_fields=["protected", "subscription_type"], user_auth=keys),
            readable=_is_user,
        )
        self._user = answer["data"]
        user_id, name = str(self._user["id"]), str(self._user["username"])
        self._spent(OWNED_READ, [f"user {user_id}"])
        return Identity(name=name, remote_id=user_id)

    def _owner(self) -> str:
        return self._line.owner or self.whoami().remote_id

    def _check_owner(self, payload: Payload) -> None:
        if payload["user_id"] != self._owner():
            raise Rejected(
                "The post was made for another X account than the one that is logged in now.",
                hint="Log in as the account that the post was made for, or cancel the post.",
                code="other_account",
            )

    def _among_latest(self, payload: Payload) -> Mapping[str, Any] | None:
        since = datetime.fromisoformat(payload["created_at"]) - SKEW
        token: str | None = None
        for _ in range(PAGES):
            page = self._page(since, token)
            for post in page.get("data") or ():
                if is_ours(post, payload):
                    found: Mapping[str, Any] = post
                    return found
            if page.get("errors"):
                # a post that may not be shown may be ours
                raise self._line.edge.problem(LOOK, page["errors"][0])
            token = page["meta"].get("next_token")
            if token is None:
                return None
        raise Unknown(
            "The account has published more since then than X lists.", hint="Look at the account on x.com.", code="cut"
        )

    def _page(self, since: datetime, token: str | None) -> Body:
        owner = self._owner()
        page = self._line.call(
            LOOK,
            lambda client, keys: client.get_users_tweets(
                owner, start_time=since, max_results=100, tweet_fields=SHOWN, pagination_token=token, user_auth=keys
            ),
            readable=_is_page,
        )
        self._spent(OWNED_READ, [str(post["id"]) for post in page.get("data") or ()])
        return page

    def _same_again(self, payload: Payload, refusal: Rejected) -> Published:
        try:
            found = self.find(payload)
        except PlatformError as exc:
            raise Unknown(
                f"X has this text already, and whether it is this post could not be seen. {exc.message}",
                hint="The next run looks for it before it does anything else.",
                code=DUPLICATE,
            ) from None
        if found is None:
            raise refusal
        return found

    def _published(self, post: Mapping[str, Any]) -> Published:
        post_id = str(post["id"])
        return Published(post_id, permalink(post_id), made_at(post_id) or self._clock.now())

    def _tells_clicks(self, post_id: str) -> bool:
        made = made_at(post_id)
        return made is not None and self._clock.now() - made < CLICKS_TOLD


def _is_created(body: Body) -> bool:
    created = body.get("data")
    return isinstance(created, Mapping) and str(created.get("id", "")).isdecimal()


def _is_user(body: Body) -> bool:
    user = body.get("data")
    return isinstance(user, Mapping) and str(user.get("id", "")).isdecimal() and bool(user.get("username"))


def _is_page(body: Body) -> bool:
    meta, posts = body.get("meta"), body.get("data", [])
    return (
        isinstance(meta, Mapping)
        and isinstance(posts, list)
        and all(isinstance(post, Mapping) and str(post.get("id", "")).isdecimal() for post in posts)
        and meta.get("result_count") == len(posts)
    )
