"""What lies ahead: posts with what holds them and what does not go together, rounds to come, readings, moments."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from typing import Any

from sqlalchemy import event

from loop.bench import DAY, FIRST, HOUR, SECOND, START, Bench
from loop.test_flat_in_history import GROWING, fill
from postlab.design.run_windows import Errand
from postlab.loop.lookup.accounts import account_named
from postlab.loop.moments.store import add_moment
from postlab.loop.notify.ahead import what_lies_ahead
from postlab.loop.notify.outlook import PAUSED, Outlook, SlotAhead, Stage
from postlab.loop.protect import pausing
from postlab.records.tables import Account, Experiment, stored_id


def ahead(bench: Bench, *, weeks: int = 4, account: str | None = None) -> Outlook:
    with bench.session() as session:
        alone = None if account is None else account_named(session, account)
        return what_lies_ahead(bench.lab, session, weeks=weeks, account=alone)


def settings(bench: Bench, lines: str) -> None:
    file = bench.folder / "postlab.toml"
    file.write_text(lines + file.read_text("utf-8"), "utf-8")
    bench.reopen()


def places(outlook: Outlook) -> list[tuple[datetime, Stage, int, int]]:
    return [(slot.at, slot.stage, slot.round, slot.place) for slot in outlook.slots]


def test_posts_come_first_and_rounds_to_come_after_them_as_forecasts(bench: Bench) -> None:
    bench.experiment(approve="each", rounds=2)
    outlook = ahead(bench)
    assert (outlook.first, outlook.last, str(outlook.zone)) == (
        date(2026, 11, 2),
        date(2026, 11, 29),
        "Australia/Sydney",
    )
    assert places(outlook) == [
        (FIRST, Stage.TO_APPROVE, 1, 0),
        (SECOND, Stage.TO_APPROVE, 1, 1),
        (FIRST + 7 * DAY, Stage.FORECAST, 2, 0),
        (SECOND + 7 * DAY, Stage.FORECAST, 2, 1),
    ]
    post, forecast = outlook.slots[0], outlook.slots[2]
    assert (post.post, post.closes, post.held, post.conflicts) == (1, FIRST + DAY, None, ())
    assert (forecast.post, forecast.variant, forecast.title, forecast.closes) == (None, None, None, None)
    assert [(one.window.errand, one.posts) for one in outlook.times] == [
        *((Errand.PUBLISH, (1,)), (Errand.PUBLISH, (2,)), (Errand.READ, (1,)), (Errand.READ, (2,)))
    ]
    bench.approve()
    assert places(ahead(bench, weeks=1)) == [(FIRST, Stage.APPROVED, 1, 0), (SECOND, Stage.APPROVED, 1, 1)]
    bench.run(FIRST)
    assert places(ahead(bench, weeks=1)) == [(FIRST, Stage.OUT, 1, 0), (SECOND, Stage.APPROVED, 1, 1)]
    bench.clock.set(FIRST + 7 * DAY)
    assert not [slot for slot in ahead(bench).slots if slot.stage is Stage.OUT], "last week's are over"


def test_a_paused_experiment_holds_its_posts_and_draws_nothing(bench: Bench) -> None:
    bench.experiment()
    with bench.session() as session:
        pausing.pause(bench.lab, session, session.get_one(Experiment, 1), reason="Holidays.")
        session.commit()
    outlook = ahead(bench)
    assert [(slot.stage, slot.held, slot.closes) for slot in outlook.slots] == [(Stage.APPROVED, PAUSED, None)] * 2
    (pause,) = outlook.pauses
    assert (pause.experiment, pause.since, pause.reason, pause.next) == (
        *("exams", START, "Holidays."),
        "postlab resume exams",
    )


def test_a_post_whose_slot_has_passed_stands_where_it_may_still_go_out(bench: Bench) -> None:
    bench.experiment(approve="each", rounds=1)
    bench.clock.set(FIRST + HOUR)
    late = ahead(bench).slots[0]
    assert (late.at, late.slot_at) == (FIRST + HOUR, FIRST)
    assert late.held == "Its slot was Tue 3 Nov 12:30; it waits for your approval: `postlab approve 1`."
    bench.clock.set(FIRST + 25 * HOUR)
    assert "the next run moves what waits of its round to later slots" in (ahead(bench).slots[0].held or "")
    bench.run()
    moved = ahead(bench).slots[0]
    assert moved.at == SECOND
    assert moved.put_off == "Put off from Tue 3 Nov 12:30: nobody approved it in time."
    assert moved.held is None


def test_whose_yes_a_post_waits_for_is_told(bench: Bench) -> None:
    bench.experiment(approve="each", name="mine")
    assert ahead(bench).slots[0].waits == "for your approval: `postlab approve 1`"
    bench.experiment(approve="reviewed", name="ours")
    reviewed = next(slot for slot in ahead(bench).slots if slot.experiment == "ours" and slot.post)
    assert reviewed.waits == "for a reviewer's yes: `postlab review export ours`"


def test_an_account_that_needs_a_person_holds_its_posts(bench: Bench) -> None:
    bench.account("second")
    bench.experiment(accounts=["page", "second"])
    with bench.session() as session:
        second = account_named(session, "second")
        second.needs_person, second.hold_reason = True, "The token has ended."
        session.add(second)
        session.commit()
    held = {slot.account: slot.held for slot in ahead(bench, weeks=1).slots}
    assert held == {"page": None, "second": "The token has ended. `postlab account check second`"}


def test_what_does_not_go_together_is_told(bench: Bench) -> None:
    bench.experiment(rounds=1)
    bench.experiment(name="other", slots=["Tue 18:30", "Fri 09:00"], rounds=1)
    settings(bench, 'quiet = "18:00-08:00"\nposts_a_week = 3\n')
    conflicts = {slot.post: list(slot.conflicts) for slot in ahead(bench).slots}
    assert conflicts[1] == conflicts[2] == []
    assert conflicts[3] == [
        "It lies in the quiet hours (18:00–08:00) and waits until Wed 4 Nov 08:00.",
        "Another link goes out there within a day: post 1 of exams.",
    ]
    assert conflicts[4] == [
        "Another link goes out there within a day: post 2 of exams.",
        "The account may have 3 posts in seven days; this is one more.",
    ]


def test_one_account_alone_keeps_its_own_readings(bench: Bench) -> None:
    bench.account("second")
    bench.experiment(accounts=["page", "second"], rounds=1)
    outlook = ahead(bench, account="second")
    assert {slot.account for slot in outlook.slots} == {"second"}
    with bench.session() as session:
        second = stored_id(account_named(session, "second"))
        assert session.get_one(Account, second).name == "second"
    own = {slot.post for slot in outlook.slots}
    assert [one.posts for one in outlook.times] == [(post,) for post in sorted(own)] * 2  # type: ignore[type-var]


def test_moments_from_today_on_and_quiet_hours_with_their_zone(bench: Bench) -> None:
    with bench.session() as session:
        for what, on in (("exams", "2026-11-30"), ("open day", "2026-11-20"), ("open day", "2026-10-31")):
            add_moment(bench.lab, session, what, on, audience=None, lasts=1)
    settings(bench, 'quiet = "21:00-07:00"\n')
    outlook = ahead(bench, weeks=4)
    assert [(one.moment.what, one.on) for one in outlook.moments] == [("open day", date(2026, 11, 20))]
    assert outlook.quiet == ("21:00–07:00 Australia/Sydney",)
    bench.experiment(timezone="Europe/London")
    assert ahead(bench).quiet == ("21:00–07:00 Europe/London",)


def test_weeks_are_of_the_labs_zone_where_the_clocks_change(bench: Bench) -> None:
    settings(bench, "")
    # the clocks of London go back on Sunday 25 October 2026, at 01:00 UTC
    file = bench.folder / "postlab.toml"
    file.write_text(file.read_text("utf-8").replace("Australia/Sydney", "Europe/London"), "utf-8")
    bench.clock.set(datetime.fromisoformat("2026-10-18T23:30:00+00:00"))
    bench.reopen()
    bench.experiment(timezone="Europe/London", slots=["Sat 12:30", "Sun 12:30"], rounds=1)
    outlook = ahead(bench, weeks=1)
    assert (outlook.first, outlook.last) == (date(2026, 10, 19), date(2026, 10, 25))
    assert [slot.at.isoformat() for slot in outlook.slots] == ["2026-10-24T11:30:00+00:00", "2026-10-25T12:30:00+00:00"]
    assert [f"{slot.at.astimezone(outlook.zone):%a %H:%M}" for slot in outlook.slots] == ["Sat 12:30", "Sun 12:30"]
    assert [slot.conflicts for slot in outlook.slots] == [(), ()], "24 hours on the wall are a day"


def test_looking_ahead_writes_nothing_and_goes_through_no_whole_table(bench: Bench) -> None:
    settings(bench, 'quiet = "23:00-06:00"\nposts_a_week = 6\nlink_gap_days = 5\n')
    bench.clock.set(START + 63 * DAY)
    bench.experiment(brief={})
    bench.experiment(name="other", slots=["Wed 09:00", "Fri 13:00"], brief={})
    bench.run(FIRST + 63 * DAY)
    before = bench.tables()
    asked = statements(bench)
    assert bench.tables() == before
    fill(bench, 12, 10)
    later = statements(bench)
    assert len(later) == len(asked)
    checked = 0
    with closing(sqlite3.connect(bench.folder / "postlab.db")) as records:
        for statement, parameters in later:
            steps = [row[3] for row in records.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            scans = [step for step in steps if step.startswith("SCAN") and step.split()[1] in GROWING]
            assert not scans, f"{scans}: {statement}"
            checked += 1
    assert checked > 20


def statements(bench: Bench) -> list[tuple[str, Any]]:
    """What a look ahead asks of the database."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    engine = bench.lab.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    ahead(bench)
    event.remove(engine, "before_cursor_execute", listen)
    return [(statement, parameters) for statement, parameters in asked if statement.startswith("SELECT")]


def test_slots_tell_whose_audience_is_simulated(bench: Bench) -> None:
    bench.account("careers", "manual", network="facebook")
    bench.experiment(rounds=1)
    bench.experiment(name="by-hand", accounts=["careers"], slots=["Wed 09:00", "Fri 13:00"], rounds=1)
    slots: dict[str, SlotAhead] = {slot.account: slot for slot in ahead(bench).slots}
    assert {name: (slot.simulated, slot.by_hand) for name, slot in slots.items()} == {
        "page": (True, False),
        "careers": (False, True),
    }
