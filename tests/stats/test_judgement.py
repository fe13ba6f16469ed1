"""What the verdicts promise: sticky, symmetric, deaf to void blocks, honest when looked at every day."""

from __future__ import annotations

import itertools
import math
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats import DECIDED, Block, Decision, Judgement, decision_at, judge, shown_bound
from postlab.stats.evidence import evidence_path, scales

COUNTS = st.integers(0, 400)
BLOCKS = st.lists(st.builds(lambda a, b: Block((a,), (b,)), COUNTS, COUNTS), min_size=1, max_size=16)
VOID = Block(None, None)
NEVER_THE_SAME = 1.000001
"""A smallest worthwhile ratio so near to 1 that no experiment could show that there is no difference."""


def pages(seed: int, blocks: int, *, ratio: float = 1.0, noise: float = 1.0) -> list[Block]:
    """Blocks of one page whose posts vary like a log-normal."""
    generator = random.Random(seed)

    def post(factor: float) -> int:
        return round(40 * factor * math.exp(generator.gauss(0, noise)))

    return [Block((post(1),), (post(ratio),)) for _ in range(blocks)]


def inverse(one: float | None, two: float | None) -> bool:
    """Whether two ratios are each other's inverse, or both unknown."""
    if one is None or two is None:
        return one is two
    return one * two == pytest.approx(1, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(BLOCKS)
def test_swapping_the_sides_swaps_the_evidence_and_inverts_the_interval(blocks: list[Block]) -> None:
    swapped = judge([Block(block.treatment, block.control) for block in blocks])
    other = {
        Decision.TREATMENT_WORKS: Decision.CONTROL_WORKS,
        Decision.CONTROL_WORKS: Decision.TREATMENT_WORKS,
    }
    for one, two in zip(judge(blocks), swapped, strict=True):
        assert two.decision == other.get(one.decision, one.decision)
        assert two.log_e_treatment == pytest.approx(one.log_e_control, abs=1e-9)
        assert two.log_e_control == pytest.approx(one.log_e_treatment, abs=1e-9)
        assert inverse(two.low, one.high)
        assert inverse(two.high, one.low)
        assert inverse(two.ratio, one.ratio)


@settings(max_examples=40, deadline=None)
@given(BLOCKS, st.data())
def test_a_void_block_changes_nothing(blocks: list[Block], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(blocks)))
    void = data.draw(
        st.sampled_from([None, VOID, Block(None, (3,)), Block((3,), (None,)), Block((1, None), (None, 2))])
    )
    judgements = judge([*blocks[:at], void, *blocks[at:]], max_blocks=12)
    plain = judge(blocks, max_blocks=12)
    assert [*judgements[:at], *judgements[at + 1 :]] == plain
    assert judgements[at].difference is None
    if at:
        before = judgements[at - 1]
        assert (judgements[at].n, judgements[at].decision) == (before.n, before.decision)


@settings(max_examples=30, deadline=None)
@given(BLOCKS, st.integers(1, 15))
def test_later_blocks_never_change_earlier_rows(blocks: list[Block], known: int) -> None:
    assert judge(blocks)[:known] == judge(blocks[:known])


def test_before_anything_was_measured_nothing_is_claimed() -> None:
    assert judge([]) == []
    assert judge([None]) == [Judgement(0, None, 0.0, 0.0, None, None, None, False, Decision.KEEP_GOING)]


def test_five_rounds_settle_nothing_however_large_the_effect() -> None:
    judgements = judge([Block((1,), (5000,))] * 8)
    assert all(row.decision is Decision.KEEP_GOING and row.low is None for row in judgements[:5])
    assert judgements[-1].decision is Decision.TREATMENT_WORKS


