"""Pictures that posts of a link may carry: from a file, or the one that its page shows itself with."""

from __future__ import annotations

from pathlib import Path

from postlab.articles.fetch import fetch_image
from postlab.errors import InputError
from postlab.framing.alt_texts import why_no_alt
from postlab.framing.article import Article
from postlab.framing.pictures import OF_THE_ARTICLE, ChosenPicture
from postlab.loop.lab import Lab
from postlab.pictures.checked import MOST_BYTES
from postlab.pictures.kept import FOLDER, read_picture
from postlab.sanitise import postable

WHOSE_RIGHTS = (
    "A page's own picture is somebody's work, and that a page shows it does not mean that you may post it: ask, or "
    "look at its licence."
)
"""What is said where nobody has answered that yet; asked for once a lab."""

SAYS_SO = "`postlab settings set article_pictures true` says that this lab may post the pictures of its articles."


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


def picture_of_link(lab: Lab, typed: str, article: Article, *, alt: str | None, allow_private: bool) -> ChosenPicture:
    """The picture that somebody names for a link, with words for those who cannot see it; it is taken, not kept yet.

    Args:
        lab: the lab.
        typed: a file, or “article” for the picture that the page shows itself with.
        article: what the link leads to.
        alt: what the picture shows; None takes the page's own words for its own picture.
        allow_private: whether the picture may be on a private address.

    Raises:
        InputError: there is no such picture, it cannot be posted, nothing says what it shows, or nobody has said that
            the lab may post the pictures of articles.
    """
    of_page = typed == OF_THE_ARTICLE
    if of_page and not article.image:
        raise InputError(
            "The page shows no picture of its own.", hint="--picture FILE takes one of yours.", code="no_picture"
        )
    if of_page and not lab.settings.article_pictures:
        raise InputError(WHOSE_RIGHTS, hint=SAYS_SO, code="whose_picture")
    words = postable((alt if alt is not None else article.image_alt if of_page else None) or "")
    why = why_no_alt(words, title=article.title, file=(article.image or "") if of_page else typed)
    if why is not None:
        raise InputError(
            f"What the picture shows {why}." if why.startswith("is") else f"What the picture shows is missing: {why}.",
            hint='--alt "…" says it in a sentence, for those who cannot see it.',
            code="no_alt",
        )
    if of_page:
        return page_picture(lab, article, alt=words, allow_private=allow_private)
    return picture_from_file(lab, typed, alt=words)
