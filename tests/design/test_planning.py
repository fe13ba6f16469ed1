"""What it takes to see an effect, said before anything starts."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from postlab.design.planning import TYPICAL_SD, rounds_needed, rounds_on_pages, schedule
from postlab.errors import InputError
from postlab.stats.luck import Page

SIMULATED = list(
    csv.DictReader(Path(__file__).with_name("simulated_rounds.csv").read_text(encoding="utf-8").splitlines())
)
"""Medians of 500 simulated experiments each, at alpha 0.05, 24 planned rounds, the better framing expected: written by
`python benchmarks/rounds_law.py --check --experiments 500`."""


@pytest.mark.parametrize("row", SIMULATED, ids=lambda row: "-".join(row.values()))
def test_forecasts_lie_within_a_fifth_of_simulated_pages(row: dict[str, str]) -> None:
    forecast = rounds_on_pages(
        float(row["ratio"]),
        [Page(float(row["mean"]))] * int(row["accounts"]),
        alpha=0.05,
        planned=24,
        expected="treatment",
        design="one link" if row["design"] == "one link" else "two links",
        crossed=row["design"] == "crossed",
    )
    assert forecast == pytest.approx(float(row["rounds"]), rel=0.2)


def test_the_table_has_small_and_large_counts_all_designs_and_up_to_three_accounts() -> None:
    assert {float(row["mean"]) for row in SIMULATED} >= {0.5, 1, 5, 100}
    assert {(row["design"], row["accounts"]) for row in SIMULATED} == {
        *((design, str(accounts)) for design in ("two links", "one link") for accounts in (1, 2, 3)),
        *(("crossed", str(accounts)) for accounts in (2, 3)),
    }


def test_a_ratio_and_its_inverse_take_the_same() -> None:
    assert rounds_needed(0.5, alpha=0.05) == rounds_needed(2, alpha=0.05)
    pages = [Page(1.0)]
    assert rounds_on_pages(0.5, pages, alpha=0.05) == rounds_on_pages(2, pages, alpha=0.05)


def test_more_accounts_a_looser_alpha_and_calmer_pages_take_fewer() -> None:
    one = rounds_needed(2, alpha=0.05)
    assert rounds_needed(2, alpha=0.05, accounts=3) < rounds_needed(2, alpha=0.05, accounts=2) < one
    assert rounds_needed(2, alpha=0.1) < one < rounds_needed(2, alpha=0.05, sd=2 * TYPICAL_SD)


def test_the_expected_framing_takes_fewer_and_the_other_more() -> None:
    neither = rounds_needed(2, alpha=0.05)
    expected = [rounds_needed(ratio, alpha=0.05, expected="treatment") for ratio in (2, 0.5)]
    assert expected[0] < neither < expected[1]
    assert [rounds_needed(ratio, alpha=0.05, expected="control") for ratio in (0.5, 2)] == expected
    ahead = {"alpha": 0.05, "pages": [Page(1000)], "rounds_max": 40, "posts_per_round": 2, "slots_per_week": 2.0}
    assert schedule([2], **ahead, expected="control") == schedule([2], **ahead, expected="treatment")
    assert schedule([2], **ahead, expected="control")[0].rounds < schedule([2], **ahead)[0].rounds


@pytest.mark.parametrize("ratio", [3.0, 2.0, 1.5])
def test_small_counts_take_more_rounds_than_large_ones(ratio: float) -> None:
    rounds = [rounds_on_pages(ratio, [Page(mean)], alpha=0.05) for mean in (0.5, 1, 2, 5, 100)]
    assert rounds == sorted(rounds, reverse=True)
    assert rounds[1] > 1.2 * rounds[-1]


def test_schedule_tells_rounds_posts_weeks_and_what_will_be_seen() -> None:
    found = schedule(alpha=0.05, pages=[Page(1000)], rounds_max=40, posts_per_round=2, slots_per_week=2)
    assert [one.ratio for one in found] == [3, 2, 1.5, 1.25]
    assert all(one.posts == 2 * one.rounds and one.weeks == one.rounds for one in found)
    assert [one.within_plan for one in found] == [one.rounds <= 40 for one in found]
    assert found[0].within_plan
    assert not found[-1].within_plan
    assert [one.seen for one in found] == pytest.approx([one.ratio for one in found], rel=0.01)


def test_what_a_doubling_shows_as_on_small_counts_is_said() -> None:
    (found,) = schedule([2], alpha=0.05, pages=[Page(1)], rounds_max=12, posts_per_round=2, slots_per_week=2)
    assert 1.4 < found.seen < 1.6
    (inverse,) = schedule([0.5], alpha=0.05, pages=[Page(1)], rounds_max=12, posts_per_round=2, slots_per_week=2)
    assert inverse.seen == pytest.approx(1 / found.seen)


def test_accounts_share_the_slots() -> None:
    pages = [Page(1000)] * 2
    (found,) = schedule([3], alpha=0.05, pages=pages, rounds_max=12, posts_per_round=4, slots_per_week=4)
    assert found.posts == 4 * found.rounds
    assert found.weeks == pytest.approx(found.rounds / 2)


@pytest.mark.parametrize(("gap", "weeks_a_round"), [(timedelta(days=14), 2.5), (timedelta(hours=1), 1.0)])
def test_a_gap_within_the_round_takes_its_time(gap: timedelta, weeks_a_round: float) -> None:
    (found,) = schedule(
        [3], alpha=0.05, pages=[Page(1000)], rounds_max=12, posts_per_round=2, slots_per_week=2, gap=gap
    )
    assert found.weeks == pytest.approx(found.rounds * weeks_a_round)


@pytest.mark.parametrize("ratio", [1, 0, -2, float("nan"), float("inf")])
def test_ratios_that_say_nothing_are_refused(ratio: float) -> None:
    with pytest.raises(InputError, match="cannot be told from no effect"):
        rounds_needed(ratio, alpha=0.05)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(InputError, match="alpha"):
        rounds_needed(2, alpha=1)
    with pytest.raises(InputError, match="at least one account"):
        rounds_needed(2, alpha=0.05, accounts=0)
    with pytest.raises(InputError, match="at least one account"):
        schedule(alpha=0.05, pages=[], rounds_max=5, posts_per_round=2, slots_per_week=1)
    with pytest.raises(InputError, match="at least one slot"):
        schedule(alpha=0.05, pages=[Page(1)], rounds_max=5, posts_per_round=2, slots_per_week=0)
