"""Counting posts on Facebook: fifty a call, around dead metrics, missing permissions and posts that are gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms import fake_facebook as fake
from platforms.contract import judged_by
from platforms.facebook_world import TOKEN, account, connection
from platforms.fake_facebook import SCOPES, FakeFacebook, error, fake_facebook
from platforms.loopback import Failure
from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.base import Counts
from postlab.platforms.facebook import plugin
from postlab.platforms.facebook.account import FacebookAccount
from postlab.platforms.facebook.counts import NO_LINK_CLICKS, NOT_YET_COUNTED

ZERO = Counts(likes=0, comments=0, shares=0, clicks=0, impressions=0)
NO_CLICKS = {"clicks": "Facebook has retired its metric post_clicks_by_type"}
NO_VIEWS = {"impressions": "Facebook has retired its metric post_media_view"}


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    with fake_facebook() as running:
        yield running


@pytest.fixture
def careers(facebook: FakeFacebook) -> FacebookAccount:
    return account(facebook.url)


def posts(facebook: FakeFacebook, number: int) -> list[str]:
    return [facebook.publish(f"Post {n}", link=f"https://a.example/{n}").id for n in range(number)]


def grant(facebook: FakeFacebook, *without: str) -> None:
    facebook.tokens[TOKEN] = replace(facebook.tokens[TOKEN], scopes=SCOPES - set(without))


def test_counts_are_what_others_did(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    loved, quiet = posts(facebook, 2)
    facebook.post(loved).counts.update(likes=3, comments=2, shares=1, clicks=5, impressions=400)
    facebook.post(loved).kinds = {"other clicks": 7, "photo view": 2}
    assert judged_by(careers.read([loved, quiet, loved])) == {
        loved: Counts(likes=3, comments=2, shares=1, clicks=5, impressions=400),
        quiet: ZERO,
    }
    assert facebook.calls == [fake.BATCH]


@pytest.mark.parametrize(("number", "calls"), [(0, 0), (1, 1), (50, 1), (51, 2), (1000, 20)])
def test_fifty_posts_are_one_request(facebook: FakeFacebook, careers: FacebookAccount, number: int, calls: int) -> None:
    wanted = posts(facebook, number)
    counts = judged_by(careers.read(wanted))
    assert list(counts) == wanted
    assert counts == dict.fromkeys(wanted, ZERO)
    assert len(facebook.calls) == calls


def test_clicks_elsewhere_on_a_post_are_none_on_its_link(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    (post_id,) = posts(facebook, 1)
    facebook.post(post_id).kinds = {"other clicks": 9}
    assert judged_by(careers.read([post_id]))[post_id] == ZERO


def test_clicks_whose_kind_is_not_told_are_missing_and_not_zero(
    facebook: FakeFacebook, careers: FacebookAccount
) -> None:
    (post_id,) = posts(facebook, 1)
    insights = [
        {"name": "post_media_view", "values": [{"value": 4}]},
        {"name": "post_clicks", "values": [{"value": 9}]},
        {"name": "post_clicks_by_type", "values": [{"value": {"other clicks": 6}}]},
    ]
    body = json.dumps({"id": post_id, "insights": {"data": insights}, "shares": {"count": "many"}})
    facebook.fail(fake.BATCH, Failure(body=json.dumps([{"code": 200, "body": body}]).encode()))
    seen = judged_by(careers.read([post_id]))[post_id]
    assert (seen.clicks, seen.impressions) == (None, 4)
    assert seen.missing["clicks"] == NO_LINK_CLICKS
    assert seen.missing["likes"] == seen.missing["shares"] == "not in Facebook's answer"


def test_insights_that_lag_are_missing_and_not_zero(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    facebook.insights_lag = True
    (post_id,) = posts(facebook, 1)
    missing = {"clicks": NOT_YET_COUNTED, "impressions": NOT_YET_COUNTED}
    assert judged_by(careers.read([post_id]))[post_id] == Counts(likes=0, comments=0, shares=0, missing=missing)


def test_one_retired_metric_does_not_empty_the_rest(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    wanted = posts(facebook, 120)
    facebook.retired = {"post_media_view"}
    counts = judged_by(careers.read(wanted))
    expected = Counts(likes=0, comments=0, shares=0, clicks=0, missing=NO_VIEWS)
    assert [counts[post_id] for post_id in wanted] == [expected] * 120
    # the first batch, then its names one by one, then that batch with the rest, then the others
    assert facebook.count(fake.BATCH) == 1 + 1 + 1 + 2
    judged_by(careers.read(wanted))
    assert facebook.count(fake.BATCH) == 5 + 3


def test_what_the_lab_kept_about_dead_metrics_is_not_asked_for_again(facebook: FakeFacebook) -> None:
    (post_id,) = posts(facebook, 1)
    facebook.retired = {"post_clicks_by_type", "post_clicks"}
    facts = account(facebook.url).health().facts
    assert facts == {"dead_metrics": ["post_clicks", "post_clicks_by_type"], "page": "Careers at Uni"}
    facebook.calls.clear()
    seen = judged_by(account(facebook.url, facts=facts).read([post_id]))[post_id]
    assert seen == Counts(likes=0, comments=0, shares=0, impressions=0, missing=NO_CLICKS)
    assert facebook.calls == [fake.BATCH]


@pytest.mark.parametrize(
    ("lacking", "left", "missing"),
    [
        (
            "pages_read_user_content",
            {"shares": 0, "clicks": 0, "impressions": 0},
            dict.fromkeys(("likes", "comments"), "the token lacks the permission pages_read_user_content"),
        ),
        (
            "read_insights",
            {"likes": 0, "comments": 0, "shares": 0},
            dict.fromkeys(("clicks", "impressions"), "the token lacks the permission read_insights"),
        ),
    ],
)
def test_a_missing_permission_costs_what_hangs_on_it_and_nothing_more(
    facebook: FakeFacebook, careers: FacebookAccount, lacking: str, left: dict[str, int], missing: dict[str, str]
) -> None:
    wanted = posts(facebook, 60)
    grant(facebook, lacking)
    assert judged_by(careers.read(wanted)) == dict.fromkeys(wanted, Counts(**left, missing=missing))
    assert facebook.count(fake.BATCH) == 4


def test_without_any_permission_a_person_is_asked(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    wanted = posts(facebook, 60)
    grant(facebook, "pages_read_engagement")
    with pytest.raises(NeedsPerson, match="does not allow this token to count"):
        judged_by(careers.read(wanted))


def test_what_one_post_refuses_is_asked_of_the_others_all_the_same(
    facebook: FakeFacebook, careers: FacebookAccount
) -> None:
    post_id, other = posts(facebook, 2)
    fine = {"id": other, "reactions": {"summary": {"total_count": 4}}, "comments": {"summary": {"total_count": 1}}}
    refused = json.loads(error(10, "(#10) Not for this post").body)
    answers = [{"code": 400, "body": json.dumps(refused)}, {"code": 200, "body": json.dumps(fine)}]
    facebook.fail(fake.BATCH, Failure(body=json.dumps(answers).encode()))
    counts = judged_by(careers.read([post_id, other]))
    assert list(counts) == [other]
    assert (counts[other].likes, counts[other].comments, counts[other].shares) == (4, 1, 0)
    assert judged_by(careers.read([post_id, other])) == {post_id: ZERO, other: ZERO}


def test_what_one_post_keeps_to_itself_the_others_tell(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    wanted = posts(facebook, 60)
    facebook.closed = {wanted[0]}
    lacking = dict.fromkeys(("clicks", "impressions"), "the token lacks the permission read_insights")
    counts = judged_by(careers.read(wanted))
    assert counts[wanted[0]] == Counts(likes=0, comments=0, shares=0, missing=lacking)
    assert [counts[post_id] for post_id in wanted[1:]] == [ZERO] * 59


def test_a_deleted_post_is_told_from_a_quiet_one(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    quiet, gone = posts(facebook, 2)
    facebook.post(gone).deleted = True
    missing = dict.fromkeys(plugin.counts, "deleted or hidden")
    assert judged_by(careers.read([quiet, gone, "no-post"])) == {
        quiet: ZERO,
        gone: Counts(missing=missing),
        "no-post": Counts(missing=dict.fromkeys(plugin.counts, "not the id of a Facebook post")),
    }
    assert facebook.calls == [fake.BATCH]
    assert judged_by(careers.read([gone])) == {gone: Counts(missing=missing)}


def test_to_another_pages_token_our_posts_are_not_deleted(facebook: FakeFacebook) -> None:
    wanted = posts(facebook, 3)
    facebook.pages["2002"] = "Admissions"
    facebook.tokens["OTHER-PAGE"] = fake.Token("2002")
    with pytest.raises(NeedsPerson, match="not the page's"):
        judged_by(account(facebook.url, token="OTHER-PAGE").read(wanted))


def test_what_facebook_had_no_time_for_is_left_out(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    wanted = posts(facebook, 3)
    facebook.slow = {wanted[1]}
    assert judged_by(careers.read(wanted)) == {wanted[0]: ZERO, wanted[2]: ZERO}
    facebook.slow = set()
    assert judged_by(careers.read(wanted)) == dict.fromkeys(wanted, ZERO)


def test_one_call_that_fails_does_not_lose_the_others(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    wanted = posts(facebook, 120)
    facebook.fail(fake.BATCH, error(2, "Service temporarily unavailable", status=503))
    assert list(judged_by(careers.read(wanted))) == wanted[50:]


def test_after_too_many_calls_it_stops_asking(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    wanted = posts(facebook, 120)
    fine = [{"code": 200, "body": json.dumps({"id": post_id})} for post_id in wanted[:50]]
    facebook.fail(fake.BATCH, Failure(body=json.dumps(fine).encode()), error(4, "(#4) Application request limit"))
    assert list(judged_by(careers.read(wanted))) == wanted[:50]
    assert facebook.count(fake.BATCH) == 2


@pytest.mark.parametrize("body", ["[]", "{}", '[{"code": 200, "body": "half"}]', '[{"code": 200}]', '["x"]'])
def test_an_answer_that_cannot_be_read_is_asked_for_again(
    facebook: FakeFacebook, careers: FacebookAccount, body: str
) -> None:
    (post_id,) = posts(facebook, 1)
    facebook.fail(fake.BATCH, Failure(body=body.encode()))
    with pytest.raises(Rejected, match="could not be read") as caught:
        judged_by(careers.read([post_id]))
    assert caught.value.temporary
    assert judged_by(careers.read([post_id])) == {post_id: ZERO}


def test_a_metric_that_was_found_dead_is_remembered_beyond_the_run(facebook: FakeFacebook) -> None:
    learnt: dict[str, object] = {}
    page = FacebookAccount(replace(connection(facebook.url), learnt=learnt.update))
    wanted = posts(facebook, 1)
    judged_by(page.read(wanted))
    assert learnt == {}
    facebook.retired.add("post_media_view")
    judged_by(page.read(wanted))
    assert learnt == {"dead_metrics": ["post_media_view"]}


def test_what_facebook_tells_besides_is_kept_apart(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    (post_id,) = posts(facebook, 1)
    facebook.post(post_id).counts.update(clicks=3, impressions=40)
    seen = careers.read([post_id])[post_id]
    assert seen.others["all clicks"] >= seen.clicks == 3
    assert seen.others["reach"] >= 0


def test_angry_reactions_come_with_the_other_numbers(facebook: FakeFacebook) -> None:
    calm, cross = facebook.publish("calm"), facebook.publish("cross")
    calm.feelings, cross.feelings = {"like": 3}, {"like": 3, "anger": 6}
    seen = account(facebook.url).read([calm.id, cross.id])
    assert [seen[post.id].others["angry reactions"] for post in (calm, cross)] == [0, 6]
    assert facebook.count(fake.BATCH) == 1
    facebook.retired = {"post_reactions_by_type_total"}
    again = account(facebook.url).read([cross.id])[cross.id]
    assert "angry reactions" not in again.others
    assert again.likes is not None
