"""Servers of other software on loopback, each with what it answers to calls of Mastodon's API that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from platforms.loopback import Loopback, Reply, Request, serving

PAGE = b"<!doctype html><html><body><form action='/login'><h1>Log in</h1></form></body></html>"
ANSWERS: dict[str, Reply] = {
    "Misskey": Reply(
        {"error": {"message": "Unknown API endpoint.", "code": "UNKNOWN_API_ENDPOINT", "id": "2ca3b769"}}, status=404
    ),
    "WordPress": Reply(
        {"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}, status=404
    ),
    "a login page": Reply(PAGE, kind="text/html; charset=utf-8"),
    "PeerTube": Reply({"type": "about:blank", "error": "Not found", "status": 404}, status=404),
    "Discourse": Reply(
        {"errors": ["The requested resource could not be found."], "error_type": "not_found"}, status=404
    ),
    "another API": Reply({"status": "ok"}),
    "an API that lists": Reply([]),
    "a server without such a call": Reply({"error": {"code": 405}}, status=405),
}


class OtherServer(Loopback):
    """A server that answers everything alike."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    def operation(self, request: Request) -> str:
        return f"{request.method} {request.path}"

    def answer(self, operation: str, request: Request) -> Reply:
        return self.reply


@contextmanager
def other_server(software: str) -> Iterator[OtherServer]:
    """One of them, running."""
    with serving(OtherServer(ANSWERS[software])) as server:
        yield server
