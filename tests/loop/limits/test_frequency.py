"""Quiet hours, posts a week and links that come back: in drawing, putting off, publishing late and planning."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, START, ZONE, Bench
from postlab.design.frequency import WEEK_FOR_SHORT
from postlab.errors import FaultsError, InputError
from postlab.loop.notify import agenda
from postlab.loop.publish import manual
from postlab.records.tables import PostState

SYDNEY = ZoneInfo(ZONE)


def rules(bench: Bench, **keys: Any) -> None:
    """Write the lab's settings and open it again."""
    file = bench.folder / "postlab.toml"
    lines = [f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in keys.items()]
    file.write_text("\n".join([f'timezone = "{ZONE}"', *lines, ""]), "utf-8")
    bench.reopen()


def out(bench: Bench, experiment: str | None = None) -> list[datetime]:
    return sorted(post.published_at for post in bench.posts(experiment) if post.published_at)


def most_in_a_week(times: list[datetime]) -> int:
    return max(sum(first <= at < first + WEEK_FOR_SHORT for at in times) for first in times)


def test_over_many_weeks_no_rule_is_broken_and_a_dry_run_says_what_happens(staged: Bench) -> None:
    bench = staged
    rules(bench, quiet="21:00-09:30", posts_a_week=3, link_gap_days=10, late_hours=100)
    quick: dict[str, Any] = {"horizon": "24h", "readings": ["24h"], "rounds": 12}
    bench.experiment(name="beat", every="7h", slots=[], budget={"posts_a_week": 1}, **quick)
    bench.experiment(name="slots", slots=["Mon 12:00", "Tue 12:30", "Thu 12:30", "Fri 20:30"], **quick)
    while bench.clock.now() < START + 42 * DAY:
        bench.clock.advance(11 * HOUR)
        # the rehearsal draws keys that are not there yet
        bench._seed += 1000
        would, did = bench.rehearse(), bench.run()
        assert [post.id for post in would.published] == [post.id for post in did.published]
        assert would.held_back == did.held_back
        assert [drawn.places for drawn in would.drawn] == [drawn.places for drawn in did.drawn]
    times = out(bench)
    assert all(9.5 <= at.astimezone(SYDNEY).hour + at.astimezone(SYDNEY).minute / 60 < 21 for at in times)
    assert 12 <= len(times) <= 3 * 7
    assert most_in_a_week(times) <= 3
    assert most_in_a_week(out(bench, "beat")) == 1
    addresses = {link.id: link.url for link in bench.links()}
    slots = [post for post in bench.posts() if post.published_at]
    for address in set(addresses.values()):
        mine = sorted(post.slot_at for post in slots if addresses[post.link_id] == address)
        assert all(later - before >= 10 * DAY for before, later in pairwise(mine))


def test_what_is_late_waits_for_the_morning_in_its_order(staged: Bench) -> None:
    rules(staged, quiet="14:00-08:00")
    staged.experiment(slots=["Tue 12:30", "Tue 12:40"])
    night = FIRST + 9 * HOUR
    turn = staged.run(night)
    assert (turn.published, turn.exit_code) == ([], 0)
    assert turn.held_back == [
        "Post 1 of exams waits until Wed 4 Nov 2026 08:00 Australia/Sydney: these are quiet hours (14:00–08:00)."
    ]
    with staged.session() as session:
        event = agenda.next_event(session, lab=staged.lab)
    assert event is not None
    assert event.at == FIRST + 19 * HOUR + HOUR / 2
    assert [post.id for post in staged.run(FIRST + 20 * HOUR).published] == [1, 2]


def test_what_is_late_waits_for_room_in_the_week(staged: Bench) -> None:
    rules(staged, posts_a_week=2, late_hours=200)
    staged.experiment(name="one", slots=["Tue 12:30", "Thu 12:30"])
    staged.experiment(name="two", slots=["Tue 12:30", "Thu 12:30"])
    first = [post.slot_at for post in staged.posts("two")]
    assert first == [FIRST + 7 * DAY, SECOND + 7 * DAY], "the week was taken already"
    turn = staged.run(FIRST + 6 * DAY + 12 * HOUR)
    assert len(turn.published) == 2
    turn = staged.run(FIRST + 7 * DAY)
    assert "has had its 2 posts of seven days (the lab says so)" in turn.held_back[0]
    assert turn.published == []
    turns = staged.run_through(FIRST + 21 * DAY, every=6 * HOUR)
    assert sum(len(turn.published) for turn in turns) >= 3
    assert most_in_a_week(out(staged)) == 2


