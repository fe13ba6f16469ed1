"""An invented careers site on loopback: articles on known topics, and a feed of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

STORIES: dict[str, tuple[str, str, int]] = {
    # path: title, the sentence with its claim, paragraphs of padding
    "apprentice-pay": (
        "What apprentices earn in their first five years",
        "A survey of 4,000 apprentices found that apprenticeships pay 12 per cent more than entry-level jobs.",
        6,
    ),
    "apprentice-demand": (
        "Apprenticeships: where the places are",
        "Figures show that the number of apprentices in the building trades rose by a fifth in one year.",
        7,
    ),
    "scholarships": (
        "Scholarships that nobody applied for",
        "A survey of 900 colleges found that nobody had applied for one scholarship in six.",
        4,
    ),
    "scholarship-form": (
        "How to write a scholarship application in an evening",
        "Research shows that applicants who named one goal were twice as likely to win a scholarship.",
        5,
    ),
    "interview-nerves": (
        "Interview nerves and what calms them",
        "A trial with 300 job seekers found that practising an interview aloud halved their nerves.",
        3,
    ),
    "interview-questions": (
        "The interview question that nobody prepares for",
        "In a poll of 900 employers, four in five said that interviews fail on the simplest question.",
        3,
    ),
}
PADDING = (
    "People talk about this around kitchen tables every summer, and every summer somebody has a story of a cousin who "
    "did it another way and was glad of it afterwards, though nobody wrote the numbers down at the time."
)
DAYS = {path: day for day, path in enumerate(STORIES, start=1)}
"""The day of November 2026 on which each came out."""


def page(path: str) -> bytes:
    """An article as HTML."""
    title, claim, padding = STORIES[path]
    text = "".join(f"<p>{PADDING.replace('cousin', f'cousin of {20 + n}')}</p>" for n in range(padding))
    return f"""<!doctype html><html lang="en"><head><title>{title} | The Careers Post</title>
<link rel="canonical" href="/{path}"><meta property="og:site_name" content="The Careers Post">
<meta property="og:title" content="{title}"></head>
<body><article><h1>{title}</h1><p>{PADDING}</p><p>{claim}</p>{text}</article></body></html>""".encode()


def item(title: str, link: str, *, day: int | None = None, summary: str = "") -> str:
    """An entry of a feed; its parts are written as they stand, markup included."""
    date = f"<pubDate>{day:02d} Nov 2026 08:00:00 GMT</pubDate>" if day else ""
    return f"<item><title>{title}</title><link>{link}</link>{date}<description>{summary}</description></item>"


def rss(*items: str, title: str = "The Careers Post", prolog: str = "") -> bytes:
    """A feed of these entries."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{prolog}<rss version="2.0"><channel><title>{title}</title>'
        f"<link>/</link><language>en-au</language>{''.join(items)}</channel></rss>"
    ).encode()


class Site(ThreadingHTTPServer):
    """Serves the stories and whatever else is put into `routes`: a body, or a status."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[str] = []
        self.routes: dict[str, bytes | int | str | Callable[[], bytes]] = {f"/{path}": page(path) for path in STORIES}
        self.routes["/feed.xml"] = self.feed

    def feed(self) -> bytes:
        """The feed of all stories, whose links carry tracking."""
        return rss(
            *(item(STORIES[path][0], f"/{path}?utm_source=rss&amp;utm_medium=feed", day=DAYS[path]) for path in STORIES)
        )


class _Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        response = self.server.routes.get(path, 404)
        body = response() if callable(response) else response
        status, sent = (200, body) if isinstance(body, bytes) else (body if isinstance(body, int) else 302, b"no")
        self.send_response(status)
        if isinstance(body, str):
            self.send_header("Location", body)
        kind = "application/rss+xml" if path.endswith(".xml") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Quiet."""


@contextmanager
def site() -> Iterator[Site]:
    """The site, up."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
