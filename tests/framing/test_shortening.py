"""Too long a text is shortened at its borders, says so, and never breaks a link or a limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, KINDS, LINK, REPLY, Recipe
from postlab.framing.brief import AUDIENCES, Brief
from postlab.framing.compose import Draft, compose
from postlab.framing.lengths import BLUESKY, WEIGHTED_280, Graphemes
from postlab.framing.words.moments import kinds_of_moment
from postlab.sanitise import postable

TODAY = date(2026, 11, 23)
URL = "https://news.example.org/graduate-pay?a=1&utm_content=contextualised-r3"
EXAMS = Brief("students", "exams")
EVERYTHING = Recipe("all", ("moment", "question", "evidence", "call to action", "hashtags", "link"))


def of_length(count: int, start: str = "Pay") -> str:
    """A sentence of so many characters."""
    words = start + " rose" * count
    return words[: count - 1].rstrip() + "." * (count - len(words[: count - 1].rstrip()))


def draft(recipe: Recipe, *sentences: str, limit: int = 300, brief: Brief = EXAMS, title: str = "Title") -> Draft:
    article = Article("https://x.org", title, evidence=tuple(Evidence(sentence) for sentence in sentences))
    return compose(article, recipe, brief, rule=Graphemes(limit, 3000), url=URL, today=TODAY)


def noted(found: Draft) -> tuple[str, ...]:
    """What its notes say."""
    return tuple(note.sentence for note in found.notes)


def kinds(found: Draft) -> list[str]:
    return [block.kind for block in found.blocks]


def test_extras_go_first_then_question_then_moment() -> None:
    claim = of_length(100)
    full = draft(EVERYTHING, claim, limit=400)
    assert kinds(full) == list(KINDS[:-1])
    assert noted(full) == ()
    order = ["hashtags", "call to action", "question", "moment"]
    for gone in range(1, 5):
        earlier = draft(EVERYTHING, claim, limit=_just_too_short(claim, gone))
        assert kinds(earlier) == [kind for kind in KINDS[:-1] if kind not in order[:gone]]
        assert [note.split(":")[0] for note in noted(earlier)] == [f"Left out the {kind}" for kind in order[:gone]]
        assert noted(earlier)[-1].endswith(f"1 grapheme too long for the limit of {earlier.limit}.")


def _just_too_short(claim: str, gone: int) -> int:
    """The limit that is one short of what the text takes before the block number `gone` is given up."""
    kept = [kind for kind in KINDS[:-1] if kind not in ["hashtags", "call to action", "question"][: gone - 1]]
    return draft(Recipe("kept", tuple(kept)), claim, limit=1000).length - 1


def test_a_shorter_sentence_of_the_article_comes_before_losing_a_block() -> None:
    found = draft(CONTEXTUALISED, of_length(200), of_length(190), of_length(60), limit=300)
    assert kinds(found) == ["moment", "question", "evidence", "link"]
    assert of_length(60) in found.text
    assert noted(found) == ("Quoted another sentence of the article: the first is too long for 300 graphemes.",)


def test_words_by_hand_are_cut_between_sentences() -> None:
    by_hand = "One short claim. " + of_length(190)
    found = draft(replace(CONTEXTUALISED, wording={"evidence": by_hand}))
    assert "One short claim.\n\n" in found.text
    assert noted(found) == ("Cut the evidence after a sentence: it is too long for 300 graphemes.",)
    asked = draft(Recipe("asks", ("question", "link"), {"question": "Is it? " + of_length(290)}))
    assert asked.text == f"Is it?\n\n{URL}"
    assert noted(asked)[0].startswith("Cut the question after a sentence: ")


def test_a_claim_is_left_out_rather_than_cut_in_two() -> None:
    found = draft(CONTEXTUALISED, of_length(290))
    assert kinds(found) == ["moment", "question", "link"]
    assert noted(found)[0].startswith("Left out the evidence: ")


def test_the_last_resort_is_a_cut_between_words() -> None:
    found = draft(Recipe("claim", ("evidence", "link")), of_length(600))
    assert found.blocks[0].text.endswith(" rose…")
    assert 290 < found.length <= 300
    assert noted(found) == ("Cut the evidence within a sentence: it alone is too long for 300 graphemes.",)


def test_a_title_that_does_not_fit_gives_way() -> None:
    assert draft(BARE_LINK, title="Long " * 80).text == f"Worth a look: {URL}"
    assert draft(BARE_LINK, title="Long " * 80, limit=len(URL) + 3).text == URL


def test_words_without_a_border_are_left_out() -> None:
    found = draft(Recipe("claim", ("evidence", "link")), "x" * 400)
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
OPTIONAL = [kind for kind in KINDS if kind not in {LINK, REPLY}]


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
    wording=st.dictionaries(st.sampled_from(KINDS), WORDS, max_size=2),
)
ARTICLES = st.builds(
    Article,
    url=st.just("https://x.org"),
    title=WORDS,
    description=st.none() | WORDS,
    evidence=st.lists(st.builds(Evidence, WORDS), max_size=3).map(tuple),
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
    given_words = recipe.wording.get("evidence") or brief.wording.get("evidence")
    sources = [article.description or "", *(evidence.sentence for evidence in article.evidence), given_words or ""]
    for block in found.blocks:
        if block.kind == "evidence":
            quoted = block.text.rstrip(".…").casefold()
            assert any(quoted in postable(source.replace(URL, " ")).casefold() for source in sources)
