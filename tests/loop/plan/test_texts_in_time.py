"""Texts that keep up with the day on which they go out, and changes that would be seen in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from loop.bench import DAY, FIRST, Bench
from postlab.framing.moments import moment_words
from postlab.loop.learn import suggest
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.measure import by_hand
from postlab.loop.publish import approval, editing
from postlab.records.tables import PostState

EXAMS = {"moment": "exams", "moment_on": (FIRST + 9 * DAY).date()}


def exams_on(day: datetime) -> tuple[str, ...]:
    """All that may be said of the exams on a day."""
    words = moment_words("exams", (FIRST + 9 * DAY).date(), today=day.date())
    return (*words.openings, *words.neutral)


def texts(bench: Bench) -> list[str]:
    return [post.text for post in bench.posts() if post.variant == "contextualised"]


def test_a_round_that_is_put_off_is_worded_for_its_new_day(bench: Bench) -> None:
    bench.experiment(brief=EXAMS)
    # which of the words for that day it takes is drawn with its round
    assert texts(bench)[0].startswith(exams_on(FIRST))
    bench.run(FIRST + 20 * DAY)
    assert texts(bench)[0].startswith(exams_on(FIRST + 21 * DAY))
    assert {post.state for post in bench.posts()} == {PostState.APPROVED}


def test_what_somebody_approved_and_what_changes_waits_for_approval_again(bench: Bench) -> None:
    bench.experiment(brief=EXAMS, approve="each")
    with bench.lab.session() as session:
        approval.approve(bench.lab, session, approval.awaiting_approval(session))
    bench.run(FIRST + 20 * DAY)
    # the bare link reads the same on any day
    assert {post.variant: post.state for post in bench.posts()} == {
        "bare link": PostState.APPROVED,
        "contextualised": PostState.PLANNED,
    }


def test_what_was_written_by_hand_stays(bench: Bench) -> None:
    bench.experiment(brief=EXAMS)
    with bench.lab.session() as session:
        post = next(p for p in approval.awaiting_approval(session) or bench.posts() if p.variant == "contextualised")
        editing.edit(
            bench.lab, session, approval.post_numbered(session, str(post.id)), f"My own words. {post.link_text}"
        )
    bench.run(FIRST + 20 * DAY)
    assert texts(bench)[0].startswith("My own words.")


def test_no_change_is_offered_that_no_text_would_show(bench: Bench) -> None:
    bench.experiment(brief={})
    with bench.lab.session() as session:
        offered = {s.change.summary for s in suggest.suggestions(session, experiment_named(session, "exams"))}
    assert "drop the question" in offered
    # there is no moment in the plan, and one sentence of evidence in each article
    assert not [summary for summary in offered if "moment" in summary or "another sentence" in summary]


def test_numbers_of_a_simulated_post_may_be_of_a_pretended_time(bench: Bench) -> None:
    bench.experiment()
    bench.run(FIRST)
    bench.clock.set(FIRST - 30 * DAY)
    with bench.lab.session() as session:
        post = approval.post_numbered(session, "1")
        reading = by_hand.record(bench.lab, session, post, {"likes": 4}, at=FIRST + DAY)
    assert reading.age_s >= timedelta(hours=23).total_seconds()
