"""The simulated audience: the same for ever, growing, over-dispersed, and moved by the true effects."""

from __future__ import annotations

import math
import random
import statistics
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.platforms.audience import POST_SHAPE, TOPIC_SD, ShownPost, SimulatedAudience, counts, expected, growth
from postlab.platforms.audience_effects import COUNTED

BARE = ("link",)
CONTEXT = ("moment", "question", "evidence", "link")
TUESDAY_NOON = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)
HORIZON = timedelta(hours=72)
LONG_AFTER = timedelta(days=3650)


def shown(key: str = "a", kinds: tuple[str, ...] = BARE, topic: str = "t", at: datetime = TUESDAY_NOON) -> ShownPost:
    return ShownPost(key, kinds, topic, at)


def gathered(audience: SimulatedAudience, post: ShownPost, age: timedelta) -> tuple[int | None, ...]:
    totals = counts(audience, post, age)
    return tuple(getattr(totals, metric) for metric in COUNTED)


def test_the_same_question_has_the_same_answer_for_ever() -> None:
    post = shown("golden-1", CONTEXT, "https://news.example/graduate-pay", datetime(2026, 11, 24, 1, 30, tzinfo=UTC))
    sydney = SimulatedAudience(followers=250_000, zone="Australia/Sydney")

    assert gathered(SimulatedAudience(), post, timedelta(hours=6)) == (6, 1, 2, 2, 51)
    assert gathered(SimulatedAudience(), post, HORIZON) == (15, 2, 2, 8, 124)
    assert gathered(SimulatedAudience(seed=7, zone="Australia/Sydney"), post, HORIZON) == (73, 3, 5, 18, 545)
    assert gathered(sydney, post, HORIZON) == (10096, 2724, 1623, 8607, 123679)


def test_another_seed_is_another_audience() -> None:
    seen = {counts(SimulatedAudience(seed=seed), shown(), HORIZON).impressions for seed in range(10)}

    assert len(seen) > 7


@given(
    key=st.text(max_size=10),
    followers=st.integers(1, 100_000),
    hours=st.lists(st.floats(0, 10_000), min_size=2, max_size=6),
)
def test_counts_are_whole_and_never_go_down(key: str, followers: int, hours: list[float]) -> None:
    audience = SimulatedAudience(followers=followers)
    path = [counts(audience, shown(key, CONTEXT), timedelta(hours=age)) for age in sorted(hours)]

    for metric in COUNTED:
        row = [getattr(seen, metric) for seen in path]
        assert all(isinstance(value, int) and value >= 0 for value in row)
        assert row == sorted(row)


def test_nothing_has_arrived_at_the_start_and_all_of_it_long_after() -> None:
    assert gathered(SimulatedAudience(), shown(), timedelta(0)) == (0, 0, 0, 0, 0)
    assert counts(SimulatedAudience(), shown(), LONG_AFTER) == counts(SimulatedAudience(), shown(), 2 * LONG_AFTER)


def test_a_post_that_is_not_out_has_no_counts() -> None:
    with pytest.raises(ValueError, match="not gone out yet"):
        counts(SimulatedAudience(), shown(), timedelta(seconds=-1))


@pytest.mark.parametrize(("hours", "share"), [(0, 0.0), (1, 0.15), (6, 0.40), (24, 0.71), (72, 0.92), (168, 0.99)])
def test_growth_is_fast_at_first_and_has_a_long_tail(hours: float, share: float) -> None:
    assert growth(timedelta(hours=hours)) == pytest.approx(share, abs=0.01)


def test_arrivals_follow_the_growth_curve() -> None:
    audience = SimulatedAudience(followers=50_000)
    posts = [shown(str(turn), topic=str(turn)) for turn in range(200)]
    finals = sum(counts(audience, post, LONG_AFTER).impressions or 0 for post in posts)
    early = sum(counts(audience, post, timedelta(hours=6)).impressions or 0 for post in posts)

    assert early / finals == pytest.approx(growth(timedelta(hours=6)), abs=0.005)


@pytest.mark.parametrize("metric", COUNTED)
def test_the_mean_over_many_posts_is_what_is_expected(metric: str) -> None:
    audience = SimulatedAudience()
    finals = [
        getattr(counts(audience, shown(str(turn), CONTEXT, str(turn)), LONG_AFTER), metric) for turn in range(1_500)
    ]
    mean = expected(audience, shown(kinds=CONTEXT), metric)
    luck_variance = (1 + 1 / POST_SHAPE) * math.exp(TOPIC_SD**2) - 1
    variance = mean + mean**2 * luck_variance

    assert statistics.mean(finals) == pytest.approx(mean, abs=3.5 * math.sqrt(variance / len(finals)))
    assert statistics.variance(finals) == pytest.approx(variance, rel=0.3)
    assert statistics.variance(finals) > 1.3 * statistics.mean(finals)  # far from Poisson


def test_about_one_topic_counts_are_negative_binomial_of_the_stated_size() -> None:
    audience = SimulatedAudience(followers=20_000)
    finals = [counts(audience, shown(str(turn)), LONG_AFTER).likes or 0 for turn in range(3_000)]
    mean, variance = statistics.mean(finals), statistics.variance(finals)

    assert mean**2 / (variance - mean) == pytest.approx(POST_SHAPE, rel=0.1)


