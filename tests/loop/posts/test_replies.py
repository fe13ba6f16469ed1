"""A link in the first reply: out right after its post, once, approved and given up with it, and judged fairly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, Bench, states
from loop.instants import can_fork
from loop.test_kills import killed_everywhere
from postlab.errors import FaultsError, InputError
from postlab.framing.blocks import REPLY
from postlab.loop.judge.judge import closed_rounds
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.measure import by_hand
from postlab.loop.publish import approval, editing, manual, withhold
from postlab.records.tables import ExperimentState, Post, PostState

MINUTE = timedelta(minutes=1)
VARIANTS = [
    {"name": "bare link", "blocks": ["link"]},
    {"name": "replied", "blocks": ["moment", "evidence", "link in reply"]},
]
ALIKE = [{**VARIANTS[1], "name": "bare link"}, {**VARIANTS[1], "name": "moved", "blocks": ["evidence", REPLY]}]
"""Both with a reply, so that it does not matter which goes out first."""


def tried(bench: Bench, **changes: Any) -> None:
    bench.experiment(**{"variant": ALIKE, "metric": "likes", **changes})


def pair(bench: Bench, place: int = 0) -> tuple[Post, Post]:
    """The post at a place, and its reply."""
    posts = bench.posts()
    first = [post for post in posts if not post.part][place]
    return first, next(post for post in posts if post.reply_to_id == first.id)


def test_the_two_texts_are_planned_with_the_link_in_the_second(staged: Bench) -> None:
    tried(staged, variant=VARIANTS)
    split = next(post for post in staged.posts() if post.variant == "replied" and not post.part)
    (reply,) = [post for post in staged.posts() if post.part]
    assert len(staged.posts()) == 3
    assert (split.link_text, reply.reply_to_id) == ("", split.id)
    assert reply.link_text not in split.text
    assert reply.text == f"Here is the article: {reply.link_text}"
    assert [kind for kind, _ in split.blocks] == ["moment", "evidence", REPLY]
    assert (reply.url, reply.slot_at, reply.state) == (split.url, split.slot_at, split.state)
    assert reply.key != split.key


def test_both_go_out_in_one_turn_one_after_the_other_and_once(staged: Bench) -> None:
    tried(staged)
    assert [post.part for post in staged.rehearse(FIRST).published] == [0, 1]
    turn = staged.run(FIRST)
    post, reply = pair(staged)
    assert [out.id for out in turn.published] == [post.id, reply.id]
    for _ in range(3):
        staged.reopen()
        assert staged.run(FIRST + HOUR).published == []
    sent = [call["payload"] for call in staged.network().calls("kept")]
    assert [one["reply_to"] for one in sent] == [None, post.key]
    assert (sent[0]["link"], sent[1]["link"]) == (None, reply.url)
    assert staged.readings(reply) == []
    assert reply.next_reading_at is None
    assert len(staged.readings(post)) == 1


@pytest.mark.parametrize("silence", ["timeout-before", "timeout-after"])
@pytest.mark.parametrize("which", [0, 1])
def test_doubt_about_either_is_looked_into_first(staged: Bench, silence: str, which: int) -> None:
    tried(staged)
    staged.network().script(publish=["ok"] * which + [silence])
    staged.run(FIRST)
    post, reply = pair(staged)
    assert (post, reply)[which].state == PostState.UNKNOWN
    if which == 0:
        assert reply.state == PostState.APPROVED
    staged.run(FIRST + MINUTE)
    assert staged.network().kept == [post.key, reply.key]
    assert {post.state for post in pair(staged)} == {PostState.PUBLISHED}


@can_fork
def test_killed_at_any_instant_both_go_out_once(staged: Bench, tmp_path: Any) -> None:
    tried(staged)
    for number, victim in killed_everywhere(staged, FIRST, tmp_path):
        for _ in range(2):
            victim.reopen()
            victim.run(FIRST + MINUTE)
        assert victim.network().kept == [one.key for one in pair(victim)], f"instant {number}"
        assert {one.state for one in pair(victim)} == {PostState.PUBLISHED}


def test_a_reply_that_is_refused_for_good_voids_its_round(staged: Bench) -> None:
    tried(staged, rounds=1, readings=["72h"])
    staged.network().script(publish=["ok", "rejected"])
    staged.run(FIRST)
    post, reply = pair(staged)
    assert (post.state, reply.state) == (PostState.PUBLISHED, PostState.REJECTED)
    assert post.damage == (
        f"Its link never went out: its first reply, post {reply.id}, was rejected. The network does not want this text."
    )
    staged.run(SECOND)
    staged.run(SECOND + 4 * DAY)
    with staged.session() as session:
        (closed,) = closed_rounds(session, staged.named())
        assert closed.void is not None
        assert "never went out" in closed.void
        assert [one.part for one in closed.posts] == [0, 0]


def test_a_reply_that_waits_keeps_its_round_open_however_late(staged: Bench) -> None:
    tried(staged, horizon="1h", readings=["1h"], rounds=1)
    staged.network().script(publish=["ok", *["refused"] * 99])
    staged.run(FIRST)
    staged.run(FIRST + 2 * HOUR)
    post, reply = pair(staged)
    assert (reply.state, post.outcome, post.outcome_missing) == (PostState.APPROVED, None, None)
    staged.run(FIRST + 3 * DAY)
    post, reply = pair(staged)
    assert (reply.state, post.damage) == (PostState.APPROVED, None), "whoever saw the post's numbers cannot void it so"
    staged.network().script(publish=["ok"] * 9)
    staged.run(FIRST + 4 * DAY)
    assert pair(staged)[1].state == PostState.PUBLISHED


def test_a_post_that_never_goes_out_takes_its_reply_along(staged: Bench) -> None:
    tried(staged)
    staged.network().script(publish=["rejected"])
    staged.run(FIRST)
    assert states(staged.posts()[:4]) == ["rejected", "cancelled", "cancelled", "cancelled"]
    assert len(staged.rounds()) == 2
    assert len(staged.network().calls("publish")) == 1


def test_both_are_approved_and_cancelled_together(staged: Bench) -> None:
    tried(staged, approve="each")
    post, reply = pair(staged)
    with staged.session() as session:
        waiting = approval.awaiting_approval(session)
        assert [one.part for one in waiting] == [0, 0]
        approved = approval.approve(staged.lab, session, [approval.post_numbered(session, str(reply.id))])
        assert [one.id for one in approved] == [post.id, reply.id]
        with pytest.raises(InputError, match="without its link") as caught:
            withhold.cancel(staged.lab, session, approval.post_numbered(session, str(reply.id)), reason="no")
        assert str(post.id) in caught.value.hint
        withheld = withhold.cancel(staged.lab, session, approval.post_numbered(session, str(post.id)), reason="no")
        assert {post.id, reply.id} < {one.id for one in withheld.posts}, "and the other framing with its reply"
    assert states(pair(staged)) == ["planned", "planned"]


def test_an_approval_is_taken_back_of_both_together(staged: Bench) -> None:
    tried(staged)
    post, reply = pair(staged)
    assert states([post, reply]) == ["approved", "approved"]
    with staged.session() as session:
        taken_back = approval.unapprove(staged.lab, session, [approval.post_numbered(session, str(reply.id))])
        assert [one.id for one in taken_back.posts] == [post.id, reply.id]
    assert states(pair(staged)) == ["planned", "planned"]
    assert staged.run(FIRST).published == []


def test_a_reply_that_is_owed_keeps_its_approval(staged: Bench) -> None:
    tried(staged)
    staged.network().script(publish=["ok", "refused"])
    staged.run(FIRST)
    post, reply = pair(staged)
    assert states([post, reply]) == ["published", "approved"]
    with staged.session() as session:
        with pytest.raises(InputError, match="carries the link of post") as caught:
            approval.unapprove(staged.lab, session, [approval.post_numbered(session, str(reply.id))])
        assert caught.value.code == "reply_owed"
    assert states(pair(staged)) == ["published", "approved"]


def test_a_reply_to_a_post_that_is_out_is_kept_in_only_by_giving_the_round_up(staged: Bench) -> None:
    tried(staged)
    staged.network().script(publish=["ok", "refused"])
    staged.run(FIRST)
    _, reply = pair(staged)
    with staged.session() as session:
        stored = approval.post_numbered(session, str(reply.id))
        with pytest.raises(InputError, match="would be lost") as caught:
            withhold.cancel(staged.lab, session, stored, reason="Second thoughts.")
        assert "--give-up-round" in caught.value.hint
        withhold.give_up(staged.lab, session, stored, reason="The link is wrong")
    post, reply = pair(staged)
    assert (post.damage, reply.state) == (None, PostState.CANCELLED)
    (round_,) = staged.rounds()
    assert (round_.given_up, round_.given_up_seen) == ("The link is wrong", False)


def test_either_text_can_be_edited_and_then_both_wait_again(staged: Bench) -> None:
    tried(staged)
    post, reply = pair(staged)
    with staged.session() as session:
        editing.edit(staged.lab, session, approval.post_numbered(session, str(reply.id)), "No link")
        assert pair(staged)[1].text.endswith(reply.link_text)
        with pytest.raises(InputError, match="stands in its first reply"):
            editing.edit(staged.lab, session, approval.post_numbered(session, str(post.id)), reply.link_text)
        editing.edit(staged.lab, session, approval.post_numbered(session, str(post.id)), f"See {reply.link_text} now")
        assert pair(staged)[0].text == "See now"
        editing.edit(staged.lab, session, approval.post_numbered(session, str(reply.id)), f"Read: {reply.link_text}")
    assert states(pair(staged)) == ["planned", "planned"]
    assert staged.run(FIRST).published == []
    with staged.session() as session:
        approval.approve(staged.lab, session, [approval.post_numbered(session, str(post.id))])
    staged.run(FIRST + MINUTE)
    assert [call["payload"]["text"] for call in staged.network().calls("kept")][1].startswith("Read: ")


def test_stopping_between_the_two_still_sends_the_link(staged: Bench) -> None:
    tried(staged)
    staged.network().script(publish=["ok", "refused"])
    staged.run(FIRST)
    with staged.session() as session:
        stopped = approval.stop(staged.lab, session, experiment_named(session, "exams"))
        assert len(stopped) == 2
    staged.run(FIRST + HOUR)
    assert states(pair(staged)) == ["published", "published"]
    assert staged.named().state == ExperimentState.ENDED


def test_a_round_that_is_put_off_moves_both_and_writes_both_anew(staged: Bench) -> None:
    tried(staged, approve="each")
    before = pair(staged)
    staged.approve()
    staged.run(FIRST + 2 * DAY)
    after = pair(staged)
    assert {post.slot_at for post in after} == {after[0].slot_at}
    assert after[0].slot_at > before[0].slot_at
    assert len({post.state for post in after}) == 1
    assert after[1].text == before[1].text


def test_our_own_reply_is_not_counted_as_a_comment_nor_the_networks_clicks(bench: Bench) -> None:
    bench.account("other", platform="staged-real")
    tried(bench, metric="comments", readings=["1h"], variant=VARIANTS)
    bench.run_through(SECOND + 2 * HOUR)
    ours = next(post for post in bench.posts() if post.variant == "replied" and not post.part)
    (seen, *_) = bench.readings(ours)
    with bench.session() as session:
        told = bench.lab.connect(approval.account_of(session, ours)).read([ours.remote_id or ""])[ours.remote_id or ""]
    assert told.comments == 1 + (seen.comments or 0)
    assert seen.clicks is not None  # the simulated audience knows both as one

    tried(bench, name="real", accounts=["other"], variant=VARIANTS)
    bench.network("other").script(counts={"context": {"comments": 5, "clicks": 7}, "plain": {"clicks": 7}})
    bench.run_through(bench.clock.now() + 8 * DAY)
    for post in bench.posts("real"):
        for reading in bench.readings(post):
            if post.variant == "replied":
                assert (reading.comments, reading.clicks) == (4, None)
                assert "first reply" in reading.missing["clicks"]
            else:
                assert reading.clicks == 7


def test_a_person_posts_both_in_order(bench: Bench) -> None:
    bench.account("mine", platform="manual", network="linkedin")
    tried(bench, accounts=["mine"])
    first = bench.run(FIRST).waiting
    post, reply = pair(bench)
    assert [item.post for item in first] == [post.id]
    with bench.session() as session:
        with pytest.raises(InputError, match="is not out"):
            manual.published(bench.lab, session, approval.post_numbered(session, str(reply.id)), None)
        with pytest.raises(InputError, match="is missing"):
            manual.published(bench.lab, session, approval.post_numbered(session, str(post.id)), "")
        manual.published(bench.lab, session, approval.post_numbered(session, str(post.id)), "https://l.example/1")
    (second,) = bench.run(FIRST).waiting
    assert (second.post, "answer that" in second.message) == (reply.id, True)
    with bench.session() as session:
        manual.published(bench.lab, session, approval.post_numbered(session, str(reply.id)), None)
        with pytest.raises(InputError, match="nobody looks at its numbers"):
            by_hand.record(bench.lab, session, approval.post_numbered(session, str(reply.id)), {"likes": 1})
    assert bench.run(FIRST).waiting == []
    assert any("own reply" in item.message for item in bench.run(FIRST + 3 * DAY).waiting)


def test_what_cannot_be_answered_or_judged_is_a_fault_that_names_the_account(bench: Bench) -> None:
    bench.account("real", platform="staged-real")
    bench.account("quiet", platform="staged-quiet")
    with pytest.raises(FaultsError) as caught:
        bench.examine(variant=VARIANTS, accounts=["quiet"], metric="likes")
    assert [(fault.place, "“quiet”" in fault.message) for fault in caught.value.faults] == [("variant 2, blocks", True)]
    with pytest.raises(FaultsError) as caught:
        bench.examine(variant=VARIANTS, accounts=["real"], metric="clicks")
    assert [(fault.place, "clicks_from" in fault.message) for fault in caught.value.faults] == [("metric", True)]
    assert bench.examine(variant=VARIANTS, accounts=["real"], metric="likes")
    assert any("is not counted" in said for said in bench.examine(variant=VARIANTS).warnings)
    with pytest.raises(FaultsError, match="fault") as caught:
        bench.examine(variant=[VARIANTS[0], {"name": "both", "blocks": ["link", "link in reply"]}], link=LINKS)
    assert "shares its link once" in caught.value.faults[0].message
