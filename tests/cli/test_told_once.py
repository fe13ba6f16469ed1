"""What would stop every post, or every number, is said once by cron, shown by status and doctor, and burns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cli.cron_desk import CronDesk, desk
from cli.typist import NOW
from platforms import fake_facebook, fake_linkedin
from platforms.fake_facebook import FakeFacebook
from platforms.fake_linkedin import FakeLinkedIn
from platforms.loopback import Failure, Reply, Request
from postlab.platforms import errors

TOKEN = "PAGE-TOKEN-1001"
PAGE_GONE = fake_facebook.error(100, "Unsupported post request. Object with ID '1001' does not exist", subcode=33)
NOT_DOCUMENTED = fake_facebook.error(100, "Something about this page is not as it should be, reference 4711")


@pytest.fixture
def lab(template: Path, tmp_path: Path) -> CronDesk:
    return desk(template, tmp_path / "lab")


@pytest.fixture
def facebook(lab: CronDesk) -> Iterator[FakeFacebook]:
    with fake_facebook.fake_facebook() as network:
        network.now = lab.typist.clock.now
        lab.adds("facebook", "--page-id", "1001", "--api-url", network.url, secrets=f"{TOKEN}\n")
        yield network


@pytest.fixture
def linkedin(lab: CronDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLinkedIn]:
    """A member, whose posts LinkedIn lists for no program."""
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    with fake_linkedin.fake_linkedin() as network:
        network.now = lab.typist.clock.now
        lab.adds("linkedin", "--author", fake_linkedin.MEMBER, "--api-url", network.url, secrets="token-0001\n")
        yield network


def test_a_page_that_is_gone_is_said_once_and_burns_no_link(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(fake_facebook.PUBLISH, *[PAGE_GONE] * 50)
    (told,) = lab.cron(12, 12.5, 13, 18, 20)
    assert "does not know the page" in told
    assert set(lab.codes) == {3}
    assert lab.states() == ["approved", "approved"], "no second round was drawn for it"
    shown = lab.screen("status")
    assert "“page” needs you: Facebook could not publish the post" in shown
    assert "Post 1 waits for that" in shown
    assert "You have seen" not in shown
    doctor = lab.screen("doctor", code=3)
    assert "refuses post 1" in doctor
    assert lab.cron(20.5) == [], "that doctor looked changes nothing"
    facebook.failures.clear()
    assert "It would not take post 1 before" in lab.screen("account", "check", "page")
    lab.cron(21)
    assert lab.states()[0] == "published"
    assert "needs you" not in lab.screen("status")


def test_after_a_day_it_is_said_again(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(fake_facebook.PUBLISH, *[PAGE_GONE] * 50)
    assert len(lab.cron(12, 18, 35, 36.5, 42)) == 2


def test_the_second_refusal_in_the_same_words_holds_the_account(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(fake_facebook.PUBLISH, *[NOT_DOCUMENTED] * 50)
    (first,) = lab.cron(12, 12.1, 13)
    assert "Post 1 of exp" in first
    assert "does not go out" in first
    assert lab.states() == ["rejected", "cancelled", "approved", "approved"]
    status = lab.screen("status")
    assert "Round 1 does not count" in status
    (second,) = lab.cron(36.1, 36.5, 37, 42)
    assert "Posts 1 and 3 on “page” were refused for the same reason" in second
    assert lab.states() == ["rejected", "cancelled", "approved", "approved"]
    lab.screen("account", "check", "page")
    (third,) = lab.cron(43)
    assert "Post 3 of exp" in third, "somebody has looked at the account, so it is the post"
    assert lab.states()[2:4] == ["rejected", "cancelled"]


def test_a_post_that_waits_for_other_words_says_why(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(fake_facebook.PUBLISH, fake_facebook.error(368, "x", user_msg="You've already posted this."))
    (told,) = lab.cron(12, 12.5, 13)
    why = "Facebook takes the post for one that the page has had already: You've already posted this (error 368)."
    assert why in told
    for words, code in ((("status",), 0), (("doctor",), 3), (("run",), 3)):
        shown = lab.screen(*words, code=code)
        assert why in shown, words
        assert "Change its words with `postlab post edit`" in shown
    (task,) = lab.typist("status", "--json").json["waiting"]
    assert why in task["message"]
    text = lab.typist.rows("SELECT text FROM post WHERE id = 1")[0][0]
    lab.screen("post", "edit", "1", "--text", f"In other words: {text}")
    assert why not in lab.screen("status"), "of the words before"


def test_a_refusal_in_other_words_is_the_posts_own(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(
        fake_facebook.PUBLISH,
        fake_facebook.error(1500, "(#1500) The url you supplied is invalid"),
        fake_facebook.error(100, "The text is not liked"),
    )
    told = lab.cron(12, 36.1)
    assert ["Post 1 of exp" in told[0], "Post 3 of exp" in told[1]] == [True, True]
    assert lab.states()[:4] == ["rejected", "cancelled", "rejected", "cancelled"]
    assert lab.states()[4:] == ["approved", "approved"]


def test_an_experiment_that_ended_is_told_once(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans(rounds=1)
    facebook.fail(
        fake_facebook.PUBLISH, *(fake_facebook.error(100, f"No {word}") for word in ("links", "words", "pages"))
    )
    told = lab.cron(12, 24, 36.1, 37)
    assert ["has ended" in mail for mail in told] == [False, True]
    assert "“exp” has ended: Not enough posts to tell" in told[1]
    assert "postlab report exp" in told[1]
    shown = lab.screen("status")
    assert "You have seen" not in shown
    assert "2 rounds do not count; the last of them was round 2." in shown


def test_likes_that_may_not_be_read_pause_before_another_pair(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.tokens[TOKEN].scopes = fake_facebook.SCOPES - {"pages_read_user_content"}
    (told,) = lab.cron(12, 13.5, 18, 24, 30, 37, 48, 60)
    assert "“exp” is paused" in told
    assert "lacks the permission pages_read_user_content" in told
    assert "postlab account check page" in told
    assert lab.states() == ["published", "approved"]
    assert len(facebook.posts) == 1
    for words, code in ((("status",), 0), (("doctor",), 3)):
        assert "lacks the permission pages_read_user_content" in lab.screen(*words, code=code)
    assert "stays paused" in lab.screen("account", "check", "page", code=3)
    facebook.tokens[TOKEN].scopes = fake_facebook.SCOPES
    assert "“exp” goes on: its likes can be read again." in lab.screen("account", "check", "page")
    lab.cron(60.5, 84, 85.5)
    assert lab.states()[:2] == ["published", "published"]


def test_it_goes_on_by_itself_once_the_number_is_read_again(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.tokens[TOKEN].scopes = fake_facebook.SCOPES - {"pages_read_user_content"}
    lab.cron(12, 13.5)
    assert "Paused" in lab.screen("status")
    facebook.tokens[TOKEN].scopes = fake_facebook.SCOPES
    lab.cron(20)
    assert "Paused" not in lab.screen("status")
    lab.cron(37)
    ((outcome,),) = lab.typist.rows("SELECT outcome FROM post WHERE id = 1")
    assert outcome == 0, "asked for again before it was too late, and seen"


def test_who_lets_it_go_on_is_not_asked_again(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.tokens[TOKEN].scopes = fake_facebook.SCOPES - {"pages_read_user_content"}
    lab.cron(12, 13.5)
    lab.screen("resume", "exp")
    assert lab.cron(36, 37.5, 48) == []
    assert lab.states()[:2] == ["published", "published"]


def test_a_metric_that_was_retired_pauses_too(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans(metric="clicks")
    facebook.retired = {"post_clicks_by_type"}
    (told,) = lab.cron(12, 13.5, 18, 37)
    assert "has retired its metric post_clicks_by_type" in told
    assert lab.states() == ["published", "approved"]


def test_a_round_whose_numbers_never_came_pauses_before_the_next(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans(metric="clicks")
    facebook.insights_lag = True
    assert lab.cron(12, 13.5, 18.1, 20, 36.1) == [], "the numbers may still come"
    (told,) = lab.cron(42.2, 43, 60, 84)
    assert "Round 1 does not count, and the next would fare the same" in told
    assert lab.states() == ["published"] * 4, "a second round went out meanwhile, and no third is drawn"


def test_a_doubt_that_only_a_person_can_settle_is_told_once(lab: CronDesk, linkedin: FakeLinkedIn) -> None:
    lab.plans()
    linkedin.fail(fake_linkedin.CREATE, Failure(done=True, status=504))
    (told,) = lab.cron(12, 12.3, 13, 13.5, 37)
    assert lab.codes == [1, 3, 3, 3, 3]
    way = "Look whether it is there, then `postlab post resolve 1 --published URL`"
    assert way in told
    shown = lab.screen("status")
    assert way in shown
    assert "looks whether it went out" not in shown
    assert "It is not known whether this went out: It is not known" not in shown
    assert way in lab.screen("doctor", code=3)
    (task,) = lab.typist("status", "--json").json["in_doubt"]
    assert task["next"] == "postlab post resolve 1"
    (urn,) = linkedin.posts
    lab.screen("post", "resolve", "1", "--published", f"https://www.linkedin.com/feed/update/{urn}")
    assert lab.states()[0] == "published"


def test_an_answer_that_stays_unreadable_is_told_after_an_hour(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(fake_facebook.PUBLISH, Failure(done=True, body=b"{}"))
    facebook.fail(fake_facebook.POSTS, *[Failure(body=b'{"data": 4}')] * 20)
    assert lab.cron(12, 12.1, 12.5) == []
    (told,) = lab.cron(13.1, 13.5, 20)
    assert "postlab post resolve 1" in told
    facebook.failures.clear()
    lab.cron(20.5)
    assert lab.states() == ["published", "published", "approved", "approved"]
    assert len({post.message for post in facebook.posts}) == len(facebook.posts) == 2


def test_it_was_out_already_only_when_it_was(lab: CronDesk, linkedin: FakeLinkedIn) -> None:
    lab.plans()
    for hour, lost, was_out in ((12, Failure(cut=True), False), (18, Failure(done=True, cut=True), True)):
        linkedin.fail(fake_linkedin.CREATE, lost)
        lab.cron(hour)
        lab.typist.clock.set(NOW + timedelta(hours=hour, minutes=2))
        out = lab.screen("run", code=0)
        assert "Published post" in out
        assert ("it was out already" in out) is was_out
    assert len(linkedin.posts) == 2


def test_a_server_that_stays_away_until_the_slot_is_over_is_told(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    facebook.fail(fake_facebook.PUBLISH, *[Failure(status=403, body=b"<html>", kind="text/html")] * 60)
    assert lab.cron(12, 13, 18) == []
    (told,) = lab.cron(36.5, 36.6)
    assert "Post 1 of exp could not go out for 24h. Something in front of Facebook" in told


def test_an_account_without_numbers_is_said_in_whole_sentences(lab: CronDesk, facebook: FakeFacebook) -> None:
    lab.plans()
    forbidden = fake_facebook.error(10, "(#10) This endpoint requires the pages_read_user_content permission")

    def told_nothing(operation: str, _: Request, reply: Reply) -> Reply:
        if operation != fake_facebook.BATCH or not isinstance(reply.body, list):
            return reply
        return replace(reply, body=[{"code": 403, "body": forbidden.body.decode()} for _ in reply.body])

    facebook.alter = told_nothing
    (told,) = lab.cron(12, 13.5, 18)
    assert "It needs pages_read_engagement and pages_read_user_content. Tick these permissions" in told
    assert "postlab account add facebook page --page-id 1001. Nothing more of it goes out" in told
