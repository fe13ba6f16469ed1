"""Crossed accounts: one toss decides for all, and under the sharp null it turns the whole difference."""

from __future__ import annotations

import itertools
import math
from random import Random

import pytest

from postlab.design.assignment import draw, place_of
from postlab.design.plan import Plan, read_plan
from postlab.stats import Block, judge
from postlab.stats.blocks import difference

CONTROL, TREATMENT = "bare link", "contextualised"


def planned(**changes: object) -> tuple[Plan | None, list[str]]:
    document = {
        "name": "x",
        "question": "?",
        "metric": "likes",
        "accounts": ["a", "b", "c"],
        "link": [{"url": "https://x.example/1"}, {"url": "https://x.example/2"}],
    }
    plan, faults = read_plan({**document, **changes}, timezone="UTC")
    return plan, [f"{fault.place}: {fault.message}" for fault in faults]


def test_several_accounts_are_crossed_unless_the_plan_says_otherwise() -> None:
    plan, _ = planned()
    assert plan is not None
    assert plan.crossed_accounts == ("b",)
    for changes in ({"accounts_crossed": False}, {"accounts": ["a"]}):
        plan, _ = planned(**changes)
        assert plan is not None
        assert plan.crossed_accounts == ()
    plan, _ = planned(accounts=["a", "b", "c", "d"])
    assert plan is not None
    assert plan.crossed_accounts == ("b", "d")


def test_plans_of_before_are_not_crossed_and_keep_their_hash() -> None:
    plan, _ = planned(accounts_crossed=None)
    assert plan is not None
    assert "accounts_crossed" not in plan.document()
    again = Plan.model_validate(plan.document())
    assert (again.crossed_accounts, again.digest) == ((), plan.digest)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"accounts": ["a"], "accounts_crossed": True}, "accounts_crossed: needs two accounts or more; there is one"),
        ({"overlapped": True}, 'overlapped: is only for design = "one link"; with two links a round is out before'),
    ],
)
def test_what_cannot_be_is_a_fault(changes: dict[str, object], fault: str) -> None:
    plan, faults = planned(**changes)
    assert plan is None
    assert any(found.startswith(fault) for found in faults), faults


def test_one_link_overlaps_where_there_are_several_to_share() -> None:
    plan, _ = planned(design="one link")
    assert plan is not None
    assert plan.overlapped
    for changes in ({"link": [{"url": "https://x.example/1"}]}, {"overlapped": False}, {"overlapped": None}):
        plan, _ = planned(design="one link", **changes)
        assert plan is not None
        assert not plan.overlapped


def test_a_crossed_account_has_the_places_the_other_way_round() -> None:
    for number in range(1, 9):
        drawn = draw("5eed", experiment="x", round_number=number, variants=[CONTROL, TREATMENT], places=2)
        for variant in drawn:
            assert {place_of(drawn, variant, crossed=crossed) for crossed in (False, True)} == {0, 1}
            assert drawn[place_of(drawn, variant, crossed=False)] == variant
    with pytest.raises(ValueError, match="not in tuple"):
        place_of((CONTROL, TREATMENT), "another", crossed=True)


def counted(counts: list[list[int]], drawn: tuple[str, str], crossed: list[bool]) -> Block:
    """A round of which each account's places gather these counts, whichever framing they have: the sharp null."""
    of = {
        variant: [row[place_of(drawn, variant, crossed=other)] for row, other in zip(counts, crossed, strict=True)]
        for variant in drawn
    }
    return Block(control=of[CONTROL], treatment=of[TREATMENT])


def log_ratio(block: Block) -> float:
    found = difference(block, place="Round")
    assert found is not None
    return found


@pytest.mark.parametrize("accounts", [2, 3, 4])
def test_the_mean_of_the_evidence_over_all_tosses_is_one(accounts: int) -> None:
    chance = Random(accounts)
    rounds = [[[int(chance.expovariate(0.2)) for _ in range(2)] for _ in range(accounts)] for _ in range(8)]
    rounds[3] = [[4, 4] for _ in range(accounts)]
    crossed = [bool(number % 2) for number in range(accounts)]
    evidence = []
    for orders in itertools.product([(CONTROL, TREATMENT), (TREATMENT, CONTROL)], repeat=len(rounds)):
        blocks = [counted(counts, order, crossed) for counts, order in zip(rounds, orders, strict=True)]
        for block, counts in zip(blocks, rounds, strict=True):
            one_way = counted(counts, (CONTROL, TREATMENT), crossed)
            assert abs(log_ratio(block)) == pytest.approx(abs(log_ratio(one_way)))
        last = judge(blocks, alpha=0.05, rope=1.5, max_blocks=20)[-1]
        evidence.append((math.exp(last.log_e_treatment), math.exp(last.log_e_control)))
    for side in zip(*evidence, strict=True):
        assert math.fsum(side) / len(evidence) == pytest.approx(1.0, abs=1e-9)


def test_the_luck_of_links_cancels() -> None:
    counts = [[200, 2], [200, 2]]
    assert log_ratio(counted(counts, (CONTROL, TREATMENT), [False, True])) == pytest.approx(0.0)
    assert abs(log_ratio(counted(counts, (CONTROL, TREATMENT), [False, False]))) > 4
