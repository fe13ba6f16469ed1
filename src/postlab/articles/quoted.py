"""What a page says, sentence by sentence, and whether words that somebody else wrote stand there."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.articles.read_page import ReadPage
from postlab.articles.sentences import sentences
from postlab.framing.claims import grounds


def said(page: ReadPage) -> tuple[str, ...]:
    """The sentences of a page: its title and summary first, then its text; each once, none twice."""
    article = page.article
    texts = [article.title, *([article.description] if article.description else [])]
    texts += [span.text for span in sentences(page.text, language=article.language)]
    return tuple(dict.fromkeys(" ".join(sentence.split()) for sentence in texts))


def is_english(page: ReadPage) -> bool:
    """Whether a page is in English, as far as anybody can tell."""
    return (page.article.language or "en").lower().startswith("en")


def unsupported(page: ReadPage, claims: Sequence[str]) -> str:
    """Why the first of some claims that does not stand on a page does not; empty where all do."""
    sentences_of_page = said(page)
    refused = (grounds(claim, sentences_of_page, english=is_english(page)).refused for claim in claims)
    return next((why for why in refused if why), "")
