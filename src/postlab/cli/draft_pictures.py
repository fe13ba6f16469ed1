"""The picture of a draft: named on the command line, or kept with the pool's link; nothing of it is stored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from postlab.cli import readonly_db
from postlab.errors import InputError
from postlab.framing.alt_texts import why_no_alt
from postlab.framing.article import Article
from postlab.framing.blocks import CONTEXTUALISED, PICTURE, Recipe
from postlab.framing.pictures import OF_THE_ARTICLE, ChosenPicture
from postlab.pictures.fit_notes import fit_notes
from postlab.pictures.kept import KeptPictures, read_picture
from postlab.sanitise import postable

if TYPE_CHECKING:
    from postlab.cli.draft_output import Place
    from postlab.cli.invocation import Invocation
    from postlab.framing.compose import Draft


def with_pictured(recipes: list[Recipe], picture: str | None) -> list[Recipe]:
    """The framings to show; where a picture is named that none of them has, one with it as well."""
    if picture is None or any(recipe.has_picture for recipe in recipes):
        return recipes
    return [*recipes, Recipe(f"{CONTEXTUALISED.name}, with {PICTURE}", (*CONTEXTUALISED.blocks, PICTURE))]


def with_picture(
    call: Invocation,
    article: Article,
    picture: str | None,
    alt: str | None,
    *,
    kept: KeptPictures,
    allow_private: bool,
) -> Article:
    """An article with the picture that its drafts may carry; without one where there is none.

    Args:
        call: the call of the program.
        article: the article.
        picture: a file, or “article” for the one that its page shows; None takes that of the pool's link.
        alt: what it shows; None takes the page's own words for its own picture.
        kept: where it is taken to.
        allow_private: whether the page's picture may be on a private address.

    Raises:
        InputError: there is no such picture, it cannot be posted, or nothing says what it shows.
    """
    if picture is None:
        if alt is not None:
            raise InputError("--alt says what a picture shows, and there is none.", hint="Name it with --picture FILE.")
        return replace(article, picture=_of_pool(call, article.url))
    of_page = picture == OF_THE_ARTICLE
    if of_page and not article.image:
        raise InputError("The page shows no picture of its own.", hint="--picture FILE takes one of yours.")
    words = postable((alt if alt is not None else article.image_alt if of_page else None) or "")
    file = (article.image or "") if of_page else picture
    if (why := why_no_alt(words, title=article.title, file=file)) is not None:
        raise InputError(f"--alt {why}.", hint='--alt "…" says in a sentence what the picture shows.', code="no_alt")
    if not of_page:
        content = read_picture(Path(picture).expanduser())
        return replace(article, picture=kept.take(content, name=picture, alt=words))
    from postlab.articles.fetch import fetch_image
    from postlab.pictures.checked import MOST_BYTES

    allowed = allow_private or call.settings.allow_private
    fetched = fetch_image(file, allow_private=allowed, max_bytes=MOST_BYTES)
    if fetched is None:
        raise InputError(f"The page's picture {file} cannot be fetched.", hint="Save one as a file, and name that.")
    return replace(article, picture=kept.take(fetched[0], name=file, alt=words, address=file))


def fitted_to(place: Place, draft: Draft, kept: KeptPictures) -> Draft:
    """A draft with what is to be said of its picture on a network."""
    from postlab.framing.notes import Note, NoteCode

    if draft.picture is None:
        return draft
    rule, title = place.plugin.pictures, place.plugin.title
    if rule is None:
        sentence = f"PostLab cannot put a picture into posts on {title}."
        return replace(draft, notes=(*draft.notes, Note(NoteCode.NO_PICTURE, sentence)))
    return replace(draft, notes=(*draft.notes, *fit_notes(draft.picture, rule, kept, title=title)))


def _of_pool(call: Invocation, url: str) -> ChosenPicture | None:
    query = "SELECT article FROM poollink WHERE ? IN (url, given_as) AND removed_at IS NULL"
    for (article,) in readonly_db.rows(readonly_db.database_file(call.folder), query, url):
        if found := json.loads(article).get("picture"):
            return ChosenPicture.of(found)
    return None
