"""Rounds that overlap, in the loop: when they are drawn, which slots they take, and in which order they are judged."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, START, Bench
from postlab.design.slots import parse_slot, upcoming
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan.slots import forecasts
from postlab.loop.protect import pausing
from postlab.loop.publish import approval
from postlab.records.tables import PostState
from postlab.reports.audit import audit
from postlab.stats.luck import Page

FORTNIGHT = 14 * DAY
SLOTS = ["Tue 12:30", "Thu 12:30", "Sat 12:30"]
MANY = [
    {
        "url": f"https://news.example/{number}",
        "title": f"Story {number}",
        "evidence": f"Research shows that {number} in a hundred find work.",
    }
    for number in range(1, 13)
]


def overlapped(bench: Bench, **changes: object) -> None:
    plan = {"design": "one link", "gap": "14d", "slots": SLOTS, "link": MANY, "rounds": 12, **changes}
    bench.experiment(**plan)


def slots_of(bench: Bench) -> list[list[datetime]]:
    """The slots of each round, in its order."""
    return [[datetime.fromisoformat(place["slot"]) for place in round_.places] for round_ in bench.rounds()]


def expected_slots(count: int) -> list[datetime]:
    weekly = [parse_slot(slot) for slot in SLOTS]
    return [slot.at for slot in itertools.islice(upcoming(weekly, "Australia/Sydney", after=START), count)]


def check_rest(bench: Bench, gap: timedelta = FORTNIGHT) -> None:
    """A slot has one post, and between two showings of a link lies the gap."""
    posts = [post for post in bench.posts() if post.state not in {PostState.MISSED, PostState.CANCELLED}]
    assert len({post.slot_at for post in posts}) == len(posts)
    for link in {post.link_id for post in posts}:
        times = [post.slot_at for post in posts if post.link_id == link]
        assert all(later - sooner >= gap for sooner, later in itertools.pairwise(times))


def test_six_first_showings_then_six_second_ones_and_so_on(staged: Bench) -> None:
    overlapped(staged, alpha=0.0001, worthwhile=1.01)
    every_slot = expected_slots(24)
    staged.run_through(every_slot[-1] + 4 * DAY, every=24 * HOUR)
    found = slots_of(staged)
    numbers = [tuple(every_slot.index(slot) for slot in slots) for slots in found]
    first = [(number, number + 6) for number in range(6)]
    assert numbers == first + [(number + 12, number + 18) for number in range(6)]
    check_rest(staged)
    # three posts a week, none lost
    assert [post.slot_at for post in staged.posts()] == every_slot
    assert len(staged.network().kept) == 24
    verdicts = staged.verdicts()
    assert [verdict.round_number for verdict in verdicts] == list(range(1, 13))
    assert [verdict.rounds for verdict in verdicts] == list(range(1, 13))
    assert [verdict.at for verdict in verdicts] == sorted(verdict.at for verdict in verdicts)
    with staged.session() as session:
        audited = audit(session, experiment_named(session, "exams"))
    assert audited.clean, [line for line in audited.lines if not line.match]


def test_a_round_is_drawn_when_the_one_before_has_begun(staged: Bench) -> None:
    overlapped(staged)
    staged.run(FIRST - HOUR)
    assert len(staged.rounds()) == 1
    staged.run(FIRST)
    assert len(staged.rounds()) == 2
    assert slots_of(staged)[1][0] == SECOND
    assert [round_.drawn_at for round_ in staged.rounds()] == [START, FIRST]


def test_the_forecast_says_so(staged: Bench) -> None:
    plan = staged.examine(design="one link", gap="14d", slots=SLOTS, link=MANY, rounds=12).plan
    pages = [Page(1000)]
    at_double = next(found for found in forecasts(plan, pages, now=START) if found.ratio == 2)
    one_by_one = plan.model_copy(update={"overlapped": None})
    before = next(found for found in forecasts(one_by_one, pages, now=START) if found.ratio == 2)
    assert at_double.rounds == before.rounds
    # at three slots a week: two slots a round, or a fortnight and a slot
    assert at_double.weeks == pytest.approx(at_double.rounds * 2 / 3, abs=2)
    assert before.weeks == pytest.approx(before.rounds * 7 / 3)


def test_too_few_links_leave_slots_empty_and_it_is_said(staged: Bench) -> None:
    examined = staged.examine(design="one link", gap="14d", slots=SLOTS, link=MANY[:2], rounds=6)
    assert any("with 2 links some slots stay empty; 6 links fill them all" in note for note in examined.warnings)
    overlapped(staged, link=MANY[:2], rounds=6)
    staged.run_through(START + 60 * DAY, every=12 * HOUR)
    assert len(staged.rounds()) > 3
    check_rest(staged)
    assert not any("stay empty" in note for note in staged.examine(link=MANY, name="other").warnings)


def test_one_by_one_where_the_plan_says_so(staged: Bench) -> None:
    overlapped(staged, overlapped=False, rounds=2)
    staged.run(FIRST)
    assert len(staged.rounds()) == 1
    staged.run_through(FIRST + 15 * DAY, every=12 * HOUR)
    assert len(staged.rounds()) == 2


def test_a_single_link_is_not_overlapped(staged: Bench) -> None:
    overlapped(staged, link=LINKS[:1])
    assert staged.named().plan.get("overlapped") is None


def test_put_off_a_round_takes_no_slot_of_another(staged: Bench) -> None:
    overlapped(staged, approve="each")
    approve_all(staged, until=FIRST)
    every_slot = expected_slots(12)
    # the second round is not approved in time
    turn = staged.run(SECOND + DAY + HOUR)
    assert "put off" in turn.moved[0]
    assert slots_of(staged)[1] == [every_slot[2], every_slot[8]]
    approve_all(staged, until=every_slot[11] + DAY)
    check_rest(staged)
    assert slots_of(staged)[0] == [every_slot[0], every_slot[6]]


def approve_all(bench: Bench, *, until: datetime) -> None:
    while bench.clock.now() < until:
        bench.clock.set(min(bench.clock.now() + 12 * HOUR, until))
        bench.approve()
        bench.run()


def test_the_preview_lays_rounds_out_as_they_will_be_drawn(staged: Bench) -> None:
    examined = staged.examine(design="one link", gap="14d", slots=SLOTS, link=MANY, rounds=12)
    days = {planned.link: planned.days for planned in examined.drafts}
    assert {planned.link: planned.round for planned in examined.drafts} == {n: n for n in range(1, 13)}
    overlapped(staged)
    staged.run_through(START + 40 * DAY, every=12 * HOUR)
    rounds = staged.rounds()
    assert len(rounds) >= 8
    for round_ in rounds:
        walls = {datetime.fromisoformat(place["wall"]).date() for place in round_.places}
        assert set(days[round_.number]) <= walls


def test_rounds_are_judged_in_the_order_in_which_they_were_drawn(staged: Bench) -> None:
    """Whoever keeps a second showing waiting cannot have the rounds judged first that go well."""
    overlapped(staged, approve="each")
    with staged.session() as session:
        approval.approve(staged.lab, session, [approval.post_numbered(session, "1")])
    every_slot = expected_slots(24)
    staged.run(FIRST)
    while staged.clock.now() < every_slot[7] + 4 * DAY:
        staged.clock.set(staged.clock.now() + 6 * HOUR)
        held = {post.id for post in staged.posts() if post.id == 2}
        with staged.session() as session:
            waiting = [post for post in approval.awaiting_approval(session) if post.id not in held]
            approval.approve(staged.lab, session, waiting)
        staged.run()
        verdicts = [verdict.round_number for verdict in staged.verdicts()]
        assert verdicts == list(range(1, len(verdicts) + 1))
    closed = [round_.number for round_ in staged.rounds() if round_.closed_at is not None]
    assert closed == list(range(1, len(closed) + 1))


def test_paused_and_resumed_nothing_is_shown_twice_or_too_soon(staged: Bench) -> None:
    overlapped(staged)
    staged.run_through(SECOND + HOUR, every=12 * HOUR)
    with staged.session() as session:
        pausing.pause(staged.lab, session, experiment_named(session, "exams"), reason=pausing.BY_HAND)
        session.commit()
    staged.run_through(SECOND + 4 * DAY, every=12 * HOUR)
    with staged.session() as session:
        pausing.resume(staged.lab, session, experiment_named(session, "exams"))
        session.commit()
    staged.run_through(START + 50 * DAY, every=12 * HOUR)
    check_rest(staged)
    assert len(staged.network().kept) == len(set(staged.network().kept)) > 12


def test_the_rounds_of_the_plan_are_all_that_is_drawn(staged: Bench) -> None:
    overlapped(staged, rounds=3)
    staged.run_through(START + 50 * DAY, every=12 * HOUR)
    assert len(staged.rounds()) == 3
    assert staged.named().state != "running"
    assert len(staged.network().kept) == 6
