"""A forecast of rounds is what a run then draws, slot for slot and link for link, if nothing changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from loop.bench import DAY, FIRST, START, Bench, document
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import examine
from postlab.loop.plan.rounds_ahead import MOST_ROUNDS, Foreseen, foresee, rounds_left
from postlab.records.tables import WAITING_TO_GO_OUT, Experiment

WEEKS = timedelta(weeks=8)


def foreseen(bench: Bench, *names: str, until: datetime = START + WEEKS) -> Foreseen:
    with bench.session() as session:
        experiments = [session.get_one(Experiment, bench.named(name).id) for name in names]
        return foresee(bench.lab, session, experiments, until=until)


def run_at_each_slot(bench: Bench, *, until: datetime) -> None:
    """A turn whenever a post is due, so that nothing goes out late."""
    while waiting := [post.slot_at for post in bench.posts() if post.state in WAITING_TO_GO_OUT]:
        if min(waiting) > until:
            return
        bench.run(min(waiting))


def drawn(bench: Bench) -> list[tuple[int, int, list[tuple[str, int]]]]:
    """What the lab has drawn: by experiment and number, the slots with their links."""
    return [
        (round_.experiment_id, round_.number, [(place["slot"], place["link"]) for place in round_.places])
        for round_ in bench.rounds()
    ]


def expected(forecast: Foreseen) -> list[tuple[int, int, list[tuple[str, int]]]]:
    return sorted(
        (one.experiment, one.number, [(place.slot.at.isoformat(), place.link) for place in one.places])
        for one in forecast.rounds
    )


@pytest.mark.parametrize(
    ("rules", "plans"),
    [
        ("", [{}]),
        ('quiet = "23:00-06:00"\nposts_a_week = 3\nlink_gap_days = 9\n', [{}, {"slots": ["Wed 09:00", "Fri 13:00"]}]),
        ("", [{"design": "one link", "gap": "7d", "overlapped": True}]),
        ("", [{"before": "14d"}]),
    ],
    ids=["one", "two beside each other, with limits", "overlapped", "before a moment"],
)
def test_what_is_foreseen_is_drawn(bench: Bench, rules: str, plans: list[dict[str, Any]]) -> None:
    settings = bench.folder / "postlab.toml"
    settings.write_text(rules + settings.read_text("utf-8"), "utf-8")
    bench.reopen()
    names = [f"plan-{number}" for number in range(len(plans))]
    for name, plan in zip(names, plans, strict=True):
        bench.experiment(name=name, **plan)
    before = drawn(bench)
    forecast = foreseen(bench, *names)
    assert drawn(bench) == before, "looking ahead changed the records"
    assert forecast.rounds or forecast.refused
    run_at_each_slot(bench, until=START + timedelta(weeks=5))
    after = drawn(bench)
    assert len(after) > len(before)
    assert set(map(str, after)) <= set(map(str, [*before, *expected(forecast)]))
    seen = {(experiment, number) for experiment, number, _ in after}
    assert {(n, places) for n, _, places in map(_hashable, after)} >= {
        (n, places) for n, number, places in map(_hashable, expected(forecast)) if (n, number) in seen
    }


def _hashable(one: tuple[int, int, list[tuple[str, int]]]) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    return (one[0], one[1], tuple(one[2]))


def test_no_more_rounds_than_the_plan_has_and_none_after_the_last_week(bench: Bench) -> None:
    bench.experiment(rounds=3)
    assert [one.number for one in foreseen(bench, "exams").rounds] == [2, 3]
    assert [one.number for one in foreseen(bench, "exams", until=FIRST + 8 * DAY).rounds] == [2]
    with bench.session() as session:
        assert rounds_left(session, session.get_one(Experiment, 1)) == 2


def test_a_quick_beat_is_cut_off_and_said(bench: Bench) -> None:
    beat = {"every": "10m", "horizon": "30m", "readings": ["10m", "30m"], "rounds": 40, "link": LINKS_FOR_MANY}
    plan = document(**beat)
    del plan["slots"]
    create(bench.lab, examine(bench.lab, plan, today=START.date()))
    forecast = foreseen(bench, "exams")
    assert len(forecast.rounds) == MOST_ROUNDS
    assert forecast.cut_off == {1}


def test_that_no_slot_is_left_is_a_refusal_and_not_an_end(bench: Bench) -> None:
    bench.experiment(before="14d")
    forecast = foreseen(bench, "exams")
    assert forecast.refused[1].code == "no_slot_left"
    assert all(
        place.slot.at < datetime.fromisoformat("2026-11-30T00:00+11:00")
        for one in forecast.rounds
        for place in one.places
    )


LINKS_FOR_MANY = [
    {"url": f"https://news.example/{n}", "title": f"Article {n}", "evidence": "Research shows that it is so for most."}
    for n in range(80)
]
