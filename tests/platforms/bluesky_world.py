"""Bluesky on loopback, for the contract that every platform is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from platforms import loopback
from platforms.contract import Refusal, World
from platforms.fake_pds import GET, LOGIN, POSTS, PUT, UPLOAD, FakePds, blobs_of, error, fake_pds
from platforms.loopback import HTML, Failure
from postlab.platforms.bluesky import plugin

HANDLE = "adviser.test"
PASSWORD = "abcd-efgh-ijkl-mnop"


LOST = {
    **loopback.LOST,
    "a server error": error(500, "InternalServerError", "Internal Server Error"),
    "an upstream error": error(502, "UpstreamFailure", "Upstream Failure"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"uri": "at://'),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "a list": Failure(done=True, body=b"[1, 2]"),
    "not even text": Failure(done=True, body=b"\xff\xfe{"),
}
"""Every way in which this network's response to a call can get lost, so that it is open whether it was done."""


@contextmanager
def bluesky_world() -> Iterator[World]:
    """One server with one account."""
    with fake_pds() as pds:
        did, _ = pds.create_account(HANDLE)
        pds.accounts[HANDLE] = did, PASSWORD
        yield World(
            plugin=plugin,
            network=pds,
            options={"handle": HANDLE, "server": pds.url},
            secrets={"password": PASSWORD},
            publishes=PUT,
            reads=POSTS,
            shows=GET,
            finds=(GET,),
            echo=lambda words: error(400, "InvalidRequest", words),
            prepares={LOGIN: LOST, UPLOAD: LOST},
            logs_in=(LOGIN,),
            knows_repeats=True,
            texts=lambda: [record["text"] for record in pds.records.values()],
            gather=lambda uri, counts: _gather(pds, uri, counts),
            cut=lambda uri: _change(pds, uri, _cut),
            unlink=lambda uri: _change(pds, uri, _unlink),
            answers=lambda uri: pds.records[_place(uri)].get("reply", {}).get("parent", {}).get("uri"),
            followed=lambda number: setattr(pds, "followers", number),
            remove=lambda uri: pds.records.pop(_place(uri)) and None,
            pictured=lambda uri: next((image["alt"] for image in _images(pds, uri)), None),
            describe=lambda uri, alt: _change(pds, uri, lambda record: _described(record, alt)),
            forget=lambda: _forget(pds),
            uploads={UPLOAD: LOST},
            refused_picture=(UPLOAD, error(400, "InvalidRequest", "This is no picture")),
            refusals={
                "expired token": Refusal(
                    error(400, "ExpiredToken", "Token has expired"), "NeedsPerson", "no longer accepts the login"
                ),
                "permission missing": Refusal(
                    error(403, "Forbidden", "Insufficient scope"), "NeedsPerson", "does not allow"
                ),
                "too many, with a time": Refusal(
                    Failure(status=429, headers={"RateLimit-Reset": "90"}, body=b"{}"),
                    "Rejected",
                    "too many requests",
                    temporary=True,
                ),
                "too many, without a time": Refusal(
                    Failure(status=429, body=b"{}"), "Rejected", "too many requests", temporary=True
                ),
            },
        )


def _place(uri: str) -> tuple[str, str, str]:
    _, _, did, collection, rkey = uri.split("/")
    return did, collection, rkey


def _images(pds: FakePds, uri: str) -> list[dict[str, Any]]:
    images: list[dict[str, Any]] = pds.records[_place(uri)].get("embed", {}).get("images", [])
    return images


def _described(record: dict[str, Any], alt: str | None) -> dict[str, Any]:
    if alt is None:
        return {name: value for name, value in record.items() if name != "embed"}
    images = [{**image, "alt": alt} for image in record["embed"]["images"]]
    return {**record, "embed": {**record["embed"], "images": images}}


def _forget(pds: FakePds) -> None:
    used = {blob for record in pds.records.values() for blob in blobs_of(record)}
    pds.blobs = {blob: content for blob, content in pds.blobs.items() if blob in used}


def _gather(pds: FakePds, uri: str, counts: Mapping[str, int]) -> None:
    names = {"likes": "likeCount", "comments": "replyCount", "shares": "repostCount"}
    pds.counts[uri] |= {names[name]: number for name, number in counts.items() if name in names}


def _change(pds: FakePds, uri: str, how: Any) -> None:
    pds.records[_place(uri)] = how(pds.records[_place(uri)])


def _cut(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "text": record["text"][:20]}


def _unlink(record: dict[str, Any]) -> dict[str, Any]:
    elsewhere = {
        **record.get("embed", {}),
        "external": {"uri": "https://elsewhere.example", "title": "x", "description": ""},
    }
    return {**{key: value for key, value in record.items() if key != "facets"}, "embed": elsewhere}