def test_the_metrics_of_a_post_share_part_of_its_luck() -> None:
    audience = SimulatedAudience(followers=1_000_000)
    seen = [counts(audience, shown(str(turn)), LONG_AFTER) for turn in range(1_000)]

    together = statistics.correlation([row.likes or 0 for row in seen], [row.clicks or 0 for row in seen])
    assert together == pytest.approx(0.6, abs=0.08)


def test_posts_about_one_topic_share_its_luck() -> None:
    audience = SimulatedAudience(followers=1_000_000)
    pairs = [
        [math.log(counts(audience, shown(f"{turn}-{post}", topic=str(turn)), HORIZON).likes or 1) for post in range(2)]
        for turn in range(1_000)
    ]
    firsts, seconds = zip(*pairs, strict=True)

    # var(topic) / (var(topic) + trigamma(5)), and trigamma(5) = 0.2213
    assert statistics.correlation(firsts, seconds) == pytest.approx(TOPIC_SD**2 / (TOPIC_SD**2 + 0.2213), abs=0.08)


@pytest.mark.parametrize("metric", ["likes", "clicks", "impressions"])
def test_the_true_effects_come_back_out(metric: str) -> None:
    audience = SimulatedAudience(
        followers=100_000, effects={"moment": 1.3, "question": {"clicks": 0.5, "likes": 2.0}, "evidence": 1.5}
    )
    logs = []
    for turn in range(1_500):
        with_context = counts(audience, shown(f"b{turn}", CONTEXT, str(turn)), HORIZON)
        bare = counts(audience, shown(f"a{turn}", BARE, str(turn)), HORIZON)
        logs.append(math.log(getattr(with_context, metric) + 0.5) - math.log(getattr(bare, metric) + 0.5))
    truth = math.prod(audience.factors[kind][metric] for kind in CONTEXT)
    error = statistics.stdev(logs) / math.sqrt(len(logs))

    assert error < 0.02
    assert statistics.mean(logs) == pytest.approx(math.log(truth), abs=3 * error)


def test_moving_the_evidence_to_the_front_matters_and_wording_does_not() -> None:
    audience = SimulatedAudience()
    first = expected(audience, shown(kinds=("evidence", "moment", "question", "link")), "clicks")
    third = expected(audience, shown(kinds=CONTEXT), "clicks")

    assert first / third == pytest.approx(1.1)
    assert expected(audience, shown(kinds=("question", "question", "link")), "clicks") == pytest.approx(
        expected(audience, shown(kinds=("question", "link")), "clicks")
    )


def test_a_kind_that_nobody_knows_changes_nothing_and_spelling_is_forgiven() -> None:
    audience = SimulatedAudience()

    assert expected(audience, shown(kinds=("title", "link")), "likes") == expected(audience, shown(), "likes")
    assert expected(audience, shown(kinds=("call_to_action",)), "clicks") == pytest.approx(
        1.2 * expected(audience, shown(), "clicks")
    )


def test_the_hour_is_that_of_the_audience() -> None:
    night_in_utc = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # 14:00 in Sydney

    utc, sydney = SimulatedAudience(), SimulatedAudience(zone="Australia/Sydney")
    assert expected(sydney, shown(at=night_in_utc), "likes") > 2.5 * expected(utc, shown(at=night_in_utc), "likes")


def test_an_average_hour_of_an_average_day_has_the_base_rate() -> None:
    hours = [TUESDAY_NOON + timedelta(hours=turn) for turn in range(7 * 24)]
    mean = statistics.mean(expected(SimulatedAudience(), shown(at=at), "clicks") for at in hours)

    assert mean == pytest.approx(800 * 0.015, rel=0.01)


def test_a_demonstration_is_quick_with_it() -> None:
    """The scatter that the module's docstring states: sd(d) of about 1 on clicks."""
    audience, coin, differences = SimulatedAudience(), random.Random(5), []
    for turn in range(1_200):
        slots = [TUESDAY_NOON + timedelta(weeks=turn), TUESDAY_NOON + timedelta(weeks=turn, days=2)]
        coin.shuffle(slots)
        control = counts(audience, shown(f"a{turn}", BARE, f"a{turn}", slots[0]), HORIZON)
        treatment = counts(audience, shown(f"b{turn}", CONTEXT, f"b{turn}", slots[1]), HORIZON)
        differences.append(math.log((treatment.clicks or 0) + 0.5) - math.log((control.clicks or 0) + 0.5))

    assert 0.9 < statistics.stdev(differences) < 1.1
    assert math.exp(statistics.mean(differences)) == pytest.approx(2.1, rel=0.1)


def test_an_audience_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one follower"):
        SimulatedAudience(followers=0)
    with pytest.raises(ValueError, match="no block"):
        SimulatedAudience(effects={"mood": 2.0})
    with pytest.raises(ZoneInfoNotFoundError):
        SimulatedAudience(zone="Nowhere/Land")
