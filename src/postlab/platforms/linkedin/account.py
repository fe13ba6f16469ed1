"""An account on LinkedIn, of a page or a member: publishes posts, looks them up, counts them and shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.framing.as_posted import leads_to
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.errors import PREPARE_AGAIN, PUBLISH
from postlab.platforms.http import JsonResponse
from postlab.platforms.linkedin.api import PICTURES, POST_URN, is_page
from postlab.platforms.linkedin.client import LinkedInClient, encoded
from postlab.platforms.linkedin.comments import own_comments
from postlab.platforms.linkedin.counts import counts_of
from postlab.platforms.linkedin.errors import DUPLICATE, LIST_POSTS, input_errors
from postlab.platforms.linkedin.health import check_health
from postlab.platforms.linkedin.images import upload, upload_for_card
from postlab.platforms.linkedin.posts import (
    changed_at,
    is_post,
    is_shown,
    live,
    post_body,
    published_at,
    same_words,
    usable_picture,
)
from postlab.platforms.pictures import check_picture
from postlab.platforms.shapes import is_list_of
from postlab.platforms.wording import check_text

POSTS_A_PAGE = 100
MOST_PAGES = 5
CLOCK_SKEW = timedelta(minutes=2)
"""How far LinkedIn's clock and ours may differ: a post that changed this long before it was prepared may be ours."""

PROBE_FROM = timedelta(seconds=30)
PROBE_TILL = timedelta(minutes=10)
"""The ages between which a member's post in doubt is sent again to see whether it is there: not while the first request
may still be under way, and not when LinkedIn may have forgotten it."""

_SOCIAL = {True: "w_organization_social", False: "w_member_social"}
_READ = {True: "r_organization_social", False: "r_member_social"}


