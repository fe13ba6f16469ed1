"""The measured law of the bets: what its file says, between its points and beyond them."""

from __future__ import annotations

import importlib
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats.rounds_law import LONGEST_FORECAST, median_rounds

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark() -> Iterator[ModuleType]:
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("rounds_law")
    sys.path.remove(str(BENCHMARKS))


@pytest.mark.parametrize(("effect", "planned"), [(0.7, 12), (0.8, 24), (1.2, 24)])
def test_the_file_says_what_its_script_measures(benchmark: ModuleType, effect: float, planned: int) -> None:
    source = benchmark.normal_differences(random.Random(11), effect)
    measured = benchmark.median_rounds(source, alpha=0.05, planned=planned, experiments=300, most=100)
    assert median_rounds(effect, share=0.04, planned=planned) == pytest.approx(measured, rel=0.15)


def test_a_framing_that_has_half_of_alpha_takes_longer_as_measured(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "EXPECTED", 0.5)
    source = benchmark.normal_differences(random.Random(12), 0.8)
    measured = benchmark.median_rounds(source, alpha=0.05, planned=24, experiments=300, most=100)
    assert median_rounds(0.8, share=0.025, planned=24) == pytest.approx(measured, rel=0.15)


@given(st.floats(0.01, 5), st.floats(0.001, 0.5), st.integers(1, 500))
def test_a_larger_effect_never_takes_longer(effect: float, share: float, planned: int) -> None:
    rounds = median_rounds(effect, share=share, planned=planned)
    assert 3 < rounds <= LONGEST_FORECAST
    assert median_rounds(effect * 1.1, share=share, planned=planned) <= rounds
    assert median_rounds(-effect, share=share, planned=planned) == rounds


def test_beyond_the_smallest_effect_half_of_it_takes_four_times_as_long() -> None:
    assert median_rounds(0.05, share=0.04) == pytest.approx(4 * median_rounds(0.1, share=0.04))


def test_a_larger_share_is_sooner() -> None:
    rounds = [median_rounds(0.5, share=share) for share in (0.01, 0.03, 0.05, 0.07, 0.1, 0.2)]
    assert rounds == sorted(rounds, reverse=True)


def test_what_cannot_be_forecast_is_refused() -> None:
    for effect in (0.0, math.nan, math.inf):
        with pytest.raises(InputError, match="effect"):
            median_rounds(effect, share=0.04)
    with pytest.raises(InputError, match="share of alpha"):
        median_rounds(1, share=0)
    with pytest.raises(InputError, match="rounds"):
        median_rounds(1, share=0.04, planned=0)
