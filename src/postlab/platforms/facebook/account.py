"""A Facebook page that we hold the token to: publishes, looks, counts, shows, and tells how it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.errors import ANSWER, COUNT_FOLLOWERS, NOTHING_TO_ANSWER, PUBLISH
from postlab.platforms.facebook.failures import DUPLICATE, GONE
from postlab.platforms.facebook.graph import Graph
from postlab.platforms.facebook.parts import POST_ID
from postlab.platforms.facebook.reader import Reader
from postlab.platforms.wording import check_text

LOOK = "show the page's latest posts"
LOOK_FOR_ANSWER = "show the comments on the post"
YOUNG = timedelta(seconds=60)
"""Facebook's lists may lag behind its posts, and a request without an answer may still be on its way."""
BEFORE = timedelta(minutes=2)
"""How far Facebook's clock and ours may be apart."""
POSTS_A_PAGE = 25

_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


class FacebookAccount:
    """A page, by its own token; it is asked who it is when that matters, once."""

    def __init__(self, connection: Connection) -> None:
        self._clock, self._learnt = connection.clock, connection.learnt
        self._graph = Graph(connection, connection.secrets.get("token", ""))
        self._wanted = str(connection.options.get("page-id") or "")
        self._identity: Identity | None = None
        dead = connection.facts.get("dead_metrics") or ()
        self._reader = Reader(self._graph, dead=frozenset(map(str, dead)), check_owner=self._check_token)

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The frozen message and its link; the link stands in the message, and names the card's page besides."""
        check_text(outgoing.text)
        return {
            "page_id": self._page_id(),
            "message": outgoing.text,
            "link": outgoing.link,
            "reply_to": self._to_answer(outgoing.reply_to),
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
        }

    def publish(self, payload: Payload) -> Published:
        """Put it on the page; Facebook's refusal of a repeated text counts as success where that text is ours."""
        self._check_owner(payload)
        try:
            made = self._made(payload)
        except Rejected as exc:
            if exc.code != DUPLICATE:
                raise
            found = self._sought(payload)
            if found is None:
                raise
            return found
        created = _created(payload)
        return self._published(made["id"], None, max(created, self._clock.now()), reply_to=payload.get("reply_to"))

    def _made(self, payload: Payload) -> dict[str, Any]:
        """What the page has published now: a post, or a comment on one."""
        if to := payload.get("reply_to"):
            return self._graph.put(to, "comments", action=ANSWER, must_have="id", message=payload["message"])
        # with the link named, the card is this link's, whatever else the message mentions
        link = {"link": payload["link"]} if payload["link"] else {}
        return self._graph.put(
            payload["page_id"], "feed", action=PUBLISH, must_have="id", message=payload["message"], **link
        )

    def find(self, payload: Payload) -> Published | None:
        """The post among the page's latest, by its words or its link; None once all since then were looked through.

        Raises:
            Unknown: Facebook could not be asked, or the attempt is too young to prove an absence.
            NeedsPerson: the token is refused, or another page's.
        """
        found = self._sought(payload)
        if found is None and self._clock.now() - _created(payload) < YOUNG:
            raise Unknown(
                "The post is not on the page, but Facebook may still be busy with it: it was tried less than a "
                "minute ago.",
                hint="The next run looks again.",
                code="too_young",
            )
        return found

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered, 50 posts a call.

        Raises:
            PlatformError: not one post could be asked about.
        """
        before = self._reader.known.dead
        try:
            return self._reader.read(remote_ids)
        finally:
            if self._reader.known.dead != before:
                self._learnt({"dead_metrics": sorted(self._reader.known.dead)})

    def show(self, payload: Payload, remote_id: str) -> Live | None:
        """The post as the page shows it; None where Facebook knows no such post."""
        self._check_owner(payload)
        if not POST_ID.fullmatch(remote_id):
            return None
        edge = "attachment" if payload.get("reply_to") else "attachments"
        wanted = f"id,message,permalink_url,{edge}{{media_type,title,type,unshimmed_url,url}}"
        try:
            answer = self._graph.get(remote_id, action="show the post", fields=wanted)
        except Rejected as exc:
            if exc.code == GONE:
                return None
            raise
        text = str(answer.get("message") or "")
        shared = [
            one for one in _attachments(answer) if "link" in {one.get("media_type"), one.get("type")} or _share(one)
        ]
        led = [str(one.get("unshimmed_url") or one.get("url") or "") for one in shared]
        return Live(text=text, links=tuple(dict.fromkeys([*_links(text), *filter(None, led)])), card=bool(shared))

    def followers(self) -> int:
        """How many follow the page now."""
        answer = self._graph.get(self._page_id(), action=COUNT_FOLLOWERS, fields="followers_count")
        return self._graph.edge.followers(answer.get("followers_count"))

    def whoami(self) -> Identity:
        """The page's name and number.

        Raises:
            NeedsPerson: the token is refused, or not this page's.
        """
        if self._identity is None:
            answer = self._graph.get("me", action="say whose token it is", fields="id,name")
            self._identity = self.introduced(answer)
        return self._identity

    def health(self) -> Health:
        """Who we are, what the token may do and until when, and which metrics Facebook still has."""
        from postlab.platforms.facebook.checkup import checkup

        return checkup(self._graph, self._reader, self.introduced)

    def introduced(self, answer: Mapping[str, Any]) -> Identity:
        """Who an answer about ``me`` says we are.

        Raises:
            NeedsPerson: not the page that the account is set up for.
        """
        identity = Identity(name=str(answer.get("name") or ""), remote_id=str(answer.get("id") or ""))
        if not identity.remote_id:
            raise self._graph.edge.unreadable("say whose token it is", ambiguous=False)
        if self._wanted and identity.remote_id != self._wanted:
            name = self._graph.edge.said(identity.name)
            raise NeedsPerson(
                f"The token is not the page's ({self._wanted}): it belongs to {name} ({identity.remote_id}).",
                hint=self._graph.edge.new_token(),
                code="other_account",
            )
        return identity

    def _to_answer(self, remote_id: str | None) -> str | None:
        if remote_id is not None and not POST_ID.fullmatch(remote_id):
            raise Rejected(
                f"“{remote_id}” is not the id of a Facebook post that could be answered.",
                hint="`postlab post cancel` keeps the reply in.",
                code=NOTHING_TO_ANSWER,
            )
        return remote_id

    def _page_id(self) -> str:
        return self._wanted or self.whoami().remote_id

    def _check_token(self) -> None:
        self.whoami()

    def _check_owner(self, payload: Payload) -> None:
        if payload["page_id"] != self._page_id():
            raise NeedsPerson(
                f"This post was made for another page ({payload['page_id']}) than “{self._graph.edge.account}” is now.",
                hint="Cancel the post, or set the account up with the page it was made for.",
                code="other_account",
            )

    def _sought(self, payload: Payload) -> Published | None:
        try:
            self._check_owner(payload)
            found = self._look(payload)
            if found is None:
                # another page's token may see nothing where there is something
                self._check_token()
        except Rejected as exc:
            raise Unknown(f"It is still open whether the post went out. {exc.message}", hint=exc.hint) from exc
        return found

    def _look(self, payload: Payload) -> Published | None:
        """The post among all that the page has published since just before it was made."""
        since = _created(payload) - BEFORE
        to = payload.get("reply_to")
        latest = list(
            self._graph.listed(
                f"{to}/comments" if to else f"{payload['page_id']}/published_posts",
                action=LOOK_FOR_ANSWER if to else LOOK,
                fields="id,message,created_time" if to else "id,message,created_time,permalink_url",
                since=str(int(since.timestamp())),
                limit=str(POSTS_A_PAGE),
                **({"filter": "stream", "order": "chronological"} if to else {}),
            )
        )
        wanted = _words(payload["message"])
        ours = [post for post in latest if _words(post.get("message")) == wanted]
        if not ours and payload["link"]:
            # somebody may have corrected the words; the link with its tracking is this post's alone
            link = _bare(payload["link"])
            ours = [post for post in latest if link in _links(str(post.get("message") or ""))]
            if len(ours) > 1:
                raise Unknown(
                    f"{len(ours)} posts on the page have this one's link, and none has its words.",
                    hint="Look at the page, then say with `postlab post resolve` which it is.",
                    code="several",
                )
        if not ours:
            return None
        first = min(ours, key=lambda post: str(post.get("created_time") or ""))
        at = _time(first.get("created_time")) or _created(payload)
        return self._published(str(first.get("id") or ""), first.get("permalink_url"), at, reply_to=to)

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


def _created(payload: Payload) -> datetime:
    return datetime.fromisoformat(payload["created_at"])


def _time(value: object) -> datetime | None:
    try:
        # Facebook writes +0000
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return None


def _words(text: object) -> str:
    """A text without what Facebook may change about its spaces and accents."""
    return " ".join(unicodedata.normalize("NFC", str(text or "")).split())


def _links(text: str) -> list[str]:
    return [_bare(address) for address in _ADDRESS.findall(text)]


def _bare(address: str) -> str:
    """An address without what ends the sentence around it."""
    bare = address.rstrip(".,;:!?")
    return bare if "(" in bare else bare.rstrip(").,;:!?")


def _attachments(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = answer.get("attachments")
    entries = told.get("data") if isinstance(told, dict) else [answer.get("attachment")]
    return [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []


def _share(attachment: Mapping[str, Any]) -> bool:
    return str(attachment.get("type") or "").startswith("share")
