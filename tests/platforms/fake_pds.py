"""A stand-in for a Bluesky server on loopback: remembers what it is given, and fails when it is told to.

What it does well is held to the real one by test_bluesky_contract.py, which runs on both; every request and
answer is checked against the published lexicons.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from platforms import lexicon
from platforms.loopback import Failure, Loopback, Reply, Request, SpecError, serving

PUT = "com.atproto.repo.putRecord"
GET = "com.atproto.repo.getRecord"
POSTS = "app.bsky.feed.getPosts"
PROFILE = "app.bsky.actor.getProfile"
THREAD = "app.bsky.feed.getPostThread"
LOGIN = "com.atproto.server.createSession"
REFRESH = "com.atproto.server.refreshSession"
UPLOAD = "com.atproto.repo.uploadBlob"


def error(status: int, name: str, message: str, **headers: str) -> Failure:
    """An error as the API words it."""
    body = json.dumps({"error": name, "message": message}).encode()
    return Failure(status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


MAX_IMAGE_BYTES = 1_000_000
"""Of a picture, by the lexicon before it was 2 MB: servers of one's own may not know the new one yet."""


class ApiError(Exception):
    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status, self.name = status, name


class FakePds(Loopback):
    """Accounts, records, pictures and counts, and the failures that wait for their turn."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[str, tuple[str, str]] = {}
        self.records: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.blobs: dict[str, bytes] = {}
        self.counts: dict[str, dict[str, int]] = defaultdict(dict)
        self.followers = 0
        self.token_life_s = 7200.0
        self.tokens: dict[str, tuple[str, float]] = {}
        self._serial = 0

    def create_account(self, handle: str) -> tuple[str, str]:
        """A new account; its DID and password."""
        did = "did:plc:" + _letters(handle.encode())[:24]
        self.accounts[handle] = did, f"pw-{handle}"
        return self.accounts[handle]

    def operation(self, request: Request) -> str:
        """The XRPC method."""
        return request.path.removeprefix("/xrpc/")

    def answer(self, operation: str, request: Request) -> Reply:
        """Carry a request out, held to the lexicons on both sides."""
        try:
            body = self._said(operation, request.query, request.body, request.headers)
            if operation == PROFILE:
                _check_profile(body)
            elif operation == THREAD:
                _check_thread(body)
            elif operation != REFRESH:
                lexicon.check_output(operation, body)
        except ApiError as exc:
            return Reply({"error": exc.name, "message": str(exc)}, status=exc.status)
        except lexicon.LexiconError as exc:
            raise SpecError(str(exc)) from exc
        return Reply(body)

    def _said(self, method: str, query: dict[str, list[str]], body: bytes, headers: Any) -> dict[str, Any]:
        if method == LOGIN:
            return self._login(json.loads(body))
        did = self._who(headers.get("Authorization", "").removeprefix("Bearer "), method)
        if method == REFRESH:
            return self._session(did)
        if method == UPLOAD:
            return self._upload(body, headers.get("Content-Type", ""))
        if method == PUT:
            return self._put(did, json.loads(body))
        if method == GET:
            lexicon.check_params(method, query)
            return self._get(query)
        if method == PROFILE:
            if set(query) != {"actor"} or not lexicon.FORMATS["at-identifier"].fullmatch(query["actor"][0]):
                raise SpecError(f"getProfile takes an actor, not {query}")
            return self._profile(query["actor"][0])
        if method == THREAD:
            if set(query) != {"uri", "depth", "parentHeight"} or query["depth"] != ["1"]:
                raise SpecError(f"getPostThread takes a uri, a depth and a height, not {query}")
            return {"thread": self._thread(query["uri"][0])}
        if method == POSTS:
            lexicon.check_params(method, query)
            return {"posts": [self._view(uri) for uri in query["uris"] if self._place(uri) in self.records]}
        raise ApiError(501, "MethodNotImplemented", "Method Not Implemented")

    def _login(self, credentials: dict[str, Any]) -> dict[str, Any]:
        lexicon.check_input(LOGIN, credentials)
        did, password = self.accounts.get(credentials["identifier"], ("", ""))
        if not did or credentials["password"] != password:
            raise ApiError(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session(did)

    def _session(self, did: str) -> dict[str, Any]:
        handle = next(handle for handle, (owner, _) in self.accounts.items() if owner == did)
        end = time.time() + self.token_life_s
        tokens = {}
        for name in ("accessJwt", "refreshJwt"):
            self._serial += 1
            claims = {"sub": did, "scope": name, "exp": int(end), "jti": str(self._serial)}
            head, middle = (_b64(json.dumps(part).encode()) for part in ({"alg": "none"}, claims))
            tokens[name] = f"{head}.{middle}.{_b64(b'signature')}"
            self.tokens[tokens[name]] = did, end
        return {**tokens, "handle": handle, "did": did, "active": True}

    def _who(self, token: str, method: str) -> str:
        if not token:
            raise ApiError(401, "AuthMissing", "Authentication Required")
        did, end = self.tokens.get(token, ("", 0.0))
        if not did:
            raise ApiError(400, "InvalidToken", "Token could not be verified")
        if time.time() > end:
            raise ApiError(400, "ExpiredToken", "Token has expired")
        return did

    def _upload(self, body: bytes, kind: str) -> dict[str, Any]:
        cid = "bafkrei" + _letters(body)
        self.blobs[cid] = body
        # the real one looks into the file, and believes what it says of itself only where it knows it
        if body.startswith(b"%PDF-"):
            kind = "application/pdf"
        return {"blob": {"$type": "blob", "ref": {"$link": cid}, "mimeType": kind, "size": len(body)}}

    def _put(self, did: str, params: dict[str, Any]) -> dict[str, Any]:
        lexicon.check_input(PUT, params)
        if params["repo"] != did:
            raise ApiError(403, "Forbidden", "repo is not yours")
        if not lexicon.FORMATS["tid"].fullmatch(params["rkey"]):
            raise ApiError(400, "InvalidRequest", "Invalid TID string")
        record = params["record"]
        try:
            lexicon.check_record(record)
        except lexicon.LexiconError as exc:
            raise ApiError(400, "InvalidRequest", f"Invalid {record.get('$type')} record: {exc}") from exc
        for blob in blobs_of(record):
            if blob not in self.blobs:
                raise ApiError(400, "BlobNotFound", f"Could not find blob: {blob}")
        place = did, params["collection"], params["rkey"]
        answer = {"uri": "at://" + "/".join(place), "cid": _cid(record), "validationStatus": "valid"}
        existing = self.records.get(place)
        if existing == record:
            return answer  # the real one answers thus, with no commit
        if existing is not None and params.get("swapRecord", "any") is None:
            raise ApiError(400, "InvalidSwap", f"Record was at {_cid(existing)}")
        self.records[place] = record
        return {**answer, "commit": {"cid": _cid(place), "rev": params["rkey"]}}

    def _get(self, query: dict[str, list[str]]) -> dict[str, Any]:
        place = query["repo"][0], query["collection"][0], query["rkey"][0]
        uri = "at://" + "/".join(place)
        if place not in self.records:
            raise ApiError(400, "RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, "cid": _cid(self.records[place]), "value": self.records[place]}

    def _view(self, uri: str) -> dict[str, Any]:
        did, _, _ = place = self._place(uri)
        record = self.records[place]
        handle = next(handle for handle, (owner, _) in self.accounts.items() if owner == did)
        zero = {"likeCount": 0, "repostCount": 0, "replyCount": 0, "quoteCount": 0}
        author = {"did": did, "handle": handle}
        counts = {name: number for name, number in {**zero, **self.counts[uri]}.items() if number is not None}
        return {"uri": uri, "cid": _cid(record), "author": author, "record": record,
                "indexedAt": record["createdAt"], **counts}  # fmt: skip

    def _thread(self, uri: str) -> dict[str, Any]:
        if self._place(uri) not in self.records:
            raise ApiError(400, "NotFound", f"Post not found: {uri}")
        view = "app.bsky.feed.defs#threadViewPost"
        answers = [
            {"$type": view, "post": self._view("at://" + "/".join(place))}
            for place, record in self.records.items()
            if record.get("reply", {}).get("parent", {}).get("uri") == uri
        ]
        return {"$type": view, "post": self._view(uri), "replies": answers}

    def answer_to(self, uri: str, handle: str, text: str) -> str:
        """A reply that somebody wrote by hand; its address."""
        did, _ = self.accounts[handle]
        place = did, "app.bsky.feed.post", f"3kreply{len(self.records):06d}"
        parent = {"uri": uri, "cid": _cid(self.records[self._place(uri)])}
        self.records[place] = {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": "2026-11-23T10:00:00.000Z",
            "reply": {"root": parent, "parent": parent},
        }
        return "at://" + "/".join(place)

    def _profile(self, did: str) -> dict[str, Any]:
        handle = next(handle for handle, (owner, _) in self.accounts.items() if owner == did)
        counts = {"followersCount": self.followers, "followsCount": 3, "postsCount": len(self.records)}
        return {"did": did, "handle": handle, **counts}

    @staticmethod
    def _place(uri: str) -> tuple[str, str, str]:
        _, _, did, collection, rkey = uri.split("/")
        return did, collection, rkey


def blobs_of(record: dict[str, Any]) -> list[str]:
    """The content hashes of the files that a record holds; its pictures are held to their lexicon.

    That one is not copied beside the others; the SDK's model of it is made from the same file.
    """
    from atproto_client.models import AppBskyEmbedImages

    embed = record.get("embed", {})
    files = [image["image"] for image in embed.get("images", [])]
    if embed.get("$type") == "app.bsky.embed.images":
        AppBskyEmbedImages.Main.model_validate(embed)
        if any(file["size"] > MAX_IMAGE_BYTES or not file["mimeType"].startswith("image/") for file in files):
            raise ApiError(400, "InvalidRequest", "Invalid app.bsky.feed.post record: blob too big, or no picture")
    thumb = embed.get("external", {}).get("thumb")
    return [file["ref"]["$link"] for file in (*files, *([thumb] if thumb else []))]


def _check_profile(profile: dict[str, Any]) -> None:
    """Its lexicon is not copied beside the others; the SDK's model of it is made from the same file."""
    from atproto_client.models import AppBskyActorDefs

    AppBskyActorDefs.ProfileViewDetailed.model_validate(profile, strict=True)


def _check_thread(answer: dict[str, Any]) -> None:
    """The same holds for threads; the SDK knows all that may stand there, and refuses the rest."""
    from atproto_client.models import AppBskyFeedGetPostThread

    AppBskyFeedGetPostThread.Response.model_validate(answer)


def _letters(value: bytes) -> str:
    return base64.b32encode(hashlib.sha256(value).digest()).decode().lower().rstrip("=")


def _cid(value: Any) -> str:
    return "bafyrei" + _letters(json.dumps(value, sort_keys=True).encode())


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@contextmanager
def fake_pds() -> Iterator[FakePds]:
    """A running server; at the end it complains about requests and answers that broke a lexicon."""
    with serving(FakePds()) as pds:
        yield pds
