"""What the pool knows about a link that a plan describes by hand: which of its sentences are the page's own."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import or_
from sqlmodel import Session, col, select

from postlab.framing.article import Article
from postlab.records.practice import PoolLink


def with_what_the_pool_knows(session: Session, article: Article) -> Article:
    """An article put together from a plan, with what its page said when the pool's link was read.

    A plan that takes its links from the pool names their titles and sentences, so that nothing is fetched again; whose
    sentences they are, what may stand in for them, and how old the article is, the pool knows alone.

    Args:
        session: open.
        article: as the plan has it.
    """
    same_address = or_(col(PoolLink.url) == article.url, col(PoolLink.given_as) == article.url)
    link = session.exec(select(PoolLink).where(same_address)).first()
    if link is None:
        return article
    page = Article.of(link.article)
    by_words = {_words(quoted.sentence): quoted for quoted in page.evidence}
    # a plan without sentences, of a page that has some, quotes nothing on purpose
    summary = page.summary if article.evidence or not page.evidence else None
    same_title = _words(article.title) == _words(page.title)
    return replace(
        article,
        author=article.author or page.author,
        published=article.published or page.published,
        language=article.language or page.language,
        evidence=tuple(by_words.get(_words(quoted.sentence), quoted) for quoted in article.evidence),
        summary=summary,
        subject=page.subject if same_title else None,
        subject_confidence=page.subject_confidence if same_title else 0.0,
        last_days=page.last_days,
        read=article.read or page.read,
    )


def _words(text: str) -> str:
    return " ".join(text.split())
