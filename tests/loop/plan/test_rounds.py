"""Rounds: their order, what becomes of late ones, which links they take, and where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, START, Bench, states
from postlab.design.assignment import draw
from postlab.loop.publish import approval
from postlab.records.tables import PostState

MINUTE = timedelta(minutes=1)


def approve_one(bench: Bench, number: int) -> None:
    with bench.session() as session:
        approval.approve(bench.lab, session, [approval.post_numbered(session, str(number))])


def test_a_later_slot_never_overtakes_an_earlier_one(staged: Bench) -> None:
    staged.experiment(approve="each", slots=["Tue 12:30", "Tue 15:00"])
    first, second = staged.posts()
    approve_one(staged, second.id or 0)
    for hours in (3, 20):
        assert staged.run(FIRST + hours * HOUR).published == []
    approve_one(staged, first.id or 0)
    turn = staged.run(FIRST + 21 * HOUR)
    assert [post.id for post in turn.published] == [first.id, second.id]
    assert staged.network().kept == [first.key, second.key]


@pytest.mark.parametrize("trouble", ["refused", "timeout-before", "person", "retry:900"])
def test_nor_one_that_is_in_trouble(staged: Bench, trouble: str) -> None:
    staged.experiment(slots=["Tue 12:30", "Tue 12:31"])
    first, second = staged.posts()
    network = staged.network()
    network.script(publish=[trouble], find=["unknown"] * 2)
    for minute in range(0, 60, 2):
        staged.run(FIRST + minute * MINUTE)
        assert network.kept in ([], [first.key], [first.key, second.key])
    assert network.kept == [first.key, second.key]


def test_on_another_account_it_does_not_wait(staged: Bench) -> None:
    staged.account("other", platform="staged")
    staged.experiment(accounts=["page", "other"], slots=["Tue 12:30", "Tue 12:31"])
    staged.network().script(publish=["refused"] * 99)
    staged.run(FIRST + HOUR)
    assert (len(staged.network().kept), len(staged.network("other").kept)) == (0, 2)


def test_nobody_approved_so_the_whole_round_is_put_off(staged: Bench) -> None:
    staged.experiment(approve="each")
    (before,) = staged.rounds()
    assert staged.run(FIRST + DAY).moved == []
    turn = staged.run(FIRST + DAY + MINUTE)
    assert "put off" in turn.moved[0]
    assert "nobody approved it in time" in turn.moved[0]
    (after,) = staged.rounds()
    assert after.assignment == before.assignment
    assert [place["link"] for place in after.places] == [place["link"] for place in before.places]
    assert [place["wall"] for place in after.places] == ["2026-11-05T12:30", "2026-11-10T12:30"]
    assert after.moves == [
        {
            "at": (FIRST + DAY + MINUTE).isoformat(),
            "reason": "nobody approved it in time",
            "from": [FIRST.isoformat(), SECOND.isoformat()],
            "out": [],
            "seen": False,
        }
    ]
    assert [post.variant for post in staged.posts()] == list(before.assignment)
    assert [post.slot_at.isoformat() for post in staged.posts()] == [place["slot"] for place in after.places]
    staged.approve()
    staged.run_through(SECOND + 7 * DAY, every=6 * HOUR)
    assert len(staged.network().kept) >= 2


def test_approved_late_but_within_a_day_it_goes_out_at_once(staged: Bench) -> None:
    staged.experiment(approve="each")
    assert [waiting.post for waiting in staged.run(FIRST + 23 * HOUR).waiting] == [1, 2]
    assert staged.run().exit_code == 3
    staged.approve()
    turn = staged.run(FIRST + 24 * HOUR)
    assert [post.id for post in turn.published] == [1]
    assert staged.post(0).published_at == FIRST + 24 * HOUR


def test_half_a_round_that_is_late_is_put_off_and_keeps_its_draw(staged: Bench) -> None:
    staged.experiment(approve="each", rounds=1)
    approve_one(staged, 1)
    (before,) = staged.rounds()
    staged.run(FIRST)
    staged.run(FIRST + HOUR)
    turn = staged.run(SECOND + DAY + MINUTE)
    assert (turn.exit_code, turn.problems) == (3, []), "somebody has to approve it"
    (said,) = turn.moved
    assert said.startswith(
        "The rest of round 1 of exams (post 2) was put off to Tue 10 Nov 2026 12:30 Australia/Sydney: nobody approved "
        f"it in time. It keeps its framing, slot for slot as it was drawn, because “{before.assignment[0]}” is out"
    )
    assert states(staged.posts()) == [PostState.PUBLISHED, PostState.PLANNED]
    assert staged.verdicts() == []
    (after,) = staged.rounds()
    assert after.assignment == before.assignment
    assert after.places[0] == before.places[0]
    assert (after.places[1]["wall"], after.places[1]["link"]) == ("2026-11-10T12:30", before.places[1]["link"])
    (move,) = after.moves
    assert (move["reason"], move["out"], move["seen"]) == ("nobody approved it in time", before.assignment[:1], True)
    # and again and again, until somebody approves it
    staged.run_through(SECOND + 20 * DAY, every=12 * HOUR)
    assert len(staged.rounds()) == 1
    assert len(staged.rounds()[0].moves) > 2
    staged.approve()
    staged.run_through(SECOND + 35 * DAY, every=12 * HOUR)
    assert staged.rounds()[0].assignment == before.assignment
    assert [(verdict.rounds, verdict.voided) for verdict in staged.verdicts()] == [(1, 0)]


def test_how_late_is_too_late_is_a_setting(staged: Bench) -> None:
    (staged.folder / "postlab.toml").write_text('timezone = "Australia/Sydney"\nlate_hours = 2\n', "utf-8")
    staged.reopen()
    staged.experiment()
    assert staged.run(FIRST + 3 * HOUR).moved != []


def test_the_coin_can_be_tossed_again(staged: Bench) -> None:
    experiment = staged.experiment(slots=["Mon 12:30", "Tue 12:30", "Wed 12:30"], rounds=8)
    staged.run_through(START + 60 * DAY, every=12 * HOUR)
    rounds = staged.rounds()
    assert len(rounds) == 8
    assert len({tuple(round_.assignment) for round_ in rounds}) == 2
    for round_ in rounds:
        again = draw(
            experiment.seed,
            experiment="exams",
            round_number=round_.number,
            variants=["bare link", "contextualised"],
            places=2,
        )
        assert tuple(round_.assignment) == again
        assert round_.seed == experiment.seed
        slots = [datetime.fromisoformat(place["slot"]) for place in round_.places]
        assert round_.drawn_at < min(slots)
    every_slot = [place["slot"] for round_ in rounds for place in round_.places]
    assert len(set(every_slot)) == 16
    assert every_slot == sorted(every_slot)


def test_links_that_went_out_least_come_first(staged: Bench) -> None:
    staged.experiment(rounds=5, link=LINKS[:3], slots=["Mon 12:30", "Wed 12:30"])
    staged.run_through(START + 40 * DAY, every=12 * HOUR)
    rounds = staged.rounds()
    assert len(rounds) == 5
    for round_ in rounds:
        assert len({place["link"] for place in round_.places}) == 2
    uses = [link.uses for link in staged.links()]
    assert sum(uses) == 10
    assert max(uses) - min(uses) <= 1


def test_one_link_in_both_slots_with_a_gap(staged: Bench) -> None:
    staged.experiment(design="one link", gap="14d", overlapped=False, link=LINKS[:2], rounds=2)
    (round_,) = staged.rounds()
    assert len({place["link"] for place in round_.places}) == 1
    slots = [datetime.fromisoformat(place["slot"]) for place in round_.places]
    assert slots[1] - slots[0] == 14 * DAY
    assert {post.url.partition("?")[0] for post in staged.posts()} == {LINKS[0]["url"]}
    assert len({post.url for post in staged.posts()}) == 2
    # put off, the gap is kept
    (staged.folder / "postlab.toml").write_text('timezone = "Australia/Sydney"\nlate_hours = 1\n', "utf-8")
    staged.reopen()
    staged.run(FIRST + 2 * HOUR)
    slots = [datetime.fromisoformat(place["slot"]) for place in staged.rounds()[0].places]
    assert slots == [SECOND, SECOND + 14 * DAY]
    # and from what is out to the rest
    staged.run(SECOND + HOUR / 2)
    staged.run(SECOND + 14 * DAY + 2 * HOUR)
    slots = [datetime.fromisoformat(place["slot"]) for place in staged.rounds()[0].places]
    assert slots == [SECOND, SECOND + 19 * DAY]


def test_with_a_single_link_both_posts_carry_it(staged: Bench) -> None:
    staged.experiment(link=LINKS[:1])
    assert {post.url.partition("?")[0] for post in staged.posts()} == {LINKS[0]["url"]}
    assert [link.uses for link in staged.links()] == [1]


# zone, start (UTC), slots, then of both places: the wall time, UTC, and a word of the note
CHANGES = [
    # Sydney leaves summer time on Sunday 2027-04-04 at 03:00: 02:30 comes twice
    ("Australia/Sydney", "2027-04-01", ["Sat 02:30", "Sun 02:30"], ["2027-04-02T15:30", "2027-04-03T15:30"], "twice"),
    # and begins it on 2027-10-03 at 02:00: 02:30 does not exist
    (
        "Australia/Sydney",
        "2027-09-30",
        ["Sat 02:30", "Sun 02:30"],
        ["2027-10-01T16:30", "2027-10-02T16:30"],
        "not exist",
    ),
    ("Australia/Sydney", "2027-09-30", ["Sat 12:30", "Sun 12:30"], ["2027-10-02T02:30", "2027-10-03T01:30"], None),
    (
        "America/New_York",
        "2027-03-11",
        ["Sat 02:30", "Sun 02:30"],
        ["2027-03-13T07:30", "2027-03-14T07:30"],
        "not exist",
    ),
    ("America/New_York", "2027-11-05", ["Sat 01:30", "Sun 01:30"], ["2027-11-06T05:30", "2027-11-07T05:30"], "twice"),
    # Lord Howe changes by half an hour
    (
        "Australia/Lord_Howe",
        "2027-09-30",
        ["Sat 02:15", "Sun 02:15"],
        ["2027-10-01T15:45", "2027-10-02T15:45"],
        "not exist",
    ),
    (
        "Australia/Lord_Howe",
        "2027-04-01",
        ["Sat 01:45", "Sun 01:45"],
        ["2027-04-02T14:45", "2027-04-03T14:45"],
        "twice",
    ),
]


@pytest.mark.parametrize(("zone", "start", "slots", "expected", "note"), CHANGES)
def test_where_the_clocks_change_within_a_round(
    staged: Bench, zone: str, start: str, slots: list[str], expected: list[str], note: str | None
) -> None:
    staged.clock.set(datetime.fromisoformat(start).replace(tzinfo=UTC))
    staged.experiment(timezone=zone, slots=slots, rounds=2)
    (round_,) = staged.rounds()
    moments = [datetime.fromisoformat(place["slot"]).astimezone(UTC) for place in round_.places]
    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in moments] == expected
    hours = [place["wall"].partition("T")[2] for place in round_.places]
    assert hours == [slot.partition(" ")[2] for slot in slots]
    assert round_.places[0]["note"] is None
    assert (round_.places[1]["note"] is None) is (note is None)
    assert (note or "") in (round_.places[1]["note"] or "")
    assert {place["zone"] for place in round_.places} == {zone}
    for post, moment in zip(staged.posts(), moments, strict=True):
        assert staged.run(moment - MINUTE).published == []
        assert [out.id for out in staged.run(moment).published] == [post.id]
        local = moment.astimezone(ZoneInfo(zone))
        assert (post.zone, post.slot_at) == (zone, moment)
        if note is None:
            assert f"{local:%Y-%m-%dT%H:%M}" == post.slot_wall
    # a week later everything is as usual again
    following = staged.rounds()[1]
    assert [place["note"] for place in following.places] == [None, None]