def test_a_round_is_put_off_to_slots_that_keep_the_rules(staged: Bench) -> None:
    rules(staged, posts_a_week=1, link_gap_days=20)
    staged.experiment(approve="each", link=LINKS[:2])
    turn = staged.run(FIRST + 3 * DAY)
    assert "put off to Tue 10 Nov" in turn.moved[0]
    slots = [post.slot_at for post in staged.posts()]
    assert slots == [FIRST + 7 * DAY, FIRST + 14 * DAY], "its own old slots and links do not stand in its way"


def test_one_link_keeps_its_own_gap_within_the_round(staged: Bench) -> None:
    rules(staged, link_gap_days=30)
    staged.experiment(design="one link", gap="7d", rounds=2, link=LINKS[:1])
    assert [post.slot_at for post in staged.posts()] == [FIRST, FIRST + 7 * DAY]
    staged.run(FIRST)
    staged.run(FIRST + 7 * DAY)
    later = [post.slot_at for post in staged.posts()][2:]
    assert later[0] >= FIRST + 37 * DAY
    assert later[1] - later[0] >= 7 * DAY


def test_a_plan_is_told_beforehand(staged: Bench) -> None:
    rules(staged, quiet="21:00-07:00", posts_a_week=1, link_gap_days=1000)
    with pytest.raises(FaultsError) as caught:
        staged.examine(slots=["Tue 12:30", "Thu 22:00", "Fri 06:59"])
    assert [fault.place for fault in caught.value.faults] == ["slots 2", "slots 3"]
    assert "“Thu 22:00” lies in the lab's quiet hours (21:00–07:00)" in caught.value.faults[0].message
    said = " ".join(staged.examine().warnings)
    assert "At 1 post a week on one account (posts_a_week of the lab) 4 rounds take about 8 weeks" in said
    assert "A link comes back after 1000d at the soonest (link_gap_days)" in said
    staged.experiment(rounds=20)
    staged.run(FIRST)
    staged.run(FIRST + 7 * DAY)
    staged.run(FIRST + 14 * DAY)
    turn = staged.run(FIRST + 21 * DAY)
    (problem,) = turn.problems
    assert "exams: There is no slot for the next round within a year" in problem.message
    assert turn.exit_code == 3
    with pytest.raises(InputError, match="no slot for the next round"):
        staged.experiment(name="never", every="24h", slots=[], budget={"posts_a_week": 1}, rounds=1)


def test_a_rehearsal_is_left_alone(staged: Bench) -> None:
    rules(staged, quiet="00:00-23:59", posts_a_week=1, link_gap_days=1000)
    staged.experiment(slots=[], every="2m", horizon="5m", readings=["5m"])
    turns = staged.run_through(START + HOUR, every=timedelta(minutes=1))
    assert sum(len(turn.published) for turn in turns) == 8


def test_a_person_is_not_asked_at_night(bench: Bench) -> None:
    bench.account("mine", platform="manual", network="staged")
    rules(bench, quiet="20:00-08:00")
    bench.experiment(accounts=["mine"], slots=["Tue 19:50", "Thu 19:50"])
    slot = bench.post(0).slot_at

    def asked() -> list[list[int | None]]:
        turn = bench.run()
        with bench.session() as session:
            return [
                [item.post for item in found] for found in (turn.waiting, manual.awaiting_a_person(bench.lab, session))
            ]

    bench.clock.set(slot)
    assert asked() == [[1], [1]]
    bench.clock.set(slot + HOUR)
    assert asked() == [[], []]
    bench.clock.set(slot + 13 * HOUR)
    assert asked() == [[1], [1]]
    assert bench.post(0).state == PostState.APPROVED