def test_a_verdict_is_never_taken_back() -> None:
    judgements = judge([*pages(1, 14, ratio=6, noise=0.4), *pages(2, 60, ratio=1 / 6, noise=0.4)])
    first = [row.decision for row in judgements].index(Decision.TREATMENT_WORKS)
    assert first < 14
    assert {row.decision for row in judgements[first:]} == {Decision.TREATMENT_WORKS}
    assert judgements[-1].log_e_control > judgements[-1].log_e_treatment


def test_the_interval_excludes_one_exactly_when_a_side_works() -> None:
    for seed in range(12):
        for row in judge(pages(seed, 30, ratio=2.5), rope=NEVER_THE_SAME):
            excluded = (row.low is not None and row.low > 1) or (row.high is not None and row.high < 1)
            assert excluded == (row.decision in (Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS))


def test_the_interval_only_narrows_and_holds_the_estimate() -> None:
    rows = [row for row in judge(pages(5, 40, ratio=1.4)) if row.low is not None and row.high is not None]
    assert rows
    for earlier, later in itertools.pairwise(rows):
        assert earlier.low <= later.low <= later.ratio <= later.high <= earlier.high


def test_an_effect_that_turns_round_is_called_changing() -> None:
    judgements = judge([*pages(1, 20, ratio=8, noise=0.3), *pages(2, 60, ratio=1 / 8, noise=0.3)])
    assert not any(row.drift for row in judgements[:20])
    last = judgements[-1]
    assert last.drift
    assert last.high is None or last.low is None or last.low <= last.high
    assert judgements[19].low is not None
    assert last.low is None or last.low < judgements[19].low


def test_the_plan_ends_with_not_enough_posts() -> None:
    judgements = judge(pages(3, 20), max_blocks=15)
    assert judgements[13].decision is Decision.KEEP_GOING
    assert {row.decision for row in judgements[14:]} == {Decision.NOT_ENOUGH_POSTS}


@pytest.mark.parametrize("latest", [None, *Decision])
def test_what_is_open_when_an_experiment_is_over_had_not_enough_posts(latest: Decision | None) -> None:
    answered = latest if latest in DECIDED else None
    assert decision_at(latest, over=True) is (answered or Decision.NOT_ENOUGH_POSTS)
    still_open = Decision.NOT_ENOUGH_POSTS if latest is Decision.NOT_ENOUGH_POSTS else Decision.KEEP_GOING
    assert decision_at(latest, over=False) is (answered or still_open)


def test_a_verdict_in_the_last_planned_round_still_counts() -> None:
    won = [row.decision for row in judge(pages(1, 20, ratio=6, noise=0.4))].index(Decision.TREATMENT_WORKS)
    judgements = judge(pages(1, 20, ratio=6, noise=0.4), max_blocks=won + 1)
    assert judgements[won].decision is Decision.TREATMENT_WORKS


def test_equal_framings_on_a_calm_page_make_no_practical_difference() -> None:
    last = judge(pages(8, 60, noise=0.2), rope=1.5)[-1]
    assert last.decision is Decision.NO_PRACTICAL_DIFFERENCE
    assert last.not_worth_it
    assert 1 / 1.5 < last.low < 1 < last.high < 1.5


def test_not_worth_it_comes_before_no_practical_difference_and_stays() -> None:
    rows = judge(pages(4, 60, ratio=0.6, noise=0.8), rope=1.5)
    first = [row.not_worth_it for row in rows].index(True)
    assert all(row.not_worth_it for row in rows[first:])
    assert rows[first].decision is Decision.KEEP_GOING
    assert not any(row.not_worth_it for row in judge(pages(4, 60, ratio=3, noise=0.8)))


def test_a_platform_that_one_side_lacks_is_left_out_for_both() -> None:
    assert judge([Block((9, 100), (19, None))]) == judge([Block((9,), (19,))])
    pooled = judge([Block((9, 4), (19, 9))])[0]
    assert pooled.difference == pytest.approx((math.log(19.5 / 9.5) + math.log(9.5 / 4.5)) / 2)


