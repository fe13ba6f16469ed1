"""What a link leads to: read from its page, with what the user gave by hand in the place of what the page says."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace

from postlab.articles.by_hand import article_by_hand
from postlab.articles.pasted import pasted
from postlab.articles.read_page import ReadPage
from postlab.framing.article import TEXT, Article, Evidence
from postlab.framing.words.wordings import PACKAGED, Wordings
from postlab.sanitise import compared


def page_of(
    url: str,
    *,
    allow_private: bool,
    title: str | None = None,
    evidence: Sequence[str] = (),
    description: str | None = None,
    site: str | None = None,
    image: str | None = None,
    language: str | None = None,
    read: bool | None = None,
    wordings: Wordings = PACKAGED,
    pages: MutableMapping[str, ReadPage] | None = None,
) -> ReadPage:
    """The page behind a link, with its Article and main text; with title and evidence given, nothing is fetched.

    Where nothing is fetched, the main text is the evidence, a sentence a line. The Article's address is the one to
    post: what `postlab.articles.pasted` makes of the address that was given, and where the page was read, the one that
    it has after all redirects.

    Args:
        url: where it leads, as it was pasted.
        allow_private: whether its page may stand on a private address.
        title: in the place of the page's own, as all that follows.
        evidence: sentences that carry its claims.
        description: a summary.
        site: the publication's name.
        image: address of a picture.
        language: BCP 47 code.
        read: False: nothing is fetched, whatever was not given.
        wordings: the lexicons that tell its subject, by language.
        pages: those that were read before, by address, which are not read again; what is read is added.

    Raises:
        InputError: the address, what was given, or the page cannot be used.
    """
    url = pasted(url).url
    complete = (title is not None and evidence) or read is False
    page = None if complete or pages is None else pages.get(url)
    if not complete and page is None:
        # With every pattern that reading takes, for which a draft by hand shall not pay.
        from postlab.articles.read import read_page_at

        page = read_page_at(url, allow_private=allow_private, wordings=wordings)
        if pages is not None:
            pages[url] = page
    article = overlaid(
        url,
        page,
        title=title,
        evidence=evidence,
        description=description,
        site=site,
        image=image,
        language=language,
    )
    return ReadPage(article, page.text if page else "\n".join(quoted.sentence for quoted in article.evidence))


def overlaid(
    url: str,
    page_read: ReadPage | None,
    *,
    title: str | None = None,
    evidence: Sequence[str] = (),
    description: str | None = None,
    site: str | None = None,
    image: str | None = None,
    language: str | None = None,
) -> Article:
    """What a page says, if it was read, with what was given by hand in its place.

    A sentence that was given by hand and stands on the page word for word is the page's own.

    Raises:
        InputError: the address or what was given cannot be used; without a page, also when there is no title.
    """
    page = page_read.article if page_read is not None else None
    by_key = {"title": title, "description": description, "site": site, "image": image, "language": language}
    headline = page.title if page is not None and title is None else title
    by_hand = article_by_hand(
        url,
        title=headline or "",
        evidence=evidence,
        description=description,
        site=site,
        image=image,
        language=language,
    )
    if page is None or page_read is None:
        return by_hand
    by_hand = replace(by_hand, evidence=tuple(_of_page(quoted, page_read) for quoted in by_hand.evidence))
    if image is not None and image != page.image:
        page = replace(page, image_alt=None)
    taken = {key for key, value in by_key.items() if value is not None} | ({"evidence"} if evidence else set())
    return replace(page, **{key: getattr(by_hand, key) for key in taken})


def _of_page(quoted: Evidence, page_read: ReadPage) -> Evidence:
    """A sentence given by hand; where the page has it word for word, it is the page's."""
    words = compared(quoted.sentence)
    known = next((own for own in page_read.article.evidence if compared(own.sentence) == words), None)
    if known is not None:
        return known
    position = page_read.text.find(quoted.sentence)
    if position >= 0:
        return Evidence(quoted.sentence, position, TEXT)
    return Evidence(quoted.sentence, None, TEXT) if words in compared(page_read.text) else quoted
