"""An old article, one without a date, and a deadline that is over are named beside the draft."""

from __future__ import annotations

from datetime import date

from postlab.framing.article import BY_HAND, TEXT, Article, Evidence, LastDay
from postlab.framing.freshness import freshness_notes
from postlab.framing.notes import NoteCode

TODAY = date(2026, 11, 29)


def article(published: date | None, *last_days: LastDay, source: str = TEXT, read: bool = True) -> Article:
    claim = Evidence("Pay rose by 4 per cent.", 0 if source == TEXT else None, source)
    return Article("https://x.org", "Pay", published=published, evidence=(claim,), last_days=last_days, read=read)


def codes(of: Article) -> list[NoteCode]:
    return [note.code for note in freshness_notes(of, today=TODAY)]


def test_a_year_is_the_border() -> None:
    assert codes(article(date(2025, 11, 29))) == []
    assert codes(article(date(2025, 11, 28))) == [NoteCode.OLD_ARTICLE]
    (note,) = freshness_notes(article(date(2021, 3, 1)), today=TODAY)
    assert "1 March 2021" in note.sentence


def test_without_a_date_it_says_so_where_a_page_was_read() -> None:
    assert codes(article(None)) == [NoteCode.UNDATED_ARTICLE]
    assert codes(article(None, source=BY_HAND)) == [NoteCode.UNDATED_ARTICLE]
    assert codes(article(None, source=BY_HAND, read=False)) == []
    assert codes(Article("https://x.org", "Pay", language="en")) == []


def test_whether_its_page_was_read_is_stored_with_an_article() -> None:
    for read in (True, False):
        assert Article.of(article(None, source=BY_HAND, read=read).document()).read is read
    earlier = {key: value for key, value in article(None).document().items() if key != "read"}
    assert Article.of(earlier).read


def test_of_days_that_are_over_the_latest_is_named() -> None:
    over = (LastDay(date(2024, 3, 3), "apply by 3 March 2024"), LastDay(date(2026, 11, 28), "open until 28 November"))
    notes = freshness_notes(article(date(2026, 11, 1), *over, LastDay(TODAY, "ends today")), today=TODAY)
    assert [note.code for note in notes] == [NoteCode.DATE_PASSED]
    assert "“open until 28 November”" in notes[0].sentence
