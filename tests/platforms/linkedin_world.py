"""LinkedIn on loopback as the tests see it: a page or a member, posts, and what can be refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platforms import fake_linkedin as fake
from platforms import linkedin_texts, loopback
from platforms.contract import Refusal, World
from platforms.fake_linkedin import MEMBER, ORGANISATION, FakeLinkedIn, fake_linkedin
from platforms.loopback import HTML, Failure
from postlab.clock import Clock, SystemClock
from postlab.platforms.base import Card, Connection, Outgoing
from postlab.platforms.linkedin import plugin
from postlab.platforms.linkedin.account import LinkedInAccount

TOPIC = "https://news.example/pay_rise"
URL = f"{TOPIC}?utm_source=linkedin&utm_medium=social&utm_campaign=exams&utm_content=a_1"
TEXT = f"Worth it? (Research says so.) #Careers_2026 & more: {URL}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)


def account(network: FakeLinkedIn, author: str | None = ORGANISATION, **changes: Any) -> LinkedInAccount:
    """An account connected to the stand-in; changes are fields of its connection."""
    return LinkedInAccount(connection(network, author, **changes))


def connection(
    network: FakeLinkedIn,
    author: str | None = ORGANISATION,
    *,
    clock: Clock | None = None,
    options: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
    **fields: Any,
) -> Connection:
    """What `connect` gets: the defaults of the plugin, the stand-in's address."""
    defaults = {option.name: option.default for option in plugin.options}
    chosen = {**defaults, "api-url": network.url, "author": author, **(options or {})}
    made = Connection("careers page", chosen, secrets or {"token": "token-0001"}, Path(), clock or SystemClock())
    return replace(made, **fields)


def outgoing(
    text: str = TEXT,
    *,
    card: Card | None = None,
    link: str | None = URL,
    topic: str = TOPIC,
    at: datetime | None = None,
) -> Outgoing:
    return Outgoing("key-1", text, link, card, "en", (("link", URL),), topic, at or datetime.now(UTC))


def picture_card(image: bytes = PNG, kind: str = "image/png") -> Card:
    return Card(URL, "Graduates still earn more", "Research on pay.", image, kind)


