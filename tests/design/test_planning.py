"""What it takes to see an effect, said before anything starts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postlab.design.planning import Forecast, rounds_needed, schedule
from postlab.errors import InputError


@pytest.mark.parametrize(
    ("ratio", "sd", "rounds"),
    # The values of the method's description; rounded to the nearest there, rounded up here.
    [
        (3, 1.4, 17),
        (2, 1.4, 36),
        (1.5, 1.4, 93),
        (1.25, 1.4, 296),
        (3, 0.67, 8),
        (2, 0.67, 12),
        (1.5, 0.67, 26),
    ],
)
def test_follows_the_formula(ratio: float, sd: float, rounds: int) -> None:
    assert rounds_needed(ratio, alpha=0.05, sd=sd) == rounds


def test_a_ratio_and_its_inverse_take_the_same() -> None:
    assert rounds_needed(0.5, alpha=0.05) == rounds_needed(2, alpha=0.05)


def test_more_accounts_and_a_looser_alpha_take_fewer() -> None:
    assert rounds_needed(2, alpha=0.05, accounts=3) < rounds_needed(2, alpha=0.05, accounts=2) < 36
    assert rounds_needed(2, alpha=0.1) < 36


def test_the_expected_framing_takes_fewer_and_the_other_more() -> None:
    expected = [rounds_needed(ratio, alpha=0.05, expected="treatment") for ratio in (2, 0.5)]
    assert expected == [32, 43]
    assert [rounds_needed(ratio, alpha=0.05, expected="control") for ratio in (0.5, 2)] == expected
    ahead = {"alpha": 0.05, "accounts": 1, "rounds_max": 40, "posts_per_round": 2, "slots_per_week": 2.0}
    assert schedule([2], **ahead, expected="control") == schedule([2], **ahead, expected="treatment")
    assert schedule([2], **ahead, expected="control")[0].rounds == 32


def test_schedule_tells_rounds_posts_and_weeks() -> None:
    found = schedule(alpha=0.05, accounts=1, rounds_max=40, posts_per_round=2, slots_per_week=2)
    assert found[:2] == [
        Forecast(ratio=3, rounds=17, posts=34, weeks=17, within_plan=True),
        Forecast(ratio=2, rounds=36, posts=72, weeks=36, within_plan=True),
    ]
    assert [(one.ratio, one.within_plan) for one in found[2:]] == [(1.5, False), (1.25, False)]


def test_accounts_share_the_slots() -> None:
    (found,) = schedule([3], alpha=0.05, accounts=2, rounds_max=12, posts_per_round=4, slots_per_week=4)
    assert found == Forecast(ratio=3, rounds=11, posts=44, weeks=5.5, within_plan=True)


def test_a_gap_within_the_round_takes_its_time() -> None:
    (found,) = schedule(
        [3],
        alpha=0.05,
        accounts=1,
        rounds_max=12,
        posts_per_round=2,
        slots_per_week=2,
        gap=timedelta(days=14),
    )
    assert found.weeks == pytest.approx(17 * 2.5)
    (short,) = schedule(
        [3],
        alpha=0.05,
        accounts=1,
        rounds_max=12,
        posts_per_round=2,
        slots_per_week=2,
        gap=timedelta(hours=1),
    )
    assert short.weeks == pytest.approx(17)


@pytest.mark.parametrize("ratio", [1, 0, -2, float("nan"), float("inf")])
def test_ratios_that_say_nothing_are_refused(ratio: float) -> None:
    with pytest.raises(InputError, match="cannot be told from no effect"):
        rounds_needed(ratio, alpha=0.05)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(InputError, match="alpha"):
        rounds_needed(2, alpha=1)
    with pytest.raises(InputError, match="at least one account"):
        rounds_needed(2, alpha=0.05, accounts=0)
    with pytest.raises(InputError, match="at least one slot"):
        schedule(alpha=0.05, accounts=1, rounds_max=5, posts_per_round=2, slots_per_week=0)
