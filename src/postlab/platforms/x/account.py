"""An account on X: publishes posts, looks them up, counts them and shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from postlab.errors import PlatformError, Rejected, Unknown
from postlab.framing.lengths import WEIGHTED_280, makes_links
from postlab.framing.pictures import Picture
from postlab.platforms.base import (
    Connection,
    Counts,
    Health,
    Identity,
    Live,
    Outgoing,
    Payload,
    Published,
    ReplyProbe,
)
from postlab.platforms.errors import COUNT_FOLLOWERS, PUBLISH
from postlab.platforms.pictures import check_picture
from postlab.platforms.wording import check_text
from postlab.platforms.x.answers import is_created, is_page, is_user
from postlab.platforms.x.api import DELETE, OWNED_READ, PICTURES, POST, POST_WITH_LINK
from postlab.platforms.x.client import Body, XClient
from postlab.platforms.x.counts import (
    CLICKS_COUNTED_FOR,
    CLICKS_REFUSED,
    GONE,
    NOT_A_POST_ID,
    NOT_SHOWN,
    TOO_OLD,
    all_missing,
    counts_of,
)
from postlab.platforms.x.error_catalogue import DUPLICATE
from postlab.platforms.x.find import PostLookup
from postlab.platforms.x.media import picture_of, upload
from postlab.platforms.x.posts import (
    card_of,
    has_media_link,
    is_post_id,
    is_same_post,
    links_of,
    made_at,
    permalink,
    tells_links,
    text_of,
)

LIST_POSTS = "show the account's latest posts"
CLOCK_SKEW = timedelta(minutes=10)
"""How far this computer's clock may differ from X's: signatures bear five minutes, and looking back costs little."""
LISTING_DELAY = timedelta(seconds=60)
"""How old an attempt must be for its post to be surely in the list of the account's posts."""
MOST_PAGES = 32
"""X lists the latest 3,200 posts of an account and no more."""

SHOWN_FIELDS = ["created_at", "entities", "note_tweet"]
PUBLIC_FIELDS = ["public_metrics"]
PRIVATE_FIELDS = ["public_metrics", "non_public_metrics"]

_UNSENDABLE = frozenset("\ufffe\ufeff\uffff")
_READS = frozenset({"tweet.read", "users.read"})


