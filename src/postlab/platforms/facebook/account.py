"""A Facebook page: publishes posts, looks them up, counts them and shows them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.framing.as_posted import leads_to
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.errors import COUNT_FOLLOWERS, NO_POST_TO_REPLY_TO, PUBLISH, PUBLISH_REPLY
from postlab.platforms.facebook.api import PICTURES, POST_ID
from postlab.platforms.facebook.client import FacebookClient
from postlab.platforms.facebook.errors import DUPLICATE, GONE, LIST_POSTS, NO_PERMISSION
from postlab.platforms.facebook.photos import alt_of, is_photo, raise_if_gone
from postlab.platforms.facebook.posts import attachments_of, is_post, is_same_id
from postlab.platforms.facebook.reader import CountsReader
from postlab.platforms.pictures import TAKE_PICTURE, check_picture
from postlab.platforms.shapes import is_number, is_text_or_absent, iso_time
from postlab.platforms.wording import check_text

LIST_COMMENTS = "show the comments on the post"
LISTING_DELAY = timedelta(seconds=60)
"""Facebook's lists may lag behind its posts, and a request without a response may still be under way."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far Facebook's clock and ours may be apart."""
POSTS_A_PAGE = 25

_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


class FacebookAccount:
    """A page, used with its own token; who the token belongs to is looked up once, when it matters."""

    def __init__(self, connection: Connection) -> None:
        self._clock, self._learnt = connection.clock, connection.learnt
        self._client = FacebookClient(connection, connection.secrets.get("token", ""))
        self._page_id_option = str(connection.options.get("page-id") or "")
        self._identity: Identity | None = None
        dead = connection.facts.get("dead_metrics") or ()
        self._reader = CountsReader(self._client, dead=frozenset(map(str, dead)), check_owner=self._check_token)

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The final message and its link, which also decides which page the card shows; a picture is uploaded for it.

        A picture that no post uses is to be seen nowhere on the page.
        """
        check_text(outgoing.text)
        picture = outgoing.picture
        if picture is not None:
            check_picture(picture, PICTURES, network="Facebook")
        page = self._page_id()
        return {
            "page_id": page,
            "message": outgoing.text,
            "link": outgoing.link,
            "reply_to": self._checked_parent(outgoing.reply_to),
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
            "picture": None
            if picture is None
            else {"id": self._client.upload_photo(page, picture, action=TAKE_PICTURE), "alt": picture.alt},
        }

    def publish(self, payload: Payload) -> Published:
        """Publish it on the page; a text that Facebook refuses as repeated counts where it is this post's."""
        self._check_owner(payload)
        try:
            created = self._create(payload)
        except Rejected as exc:
            if exc.code != DUPLICATE:
                raise
            earlier = self._look_up(payload)
            if earlier is None:
                raise
            return earlier
        created_at = _created_at(payload)
        return self._published(
            created["id"], None, max(created_at, self._clock.now()), reply_to=payload.get("reply_to")
        )

    def _create(self, payload: Payload) -> dict[str, Any]:
        """Create the post, or the comment on one."""
        if parent_id := payload.get("reply_to"):
            return self._client.create(
                parent_id, "comments", action=PUBLISH_REPLY, must_have="id", message=payload["message"]
            )
        picture = payload.get("picture")
        # with the link named, the card is this link's, whatever else the message mentions; a picture takes its place
        more = {"link": payload["link"]} if payload["link"] and picture is None else {}
        if picture is not None:
            more = {"attached_media": json.dumps([{"media_fbid": picture["id"]}])}
        try:
            return self._client.create(
                payload["page_id"], "feed", action=PUBLISH, must_have="id", message=payload["message"], **more
            )
        except (Rejected, NeedsPerson) as exc:
            if picture is not None and exc.code not in {DUPLICATE, NO_PERMISSION}:
                raise_if_gone(self._client, picture["id"], exc)
            raise

    def find(self, payload: Payload) -> Published | None:
        """Look it up among the page's latest posts, by its text or link; None where the complete list lacks it.

        Raises:
            Unknown: Facebook could not be asked, or the attempt is too young to prove an absence.
            NeedsPerson: the token is refused, or another page's.
        """
        published = self._look_up(payload)
        if published is None and self._clock.now() - _created_at(payload) < LISTING_DELAY:
            raise Unknown(
                "The post is not on the page, but Facebook may still be busy with it: it was tried less than a "
                "minute ago.",
                hint="The next run looks again.",
                code="too_young",
            )
        return published

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post, 50 posts a call.

        Raises:
            PlatformError: no post could be read.
        """
        before = self._reader.unavailable.dead
        try:
            return self._reader.read(remote_ids)
        finally:
            if self._reader.unavailable.dead != before:
                self._learnt({"dead_metrics": sorted(self._reader.unavailable.dead)})

    def show(self, payload: Payload, remote_id: str) -> Live | None:
        """The post as the page shows it; None where there is no such post."""
        self._check_owner(payload)
        if not POST_ID.fullmatch(remote_id):
            return None
        attachments_field = "attachment" if payload.get("reply_to") else "attachments"
        fields = f"id,message,permalink_url,{attachments_field}{{media_type,target,title,type,unshimmed_url,url}}"
        try:
            response = self._client.get(remote_id, action="show the post", fields=fields)
        except Rejected as exc:
            if exc.code == GONE:
                return None
            raise
        attachments = attachments_of(response)
        if not is_post(response) or not is_same_id(response["id"], remote_id) or attachments is None:
            raise self._client.translator.unreadable("show the post", ambiguous=False)
        text = response.get("message")
        shared = [
            attachment
            for attachment in attachments
            if "link" in {attachment.get("media_type"), attachment.get("type")} or _is_share(attachment)
        ]
        link_urls = [attachment.get("unshimmed_url") or attachment.get("url") or "" for attachment in shared]
        links = [*_links(text or ""), *filter(None, link_urls)]
        return Live(
            text=text,
            links=tuple(dict.fromkeys(links)),
            card=bool(shared),
            picture=any(map(is_photo, attachments)),
            alt=alt_of(self._client, attachments) if payload.get("picture") is not None else None,
        )

    def own_answers(self, remote_id: str) -> int:
        """How many comments on a post the page wrote itself."""
        page = self._page_id()
        comments = self._client.list_all(
            f"{remote_id}/comments",
            action=LIST_COMMENTS,
            fields="id,from",
            limit=str(POSTS_A_PAGE),
        )
        # Facebook leaves out who wrote a comment where that is not told
        authors = [comment["from"] for comment in comments if "from" in comment]
        if not all(isinstance(author, Mapping) and is_number(author.get("id")) for author in authors):
            raise self._client.translator.unreadable(LIST_COMMENTS, ambiguous=False)
        return sum(author["id"] == page for author in authors)

    def followers(self) -> int:
        """How many people follow the page now."""
        response = self._client.get(self._page_id(), action=COUNT_FOLLOWERS, fields="followers_count")
        return self._client.translator.follower_count(response.get("followers_count"))

    def whoami(self) -> Identity:
        """The page's name and number.

        Raises:
            NeedsPerson: the token is refused, or not this page's.
        """
        if self._identity is None:
            response = self._client.get("me", action="say whose token it is", fields="id,name")
            self._identity = self.page_identity(response)
        return self._identity

    def health(self) -> Health:
        """Who we are, what the token may do, when it ends, and which metrics Facebook still has."""
        from postlab.platforms.facebook.health import check_health

        return check_health(self._client, self._reader, self.page_identity)

    def page_identity(self, response: Mapping[str, Any]) -> Identity:
        """The page in a response about ``me``.

        Raises:
            NeedsPerson: not the page that the account is set up for.
        """
        if not is_number(response.get("id")) or not is_text_or_absent(response, "name"):
            raise self._client.translator.unreadable("say whose token it is", ambiguous=False)
        identity = Identity(name=response.get("name") or "", remote_id=response["id"])
        if self._page_id_option and identity.remote_id != self._page_id_option:
            name = self._client.translator.quoted(identity.name)
            raise NeedsPerson(
                f"The token is not the page's ({self._page_id_option}): it belongs to {name} ({identity.remote_id}).",
                hint=self._client.translator.new_credentials_hint(),
                code="other_account",
            )
        return identity

    def _checked_parent(self, remote_id: str | None) -> str | None:
        if remote_id is not None and not POST_ID.fullmatch(remote_id):
            raise Rejected(
                f"“{remote_id}” is not the id of a Facebook post that could be answered.",
                hint="`postlab post cancel` keeps the reply in.",
                code=NO_POST_TO_REPLY_TO,
            )
        return remote_id

    def _page_id(self) -> str:
        return self._page_id_option or self.whoami().remote_id

    def _check_token(self) -> None:
        self.whoami()

    def _check_owner(self, payload: Payload) -> None:
        if payload["page_id"] != self._page_id():
            raise NeedsPerson(
                f"This post was made for another page ({payload['page_id']}) than "
                f"“{self._client.translator.account}” is now.",
                hint="Cancel the post, or set the account up with the page it was made for.",
                code="other_account",
            )

    def _look_up(self, payload: Payload) -> Published | None:
        try:
            self._check_owner(payload)
            published = self._find_among_latest(payload)
            if published is None:
                # another page's token may see nothing where there is something
                self._check_token()
        except Rejected as exc:
            raise Unknown(
                f"It is still open whether the post went out. {exc.message}",
                hint=exc.hint,
                person=not exc.temporary,
            ) from exc
        return published

    def _find_among_latest(self, payload: Payload) -> Published | None:
        """Look through all that the page has published since just before the post was prepared."""
        since = _created_at(payload) - CLOCK_SKEW
        parent_id = payload.get("reply_to")
        latest_posts = list(
            self._client.list_all(
                f"{parent_id}/comments" if parent_id else f"{payload['page_id']}/published_posts",
                action=LIST_COMMENTS if parent_id else LIST_POSTS,
                fields="id,message,created_time" if parent_id else "id,message,created_time,permalink_url",
                since=str(int(since.timestamp())),
                limit=str(POSTS_A_PAGE),
                **({"filter": "stream", "order": "chronological"} if parent_id else {}),
            )
        )
        # a post that is not in the list is absent, so the whole list must be one
        if not all(is_post(post) and iso_time(post.get("created_time")) is not None for post in latest_posts):
            raise self._client.translator.unreadable(LIST_COMMENTS if parent_id else LIST_POSTS, ambiguous=False)
        words = _words(payload["message"])
        matches = [post for post in latest_posts if _words(post.get("message")) == words]
        if not matches and payload["link"]:
            # somebody may have corrected the words; the link with its tracking is this post's alone
            link = _without_punctuation(payload["link"])
            matches = [post for post in latest_posts if leads_to(_links(str(post.get("message") or "")), link)]
            if len(matches) > 1:
                raise Unknown(
                    f"{len(matches)} posts on the page have this one's link, and none has its words.",
                    hint="Look at the page, then say with `postlab post resolve` which it is.",
                    code="several",
                    person=True,
                )
        if not matches and any("message" not in post for post in latest_posts):
            raise Unknown(
                "The post is not on the page by its words, and there is one since whose words Facebook does not tell.",
                hint="Look at the page, then say with `postlab post resolve` whether it is there.",
                code="untold",
            )
        if not matches:
            return None
        first = min(matches, key=lambda post: str(post["created_time"]))
        at = iso_time(first["created_time"]) or _created_at(payload)
        return self._published(first["id"], first.get("permalink_url"), at, reply_to=parent_id)

    def _published(self, remote_id: str, permalink: object, at: datetime, *, reply_to: str | None = None) -> Published:
        if not POST_ID.fullmatch(remote_id):
            raise Unknown(
                "Facebook says that the post is there, but not under a name that one of its posts has.",
                hint="The next run looks for it before it does anything else.",
            )
        page, _, number = remote_id.rpartition("_")
        if reply_to is not None:
            owner, _, post = reply_to.rpartition("_")
            page_id = owner or self._page_id()
            return Published(remote_id, f"https://www.facebook.com/{page_id}/posts/{post}?comment_id={number}", at)
        address = permalink if isinstance(permalink, str) and permalink.startswith("https://") else None
        return Published(remote_id, address or f"https://www.facebook.com/{page or self._page_id()}/posts/{number}", at)


def _created_at(payload: Payload) -> datetime:
    return datetime.fromisoformat(payload["created_at"])


def _words(text: object) -> str:
    """A text in a form that spaces and composed accents, which Facebook may change, do not affect."""
    return " ".join(unicodedata.normalize("NFC", str(text or "")).split())


def _links(text: str) -> list[str]:
    return [_without_punctuation(address) for address in _ADDRESS.findall(text)]


def _without_punctuation(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    bare = address.rstrip(".,;:!?")
    return bare if "(" in bare else bare.rstrip(").,;:!?")


def _is_share(attachment: Mapping[str, Any]) -> bool:
    return str(attachment.get("type") or "").startswith("share")
