"""Somebody else's words in a text: in quotation marks, or with the name of their source."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from postlab.framing.article import BY_HAND, Article, Evidence
from postlab.framing.words.phrases import Phrases
from postlab.quote_styles import SOURCE_AFTER, SOURCE_BEFORE
from postlab.sanitise import postable

_LEFT, _RIGHT = '“„«"', '”“»"'
LONGEST_SOURCE = 40
"""Characters of a source's name; a longer one is a slogan, or the department of an office of a university."""

_DOUBLE = re.compile('[“”„«»"]')


def source_name(article: Article) -> str | None:
    """What the article's source is called in a post, or None where only its host is known, or its name is too long."""
    site = postable(article.site or "")
    host = (urlsplit(article.url).hostname or "").removeprefix("www.")
    if not site or len(site) > LONGEST_SOURCE or site.casefold().removeprefix("www.") == host or "/" in site:
        return None
    return site


def usable_title(article: Article, link: str) -> str:
    """The headline, or nothing where it is none or an address."""
    title = postable(article.title)
    return "" if link in title or "://" in title else title


def quoted_title(article: Article, phrases: Phrases, *, link: str, written_in: int | None = None) -> str:
    """The headline in the place of a sentence: marked as the page's own words, since it may speak of its writer.

    The year of an old article (`written_in`) stands beside a headline that does not name it.
    """
    title = _with_whole_quotations(usable_title(article, link))
    if not title:
        return ""
    quoted = phrases.quoted(phrases.spaced(title))
    year = _year_beside(title, written_in)
    return phrases.source_last.format(source=year, sentence=quoted) if year else quoted


def as_quoted(
    evidence: Evidence, source: str | None, *, style: str, phrases: Phrases, written_in: int | None = None
) -> str:
    """A sentence as it stands in a post: a page's words marked as somebody else's, a person's own as they are.

    A sentence that holds a quotation names its source where that is known, since marks within marks are hard to read.

    Args:
        evidence: the sentence and whose it is.
        source: what its source is called, or None where it has no name.
        style: one of `postlab.quote_styles.QUOTES`.
        phrases: the marks and the turns of phrase of the sentence's language.
        written_in: the year of an old article, which stands beside its words where these do not name it.
    """
    if evidence.source == BY_HAND:
        return evidence.sentence
    sentence = phrases.spaced(evidence.sentence)
    year = _year_beside(sentence, written_in)
    if source is not None:
        dated = ", ".join(part for part in (source, year) if part)
        if style == SOURCE_BEFORE:
            return phrases.source_first.format(source=dated, sentence=sentence)
        if style == SOURCE_AFTER or _DOUBLE.search(sentence):
            return phrases.source_last.format(source=dated, sentence=sentence)
    quoted = sentence if _is_one_quotation(sentence) else phrases.quoted(sentence)
    return phrases.source_last.format(source=year, sentence=quoted) if year else quoted


def _is_one_quotation(sentence: str) -> bool:
    """Whether it is in marks already, from its first to its last letter."""
    return sentence[:1] in _LEFT and sentence[-1:] in _RIGHT and len(_DOUBLE.findall(sentence)) == len("“”")


def _year_beside(text: str, written_in: int | None) -> str:
    """The year that stands beside an old article's words; empty where they name it, or the article is not old."""
    return "" if written_in is None or str(written_in) in text else str(written_in)


def _with_whole_quotations(title: str) -> str:
    """A headline without the marks of a quotation that it opens and does not close, or closes and never opened."""
    if "„" in title:
        # German closes with the mark that opens in English
        return title if title.count("„") == title.count("“") + title.count("”") else _DOUBLE.sub("", title)
    for left, right in (("“", "”"), ("«", "»"), ('"', '"')):
        odd = title.count(left) % 2 if left == right else title.count(left) != title.count(right)
        if odd:
            title = title.replace(left, "").replace(right, "")
    return " ".join(title.split())
