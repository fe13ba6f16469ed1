"""A round that somebody gave up is lost for both sides, so that giving up what looks bad gains nothing."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.stats import Block, judge
from postlab.stats.blocks import difference
from postlab.stats.deadline import deadline_path
from postlab.stats.evidence import evidence_path, log_e_above, scales
from postlab.stats.judgement import judge_differences

SIZES = [0.5, 0.2, 0.0, 0.6, 0.4, 0.55, 0.3, 0.6, 0.1, 0.45]
"""No more than 1.5 of any scale that they lead to."""

ENGINES = [None, [10] * 10, [6] * 6 + [10] * 4]
GIVEN_UP = Block(None, None, given_up=True)


def means(planned: list[int] | None, given_up: set[int], *, book: bool) -> tuple[float, float]:
    """Mean e-values over all ways the coins fall, where somebody gives up these rounds if the treatment loses them."""
    above, below = [], []
    for signs in itertools.product((-1, 1), repeat=10):
        rounds: list[float | None] = [
            None if sign < 0 and place in given_up else sign * size
            for place, (sign, size) in enumerate(zip(signs, SIZES, strict=True))
        ]
        numbers = planned
        if not book:
            kept = [place for place, value in enumerate(rounds) if value is not None]
            rounds, numbers = [rounds[place] for place in kept], planned and [planned[place] for place in kept]
        if not rounds:
            above.append(1.0)
            below.append(1.0)
            continue
        if numbers is None:
            last = evidence_path(rounds, scales(rounds))[-1]
        else:
            last = deadline_path(rounds, scales(rounds), numbers, shares=(0.025, 0.025))[-1]
        above.append(math.exp(last.log_above))
        below.append(math.exp(last.log_below))
    return math.fsum(above) / len(above), math.fsum(below) / len(below)


@pytest.mark.parametrize("planned", ENGINES)
def test_giving_up_what_the_treatment_loses_gains_nothing(planned: list[int] | None) -> None:
    lost = {1, 3, 5, 7, 9}
    above, below = means(planned, lost, book=True)
    assert above < 1
    assert below < 1
    assert means(planned, lost, book=False)[0] > 1.1, "left out, those rounds would have won for the treatment"


@pytest.mark.parametrize("planned", ENGINES)
def test_it_holds_whatever_is_given_up(planned: list[int] | None) -> None:
    for count in (1, 4, 10):
        above, below = means(planned, set(range(count)), book=True)
        assert above <= 1 + 1e-12
        assert below <= 1 + 1e-12


@pytest.mark.parametrize("planned", [None, 10])
def test_both_sides_lose_and_nothing_is_measured(planned: int | None) -> None:
    before, after = judge([Block((10,), (20,)), GIVEN_UP], planned=planned)
    assert (after.n, after.difference, after.scale) == (1, None, before.scale)
    assert after.log_e_treatment < before.log_e_treatment
    assert after.log_e_control < before.log_e_control
    assert after.log_e_does_no_harm < before.log_e_does_no_harm
    assert after.log_e_not_worth_it < before.log_e_not_worth_it
    assert after.ratio == before.ratio


@pytest.mark.parametrize("planned", [None, 40])
def test_an_experiment_of_which_all_was_given_up_says_nothing(planned: int | None) -> None:
    rows = judge([GIVEN_UP] * 12, planned=planned, max_blocks=40)
    last = rows[-1]
    assert (last.n, last.ratio, last.low, last.high) == (0, None, None, None)
    assert last.decision == "keep going"


@pytest.mark.parametrize("planned", [None, 24])
def test_the_interval_widens(planned: int | None) -> None:
    blocks = [Block((20,), (30 + n,)) for n in range(14)]
    plain = judge(blocks, planned=planned)[-1]
    booked = judge([*blocks[:7], GIVEN_UP, GIVEN_UP, *blocks[7:]], planned=planned)[-1]
    assert booked.n == plain.n
    assert booked.low is not None
    assert plain.low is not None
    assert booked.low < plain.low


def test_numbers_of_a_round_given_up_do_not_count() -> None:
    seen = Block((10,), (900,), given_up=True)
    assert difference(seen, place="A block") is None
    assert judge([seen], planned=5) == judge([GIVEN_UP], planned=5)


@given(st.lists(st.one_of(st.none(), st.floats(-5, 5)), min_size=1, max_size=15), st.floats(-2, 2))
def test_the_whole_path_ends_where_the_direct_sum_does(rounds: list[float | None], theta: float) -> None:
    scale = scales(rounds)
    last = evidence_path(rounds, scale, theta=theta)[-1]
    assert last.log_above == pytest.approx(log_e_above(rounds, scale, theta), abs=1e-9)


def test_the_loss_is_that_of_one_and_a_half_scales() -> None:
    one = evidence_path([None], scales([None]))[-1]
    lost = evidence_path([-1.8], scales([-1.8]))[-1]
    assert one.log_above == one.log_below == pytest.approx(lost.log_above)
    second = judge_differences([None], planned=[12])[-1]
    same = judge_differences([-1.8], planned=[12])[-1]
    assert second.log_e_treatment == second.log_e_control == pytest.approx(same.log_e_treatment)
