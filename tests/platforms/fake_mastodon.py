"""A stand-in for a server of Mastodon's API on loopback, held to its published schema; it plays two characters.

`Character.MAINLINE` honours an idempotency key for an hour and counts many posts a call; `Character.PLAIN` ignores the
key (two posts!), refuses anonymous reads, has no such call, other limits, and a version of two parts.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import regex

from platforms.fake_mastodon_entities import ACCOUNT, account, instance_v1, instance_v2, status
from platforms.fake_mastodon_media import Media, MediaShelf
from platforms.loopback import Failure, Loopback, Reply, Request, serving
from platforms.sample_pictures import parts_of
from platforms.specs import openapi
from postlab.framing.autolinks import links_on_mastodon

PUBLISH = "publish"
LIST = "list ours"
BATCH = "several posts"
SINGLE = "one post"
CONTEXT = "its thread"
WHO = "who are we"
EDIT = "edit"
UPLOAD = "upload a picture"
MEDIA = "one picture"
INSTANCE = "instance"
INSTANCE_V1 = "instance v1"

TOKEN = "mastodon-token-0123456789"
FIRST = 114_000_000_000_000_000
_OF_ANOTHER_SERVER = regex.compile(r"(?<![=/\w])@(\w+(?:[.-]+\w+)*)@\w+(?:[.-]+\w+)*", regex.ASCII)


class Character(Enum):
    MAINLINE = "mainline"
    PLAIN = "plain"


def error(status: int, message: str, **headers: str) -> Failure:
    """An error as the API words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Failure(status=status, body=json.dumps({"error": message}).encode(), headers=named)


class ApiError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Toot:
    number: str
    text: str
    visibility: str
    language: str | None
    created_at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    answers: str | None = None
    by: str | None = None
    """Whose it is, by id; None is the account's own."""


