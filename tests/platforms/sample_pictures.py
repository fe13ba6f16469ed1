"""A small picture as posts carry it, and the files that requests bring."""

from __future__ import annotations

import io
from dataclasses import replace
from email import message_from_bytes
from functools import cache

from platforms.loopback import Request
from postlab.framing.pictures import Picture

ALT = "Students in gowns throw their caps before the library; “hooray” & <joy>."


@cache
def png(width: int = 64, height: int = 48) -> bytes:
    """A picture of one colour."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, height), (30, 90, 160)).save(file, "PNG")
    return file.getvalue()


def picture(alt: str = ALT, *, address: str | None = None) -> Picture:
    return replace(Picture(png(), "image/png", 64, 48, alt), address=address)


def parts_of(request: Request) -> dict[str, bytes]:
    """The fields and files of a multipart request, by name."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body)
    found = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]  # each is a message
        found[str(name)] = part.get_payload(decode=True) or b""  # type: ignore[union-attr]
    return found  # type: ignore[return-value]