class LinkedInAccount:
    """A page or a member on LinkedIn; who the token belongs to is looked up once.

    Attributes:
        client: of LinkedIn's API.
    """

    def __init__(self, connection: Connection) -> None:
        self.client = LinkedInClient(connection)
        self._clock = connection.clock
        self._facts = connection.facts

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The post as it will be sent; its picture, or else its card's, is uploaded for it.

        A card's picture that LinkedIn does not take is left out. If the upload fails, the next run prepares the post
        again, so that the framings that are compared do not differ in their pictures by chance.

        Raises:
            Rejected: the text cannot be written, LinkedIn does not take the post's picture, or a picture could not be
                uploaded just now.
            NeedsPerson: the token does not allow it.
        """
        check_text(outgoing.text)
        picture = outgoing.picture
        if picture is not None:
            check_picture(picture, PICTURES, network="LinkedIn")
        author = self.client.author or self.whoami().remote_id
        image = self._uploaded(author, outgoing)
        return {
            "key": outgoing.key,
            "text": outgoing.text,
            "link": outgoing.link,
            "tracked": _is_tracked(outgoing),
            "made_at": outgoing.created_at.isoformat(),
            "picture": None if picture is None else {"urn": image, "alt": picture.alt},
            "card": outgoing.card is not None,
            "post": post_body(author, outgoing, image),
        }

    def publish(self, payload: Payload) -> Published:
        """Publish it; a post that LinkedIn has already counts as published where it is ours.

        LinkedIn knows no key, but refuses what an author has posted before and names that post (422
        DUPLICATE_POST). A text whose link has this post's own tracking tags can only be ours: it
        was published in an attempt whose response was lost.
        """
        return replace(self._send(payload), sent_again=False)

    def _send(self, payload: Payload) -> Published:
        """Send it; `Published.sent_again` says whether it was not there before."""
        author = payload["post"]["author"]
        if self.client.author and author != self.client.author:
            raise NeedsPerson(
                f"This post was made for {author}, and the account posts as {self.client.author} now.",
                hint="Cancel the post, or set the account up with the author that it was made for.",
                code="other_account",
            )
        response = self.client.call(
            "POST",
            "/rest/posts",
            action=PUBLISH,
            needs=_SOCIAL[is_page(author)],
            ambiguous=True,
            json_body=payload["post"],
            readable=lambda response: bool(_created(response)),
            expects={400, 409, 422},
        )
        if response.ok:
            return replace(_published(_created(response), self._clock.now()), sent_again=True)
        if not _is_duplicate(response):
            raise self.client.translator.refusal(PUBLISH, response, needs=_SOCIAL[is_page(author)])
        return self._already_there(payload, response)

    def find(self, payload: Payload) -> Published | None:
        """Look it up.

        A page's posts can be listed: the newest are compared by their words. If LinkedIn's list should lag behind
        and the post is wrongly taken for absent, the next attempt sends the very same post, and LinkedIn refuses it
        as a duplicate with the name of the first.

        A member's posts cannot be listed (`r_member_social` is granted to almost nobody), so the only way to look is
        to send the same post again: 422 means that it was there, and names it; 201 means that it was not, and now it
        is. Either way there is one. This trusts LinkedIn to remember the first request, and nobody has written down
        for how long it does. Therefore it is only done between 30 seconds after the post was made (the first request
        is over by then, as ours end after 20) and ten minutes; before and after, a person is asked, who can look. The
        stand-in of the tests remembers for a day and so shows that our side makes no second post; it cannot show that
        LinkedIn does. A post that is refused because of its picture is absent: it is prepared anew, with the same
        words, and LinkedIn refuses those as a duplicate if they should be there after all. Should LinkedIn's memory
        fail within the ten minutes, there would be two posts with one text, and the second is the one that PostLab
        counts.

        Raises:
            Unknown: it cannot be told.
            NeedsPerson: looking takes a permission or a token that is missing.
        """
        try:
            return (
                self._find_among_latest(payload)
                if is_page(payload["post"]["author"])
                else self._publish_to_probe(payload)
            )
        except Rejected as exc:
            if exc.code == PREPARE_AGAIN:
                # LinkedIn has dropped the picture that the very same post needs, and would not have, were it a post's
                return None
            raise Unknown(
                f"It is still open whether the post went out. {exc.message}",
                hint=exc.hint,
                code="still_open",
                person=not exc.temporary,
            ) from exc

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post: a page's posts twenty a call, a member's in four calls each.

        LinkedIn leaves out a page's posts to which nothing has happened, as it does those that are gone. Where the
        same answer holds others and the post is still there, that is 0 of everything; otherwise it is missing.
        """
        return counts_of(self.client, remote_ids)

    def own_answers(self, remote_id: str) -> int:
        """How many comments on a post the page or member wrote itself.

        Raises:
            PlatformError: LinkedIn does not tell it to this token; it takes the permission to read its posts.
        """
        author = self.client.author or self.whoami().remote_id
        return own_comments(self.client, remote_id, author=author, needs=_READ[is_page(author)])

    def whoami(self) -> Identity:
        """The page's or member's name and URN."""
        return self.client.whoami()

    def health(self) -> Health:
        """Check who we are, what the token may do, and when it ends."""
        return check_health(self.client, self._clock, self._facts)

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 (LinkedIn knows it by its URN)
        """The post as it is live now; everything is None for a member's post, which LinkedIn shows to almost no app."""
        post = self._post(remote_id)
        if post == "forbidden":
            return Live(text=None)
        return live(post) if isinstance(post, dict) and is_shown(post) else None

    def _uploaded(self, author: str, outgoing: Outgoing) -> str | None:
        """The URN of the post's picture, or else of its card's; None where there is none, or the card goes without."""
        needs = _SOCIAL[is_page(author)]
        if outgoing.picture is not None:
            return upload(self.client, author, outgoing.picture, needs=needs)
        thumbnail = usable_picture(outgoing.card)
        return None if thumbnail is None else upload_for_card(self.client, author, thumbnail, needs=needs)

    def _already_there(self, payload: Payload, response: JsonResponse) -> Published:
        match = POST_URN.search(str(response.body))
        if match is None:
            raise Unknown(
                "LinkedIn says that this author has posted the same before, and does not say which post that is.",
                hint="Look at the newest posts there; `postlab post resolve` tells PostLab what you saw.",
                code=DUPLICATE,
                person=True,
            )
        urn = match[0]
        try:
            post = self._post(urn)
        except Rejected as exc:
            raise Unknown(
                f"LinkedIn says that the same was posted before as {urn}, which could not be looked at. {exc.message}",
                hint="The next run looks again.",
                code=DUPLICATE,
            ) from exc
        if isinstance(post, dict) and _is_same_post(post, payload):
            return _published(urn, published_at(post) or self._clock.now())
        if post == "forbidden" and payload["tracked"]:
            return _published(urn, self._clock.now())
        raise self._other_duplicate(urn, post)

    def _other_duplicate(self, urn: str, post: dict[str, Any] | str | None) -> Rejected:
        if post is None:
            reason = f"LinkedIn still remembers the same text from a post that is gone ({urn}), for a day or two"
        elif post == "forbidden":
            reason = f"LinkedIn has the same text from this author already, in an older post ({urn})"
        else:
            reason = f"LinkedIn takes this for a duplicate of another post, {_page(urn)}"
        return Rejected(
            f"The post was not put out: {reason}.",
            hint="Change a few words with `postlab post edit` and approve it again, or cancel it.",
            code=DUPLICATE,
            reword=True,
        )

    def _post(self, urn: str) -> dict[str, Any] | str | None:
        """A post in LinkedIn's JSON; None where there is none, "forbidden" where the token may not see it."""
        response = self.client.call(
            "GET",
            f"/rest/posts/{encoded(urn)}",
            action="show the post",
            readable=lambda response: is_post(response.body) and response.body["id"] == urn,
            expects={403, 404},
        )
        if response.ok:
            body: dict[str, Any] = response.body
            return body
        if not isinstance(response.body, dict):
            raise self.client.translator.refusal("show the post", response)
        return "forbidden" if response.status == 403 else None

    def _find_among_latest(self, payload: Payload) -> Published | None:
        author, since = payload["post"]["author"], datetime.fromisoformat(payload["made_at"]) - CLOCK_SKEW
        start = 0
        for _ in range(MOST_PAGES):
            response = self.client.call(
                "GET",
                f"/rest/posts?author={encoded(author)}&q=author&count={POSTS_A_PAGE}&start={start}&sortBy=LAST_MODIFIED",
                action=LIST_POSTS,
                needs=_READ[True],
                headers={"X-RestLi-Method": "FINDER"},
                # a post that is not in the list is absent, so the whole list must be one
                readable=lambda response: is_list_of(response.at("elements"), is_post),
            )
            posts = response.at("elements")
            for post in posts:
                if _is_same_post(post, payload):
                    return _published(post["id"], published_at(post) or self._clock.now())
            change_times = [at for at in map(changed_at, posts) if at is not None]
            if not posts or (change_times and min(change_times) < since):
                return None
            start += len(posts)
        raise Unknown(
            f"The post is not among the {start} that changed last on this page, and it may be further back.",
            hint="Look at the page; `postlab post resolve` tells PostLab what you saw.",
            code="still_open",
            person=True,
        )

    def _publish_to_probe(self, payload: Payload) -> Published:
        age = self._clock.now() - datetime.fromisoformat(payload["made_at"])
        if age < PROBE_FROM:
            raise Unknown(
                "LinkedIn may still be busy with it.",
                hint="Run again in a minute.",
                code="still_open",
            )
        if age > PROBE_TILL or not payload["tracked"]:
            raise Unknown(
                "LinkedIn shows a member's posts to the member alone.",
                hint="Look at your newest posts on LinkedIn; `postlab post resolve` tells PostLab what you saw.",
                code="cannot_tell",
                person=True,
            )
        return self._send(payload)


