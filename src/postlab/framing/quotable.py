"""What may stand in a draft as evidence: an article's sentences, its summary, its headline, or a person's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postlab.framing.article import BY_HAND, SUMMARY, Article, Evidence
from postlab.framing.notes import Note, NoteCode
from postlab.framing.quoting import as_quoted, source_name
from postlab.framing.sentences import capitalised, closed, shorter
from postlab.framing.words.phrases import Phrases
from postlab.sanitise import compared, postable

_SUMMARY_QUOTED = Note(
    NoteCode.SUMMARY_QUOTED, "No sentence of the article says it well enough: quoted its own summary instead."
)
_HEADLINE_ONLY = Note(
    NoteCode.HEADLINE_ONLY,
    "No sentence of the article says it well enough to these readers: its headline stands there. You can give a "
    "sentence by hand.",
)
_NO_EVIDENCE = Note(
    NoteCode.NO_EVIDENCE, "Left out the evidence: the article gave none. You can give a sentence by hand."
)


@dataclass(frozen=True, slots=True)
class Quotable:
    """What may stand as evidence, whole and cut between sentences, and what there is to say about it.

    Attributes:
        texts: as they stand in the post, best first.
        parts: the same, each cut between its sentences, where it has several.
        own_words: the shortest of these that a person gave.
        notes: what stands in, or is missing.
    """

    texts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    own_words: str = ""
    notes: tuple[Note, ...] = ()


def quotable(
    article: Article,
    by_hand: str,
    *,
    way: int | None,
    headline: str,
    style: str,
    phrases: Phrases,
    written_in: int | None,
    link: str,
    longest_part: int,
) -> Quotable:
    """What may stand as evidence, marked as whose words it is.

    Args:
        article: with its sentences.
        by_hand: words that a person gave; empty where there are none.
        way: which of the article's sentences is asked for, from 1; None is the first.
        headline: what stands there where there is no sentence, in marks; may be empty.
        style: one of `postlab.quote_styles.QUOTES`.
        phrases: the marks of the article's language.
        written_in: the year of an old article, which stands beside its words.
        link: an address that no sentence may hold.
        longest_part: characters; longer parts of a sentence are not worth a try.
    """
    source = source_name(article)

    def shown(sentence: str, quoted: Evidence) -> str:
        cleaned = Evidence(sentence, quoted.position, quoted.source)
        return as_quoted(cleaned, source, style=style, phrases=phrases, written_in=written_in)

    def quoted_as(evidence: Sequence[Evidence], *notes: Note) -> Quotable:
        cleaned = [(closed(postable(quoted.sentence)), quoted) for quoted in evidence]
        cut = tuple(shown(part, quoted) for sentence, quoted in cleaned for part in parts(sentence, longest_part))
        own = [sentence for sentence, quoted in cleaned if quoted.source == BY_HAND]
        own_words = min(
            (part for sentence in own for part in (sentence, *parts(sentence, longest_part))), key=len, default=""
        )
        return Quotable(tuple(shown(sentence, quoted) for sentence, quoted in cleaned), cut, own_words, notes)

    if by_hand:
        own_words = closed(capitalised(by_hand))
        of_page = (*article.evidence, *([Evidence(article.summary, None, SUMMARY)] if article.summary else []))
        # a sentence copied from the screen has lost the spaces that do not break
        same = (quoted for quoted in of_page if compared(closed(capitalised(quoted.sentence))) == compared(own_words))
        return quoted_as([next(same, Evidence(own_words))])
    usable = [quoted for quoted in article.evidence if postable(quoted.sentence) and link not in quoted.sentence]
    if usable:
        turn = ((way or 1) - 1) % len(usable)
        return quoted_as([*usable[turn:], *usable[:turn]])
    if article.summary and link not in article.summary:
        return quoted_as([Evidence(article.summary, None, SUMMARY)], _SUMMARY_QUOTED)
    return Quotable((headline,), notes=(_HEADLINE_ONLY,)) if headline else Quotable(notes=(_NO_EVIDENCE,))


def parts(text: str, longest: int) -> tuple[str, ...]:
    """The text cut between its sentences, as far as that is short enough."""
    return tuple(part for part in shorter(text) if len(part) <= longest)
