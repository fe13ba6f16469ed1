"""Verdicts: what is stored is what the outcomes give, round after round, and a decision stays."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

import pytest

from loop.bench import DAY, FIRST, HOUR, START, Bench
from postlab.loop.judge import judge
from postlab.loop.lookup.experiments import plan_of
from postlab.records.tables import ExperimentState, Post, Round, Verdict
from postlab.stats import DECIDED, Block
from postlab.stats import judge as judge_blocks

QUICK = {"slots": ["Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00"], "horizon": "24h", "readings": ["24h"]}


def blocks_by_hand(bench: Bench) -> list[Block]:
    """The outcomes of the closed rounds, put together once more from the posts."""
    plan = plan_of(bench.named())
    blocks = []
    for round_ in (r for r in bench.rounds() if r.closed_at is not None):
        posts = [post for post in bench.posts() if post.round_id == round_.id]
        by_variant = {post.variant: post.outcome for post in posts}
        whole = None not in by_variant.values()
        blocks.append(
            Block(control=[by_variant[plan.control]], treatment=[by_variant[plan.treatment]])
            if whole
            else Block(None, None)
        )
    return blocks


def agree(bench: Bench) -> None:
    plan = plan_of(bench.named())
    drawn = [round_.planned for round_ in bench.rounds() if round_.closed_at is not None]
    assert drawn == [plan.rounds] * len(drawn)
    expected = judge_blocks(
        blocks_by_hand(bench),
        alpha=plan.alpha,
        rope=plan.worthwhile,
        max_blocks=plan.rounds,
        planned=plan.rounds,
        expected=plan.expected,
    )
    stored = bench.verdicts()
    assert [verdict.round_number for verdict in stored] == list(range(1, len(stored) + 1))
    for row, wanted in zip(stored, expected, strict=True):
        assert (row.decision, row.rounds, row.drift) == (wanted.decision, wanted.n, wanted.drift)
        for name in ("log_e_treatment", "log_e_control", "low", "high", "ratio", "difference"):
            assert getattr(row, name) == (None if (value := getattr(wanted, name)) is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("counts", "decision"),
    [
        ({"context": {"clicks": 60}, "plain": {"clicks": 4}}, "treatment works"),
        ({"context": {"clicks": 4}, "plain": {"clicks": 60}}, "control works"),
        ({"context": {"clicks": 12}, "plain": {"clicks": 12}}, "no practical difference"),
    ],
)
def test_a_clear_audience_is_decided(staged: Bench, counts: dict[str, dict[str, int]], decision: str) -> None:
    staged.experiment(rounds=40, **QUICK)
    staged.network().script(counts=counts)
    ended: list[datetime] = []
    while not ended and staged.clock.now() < START + 150 * DAY:
        turn = staged.run(staged.clock.now() + 6 * HOUR)
        if turn.ended:
            ended.append(staged.clock.now())
    experiment = staged.named()
    assert (experiment.state, experiment.ended_at) == (ExperimentState.DECIDED, ended[0])
    assert staged.verdicts()[-1].decision == decision
    out = len(staged.network().kept)
    staged.run_through(ended[0] + 10 * DAY, every=12 * HOUR)
    assert len(staged.network().kept) == out, "nothing goes out after the decision"
    agree(staged)
    assert {v.decision for v in staged.verdicts() if v.at >= ended[0]} == {decision}, "and it stays"


def test_not_enough_posts_is_an_answer(staged: Bench) -> None:
    staged.experiment(rounds=3, **QUICK)
    chance = Random(5)
    for _ in range(12 * 4):
        staged.network().script(counts={"context": {"clicks": chance.randrange(9)}, "plain": {"clicks": 5}})
        staged.run(staged.clock.now() + 12 * HOUR)
    assert staged.named().state == ExperimentState.ENDED
    assert staged.verdicts()[-1].decision == "not enough posts"
    agree(staged)


def test_void_rounds_in_between_do_not_count(staged: Bench) -> None:
    staged.experiment(rounds=6, **QUICK)
    network = staged.network()
    network.script(
        publish=["ok", "ok", "rejected", "ok", "rejected"], counts={"context": {"clicks": 9}, "plain": {"clicks": 5}}
    )
    staged.run_through(START + 60 * DAY, every=12 * HOUR)
    voided = [verdict.voided for verdict in staged.verdicts()]
    assert voided == [0, 1, 2, 2, 2, 2, 2, 2]
    assert staged.verdicts()[-1].rounds == len(staged.rounds()) - voided[-1]
    assert staged.named().state != ExperimentState.RUNNING
    agree(staged)


def test_a_round_is_judged_after_those_before_it(staged: Bench) -> None:
    # the first round's second post waits for its reading while the second round is all in
    staged.experiment(rounds=4, slots=["Tue 12:30", "Tue 12:31", "Tue 12:32", "Tue 12:33"], horizon="24h")
    network = staged.network()
    minute = timedelta(minutes=1)
    for number in range(4):
        staged.run(FIRST + number * minute)
    assert len(network.kept) == 4
    with staged.session() as session:
        held = session.get_one(Post, staged.post(1).id)
        held.next_reading_at = FIRST + 3 * DAY
        session.add(held)
        session.commit()
    turn = staged.run(FIRST + 25 * HOUR)
    assert turn.verdicts == []
    assert [round_.closed_at for round_ in staged.rounds()[:2]] == [None, None]
    with staged.session() as session:
        held = session.get_one(Post, held.id)
        held.next_reading_at = FIRST + 26 * HOUR
        session.add(held)
        session.commit()
    turn = staged.run(FIRST + 26 * HOUR)
    assert [verdict.round_number for verdict in turn.verdicts] == [1, 2]
    agree(staged)


def test_a_verdict_is_never_written_again(staged: Bench) -> None:
    staged.experiment(rounds=3, **QUICK)
    staged.run_through(START + 8 * DAY, every=12 * HOUR)
    before = [verdict.model_dump() for verdict in staged.verdicts()]
    assert before
    staged.run_through(START + 30 * DAY, every=12 * HOUR)
    after = [verdict.model_dump() for verdict in staged.verdicts()]
    assert after[: len(before)] == before
    assert len(after) == 3


def test_an_older_experiment_keeps_its_engine(staged: Bench) -> None:
    staged.experiment(rounds=3, **QUICK)
    with staged.session() as session:
        # as records are whose first round was drawn before rounds had this number
        session.get_one(Round, staged.rounds()[0].id).planned = None
        session.commit()
    staged.network().script(counts={"context": {"clicks": 9}, "plain": {"clicks": 5}})
    staged.run_through(START + 30 * DAY, every=12 * HOUR)
    assert [round_.planned for round_ in staged.rounds()] == [None] * 3
    first, second = (
        [row.log_e_treatment for row in judge_blocks(blocks_by_hand(staged), max_blocks=3, planned=planned)]
        for planned in (None, 3)
    )
    stored = [verdict.log_e_treatment for verdict in staged.verdicts()]
    assert stored == pytest.approx(first)
    assert stored != pytest.approx(second)


def test_the_expected_side_is_settled_sooner(staged: Bench) -> None:
    staged.experiment(rounds=12, expected="treatment", **QUICK)
    staged.network().script(counts={"context": {"clicks": 60}, "plain": {"clicks": 4}})
    staged.run_through(START + 90 * DAY, every=12 * HOUR)
    last = staged.verdicts()[-1]
    assert last.decision == "treatment works"
    assert last.log_e_treatment == pytest.approx(math.log(25))
    equal = judge_blocks(blocks_by_hand(staged), max_blocks=12, planned=12)
    assert equal[-1].decision == "keep going"
    agree(staged)


def test_two_accounts_make_one_block(staged: Bench) -> None:
    staged.account("other", platform="staged")
    staged.experiment(rounds=2, accounts=["page", "other"], **QUICK)
    staged.network().script(counts={"context": {"clicks": 20}, "plain": {"clicks": 10}})
    staged.network("other").script(publish=["rejected"], counts={"context": {"clicks": 8}, "plain": {"clicks": 2}})
    staged.run_through(START + 12 * DAY, every=12 * HOUR)
    with staged.session() as session:
        first, second = judge.closed_rounds(session, staged.named())
    # a pair that is not whole counts on neither side; the round goes on with the other account
    assert (first.block.control, first.block.treatment, first.void) == ([10, None], [20, None], None)
    assert (second.block.control, second.block.treatment) == ([10, 2], [20, 8])
    assert [verdict.rounds for verdict in staged.verdicts()] == [1, 2]


def test_engagement_is_weighed(staged: Bench) -> None:
    staged.experiment(metric="engagement", weights={"likes": 1, "shares": 4}, rounds=1, **QUICK)
    staged.network().script(
        counts={"context": {"likes": 5, "shares": 2}, "plain": {"likes": 3, "comments": 50, "shares": 0}}
    )
    staged.run_through(START + 6 * DAY, every=12 * HOUR)
    assert {post.variant: post.outcome for post in staged.posts()[:2]} == {"contextualised": 13, "bare link": 3}


def test_decided_while_a_post_is_in_doubt(staged: Bench) -> None:
    staged.experiment(rounds=40, **QUICK)
    staged.network().script(
        counts={"context": {"clicks": 60}, "plain": {"clicks": 4}}, find=["unknown"] * 400, publish=["ok"] * 16
    )
    network = staged.network()
    while staged.named().state == ExperimentState.RUNNING:
        if len(network.calls("publish")) == 16:
            network.script(publish=["timeout-after"])
        staged.run(staged.clock.now() + 6 * HOUR)
        assert staged.clock.now() < START + 100 * DAY
    decided: list[Verdict] = [v for v in staged.verdicts() if v.decision in DECIDED]
    assert decided
    staged.run_through(staged.clock.now() + 5 * DAY, every=12 * HOUR)
    assert len(network.kept) == len(set(network.kept))