class XAccount:
    """An account on X, by the four keys of an app or by a login with a browser."""

    def __init__(self, connection: Connection) -> None:
        self._client = XClient(connection)
        self._lookup = PostLookup(self._client, connection.spent, self._owner)
        self._clock, self._report_spending = connection.clock, connection.spent
        self._premium = bool(connection.options.get("premium"))
        self._identity: Identity | None = None
        self._user: Mapping[str, Any] = {}
        self._in_doubt_since: dict[str, datetime] = {}

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The text with its link, the account it is for, and the time; its picture is uploaded with its words."""
        check_text(outgoing.text)
        picture = outgoing.picture
        if picture is not None:
            check_picture(picture, PICTURES, network="X")
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
            "picture": None if picture is None else self._uploaded(picture),
        }

    def publish(self, payload: Payload) -> Published:
        """Publish it; where X says that it has the same text already, the post is looked up instead."""
        self._check_owner(payload)
        try:
            response = self._client.call(
                PUBLISH,
                lambda sdk, keys: sdk.create_tweet(
                    text=payload["text"],
                    in_reply_to_tweet_id=payload.get("reply_to"),
                    media_ids=[picture["id"]] if (picture := payload.get("picture")) else None,
                    user_auth=keys,
                ),
                readable=is_created,
                ambiguous=True,
            )
        except Unknown:
            self._in_doubt_since[payload["created_at"]] = self._clock.now()
            raise
        except Rejected as exc:
            if exc.code != DUPLICATE:
                raise
            return self._find_duplicate(payload, exc)
        post_id = str(response["data"]["id"])
        charged = POST_WITH_LINK if payload.get("link") or makes_links(WEIGHTED_280, payload["text"]) else POST
        self._report_spending(charged, [post_id])
        return self._published({"id": post_id})

    def find(self, payload: Payload) -> Published | None:
        """Look it up among the account's posts since it was prepared; None where the complete list lacks it.

        The list is complete where its last page says so. It may lag behind for a moment, so a list that
        lacks the post proves nothing while the latest attempt is younger than `LISTING_DELAY`.
        """
        try:
            self._check_owner(payload)
            post = self._find_among_latest(payload)
        except Rejected as exc:
            raise Unknown(
                f"It is still open whether the post went out. {exc.message}",
                hint=exc.hint,
                person=not exc.temporary,
            ) from None
        if post is not None:
            return self._published(post)
        created = datetime.fromisoformat(payload["created_at"])
        if self._clock.now() - max(created, self._in_doubt_since.get(payload["created_at"], created)) < LISTING_DELAY:
            raise Unknown(
                "The post is not among the account's posts yet, and X may be slow to list it.",
                hint="The next run looks again.",
                code="too_soon",
            )
        return None

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post, a hundred posts a call; `PostLookup` chooses the calls.

        Clicks are told for the first 30 days alone, and a post that is asked for them later comes back as an
        error: older posts are asked for their public counts, in calls of their own.

        Raises:
            PlatformError: every call failed.
        """
        distinct_ids = dict.fromkeys(remote_ids)
        ids = [post_id for post_id in distinct_ids if is_post_id(post_id)]
        counts = {post_id: all_missing(NOT_A_POST_ID) for post_id in distinct_ids if post_id not in ids}
        with_clicks = [post_id for post_id in ids if self._counts_clicks(post_id)]
        without_clicks = [post_id for post_id in ids if post_id not in with_clicks]
        private = self._lookup.posts("count the posts' likes", with_clicks, PRIVATE_FIELDS)
        for post_id in with_clicks:
            if post_id in private.posts:
                refused = post_id in private.refused
                counts[post_id] = counts_of(
                    private.posts[post_id], **({"no_clicks": CLICKS_REFUSED} if refused else {})
                )
        refused_ids = [post_id for post_id in private.refused if post_id not in private.posts]
        public = self._lookup.posts(
            "count the posts' likes", [*without_clicks, *refused_ids], PUBLIC_FIELDS, failure=private.failure
        )
        for post_id, post in public.posts.items():
            counts[post_id] = counts_of(post, no_clicks=CLICKS_REFUSED if post_id in refused_ids else TOO_OLD)
        for post_id in [*private.gone, *public.gone]:
            counts[post_id] = all_missing(GONE)
        for post_id in [*private.hidden, *public.hidden]:
            counts[post_id] = all_missing(NOT_SHOWN)
        failure = public.failure or private.failure
        if failure is not None and not any(post_id in counts for post_id in ids):
            raise failure
        return {post_id: counts[post_id] for post_id in distinct_ids if post_id in counts}

    def show(self, payload: Payload, remote_id: str) -> Live | None:
        """The text with its t.co links resolved; `card` is True where X has read the page behind the link.

        X charges for telling of a picture, so it is asked about one only where the post was sent with one.
        """
        with_picture = payload.get("picture") is not None
        result = self._lookup.posts("show the post", [remote_id], SHOWN_FIELDS, pictures=with_picture)
        if remote_id in result.posts:
            post = result.posts[remote_id]
            if not tells_links(post):
                raise self._client.translator.unreadable("show the post", ambiguous=False)
            picture, alt = picture_of(post, result.media) if with_picture else (has_media_link(post), None)
            return Live(text_of(post), links=links_of(post), card=card_of(post), picture=picture, alt=alt)
        if remote_id in result.gone:
            return None
        if result.failure is not None:
            raise result.failure
        raise Rejected("X does not show this account the post.", hint=f"Look at {permalink(remote_id)}.")

    def _uploaded(self, picture: Picture) -> dict[str, str]:
        return {"id": upload(self._client, picture, self._report_spending), "alt": picture.alt}

    def probe_replies(self) -> ReplyProbe:
        """Publish a test post without a link and a reply to it, and delete both; X charges for all four.

        Raises:
            PlatformError: the test post did not go out.
        """
        at = f"{self._clock.now():%Y-%m-%d %H:%M:%S} UTC"
        out = [self.publish(self._probe_payload(f"A test of our tools, please ignore: {at}", reply_to=None))]
        refused: PlatformError | None = None
        try:
            reply = self._probe_payload(f"A test reply, please ignore: {at}", reply_to=out[0].remote_id)
            out.append(self.publish(reply))
        except PlatformError as exc:
            refused = exc
        left = [post.permalink or post.remote_id for post in reversed(out) if not self._delete(post.remote_id)]
        return ReplyProbe(refused, tuple(left))

    def _probe_payload(self, text: str, *, reply_to: str | None) -> Payload:
        now = self._clock.now().isoformat()
        return {"user_id": self._owner(), "text": text, "link": None, "reply_to": reply_to, "created_at": now}

    def _delete(self, post_id: str) -> bool:
        """Whether a post could be deleted."""
        try:
            self._client.call(
                "delete the test post",
                lambda sdk, keys: sdk.delete_tweet(post_id, user_auth=keys),
                readable=lambda body: isinstance(body.get("data"), Mapping) and body["data"].get("deleted") is True,
            )
        except PlatformError:
            return False
        self._report_spending(DELETE, [post_id])
        return True

    def whoami(self) -> Identity:
        """Name and number of the account that the keys or the login belong to."""
        if self._identity is None:
            self._identity = self._identify()
        return self._identity

    def followers(self) -> int:
        """How many people follow the account now; X charges for one owned read a day, however many calls there are."""
        response = self._client.call(
            COUNT_FOLLOWERS,
            lambda sdk, keys: sdk.get_me(user_fields=["public_metrics"], user_auth=keys),
            readable=is_user,
        )
        self._report_spending(OWNED_READ, [f"user {response['data']['id']}"])
        metrics = response["data"].get("public_metrics")
        return self._client.translator.follower_count(
            metrics.get("followers_count") if isinstance(metrics, Mapping) else None
        )

    def health(self) -> Health:
        """Learn with one call who we are, what the keys may do, and when the login ends."""
        self._identity = identity = self._identify()
        login, level = self._client.login, self._client.access_level
        hint = self._client.translator.new_credentials_hint()
        scopes = None if login is None else login.scopes
        lacks = []
        publishes: bool | None = None
        if login is None:
            publishes = "write" in level if level else None
            if publishes is False:
                lacks.append(
                    "The keys may only read X. Set the app to Read and write (console.x.com, your app, User "
                    f"authentication settings). A token from before that stays read-only: {hint}"
                )
        elif scopes is not None:
            publishes = "tweet.write" in scopes
            lacks += [
                f"The login lacks the permission {scope}. {hint}" for scope in sorted({*_READS, "tweet.write"} - scopes)
            ]
        if login is not None and not login.refresh:
            lacks.append(f"The login cannot be renewed and ends within two hours. {hint}")
        if self._user.get("protected"):
            lacks.append("The account's posts are protected: only its followers see them (x.com, Settings, Privacy).")
        if self._premium and self._user.get("subscription_type") == "None":
            lacks.append(
                "The account has no X Premium, so X refuses texts over 280 characters: add it again with --premium no."
            )
        return Health(
            identity=identity,
            publishes=publishes,
            reads=True if scopes is None else scopes >= _READS,
            expires_at=self._client.expires_at,
            renews=login is not None and bool(login.refresh),
            lacks=tuple(lacks),
            facts={"user_id": identity.remote_id, "username": identity.name},
        )

    def _identify(self) -> Identity:
        response = self._client.call(
            "say who we are",
            lambda sdk, keys: sdk.get_me(user_fields=["protected", "subscription_type"], user_auth=keys),
            readable=is_user,
        )
        self._user = response["data"]
        user_id, name = str(self._user["id"]), str(self._user["username"])
        self._report_spending(OWNED_READ, [f"user {user_id}"])
        return Identity(name=name, remote_id=user_id)

    def _owner(self) -> str:
        return self._client.owner or self.whoami().remote_id

    def _check_owner(self, payload: Payload) -> None:
        if payload["user_id"] != self._owner():
            raise Rejected(
                "The post was made for another X account than the one that is logged in now.",
                hint="Log in as the account that the post was made for, or cancel the post.",
                code="other_account",
            )

    def _find_among_latest(self, payload: Payload) -> Mapping[str, Any] | None:
        since = datetime.fromisoformat(payload["created_at"]) - CLOCK_SKEW
        page_token: str | None = None
        for _ in range(MOST_PAGES):
            page = self._page(since, page_token)
            for post in page.get("data") or ():
                if is_same_post(post, payload):
                    match: Mapping[str, Any] = post
                    return match
            if page.get("errors"):
                # a post that may not be shown may be ours
                raise self._client.translator.problem(LIST_POSTS, page["errors"][0])
            page_token = page["meta"].get("next_token")
            if page_token is None:
                return None
        raise Unknown(
            "The account has published more since then than X lists.",
            hint="Look at the account on x.com.",
            code="cut",
            person=True,
        )

    def _page(self, since: datetime, page_token: str | None) -> Body:
        owner = self._owner()
        page = self._client.call(
            LIST_POSTS,
            lambda sdk, keys: sdk.get_users_tweets(
                owner,
                start_time=since,
                max_results=100,
                tweet_fields=SHOWN_FIELDS,
                pagination_token=page_token,
                user_auth=keys,
            ),
            readable=is_page,
        )
        self._report_spending(OWNED_READ, [str(post["id"]) for post in page.get("data") or ()])
        return page

    def _find_duplicate(self, payload: Payload, refusal: Rejected) -> Published:
        try:
            published = self.find(payload)
        except PlatformError as exc:
            raise Unknown(
                f"X has this text already, and whether it is this post could not be seen. {exc.message}",
                hint="The next run looks for it before it does anything else.",
                code=DUPLICATE,
            ) from None
        if published is None:
            raise refusal
        return published

    def _published(self, post: Mapping[str, Any]) -> Published:
        post_id = str(post["id"])
        return Published(post_id, permalink(post_id), made_at(post_id) or self._clock.now())

    def _counts_clicks(self, post_id: str) -> bool:
        created = made_at(post_id)
        return created is not None and self._clock.now() - created < CLICKS_COUNTED_FOR
