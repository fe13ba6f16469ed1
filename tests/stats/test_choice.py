"""Which change comes next, and whether choosing like this finds what works in labs that do not exist."""

from __future__ import annotations

import math
import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from postlab.stats.choice import expected_improvement, ratio_to_plan_for
from postlab.stats.effects import Normal

LABS = 40


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    """The benchmark, whose labs are played here in a small number."""
    file = Path(__file__).parents[2] / "benchmarks" / "next_changes.py"
    spec = spec_from_file_location("next_changes", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["next_changes"] = module  # its dataclasses look for it there
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("gain", [Normal(0.0, 0.4), Normal(0.3, 0.2), Normal(-0.5, 0.6)])
def test_it_is_the_mean_of_what_would_be_kept(gain: Normal) -> None:
    chance = random.Random(1)
    drawn = [max(0.0, chance.gauss(gain.mean, gain.sd)) for _ in range(40_000)]
    assert expected_improvement(gain) == pytest.approx(math.fsum(drawn) / len(drawn), abs=0.01)


def test_little_is_known_so_explore_much_is_known_so_exploit() -> None:
    assert expected_improvement(Normal(0.0, 0.6)) > expected_improvement(Normal(0.1, 0.1))
    assert expected_improvement(Normal(0.3, 0.05)) > expected_improvement(Normal(0.0, 0.6))
    assert expected_improvement(Normal(0.2, 0.0)) == 0.2
    assert expected_improvement(Normal(-0.2, 0.0)) == 0.0


def test_rounds_are_counted_for_what_matters_or_more() -> None:
    assert ratio_to_plan_for(Normal(0.1, 0.4), worthwhile=1.5) == 1.5
    assert ratio_to_plan_for(Normal(-0.1, 0.4), worthwhile=1.5) == 1.5
    assert ratio_to_plan_for(Normal(-math.log(3), 0.4), worthwhile=1.5) == pytest.approx(1 / 3)


def test_choosing_finds_better_framings_than_luck_does(simulation: ModuleType) -> None:
    chosen = [simulation.Lab(f"t {n}", spread=0.7, experiments=6).play() for n in range(LABS)]
    by_luck = [simulation.Lab(f"t {n}", spread=0.7, experiments=6).play(by_luck=True) for n in range(LABS)]
    gains = [a.value(a.best_by_all()) - b.value(b.best_by_all()) for a, b in zip(chosen, by_luck, strict=True)]
    mean = math.fsum(gains) / LABS
    sd = math.sqrt(math.fsum((gain - mean) ** 2 for gain in gains) / (LABS - 1))
    assert mean > 2 * sd / math.sqrt(LABS)
    assert sum(lab.exact() for lab in chosen) > sum(lab.exact() for lab in by_luck)


def test_the_whole_loop_claims_nothing_for_noise(simulation: ModuleType) -> None:
    labs = [simulation.Lab(f"n {n}", noise=True, experiments=7).play() for n in range(LABS)]
    assert sum(lab.ever_claimed for lab in labs) / LABS <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / LABS)
    assert any(lab.direct for lab in labs), "no change was ever measured by itself"
