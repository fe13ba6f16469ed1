"""A picture as a page holds it: small, re-encoded, and without whatever else was in its file."""

from __future__ import annotations

import warnings
from io import BytesIO

from postlab.reports.looks.look import LookedAtPicture

WIDEST, TALLEST = 600, 750
"""Pixels of a picture in a page."""

MOST_BYTES = 80_000
"""Of a picture in a page, before it is written as text, which takes a third more."""

MOST_PIXELS = 60_000_000
"""A picture with more is not opened: a file of a few bytes may unfold to more than a machine has room for."""

_QUALITIES = (82, 70, 55, 40, 25)


def small_picture(content: bytes, *, alt: str | None) -> LookedAtPicture | None:
    """A picture made small enough for a page, the right way up, as JPEG; None where the bytes are no such picture.

    Args:
        content: a picture's bytes, from anywhere.
        alt: what it shows, in words, where a post carries them.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # a size that Pillow warns of is refused below
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF"))
            if opened.width * opened.height > MOST_PIXELS:
                return None
            opened.draft("RGB", (WIDEST, TALLEST))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((WIDEST, TALLEST))
            with_alpha = upright.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        # whatever a stranger's file does to a reader of pictures: a post can be looked at without it
        return None
    flat = Image.new("RGB", with_alpha.size, "white")
    flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
    encoded = b""
    for quality in _QUALITIES:
        written = BytesIO()
        flat.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        encoded = written.getvalue()
        if len(encoded) <= MOST_BYTES:
            return LookedAtPicture(encoded, "image/jpeg", flat.width, flat.height, alt)
    return None