LOST = {
    **loopback.LOST,
    "a server error": fake.failure(500, "Internal Server Error", code="SERVER_ERROR"),
    "a redirect": Failure(status=307, headers={"Location": "https://evil.example/"}),
}
UNREADABLE = {
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"elements": ['),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, status=201, body=b"{}"),
    "a list": Failure(done=True, body=b"[1, 2]"),
    "another thing's name": Failure(done=True, status=201, headers={"x-restli-id": "urn:li:image:1"}),
}


@contextmanager
def linkedin_world() -> Iterator[World]:
    """A page on LinkedIn, with everything that LinkedIn tells about one."""
    with fake_linkedin() as network:
        gone = Failure(status=422, body=_json(fake.duplicate("urn:li:share:6999999999999999999")))
        refused = Refusal(gone, "Rejected", "still remembers the same text")
        yield _world(network, ORGANISATION, refused)


@contextmanager
def linkedin_member_world() -> Iterator[World]:
    """A member on LinkedIn: no post can be listed or shown; doubt is settled by sending the same post again."""
    with fake_linkedin() as network:
        duplicate = Failure(done=True, status=422, body=_json(fake.duplicate("urn:li:share:7141138937766391808")))
        yield _world(network, MEMBER, Refusal(duplicate, "Published", ""))


def _world(network: FakeLinkedIn, author: str, duplicate: Refusal) -> World:
    def gather(urn: str, counts: Mapping[str, int]) -> None:
        network.posts[urn].counts = {**(network.posts[urn].counts or {}), **counts}

    def cut(urn: str) -> None:
        words = fake.reader_sees(network.posts[urn].body["commentary"])
        network.posts[urn].body = {**network.posts[urn].body, "commentary": _written(words[: len(words) // 2])}

    def unlink(urn: str) -> None:
        body = dict(network.posts[urn].body)
        words = fake.reader_sees(body["commentary"])
        body["commentary"] = _written(words.replace("https://news.example", "https://elsewhere.example"))
        body.pop("content", None)
        network.posts[urn].body = body

    def describe(urn: str, alt: str | None) -> None:
        body = dict(network.posts[urn].body)
        media = {**body["content"]["media"], "altText": alt}
        network.posts[urn].body = body | {"content": {"media": media}}
        if alt is None:
            del network.posts[urn].body["content"]

    return World(
        plugin=plugin,
        network=network,
        options={"author": author, "api-url": network.url},
        secrets={"token": "token-0001"},
        publishes=fake.CREATE,
        reads=fake.STATISTICS if author == ORGANISATION else fake.ANALYTICS,
        shows=fake.SHOW,
        texts=lambda: [fake.reader_sees(post.body["commentary"]) for post in network.posts.values()],
        gather=gather,
        cut=cut,
        unlink=unlink,
        answers=lambda _: None,
        followed=(lambda number: setattr(network, "followers", number)) if author == ORGANISATION else None,
        remove=lambda urn: network.posts.pop(urn) and None,
        finds=(fake.LIST,) if author == ORGANISATION else (),
        echo=lambda words: fake.failure(400, words),
        prepares={fake.START: LOST, fake.UPLOAD: LOST},
        pictured=lambda urn: network.posts[urn].body.get("content", {}).get("media", {}).get("altText"),
        describe=describe,
        forget=lambda: network.images.forget(
            {str(post.body.get("content", {}).get("media", {}).get("id")) for post in network.posts.values()}
        ),
        uploads={fake.START: LOST, fake.UPLOAD: LOST, fake.IMAGE: LOST},
        slow=lambda looks: setattr(network.images, "looks", looks),
        refused_picture=(fake.UPLOAD, fake.failure(400, "The file is no image of a kind that is supported")),
        reads_on=False,
        knows_repeats=True,
        refusals={**REFUSALS, "duplicate": duplicate},
        facts={"member_clicks": True},
    )


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


def _written(words: str) -> str:
    return "".join(f"\\{character}" if character in linkedin_texts.RESERVED else character for character in words)


def _person(status: int, message: str, says: str, **more: Any) -> Refusal:
    return Refusal(fake.failure(status, message, **more), "NeedsPerson", says)


REFUSALS: dict[str, Refusal] = {
    "expired token": _person(
        401, "The token used in the request has expired", "has ended", code="EXPIRED_ACCESS_TOKEN", service=65602
    ),
    "revoked token": _person(
        401, "The token has been revoked by the user", "taken back", code="REVOKED_ACCESS_TOKEN", service=65601
    ),
    "unknown token": _person(401, "Invalid access token", "does not know this token", service=65600),
    "permission missing": _person(
        403,
        "Not enough permissions to access: partnerApiPosts.CREATE",
        "does not allow",
        code="ACCESS_DENIED",
        service=100,
    ),
    "old version": _person(
        426,
        "Requested version 20260801 is not active",
        "no longer speaks the version 202608",
        code="NONEXISTENT_VERSION",
    ),
    "too many, with a time": Refusal(
        fake.failure(429, "Resource level throttle", headers={"Retry-After": "90"}),
        "Rejected",
        "asks for 90 s of patience",
        temporary=True,
    ),
    "too many, without a time": Refusal(
        fake.failure(429, "Resource level throttle MEMBER limit for calls to this resource is reached", service=101),
        "Rejected",
        "midnight UTC",
        temporary=True,
    ),
    "not there": Refusal(
        fake.failure(404, "No such author", code="RESOURCE_NOT_FOUND"), "NeedsPerson", "because of who it would be by"
    ),
    "conflict": Refusal(
        fake.failure(409, "Write conflict"), "Rejected", "something else was changing it", temporary=True
    ),
    "too large": Refusal(fake.failure(413, "Too large"), "Rejected", "too large"),
    "too long": Refusal(
        fake.failure(422, "Invalid", errorDetails=fake.input_error("FIELD_LENGTH_TOO_LONG")),
        "Rejected",
        "/commentary is longer than LinkedIn takes",
    ),
    "missing field": Refusal(
        fake.failure(422, "Invalid", errorDetails=fake.input_error("MISSING_FIELD", field="/author")),
        "NeedsPerson",
        "/author is missing",
    ),
    "wrong author": Refusal(
        fake.failure(400, "Invalid", errorDetails=fake.input_error("INVALID_URN_ID", field="/author")),
        "NeedsPerson",
        "/author names something that LinkedIn does not have",
    ),
    "a code of next year": Refusal(
        fake.failure(400, "Invalid", errorDetails=fake.input_error("NOT_ON_MONDAYS", "No posts on Mondays")),
        "Rejected",
        "No posts on Mondays (NOT_ON_MONDAYS)",
    ),
    "no details": Refusal(fake.failure(400, "ILLEGAL_ARGUMENT somewhere"), "Rejected", "ILLEGAL_ARGUMENT somewhere"),
    "picture gone": Refusal(
        fake.failure(400, "Invalid", errorDetails=fake.input_error("MEDIA_ASSET_PROCESSING_FAILED")),
        "Rejected",
        "cannot use the picture",
        temporary=True,
    ),
    "a gate in front": Refusal(
        Failure(status=403, body=b"<html>Denied</html>", kind="text/html"), "Rejected", "in front of", temporary=True
    ),
    "another server": Refusal(
        Failure(status=404, body=b"nginx", kind="text/plain"), "NeedsPerson", "no LinkedIn API at"
    ),
}
