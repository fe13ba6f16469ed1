"""Somebody else's words in a text: in quotation marks, or with the name of their source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from postlab.framing.article import BY_HAND, Article, Evidence
from postlab.quote_styles import SOURCE_AFTER, SOURCE_BEFORE

LONGEST_SOURCE = 40
"""Characters of a source's name; a longer one is a slogan, or the department of an office of a university."""

_DOUBLE = re.compile('[“”„«»"]')


@dataclass(frozen=True, slots=True)
class QuotationMarks:
    """A language's marks: the outer pair, and the inner one for a quotation within.

    Spaces belong to a mark, as in French.
    """

    left: str = "“"
    right: str = "”"
    inner_left: str = "‘"
    inner_right: str = "’"


ENGLISH_MARKS = QuotationMarks()


def source_name(article: Article) -> str | None:
    """What the article's source is called in a post, or None where only its host is known, or its name is too long."""
    site = (article.site or "").strip()
    host = (urlsplit(article.url).hostname or "").removeprefix("www.")
    if not site or len(site) > LONGEST_SOURCE or site.casefold().removeprefix("www.") == host or "/" in site:
        return None
    return site


def as_quoted(evidence: Evidence, source: str | None, *, style: str, marks: QuotationMarks = ENGLISH_MARKS) -> str:
    """A sentence as it stands in a post: a page's words marked as somebody else's, a person's own as they are.

    A sentence that holds a quotation names its source where that is known, since marks within marks are hard to read.
    """
    sentence = evidence.sentence
    if evidence.source == BY_HAND:
        return sentence
    if source is not None:
        if style == SOURCE_BEFORE:
            return f"{source}: {sentence}"
        if style == SOURCE_AFTER or _DOUBLE.search(sentence):
            return f"{sentence} ({source})"
    if _is_one_quotation(sentence):
        return sentence
    return f"{marks.left}{_inner(sentence, marks)}{marks.right}"


def _is_one_quotation(sentence: str) -> bool:
    """Whether it is in marks already, from its first to its last letter."""
    return sentence[:1] in '“„«"' and sentence[-1:] in '”“»"' and len(_DOUBLE.findall(sentence)) == 2


def _inner(sentence: str, marks: QuotationMarks) -> str:
    """The sentence with the quotations within it in inner marks."""
    opens = True
    letters = []
    for letter in sentence:
        if not _DOUBLE.match(letter):
            letters.append(letter)
            continue
        letters.append(marks.inner_left if opens else marks.inner_right)
        opens = not opens
    return "".join(letters)
