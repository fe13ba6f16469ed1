"""Experiments that are judged by a rate: what is stored, what is missing, and what the verdict follows."""

from __future__ import annotations

import math
from typing import Any

import pytest

from loop.bench import DAY, FIRST, HOUR, START, Bench
from postlab.errors import FaultsError
from postlab.loop.judge.evidence import measured_rounds
from postlab.loop.judge.judge import closed_rounds, sighting_in
from postlab.loop.lookup.experiments import plan_of
from postlab.metrics import EXPOSURE
from postlab.records.tables import ExperimentState, Reading
from postlab.reports.experiment import build_report
from postlab.stats import Sighting
from postlab.stats.blocks import difference

RATE = "clicks per 1000 views"
QUICK: dict[str, Any] = {
    "metric": RATE,
    "slots": ["Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00"],
    "horizon": "24h",
    "readings": ["24h"],
}


def numbers(clicks: int, views: int) -> dict[str, int]:
    return {"clicks": clicks, EXPOSURE: views}


def reading(**counts: int | None) -> Reading:
    return Reading(post_id=1, taken_at=START, age_s=3600.0, **counts)


def until_over(bench: Bench) -> None:
    while bench.named().state == ExperimentState.RUNNING:
        bench.run(bench.clock.now() + 12 * HOUR)
        assert bench.clock.now() < START + 300 * DAY


def test_a_reading_gives_the_count_and_its_views_or_nothing(staged: Bench) -> None:
    plan = plan_of(staged.experiment(**QUICK))
    assert sighting_in(reading(clicks=3, impressions=150), plan) == Sighting(3600.0, 3, 150)
    assert sighting_in(reading(clicks=0, impressions=150), plan) == Sighting(3600.0, 0, 150)
    for counts in ({"clicks": 3}, {"clicks": 3, "impressions": 0}, {"impressions": 150}):
        assert sighting_in(reading(**counts), plan) == Sighting(3600.0, None)


def test_outcomes_are_rates_with_their_views_and_the_verdict_is_of_equal_views(staged: Bench) -> None:
    staged.experiment(rounds=3, **QUICK)
    staged.network().script(counts={"plain": numbers(20, 400), "context": numbers(20, 100)})
    until_over(staged)
    rates = {post.variant: (post.outcome, post.outcome_views) for post in staged.posts()}
    assert rates == {"bare link": (50, 400), "contextualised": (200, 100)}
    with staged.session() as session:
        experiment = staged.named()
        closed = closed_rounds(session, experiment)
        report = build_report(session, experiment, now=staged.clock.now())
        (first, *_) = measured_rounds(session)
    found = difference(closed[0].block, place="Round 1")
    assert found is not None
    assert math.exp(found) == pytest.approx(4, rel=0.1)
    assert [(network, log) for network, log in first.logs] == [("staged", pytest.approx(found))]
    assert first.metric == RATE
    assert report.verdict.totals is not None
    assert (report.verdict.totals.control, report.verdict.totals.control_views) == (60, 1200)
    assert report.verdict.totals.ratio == 4
    assert "context was shown 0.25 times as often." in " ".join(report.verdict.meaning).lower()
    assert closed[0].pairs[0][1] == 20, "the post that was seen less keeps its count"
    assert closed[0].pairs[0][0] == pytest.approx(5, abs=0.5), "the other is brought down to its views"


def test_more_clicks_with_the_same_rate_are_no_difference(staged: Bench) -> None:
    staged.experiment(rounds=40, **QUICK)
    staged.network().script(counts={"plain": numbers(30, 300), "context": numbers(120, 1200)})
    until_over(staged)
    assert staged.verdicts()[-1].decision == "no practical difference"


