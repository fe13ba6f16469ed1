"""A web server on loopback that plays every bad mood of the web, and the saved pages."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

PAGES = Path(__file__).parent / "pages"
STORY = (PAGES / "news.html").read_bytes()
HTML = "text/html; charset=utf-8"


class Web(ThreadingHTTPServer):
    """Serves `routes` by path; remembers every request's path and headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.routes: dict[str, Callable[[Visit], None]] = dict(MOODS)
        self.seen: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_address[1]}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is what several tests want."""


class Visit(BaseHTTPRequestHandler):
    """One request."""

    server: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        page = PAGES / path.lstrip("/")
        if path in self.server.routes:
            self.server.routes[path](self)
        elif path.startswith("/status/"):
            self.answer(b"<p>no</p>", status=int(path.rsplit("/", 1)[1]))
        elif path.startswith("/hop/"):
            left = int(path.rsplit("/", 1)[1])
            self.send_on(f"/hop/{left - 1}" if left > 1 else "/news.html")
        elif page.is_file():
            self.answer(page.read_bytes())
        else:
            self.answer(b"<p>not here</p>", status=404)

    def answer(self, body: bytes, kind: str | None = HTML, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind is not None:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_on(self, where: str | None, status: int = 302, **headers: str) -> None:
        self.answer(b"", status=status, **({"Location": where} if where is not None else {}), **headers)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Quiet."""


def _drip(visit: Visit) -> None:
    visit.send_response(200)
    visit.send_header("Content-Type", HTML)
    visit.send_header("Content-Length", "1000000")
    visit.end_headers()
    for _ in range(400):
        visit.wfile.write(b"<p>")
        time.sleep(0.05)


def _drip_headers(visit: Visit) -> None:
    visit.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(400):
        visit.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.05)


def _endless(visit: Visit) -> None:
    visit.send_response(200)
    visit.send_header("Content-Type", HTML)
    visit.send_header("Transfer-Encoding", "chunked")
    visit.end_headers()
    for _ in range(2000):
        visit.wfile.write(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


def _broken_off(visit: Visit) -> None:
    visit.send_response(200)
    visit.send_header("Content-Type", HTML)
    visit.send_header("Content-Length", "5000")
    visit.end_headers()
    visit.wfile.write(STORY[:1000])
    visit.close_connection = True


def _garbage(visit: Visit) -> None:
    visit.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
    visit.close_connection = True


def _wall(visit: Visit) -> None:
    if "seen=1" in visit.headers.get("Cookie", ""):
        visit.answer(STORY)
    else:
        visit.send_on("/cookie-then-page", Set_Cookie="seen=1; Path=/")


def _serve(body: bytes, kind: str | None = HTML, status: int = 200, **headers: str) -> Callable[[Visit], None]:
    return lambda visit: visit.answer(body, kind, status=status, **headers)


COOKIE_WALL = b"""<html><head><title>Big News</title></head><body><div><h2>We value your privacy</h2>
<p>We and our 900 partners store and access cookies on your device to show personalised ads and content.</p>
<p>You can change your consent choices at any time by visiting our privacy policy. Accept cookies to continue.</p>
<button>Accept all</button><button>Reject all</button></div></body></html>"""
SCRIPT_ONLY = b"""<!doctype html><html><head><title>App</title><meta property="og:title" content="Pay rises again">
</head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>
<script src="/static/js/main.js"></script></body></html>"""
BARE_DEFLATE = zlib.compressobj(wbits=-15)

MOODS: dict[str, Callable[[Visit], None]] = {
    "/empty": _serve(b""),
    "/blank": _serve(b" \r\n\t "),
    "/nothing": _serve(b"", status=204),
    "/pdf": _serve(b"%PDF-1.7 ...", "application/pdf"),
    "/pdf-as-html": _serve(b"%PDF-1.7 ..."),
    "/picture": _serve(b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image/png"),
    "/picture-mislabelled": _serve(b"\xff\xd8\xff\xe0" + b"0" * 50, "image/png"),
    "/picture-large": _serve(b"\x89PNG\r\n\x1a\n" + b"0" * 2_000_000, "image/png"),
    "/svg": _serve(b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "image/svg+xml"),
    "/json": _serve(b"{}", "application/json"),
    "/feed": _serve(b"<rss></rss>", "application/rss+xml"),
    "/words": _serve(b"just words", "text/plain"),
    "/untyped": _serve(STORY, None),
    "/octets": _serve(STORY, "application/octet-stream"),
    "/big": _serve(b"<p>" + b"x" * 5_000_001),
    "/endless": _endless,
    "/drip": _drip,
    "/drip-headers": _drip_headers,
    "/broken-off": _broken_off,
    "/garbage": _garbage,
    "/gzip": _serve(gzip.compress(STORY), Content_Encoding="gzip"),
    "/gzip-twice": _serve(gzip.compress(STORY[:900]) + gzip.compress(STORY[900:]), Content_Encoding="gzip"),
    "/gzip-bomb": _serve(gzip.compress(b"0" * 300_000_000, 9), Content_Encoding="gzip"),
    "/gzip-not": _serve(STORY, Content_Encoding="gzip"),
    "/gzip-half": _serve(gzip.compress(STORY)[:800], Content_Encoding="gzip"),
    "/deflate": _serve(zlib.compress(STORY), Content_Encoding="deflate"),
    "/deflate-bare": _serve(BARE_DEFLATE.compress(STORY) + BARE_DEFLATE.flush(), Content_Encoding="deflate"),
    "/brotli": _serve(b"\x1b\x00", Content_Encoding="br"),
    "/circle": lambda visit: visit.send_on("/circle-2"),
    "/circle-2": lambda visit: visit.send_on("/circle"),
    "/nowhere": lambda visit: visit.send_on(None),
    "/to-file": lambda visit: visit.send_on("file:///etc/passwd"),
    "/to-localhost": lambda visit: visit.send_on(visit.server.url("/news.html", host="localhost")),
    "/to-metadata": lambda visit: visit.send_on("http://169.254.169.254/latest/meta-data/"),
    "/cookie-then-page": _wall,
    "/cookie-wall": _serve(COOKIE_WALL),
    "/script-only": _serve(SCRIPT_ONLY),
}


@pytest.fixture
def web() -> Iterator[Web]:
    """The server, fresh for each test."""
    server = Web()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def saved() -> Callable[[str], bytes]:
    """A saved page by its name."""
    return lambda name: (PAGES / f"{name}.html").read_bytes()
