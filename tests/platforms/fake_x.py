"""A stand-in for X on loopback: signatures, t.co, lists, counts, logins; held to X's own OpenAPI documents.

It makes links where X does, of bare names such as GOV.UK too, and hands them back as it does: as t.co in the text, and
in the entities as they lead, with a protocol and hosts of other scripts encoded. Where that is,
`postlab.framing.autolinks` says, which tests/framing/test_as_networks_read.py holds against twitter-text itself.

2.166 is what tweepy speaks; with `new_names` the answers are those of 2.167, where a repost has its new name.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from platforms import specs
from platforms.fake_x_logins import Logins, XProblem, signed_by
from platforms.fake_x_media import ROUTES, Upload, Uploads
from platforms.loopback import Failure, Loopback, Reply, Request, serving
from postlab.framing.autolinks import links_on_x

CREATE, LIST, LOOK_UP, WHO, TOKEN, DELETE = "create post", "list posts", "look up posts", "who", "token", "delete"
OWNER, NAME = "1234567890", "uni_careers"
KEYS = {
    "api_key": "api-key-0001",
    "api_secret": "api-secret-0002",
    "access_token": f"{OWNER}-access-0003",
    "access_secret": "access-secret-0004",
}

_EPOCH_MS = 1_288_834_974_657
_ROUTES = {
    ("POST", "/2/tweets"): CREATE,
    ("GET", "/2/tweets"): LOOK_UP,
    ("GET", f"/2/users/{OWNER}/tweets"): LIST,
    ("GET", "/2/users/me"): WHO,
    ("POST", "/2/oauth2/token"): TOKEN,
    **ROUTES,
}
_COUNTS = ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")


@dataclass
class Kept:
    """A post as X keeps it: `written` is what came in, `links` holds (t.co, what it stands for in the text)."""

    id: str
    at: datetime
    written: str
    links: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    clicks: int | None = 0
    deleted: bool = False
    hidden: bool = False
    page_read: bool = False
    answers: str | None = None
    picture: Upload | None = None

    @property
    def picture_link(self) -> str:
        """What X puts behind the words of a post with a picture."""
        return f"https://t.co/p{self.id[-9:]}" if self.picture else ""

    @property
    def text(self) -> str:
        text, at = html.escape(self.written, quote=False), 0
        for short, name in self.links:
            start = text.find(name := html.escape(name, quote=False), at)
            if start >= 0:
                text = f"{text[:start]}{short}{text[start + len(name) :]}"
                at = start + len(short)
        return f"{text} {self.picture_link}".rstrip()


class FakeX(Loopback):
    """One account on X, its app, and the failures that wait for their turn."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, Kept] = {}
        self.level = "read-write"
        counts = {"followers_count": 120, "following_count": 3, "tweet_count": 9, "listed_count": 0}
        self.user: dict[str, Any] = {"protected": False, "subscription_type": "None", "public_metrics": counts}
        self.new_names = False
        self.lag = timedelta(0)
        self.leaves_out = True
        self.page_reader = False
        self.lets_reply = True
        self.uploads = Uploads(lambda: self.now())  # noqa: PLW0108 (tests set another clock later)
        self.logins = Logins(lambda: self.now())  # noqa: PLW0108 (tests set another clock later)
        self._serial = 0

    def operation(self, request: Request) -> str:
        if request.method == "DELETE" and request.path.startswith("/2/tweets/"):
            return DELETE
        return _ROUTES.get((request.method, request.path), f"{request.method} {request.path}")

    def answer(self, operation: str, request: Request) -> Reply:
        """Carry a request out, held to the documents on both sides."""
        if operation == TOKEN:
            return self.logins.answer(request)
        if asks := specs.openapi("x-openapi-2.166-tweetfields.json"):
            asks.check_request(request)
        limits = {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "899"}
        limits["x-rate-limit-reset"] = str(int((self.now() + timedelta(minutes=15)).timestamp()))
        try:
            with_keys = self._who_asks(request)
            body, status = self._said(operation, request)
        except XProblem as exc:
            reply = Reply(exc.body, exc.status, limits, "application/problem+json")
            with_keys = False
        else:
            if with_keys:
                limits["x-access-level"] = self.level
            reply = Reply(body, status, limits)
        answers = "x-openapi.json" if self.new_names else "x-openapi-2.166-tweetfields.json"
        if document := specs.openapi(answers):
            document.check_reply(request, reply)
        return reply

    def write(self, text: str, *, at: datetime | None = None, post_id: str = "") -> str:
        """A post that is there, as if the account had written it; its number."""
        made = at or self.now()
        self._serial += 1
        number = post_id or str(int(made.timestamp() * 1000) - _EPOCH_MS << 22 | self._serial & 0x3FFFFF)
        text = unicodedata.normalize("NFC", text)
        # names that are kept for examples stand for names that X knows
        names = [text[start:end] for start, end in links_on_x(text.replace(".example", ".website"))]
        links = [(f"https://t.co/{self._serial:07d}{n:03d}", name) for n, name in enumerate(names)]
        self.posts[number] = Kept(number, made, text, links, page_read=self.page_reader)
        return number

    def live(self) -> list[Kept]:
        """The posts that are there, oldest first."""
        return sorted((post for post in self.posts.values() if not post.deleted), key=lambda post: int(post.id))

    def _who_asks(self, request: Request) -> bool:
        authorization = request.headers.get("Authorization", "")
        if authorization.startswith("OAuth "):
            if not signed_by(KEYS, self.url, request):
                raise XProblem(401, title="Unauthorized", detail="Unauthorized")
            return True
        if not self.logins.is_live(request.token):
            raise XProblem(401, title="Unauthorized", detail="Unauthorized")
        return False

    def _said(self, operation: str, request: Request) -> tuple[dict[str, Any], int]:
        if operation == CREATE:
            return self._create(request), 201
        if operation in ROUTES.values():
            self._check_may_upload(request)
            return self.uploads.answer(operation, request), 200
        if operation == LIST:
            return self._list(request), 200
        if operation == LOOK_UP:
            return self._look_up(request), 200
        if operation == DELETE:
            post = self.posts.get(request.path.rpartition("/")[2])
            if post is not None:
                post.deleted = True
            return {"data": {"deleted": post is not None}}, 200
        asked = _asked(request, "user.fields")
        return {"data": {"id": OWNER, "name": "Uni Careers", "username": NAME, **_only(self.user, asked)}}, 200

    def _check_may_upload(self, request: Request) -> None:
        if request.token in self.logins.access and "media.write" not in self.logins.scopes:
            raise XProblem(403, "client-forbidden", title="Forbidden", detail="The token lacks media.write.")

    def _create(self, request: Request) -> dict[str, Any]:
        if "write" not in self.level:
            raise XProblem(
                403,
                "oauth1-permissions",
                title="Forbidden",
                detail="Your client app is not configured with the appropriate oauth1 app permissions.",
            )
        text = request.json["text"]
        if any(post.written == text for post in self.posts.values()):
            raise XProblem(
                403, title="Forbidden", detail="You are not allowed to create a Tweet with duplicate content."
            )
        answers = request.json.get("reply", {}).get("in_reply_to_tweet_id")
        if answers is not None and not self.lets_reply:
            detail = (
                "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged."
            )
            raise XProblem(403, title="Forbidden", detail=detail)
        if answers is not None and (answers not in self.posts or self.posts[answers].deleted):
            detail = "You attempted to reply to a Tweet that is deleted or not visible to you."
            raise XProblem(403, title="Forbidden", detail=detail)
        media = [self.uploads.kept(number) for number in request.json.get("media", {}).get("media_ids", [])]
        number = self.write(text)
        self.posts[number].answers = answers
        self.posts[number].picture = media[0] if media else None
        return {"data": {"id": number, "text": self.posts[number].text, self._history: [number]}}

    def _list(self, request: Request) -> dict[str, Any]:
        asked = {name: values[0] for name, values in request.query.items()}
        since = (
            datetime.fromisoformat(asked["start_time"]) if "start_time" in asked else datetime.min.replace(tzinfo=UTC)
        )
        low, high = int(asked.get("since_id", 0)), int(asked.get("until_id", 1 << 63))
        listed = [
            post
            for post in reversed(self.live())
            if post.at >= since and low < int(post.id) < high and self.now() - post.at >= self.lag
            if not (post.answers and "replies" in asked.get("exclude", ""))
        ]
        start, width = int(asked.get("pagination_token", "p0")[1:]), int(asked.get("max_results", 10))
        page = listed[start : start + width]
        body = self._shown(page, request)
        body["meta"] = {"result_count": len(body.get("data", ()))}
        if start + width < len(listed):
            body["meta"]["next_token"] = f"p{start + width}"
        return body

    def _look_up(self, request: Request) -> dict[str, Any]:
        ids = request.query["ids"][0].split(",")
        shown = [post for post_id in ids if (post := self.posts.get(post_id)) and not post.deleted and not post.hidden]
        body = self._shown(shown, request)
        for post_id in ids:
            post = self.posts.get(post_id)
            if post is None or post.deleted:
                detail = f"Could not find tweet with ids: [{post_id}]."
                body.setdefault("errors", []).append(_of_post(post_id, "resource-not-found", "Not Found Error", detail))
            elif post.hidden:
                detail = f"Sorry, you are not authorized to see the Tweet with ids: [{post_id}]."
                body.setdefault("errors", []).append(
                    _of_post(post_id, "not-authorized-for-resource", "Authorization Error", detail)
                )
        return body

    def _shown(self, posts: list[Kept], request: Request) -> dict[str, Any]:
        asked = _asked(request, "tweet.fields")
        shown, errors = [], []
        for post in posts:
            old = self.now() - post.at > timedelta(days=30)
            if old and "non_public_metrics" in asked:
                detail = (
                    f"Sorry, you are not authorized to access 'non_public_metrics' on the Tweet with ids : [{post.id}]."
                )
                errors.append(
                    _of_post(post.id, "not-authorized-for-field", "Field Authorization Error", detail)
                    | {"field": "non_public_metrics"}
                )
                if self.leaves_out:
                    continue
            everything = self._everything(post)
            if old:
                del everything["non_public_metrics"]
            # what an expansion goes by is told with it
            asked = [*asked, "attachments"] if "expansions" in request.query else asked
            shown.append({"id": post.id, "text": post.text, self._history: [post.id], **_only(everything, asked)})
        pictures = [post.picture for post in posts if post.picture] if "expansions" in request.query else []
        media = [{"media_key": p.key, "type": "photo", **({"alt_text": p.alt} if p.alt else {})} for p in pictures]
        body = {"data": shown} if shown else {}
        return body | ({"errors": errors} if errors else {}) | ({"includes": {"media": media}} if media else {})

    def _everything(self, post: Kept) -> dict[str, Any]:
        counts = {name: post.counts.get(name, 0) for name in _COUNTS}
        private = {"impression_count": counts["impression_count"]}
        if post.clicks is not None:
            private["url_link_clicks"] = post.clicks
        if self.new_names:
            counts["repost_count"] = counts.pop("retweet_count")
        everything: dict[str, Any] = {
            "created_at": post.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "public_metrics": counts,
            "non_public_metrics": private,
        }
        urls = [_entity(post, short, name) for short, name in post.links]
        if post.picture:
            everything["attachments"] = {"media_keys": [post.picture.key]}
            urls.append(_picture_entity(post))
        if urls:
            everything["entities"] = {"urls": urls}
        return everything

    @property
    def _history(self) -> str:
        return "edit_history_post_ids" if self.new_names else "edit_history_tweet_ids"


