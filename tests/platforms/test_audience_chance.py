"""The draws under the simulated audience: the same for ever, and of the right distributions."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.platforms.audience_chance import Stream, points_below


def test_the_same_name_gives_the_same_numbers_for_ever() -> None:
    stream = Stream(1, "post", "golden-1")

    assert [stream.uniform() for _ in range(3)] == [
        0.01554878854941305,
        0.6809232826992666,
        0.5964992903694177,
    ]
    assert [Stream("p", "40.0", i).poisson(40.0) for i in range(6)] == [34, 44, 40, 45, 52, 42]
    assert points_below(1_000_000, 0.4, "golden") == 399816


def test_names_that_look_alike_are_kept_apart() -> None:
    firsts = [Stream(*name).uniform() for name in (("a", "bc"), ("ab", "c"), ("abc",), (1,), ("1",), ("é",))]

    assert len(set(firsts)) == len(firsts)


def test_uniforms_are_even_and_never_touch_the_ends() -> None:
    stream = Stream("even")
    tenths = [0] * 10
    for _ in range(20_000):
        number = stream.uniform()
        assert 0.0 < number < 1.0
        tenths[int(number * 10)] += 1

    chi_square = sum((seen - 2000) ** 2 / 2000 for seen in tenths)
    assert chi_square < 27.9  # 99.9 % of chi-square with 9 degrees of freedom


def test_normals_have_mean_0_and_deviation_1() -> None:
    stream = Stream("bell")
    numbers = [stream.normal() for _ in range(10_000)]

    assert statistics.mean(numbers) == pytest.approx(0.0, abs=0.04)
    assert statistics.stdev(numbers) == pytest.approx(1.0, abs=0.03)
    assert sum(abs(number) > 1.96 for number in numbers) == pytest.approx(500, abs=90)


@pytest.mark.parametrize("shape", [1.0, 2.0, 3.0, 40.0])
def test_gammas_have_mean_and_variance_of_their_shape(shape: float) -> None:
    stream = Stream("gamma", str(shape))
    numbers = [stream.gamma(shape) for _ in range(8_000)]

    assert statistics.mean(numbers) == pytest.approx(shape, rel=0.045)
    assert statistics.variance(numbers) == pytest.approx(shape, rel=0.12)


def test_a_gamma_shape_below_1_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Stream("x").gamma(0.5)


@pytest.mark.parametrize("mean", [0.0, 0.7, 12.0, 17.0, 60.0, 3000.0])
def test_poissons_have_the_probabilities_of_poisson(mean: float) -> None:
    draws = [Stream("poisson", str(mean), turn).poisson(mean) for turn in range(3_000)]

    assert statistics.mean(draws) == pytest.approx(mean, abs=4 * math.sqrt(mean / 3_000))
    assert statistics.variance(draws) == pytest.approx(mean, rel=0.12)
    cut = math.floor(mean)
    at_most = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(cut + 1)) if mean else 1
    assert sum(draw <= cut for draw in draws) / 3_000 == pytest.approx(at_most, abs=0.04)


def test_points_below_is_binomial() -> None:
    draws = [points_below(100, 0.3, "binomial", turn) for turn in range(4_000)]

    assert statistics.mean(draws) == pytest.approx(30.0, abs=0.3)
    assert statistics.variance(draws) == pytest.approx(21.0, rel=0.1)


@given(
    number=st.integers(0, 5_000),
    levels=st.lists(st.floats(-0.5, 1.5), min_size=2, max_size=8),
    name=st.text(max_size=8),
)
def test_a_higher_level_never_has_fewer_points_below_it(number: int, levels: list[float], name: str) -> None:
    below = [points_below(number, level, name) for level in sorted(levels)]

    assert below == sorted(below)
    assert all(0 <= count <= number for count in below)
    assert points_below(number, 0.0, name) == 0
    assert points_below(number, 1.0, name) == number


def test_neighbouring_points_are_independent() -> None:
    lows = [points_below(200, 0.5, "apart", turn) for turn in range(2_000)]
    quarters = [points_below(200, 0.25, "apart", turn) for turn in range(2_000)]
    upper = [low - quarter for low, quarter in zip(lows, quarters, strict=True)]

    # two cells of a multinomial: cov = -n p q = -12.5, correlation -1/3
    assert statistics.correlation(quarters, upper) == pytest.approx(-1 / 3, abs=0.07)
