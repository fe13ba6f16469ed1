"""Pictures that tests draw themselves, as bytes of a file."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def picture(
    size: tuple[int, int] = (40, 30),
    *,
    form: str = "JPEG",
    mode: str = "RGB",
    turned: int | None = None,
    place: bool = False,
    noise: bool = False,
    **saved: Any,
) -> bytes:
    """A picture; its left half is red where it is in colour.

    Args:
        size: width and height, as stored.
        form: of the file, as Pillow names it.
        mode: of the pixels, as Pillow names it.
        turned: the orientation that a camera notes, 1 to 8.
        place: whether it says where it was taken.
        noise: whether its pixels are so different that no file of it is small.
        saved: what else Pillow is told.
    """
    image = Image.effect_noise(size, 90).convert(mode) if noise else Image.new(mode, size)
    if not noise and mode == "RGB":
        image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    if turned or place:
        exif = Image.Exif()
        if turned:
            exif[ORIENTATION] = turned
        exif[0x010F] = "Maker of the camera"
        if place:
            exif.get_ifd(GPS)[1] = "N"
            exif.get_ifd(GPS)[2] = (33.0, 52.0, 4.0)
        saved["exif"] = exif
    out = io.BytesIO()
    image.save(out, form, **saved)
    return out.getvalue()
