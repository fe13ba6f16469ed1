"""How old an article is, and what in it is over: said beside a draft, so that nobody shares last year's deadline."""

from __future__ import annotations

from datetime import date

from postlab.english import long_day
from postlab.framing.article import Article
from postlab.framing.notes import Note, NoteCode

OLD_DAYS = 365
"""An article that came out longer ago is called old."""


def is_old(article: Article, *, today: date) -> bool:
    """Whether an article is known to have come out more than a year before that day."""
    return article.published is not None and (today - article.published).days > OLD_DAYS


def freshness_notes(article: Article, *, today: date) -> list[Note]:
    """What a reader of that day should know of the article's age: a note for each thing, none where all is well."""
    notes = []
    if article.published is not None and is_old(article, today=today):
        age = f"The article is from {long_day(article.published)}, more than a year old: does it still hold?"
        notes.append(Note(NoteCode.OLD_ARTICLE, age))
    elif article.published is None and article.read:
        notes.append(Note(NoteCode.UNDATED_ARTICLE, "The page does not say when it was written: is it still true?"))
    over = sorted((last for last in article.last_days if last.day < today), key=lambda last: last.day)
    if over:
        passed = f"The article says “{over[-1].words}”: that day is over."
        notes.append(Note(NoteCode.DATE_PASSED, passed))
    return notes