def _leads(name: str) -> str:
    """Where X leads a reader from a link, as it writes it."""
    scheme, _, rest = name.rpartition("://")
    host = re.match(r"[^/?#:]*", rest)[0]  # type: ignore[index]  # it matches anything
    encoded = host if host.isascii() else host.lower().encode("idna").decode()
    return f"{scheme or 'http'}://{encoded}{rest[len(host) :]}"


def _entity(post: Kept, short: str, name: str) -> dict[str, Any]:
    start, leads = post.text.find(short), _leads(name)
    entity: dict[str, Any] = {"start": start, "end": start + len(short), "url": short, "expanded_url": leads}
    entity["display_url"] = leads.partition("://")[2][:26]
    if post.page_read:
        entity |= {"status": 200, "title": "Graduates still earn more", "unwound_url": leads}
    return entity


def _picture_entity(post: Kept) -> dict[str, Any]:
    assert post.picture is not None
    short, start = post.picture_link, post.text.find(post.picture_link)
    page = f"https://x.com/{NAME}/status/{post.id}/photo/1"
    return {
        "start": start, "end": start + len(short), "url": short, "expanded_url": page, "display_url": "pic.x.com/a1",
        "media_key": post.picture.key,
    }  # fmt: skip


def _asked(request: Request, name: str) -> list[str]:
    return request.query.get(name, [""])[0].split(",")


def _only(values: Mapping[str, Any], asked: list[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in asked}


def _of_post(post_id: str, kind: str, title: str, detail: str) -> dict[str, Any]:
    return {
        "value": post_id,
        "resource_id": post_id,
        "parameter": "ids",
        "resource_type": "tweet",
        "section": "data",
        "title": title,
        "detail": detail,
        "type": f"https://api.twitter.com/2/problems/{kind}",
    }


Headers = Mapping[str, str] | Callable[[datetime], Mapping[str, str]]


def problem(status: int, kind: str = "", *, headers: Headers | None = None, **words: Any) -> Failure:
    """A refusal as the API words it; `kind` is the last part of its type."""
    body = XProblem(status, kind, **words).body
    return Failure(
        status=status, body=json.dumps(body).encode(), headers=headers or {}, kind="application/problem+json"
    )


@contextmanager
def fake_x() -> Iterator[FakeX]:
    """X, running; at the end it complains about requests and answers that are not as X documents them."""
    with serving(FakeX()) as x:
        yield x
