"""What a file holds, and what is no picture that could be posted."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pictures.drawn import picture
from postlab.errors import InputError
from postlab.pictures import checked as limits
from postlab.pictures.checked import checked


@pytest.mark.parametrize(
    ("form", "media_type", "ending"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/gif", "gif"),
    ],
)
def test_four_formats_are_told_by_their_bytes(form: str, media_type: str, ending: str) -> None:
    known = checked(picture(form=form), name="whatever.txt")
    assert (known.media_type, known.ending, known.width, known.height) == (media_type, ending, 40, 30)
    assert known.tells_place is False


def test_size_is_as_it_is_looked_at_and_the_place_is_noticed() -> None:
    known = checked(picture(turned=6, place=True), name="a.jpg")
    assert (known.width, known.height, known.tells_place) == (30, 40, True)


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be as large as that."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no_picture"),
        (b"%PDF-1.7 ...", "no_picture"),
        (picture(form="BMP"), "no_picture"),
        (picture((400, 300), noise=True)[:2000], "picture_damaged"),
        (picture((400, 300), form="PNG", noise=True)[:2000], "picture_damaged"),
        (moving(), "picture_moves"),
        (claiming(60_000, 60_000), "picture_too_large"),
        (claiming(12_000, 12_000), "picture_too_large"),
        (claiming(100, 100), "picture_damaged"),
    ],
)
def test_what_cannot_be_posted_is_refused_by_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        checked(content, name="a file")
    assert caught.value.code == code
    assert "a file" in caught.value.message
    assert caught.value.hint


def test_a_file_beyond_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    with pytest.raises(InputError) as caught:
        checked(picture(), name="a.jpg")
    assert caught.value.code == "picture_too_large"


@given(at=st.integers(0, 600), put=st.binary(min_size=1, max_size=8))
def test_a_broken_file_is_a_picture_or_refused_never_a_crash(at: int, put: bytes) -> None:
    content = bytearray(picture(turned=3, place=True))
    content[at : at + len(put)] = put
    try:
        known = checked(bytes(content), name="a.jpg")
    except InputError as exc:
        code = exc.code
    else:
        code = "" if known.width > 0 else "nothing"
    assert code in {"", "no_picture", "picture_damaged", "picture_too_large"}
