"""Setting what blocks truly do to the simulated audience."""

from __future__ import annotations

import math

import pytest

from postlab.platforms.audience_effects import COUNTED, DEFAULT_EFFECTS, KINDS, complete, parse_effects


@pytest.mark.parametrize(
    ("pieces", "effects"),
    [
        ([], {}),
        ("", {}),
        (["question=0.5"], {"question": 0.5}),
        (["question.clicks=0.5"], {"question": {"clicks": 0.5}}),
        (["question.clicks=0.5", "question.likes=2"], {"question": {"clicks": 0.5, "likes": 2.0}}),
        (
            ["Call-to-Action=1.2", "evidence_first.impressions = 1.1"],
            {
                "call to action": 1.2,
                "evidence first": {"impressions": 1.1},
            },
        ),
        ("question=0.5, evidence=1.5,", {"question": 0.5, "evidence": 1.5}),
        (["question.clicks=3", "question=0.5"], {"question": 0.5}),
        (
            ["question=0.5", "question.clicks=3"],
            {
                "question": {"likes": 0.5, "comments": 0.5, "shares": 0.5, "clicks": 3.0},
            },
        ),
    ],
)
def test_pieces_are_read(pieces: list[str] | str, effects: dict[str, object]) -> None:
    assert parse_effects(pieces) == effects


@pytest.mark.parametrize(
    ("piece", "sentence"),
    [
        ("question", "KIND=FACTOR"),
        ("quest=0.5", "no block 'quest'; did you mean “question”"),
        ("question.views=0.5", "no metric 'views'; did you mean “impressions”"),
        ("question.=0.5", "no metric ''"),
        ("question=much", "must be a number such as 1.3, not 'much'"),
        ("question=", "must be a number"),
        ("question=0", "above 0 and at most 100"),
        ("question=-1", "above 0 and at most 100"),
        ("question=nan", "above 0 and at most 100"),
        ("question=inf", "above 0 and at most 100"),
        ("=2", "no block ''"),
    ],
)
def test_a_piece_that_cannot_be_read_is_explained(piece: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_effects([piece])


def test_every_kind_has_a_factor_for_every_metric() -> None:
    factors = complete({})

    assert set(factors) == set(KINDS) == set(DEFAULT_EFFECTS)
    assert all(set(by_metric) == set(COUNTED) for by_metric in factors.values())


def test_one_factor_replaces_all_engagement_and_moves_impressions_by_its_root() -> None:
    question = complete({"question": 0.25})["question"]

    assert {question[metric] for metric in ("likes", "comments", "shares", "clicks")} == {0.25}
    assert question["impressions"] == pytest.approx(0.5)


def test_factors_by_metric_replace_only_those() -> None:
    question = complete({"question": {"clicks": 0.5, "impressions": 0.9}})["question"]

    assert question["clicks"] == 0.5
    assert question["impressions"] == 0.9
    assert question["comments"] == complete({})["question"]["comments"]


def test_by_default_context_is_worth_about_2_1_times_the_clicks() -> None:
    factors = complete({})

    assert math.prod(factors[kind]["clicks"] for kind in ("moment", "question", "evidence", "link")) == (
        pytest.approx(2.1, abs=0.05)
    )


def test_what_was_given_is_checked_as_what_was_typed() -> None:
    with pytest.raises(ValueError, match="no block"):
        complete({"mood": 1.0})
    with pytest.raises(ValueError, match="above 0"):
        complete({"question": {"likes": 0.0}})
