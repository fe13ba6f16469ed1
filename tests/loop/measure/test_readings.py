"""Readings: taken when they are due, made up for once, missing with a reason; never a zero that nobody saw."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

import pytest

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench
from postlab.errors import InputError
from postlab.loop.judge import judge
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.measure import by_hand
from postlab.loop.publish import approval
from postlab.metrics import METRIC_NAMES
from postlab.records.tables import Post, Reading
from postlab.reports import as_csv

MINUTE = timedelta(minutes=1)


def ages(bench: Bench, post: Post) -> list[float]:
    return [reading.age_s / 3600 for reading in bench.readings(post)]


def record(bench: Bench, number: int, at: datetime | None = None, **counts: int) -> Reading:
    with bench.session() as session:
        return by_hand.record(bench.lab, session, approval.post_numbered(session, str(number)), counts, at=at)


def test_at_every_age_that_was_agreed(bench: Bench) -> None:
    bench.experiment()
    bench.run_through(FIRST + 8 * DAY)
    first = bench.post(0)
    assert ages(bench, first) == [1, 6, 24, 72, 168]
    for reading in bench.readings(first):
        assert reading.due_age_s == reading.age_s
        assert (reading.simulated, reading.skipped, reading.source) == (True, [], "platform")
    assert first.next_reading_at is None


def test_the_horizon_is_looked_at_though_the_plan_forgot_it(bench: Bench) -> None:
    bench.experiment(readings=["1h"], horizon="30h")
    bench.run_through(FIRST + 3 * DAY)
    assert ages(bench, bench.post(0)) == [1, 30]
    assert bench.post(0).outcome == bench.readings(bench.post(0))[-1].clicks


def test_after_three_days_without_cron_one_reading_and_it_says_so(bench: Bench) -> None:
    bench.experiment()
    bench.run(FIRST)
    turn = bench.run(FIRST + 3 * DAY + 2 * HOUR)
    post = bench.post(0)
    assert turn.readings == 1
    assert ages(bench, post) == [74]
    (reading,) = bench.readings(post)
    assert (reading.due_age_s, reading.skipped) == (72 * 3600, [3600, 6 * 3600, 24 * 3600])
    assert turn.skipped == [
        "Post 1 was not looked at when it was 1h, 6h, 24h old, because nothing ran; it was read once now, 74h old."
    ]
    assert post.next_reading_at == FIRST + 7 * DAY
    assert bench.run().readings == 0
    assert (post.outcome, post.outcome_estimated) == (reading.clicks, False)


def test_two_hours_late_is_the_same_age_and_a_day_late_is_an_estimate(staged: Bench) -> None:
    staged.experiment(horizon="24h", readings=["1h", "6h", "24h"])
    network = staged.network()
    network.script(counts={"plain": {"clicks": 10}, "context": {"clicks": 10}})
    staged.run(FIRST)
    staged.run(FIRST + 6 * HOUR)
    network.script(counts={"plain": {"clicks": 52}, "context": {"clicks": 52}})
    staged.run(FIRST + 48 * HOUR)
    post = staged.post(0)
    # on the line from (6 h, 10) to (48 h, 52), 24 h lies at 28
    assert (post.outcome, post.outcome_estimated) == (28, True)
    assert [reading.clicks for reading in staged.readings(post)] == [10, 52]


def test_never_looked_at_in_time_is_missing_and_the_round_void(staged: Bench) -> None:
    staged.experiment(horizon="24h", readings=["24h"], rounds=1)
    staged.run(FIRST)
    staged.run(FIRST + 61 * HOUR)
    post = staged.post(0)
    assert post.outcome is None
    assert "too late" in (post.outcome_missing or "")
    turn = staged.run(FIRST + 61 * HOUR + DAY)
    (verdict,) = turn.verdicts
    assert (verdict.voided, verdict.rounds, verdict.ratio) == (1, 0, None)
    with staged.session() as session:
        (closed,) = judge.closed_rounds(session, staged.named())
    assert closed.block.control == [None]
    assert closed.block.treatment == [None]
    assert "too late" in (closed.void or "")


def test_a_deleted_post_is_missing_with_the_networks_reason(staged: Bench) -> None:
    staged.experiment(rounds=1, readings=["72h"])
    staged.run(FIRST)
    network = staged.network()
    network.script(gone=[staged.post(0).key], counts={"plain": {"clicks": 9}, "context": {"clicks": 9}})
    staged.run(SECOND)
    staged.run(FIRST + 3 * DAY)
    staged.run(SECOND + 3 * DAY)
    gone, there = staged.posts()[:2]
    (reading,) = staged.readings(gone)
    assert [getattr(reading, metric) for metric in METRIC_NAMES] == [None] * len(METRIC_NAMES)
    assert reading.missing["clicks"] == "deleted or hidden"
    assert gone.outcome is None
    assert "deleted or hidden" in (gone.outcome_missing or "")
    assert there.outcome == 9
    assert staged.verdicts()[0].voided == 1


def test_a_post_that_the_answer_leaves_out_stays_due(staged: Bench) -> None:
    staged.experiment(slots=["Tue 12:30", "Tue 12:31"])
    network = staged.network()
    network.script(read=["partial"])
    staged.run(FIRST + MINUTE)
    turn = staged.run(FIRST + 61 * MINUTE)
    assert (turn.readings, turn.exit_code) == (1, 1)
    assert turn.problems[0].code == "not_read"
    turn = staged.run(FIRST + 62 * MINUTE)
    assert (turn.readings, turn.exit_code) == (1, 0)
    assert [len(ages(staged, post)) for post in staged.posts()[:2]] == [1, 1]


def test_a_network_that_is_busy_is_asked_when_it_said(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(read=["retry:600"])
    staged.run(FIRST)
    turn = staged.run(FIRST + HOUR)
    assert (turn.readings, turn.exit_code) == (0, 1)
    for minutes in (1, 9):
        assert staged.run(FIRST + HOUR + minutes * MINUTE).exit_code == 1
        assert len(network.calls("read")) == 1
    assert staged.run(FIRST + HOUR + 10 * MINUTE).readings == 1
    assert len(network.calls("read")) == 2


def test_a_login_that_fails_while_reading_needs_a_person(staged: Bench) -> None:
    staged.account("other", platform="staged")
    staged.experiment(accounts=["page", "other"])
    staged.network().script(read=["person"])
    staged.run(FIRST)
    turn = staged.run(FIRST + HOUR)
    assert (turn.readings, turn.exit_code) == (1, 3)
    assert staged.readings(staged.post(0)) == []


def test_numbers_typed_in_count_like_any_others(staged: Bench) -> None:
    staged.experiment(rounds=1, readings=["72h"])
    network = staged.network()
    network.script(gone=["?"])
    staged.run(FIRST)
    staged.run(SECOND)
    network.script(gone=[post.key for post in staged.posts()])
    record(staged, 1, FIRST + 2 * DAY, clicks=4)
    staged.clock.set(FIRST + 3 * DAY)
    reading = record(staged, 1, clicks=8, likes=0)
    assert (reading.source, reading.clicks, reading.likes, reading.shares) == ("by hand", 8, 0, None)
    assert reading.missing["shares"] == "not typed in"
    staged.run()
    assert staged.post(0).outcome == 8


def test_numbers_that_cannot_be_are_refused(staged: Bench) -> None:
    staged.account("real", platform="staged-real")
    staged.experiment(accounts=["real"])
    staged.run(FIRST)
    before = staged.tables()
    for number, at, counts, word in [
        (2, None, {"clicks": 1}, "not out"),
        (1, None, {}, "no number"),
        (1, None, {"clicks": -1}, "negative"),
        (1, FIRST - HOUR, {"clicks": 1}, "cannot have been seen"),
        (1, FIRST + HOUR, {"clicks": 1}, "cannot have been seen"),
    ]:
        with pytest.raises(InputError, match=word):
            record(staged, number, at, **counts)
    assert staged.tables() == before


Look = tuple[float, int | None]
"""Age in hours, and the number or None."""


def oracle(looks: list[Look], *, horizon: float, now: float, no_more: bool) -> tuple[str, float | None]:
    """The rule, written down once more: at the same age, on the line, from a late look, or missing; or not yet."""
    numbers = sorted((age, value) for age, value in looks if value is not None)
    late = [(age, value) for age, value in numbers if age >= horizon]
    early = [(age, value) for age, value in numbers if age < horizon]
    if late and late[0][0] <= 1.25 * horizon:
        return "seen", late[0][1]
    if late and early:
        (x0, y0), (x1, y1) = early[-1], late[0]
        return "estimated", y0 + (y1 - y0) * (horizon - x0) / (x1 - x0)
    if late and late[0][0] <= 2.5 * horizon:
        return "estimated", late[0][1] * math.sqrt(horizon / late[0][0])
    if late:
        return "missing", None
    if no_more or (now > 2.5 * horizon and not early):
        return "missing", None
    return "pending", None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_seen_no_zero_is_made_up(staged: Bench, seed: int) -> None:
    chance = Random(seed)
    staged.experiment(rounds=1)
    staged.run(FIRST)
    plan = plan_of(staged.named())
    post = staged.post(0)
    for _ in range(150):
        looks: list[Look] = [
            (round(chance.uniform(0, 200), 2), chance.choice([None, 0, 3, chance.randrange(1000)]))
            for _ in range(chance.randrange(6))
        ]
        looks = list({age: (age, value) for age, value in looks}.values())
        now = max([age for age, _ in looks] + [chance.uniform(0, 300)])
        no_more = chance.random() < 0.3
        with staged.session() as session:
            row = session.get_one(Post, post.id)
            row.next_reading_at = None if no_more else FIRST + 400 * HOUR
            for age, value in looks:
                missing = {} if value is not None else {"clicks": "hidden"}
                session.add(
                    Reading(
                        post_id=row.id, taken_at=FIRST + age * HOUR, age_s=age * 3600, clicks=value, missing=missing
                    )
                )
            session.flush()
            found = judge.post_outcome(session, row, plan, FIRST + now * HOUR)
            session.rollback()
        kind, value = oracle(looks, horizon=72, now=now, no_more=no_more)
        assert found.pending == (kind == "pending"), (looks, now)
        assert found.estimated == (kind == "estimated"), (looks, now)
        assert (found.value is None) == (value is None), (looks, now)
        if value is not None:
            assert found.value == pytest.approx(value)
            if value == 0:
                assert any(seen == 0 for _, seen in looks)
        elif kind == "missing":
            assert found.reason


def test_what_the_network_tells_besides_is_kept_and_never_judged(staged: Bench) -> None:
    staged.network().script(others={"reach": 120, "bookmarks": 3})
    staged.experiment(rounds=1)
    staged.run(FIRST)
    staged.run(FIRST + HOUR)
    (reading,) = staged.readings(staged.post(0))
    assert reading.others == {"reach": 120, "bookmarks": 3}
    with staged.session() as session:
        table = as_csv.readings(session)
        (row,) = (dict(zip(table.names, row, strict=True)) for row in table.rows)
    assert row["others"] == "bookmarks: 3; reach: 120"


def test_a_post_that_stands_still_is_looked_at_less_often_but_always_at_the_horizon(staged: Bench) -> None:
    staged.experiment(rounds=1, readings=["1h", "2h", "3h", "4h", "6h", "24h", "96h"], horizon="72h")
    turns = staged.run_through(FIRST + 5 * DAY)
    # the look at 2 h saw nothing new, so 3 h is left out; after 4 h, 6 h and 24 h are, but never 72 h
    assert ages(staged, staged.post(0)) == [1, 2, 4, 72]
    assert [sentence for turn in turns for sentence in turn.skipped] == [], "nobody missed what was left out"
