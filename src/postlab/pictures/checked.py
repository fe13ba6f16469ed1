"""What a file of a picture holds, once it is certain that it is one."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 30_000_000
"""A file with more is not read."""

MOST_PIXELS = 100_000_000
"""A picture with more is not opened: a small file may hold one that fills the machine's memory."""

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
"""The formats that are taken, and how their files end."""

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}

_ORIENTATION, _GPS, _TURNED = 0x0112, 0x8825, frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """What a file holds that was read whole.

    Attributes:
        media_type: such as ``image/jpeg``, told by its bytes.
        ending: of its name, such as ``jpg``.
        width: in pixels, as it is looked at.
        height: in pixels.
        tells_place: whether it holds where it was taken.
    """

    media_type: str
    ending: str
    width: int
    height: int
    tells_place: bool


def checked(content: bytes, *, name: str) -> CheckedPicture:
    """Read a file of a picture whole, and tell what it holds.

    Args:
        content: its bytes.
        name: what it is called in what is said about it.

    Raises:
        InputError: it is none of the formats that are taken, damaged, moving, or too large to be opened.
    """
    if len(content) > MOST_BYTES:
        raise too_many_bytes(name)
    with opened(content, name=name) as image:
        width, height = image.size
        exif = image.getexif()
        if exif.get(_ORIENTATION) in _TURNED:
            width, height = height, width
        return CheckedPicture(
            media_type=MEDIA_TYPES[image.format or ""],
            ending=ENDINGS[image.format or ""],
            width=width,
            height=height,
            tells_place=bool(exif.get_ifd(_GPS)),
        )


@contextmanager
def opened(content: bytes, *, name: str) -> Iterator[Image]:
    """A picture, every pixel of which was read.

    Raises:
        InputError: as `checked`.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # what is odd in a file is either damage, which is refused, or leaves no trace in what goes out
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=tuple(ENDINGS)) as image:
                _check_size(image, name)
                if getattr(image, "n_frames", 1) > 1:
                    raise InputError(
                        f"The picture {name} moves; PostLab posts pictures that stand still.",
                        hint="Save one of its frames as JPEG or PNG.",
                        code="picture_moves",
                    )
                image.load()
                yield image
    except UnidentifiedImageError as exc:
        raise InputError(
            f"{name} is no picture that PostLab can read.",
            hint="JPEG, PNG, WebP and GIF are taken; save it as one of them.",
            code="no_picture",
        ) from exc
    except Image.DecompressionBombError as exc:
        raise _too_many_pixels(name) from exc
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, OverflowError) as exc:
        raise InputError(
            f"The picture {name} is damaged: it ends too soon, or holds what no picture does.",
            hint="Save it anew from the program that it comes from.",
            code="picture_damaged",
        ) from exc


def too_many_bytes(name: str) -> InputError:
    """That a file is too large to be read."""
    return InputError(
        f"The picture {name} has more than {MOST_BYTES / 1e6:.0f} MB.",
        hint="Save it smaller: 2000 pixels on the longer side are enough for every network.",
        code="picture_too_large",
    )


def _check_size(image: Image, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels(name)


def _too_many_pixels(name: str) -> InputError:
    return InputError(
        f"The picture {name} has more than {MOST_PIXELS / 1e6:.0f} million pixels.",
        hint="Save it smaller: 2000 pixels on the longer side are enough for every network.",
        code="picture_too_large",
    )
