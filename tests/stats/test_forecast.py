"""How many more rounds it would take."""

from __future__ import annotations

import math

import pytest

from postlab.errors import InputError
from postlab.stats import Block, RoundsToGo, judge, rounds_to_go
from postlab.stats.rounds_law import median_rounds

NOTHING_YET = judge([None])[0]


def test_follows_the_law_before_anything_was_seen() -> None:
    expected = math.ceil(median_rounds(math.log(1.5) / 1.2, share=0.025))
    assert rounds_to_go(NOTHING_YET, alpha=0.05, worthwhile=1.5) == RoundsToGo(expected, beyond_plan=False)
    assert rounds_to_go(NOTHING_YET, alpha=0.05, worthwhile=1.5, max_blocks=200).beyond_plan is False
    assert rounds_to_go(NOTHING_YET, alpha=0.05, worthwhile=1.5, max_blocks=12).beyond_plan is True


def test_uses_the_evidence_and_the_spread_so_far() -> None:
    last = judge([Block((20,), (30,)), Block((24,), (70,)), Block((31,), (33,))])[-1]
    missing = (math.log(40) - last.log_e_treatment) / math.log(40)
    expected = missing * median_rounds(math.log(2) / last.scale, share=0.025)
    assert rounds_to_go(last, alpha=0.05, worthwhile=2).rounds == math.ceil(expected)


def test_never_promises_less_than_the_bets_can_win() -> None:
    assert rounds_to_go(NOTHING_YET, alpha=0.05, worthwhile=1000).rounds == 8


def test_a_settled_question_needs_no_more() -> None:
    won = judge([Block((1,), (500,))] * 9)[-1]
    assert rounds_to_go(won, alpha=0.05, worthwhile=1.5, max_blocks=9) == RoundsToGo(0, beyond_plan=False)


def test_not_enough_posts_still_says_how_many_more() -> None:
    last = judge([Block((5,), (9,)), Block((9,), (5,))], max_blocks=2)[-1]
    left = rounds_to_go(last, alpha=0.05, worthwhile=1.5, max_blocks=2)
    assert left.rounds > 6
    assert left.beyond_plan


@pytest.mark.parametrize(("alpha", "worthwhile"), [(0, 1.5), (1, 1.5), (0.05, 1), (0.05, math.inf)])
def test_settings_out_of_range_are_refused(alpha: float, worthwhile: float) -> None:
    with pytest.raises(InputError, match="must"):
        rounds_to_go(NOTHING_YET, alpha=alpha, worthwhile=worthwhile)
