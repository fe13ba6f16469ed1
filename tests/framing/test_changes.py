"""A next try differs in one thing, and says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, KINDS, LINK, REPLY, TEXT_KINDS, Recipe
from postlab.framing.brief import Brief
from postlab.framing.changes import Change, single_changes
from postlab.framing.compose import compose
from postlab.framing.lengths import BLUESKY
from postlab.framing.words import wording_for
from postlab.framing.words.wordings import PACKAGED

EXAMS = Brief("students", "exams")
WORTH = "pay and worth of study"


def by_summary(recipe: Recipe, **options: object) -> dict[str, Change]:
    return {change.summary: change for change in single_changes(recipe, **options)}  # type: ignore[arg-type] # passed on


def test_the_changes_of_the_contextualised_framing() -> None:
    found = by_summary(CONTEXTUALISED, brief=EXAMS, replies=True)
    assert list(found) == [
        "lead with the evidence",
        "lead with the question",
        "name the moment another way",
        "wonder with the reader in every post",
        "quote another sentence of the article",
        "drop the moment",
        "drop the question",
        "drop the evidence",
        "add a call to action",
        "add hashtags",
        "put the link into the first reply",
    ]
    led = found["lead with the evidence"]
    assert (led.block, led.kind_of_change) == ("evidence", "move")
    assert led.recipe == Recipe("contextualised, evidence first", ("evidence", "moment", "question", "link"))
    assert found["drop the question"].recipe.blocks == ("moment", "evidence", "link")
    assert found["add hashtags"].recipe.blocks == ("moment", "question", "evidence", "hashtags", "link")


def test_a_bare_link_can_gain_any_block() -> None:
    found = by_summary(BARE_LINK)
    added = {change.block for change in found.values() if change.kind_of_change == "add"}
    assert added == {*TEXT_KINDS} - {LINK, REPLY}
    assert found["lead in to the link with other words"].recipe.wording == {"link": "way 2"}


def test_what_was_tried_is_not_offered_again() -> None:
    first = by_summary(CONTEXTUALISED)["drop the question"].recipe
    again = [change.recipe.blocks for change in single_changes(first, tried=[CONTEXTUALISED])]
    assert CONTEXTUALISED.blocks not in again
    assert "add a question" not in by_summary(first, tried=[CONTEXTUALISED])


def test_undoing_a_change_gives_the_name_back() -> None:
    dropped = by_summary(CONTEXTUALISED)["drop the question"].recipe
    assert dropped.name == "contextualised, no question"
    assert by_summary(dropped)["add a question"].recipe == CONTEXTUALISED
    both = by_summary(dropped)["add hashtags"].recipe
    assert both.name == "contextualised, no question, with hashtags"


def test_wording_goes_round_and_comes_back() -> None:
    recipe, names = CONTEXTUALISED, []
    for _ in range(4):
        recipe = next(
            change.recipe
            for change in single_changes(recipe)
            if (change.block, change.kind_of_change) == ("question", "reword")
        )
        names.append(recipe.name)
    assert names == [f"contextualised, question way {number}" for number in (1, 2, 3, 1)]
    assert recipe.wording == {"question": "way 1"}
    quoted = by_summary(replace(CONTEXTUALISED, wording={"evidence": "way 3"}))["quote another sentence of the article"]
    assert quoted.recipe == CONTEXTUALISED


def test_what_every_post_has_is_said_so() -> None:
    asked = {1: "wonder with the reader", 2: "ask a question outright", 3: "state the worry instead of asking"}
    for number, summary in asked.items():
        before = {} if number == 1 else {"question": f"way {number - 1}"}
        change = by_summary(replace(CONTEXTUALISED, wording=before))[f"{summary} in every post"]
        assert change.recipe.wording == {"question": f"way {number}"}
        texts = [
            compose(
                Article("https://x.org", "Is a degree worth it? Graduates' pay", evidence=(Evidence("Pay rose."),)),
                Recipe("asks", ("question", "evidence", "link"), change.recipe.wording),
                Brief(turn=turn),
                rule=BLUESKY,
                today=date(2026, 11, 23),
            )
            .blocks[0]
            .text
            for turn in range(6)
        ]
        assert len(set(texts)) == 1
        assert texts[0].casefold() in {words.casefold() for words in wording_for("students").openings_on(WORTH)}


def test_other_hashtags_are_the_labs_own() -> None:
    ours = ["#Ours", "#OursToo", "#OurThird", "#OurFourth"]
    wordings = PACKAGED.with_documents({"en": {"audiences/students.toml": {"hashtags": ours}}})
    tagged = Recipe("tagged", ("evidence", "hashtags", "link"))
    assert "use other hashtags: #OursToo" in by_summary(tagged, brief=EXAMS, wordings=wordings)


def test_what_could_not_be_seen_is_not_offered() -> None:
    assert "add a moment" not in by_summary(BARE_LINK, brief=Brief())
    assert "name the moment another way" not in by_summary(CONTEXTUALISED, brief=Brief(moment="As term ends,"))
    by_hand = Brief(moment="exams", wording={"evidence": "Pay rose.", "question": "Why?"})
    assert "quote another sentence of the article" not in by_summary(CONTEXTUALISED, brief=by_hand)
    asked = by_summary(CONTEXTUALISED, brief=by_hand)["wonder with the reader in every post"]
    assert asked.recipe.wording == {"question": "way 1"}


def test_added_blocks_stay_behind_what_leads() -> None:
    led = by_summary(Recipe("x", ("moment", "evidence", "link")))["lead with the evidence"].recipe
    assert by_summary(led)["add a question"].recipe.blocks == ("evidence", "moment", "question", "link")


def test_the_link_goes_into_the_first_reply_and_comes_back() -> None:
    recipe = replace(CONTEXTUALISED, wording={"link": "Read on:", "question": "why?"})
    out = by_summary(recipe, brief=EXAMS, replies=True)["put the link into the first reply"]
    assert (out.block, out.kind_of_change) == (REPLY, "place")
    assert out.recipe == Recipe(
        "contextualised, link in the reply", ("moment", "question", "evidence", REPLY), {"question": "why?"}
    )
    offered = by_summary(out.recipe, brief=EXAMS)
    back = offered["put the link back into the text"]
    assert (back.block, back.kind_of_change) == (REPLY, "place")
    assert back.recipe.name == "contextualised"
    assert back.recipe.blocks == CONTEXTUALISED.blocks
    assert offered["lead in to the link in the first reply with other words"].recipe.wording[REPLY] == "way 2"
    assert not {"drop the link in reply", "add a link", "drop the link"} & {*offered, *by_summary(recipe)}


def test_other_hashtags_are_named_and_come_after_those_given_by_hand() -> None:
    tagged = Recipe("tagged", ("evidence", "hashtags", "link"))
    assert by_summary(tagged, brief=EXAMS)["use other hashtags: #StudyChoices"].recipe.wording == {"hashtags": "way 2"}
    ours = replace(EXAMS, wording={"hashtags": "#Ours"})
    assert by_summary(tagged, brief=ours)["use other hashtags: #Careers #Students"].recipe.wording == {
        "hashtags": "way 1"
    }


@given(
    st.lists(st.sampled_from(TEXT_KINDS[:-2]), unique=True).flatmap(
        lambda kinds: st.sampled_from([LINK, REPLY]).flatmap(lambda link: st.permutations([*kinds, link]))
    )
)
def test_every_change_is_one_change_and_shows_in_the_text(kinds: list[str]) -> None:
    recipe = Recipe("any", tuple(kinds))
    # where nobody can tell what it is about, an added question stays unasked
    article = Article("https://x.org", "Graduates earn more", evidence=(Evidence("Pay rose."), Evidence("Hours fell.")))
    rule = replace(BLUESKY, limit=1000)

    def text(framing: Recipe) -> tuple[str, ...]:
        # words that are asked for may be those of the first turn
        briefs = (replace(EXAMS, turn=turn) for turn in (0, 1))
        drafts = [compose(article, framing, brief, rule=rule, today=date(2026, 11, 23)) for brief in briefs]
        return tuple(text for draft in drafts for text in draft.texts)

    for change in single_changes(recipe, brief=EXAMS, replies=True):
        touched = {LINK, REPLY} if change.kind_of_change == "place" else {change.block}
        others = [kind for kind in recipe.blocks if kind not in touched]
        assert [kind for kind in change.recipe.blocks if kind not in touched] == others
        assert set(change.recipe.wording) <= {change.block}
        assert text(change.recipe) != text(recipe)


def test_a_picture_is_added_without_a_word_and_taken_out_again() -> None:
    found = by_summary(CONTEXTUALISED, pictures=True)
    pictured = found["with the picture"].recipe
    assert pictured.blocks == (*CONTEXTUALISED.blocks, "picture")
    assert pictured.name == "contextualised, with picture"
    assert by_summary(pictured)["drop the picture"].recipe.name == "contextualised"
    assert "with the picture" not in by_summary(CONTEXTUALISED)
    assert "with the picture" not in by_summary(pictured, pictures=True)


def test_the_preview_is_left_out_and_put_back() -> None:
    without = by_summary(BARE_LINK, cards=True)["leave the preview of the link out"].recipe
    assert (without.card, without.name, without.blocks) == (False, "bare link, no card", ("link",))
    back = by_summary(without, cards=True)["show the preview of the link again"].recipe
    assert (back.card, back.name) == (True, "bare link")
    assert not any("preview" in summary for summary in by_summary(BARE_LINK))


def test_what_stands_beside_a_text_stays_through_every_other_change() -> None:
    recipe = Recipe("any", (*CONTEXTUALISED.blocks, "picture"), card=False)
    for change in single_changes(recipe, brief=EXAMS, replies=True):
        assert change.recipe.card is False
        assert change.recipe.has_picture is (change.block != "picture")
        assert change.recipe.blocks[-1:] == ("picture",) or change.block == "picture"


@pytest.mark.parametrize(
    ("blocks", "wording", "words"),
    [
        (("link", "picture"), {"picture": "Caps."}, "words for the picture"),
        (("link", "emoji"), {}, "emoji"),
        (("link", "link"), {}, "twice"),
        (("question",), {}, "no link"),
        (("link", "link_in_reply"), {}, "link twice"),
        (("link",), {"link in reply": "Read on:"}, "does not use"),
        (("link",), {"question": "Why?"}, "does not use"),
        (("link",), {"emoji": "x"}, "emoji"),
    ],
)
def test_impossible_recipes_are_refused(blocks: tuple[str, ...], wording: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Recipe("x", blocks, wording)


def test_unknown_blocks_are_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        Recipe("x", ("emoji", "link"))
    assert all(kind in caught.value.hint for kind in KINDS)
    assert Recipe("x", ("Call-To_Action", "link")).blocks == ("call to action", "link")