def _is_tracked(outgoing: Outgoing) -> bool:
    """Whether the text holds an address that no other post has: the link with its own tracking tags.

    A link that brought a utm_content of its own keeps it, and then all framings share one address.
    """
    link = outgoing.link
    return bool(link) and link != outgoing.topic and "utm_content" not in outgoing.topic and str(link) in outgoing.text


def _is_same_post(post: Mapping[str, Any], payload: Payload) -> bool:
    """Whether a post on LinkedIn was published from the payload: by its own address, else by its text and time."""
    if not is_shown(post) or not POST_URN.fullmatch(post["id"]):
        return False
    live_post = live(post)
    if payload["tracked"] and leads_to(live_post.links or (), payload["link"]):
        return True
    at = published_at(post)
    recent_enough = at is None or at >= datetime.fromisoformat(payload["made_at"]) - CLOCK_SKEW
    return recent_enough and same_words(live_post.text or "", payload["text"])


def _created(response: JsonResponse) -> str:
    """The URN of a new post from the headers, which may be encoded; empty where there is none."""
    urn = unquote(response.headers.get("x-restli-id", "") or response.headers.get("x-linkedin-id", ""))
    return urn if POST_URN.fullmatch(urn) else ""


def _is_duplicate(response: JsonResponse) -> bool:
    message = str(response.at("message") or "")
    return (
        any(code == "DUPLICATE_POST" for code, _, _ in input_errors(response.body)) or "duplicate of urn:li:" in message
    )


def _page(urn: str) -> str:
    return f"https://www.linkedin.com/feed/update/{urn}"


def _published(urn: str, at: datetime) -> Published:
    return Published(urn, _page(urn), at)
