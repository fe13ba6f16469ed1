"""What speaks to other readers is not quoted to an audience."""

from __future__ import annotations

from dataclasses import replace

import pytest

from framing.graduate_pay import ARTICLE
from postlab.audiences import AUDIENCES
from postlab.framing.article import BY_HAND, EMPLOYERS, LEARNERS, PARENTS, TEXT, Article, Evidence
from postlab.framing.readers import for_readers, suits

GENERAL = Evidence("Most graduates earn more.", 0, TEXT)
TO_LEARNERS = Evidence("Your CV should be short.", 40, TEXT, LEARNERS)
TO_PARENTS = Evidence("Ask your daughter what she would like to do.", 80, TEXT, PARENTS)
TO_EMPLOYERS = Evidence("Tell your staff what they earn.", 120, TEXT, EMPLOYERS)
EVERY = (TO_LEARNERS, GENERAL, TO_PARENTS, TO_EMPLOYERS)


@pytest.mark.parametrize(
    ("audience", "quoted"),
    [
        ("students", (TO_LEARNERS, GENERAL)),
        ("clients", (TO_LEARNERS, GENERAL)),
        ("parents", (GENERAL, TO_PARENTS)),
        ("employers", (GENERAL, TO_EMPLOYERS)),
        ("education providers", (GENERAL,)),
        ("colleagues", (GENERAL,)),
        ("alumni", EVERY),
    ],
)
def test_each_audience_is_quoted_what_speaks_to_it_or_to_nobody(audience: str, quoted: tuple[Evidence, ...]) -> None:
    assert for_readers(replace(ARTICLE, evidence=EVERY), audience).evidence == quoted


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_speaks_to_nobody_suits_everybody_and_no_audience_is_spoken_to_as_all(audience: str) -> None:
    assert suits(GENERAL, audience)
    assert suits(Evidence("Look here.", None, BY_HAND), audience)
    assert not all(suits(one, audience) for one in EVERY)


def test_where_nothing_suits_the_headline_is_left() -> None:
    article = replace(ARTICLE, evidence=(TO_LEARNERS,), summary="Your guide to a short CV.")
    left = for_readers(article, "employers")
    assert (left.evidence, left.summary) == ((), None)
    assert for_readers(article, "students") is article


def test_whom_it_speaks_to_is_stored_and_what_was_stored_before_speaks_to_nobody() -> None:
    document = replace(ARTICLE, evidence=(TO_PARENTS, GENERAL)).document()
    assert Article.of(document).evidence == (TO_PARENTS, GENERAL)
    for quoted in document["evidence"]:
        del quoted["speaks_to"]
    assert [quoted.speaks_to for quoted in Article.of(document).evidence] == [None, None]
