"""One bet a practitioner: fair whatever their own effects, and hiding gains nothing."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from postlab.errors import InputError
from postlab.stats.contrasts import Claim
from postlab.stats.evidence import scales
from postlab.stats.pooled import SMALL_EFFECTS, Member, pooled, score
from stats.plain_engine import plain_path


def member(*differences: float | None) -> Member:
    """A practitioner whose draws alternate, with these log ratios of treatment to control."""
    later = [n % 2 == 0 for n in range(len(differences))]
    return Member(
        [value if value is None or draw else -value for value, draw in zip(differences, later, strict=True)], later
    )


def lone(z: float) -> Member:
    """A practitioner of one round who has this z."""
    return member(1.2 * z)


def e_more(members: list[Member | None], promised: int) -> list[float]:
    return [math.exp(row.log_e_more) for row in pooled(members, promised=promised)]


def test_agrees_with_the_worked_example_whose_fourth_member_is_silent() -> None:
    scores = (1.34574, 0.141922, 1.485219, None, 0.995599, 1.124679)
    members = [None if z is None else lone(z) for z in scores]
    expected = [1.670288, 1.843588, 3.205927, 1.18681, 1.937959, 3.285215]
    assert e_more(members, 8) == pytest.approx(expected, abs=2e-6)


def test_agrees_with_the_plain_engine() -> None:
    generator = random.Random(4)
    members = [member(*(generator.gauss(0.4, 1.5) for _ in range(generator.randint(1, 8)))) for _ in range(10)]
    sizes = []
    for one in members:
        found = [value for value in one.differences if value is not None]
        sizes.append(sum(value / unit for value, unit in zip(found, scales(found), strict=False)) / len(found) ** 0.5)
    plain = plain_path(sizes, [12] * 10, share=0.025, weights=SMALL_EFFECTS)
    assert e_more(list(members), 12) == pytest.approx([value / 0.025 for value in plain], rel=1e-9)


def test_draws_give_the_later_post_its_side() -> None:
    assert Member([0.7, 0.7, None], [True, False, True]).differences == [0.7, -0.7, None]
    with pytest.raises(InputError, match="2 rounds and 1 draws"):
        _ = Member([0.7, 0.7], [True]).differences


def test_a_score_is_the_mean_of_rounds_in_their_own_scales() -> None:
    assert score(member(1.2, 2.4), sign=1) == pytest.approx((1 + 2) / 2**0.5)
    assert score(member(1.2, 2.4), sign=-1) == -score(member(1.2, 2.4), sign=1)


def test_silence_and_rounds_given_up_count_against_both_sides() -> None:
    assert score(None, sign=1) == score(None, sign=-1) == score(member(), sign=1) == -1
    assert score(member(None), sign=1) == score(member(None), sign=-1) == -1.5
    rows = pooled([lone(1.0), None, member()], promised=5)
    assert [row.silent for row in rows] == [0, 1, 2]
    assert rows[0].log_e_more > rows[1].log_e_more > rows[2].log_e_more
    assert rows[0].log_e_less > rows[1].log_e_less > rows[2].log_e_less


def test_who_stops_early_is_no_better_off_than_who_goes_on() -> None:
    told = member(2.4, 2.4, 2.4)
    stopped = Member(told.later_less_earlier, told.treatment_later, missing=1)
    gone_on = member(2.4, 2.4, 2.4, -1.2)
    assert score(told, sign=1) > score(gone_on, sign=1)
    assert score(stopped, sign=1) <= score(gone_on, sign=1)
    silent = Member([0.1], [True], missing=5)
    assert score(silent, sign=1) == score(silent, sign=-1) == -1
    behind = member(-2.4, -2.4)
    assert score(behind, sign=1) < -1
    assert score(Member(behind.later_less_earlier, behind.treatment_later, missing=1), sign=1) == -1
    assert [row.silent for row in pooled([Member([], [], missing=6)], promised=1)] == [1]


def test_stopping_when_ahead_gains_nothing() -> None:
    """Over all coins of two practitioners of three rounds each, who stop as soon as they are ahead."""
    sizes = [0.9, 0.5, 1.1]

    def stops(signs: tuple[int, ...]) -> Member:
        count = next((n for n in (1, 2) if sum(s * x for s, x in zip(signs[:n], sizes, strict=False)) > 0), 3)
        kept = member(*(s * x for s, x in zip(signs[:count], sizes, strict=False)))
        return Member(kept.later_less_earlier, kept.treatment_later, missing=3 - count)

    booked, left_out = [], []
    for signs in itertools.product((-1, 1), repeat=6):
        pair = [stops(signs[:3]), stops(signs[3:])]
        booked.append(e_more(list(pair), 2)[-1])
        left_out.append(e_more([Member(one.later_less_earlier, one.treatment_later) for one in pair], 2)[-1])
    assert math.fsum(booked) / len(booked) < 1
    assert math.fsum(left_out) / len(left_out) > 1.05


def test_about_another_ratio_the_differences_are_moved() -> None:
    generator = random.Random(5)
    rows = [[generator.gauss(0.4, 1.0) for _ in range(4)] for _ in range(6)]
    there = pooled([member(*row) for row in rows], promised=8, theta=0.3)
    moved = pooled([member(*(value - 0.3 for value in row)) for row in rows], promised=8)
    assert [row.log_e_more for row in there] == pytest.approx([row.log_e_more for row in moved])


def test_the_mean_over_all_coins_is_one_where_effects_scatter_about_none() -> None:
    # An effect that helps one practitioner as much as it harms the other: which is which is a coin, too.
    effects, luck = [0.8, 0.3, 1.1, 0.5], [[0.9, 1.4], [0.2, 2.0], [1.1, 0.6], [0.7, 0.8]]
    found = []
    for signs in itertools.product((-1, 1), repeat=12):
        helped, coins = signs[:4], iter(signs[4:])
        members: list[Member | None] = [
            member(*(way * effect + next(coins) * size for size in sizes))
            for way, effect, sizes in zip(helped, effects, luck, strict=True)
        ]
        found.append(e_more(members, 5)[-1])
    assert math.fsum(found) / len(found) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("hidden", [{0}, {1, 3}, {0, 1, 2, 3, 4, 5, 6, 7}])
def test_hiding_losses_gains_nothing(hidden: set[int]) -> None:
    sizes = [0.9, 0.3, 1.0, 0.6, 0.8, 0.2, 0.95, 0.5]
    booked, left_out = [], []
    for signs in itertools.product((-1, 1), repeat=8):
        told = [
            None if sign < 0 and place in hidden else lone(sign * size)
            for place, (sign, size) in enumerate(zip(signs, sizes, strict=True))
        ]
        booked.append(e_more(told, 8)[-1])
        left_out.append((e_more([one for one in told if one], 8) or [1.0])[-1])
    assert math.fsum(booked) / len(booked) < 1
    assert math.fsum(left_out) / len(left_out) > 1.05


def test_many_small_effects_settle_it_together() -> None:
    generator = random.Random(3)
    members: list[Member | None] = [member(*(generator.gauss(0.5, 1.55) for _ in range(6))) for _ in range(50)]
    rows = pooled(members, promised=50, expected="treatment")
    assert rows[-1].claim is Claim.MORE
    first = next(place for place, row in enumerate(rows) if row.claim)
    assert first > 5
    assert {row.claim for row in rows[first:]} == {Claim.MORE}
    assert rows[first].log_e_more == pytest.approx(math.log(25))
    turned = [member(*(-value for value in one.differences if value is not None)) for one in members if one]
    assert pooled(turned, promised=50)[-1].claim is Claim.LESS


def test_what_cannot_be_pooled_is_refused() -> None:
    with pytest.raises(InputError, match="Practitioner 2 tells, and only 1 promised"):
        pooled([lone(1.0), lone(1.0)], promised=1)
    with pytest.raises(InputError, match="between 0 and 1"):
        pooled([], promised=1, alpha=0)
    assert pooled([], promised=4) == []
