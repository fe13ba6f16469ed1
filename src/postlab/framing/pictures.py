"""Pictures in posts: what one is, and what a network takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

OF_THE_ARTICLE = "article"
"""What a plan calls the picture that a page shows itself with."""


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
class ChosenPicture:
    """The picture that posts of a link may carry, as it was when it was chosen.

    Attributes:
        file: where the lab keeps it, within its folder; its name is the fingerprint of its bytes.
        media_type: such as ``image/jpeg``.
        width: in pixels, as it is looked at.
        height: in pixels.
        size: of the file, in bytes.
        alt: what it shows, in words, for those who cannot see it; never empty.
        address: where the article shows it in public; None for a file of one's own.
        tells_place: whether it holds where it was taken, which never goes out.
    """

    file: str
    media_type: str
    width: int
    height: int
    size: int
    alt: str
    address: str | None = None
    tells_place: bool = False

    def document(self) -> dict[str, Any]:
        """The picture as JSON values; `ChosenPicture.of` takes it back."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ChosenPicture:
        """The picture of a `document`."""
        return cls(**document)


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
