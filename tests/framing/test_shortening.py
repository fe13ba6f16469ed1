"""Too long a text is shortened at its borders, says so, and never breaks a link or a limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.audiences import AUDIENCES
from postlab.framing.article import BY_HAND, SUMMARY, TEXT, Article, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, LINK, REPLY, TEXT_KINDS, Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import Draft, compose
from postlab.framing.lengths import BLUESKY, WEIGHTED_280, Graphemes
from postlab.framing.notes import NoteCode
from postlab.framing.words.lexicon import SUBJECTS
from postlab.framing.words.moments import kinds_of_moment
from postlab.quote_styles import QUOTES
from postlab.sanitise import postable

TODAY = date(2026, 11, 23)
URL = "https://news.example.org/graduate-pay?a=1&utm_content=contextualised-r3"
EXAMS = Brief("students", "exams")
TITLE = "Graduates earn more"
EVERYTHING = Recipe("all", ("moment", "question", "evidence", "call to action", "hashtags", "link"))


def of_length(count: int, start: str = "Pay") -> str:
    """A sentence of so many characters."""
    words = start + " rose" * count
    return words[: count - 1].rstrip() + "." * (count - len(words[: count - 1].rstrip()))


def draft(
    recipe: Recipe,
    *sentences: str,
    limit: int = 300,
    brief: Brief = EXAMS,
    title: str = TITLE,
    url: str = URL,
    shorter_urls: Sequence[str] = (),
    source: str = BY_HAND,
) -> Draft:
    article = Article(
        "https://x.org", title, published=TODAY, evidence=tuple(Evidence(one, None, source) for one in sentences)
    )
    rule = Graphemes(limit, 3000)
    return compose(article, recipe, brief, rule=rule, url=url, shorter_urls=shorter_urls, today=TODAY)


def noted(found: Draft) -> tuple[str, ...]:
    """What its notes say."""
    return tuple(note.sentence for note in found.notes)


def kinds(found: Draft) -> list[str]:
    return [block.kind for block in found.blocks]


def test_extras_go_first_then_the_opening_gets_shorter_and_goes_and_the_sentence_stays() -> None:
    claim = of_length(100)
    full = draft(EVERYTHING, claim, limit=400)
    assert kinds(full) == list(TEXT_KINDS[:-1])
    assert noted(full) == ()
    order = ["hashtags", "call to action"]
    for gone in (1, 2):
        earlier = draft(EVERYTHING, claim, limit=_just_too_short(claim, gone))
        assert kinds(earlier) == [kind for kind in TEXT_KINDS[:-1] if kind not in order[:gone]]
        assert [note.split(":")[0] for note in noted(earlier)] == [f"Left out the {kind}" for kind in order[:gone]]
        assert noted(earlier)[-1].endswith(f"1 grapheme too long for the limit of {earlier.limit}.")
    shortened = draft(EVERYTHING, claim, limit=_just_too_short(claim, 3))
    assert kinds(shortened) == ["moment", "question", "evidence", "link"]
    assert [note.code for note in shortened.notes] == [NoteCode.TOO_LONG, NoteCode.TOO_LONG, NoteCode.OPENING_SHORTENED]
    assert noted(shortened)[-1] == f"Shortened the opening: 1 grapheme too long for the limit of {shortened.limit}."
    alone = draft(EVERYTHING, claim, limit=100 + 2 + len(URL))
    assert alone.text == f"{claim}\n\n{URL}"
    assert alone.notes[-1].code is NoteCode.OPENING_LEFT_OUT
    assert noted(alone)[-1].startswith("Left out the opening: ")


def _just_too_short(claim: str, gone: int) -> int:
    """The limit that is one short of what the text takes before the block number `gone` is given up."""
    kept = [kind for kind in TEXT_KINDS[:-1] if kind not in ["hashtags", "call to action"][: gone - 1]]
    return draft(Recipe("kept", tuple(kept)), claim, limit=1000).length - 1


def test_the_opening_gets_ever_shorter() -> None:
    claim = of_length(100)
    lengths, texts = [], set()
    for limit in range(300, 100 + 2 + len(URL) - 1, -1):
        found = draft(CONTEXTUALISED, claim, limit=limit)
        assert f"{claim}\n\n{URL}" in found.text
        lengths.append(found.length)
        texts.add(found.text.partition(claim)[0])
    assert lengths == sorted(lengths, reverse=True)
    assert len(texts) > 3


def test_a_shorter_link_text_comes_after_a_shorter_opening_and_before_losing_it() -> None:
    claim, whole, shorter, shortest = of_length(100), "x" * 90, "x" * 60, "x" * 20

    def at(limit: int) -> Draft:
        return draft(CONTEXTUALISED, claim, limit=limit, url=whole, shorter_urls=(shorter, shortest))

    seen: list[tuple[bool, str]] = []
    for limit in range(400, 121, -1):
        found = at(limit)
        assert found.text.endswith(f"\n\n{found.link}")
        assert claim in found.text
        state = (found.blocks[0].kind in {"moment", "question"}, found.link)
        if state not in seen:
            seen.append(state)
    assert seen == [(True, whole), (True, shorter), (True, shortest), (False, shortest)]
    marked = at(200)
    assert [note.code for note in marked.notes] == [NoteCode.OPENING_SHORTENED, NoteCode.TOO_LONG]
    assert noted(marked)[1].startswith("Shortened how the link reads: ")


def test_a_link_text_that_is_no_shorter_is_not_tried() -> None:
    found = draft(CONTEXTUALISED, of_length(290), url="x" * 20, shorter_urls=("y" * 20, "z" * 30))
    assert found.link == "x" * 20


def test_a_link_in_the_first_reply_makes_no_room_in_the_text() -> None:
    recipe = Recipe("replied", ("moment", "question", "evidence", REPLY))
    for limit in range(200, 90, -5):
        found = draft(recipe, of_length(90), limit=limit, url="x" * 80, shorter_urls=("x" * 10,))
        assert found.link == "x" * 80
        assert found.reply is not None
        assert found.link in found.reply
        assert "Shortened how the link reads" not in " ".join(noted(found))


def test_the_best_sentence_stays_before_a_weaker_one_with_an_opening() -> None:
    found = draft(CONTEXTUALISED, of_length(200), of_length(190), of_length(60), limit=300)
    assert kinds(found) == ["evidence", "link"]
    assert found.text == f"{of_length(200)}\n\n{URL}"


def test_a_shorter_sentence_of_the_article_comes_only_where_the_best_does_not_fit_by_itself() -> None:
    found = draft(CONTEXTUALISED, of_length(290), of_length(60), limit=300)
    assert kinds(found) == ["moment", "question", "evidence", "link"]
    assert of_length(60) in found.text
    assert noted(found) == ("Quoted another sentence of the article: the first is too long for 300 graphemes.",)


def test_words_by_hand_are_cut_between_sentences() -> None:
    by_hand = "One short claim. " + of_length(290)
    found = draft(replace(CONTEXTUALISED, wording={"evidence": by_hand}))
    assert "One short claim.\n\n" in found.text
    assert noted(found) == ("Cut the evidence after a sentence: it is too long for 300 graphemes.",)
    asked = draft(Recipe("asks", ("question", "link"), {"question": "Is it? " + of_length(290)}))
    assert asked.text == f"Is it?\n\n{URL}"
    assert noted(asked)[0].startswith("Shortened the opening: ")


def test_what_is_cut_between_sentences_keeps_its_quotation_marks() -> None:
    found = draft(CONTEXTUALISED, "One short claim. " + of_length(290), source=TEXT)
    assert "“One short claim.”\n\n" in found.text
    assert found.text.count("“") == found.text.count("”") == 1


@pytest.mark.parametrize("source", [TEXT, SUMMARY, BY_HAND])
def test_a_claim_gives_way_to_the_headline_rather_than_being_cut_in_two(source: str) -> None:
    found = draft(CONTEXTUALISED, of_length(290), source=source)
    assert kinds(found) == ["moment", "question", "evidence", "link"]
    assert found.text.endswith(f"is worth it. “{TITLE}”\n\n{URL}")
    assert [note.code for note in found.notes] == [NoteCode.HEADLINE_ONLY]
    untitled = draft(CONTEXTUALISED, of_length(290), title="", source=source, brief=replace(EXAMS, moment="As it is,"))
    assert kinds(untitled)[-1] == "link"
    assert "rose" not in untitled.text
    assert noted(untitled)[-1].startswith("Left out the evidence: ")


def test_the_last_resort_is_a_cut_between_the_words_of_ones_own() -> None:
    claimed = Recipe("claim", ("evidence", "link"))
    for title in ("", of_length(500)):
        found = draft(claimed, of_length(600), title=title)
        assert found.blocks[0].text.endswith(" rose…")
        assert 290 < found.length <= 300
        assert noted(found) == ("Cut the evidence within a sentence: it alone is too long for 300 graphemes.",)


@pytest.mark.parametrize("title", ["", "Pay rose in every field that was asked about " * 7 + "but not in nursing"])
def test_a_pages_words_are_never_cut_between_words(title: str) -> None:
    found = draft(Recipe("claim", ("evidence", "link")), of_length(600), title=title, source=TEXT)
    assert found.text == URL
    assert [note.code for note in found.notes] == [NoteCode.NOTHING_FITS]


def test_a_title_that_does_not_fit_gives_way() -> None:
    assert draft(BARE_LINK, title="Long " * 80).text == f"Worth a look: {URL}"
    assert draft(BARE_LINK, title="Long " * 80, limit=len(URL) + 3).text == URL


def test_words_without_a_border_are_left_out() -> None:
    found = draft(Recipe("claim", ("evidence", "link")), "x" * 400, title="")
    assert found.text == URL
    assert noted(found) == ("Left out everything but the link: nothing else fits.",)


def test_a_text_may_be_too_long_in_bytes_alone() -> None:
    found = draft(EVERYTHING, "👨‍👩‍👧‍👦" * 116 + ".", limit=500)
    assert len(found.text.encode()) <= 3000
    assert any("too many bytes" in note for note in noted(found))


def test_thousands_of_sentences_are_no_trouble() -> None:
    long = " ".join(of_length(40) for _ in range(2000))
    found = draft(replace(EVERYTHING, wording={"evidence": long, "question": long, "moment": long}))
    assert found.length <= 300


WORDS = st.text(alphabet=st.sampled_from("aZ éß語🎉👩\u200d\u202e\n.!?,:;“”'#@/0"), max_size=400) | st.lists(
    st.sampled_from([URL, "Research", "shows.", "I", "exams", "x" * 90, "https://a.b", "With", "and,"]), max_size=40
).map(" ".join)
OPTIONAL = [kind for kind in TEXT_KINDS if kind not in {LINK, REPLY}]


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    blocks = draw(
        st.permutations([*draw(st.lists(st.sampled_from(OPTIONAL), unique=True)), draw(st.sampled_from([LINK, REPLY]))])
    )
    worded = draw(st.dictionaries(st.sampled_from(blocks), WORDS | st.sampled_from(["way 1", "way 2", "way 3"])))
    return Recipe("any", tuple(blocks), worded)


BRIEFS = st.builds(
    Brief,
    audience=st.sampled_from([*AUDIENCES, "mentors"]),
    moment=st.none() | st.sampled_from([kind.name for kind in kinds_of_moment()]) | WORDS,
    moment_on=st.none() | st.integers(-400, 400).map(lambda days: TODAY + timedelta(days)),
    wording=st.dictionaries(st.sampled_from(TEXT_KINDS), WORDS, max_size=2),
    quotes=st.sampled_from(QUOTES),
    turn=st.integers(0, 40),
)
ARTICLES = st.builds(
    Article,
    url=st.just("https://x.org"),
    title=WORDS,
    description=st.none() | WORDS,
    language=st.none() | st.sampled_from(["en", "es", "zh"]),
    site=st.none() | WORDS,
    evidence=st.lists(st.builds(Evidence, WORDS, source=st.sampled_from([TEXT, SUMMARY, BY_HAND])), max_size=3).map(
        tuple
    ),
    summary=st.none() | WORDS,
    subject=st.none() | st.sampled_from(SUBJECTS),
    subject_confidence=st.sampled_from([0.0, 0.9]),
)


@settings(max_examples=100, deadline=None)
@given(ARTICLES, recipes(), BRIEFS, st.sampled_from([WEIGHTED_280, BLUESKY, Graphemes(90, 200)]))
def test_every_draft_holds(article: Article, recipe: Recipe, brief: Brief, rule: Graphemes) -> None:
    found = compose(article, recipe, brief, rule=rule, url=URL, today=TODAY)
    assert rule.measure(found.text).fits
    assert found.length == rule.measure(found.text).used
    assert [text.count(URL) for text in found.texts] == ([0, 1] if recipe.link_in_reply else [1])
    assert found.text == found.text.strip() != ""
    assert found.reply is None or rule.measure(found.reply).fits
    assert not set("\x00\u202e\u200b") & set(found.text)
    assert "  " not in found.text
    assert all(block.text in found.text for block in found.blocks)
    assert found == compose(article, recipe, brief, rule=rule, url=URL, today=TODAY)
    given_words = recipe.wording.get("evidence") or brief.wording.get("evidence") or ""
    sources = [
        article.title,
        article.summary or "",
        *(evidence.sentence for evidence in article.evidence),
        given_words,
    ]
    for block in found.blocks:
        if block.kind == "evidence":
            site = postable(article.site or "")
            quoted = bare(block.text.removeprefix(f"{site}: ").removesuffix(f" ({site})")).rstrip(".…")
            assert any(quoted in bare(postable(source.replace(URL, " "))) for source in sources)


def bare(text: str) -> str:
    """A text without its quotation marks, which change where it is quoted."""
    return re.sub("[“”‘’]", "", text).casefold()


@st.composite
def quoting_recipes(draw: st.DrawFn) -> Recipe:
    others = draw(st.lists(st.sampled_from([kind for kind in OPTIONAL if kind != "evidence"]), unique=True))
    blocks = draw(st.permutations([*others, "evidence", draw(st.sampled_from([LINK, REPLY]))]))
    return Recipe(
        "any", tuple(blocks), draw(st.dictionaries(st.sampled_from(others), WORDS) if others else st.just({}))
    )


@settings(max_examples=150, deadline=None)
@given(
    quoting_recipes(),
    BRIEFS,
    st.sampled_from([TITLE, "A title", "", "Long title " * 30]),
    st.integers(20, 300),
    st.sampled_from([TEXT, SUMMARY, BY_HAND]),
    st.sampled_from(["en", "es", "zh"]),
    st.integers(120, 500),
)
def test_the_best_sentence_stays_wherever_it_fits_with_the_link(
    recipe: Recipe, brief: Brief, title: str, count: int, source: str, language: str, limit: int
) -> None:
    best, weaker = of_length(count), of_length(15, "Hours")
    article = Article(
        "https://x.org", title, language=language, evidence=(Evidence(best, 0, source), Evidence(weaker, 0, source))
    )
    brief = replace(brief, wording={kind: text for kind, text in brief.wording.items() if kind != "evidence"})
    rule, short = Graphemes(limit, 3000), "x.org/short"
    found = compose(article, recipe, brief, rule=rule, url=URL, shorter_urls=(short,), today=TODAY)
    marks = 0 if source == BY_HAND else 2
    beside = 0 if recipe.link_in_reply else 2 + len(short)
    fits = count + marks + beside <= limit
    assert (best in found.text) is fits
    assert not fits or weaker not in found.text
