"""At the time they need it: moments are frozen into plans, one a round, with slots before them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from loop.bench import DAY, FIRST, START, Bench
from postlab.errors import FaultsError
from postlab.framing.moments import moment_words
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.moments import store
from postlab.loop.notify.uncovered_moments import unplanned
from postlab.loop.plan.examine import examine
from postlab.records.tables import Experiment, PostState

RESULTS = [{"what": "results day", "on": "2026-12-08"}, {"what": "offers", "on": "2027-01-12"}]


def keep(bench: Bench, what: str, when: str, audience: str | None = None, lasts: int | None = None) -> None:
    with bench.lab.session() as session:
        store.add_moment(bench.lab, session, what, when, audience=audience, lasts=lasts)


def texts(bench: Bench) -> list[str]:
    return [post.text for post in bench.posts() if post.variant == "contextualised"]


def opens_with(text: str, moment: str, on: date, *, read_on: date, lasts: int | None = None) -> bool:
    """Whether a text opens with a moment as that is spoken of on a day, in whichever wording was drawn."""
    words = moment_words(moment, on, today=read_on, lasts=lasts)
    return text.startswith((*words.openings, *words.neutral))


def days_of(bench: Bench) -> list[date]:
    return [date.fromisoformat(post.slot_wall[:10]) for post in bench.posts()]


def test_a_plan_is_made_with_the_moments_of_its_audience_and_keeps_them(bench: Bench) -> None:
    keep(bench, "careers fair", "2026-11-10", "employers")
    keep(bench, "exams", "2026-11-12..2026-11-20", "students")
    keep(bench, "holidays", "20 December")
    keep(bench, "open day", "2028-01-01")
    made = bench.experiment(brief={})
    frozen = [
        {"what": "exams", "on": "2026-11-12", "lasts": 9},
        {"what": "holidays", "on": "2026-12-20"},
    ]
    assert made.plan["moment"] == frozen
    assert opens_with(texts(bench)[0], "exams", date(2026, 11, 12), read_on=days_of(bench)[0], lasts=9)
    assert [(round_.moment, round_.moment_days) for round_ in bench.rounds()] == [("exams", 9)]
    with bench.lab.session() as session:
        store.remove_moments(bench.lab, session, [2])
    keep(bench, "results day", "2026-12-01")
    # the same file means the same plan; with a reason it is given what is to come as the calendar has it now
    assert bench.examine(brief={}).plan.digest == made.plan_hash
    bench.clock.advance(20 * DAY)
    amended = examine(bench.lab, _given(), today=date(2026, 11, 22), amending=True).plan
    assert [(moment.what, str(moment.on)) for moment in amended.moment or ()] == [
        ("exams", "2026-11-12"),
        ("results day", "2026-12-01"),
        ("holidays", "2026-12-20"),
        ("holidays", "2027-12-20"),
    ]


def _given(**changes: Any) -> dict[str, Any]:
    from loop.bench import document

    return document(brief={}, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"brief": {"moment": "open day"}},
        {"moment": []},
        {"audience": "parents"},
        {"variant": [{"name": "bare link", "blocks": ["link"]}, {"name": "asks", "blocks": ["question", "link"]}]},
    ],
    ids=["named in the brief", "none wanted", "another audience", "no framing has a moment"],
)
def test_the_calendar_is_left_alone_where_it_is_not_asked(bench: Bench, changes: dict[str, Any]) -> None:
    keep(bench, "exams", "2026-11-12", "students")
    assert bench.examine(**{"brief": {}, **changes}).plan.moment in {None, ()}


def test_a_lab_without_a_calendar_is_as_it_was(bench: Bench) -> None:
    assert "moment" not in bench.experiment(brief={}).plan
    assert bench.post(0).notes != [] or bench.post(1).notes != []
    assert bench.rounds()[0].moment is None


def test_both_posts_of_a_round_open_with_the_moment_nearest_to_the_first(bench: Bench) -> None:
    """The second slot is nearer to the other moment; only the framing may differ all the same."""
    framings = [
        {"name": "bare link", "blocks": ["moment", "link"]},
        {"name": "contextualised", "blocks": ["moment", "question", "link"]},
    ]
    near = [{"what": "open day", "on": "2026-11-04"}, {"what": "careers fair", "on": "2026-11-06"}]
    bench.experiment(brief={}, moment=near, variant=framings)
    assert all("open day" in post.text.lower() for post in bench.posts())
    # each as the moment stands on its own day
    for post in bench.posts():
        day = date.fromisoformat(post.slot_wall[:10])
        assert opens_with(post.text, "open day", date(2026, 11, 4), read_on=day)
    assert (bench.rounds()[0].moment, bench.rounds()[0].moment_days) == ("open day", 1)


def test_the_moment_of_a_brief_is_recorded_too_and_again_when_a_round_is_put_off(bench: Bench) -> None:
    bench.experiment()
    assert (bench.rounds()[0].moment, bench.rounds()[0].moment_days) == ("exams", 27)
    bench.run(FIRST + 28 * DAY)
    (moved, *_) = bench.rounds()
    assert (moved.moment, moved.moment_days) == ("exams", -3)


def test_rounds_take_the_moment_of_their_own_time(bench: Bench) -> None:
    bench.experiment(brief={}, moment=RESULTS, rounds=12, readings=["72h"])
    bench.run_through(START + 75 * DAY, every=DAY)
    met = [(round_.moment, round_.moment_days) for round_ in bench.rounds()]
    assert met[0] == ("results day", 35)
    assert ("offers", 28) in met
    assert [days for _, days in met if days is not None] == [
        (date.fromisoformat({"results day": "2026-12-08", "offers": "2027-01-12"}[what or ""]) - day).days
        for what, day in zip([what for what, _ in met], days_of(bench)[::2], strict=True)
    ]


def test_slots_lie_before_a_moment_and_a_person_is_asked_when_none_is_left(bench: Bench) -> None:
    bench.experiment(brief={}, moment=RESULTS, before="14d", rounds=12, readings=["72h"])
    assert days_of(bench) == [date(2026, 11, 24), date(2026, 11, 26)]
    for _ in range(100):
        bench.clock.advance(DAY)
        turn = bench.run()
        if turn.problems:
            break
    ends = [date(2026, 12, 8), date(2027, 1, 12)]
    for first, second in zip(days_of(bench)[::2], days_of(bench)[1::2], strict=True):
        assert any(end - timedelta(days=14) <= first < second < end for end in ends)
    assert {(round_.moment) for round_ in bench.rounds()} == {"results day", "offers"}
    assert all(0 < (round_.moment_days or 0) <= 14 for round_ in bench.rounds())
    (problem,) = turn.problems
    assert problem.code == "no_slot_left"
    assert "the last one is offers, 12 Jan 2027" in problem.message
    assert (turn.exit_code, turn.drawn) == (3, [])
    # further moments, and it goes on
    drawn = len(bench.rounds())
    further = {"brief": {}, "before": "14d", "rounds": 12, "readings": ["72h"]}
    more = [*RESULTS, {"what": "open day", "on": (bench.clock.now() + 30 * DAY).date()}]
    from postlab.loop.plan import amendments

    amendments.amend(bench.lab, "exams", bench.examine(moment=more, **further), reason="further moments")
    assert bench.run().problems == []
    assert len(bench.rounds()) == drawn + 1


def test_a_late_round_without_a_slot_left_stays_in_whatever_is_approved(bench: Bench) -> None:
    only = [{"what": "results day", "on": "2026-11-06"}]
    bench.experiment(brief={}, moment=only, before="7d", approve="each")
    bench.clock.set(FIRST + 10 * DAY)
    (problem, *_) = bench.run().problems
    assert "missed its slots (nobody approved it in time)" in problem.message
    assert problem.person
    bench.approve()
    turn = bench.run(FIRST + 11 * DAY)
    assert turn.published == []
    assert {post.state for post in bench.posts()} == {PostState.APPROVED}
    assert turn.exit_code == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"before": "14d"}, "needs a moment to come before"),
        ({"before": "1h", "moment": RESULTS}, "There are not 2 slots left"),
        ({"before": "14d", "moment": [{"what": "exams", "on": "2026-10-01"}]}, "There are not 2 slots left"),
        ({"before": "400d", "moment": RESULTS}, "is more than 366 days"),
        ({"before": "14d", "moment": RESULTS, "design": "one link"}, "There are not 2 slots left"),
        ({"before": "14d", "moment": [{"what": "exams", "on": "0001-01-01"}]}, "out of reach"),
    ],
)
def test_a_plan_that_could_never_post_is_refused(bench: Bench, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FaultsError) as caught:
        bench.examine(brief={}, **changes)
    assert any(message in fault.message for fault in caught.value.faults)


def test_before_the_moment_that_a_brief_names(bench: Bench) -> None:
    dated = bench.examine(before="14d").plan
    assert [(moment.what, str(moment.on)) for moment in dated.moment or ()] == [("exams", "2026-11-30")]
    keep(bench, "results day", "2026-12-01")
    keep(bench, "Exam season", "2026-12-10")
    undated = bench.examine(before="14d", brief={"moment": "exams"})
    assert [moment.what for moment in undated.plan.moment or ()] == ["Exam season"]
    text = next(planned.draft.text for planned in undated.drafts if planned.variant == "contextualised")
    assert "exams" in text.partition("Research")[0]


def test_weeks_count_only_the_slots_before_moments(bench: Bench) -> None:
    everywhere, before = bench.examine(), bench.examine(moment=RESULTS, before="14d", brief={})
    assert before.forecasts[0].weeks > 5 * everywhere.forecasts[0].weeks
    assert any("room for about 4 rounds" in warning for warning in before.warnings)


def test_what_comes_up_with_nothing_planned(bench: Bench) -> None:
    def left() -> list[tuple[str | None, list[str]]]:
        with bench.lab.session() as session:
            running = [bench.named(name) for name in _running(bench)]
            return [
                (one.audience, [m.moment.what for m in one.moments]) for one in unplanned(bench.lab, session, running)
            ]

    assert left() == []
    keep(bench, "exams", "2026-11-12", "students")
    keep(bench, "exams", "2026-11-12", "parents")
    keep(bench, "new year", "1 January")
    keep(bench, "open day", "2026-11-20")
    assert left() == [("students", ["exams"]), ("parents", ["exams"]), (None, ["open day"])]
    bench.experiment(brief={})
    assert left() == [("parents", ["exams"])]


def _running(bench: Bench) -> list[str]:
    from sqlmodel import select

    with bench.lab.session() as session:
        return list(session.exec(select(Experiment.name).where(Experiment.state == "running")))


def test_a_next_try_is_made_with_the_moments_to_come(bench: Bench) -> None:
    parent = bench.experiment(brief={}, moment=RESULTS)
    with bench.lab.session() as session:
        # nothing in the calendar: it keeps those of its parent
        renewed = store.with_coming_moments(session, parent.plan, today=date(2026, 12, 20))
        assert renewed["moment"] == parent.plan["moment"]
    keep(bench, "exams", "2027-02-01")
    with bench.lab.session() as session:
        again = store.with_coming_moments(session, {**parent.plan, "name": "exams-2"}, today=date(2026, 12, 20))
    assert again["moment"] == [{"what": "exams", "on": "2027-02-01"}]
    assert plan_of(parent).moment != again["moment"]
