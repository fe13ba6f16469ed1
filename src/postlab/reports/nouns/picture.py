"""A picture as every answer shows it."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.framing.pictures import ChosenPicture
from postlab.sanitise import plain


@dataclass(frozen=True, slots=True)
class PictureView:
    """The picture beside a text, as it was chosen.

    Attributes:
        alt: what it shows, in words, for those who cannot see it.
        file: where the lab keeps it, within its folder.
        media_type: its type, such as `image/jpeg`.
        width: its width in pixels.
        height: its height in pixels.
        size: size of its file, in bytes.
        address: where the article shows it in public; null for a file of one's own.
    """

    alt: str
    file: str
    media_type: str
    width: int
    height: int
    size: int
    address: str | None


def picture_view(picture: ChosenPicture | None) -> PictureView | None:
    """A picture; None where there is none."""
    if picture is None:
        return None
    return PictureView(
        alt=plain(picture.alt),
        file=picture.file,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        address=plain(picture.address) if picture.address else None,
    )