def test_exposures_make_rates() -> None:
    row = judge([Block((1000,), (2000,), (10_000,), (40_000,))])[0]
    assert row.difference == pytest.approx(math.log(2 / 4), abs=2e-3)
    assert judge([Block((10,), (20,), (4000,), (4000,))]) == judge([Block((10,), (20,))])
    assert judge([Block((10,), (20,), (1000,), (None,))])[0].n == 0


def test_zeros_are_numbers() -> None:
    assert judge([Block((0,), (0,))])[0].difference == 0
    assert judge([Block((0,), (1,))])[0].ratio == pytest.approx(3)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([Block((1,), (2,)), Block((-1,), (2,))], "Block 2 has an outcome of -1"),
        ([Block((1,), (math.nan,))], "outcome of nan"),
        ([Block((math.inf,), (1,))], "outcome of inf"),
        ([Block((1, 2), (1,))], r"same number of platforms \(2, 1\)"),
        ([Block((1,), (1,), (5, 5), (5, 5))], "same number of platforms"),
        ([Block((1,), (1,), (5,))], "one side only"),
        ([Block((1,), (1,), (0,), (5,))], "exposure above zero"),
    ],
)
def test_what_cannot_be_a_count_is_refused_with_its_place(blocks: list[Block], said: str) -> None:
    with pytest.raises(InputError, match=said):
        judge(blocks)


@pytest.mark.parametrize(
    "settings_",
    [{"alpha": 0}, {"alpha": 1}, {"alpha": math.nan}, {"rope": 1}, {"rope": 0.5}, {"rope": math.inf}],
)
def test_settings_out_of_range_are_refused(settings_: dict[str, float]) -> None:
    with pytest.raises(InputError, match="must"):
        judge([], **settings_)


def test_no_rounds_at_all_are_refused() -> None:
    with pytest.raises(InputError, match="at least 1"):
        judge([], max_blocks=0)


@pytest.mark.parametrize(
    "block", [Block((0,), (1e300,)), Block((1e300,), (0,)), Block((1e308,), (1e308,)), Block((0,), (0,))]
)
def test_outcomes_of_any_size_can_be_judged(block: Block) -> None:
    for row in judge([block] * 9):
        assert math.isfinite(row.ratio)
        assert all(math.isfinite(bound) for bound in (row.low, row.high) if bound is not None)


def test_absurd_bounds_are_not_shown() -> None:
    assert [shown_bound(value) for value in (None, 1e-5, 0.002, 7.0, 2000.0)] == [
        None,
        None,
        0.002,
        7.0,
        None,
    ]


def test_looking_after_every_round_seldom_cries_wolf() -> None:
    generator = random.Random(11)
    experiments, wins = 1500, 0
    for _ in range(experiments):
        # Two posts of one page without any effect, one in twenty of them viral.
        posts = [generator.gauss(3, 1.2) + 2.5 * (generator.random() < 0.05) for _ in range(60)]
        differences = [
            math.log(round(math.exp(a)) + 0.5) - math.log(round(math.exp(b)) + 0.5)
            for a, b in zip(posts[::2], posts[1::2], strict=True)
        ]
        path = evidence_path(differences, scales(differences))
        wins += any(max(row.log_above, row.log_below) >= math.log(2 / 0.05) for row in path)
    # At most 5 % in truth, and not so few that the test could not fail: 75 +- 3 standard deviations of 8.4.
    assert 10 < wins < 100


def test_a_bare_number_is_that_of_the_only_platform() -> None:
    assert judge([Block(12, 30), None, Block(0, 2.5)]) == judge([Block((12,), (30,)), None, Block((0,), (2.5,))])


def test_the_package_is_light_to_import() -> None:
    heavy = "{'numpy', 'pydantic', 'sqlmodel', 'sqlalchemy', 'httpx', 'rich', 'typer', 'statistics'}"
    code = f"import sys, postlab.stats; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
