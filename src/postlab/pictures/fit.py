"""A picture made to fit what a network takes: turned upright, small enough, and without what it tells of its maker."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from postlab.errors import InputError
from postlab.framing.pictures import PictureRule
from postlab.pictures.checked import opened

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITIES = (90, 85, 80, 72, 64)
"""Of JPEG and WebP, tried in turn; below the last a picture is made smaller instead."""

SHRINKS_BY = 0.8
"""By so much the sides shrink where no quality makes the file small enough."""

LEAST_SIDE = 64
"""No picture is made smaller than this on its longer side, in pixels."""

_JPEG, _PNG = "image/jpeg", "image/png"
_SAVED_AS = {_JPEG: "JPEG", _PNG: "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_SRGB_WORDS = b"sRGB"


@dataclass(frozen=True, slots=True)
class FittedPicture:
    """A picture as a network takes it.

    Attributes:
        content: its bytes; the same for the same file and rule, since they are part of what is frozen before a post.
        media_type: such as ``image/jpeg``.
        width: in pixels.
        height: in pixels.
        was: width and height before.
        saved_as: what its format became where it changed, such as ``JPEG``; else empty.
    """

    content: bytes
    media_type: str
    width: int
    height: int
    was: tuple[int, int]
    saved_as: str = ""

    @property
    def is_smaller(self) -> bool:
        """Whether it has fewer pixels than the file."""
        return (self.width, self.height) != self.was


def fitted(content: bytes, rule: PictureRule, *, name: str) -> FittedPicture:
    """A picture within a network's rule, turned as it is looked at, with nothing in it but pixels.

    It is always written anew, so that neither place nor time, camera, name nor preview of an earlier state is left.

    Args:
        content: bytes of a picture that was checked.
        rule: what the network takes.
        name: what it is called in what is said about it.

    Raises:
        InputError: it cannot be read, or cannot be made small enough.
    """
    from PIL import ImageOps

    with opened(content, name=name) as image:
        media_type = _media_type(image, rule)
        was_type = {saved: media for media, saved in _SAVED_AS.items()}.get(image.format or "", "")
        upright = _in_srgb(ImageOps.exif_transpose(image))
    whole = upright.size
    for size in _sizes(whole, rule):
        resized = upright if size == whole else upright.resize(size, _smooth(), reducing_gap=3.0)
        for quality in QUALITIES if media_type != _PNG else QUALITIES[:1]:
            made = _saved(resized, media_type, quality)
            if len(made) <= rule.max_bytes:
                saved_as = _SAVED_AS[media_type] if media_type != was_type else ""
                return FittedPicture(made, media_type, *size, whole, saved_as)
        if media_type == _PNG and _JPEG in rule.media_types and not _is_see_through(upright):
            # a photograph is many times smaller so; a drawing has fitted by now
            media_type = _JPEG
            for quality in QUALITIES:
                made = _saved(resized, media_type, quality)
                if len(made) <= rule.max_bytes:
                    return FittedPicture(made, media_type, *size, whole, _SAVED_AS[media_type])
    raise InputError(
        f"The picture {name} cannot be made small enough: {rule.max_bytes:,} bytes are taken.",
        hint="Choose another picture, or save it smaller yourself.",
        code="picture_too_large",
    )


def _media_type(image: Image, rule: PictureRule) -> str:
    """The type to write: its own where the network takes it, else PNG for what is see-through, else the preferred."""
    own = next((media for media, saved in _SAVED_AS.items() if saved == image.format), "")
    if own in rule.media_types and own != "image/gif":
        return own
    if _PNG in rule.media_types and (own == "image/gif" or _is_see_through(image)):
        return _PNG
    return next(media for media in rule.media_types if media in _SAVED_AS)


def _sizes(whole: tuple[int, int], rule: PictureRule) -> Iterator[tuple[int, int]]:
    """The sizes to try, the largest first."""
    share = 1.0
    if rule.max_side is not None:
        share = min(share, rule.max_side / max(whole))
    if rule.max_pixels is not None:
        share = min(share, sqrt(rule.max_pixels / (whole[0] * whole[1])))
    while True:
        size = max(int(whole[0] * share), 1), max(int(whole[1] * share), 1)
        yield whole if share == 1.0 else size
        if max(size) * SHRINKS_BY < LEAST_SIDE:
            return
        share *= SHRINKS_BY


def _in_srgb(image: Image) -> Image:
    """The pixels in the colours that every screen shows; a profile of another space is worked in, then left out."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    mode = "RGBA" if _is_see_through(image) else "RGB"
    if profile and _SRGB_WORDS not in profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            image = turned if turned is not None else image
        except ImageCms.PyCMSError:
            pass  # a damaged profile: its numbers are taken as they stand
    return _bare(image.convert(mode))


def _bare(image: Image) -> Image:
    """A picture of the same pixels without anything beside them."""
    from PIL import Image as Pillow

    bare = Pillow.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _is_see_through(image: Image) -> bool:
    return image.has_transparency_data


def _smooth() -> int:
    from PIL.Image import Resampling

    return Resampling.LANCZOS


def _saved(image: Image, media_type: str, quality: int) -> bytes:
    out = io.BytesIO()
    if media_type == _JPEG:
        _on_white(image).save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    elif media_type == _PNG:
        image.save(out, "PNG", optimize=True)
    elif media_type == "image/webp":
        image.save(out, "WEBP", quality=quality, method=4)
    else:
        image.save(out, "GIF")
    return out.getvalue()


def _on_white(image: Image) -> Image:
    """What is see-through on white, since JPEG knows no such thing."""
    if image.mode == "RGB":
        return image
    from PIL import Image as Pillow

    ground = Pillow.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