class FakeMastodon(Loopback):
    """One account's posts on one server."""

    def __init__(self, character: Character = Character.MAINLINE, *, at_once: int = 40) -> None:
        super().__init__()
        self.character = character
        plain = character is Character.PLAIN
        self.at_once = 0 if plain else at_once
        self.truncates = False
        self.followers = 120
        self.max_characters, self.link = (5000, 25) if plain else (500, 23)
        self.version = "0.17" if plain else "4.5.2"
        self.scopes = {"read:accounts", "read:statuses", "write:statuses", "write:media"}
        self.media = MediaShelf(lambda: self.now())  # noqa: PLW0108 (tests set another clock later)
        self.token = TOKEN
        self.toots: dict[str, Toot] = {}
        self.card_after = timedelta(0)
        self._keys: dict[str, tuple[datetime, str]] = {}
        self._spec = openapi("mastodon-openapi.json")

    def post(self, text: str, *, created_at: datetime | None = None) -> Toot:
        """A post that somebody made by hand."""
        number = str(FIRST + len(self.toots) + 1)
        toot = Toot(number, text, "public", "en", created_at or self.now())
        self.toots[number] = toot
        return toot

    def operation(self, request: Request) -> str:
        path = request.path.rstrip("/")
        if path == "/api/v1/statuses":
            return PUBLISH if request.method == "POST" else BATCH
        if path.startswith("/api/v1/statuses/"):
            if path.endswith("/context"):
                return CONTEXT
            return EDIT if request.method == "PUT" else SINGLE
        if path == f"/api/v1/accounts/{ACCOUNT}/statuses":
            return LIST
        if path.startswith("/api/v1/media/"):
            return MEDIA
        names = {
            "/api/v2/media": UPLOAD,
            "/api/v1/media": UPLOAD,
            "/api/v1/accounts/verify_credentials": WHO,
            "/api/v2/instance": INSTANCE,
            "/api/v1/instance": INSTANCE_V1,
        }
        return names.get(path, f"{request.method} {request.path}")

    def answer(self, operation: str, request: Request) -> Reply:
        request = _as_rails_reads_it(request)
        if self._spec is not None:
            self._spec.check_request(request)
        reset = (self.now() + timedelta(minutes=5)).isoformat(timespec="microseconds").replace("+00:00", "Z")
        headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "299", "X-RateLimit-Reset": reset}
        try:
            reply = replace(self._reply(operation, request), headers=headers)
        except ApiError as exc:
            reply = Reply({"error": str(exc)}, status=exc.status, headers=headers)
        # the published schema leaves 403 and 405 out, and the reason of a 422 on some calls
        body = reply.status not in {403, 405} and (reply.status != 422 or operation in {PUBLISH, UPLOAD})
        if self._spec is not None and body:
            self._spec.check_reply(request, reply)
        return reply

    def _reply(self, operation: str, request: Request) -> Reply:
        if operation not in {UPLOAD, MEDIA}:
            return Reply(self._said(operation, request))
        if request.token != self.token:
            raise ApiError(401, "The access token is invalid")
        self._allow(operation)
        if operation == UPLOAD:
            parts = parts_of(request)
            media = self.media.take(parts["file"], parts["description"].decode() if "description" in parts else None)
            if media is None:
                raise ApiError(422, "Validation failed: File content type is invalid")
            # the first version of this call answers when it has done with the picture
            media.looks = media.looks if request.path.startswith("/api/v2/") else 0
            return Reply(media.view(self.url), status=202 if media.looks else 200)
        waiting = self.media.waiting(request.path.rpartition("/")[2])
        if waiting is None:
            raise ApiError(404, "Record not found")
        status, waiting.looks = (206, waiting.looks - 1) if waiting.looks else (200, 0)
        return Reply(waiting.view(self.url), status=status)

    def _said(self, operation: str, request: Request) -> Any:
        if operation == INSTANCE:
            if self.character is Character.PLAIN:
                raise ApiError(404, "Not Found")
            return instance_v2(self.version, self.max_characters, self.link)
        if operation == INSTANCE_V1:
            return instance_v1(self.version, self.max_characters, self.link)
        if request.token != self.token:
            raise ApiError(401, "The access token is invalid")
        self._allow(operation)
        if operation == WHO:
            return account(self.url, credentials=True) | {"followers_count": self.followers}
        if operation == PUBLISH:
            return self._publish(request)
        if operation == EDIT:
            raise ApiError(404, "Record not found")
        if operation == LIST:
            return self._list(request.query)
        if operation == BATCH:
            return self._batch(request.query)
        if operation == CONTEXT:
            return {"ancestors": [], "descendants": self._descendants(request.path.split("/")[-2])}
        if operation == SINGLE:
            return self._view(self._toot(request.path.rpartition("/")[2]))
        raise ApiError(404, "Not Found")

    def _allow(self, operation: str) -> None:
        needed = {WHO: "read:accounts", PUBLISH: "write:statuses", EDIT: "write:statuses"}
        needed |= {UPLOAD: "write:media", MEDIA: "write:media"}
        if needed.get(operation, "read:statuses") not in self.scopes:
            raise ApiError(403, "This action is outside the authorized scopes")

    def _publish(self, request: Request) -> dict[str, Any]:
        key = request.headers.get("Idempotency-Key")
        if key and self.character is Character.MAINLINE and key in self._keys:
            at, number = self._keys[key]
            if self.now() - at < timedelta(hours=1):
                return self._view(self._toot(number))
        text = request.form["status"][0]
        if not text.strip():
            raise ApiError(422, "Validation failed: Text can't be blank")
        if self.counted(text) > self.max_characters:
            raise ApiError(422, f"Validation failed: Text character limit of {self.max_characters} exceeded")
        answers = request.form.get("in_reply_to_id", [None])[0]
        if answers is not None and answers not in self.toots:
            raise ApiError(404, "Record not found")
        attached = self._attached(request.form.get("media_ids[]", []))
        toot = self.post(text)
        for media in attached:
            media.of = toot.number
        toot.answers = answers
        toot.visibility = request.form["visibility"][0]
        toot.language = request.form.get("language", [None])[0]
        if key:
            self._keys[key] = self.now(), toot.number
        return self._view(toot)

    def _attached(self, numbers: list[str]) -> list[Media]:
        """The pictures of a new post; a server of old leaves out those that it does not have."""
        found = {number: self.media.waiting(number) for number in numbers}
        missing = [number for number, media in found.items() if media is None]
        if missing and self.character is Character.MAINLINE:
            raise ApiError(422, f"Validation failed: Media {', '.join(missing)} not found or already attached")
        if any(media is not None and media.looks for media in found.values()):
            raise ApiError(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        return [media for media in found.values() if media is not None]

    def counted(self, text: str) -> int:
        """The length of a text by this server's own rule."""
        for start, end in reversed(list(links_on_mastodon(text))):
            text = f"{text[:start]}{'x' * self.link}{text[end:]}"
        return len(regex.findall(r"\X", _OF_ANOTHER_SERVER.sub(r"@\1", text)))

    def _list(self, query: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        newest_first = sorted(self.toots.values(), key=lambda toot: int(toot.number), reverse=True)
        if "max_id" in query:
            newest_first = [toot for toot in newest_first if int(toot.number) < int(query["max_id"][0])]
        limit = min(int(query.get("limit", ["20"])[0]), 40)
        return [self._view(toot) for toot in newest_first[:limit]]

    def _batch(self, query: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        asked = query.get("id[]", [])
        if not self.at_once:
            raise ApiError(405, "Method Not Allowed")
        if len(asked) > self.at_once:
            if not self.truncates:
                raise ApiError(422, "Mastodon::ValidationError")
            asked = asked[: self.at_once]
        return [self._view(self.toots[number]) for number in asked if number in self.toots]

    def _descendants(self, number: str) -> list[dict[str, Any]]:
        self._toot(number)
        found: list[dict[str, Any]] = []
        for toot in self.toots.values():
            if toot.answers == number:
                found += [self._view(toot), *self._descendants(toot.number)]
        return found

    def _toot(self, number: str) -> Toot:
        if number not in self.toots:
            raise ApiError(404, "Record not found")
        return self.toots[number]

    def _view(self, toot: Toot) -> dict[str, Any]:
        links = [toot.text[start:end] for start, end in _linked(toot.text)]
        media = [picture.view(self.url) for picture in self.media.of(toot.number)]
        # a post with a picture has no card
        carded = links[0] if links and not media and self.now() - toot.created_at >= self.card_after else None
        view = status(self.url, toot.number, rendered(toot.text), toot.created_at, carded)
        view |= {"media_attachments": media}
        view |= {"visibility": toot.visibility, "language": toot.language, "in_reply_to_id": toot.answers}
        view |= {"in_reply_to_account_id": None if toot.answers is None else ACCOUNT}
        if toot.by is not None:
            view["account"] = account(self.url) | {"id": toot.by}
        return view | toot.counts


def rendered(text: str) -> str:
    """A text as the server's HTML: paragraphs, and links whose beginning and end are hidden from sight."""
    paragraphs = []
    for paragraph in regex.split(r"\n{2,}", text):
        marked, at = "", 0
        for start, end in _linked(paragraph):
            marked += _words(paragraph[at:start]) + _link(paragraph[start:end])
            at = end
        marked += _words(paragraph[at:])
        paragraphs.append("<p>" + marked.replace("\n", "<br />") + "</p>")
    return "".join(paragraphs)


def _linked(text: str) -> Iterator[tuple[int, int]]:
    """What the server makes links of; names that are kept for examples stand for names that it knows."""
    return links_on_mastodon(text.replace(".example", ".website"))


def _words(text: str) -> str:
    return regex.sub(r"(?<!\S)#(\w+)", _tag, html.escape(text, quote=False))


def _link(address: str) -> str:
    parts = urlsplit(address)
    rest = address.removeprefix(f"{parts.scheme}://")
    kind = "ellipsis" if len(rest) > 30 else ""
    return (
        f'<a href="{html.escape(address)}" rel="nofollow noopener" translate="no" target="_blank">'
        f'<span class="invisible">{parts.scheme}://</span><span class="{kind}">{html.escape(rest[:30])}</span>'
        f'<span class="invisible">{html.escape(rest[30:])}</span></a>'
    )


def _tag(match: regex.Match[str]) -> str:
    name = match[1]
    return f'<a href="https://server.example/tags/{name}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'


def _as_rails_reads_it(request: Request) -> Request:
    """The request with 1 and 0 as booleans, and without a slash at the end of its path."""
    query = {name: ["true"] if name.startswith("exclude") else values for name, values in request.query.items()}
    body = request.body.replace(b"sensitive=0", b"sensitive=false")
    return replace(request, path=request.path.rstrip("/"), query=query, body=body)


@contextmanager
def fake_mastodon(
    character: Character = Character.MAINLINE, *, at_once: int = 40, now: datetime | None = None
) -> Iterator[FakeMastodon]:
    """A running server; at the end it complains about requests and answers that broke the schema."""
    network = FakeMastodon(character, at_once=at_once)
    if now is not None:
        network.now = lambda: now.astimezone(UTC)
    with serving(network) as running:
        yield running
