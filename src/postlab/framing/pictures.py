"""Pictures in posts: what one is, and what a network takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes out: within its network's rule, without anything that tells where it was taken.

    Attributes:
        content: its bytes.
        media_type: such as ``image/jpeg``.
        width: in pixels.
        height: in pixels.
        alt: what it shows, in words, for those who cannot see it; never empty.
        address: where the same picture stands in public, or None; some networks fetch it there.
    """

    content: bytes
    media_type: str
    width: int
    height: int
    alt: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class PictureRule:
    """Which pictures a network takes with a post.

    Attributes:
        media_types: those it takes, the one to prefer first.
        max_bytes: of the file.
        max_side: of the longer side in pixels, or None.
        max_pixels: of width times height, or None.
        alt_length: of the words for those who cannot see it, in characters.
        needs_address: whether it fetches the picture from a public address, so that a file of one's own does not do.
        replaces_card: whether a post with a picture has no preview of its link.
    """

    media_types: tuple[str, ...]
    max_bytes: int
    alt_length: int
    max_side: int | None = None
    max_pixels: int | None = None
    needs_address: bool = False
    replaces_card: bool = True
