"""What verdicts promise when the bets know the plan's rounds."""

from __future__ import annotations

import math
import random

import pytest

from postlab.errors import InputError
from postlab.stats import Block, Decision, Expected, judge, rounds_to_go
from postlab.stats.deadline import deadline_path, split
from postlab.stats.evidence import scales
from postlab.stats.judgement import Judgement, judge_differences
from postlab.stats.rounds_law import USUAL_ROUNDS, median_rounds

VOID = Block(None, None)


def pages(seed: int, blocks: int, *, ratio: float = 1.0, noise: float = 1.0) -> list[Block | None]:
    """Blocks of one page whose posts vary like a log-normal."""
    generator = random.Random(seed)

    def post(factor: float) -> int:
        return round(40 * factor * math.exp(generator.gauss(0, noise)))

    return [Block((post(1),), (post(ratio),)) for _ in range(blocks)]


def first(rows: list[Judgement], decision: Decision) -> int:
    return [row.decision for row in rows].index(decision)


@pytest.mark.parametrize("expected", [None, "treatment", "control"])
def test_a_verdict_comes_when_evidence_reaches_one_over_its_share(expected: Expected) -> None:
    share = split(0.05, expected)[0]
    rows = judge(pages(1, 24, ratio=6, noise=0.5), planned=24, expected=expected)
    at = first(rows, Decision.TREATMENT_WORKS)
    assert all(row.log_e_treatment < -math.log(share) for row in rows[:at])
    assert {row.log_e_treatment for row in rows[at:]} == {-math.log(share)}
    assert {row.decision for row in rows[at:]} == {Decision.TREATMENT_WORKS}
    for row in rows:
        assert (row.low is not None and row.low >= 1) == (row.decision is Decision.TREATMENT_WORKS)


def test_who_expects_the_right_side_waits_less() -> None:
    rounds = {}
    for expected in ("treatment", None, "control"):
        rows = [judge(pages(seed, 24, ratio=2.5), planned=24, expected=expected) for seed in range(14)]
        rounds[expected] = sum(row[-1].decision is Decision.TREATMENT_WORKS for row in rows)
    assert rounds["treatment"] > rounds[None] > rounds["control"]


def test_a_small_page_gets_there_sooner_than_without_a_deadline() -> None:
    blocks = [pages(seed, 24, ratio=2.2) for seed in range(20)]
    old = sum(judge(one)[-1].decision is Decision.TREATMENT_WORKS for one in blocks)
    new = sum(judge(one, planned=24, expected="treatment")[-1].decision is Decision.TREATMENT_WORKS for one in blocks)
    assert new > 1.2 * old


def test_void_blocks_carry_a_number_and_change_nothing() -> None:
    blocks = pages(4, 8, ratio=2)
    plain = judge(blocks, planned=[8] * 4 + [12] * 4)
    with_voids = judge([VOID, *blocks[:4], None, *blocks[4:]], planned=[5] + [8] * 4 + [99] + [12] * 4)
    assert [with_voids[place] for place in (1, 2, 3, 4, 6, 7, 8, 9)] == plain
    assert with_voids[0].n == 0
    assert with_voids[5].difference is None


def test_later_blocks_never_change_earlier_rows() -> None:
    blocks = pages(5, 14, ratio=2)
    assert judge(blocks, planned=12)[:9] == judge(blocks[:9], planned=12)


def test_the_plan_as_it_was_when_a_round_was_drawn_counts() -> None:
    blocks = pages(6, 12, ratio=1.5)
    amended = judge(blocks, planned=[6] * 6 + [12] * 6, max_blocks=12)
    assert amended[:6] == judge(blocks[:6], planned=6, max_blocks=12)
    assert amended != judge(blocks, planned=12, max_blocks=12)


def test_the_plan_ends_with_not_enough_posts_and_an_extension_goes_on() -> None:
    blocks = pages(3, 14)
    ended = judge(blocks, planned=10)
    assert ended[8].decision is Decision.KEEP_GOING
    assert {row.decision for row in ended[9:]} == {Decision.NOT_ENOUGH_POSTS}
    extended = judge(blocks, planned=[10] * 10 + [14] * 4)
    assert [row.decision for row in extended[9:]] == [
        Decision.NOT_ENOUGH_POSTS,
        *[Decision.KEEP_GOING] * 3,
        Decision.NOT_ENOUGH_POSTS,
    ]
    assert {row.decision for row in judge(blocks, planned=10, max_blocks=20)} == {Decision.KEEP_GOING}


