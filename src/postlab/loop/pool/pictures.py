"""Pictures that posts of a link may carry: from a file, or the one that its page shows itself with."""

from __future__ import annotations

from pathlib import Path

from postlab.articles.fetch import fetch_image
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.pictures import ChosenPicture
from postlab.loop.lab import Lab
from postlab.pictures.checked import MOST_BYTES
from postlab.pictures.kept import FOLDER, read_picture

WHOSE_RIGHTS = (
    "A page's own picture is somebody's work, and a page may show it without your being allowed to post it. "
    "`postlab settings set article_pictures true` says that this lab may post the pictures of the articles that it "
    "shares."
)
"""What is said where nobody has answered that yet; asked for once a lab."""


def picture_from_file(lab: Lab, typed: str, *, alt: str) -> ChosenPicture:
    """A picture from a file, named from anywhere or within the lab's folder; it is taken, not kept yet.

    Raises:
        InputError: there is none, or it cannot be posted.
    """
    if typed.startswith(f"{FOLDER}/") and lab.pictures.has(typed):
        return lab.pictures.take(lab.pictures.content(typed), name=typed, alt=alt)
    path = Path(typed).expanduser()
    return lab.pictures.take(read_picture(lab.settings.lab / path), name=typed, alt=alt)


def page_picture(lab: Lab, article: Article, *, alt: str, allow_private: bool) -> ChosenPicture:
    """The picture that a page shows itself with, fetched; it is taken, not kept yet.

    Raises:
        InputError: it cannot be fetched, or cannot be posted.
    """
    address = article.image or ""
    fetched = fetch_image(address, allow_private=allow_private, max_bytes=MOST_BYTES)
    if fetched is None:
        raise InputError(
            f"The page's picture {address} cannot be fetched, or is no picture that PostLab can read.",
            hint="Save one as a file, and name that.",
            code="no_picture",
        )
    return lab.pictures.take(fetched[0], name=address, alt=alt, address=address)
