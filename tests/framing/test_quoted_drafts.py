"""What a draft quotes: a sentence of the page, its summary or its headline, each marked as the page's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from framing.graduate_pay import ARTICLE, CLAIM, EXAMS, TODAY, URL, draft, noted, with_evidence
from postlab.framing.article import BY_HAND, SUMMARY, TEXT, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, Recipe
from postlab.framing.lengths import Graphemes
from postlab.framing.notes import NoteCode
from postlab.quote_styles import MARKS, SOURCE_AFTER, SOURCE_BEFORE


def test_where_no_sentence_is_good_enough_the_headline_stands_there() -> None:
    found = draft(article=with_evidence())
    asked = "you might be wondering if all this study is worth it."
    assert found.text == f"With exams in mind, {asked} “Graduates still earn more”\n\n{URL}"
    assert [note.code for note in found.notes] == [NoteCode.HEADLINE_ONLY]
    assert found.quotes_nothing


@pytest.mark.parametrize("title", ["", URL])
def test_nothing_is_claimed_where_the_article_claims_nothing(title: str) -> None:
    found = draft(article=replace(with_evidence(), title=title, subject="pay and worth of study", subject_confidence=1))
    assert found.text == f"With exams in mind, you might be wondering if all this study is worth it.\n\n{URL}"
    assert noted(found) == ("Left out the evidence: the article gave none. You can give a sentence by hand.",)
    assert found.quotes_nothing


def test_a_headline_ends_where_other_words_follow_it() -> None:
    recipe = Recipe("evidence first", ("evidence", "moment", "question", "call to action", "link"))
    assert draft(recipe, article=with_evidence()).text.startswith("“Graduates still earn more”. With exams in mind,")
    recipe = Recipe("called", ("evidence", "call to action", "link"))
    asking = replace(with_evidence(), title="Is it worth it?")
    assert draft(recipe, article=asking).text.startswith("“Is it worth it?” Have a read")


def test_a_summary_stands_in_for_evidence_and_is_quoted_as_the_pages_own() -> None:
    description = "Degree holders earn more than others over a lifetime."
    # whether a description may stand in is found out when its page is read
    passed = draft(article=replace(with_evidence(), description=description, summary=description))
    assert f"“{description}”" in passed.text
    assert [note.code for note in passed.notes] == [NoteCode.SUMMARY_QUOTED]
    assert passed.quotes_nothing
    refused = draft(article=replace(with_evidence(), description=description))
    assert description not in refused.text
    assert [note.code for note in refused.notes] == [NoteCode.HEADLINE_ONLY]


def test_a_draft_that_quotes_a_sentence_says_so() -> None:
    assert not draft().quotes_nothing
    assert not draft(article=replace(ARTICLE, evidence=(Evidence(CLAIM, 0, TEXT),))).quotes_nothing
    assert not draft(article=replace(ARTICLE, evidence=(Evidence(CLAIM, None, SUMMARY),))).quotes_nothing
    assert not draft(BARE_LINK, article=with_evidence()).quotes_nothing
    by_hand = replace(CONTEXTUALISED, wording={"evidence": "Pay rose."})
    assert not draft(by_hand, article=with_evidence()).quotes_nothing
    # the sentence does not fit even alone
    assert draft(rule=Graphemes(100, 3000), url="https://x.org/a").quotes_nothing


@pytest.mark.parametrize(
    ("style", "quoted"),
    [(MARKS, f"“{CLAIM}”"), (SOURCE_BEFORE, f"The News: {CLAIM}"), (SOURCE_AFTER, f"{CLAIM} (The News)")],
)
def test_a_pages_words_are_quoted_and_a_persons_are_not(style: str, quoted: str) -> None:
    page = replace(ARTICLE, site="The News", published=TODAY, evidence=(Evidence(CLAIM, 0, TEXT),))
    of_page = draft(brief=replace(EXAMS, quotes=style), article=page)
    assert of_page.text.endswith(f"is worth it. {quoted}\n\n{URL}")
    # the same sentence named by hand is the page's still
    named = draft(replace(CONTEXTUALISED, wording={"evidence": CLAIM}), replace(EXAMS, quotes=style), article=page)
    assert named.text == of_page.text
    own = draft(replace(CONTEXTUALISED, wording={"evidence": "Pay rose."}), replace(EXAMS, quotes=style), article=page)
    assert own.text.endswith(f"is worth it. Pay rose.\n\n{URL}")


@pytest.mark.parametrize(
    ("sentence", "copied"),
    [
        ("Pay rose by 4\u00a0% in\u202f2025.", "Pay rose by 4 % in 2025."),
        ("Pay rose by 4\u00a0% in a\u00adyear", "pay rose by 4 % in ayear."),
        ("Pay rose.", "Pay rose."),
    ],
)
def test_a_sentence_copied_from_the_screen_is_quoted_as_the_pages_own(sentence: str, copied: str) -> None:
    recipe = Recipe("claim", ("evidence", "link"), {"evidence": copied})
    page = replace(ARTICLE, evidence=(Evidence(sentence, 0, TEXT),), summary="Half of them earn more.")
    assert draft(recipe, article=page).text.startswith("“Pay rose")
    summed_up = replace(recipe, wording={"evidence": "Half of them earn more."})
    assert draft(summed_up, article=page).text.startswith("“Half of them earn more.”")
    own = replace(recipe, wording={"evidence": "Pay went up."})
    assert draft(own, article=page).text.startswith("Pay went up.")


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Managers: “Greed is good", "“Managers: Greed is good”"),
        ("Managers: « Greed is good", "“Managers: Greed is good”"),
        ('Why "greed is good', "“Why greed is good”"),
        ("Why “greed” is good", "“Why ‘greed’ is good”"),
        ("Warum „Gier gut ist", "“Warum Gier gut ist”"),
    ],
)
def test_a_headline_is_quoted_with_whole_quotations(title: str, quoted: str) -> None:
    assert quoted in draft(article=replace(with_evidence(), title=title)).text


@pytest.mark.parametrize(
    ("style", "quoted"),
    [
        (MARKS, f"“{CLAIM}” (2019)"),
        (SOURCE_BEFORE, f"The News, 2019: {CLAIM}"),
        (SOURCE_AFTER, f"{CLAIM} (The News, 2019)"),
    ],
)
def test_the_year_of_an_old_article_stands_beside_its_words(style: str, quoted: str) -> None:
    page = replace(ARTICLE, site="The News", published=date(2019, 3, 1), evidence=(Evidence(CLAIM, 0, TEXT),))
    brief = replace(EXAMS, quotes=style)
    assert draft(brief=brief, article=page).text.endswith(f"is worth it. {quoted}\n\n{URL}")
    recent = draft(brief=brief, article=replace(page, published=date(2026, 3, 1)))
    assert "2026" not in recent.text


def test_the_year_is_said_once_and_not_of_what_a_person_wrote() -> None:
    old = replace(ARTICLE, published=date(2019, 3, 1))
    named = replace(old, evidence=(Evidence("Pay rose by 4 per cent in 2019.", 0, TEXT),))
    assert draft(article=named).text.count("2019") == 1
    assert "(2019)" not in draft(article=old).text
    headline = draft(article=replace(old, evidence=()))
    assert "“Graduates still earn more” (2019)" in headline.text
    assert "2019)" not in draft(article=replace(old, evidence=(), title="Pay in 2019")).text


ABOUT_PAY = replace(
    ARTICLE, title="Graduates earn more than school leavers", subject="pay and worth of study", read=True
)


@pytest.mark.parametrize(
    ("evidence", "asks"),
    [
        ((Evidence("A graduate's pay was 35% higher in 2025, the office for pay says.", 0, TEXT),), True),
        ((Evidence("The office for pay looks at all trades of the country each spring.", 0, TEXT),), False),
        # a headline alone answers nothing
        ((), False),
        # what a person gave is theirs to judge
        ((Evidence("The office for pay looks at all trades of the country each spring.", None, BY_HAND),), True),
    ],
)
def test_a_worry_is_voiced_where_what_is_quoted_answers_it(evidence: tuple[Evidence, ...], asks: bool) -> None:
    found = draft(article=replace(ABOUT_PAY, subject_confidence=1.0, evidence=evidence))
    assert ("wondering" in found.text) is asks
    unanswered = (
        "Asked no question: nothing that is quoted speaks of pay and worth of study, which the article is about."
    )
    assert (unanswered in noted(found)) is not asks


@pytest.mark.parametrize(
    ("title", "subject", "kept"),
    [
        ("Graduates earn more than school leavers", "pay and worth of study", True),
        ("Bullying at the desk", "rights at work", False),
        # of no subject, but not without words of one that goes with exams
        ("What a degree does for the pay of a region", None, True),
        ("How lighthouses were built", None, False),
    ],
)
def test_a_text_begins_with_the_moment_where_the_article_has_to_do_with_it(
    title: str, subject: str | None, kept: bool
) -> None:
    article = replace(ABOUT_PAY, title=title, subject=subject, subject_confidence=1.0 if subject else 0.0, evidence=())
    found = draft(article=article)
    assert ("exam" in found.text.partition("\n")[0]) is kept
    about = f"an article on {subject}" if subject else "the article"
    assert (f"Left out the moment: {about} does not go with exams." in noted(found)) is not kept
    by_hand = draft(article=article, brief=replace(EXAMS, wording={"moment": "With exams in three weeks,"}))
    assert by_hand.text.startswith("With exams in three weeks")
