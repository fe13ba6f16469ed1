"""Exactly once, on a network that would make a second post of a second request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench, payloads, states
from postlab.errors import InputError
from postlab.loop.accounts import setup
from postlab.loop.publish import approval, editing, withhold
from postlab.records.tables import PostState

MINUTE = timedelta(minutes=1)


def test_a_post_goes_out_once_at_its_slot(staged: Bench) -> None:
    staged.experiment()
    assert staged.run(FIRST - MINUTE).published == []
    turn = staged.run(FIRST)
    assert [post.id for post in turn.published] == [staged.post(0).id]
    for _ in range(3):
        staged.reopen()
        assert staged.run().published == []
    assert staged.network().kept == [staged.post(0).key]


def test_key_and_payload_are_committed_before_the_request_leaves(staged: Bench) -> None:
    staged.experiment()
    staged.run(FIRST)
    (call,) = staged.network().calls("publish")
    assert call["records"] == {
        "state": PostState.ATTEMPTING,
        "attempts": [{"payload": call["payload"], "result": None}],
    }
    assert call["key"] == staged.post(0).key


@pytest.mark.parametrize("silence", ["timeout-before", "timeout-after"])
def test_silence_is_looked_into_before_anything_else(staged: Bench, silence: str) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=[silence])
    turn = staged.run(FIRST)
    assert turn.exit_code == 1
    assert turn.problems[0].post == staged.post(0).id
    assert staged.post(0).state == PostState.UNKNOWN
    staged.reopen()
    turn = staged.run(FIRST + MINUTE)
    assert turn.exit_code == 0
    assert [post.id for post in turn.published] == [staged.post(0).id]
    assert network.kept == [staged.post(0).key]
    asked = [call["op"] for call in network.calls("publish", "find")]
    assert asked == (["publish", "find", "publish"] if silence == "timeout-before" else ["publish", "find"])
    assert len(set(payloads(network, "publish"))) == 1
    assert [attempt.result for attempt in staged.attempts(staged.post(0))][-1] in {"published", "found"}


def test_it_is_out_since_it_went_out_not_since_it_was_found(staged: Bench) -> None:
    staged.experiment()
    staged.network().script(publish=["timeout-after"], find=["unknown"])
    staged.run(FIRST)
    staged.run(FIRST + HOUR)
    staged.run(FIRST + 2 * HOUR)
    assert staged.post(0).published_at == FIRST
    assert [post.age_s for post in staged.readings(staged.post(0))] == [7200.0]


def test_doubt_that_stays_is_never_sent_again_and_is_said_each_time(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["timeout-before"], find=["unknown"] * 99)
    staged.run(FIRST)
    for hours in range(1, 30, 4):
        staged.reopen()
        turn = staged.run(FIRST + hours * HOUR)
        assert turn.exit_code == 3, "only a person can tell by now"
        assert [problem.post for problem in turn.problems] == [staged.post(0).id]
        assert "resolve" in turn.problems[0].next
    assert len(network.calls("publish")) == 1
    assert staged.post(0).state == PostState.UNKNOWN


def test_a_person_says_that_it_is_out(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["timeout-after"], find=["unknown"] * 99)
    staged.run(FIRST)
    with staged.session() as session:
        approval.resolve(staged.lab, session, approval.post_numbered(session, "1"), address=network.kept[0])
    turn = staged.run(FIRST + HOUR)
    assert (turn.exit_code, turn.readings) == (0, 1)
    post = staged.post(0)
    assert (post.state, post.published_at, post.problem) == (PostState.PUBLISHED, FIRST, None)
    assert [attempt.result for attempt in staged.attempts(post)] == ["found"]


def test_a_person_says_that_it_is_not_out(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["timeout-before"], find=["unknown"] * 99)
    staged.run(FIRST)
    with staged.session() as session:
        approval.resolve(staged.lab, session, approval.post_numbered(session, "1"), address=None)
        with pytest.raises(InputError, match="not in doubt"):
            approval.resolve(staged.lab, session, approval.post_numbered(session, "1"), address=None)
    staged.run(FIRST + HOUR)
    assert network.kept == [staged.post(0).key]
    assert len(set(payloads(network, "publish"))) == 1
    assert [attempt.result for attempt in staged.attempts(staged.post(0))] == ["absent", "published"]


def test_what_was_in_doubt_cannot_be_edited_only_held_back(staged: Bench) -> None:
    # the doubtful request may still arrive, so the payload stays; a new text would never be sent
    staged.experiment()
    network = staged.network()
    network.script(publish=["timeout-before", "refused"])
    staged.run(FIRST)
    staged.run(FIRST + MINUTE)
    post = staged.post(0)
    assert post.state == PostState.APPROVED
    with staged.session() as session:
        stored = approval.post_numbered(session, str(post.id))
        with pytest.raises(InputError, match="in doubt"):
            editing.edit(staged.lab, session, stored, f"Another text {post.link_text}")
        assert post.id in [held.id for held in withhold.cancel(staged.lab, session, stored, reason="no").posts]
    staged.run(FIRST + HOUR)
    assert network.kept == []
    assert staged.post(0).text == post.text


def test_refused_for_now_is_tried_again_after_1_2_4_minutes(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["refused"] * 4)
    tried = []
    for minute in range(20):
        before = len(network.calls("publish"))
        turn = staged.run(FIRST + minute * MINUTE)
        if len(network.calls("publish")) > before:
            tried.append(minute)
            assert turn.exit_code == (1 if len(tried) <= 4 else 0)
    assert tried == [0, 1, 3, 7, 15]
    assert network.kept == [staged.post(0).key]


def test_the_pause_has_a_longest(staged: Bench) -> None:
    staged.experiment()
    staged.network().script(publish=["refused"] * 99)
    for _ in range(12):
        staged.run(staged.post(0).not_before or FIRST)
    assert staged.post(0).not_before == staged.clock.now() + timedelta(minutes=30)


@pytest.mark.parametrize(("seconds", "pause"), [(7200, timedelta(hours=2)), (5, MINUTE)])
def test_the_network_says_how_long_to_wait(staged: Bench, seconds: int, pause: timedelta) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=[f"retry:{seconds}"])
    assert staged.run(FIRST).exit_code == 1
    staged.run(FIRST + pause - timedelta(seconds=1))
    assert len(network.calls("publish")) == 1
    staged.run(FIRST + pause)
    assert network.kept == [staged.post(0).key]


def test_a_final_no_ends_the_pair_and_draws_another_round(staged: Bench) -> None:
    staged.experiment(rounds=1)
    network = staged.network()
    network.script(publish=["rejected"])
    turn = staged.run(FIRST)
    assert turn.exit_code == 3, "nothing tries it again"
    assert states(staged.posts())[:2] == [PostState.REJECTED, PostState.CANCELLED]
    (verdict,) = turn.verdicts
    assert (verdict.rounds, verdict.voided, verdict.decision) == (0, 1, "keep going")
    assert "does not want this text" in (staged.post(0).outcome_missing or "")
    assert [round_.number for round_ in turn.drawn] == [2]
    for post in staged.posts()[2:]:
        staged.run(post.slot_at)
    assert len(network.kept) == 2
    turns = staged.run_through(SECOND + 14 * DAY, every=12 * HOUR)
    assert [v.decision for turn in turns for v in turn.verdicts] == ["not enough posts"]


def test_a_final_no_keeps_the_other_half_in_though_both_were_due(staged: Bench) -> None:
    staged.experiment(slots=["Tue 12:30", "Tue 12:40"])
    network = staged.network()
    network.script(publish=["rejected"])
    staged.run(FIRST + HOUR)
    assert states(staged.posts())[:2] == [PostState.REJECTED, PostState.CANCELLED]
    assert network.kept == []


def test_the_other_half_of_a_post_that_is_held_back_waits_with_it(staged: Bench) -> None:
    staged.experiment()
    before = staged.rounds()[0].assignment
    with staged.session() as session:
        withhold.cancel(staged.lab, session, approval.post_numbered(session, "1"), reason="Not now.")
    staged.run(FIRST)
    assert staged.network().kept == []
    assert states(staged.posts()) == [PostState.PLANNED, PostState.APPROVED]
    assert [post.slot_at for post in staged.posts()] == [SECOND, FIRST + 7 * DAY]
    assert [round_.assignment for round_ in staged.rounds()] == [before]


def test_up_to_twice_the_rounds_are_drawn_for_void_ones(staged: Bench) -> None:
    staged.experiment(rounds=2)
    # each for a reason of its own: for the same one the account would be held
    staged.network().script(publish=["rejected:rude", "rejected:long", "rejected:dull", "rejected:late"])
    turns = staged.run_through(FIRST + 60 * DAY, every=12 * HOUR)
    assert [round_.number for round_ in staged.rounds()] == [1, 2, 3, 4]
    assert [verdict.decision for turn in turns for verdict in turn.verdicts] == [
        *["keep going"] * 3,
        "not enough posts",
    ]
    assert [verdict.voided for verdict in staged.verdicts()] == [1, 2, 3, 4]
    assert staged.named().state == "ended"


def test_an_account_that_needs_a_person_is_left_alone_and_the_others_go_on(staged: Bench) -> None:
    staged.account("other", platform="staged")
    staged.experiment(accounts=["page", "other"])
    network, other = staged.network(), staged.network("other")
    network.script(publish=["person"])
    turn = staged.run(FIRST)
    assert turn.exit_code == 3
    assert (network.kept, len(other.kept)) == ([], 1)
    for minute in (1, 14):
        turn = staged.run(FIRST + minute * MINUTE)
        assert turn.exit_code == 3
        assert len(network.calls("publish")) == 1
    turn = staged.run(FIRST + 15 * MINUTE)
    assert turn.exit_code == 0
    assert len(network.kept) == 1


def test_the_hold_ends_when_the_account_answers(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["person"])
    staged.run(FIRST)
    setup.check_account(staged.lab, "page")
    assert staged.run(FIRST + MINUTE).exit_code == 0
    assert len(network.kept) == 1


def test_a_bug_in_a_plugin_leaves_the_post_in_doubt_not_lost(staged: Bench) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["bug"])
    with pytest.raises(RuntimeError, match="stranger"):
        staged.run(FIRST)
    assert staged.post(0).state == PostState.ATTEMPTING
    staged.reopen()
    staged.run(FIRST + MINUTE)
    assert [call["op"] for call in network.calls("publish", "find")] == ["publish", "find", "publish"]
    assert network.kept == [staged.post(0).key]