def test_a_higher_rate_wins_with_fewer_clicks_and_the_report_says_so(staged: Bench) -> None:
    staged.experiment(rounds=40, **QUICK)
    staged.network().script(counts={"plain": numbers(60, 1200), "context": numbers(40, 100)})
    until_over(staged)
    assert staged.verdicts()[-1].decision == "treatment works"
    with staged.session() as session:
        verdict = build_report(session, staged.named(), now=staged.clock.now()).verdict
    assert "times the clicks per 1000 views of a bare link" in verdict.sentence
    assert any("shows to fewer may win and bring fewer clicks in all" in line for line in verdict.meaning)
    assert verdict.totals is not None
    assert verdict.totals.treatment < verdict.totals.control


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (numbers(0, 0), "no view of it was counted, and a rate of none is no number"),
        ({"clicks": 4, EXPOSURE: None}, EXPOSURE),
    ],
)
def test_without_views_there_is_no_outcome_and_no_division(
    staged: Bench, counts: dict[str, int | None], why: str
) -> None:
    staged.experiment(rounds=1, **QUICK)
    staged.network().script(counts={"plain": numbers(20, 400), "context": counts})
    staged.run_through(START + 12 * DAY, every=6 * HOUR)
    missing = [post.outcome_missing for post in staged.posts() if post.variant == "contextualised"]
    assert missing
    assert all(reason is None or "No number was seen" in reason for reason in missing)
    if counts[EXPOSURE] == 0:
        assert why in str(missing[0])
    assert {post.outcome for post in staged.posts() if post.variant == "contextualised"} == {None}
    assert [verdict.voided for verdict in staged.verdicts()][:1] == [1]


def test_a_missed_look_is_estimated_for_clicks_and_views_alike(staged: Bench) -> None:
    staged.experiment(**(QUICK | {"slots": ["Tue 12:30", "Thu 12:30"], "readings": ["1h", "24h", "72h"]}))
    for at, clicks, views in ((FIRST, 0, 1), (FIRST + 12 * HOUR, 6, 60), (FIRST + 60 * HOUR, 18, 300)):
        staged.network().script(counts={kind: numbers(clicks, views) for kind in ("plain", "context")})
        staged.run(at)
    post = staged.post(0)
    assert post.outcome_estimated
    assert post.outcome_views == pytest.approx(120)
    assert post.outcome == pytest.approx(9 / 120 * 1000)


def test_the_sandbox_counts_views_so_a_rate_can_be_tried_there(bench: Bench) -> None:
    examined = bench.examine(rounds=24, **QUICK)
    (warning,) = [sentence for sentence in examined.warnings if "rate" in sentence]
    assert "The network decides who that is" in warning
    assert "bring fewer clicks in all" in warning
    bench.experiment(rounds=3, **QUICK)
    until_over(bench)
    outcomes = [post for post in bench.posts() if post.outcome is not None]
    assert len(outcomes) >= 6
    for post in outcomes:
        at_horizon = bench.readings(post)[-1]
        assert post.outcome_views == at_horizon.impressions
        assert post.outcome == pytest.approx(1000 * (at_horizon.clicks or 0) / (at_horizon.impressions or 1))


def test_counts_and_rates_of_the_same_framings_are_kept_apart(staged: Bench) -> None:
    staged.network().script(counts={"plain": numbers(20, 400), "context": numbers(30, 100)})
    staged.experiment(rounds=1, **QUICK)
    until_over(staged)
    staged.experiment(name="again", rounds=1, **(QUICK | {"metric": "clicks"}))
    staged.run_through(staged.clock.now() + 9 * DAY, every=12 * HOUR)
    with staged.session() as session:
        assert {measured.metric for measured in measured_rounds(session)} == {RATE, "clicks"}


def test_other_spellings_are_the_same_rate_and_others_are_asked_back(bench: Bench) -> None:
    assert bench.examine(metric="Clicks per 1,000 impressions").plan.metric == RATE
    for typed in ("click rate", "clicks per 1000 reach", "CTR"):
        with pytest.raises(FaultsError) as caught:
            bench.examine(metric=typed)
        (fault,) = caught.value.faults
        assert f"did you mean “{RATE}”?" in fault.message
