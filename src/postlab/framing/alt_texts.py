"""Words for those who cannot see a picture: what counts as such, and what does not."""

from __future__ import annotations

import re
import unicodedata

_FILE = re.compile(r"^\S*\.(?:jpe?g|png|webp|gif|avif|heic|bmp|tiff?|svg)$", re.IGNORECASE)
_OF_A_CAMERA = re.compile(r"^(?:img|dsc|dscn|dscf|pxl|photo|image|screenshot|screen shot)?[\s_-]*\d[\d\s_.:-]*$")
_SAYS_NOTHING = frozenset(
    {
        *("image", "picture", "photo", "photograph", "graphic", "illustration", "logo", "banner", "thumbnail"),
        *("alt", "alt text", "featured image", "hero image", "header image", "main image"),
    }
)


def why_no_alt(alt: str, *, title: str = "", file: str = "") -> str | None:
    """Why some words do not tell what a picture shows, as the rest of a sentence; None where they may.

    Args:
        alt: the words.
        title: the headline beside which the picture stands.
        file: the picture's file or address, whose name says nothing to a reader.
    """
    words = _compared(alt)
    if not words:
        return "is missing"
    name = file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].partition("?")[0]
    if _FILE.match(alt.strip()) or _OF_A_CAMERA.match(words) or words in {_compared(name), _compared(_stem(name))}:
        return f"“{alt.strip()}” is the name of a file"
    if words == _compared(title):
        return "is the title again, which readers have heard already"
    if words in _SAYS_NOTHING:
        return f"“{alt.strip()}” does not tell what it shows"
    return None


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _compared(text: str) -> str:
    """Words as they are compared: in small letters, without marks around them, hyphens and underscores as spaces."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\s_\-–—]+", " ", letters).strip(" .…!?\"'“”‘’").split())
