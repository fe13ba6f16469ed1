"""In what two framings differ: one thing has a name and a direction, several have none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, TEXT_KINDS, Recipe
from postlab.framing.brief import Brief
from postlab.framing.changes import single_changes
from postlab.framing.contrasts import CARRIERS, change_between, contrast_between, features

LED = Recipe("led", ("evidence", "moment", "question", "link"))


@pytest.mark.parametrize(
    ("control", "treatment", "key", "sign"),
    [
        (("link",), ("question", "link"), "question", 1),
        (("moment", "question", "link"), ("moment", "link"), "question", -1),
        (("evidence", "link"), ("moment", "evidence", "link"), "moment", 1),
        (("moment", "evidence", "link"), ("evidence", "moment", "link"), "evidence first", 1),
        (("evidence", "moment", "link"), ("moment", "evidence", "link"), "evidence first", -1),
        (CONTEXTUALISED.blocks, LED.blocks, "evidence first", 1),
        (("evidence", "question", "moment", "link"), ("question", "evidence", "moment", "link"), "evidence first", -1),
    ],
)
def test_one_difference_has_a_name_and_a_direction(
    control: tuple[str, ...], treatment: tuple[str, ...], key: str, sign: int
) -> None:
    found = contrast_between(Recipe("a", control), Recipe("b", treatment))
    assert found is not None
    assert (found.contrast.key, found.sign) == (key, sign)


@pytest.mark.parametrize(
    ("control", "treatment"),
    [
        (BARE_LINK, CONTEXTUALISED),
        (CONTEXTUALISED, CONTEXTUALISED),
        (LED, Recipe("x", ("question", "moment", "evidence", "link"))),
        (CONTEXTUALISED, Recipe("x", ("evidence", "question", "link"))),
        (Recipe("x", ("question", "link"), {"question": "way 2"}), Recipe("x", ("question", "hashtags", "link"))),
    ],
)
def test_none_or_several_have_no_name(control: Recipe, treatment: Recipe) -> None:
    assert contrast_between(control, treatment) is None


def test_wordings_are_told_apart_from_each_other_and_from_all_in_turn() -> None:
    said = [Recipe("x", ("question", "link"), words) for words in ({}, {"question": "way 1"}, {"question": "way 2"})]
    first, second, other = (contrast_between(said[one], said[two]) for one, two in ((0, 1), (2, 0), (1, 2)))
    assert first is not None
    assert second is not None
    assert other is not None
    assert (first.contrast.key, first.sign) == ("question: way 1 / in turn", 1)
    assert first.contrast.title == "question: its 1st wording rather than its wordings in turn"
    assert features(said[1]) == {"question": 1.0, "question: way 1": 1.0}
    assert (second.contrast.key, second.sign) == ("question: way 2 / in turn", -1)
    assert (other.contrast.key, other.sign) == ("question: way 2 / way 1", 1)
    by_hand = contrast_between(Recipe("x", ("question", "link"), {"question": "Why?"}), said[2])
    assert by_hand is not None
    assert (by_hand.contrast.key, by_hand.sign) == ("question: Why? / way 2", -1)
    assert by_hand.contrast.title == "question: “Why?” rather than its 2nd wording"


def test_of_what_takes_no_turns_the_first_wording_is_the_one_that_nobody_asked_for() -> None:
    said = [Recipe("x", ("evidence", "link"), words) for words in ({}, {"evidence": "way 1"}, {"evidence": "way 2"})]
    assert contrast_between(said[0], said[1]) is None
    second = contrast_between(said[0], said[2])
    assert second is not None
    assert (second.contrast.key, second.sign) == ("evidence: way 2 / way 1", 1)


framings = (
    st.lists(st.sampled_from(TEXT_KINDS[:-2]), unique=True)
    .flatmap(lambda kinds: st.sampled_from(CARRIERS).flatmap(lambda link: st.permutations([*kinds, link])))
    .map(lambda kinds: Recipe("any", tuple(kinds)))
)


@given(framings, framings)
def test_the_other_way_round_is_the_same_thing_with_the_other_sign(one: Recipe, other: Recipe) -> None:
    there, back = contrast_between(one, other), contrast_between(other, one)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert (there.contrast, there.sign) == (back.contrast, -back.sign)
    assert change_between(one, other) == {name: -amount for name, amount in change_between(other, one).items()}


def test_a_picture_or_no_preview_is_a_contrast_where_it_is_the_one_change() -> None:
    pictured = replace(CONTEXTUALISED, blocks=(*CONTEXTUALISED.blocks, "picture"))
    signed = contrast_between(CONTEXTUALISED, pictured)
    assert signed is not None
    assert (signed.contrast.key, signed.contrast.title, signed.sign) == ("picture", "a picture", 1)
    assert contrast_between(BARE_LINK, pictured) is None
    without = replace(CONTEXTUALISED, card=False)
    signed = contrast_between(without, CONTEXTUALISED)
    assert signed is not None
    assert (signed.contrast.key, signed.contrast.title, signed.sign) == ("no card", "no preview of the link", -1)
    assert contrast_between(replace(pictured, card=False), CONTEXTUALISED) is None
    assert change_between(CONTEXTUALISED, without) == {"no card": 1.0}


@given(framings)
def test_every_single_change_is_a_contrast_of_its_block_and_moves_a_feature(recipe: Recipe) -> None:
    for change in single_changes(recipe, brief=Brief("students", "exams")):
        found = contrast_between(recipe, change.recipe)
        assert found is not None, change
        assert found.contrast.block == change.block or change.kind_of_change == "move"
        assert found.sign == (-1 if change.kind_of_change == "drop" else found.sign)
        assert change_between(recipe, change.recipe)


def test_features_are_blocks_what_leads_out_of_turn_and_other_words() -> None:
    assert features(BARE_LINK) == {}
    worded = Recipe("x", ("evidence", "question", "link"), {"question": "way 3"})
    assert set(features(worded)) == {"evidence", "question", "evidence first", "question: way 3"}
