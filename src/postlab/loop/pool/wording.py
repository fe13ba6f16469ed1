"""Storing words that a language model wrote for a link, together with the model's name, in the pool."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_
from sqlmodel import Session, col, select

from postlab.framing.article import Article
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.records.practice import PoolLink


def keep(
    lab: Lab,
    session: Session,
    url: str,
    article: Article,
    words: Mapping[str, str],
    *,
    model: str,
    text_words: int | None = None,
) -> PoolLink:
    """Store words with their link, which is added to the pool if need be; words for other blocks stay.

    Args:
        lab: the lab.
        session: open.
        url: the link's address as it was typed.
        article: the article at that address.
        words: the words, by kind of block.
        model: the language model that wrote them.
        text_words: how many words the page's main text has, or None where it was not read.

    Returns:
        The stored link.
    """
    same_address = or_(col(PoolLink.url).in_([url, article.url]), col(PoolLink.given_as) == url)
    link = session.exec(select(PoolLink).where(same_address).order_by(col(PoolLink.url) != article.url)).first()
    if link is None:
        link = PoolLink(url=article.url, given_as=url, article=article.document(), added_at=lab.now())
        link.words = text_words
    elif link.removed_at is not None:
        link.removed_at, link.added_at = None, lab.now()
    # JSON columns notice a new value, not a change inside the old one
    link.wording = {**link.wording, **words}
    link.written_by = {**link.written_by, **dict.fromkeys(words, model)}
    session.add(link)
    lab.commit(session)
    log.info("words by %s kept for %s: %s", model, url, ", ".join(words))
    return link
