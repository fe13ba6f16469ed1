"""Who runs the lab by hand learns when, and what was missed: told by the rules by which the loop works."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from loop.bench import DAY, FIRST, HOUR, SECOND, ZONE, Bench
from postlab.design.run_windows import Errand
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify.missed import missed, unread_of_verdict
from postlab.loop.notify.reminders import reminders_of
from postlab.loop.notify.run_times import RunTime, run_times
from postlab.loop.protect import pausing
from postlab.records.tables import PostState

SYDNEY = ZoneInfo(ZONE)
Seen = tuple[Errand, datetime, datetime, tuple[int, ...]]


def times(bench: Bench) -> list[RunTime]:
    with bench.session() as session:
        return run_times(bench.lab, session)


def seen(bench: Bench) -> list[Seen]:
    return [(one.window.errand, one.window.opens, one.window.closes, one.posts) for one in times(bench)]


def what_was_missed(bench: Bench) -> list[str]:
    with bench.session() as session:
        return [f"{one.message} {one.next}" for one in missed(bench.lab, session)]


def publishing(at: datetime, *posts: int) -> Seen:
    return Errand.PUBLISH, at, at + 24 * HOUR, posts


def reading(at: datetime, *posts: int) -> Seen:
    return Errand.READ, at + 72 * HOUR, at + 90 * HOUR, posts


def test_all_times_come_in_order_and_posts_of_one_slot_share_them(bench: Bench) -> None:
    bench.account("second")
    bench.experiment(accounts=["page", "second"], approve="each")
    assert seen(bench) == [
        publishing(FIRST, 1, 2),
        publishing(SECOND, 3, 4),
        reading(FIRST, 1, 2),
        reading(SECOND, 3, 4),
    ]
    first, *_ = times(bench)
    assert first.sentence(SYDNEY, now=bench.clock.now()) == (
        "Run `postlab run` between Tue 3 Nov 12:30 and Wed 4 Nov 12:30 (Australia/Sydney) to publish posts 1 and 2 of "
        "exams, once they are approved."
    )


def test_what_a_run_did_is_not_asked_for_again_and_reading_counts_from_when_it_went_out(bench: Bench) -> None:
    bench.experiment(rounds=1)
    bench.run(FIRST + 2 * HOUR)
    assert seen(bench) == [publishing(SECOND, 2), reading(FIRST + 2 * HOUR, 1), reading(SECOND, 2)]
    (_, first, _) = times(bench)
    bench.run(SECOND)
    assert not first.window.expected
    bench.run(FIRST + 75 * HOUR)
    assert seen(bench) == [reading(SECOND, 2)]
    bench.run(SECOND + 73 * HOUR)
    assert seen(bench) == []


def test_a_run_in_the_window_counts_and_one_after_it_is_an_estimate(bench: Bench) -> None:
    bench.experiment(rounds=1, readings=["72h"])
    bench.run(FIRST)
    bench.run(SECOND)
    (first, second) = times(bench)
    bench.run(first.window.closes)
    bench.run(second.window.closes + HOUR)
    assert [(post.outcome is not None, post.outcome_estimated) for post in bench.posts()] == [
        (True, False),
        (True, True),
    ]


def test_the_sentence_says_what_can_still_be_done(bench: Bench) -> None:
    bench.experiment(rounds=1, readings=["72h"])
    bench.run(FIRST)
    bench.run(SECOND)
    first, _ = times(bench)
    assert "now, and by Sat 7 Nov 06:30" in first.sentence(SYDNEY, now=first.window.opens)
    late = first.sentence(SYDNEY, now=first.window.closes + HOUR)
    assert "by Wed 11 Nov 00:30 (Australia/Sydney) to read post 1 of exams" in late
    assert "should have been done by Sat 7 Nov 06:30" in late
    now = first.window.closes + HOUR
    (reminder,) = reminders_of([first], zone=SYDNEY, now=now)
    # the list on the screen and the file say the same
    assert (reminder.opens, reminder.closes, reminder.details) == (now, now + HOUR, late)


def test_a_post_that_missed_its_slot_is_not_to_be_read_before_it_has_another(bench: Bench) -> None:
    bench.experiment(rounds=1)
    bench.clock.set(FIRST + 25 * HOUR)
    first, *others = times(bench)
    assert first.sentence(SYDNEY, now=bench.clock.now()) == (
        "Run `postlab run` soon: post 1 of exams should have gone out by Wed 4 Nov 12:30 (Australia/Sydney), and what "
        "waits of its round moves to later slots."
    )
    assert [one.posts for one in others] == [(2,), (2,)]
    bench.run()
    # what the sentence said is what the run did
    assert all(one.window.opens > bench.clock.now() for one in times(bench))


def test_times_are_whole_minutes_within_what_counts(bench: Bench) -> None:
    bench.account("second")
    bench.experiment(rounds=1, accounts=["page", "second"])
    bench.run(FIRST + timedelta(seconds=7))
    opens = FIRST + 72 * HOUR + timedelta(minutes=1)
    assert (Errand.READ, opens, FIRST + 90 * HOUR, (1, 2)) in seen(bench)


def test_a_renamed_experiment_that_goes_on_is_called_by_its_name(bench: Bench) -> None:
    bench.experiment(rounds=1)
    with bench.session() as session:
        experiment_named(session, "exams").name = "autumn"
        session.commit()
    assert times(bench)[0].whom == "post 1 of autumn"
    bench.clock.set(FIRST + 25 * HOUR)
    assert "Post 1 of autumn should have gone out" in what_was_missed(bench)[0]


def test_a_person_does_by_hand_what_a_run_cannot(bench: Bench) -> None:
    bench.account("pasted", "manual", network="Facebook")
    bench.experiment(rounds=1, metric="likes", accounts=["pasted"])
    first, *_, last = times(bench)
    assert first.sentence(SYDNEY, now=bench.clock.now()).startswith("Publish post 1 of exams yourself between ")
    assert last.sentence(SYDNEY, now=bench.clock.now()).startswith("Type in the numbers of post 2 of exams between ")


def test_a_paused_experiment_publishes_nothing_and_one_that_is_over_needs_nothing(bench: Bench) -> None:
    bench.experiment()
    bench.run(FIRST)
    with bench.session() as session:
        pausing.pause(bench.lab, session, experiment_named(session, "exams"), reason="A holiday.")
        session.commit()
    assert seen(bench) == [reading(FIRST, 1)]


def test_what_was_missed_is_said_with_what_can_be_mended(bench: Bench) -> None:
    bench.experiment(rounds=2, readings=["72h"])
    assert what_was_missed(bench) == []
    bench.clock.set(FIRST + 2 * DAY)
    (not_out,) = what_was_missed(bench)
    assert "Post 1 of exams should have gone out by Wed 4 Nov 12:30." in not_out
    assert "puts its round off" in not_out
    bench.run()
    (put_off,) = what_was_missed(bench)
    assert put_off.startswith("Round 1 of exams was put off because nothing ran.")


def test_a_number_that_nobody_read_is_named_while_it_can_be_mended_and_when_its_round_is_lost(bench: Bench) -> None:
    bench.experiment(rounds=2, readings=["72h"])
    bench.run(FIRST)
    bench.run(SECOND)
    bench.clock.set(FIRST + 100 * HOUR)
    (unread,) = what_was_missed(bench)
    assert "Post 1 of exams should have been read between Fri 6 Nov 12:30 and Sat 7 Nov 06:30" in unread
    assert "still makes an estimate of it until Wed 11 Nov 00:30" in unread
    turn = bench.run(SECOND + 200 * HOUR)
    (verdict,) = turn.verdicts
    with bench.session() as session:
        sentences = unread_of_verdict(bench.lab, session, verdict)
    assert [sentence.split(";")[0] for sentence in sentences] == [
        "Post 1 should have been read between Fri 6 Nov 12:30 and Sat 7 Nov 06:30 Australia/Sydney",
        "Post 2 should have been read between Sun 8 Nov 12:30 and Mon 9 Nov 06:30 Australia/Sydney",
    ]
    assert all("That is too late for a number." in sentence for sentence in sentences)
    assert "Round 1 of exams does not count: nobody read its numbers in time." in what_was_missed(bench)[0]
    assert bench.posts()[0].state == PostState.PUBLISHED
