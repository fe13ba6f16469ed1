"""A site on loopback where a picture stands in public, as one does that an article shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from platforms.loopback import Loopback, Reply, Request, serving
from platforms.sample_pictures import png

PICTURE = "picture"


class PictureHost(Loopback):
    """It has one picture, and a page for everything else."""

    def operation(self, request: Request) -> str:
        return PICTURE if request.path == "/campus.png" else "page"

    def answer(self, operation: str, request: Request) -> Reply:
        if operation == PICTURE:
            return Reply(png(), kind="image/png")
        return Reply(b"<h1>Campus</h1>", kind="text/html")


@contextmanager
def picture_host() -> Iterator[PictureHost]:
    """The site, running."""
    with serving(PictureHost()) as site:
        yield site