def test_nothing_is_decided_once_the_plan_is_over() -> None:
    rows = judge(pages(1, 24, ratio=6, noise=0.4), planned=4)
    assert {row.decision for row in rows[3:]} == {Decision.NOT_ENOUGH_POSTS}
    assert rows[-1].log_e_treatment == pytest.approx(math.log(40))


@pytest.mark.parametrize("planned", [None, 30])
def test_milestones_have_an_alpha_of_their_own(planned: int | None) -> None:
    rows = judge(pages(9, 30, ratio=1.6), planned=planned, max_blocks=30)
    reached = [row.log_e_does_no_harm >= math.log(20) for row in rows]
    assert [row.does_no_harm for row in rows] == [any(reached[: place + 1]) for place in range(30)]
    assert rows[-1].does_no_harm
    assert not rows[-1].not_worth_it
    harm = [row.does_no_harm for row in rows].index(True)
    assert rows[harm].decision is Decision.KEEP_GOING, "it comes before any verdict, and is none"
    worse = judge(pages(9, 30, ratio=0.5), planned=planned, max_blocks=30)[-1]
    assert (worse.does_no_harm, worse.not_worth_it) == (False, True)


def test_milestones_do_not_know_whom_the_plan_expects() -> None:
    blocks = pages(9, 20, ratio=1.3)
    for one, other in zip(
        judge(blocks, planned=24, expected="treatment"), judge(blocks, planned=24, expected="control"), strict=True
    ):
        assert one.log_e_does_no_harm == other.log_e_does_no_harm
        assert one.log_e_not_worth_it == other.log_e_not_worth_it


def test_harm_is_rarely_overlooked() -> None:
    # The treatment has two thirds of the control's response, the edge itself: at most 1 in 20 is called harmless.
    called = 0
    for generator in map(random.Random, range(150)):
        differences = [-math.log(1.5) + generator.gauss(0, 1.2) for _ in range(20)]
        path = deadline_path(differences, scales(differences), [20] * 20, shares=(0.05, 0.05), theta=-math.log(1.5))
        called += path[-1].log_above >= math.log(20)
    judged = judge_differences(differences, planned=[20] * 20, rope=1.5)
    assert [row.log_e_does_no_harm for row in judged] == [row.log_above for row in path]
    assert called <= 12


def test_equal_framings_on_a_calm_page_make_no_practical_difference() -> None:
    last = judge(pages(8, 40, noise=0.2), planned=40)[-1]
    assert last.decision is Decision.NO_PRACTICAL_DIFFERENCE
    assert last.does_no_harm
    assert last.not_worth_it


def test_rounds_to_go_knows_the_shares() -> None:
    judgement = judge(pages(2, 5), planned=24)[-1]
    flat = Judgement(5, 0.0, 0.0, 0.0, None, None, 1.0, drift=False, decision=Decision.KEEP_GOING, scale=1.2)
    leaning = rounds_to_go(flat, alpha=0.05, worthwhile=1.5, expected="treatment")
    assert leaning.rounds == math.ceil(median_rounds(math.log(1.5) / 1.2, share=0.04, planned=USUAL_ROUNDS))
    first_engine = rounds_to_go(flat, alpha=0.05, worthwhile=1.5, deadline=False)
    assert first_engine.rounds == math.ceil(math.log(40) / (0.5 * (math.log(1.5) / 1.2) ** 2))
    assert leaning.rounds < rounds_to_go(flat, alpha=0.05, worthwhile=1.5).rounds
    assert rounds_to_go(judgement, alpha=0.05, worthwhile=1.5, max_blocks=24).rounds > 0


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(InputError, match="does not say how many rounds"):
        judge([], expected="treatment")
    with pytest.raises(InputError, match="at least 1"):
        judge([], planned=0)
    with pytest.raises(InputError, match="for 1 rounds, and 2 rounds"):
        judge([None, None], planned=[3])
