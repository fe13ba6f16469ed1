"""Every audience and every moment has words that read well, in every phase and every way."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product

import pytest

from postlab.audiences import AUDIENCES
from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import Recipe, way
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.framing.notes import NoteCode
from postlab.framing.words import wording_for
from postlab.framing.words.audience import AudienceWording
from postlab.framing.words.moments import kinds_of_moment

MOMENTS = tuple(kind.name for kind in kinds_of_moment())
ANYONE = wording_for("mentors")
TODAY = date(2026, 11, 25)
ARTICLE = Article("https://x.org/a", "Title", evidence=(Evidence("Pay rose."),))
RULE = Graphemes(300, 3000)
DAYS = (None, 200, 30, 5, 2, 1, 0, -1, -30, -300)
ASKED = ("moment", "question", "call to action", "hashtags", "link")
UNASKED = ("moment", "evidence", "hashtags", "link")
BAD = re.compile(r"[{}]|  |[.,!?:;]{2}|\s[.,!?:;]|\b(\w+) \1\b|[A-Z]\w+ize[sd]?\b|\bits over\b")


@pytest.mark.parametrize("audience", [*AUDIENCES, "mentors"])
def test_every_text_reads_well(audience: str) -> None:
    for moment, days, number, blocks in product((*MOMENTS, None), DAYS, (1, 2, 3), (ASKED, UNASKED)):
        on = None if days is None else TODAY + timedelta(days)
        wording = {kind: way(number) for kind in blocks}
        found = compose(ARTICLE, Recipe("any", blocks, wording), Brief(audience, moment, on), rule=RULE, today=TODAY)
        prose, tags, link = found.text.split("\n\n")
        assert prose[0].isupper(), prose
        assert prose.endswith((".", "?")), prose
        assert not BAD.search(prose), prose
        assert all(sentence[0].isupper() for sentence in re.split(r"(?<=[.?]) ", prose)), prose
        assert all(re.fullmatch(r"#[A-Z]\w+", tag) for tag in tags.split()), tags
        assert len(set(tags.split())) == len(tags.split())
        assert link == "https://x.org/a"
        assert not [note for note in found.notes if note.code is NoteCode.TOO_LONG]


@pytest.mark.parametrize("audience", [*AUDIENCES, "mentors"])
def test_the_ways_differ_and_questions_are_short_and_joinable(audience: str) -> None:
    wording: AudienceWording = wording_for(audience)
    sets = [wording.general, *wording.before.values(), *wording.after.values(), wording.calls, wording.hashtags]
    assert all(len(set(ways)) == 3 for ways in sets)
    assert {*wording.before, *wording.after} <= set(MOMENTS)
    for ways in (wording.general, *wording.before.values(), *wording.after.values()):
        assert all(question[0].islower() and len(question) <= 90 for question in ways)
    if audience in AUDIENCES:
        assert set(wording.before) == set(MOMENTS)
        assert wording is not ANYONE


@pytest.mark.parametrize("name", ["student", "Students", "education_provider", "Education Providers"])
def test_audiences_are_found_however_they_are_spelt(name: str) -> None:
    assert wording_for(name) is not ANYONE


def test_no_two_moments_share_a_name() -> None:
    names = [name for kind in kinds_of_moment() for name in {kind.name, kind.what, *kind.aliases}]
    assert len(names) == len(set(names))


def test_the_ways_of_a_moment_differ_in_the_text() -> None:
    for moment, days, blocks in product(MOMENTS, DAYS, (ASKED, UNASKED)):
        on = None if days is None else TODAY + timedelta(days)
        texts = {
            compose(
                ARTICLE,
                Recipe("any", blocks, {"moment": way(number)}),
                Brief("students", moment, on),
                rule=RULE,
                today=TODAY,
            ).text
            for number in (1, 2, 3)
        }
        assert len(texts) == 3, (moment, days)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("days", DAYS)
def test_a_moment_in_your_own_words_reads_well_before_while_and_after_it_lasts(days: int | None, number: int) -> None:
    on = None if days is None else TODAY + timedelta(days)
    for blocks in (ASKED, UNASKED):
        found = compose(
            ARTICLE,
            Recipe("any", blocks, {"moment": way(number)}),
            Brief("students", "the spring festival", on, 5),
            rule=RULE,
            today=TODAY,
        )
        prose = found.text.split("\n\n")[0]
        assert "spring festival" in prose
        assert prose[0].isupper(), prose
        assert not BAD.search(prose), prose
