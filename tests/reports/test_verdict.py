"""The sentence of a verdict, for every decision and every kind of name."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.reports.verdict import VerdictView
from postlab.stats import Decision

VIEW = VerdictView(
    decision=Decision.TREATMENT_WORKS,
    control="bare link",
    treatment="contextualised",
    metric="clicks",
    ratio=2.104,
    low=1.31,
    high=3.57,
    log_e_treatment=math.log(57),
    log_e_control=math.log(0.1),
    alpha=0.05,
    worthwhile=1.5,
    rounds=9,
    voided=0,
    posts=18,
    accounts=1,
    planned=12,
    rounds_to_go=None,
)
OPEN = replace(VIEW, decision=Decision.KEEP_GOING, rounds_to_go=20, low=None, high=None)


def test_the_two_stock_names_read_like_a_sentence() -> None:
    assert VIEW.sentence == (
        "Context worked: about 2.1 times the clicks of a bare link (between 1.3 and 3.6), 9 rounds, 18 posts."
    )


def test_other_names_are_quoted() -> None:
    assert replace(VIEW, treatment="question first", control="plain").sentence.startswith(
        "“question first” worked: about 2.1 times the clicks of “plain” (between"
    )


def test_the_control_wins_by_the_inverse() -> None:
    view = replace(VIEW, decision=Decision.CONTROL_WORKS, ratio=0.5, low=0.25, high=0.8, metric="likes")
    assert view.sentence == (
        "The bare link did better: about 2.0 times the likes of a post with context (between 1.2 and 4.0), "
        "9 rounds, 18 posts."
    )


def test_a_bound_that_is_not_known_is_left_out() -> None:
    assert "of a bare link (at least 1.3), 9 rounds" in replace(VIEW, high=None).sentence
    assert "of a bare link, 9 rounds" in replace(VIEW, low=None, high=None).sentence


def test_several_accounts_are_told() -> None:
    view = replace(VIEW, accounts=3, posts=54)
    assert view.sentence.endswith("9 rounds, 54 posts on 3 accounts.")
    assert any("average over the 3 accounts" in sentence for sentence in view.meaning)


def test_no_practical_difference() -> None:
    view = replace(VIEW, decision=Decision.NO_PRACTICAL_DIFFERENCE, ratio=1.04, low=0.8, high=1.3)
    assert view.sentence == (
        "No practical difference: context has about 1.0 times the clicks of a bare link, less than 1.5 times "
        "either way, 9 rounds, 18 posts."
    )


def test_keep_going_says_how_many_more() -> None:
    assert OPEN.sentence == (
        "Keep going: too early to tell after 9 rounds, 18 posts. So far context has about 2.1 times the clicks of "
        "a bare link, which may be chance. About 20 more rounds would settle a difference of 1.5 times."
    )
    assert "If there is a difference, it is between 0.80 and 3.0 times." in replace(OPEN, low=0.8, high=3).sentence
    assert replace(OPEN, rounds_to_go=1).sentence.endswith("About 1 more round would settle a difference of 1.5 times.")


def test_before_any_round_counts() -> None:
    view = replace(OPEN, rounds=0, posts=0, ratio=None, rounds_to_go=93)
    assert view.sentence == ("Keep going: no round counts yet. About 93 rounds would settle a difference of 1.5 times.")
    ended = replace(view, decision=Decision.NOT_ENOUGH_POSTS)
    assert ended.sentence.startswith("Not enough posts to tell: no round counted. About 93 rounds")


def test_not_enough_posts_is_no_failure() -> None:
    view = replace(OPEN, decision=Decision.NOT_ENOUGH_POSTS, low=0.7, high=2.9)
    assert view.sentence.startswith("Not enough posts to tell after 9 rounds, 18 posts.")
    assert "If there is a difference, it is between 0.70 and 2.9 times." in view.sentence
    assert "About 20 more rounds" in view.sentence
    assert view.meaning[0].startswith("That is no failure")


def test_a_winner_is_called_optimistic_and_the_typical_post_is_named() -> None:
    meaning = " ".join(VIEW.meaning)
    assert "optimistic" in meaning
    assert "typical posts" in meaning
    assert "1 in 20 experiments" in meaning


def test_what_else_it_means() -> None:
    assert any("round 6" in sentence for sentence in OPEN.meaning)
    assert any("round 5" in sentence for sentence in replace(OPEN, alpha=0.1).meaning)
    assert any("does not reach 1.5 times" in sentence for sentence in replace(OPEN, not_worth_it=True).meaning)
    assert any("stops after 12 rounds" in sentence for sentence in replace(OPEN, beyond_plan=True).meaning)
    assert any("changing" in sentence for sentence in replace(VIEW, drift=True).meaning)
    assert any("real but small" in sentence for sentence in replace(VIEW, not_worth_it=True).meaning)


def test_a_simulated_audience_is_the_first_word() -> None:
    view = replace(VIEW, simulated=True)
    assert view.sentence.startswith("Simulated audience. Context worked")
    assert "nothing about real people" in view.meaning[0]


def test_a_name_from_outside_is_neutralised() -> None:
    assert "\x1b" not in replace(VIEW, treatment="\x1b[31mred").sentence


bounds = st.none() | st.floats(0.001, 1000)


@given(
    decision=st.sampled_from(list(Decision)),
    ratio=st.floats(1e-9, 1e9),
    low=bounds,
    high=bounds,
    rounds=st.integers(1, 1000),
    to_go=st.none() | st.integers(1, 10**6),
)
def test_every_verdict_is_a_sentence(
    decision: Decision, ratio: float, low: float | None, high: float | None, rounds: int, to_go: int | None
) -> None:
    view = replace(VIEW, decision=decision, ratio=ratio, low=low, high=high, rounds=rounds, rounds_to_go=to_go)
    for sentence in (view.sentence, *view.meaning):
        assert sentence[0].isupper() or sentence[0] == "“"
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert "None" not in sentence
        assert " p " not in sentence
        assert "p-value" not in sentence


@pytest.mark.parametrize("decision", list(Decision))
def test_settled(decision: Decision) -> None:
    assert replace(VIEW, decision=decision).settled == (
        decision not in {Decision.KEEP_GOING, Decision.NOT_ENOUGH_POSTS}
    )


def test_a_ratio_that_small_counts_have_shrunk_says_what_it_stands_for() -> None:
    shrunk = replace(VIEW, ratio=1.49, doubling_shows_as=1.52, unshrunk=2.02)
    (told,) = [line for line in shrunk.meaning if "Small counts" in line]
    assert "a true doubling shows as 1.5 times, and the 1.5 times shown stand for about 2.0" in told
    assert not any("Small counts" in line for line in replace(VIEW, doubling_shows_as=2.0).meaning)
