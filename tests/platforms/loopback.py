"""A network on loopback: remembers what it is given, checks what is said, and fails when it is told to."""

from __future__ import annotations

import json
import socket
import threading
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

HTML = b"<html><h1>Bad gateway</h1></html>"


@dataclass(frozen=True)
class Failure:
    """One way in which an answer goes wrong.

    Attributes:
        done: whether the request is carried out all the same.
        cut: the connection is closed without an answer.
        hang_s: seconds of silence before it is closed.
        status, body, headers, kind: an answer of another sort; headers may depend on the network's time.
    """

    done: bool = False
    cut: bool = False
    hang_s: float = 0.0
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] | Callable[[datetime], Mapping[str, str]] = field(default_factory=dict)
    kind: str = "application/json"


LOST: Mapping[str, Failure] = {
    "silence before it is done": Failure(hang_s=1),
    "silence after it is done": Failure(done=True, hang_s=1),
    "cut before it is done": Failure(cut=True),
    "cut after it is done": Failure(done=True, cut=True),
    "a gateway's page": Failure(done=True, status=502, body=HTML, kind="text/html"),
    "a gateway's timeout": Failure(done=True, status=504),
    "a request timeout": Failure(status=408),
    "bytes that no gzip made": Failure(done=True, body=b"nonsense", headers={"Content-Encoding": "gzip"}),
}
"""The ways in which any network's answer to a post can get lost, so that it is open whether it went out."""


@dataclass(frozen=True)
class Request:
    """A request as it came: `path` without the query; `query` and `form` hold lists of values, `raw_query` nothing
    but what was sent."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    raw_query: str = ""

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Reply:
    """An answer: `body` as a JSON value, or bytes as they stand."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"


class SpecError(Exception):
    """A request or answer that is not as the network's published spec has it."""


class Loopback(ABC):
    """What every stand-in has: an address, a clock, the calls so far, failures in waiting, complaints about the spec.

    `alter` may change every answer on its way out, after it was held against the spec.

    A subclass names the operation of a request (`operation`) and carries it out (`answer`). It raises
    `SpecError` where a request breaks the published spec, and checks its own answers likewise; whoever runs it
    with `serving` fails on complaints at the end.
    """

    def __init__(self) -> None:
        self.url = ""
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.failures: dict[str, deque[Failure]] = defaultdict(deque)
        self.calls: list[str] = []
        self.alter: Callable[[str, Request, Reply], Reply] | None = None
        self.complaints: list[str] = []

    @abstractmethod
    def operation(self, request: Request) -> str:
        """The name of what is asked for, such as "create post"."""

    @abstractmethod
    def answer(self, operation: str, request: Request) -> Reply:
        """Carry it out."""

    def fail(self, operation: str, *failures: Failure) -> None:
        """The next calls of an operation go wrong in these ways, one after the other."""
        self.failures[operation].extend(failures)

    def count(self, operation: str) -> int:
        """How often an operation was asked for."""
        return self.calls.count(operation)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, network: Loopback) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.network = network
        self.closing = threading.Event()
        self.one_at_a_time = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        network = self.server.network
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = parse_qs(parts.query, keep_blank_values=True)
        request = Request(self.command, parts.path, query, self.headers, body, parts.query)
        operation = network.operation(request)
        with self.server.one_at_a_time:
            network.calls.append(operation)
            waiting = network.failures[operation]
            failure = waiting.popleft() if waiting else None
            reply = self._carried_out(operation, request) if failure is None or failure.done else None
        if failure is None and reply is not None:
            self._send(reply.status, _bytes(reply.body), reply.headers, reply.kind)
            return
        assert failure is not None
        if failure.hang_s:
            self.server.closing.wait(failure.hang_s)
        if failure.cut or failure.hang_s:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        headers = failure.headers(network.now()) if callable(failure.headers) else failure.headers
        self._send(failure.status, failure.body, headers, failure.kind)

    # the names that the base class looks for
    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815

    def _carried_out(self, operation: str, request: Request) -> Reply:
        network = self.server.network
        try:
            reply = network.answer(operation, request)
            return reply if network.alter is None else network.alter(operation, request, reply)
        except SpecError as exc:
            network.complaints.append(f"{operation}: {exc}")
            return Reply({"complaint": str(exc)}, status=400)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], kind: str) -> None:
        self.send_response(status)
        sent_headers = {"Content-Type": kind, "Content-Length": str(len(body)), **headers}
        for name, value in sent_headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


N = TypeVar("N", bound=Loopback)


@contextmanager
def serving(network: N) -> Iterator[N]:
    """The network, running; at the end it complains about requests and answers that broke its spec."""
    server = _Server(network)
    network.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield network
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
    assert not network.complaints, network.complaints
