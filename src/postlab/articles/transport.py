"""The one way out to the network: it connects to the very address that was checked, until a deadline."""

from __future__ import annotations

import ipaddress
import threading
import time
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.articles.address import IPAddress, allowed, resolve
from postlab.errors import InputError

if TYPE_CHECKING:
    import ssl

    import httpcore
    import httpx

_MAX_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (on the monotonic clock) at which everything must be over, redirects and all."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """A deadline so many seconds from now."""
        return cls(time.monotonic() + seconds, seconds)

    def left(self) -> float:
        """Seconds left.

        Raises:
            TimeoutError: there are none.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def client(deadline: Deadline, *, allow_private: bool, headers: dict[str, str]) -> httpx.Client:
    """A client for one page: cookies live as long as it does, redirects are left to the caller.

    Proxies and netrc of the environment are not used: a proxy would look the name up anew, behind the check.
    """
    import httpx

    return httpx.Client(
        transport=_transport(deadline, allow_private=allow_private),
        headers=headers,
        follow_redirects=False,
        trust_env=False,
    )


def _tls() -> ssl.SSLContext:
    """The machine's own certificates (company ones among them, SSL_CERT_FILE honoured), and Mozilla's."""
    import ssl

    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _transport(deadline: Deadline, *, allow_private: bool) -> httpx.BaseTransport:
    import httpcore
    import httpx

    class Body(httpx.SyncByteStream):
        """The pool's answer, as httpx wants it."""

        def __init__(self, stream: typing.Iterable[bytes]) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            yield from self._stream

        def close(self) -> None:
            close = getattr(self._stream, "close", None)
            if close is not None:
                close()

    class Transport(httpx.BaseTransport):
        """Sends through a pool whose connections are checked."""

        def __init__(self) -> None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=_tls(),
                network_backend=_backend(deadline, allow_private=allow_private),
            )

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            url = request.url
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=typing.cast("typing.Iterable[bytes]", request.stream),
                )
            )
            return httpx.Response(
                status_code=answer.status,
                headers=answer.headers,
                stream=Body(typing.cast("typing.Iterable[bytes]", answer.stream)),
                extensions=dict(answer.extensions),
            )

        def close(self) -> None:
            self._pool.close()

    return Transport()


def _backend(deadline: Deadline, *, allow_private: bool) -> httpcore.NetworkBackend:
    import httpcore

    class TimedStream(httpcore.NetworkStream):
        """A connection of which every single wait ends at the deadline."""

        def __init__(self, inner: httpcore.NetworkStream) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline is the timeout
            return self._inner.read(max_bytes, deadline.left())

        def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline is the timeout
            self._inner.write(buffer, deadline.left())

        def close(self) -> None:
            self._inner.close()

        def start_tls(
            self,
            ssl_context: ssl.SSLContext,
            server_hostname: str | None = None,
            timeout: float | None = None,  # noqa: ARG002 - the deadline is the timeout
        ) -> httpcore.NetworkStream:
            return TimedStream(self._inner.start_tls(ssl_context, server_hostname, deadline.left()))

        def get_extra_info(self, info: str) -> typing.Any:
            return self._inner.get_extra_info(info)

    class CheckedBackend(httpcore.NetworkBackend):
        """Looks a name up once, checks what came out, and connects to exactly that."""

        def __init__(self) -> None:
            self._inner = httpcore.SyncBackend()

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,  # noqa: ARG002 - the deadline is the timeout
            local_address: str | None = None,  # noqa: ARG002 - nobody asks for one
            socket_options: typing.Iterable[httpcore.SOCKET_OPTION] | None = None,
        ) -> httpcore.NetworkStream:
            addresses = allowed(host, _resolve_in_time(host, port, deadline), allow_private=allow_private)
            last: Exception | None = None
            tries = addresses[:_MAX_ADDRESSES]
            for done, address in enumerate(tries):
                # Each address gets its share, so that a dead IPv6 route leaves time for IPv4.
                share = deadline.left() / (len(tries) - done)
                try:
                    stream = self._inner.connect_tcp(str(address), port, timeout=share, socket_options=socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                    last = exc
                else:
                    return TimedStream(stream)
            raise last or httpcore.ConnectError("no address")

    return CheckedBackend()


def _resolve_in_time(host: str, port: int, deadline: Deadline) -> tuple[IPAddress, ...]:
    """As `resolve`, but the system's resolver, which knows no timeout, is waited for until the deadline."""
    try:
        return (ipaddress.ip_address(host),)
    except ValueError:
        pass
    resolved: list[tuple[IPAddress, ...]] = []
    failed: list[InputError] = []

    def look_up() -> None:
        try:
            resolved.append(resolve(host, port))
        except InputError as exc:
            failed.append(exc)

    thread = threading.Thread(target=look_up, name="postlab-resolve", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if failed:
        raise failed[0]
    if not resolved:
        raise TimeoutError
    return resolved[0]
