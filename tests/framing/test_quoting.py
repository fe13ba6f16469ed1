"""Somebody else's words are marked as such: in marks, or with the short name of their source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postlab.framing.article import BY_HAND, SUMMARY, TEXT, Article, Evidence
from postlab.framing.quoting import LONGEST_SOURCE, as_quoted, source_name
from postlab.framing.words.phrases import Phrases
from postlab.framing.words.wordings import packaged_language
from postlab.quote_styles import MARKS, QUOTES, SOURCE_AFTER, SOURCE_BEFORE

ENGLISH = packaged_language("en").phrases
FRENCH = replace(
    ENGLISH,
    outer=("«\u00a0", "\u00a0»"),
    inner=("“", "”"),
    source_first="{source}\u00a0: {sentence}",
    source_last="{sentence} ({source})",
)
CLAIM = "Pay rose by 4 per cent in a year."


def quoted(
    sentence: str, style: str = MARKS, *, source: str | None = None, phrases: Phrases = ENGLISH, of: str = TEXT
) -> str:
    return as_quoted(Evidence(sentence, 0, of), source, style=style, phrases=phrases)


@pytest.mark.parametrize(
    ("style", "text"),
    [(MARKS, f"“{CLAIM}”"), (SOURCE_BEFORE, f"The Courier: {CLAIM}"), (SOURCE_AFTER, f"{CLAIM} (The Courier)")],
)
@pytest.mark.parametrize("of", [TEXT, SUMMARY])
def test_each_style_marks_a_pages_words(style: str, text: str, of: str) -> None:
    assert quoted(CLAIM, style, source="The Courier", of=of) == text


@pytest.mark.parametrize("style", QUOTES)
@pytest.mark.parametrize("source", ["The Courier", None])
def test_a_persons_own_words_need_none(style: str, source: str | None) -> None:
    assert quoted(CLAIM, style, source=source, of=BY_HAND) == CLAIM


@pytest.mark.parametrize("style", QUOTES)
def test_without_a_name_marks_say_it(style: str) -> None:
    assert quoted(CLAIM, style) == f"“{CLAIM}”"


@pytest.mark.parametrize(
    "sentence", ["Pay is “no comfort” to them.", 'Pay is "no comfort" to them.', "Pay is «no comfort» to them."]
)
def test_a_sentence_that_holds_a_quotation_names_its_source(sentence: str) -> None:
    assert quoted(sentence, source="The Courier") == f"{sentence} (The Courier)"
    assert quoted(sentence, SOURCE_BEFORE, source="The Courier") == f"The Courier: {sentence}"


def test_an_inner_quotation_gets_inner_marks() -> None:
    assert quoted("Pay is “no comfort” to them, he says.") == "“Pay is ‘no comfort’ to them, he says.”"
    assert quoted('Pay is "no comfort" to them, he says.') == "“Pay is ‘no comfort’ to them, he says.”"
    assert quoted("It’s the parents’ worry.") == "“It’s the parents’ worry.”"


def test_marks_that_open_as_they_close_are_told_in_pairs() -> None:
    swedish = replace(ENGLISH, outer=("”", "”"), inner=("’", "’"))
    assert swedish.quoted("Lönen ger ”ingen tröst” alls.") == "”Lönen ger ’ingen tröst’ alls.”"


def test_a_backslash_among_the_marks_is_a_letter() -> None:
    odd = replace(ENGLISH, inner=("\\g", "\\1"))
    assert odd.quoted('Pay is “no” and "never" so.') == "“Pay is \\gno\\1 and \\gnever\\1 so.”"


@pytest.mark.parametrize(
    "sentence", ["“Pay rose again.”", '"Pay rose again."', "„Pay rose again.“", "«Pay rose again.»"]
)
def test_a_sentence_that_is_one_quotation_gets_no_second_pair(sentence: str) -> None:
    assert quoted(sentence) == sentence


@pytest.mark.parametrize("sentence", ["“Pay rose,” she said.", "She said: “Pay rose.”", "“Pay” is not “worth”"])
def test_a_sentence_with_a_quotation_at_its_edge_is_not_one(sentence: str) -> None:
    text = quoted(sentence)
    assert text.startswith("“")
    assert text.endswith("”")
    assert text.count("“") == text.count("”") == 1


@pytest.mark.parametrize(
    ("sentence", "style", "text"),
    [
        (CLAIM, MARKS, f"«\u00a0{CLAIM}\u00a0»"),
        ("Le salaire «\u00a0monte\u00a0» enfin.", MARKS, "«\u00a0Le salaire “monte” enfin.\u00a0»"),
        ("Le salaire « monte » enfin.", MARKS, "«\u00a0Le salaire “monte” enfin.\u00a0»"),
        ("Le salaire «monte» enfin.", MARKS, "«\u00a0Le salaire “monte” enfin.\u00a0»"),
        ("«\u00a0Le salaire monte.\u00a0»", MARKS, "«\u00a0Le salaire monte.\u00a0»"),
        (CLAIM, SOURCE_BEFORE, f"Le Courrier\u00a0: {CLAIM}"),
        (CLAIM, SOURCE_AFTER, f"{CLAIM} (Le Courrier)"),
    ],
)
def test_marks_are_those_of_the_sentences_language(sentence: str, style: str, text: str) -> None:
    source = None if style == MARKS else "Le Courrier"
    assert quoted(sentence, style, source=source, phrases=FRENCH) == text


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("The Courier", "The Courier"),
        ("  The\n Courier ", "The Courier"),
        ("x" * LONGEST_SOURCE, "x" * LONGEST_SOURCE),
        ("x" * (LONGEST_SOURCE + 1), None),
        (None, None),
        ("", None),
        ("courier.example", None),
        ("www.courier.example", None),
        ("Courier.Example", None),
        ("https://courier.example", None),
        ("Courier / Careers", None),
        ("\u202e\u200b", None),
    ],
)
def test_a_source_is_named_by_a_short_name_of_its_own_or_not_at_all(site: str | None, name: str | None) -> None:
    assert source_name(Article("https://www.courier.example/pay", "Pay", site=site)) == name
