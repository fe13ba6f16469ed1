"""How often a plan settles its question, by replaying it."""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import Any

import pytest

from postlab.design.plan import Plan, read_plan
from postlab.design.planning import rounds_on_pages
from postlab.design.replays import FEWEST, MOST, Frequencies, frequencies, replay, replays_of, true_ratios
from postlab.stats.luck import Page

LINKS = [{"url": f"https://news.example/{number}"} for number in range(12)]


def plan(**changes: Any) -> Plan:
    document = {
        "name": "x",
        "question": "x?",
        "metric": "clicks",
        "accounts": ["page"],
        "rounds": 24,
        "link": LINKS,
    } | changes
    read, faults = read_plan(document, timezone="UTC")
    assert read is not None, faults
    return read


def replayed(
    planned: Plan, page: Page, ratio: float, *, times: int = 600, seed: int = 5, rounds: int = 0
) -> Frequencies:
    pages = [page] * len(planned.accounts)
    ends = replay(planned, pages, ratio=ratio, chance=Random(seed), rounds=rounds or planned.rounds)
    return frequencies(list(islice(ends, times)))


@pytest.mark.parametrize("design", ["two links", "one link"])
def test_without_an_effect_hardly_any_try_names_a_winner(design: str) -> None:
    found = replayed(plan(design=design), Page(20.0), 1.0, times=1000)
    assert 0 < found.treatment_works + found.control_works <= 50
    assert found.treatment_works + found.control_works + found.no_practical_difference == found.settled
    assert found.rightly(1.0) == found.no_practical_difference


@pytest.mark.parametrize(
    ("ratio", "changes"),
    [
        (3.0, {}),
        (3.0, {"design": "one link"}),
        (3.0, {"expected": "treatment"}),
        (1 / 3, {"expected": "control"}),
        (2.5, {"accounts": ["page", "other"]}),
    ],
)
def test_half_are_settled_by_the_round_that_is_forecast(ratio: float, changes: dict[str, Any]) -> None:
    """A plan with as many rounds as the forecast's median settles half of its tries, give or take its 20 %."""
    first = plan(**changes)
    page = Page(20.0)
    median = rounds_on_pages(
        ratio,
        [page] * len(first.accounts),
        alpha=first.alpha,
        design=first.design,
        crossed=bool(first.accounts_crossed),
        planned=first.rounds,
        expected=first.expected,
    )
    found = replayed(first, page, ratio, rounds=median)
    assert 0.35 <= found.rightly(ratio) / found.replays <= 0.65


def test_a_larger_effect_and_more_rounds_settle_more_and_one_link_helps() -> None:
    page = Page(8.0)
    small, large = (replayed(plan(), page, ratio).rightly(ratio) for ratio in (1.5, 3.0))
    assert small < large < replayed(plan(rounds=48), page, 3.0).rightly(3.0)
    assert large < replayed(plan(design="one link"), page, 3.0).rightly(3.0)


def test_where_slots_end_early_less_is_settled() -> None:
    assert replayed(plan(), Page(20.0), 3.0, rounds=8).settled < replayed(plan(), Page(20.0), 3.0).settled / 2


def test_the_same_seed_counts_the_same() -> None:
    counts = [replayed(plan(), Page(20.0), 2.0, times=100, seed=seed) for seed in (1, 1, 2)]
    assert counts[0] == counts[1] != counts[2]


def test_nothing_settled_has_no_median() -> None:
    found = replayed(plan(rounds=1), Page(20.0), 1.5, times=20)
    assert (found.not_enough_posts, found.rounds) == (20, None)


def test_one_link_goes_out_in_both_posts_where_there_is_no_other() -> None:
    """The luck of the article cancels, so that it settles like the design with one link."""
    single = plan(link=LINKS[:1])
    assert replayed(single, Page(20.0), 3.0).settled > replayed(plan(), Page(20.0), 3.0).settled


@pytest.mark.parametrize(
    ("changes", "ratios"),
    [
        ({}, {"none": 1.0, "small": 1.5, "large": 3.0}),
        ({"worthwhile": 2}, {"none": 1.0, "small": 2.0, "large": 4.0}),
        ({"expected": "control"}, {"none": 1.0, "small": 1 / 1.5, "large": 1 / 3}),
        (
            {
                "aa": True,
                "control": "a",
                "variant": [{"name": "a", "blocks": ["link"]}, {"name": "b", "blocks": ["link"]}],
            },
            {"none": 1.0},
        ),
    ],
)
def test_the_effects_follow_from_what_is_worthwhile(changes: dict[str, Any], ratios: dict[str, float]) -> None:
    assert true_ratios(plan(**changes)) == pytest.approx(ratios)


def test_long_plans_are_replayed_less_often() -> None:
    assert replays_of(plan()) == MOST
    assert FEWEST < replays_of(plan(rounds=200)) < MOST
    assert replays_of(plan(rounds=1000, accounts=["a", "b", "c"])) == FEWEST
