"""One invented article on loopback, whatever follows /degrees, and the same without a picture at /degrees-plain.

/down fails for now, every other page is gone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"""<!doctype html><html lang="en-AU"><head><meta charset="utf-8">
<title>Degrees pay off over a working life | The Careers Post</title>
<link rel="canonical" href="https://careers.example/degrees-pay">
<meta property="og:title" content="Degrees pay off over a working life">
<meta property="og:site_name" content="The Careers Post">
<meta property="og:description" content="A long study compares lifetime pay.">
<meta property="og:image" content="https://careers.example/picture.jpg">
<meta name="author" content="Jo Bloggs">
<meta property="article:published_time" content="2026-11-02T09:00:00+11:00">
</head><body><article><h1>Degrees pay off over a working life</h1>
<p>Every summer school leavers ask the same question around kitchen tables, and every summer their parents answer it
with stories of their own.</p>
<p>A study of 40,000 people by the university found that graduates earn 38 per cent more over their working lives than
people who left school at eighteen. Only one in five graduates earned less over a working life than people without
a degree.</p>
<p>The authors followed everyone for thirty years and asked them about work, health and family along the way, which
makes the survey one of the longest of its kind.</p></article></body></html>"""

PLAIN = b"\n".join(line for line in PAGE.splitlines() if b"og:image" not in line)


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        exists = self.path.startswith("/degrees")
        self.send_response(200 if exists else 503 if self.path == "/down" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((PLAIN if self.path == "/degrees-plain" else PAGE) if exists else b"<p>gone</p>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Quiet."""


@contextmanager
def careers_page() -> Iterator[str]:
    """The site's address, while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
