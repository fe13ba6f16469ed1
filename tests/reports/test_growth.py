"""How posts grew, from their readings; what nobody saw is missing, never zero."""

from __future__ import annotations

from datetime import timedelta

from postlab.records.tables import Experiment, Reading
from postlab.reports.growth import Growth, Look, growth_of, typical
from reports.worlds import Records, plan_of


def look_at(records: Records, made: Experiment, hours: float, clicks: int | None) -> None:
    for post in records.posts(made):
        assert post.published_at is not None
        records.session.add(
            Reading(
                post_id=post.id,
                taken_at=post.published_at + timedelta(hours=hours),
                age_s=hours * 3600,
                due_age_s=round(hours * 3600),
                clicks=clicks,
                missing={} if clicks is not None else {"clicks": "not told"},
                simulated=False,
            )
        )
    records.session.commit()


def test_every_look_is_in_order_of_age_with_its_gaps(records: Records) -> None:
    made = records.experiment([(10, 30)])
    look_at(records, made, 6, None)
    look_at(records, made, 1, 2)
    growths = growth_of(records.session, made, plan_of())
    assert {growth.variant for growth in growths} == {"bare link", "contextualised"}
    for growth in growths:
        assert (growth.round, growth.account) == (1, "page")
        expected = 10 if growth.variant == "bare link" else 30
        assert [(round(one.age_s / 3600), one.value) for one in growth.looks] == [(1, 2), (6, None), (72, expected)]


def test_a_rate_is_for_so_many_views(records: Records) -> None:
    made = records.experiment([(10, 30)])
    plan = plan_of(metric="clicks per 1000 views")
    for reading in records._all(Reading):
        reading.impressions = 400
        records.session.add(reading)
    records.session.commit()
    values = {growth.variant: growth.looks[0].value for growth in growth_of(records.session, made, plan)}
    assert values == {"bare link": 25.0, "contextualised": 75.0}


def test_the_typical_post_is_the_median_where_half_were_counted() -> None:
    posts = [
        Growth(number, 1, "bare link", "page", (Look(3600.0, first), Look(90_000.0, second)))
        for number, (first, second) in enumerate([(1.0, 10.0), (3.0, None), (9.0, None)])
    ]
    assert typical(posts, [3600.0, 86_400.0, 600_000.0]) == [Look(3600.0, 3.0)]
    assert typical(posts[:2], [86_400.0]) == [Look(86_400.0, 10.0)]
    assert typical([], [3600.0]) == []
