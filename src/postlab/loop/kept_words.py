"""Words for a link that somebody chose, kept with it in the lab's pool, and who wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from postlab.framing.article import Article
from postlab.loop.lab import Lab, log

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.practice import PoolLink


def keep(lab: Lab, session: Session, url: str, article: Article, words: Mapping[str, str], *, model: str) -> PoolLink:
    """Keep words with their link, which joins the pool if it is not there; words for other blocks stay.

    Args:
        lab: the lab.
        session: open.
        url: the link as it was typed.
        article: what is behind it.
        words: by kind of block.
        model: the language model that wrote them.
    """
    from sqlmodel import col, select

    from postlab.records.practice import PoolLink

    there = session.exec(select(PoolLink).where(col(PoolLink.url).in_([url, article.url]))).all()
    link = next((found for found in there if found.url == url), there[0] if there else None)
    if link is None:
        link = PoolLink(url=url, article=article.document(), added_at=lab.now())
    link.removed_at = None
    # JSON columns notice a new value, not a change inside the old one
    link.wording = {**link.wording, **words}
    link.written_by = {**link.written_by, **dict.fromkeys(words, model)}
    session.add(link)
    lab.commit(session)
    log.info("words by %s kept for %s: %s", model, url, ", ".join(words))
    return link
