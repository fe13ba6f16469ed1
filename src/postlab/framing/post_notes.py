"""What there is to say about a text as it would go out, whoever wrote it: whom it tells, its links, how it is heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from postlab.framing.accessibility import accessibility_notes
from postlab.framing.article import Article
from postlab.framing.brief import Brief
from postlab.framing.lengths import LengthRule
from postlab.framing.link_notes import link_notes
from postlab.framing.mentions import MentionRule, mention_notes
from postlab.framing.notes import Note, NoteCode
from postlab.framing.shapes import Shape, shape_notes

ABOUT_THE_TEXT = frozenset(
    {
        *(NoteCode.MENTION, NoteCode.HASHTAG_CASE, NoteCode.EMOJI, NoteCode.CAPITALS, NoteCode.STYLED_LETTERS),
        *(NoteCode.QUOTE_CHANGED, NoteCode.OTHER_LINK, NoteCode.LINKED_NAME, NoteCode.LINK_CUT),
        *(NoteCode.SUBJECT_LINE, NoteCode.FOLDED, NoteCode.MANY_HASHTAGS),
    }
)
"""What these notes are about; they are made anew when a text is changed."""


def post_notes(
    texts: Sequence[str],
    *,
    rule: LengthRule,
    mentions: MentionRule | None,
    shape: Shape = Shape.POST,
    taken_off: Iterable[str] = (),
    of_text: str = "",
) -> tuple[Note, ...]:
    """The notes on a post as it would go out, each once.

    Args:
        texts: all that would be posted: the text, and the first reply where there is one.
        rule: how its network counts, which may know what the network makes links of.
        mentions: what its network takes for a mention; None where a text tells nobody.
        shape: how a text is laid out there.
        taken_off: who stood with a sign in the page's words (`postlab.framing.mentions.unmentioned`).
        of_text: words of its article and brief (`words_of`), of which its hash tags may be made.
    """
    notes = mention_notes(texts, mentions, taken_off=list(taken_off))
    notes += link_notes(texts, rule, network="The network" if mentions is None else mentions.network)
    notes += shape_notes(texts[0], shape)
    for text in texts:
        notes += accessibility_notes(text, of_text=of_text)
    return tuple(dict.fromkeys(notes))


def words_of(article: Article, brief: Brief) -> str:
    """The words of an article and a brief, of which hash tags may be made."""
    parts = (article.title, article.description, article.subject, brief.audience, brief.moment)
    return " ".join([*(part for part in parts if part), *(quoted.sentence for quoted in article.evidence)])
