"""Where a page says its point: the lead comes first, and a number far down is no point of its own."""

from __future__ import annotations

import pytest

from postlab.articles.candidates import Candidate, candidates
from postlab.articles.detail import is_detail, is_far_down, may_stand_in, precedence, without_details
from postlab.articles.evidence import evidence_sentences
from postlab.articles.ranking import Headline, headline_of
from postlab.articles.vocabulary import vocabulary

TITLE = "Bakers who train on the job stay in their trade"
FILLER = (
    "Nobody can say today whether the rain on that morning had anything to do with it. " * 3
    + "\n"
    + "The ovens were hot, the street was empty, and the bread had to be ready before six. " * 3
)
LEAD = "Bakers who train on the job like their trade better than those who learn it at a school."
FINDING = "Four in five bakers who train on the job stay in their trade for ten years, a study found."
COSTS = "Each of the ovens in which bakers train costs 4,200 euros, and two are needed for a trade school."
ADVICE = "Ask bakers who train on the job what they like about their trade before you choose."
WORDS = vocabulary("en")


def quoted(*paragraphs: str, title: str = TITLE, description: str | None = None) -> list[str]:
    text = "\n".join(paragraphs)
    chosen = evidence_sentences(text, language="en", title=title, description=description)
    return [one.sentence for one in chosen]


def promised() -> Headline:
    return headline_of(TITLE, (), candidates(f"{LEAD}\n{FILLER}\n{FINDING}", (), language="en"), WORDS)


@pytest.mark.parametrize(
    ("where", "far_down"),
    [
        (Candidate(LEAD, position=0), False),
        (Candidate(LEAD, position=900, paragraph=1), False),
        (Candidate(LEAD, position=200, paragraph=3), False),
        (Candidate(LEAD, position=900, paragraph=2), True),
        (Candidate(LEAD, position=900, paragraph=2, described_at=(0, 0)), False),
        (Candidate(LEAD, described_at=(0, 0)), False),
    ],
)
def test_what_stands_far_down(where: Candidate, *, far_down: bool) -> None:
    assert is_far_down(where) is far_down


def test_the_lead_goes_before_what_is_worth_a_little_more() -> None:
    lead, below = Candidate(LEAD, position=0), Candidate(LEAD, position=900, paragraph=6)
    assert precedence(3.0, lead) > precedence(3.9, below)
    assert precedence(3.0, lead) < precedence(4.1, below)
    assert precedence(3.0, below) == precedence(3.0, Candidate(LEAD, described_at=(0, 0))) == 3.0


@pytest.mark.parametrize(
    ("sentence", "paragraph", "detail"),
    [
        (COSTS, 5, True),
        (COSTS, 0, False),
        (FINDING, 5, False),
        ("The study found that 312 schools bought an oven for bread.", 5, True),
        (LEAD, 5, False),
    ],
)
def test_a_number_far_down_is_a_detail_unless_it_is_a_finding_about_the_headline(
    sentence: str, paragraph: int, *, detail: bool
) -> None:
    one = Candidate(sentence, position=200 * paragraph, paragraph=paragraph)
    assert is_detail(one, promised(), WORDS) is detail


def test_a_detail_is_not_quoted() -> None:
    assert quoted(FILLER, COSTS) == []
    assert quoted(COSTS, FILLER) == [COSTS]
    assert quoted(FILLER, FINDING) == [FINDING]
    assert COSTS not in quoted(LEAD, FILLER, COSTS)


def test_without_a_headline_nothing_is_a_detail() -> None:
    number = "Bakers earn 30 per cent more than cooks after ten years, which few of them know."
    assert number in quoted(FILLER, number, title="")


def test_where_the_best_is_a_detail_only_the_lead_may_stand_in() -> None:
    far = [Candidate(text, position=900 + at, paragraph=4 + at) for at, text in enumerate((COSTS, ADVICE, LEAD))]
    lead = Candidate(FINDING, position=0)

    def left(*in_order: Candidate) -> list[str]:
        pairs = [(5.0 - at, one) for at, one in enumerate(in_order)]
        kept = without_details(pairs, promised(), WORDS, may_be_quoted=lambda one: one.text != LEAD)
        return [one.text for _, one in kept]

    assert left(far[0], far[1], lead) == [FINDING]
    assert left(far[1], far[0], lead) == [ADVICE, FINDING]
    # what a rule refuses says nothing about the page
    assert left(far[2], far[1]) == [ADVICE]


def test_as_few_rules_as_will_do_are_tried() -> None:
    asked: list[str] = []

    def allowed(one: Candidate) -> bool:
        asked.append(one.text)
        return True

    far = [(5.0 - at, Candidate(text, position=900, paragraph=4)) for at, text in enumerate((COSTS, ADVICE, FINDING))]
    assert list(without_details(far, promised(), WORDS, may_be_quoted=allowed)) == []
    assert asked == [COSTS]


@pytest.mark.parametrize(
    ("sentence", "paragraph", "may"),
    [
        (LEAD, 5, True),
        ("Bread is dearer in the towns where nobody lights an oven in the morning.", 5, False),
        ("Bread is dearer in the towns where nobody lights an oven in the morning.", 0, True),
    ],
)
def test_what_stands_in_for_the_best_from_far_down_has_to_do_with_the_headline(
    sentence: str, paragraph: int, *, may: bool
) -> None:
    one = Candidate(sentence, position=200 * paragraph, paragraph=paragraph)
    assert may_stand_in(one, promised(), WORDS) is may
    assert may_stand_in(one, Headline({}), WORDS)


def test_readers_to_whom_the_best_does_not_speak_are_told_nothing_beside_the_point() -> None:
    loose = "Bakers are proud of what they do, because towns need bread more than they need another bank."
    for_all = "Bakers who train on the job are happier in their trade, because somebody shows them every step."
    told = "Ask bakers who train on the job what they like about their trade before you choose."
    assert quoted(told, FILLER, loose) == [told]
    assert quoted(told, loose, FILLER) == [told, loose]
    assert quoted(told, FILLER, loose, for_all) == [told, for_all]
    assert loose in quoted(LEAD, FILLER, loose)
