"""A page through the real SDK over HTTP: publishing, looking, showing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms import fake_facebook as fake
from platforms.facebook_world import PAGE, TOKEN, URL, account, facebook_world, outgoing
from platforms.fake_facebook import FakeFacebook, error, fake_facebook
from platforms.loopback import Failure
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.platforms.base import Identity, Live, ShowsPosts, TellsHealth
from postlab.platforms.facebook.account import FacebookAccount

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LOST = Failure(done=True, cut=True)


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    with fake_facebook() as running:
        yield running


@pytest.fixture
def careers(facebook: FakeFacebook) -> FacebookAccount:
    return account(facebook.url)


def test_a_post_goes_out_with_its_words_and_its_link(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = json.loads(json.dumps(careers.prepare(outgoing())))
    assert facebook.calls == []
    published = careers.publish(payload)
    (post,) = facebook.posts
    assert (post.message, post.link) == (payload["message"], URL)
    assert URL in post.message
    assert published.remote_id == post.id
    assert published.permalink == f"https://www.facebook.com/{PAGE}/posts/{post.id.partition('_')[2]}"
    assert abs(published.at - datetime.now(UTC)) < timedelta(seconds=30)
    assert facebook.calls == [fake.PUBLISH]


def test_a_post_without_a_link_names_none(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    careers.publish(careers.prepare(outgoing("Only words", link=None)))
    assert facebook.posts[0].link is None


def test_the_page_is_found_by_its_token_where_nobody_named_it(facebook: FakeFacebook) -> None:
    careers = account(facebook.url, page_id=None)
    assert careers.prepare(outgoing())["page_id"] == PAGE
    assert careers.prepare(outgoing())["page_id"] == PAGE
    assert facebook.calls == [fake.ME]


def test_we_are_the_page(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    assert careers.whoami() == Identity("Careers at Uni", PAGE)
    assert isinstance(careers, ShowsPosts)
    assert isinstance(careers, TellsHealth)


@pytest.mark.parametrize("token", ["USER-TOKEN-SHORT", "OTHER-PAGE"])
def test_the_token_of_somebody_else_is_noticed(facebook: FakeFacebook, token: str) -> None:
    facebook.pages["2002"] = "Admissions"
    facebook.tokens["OTHER-PAGE"] = fake.Token("2002")
    with pytest.raises(NeedsPerson, match="The token is not the page's") as caught:
        account(facebook.url, token=token).whoami()
    assert "postlab account add facebook careers-page --page-id 1001" in caught.value.hint


def test_the_same_text_twice_in_a_row_is_our_own_post(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    first = careers.publish(payload)
    again = account(facebook.url).publish(payload)
    assert again.remote_id == first.remote_id
    assert len(facebook.posts) == 1


def test_the_same_text_as_an_older_post_is_refused_for_good(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    facebook.now = lambda: datetime.now(UTC) - timedelta(days=2)
    facebook.publish("Words of last week", link=URL)
    with pytest.raises(Rejected, match="does not take the same post twice in a row") as caught:
        careers.publish(careers.prepare(outgoing("Words of last week")))
    assert (caught.value.temporary, caught.value.code) == (False, "duplicate")
    assert len(facebook.posts) == 1


def test_a_repetition_that_cannot_be_looked_into_stays_open(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    careers.publish(payload)
    facebook.fail(fake.POSTS, error(2, "Service temporarily unavailable"))
    with pytest.raises(Unknown):
        careers.publish(payload)


def test_what_went_out_without_an_answer_is_found(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    assert careers.find(payload) is None
    facebook.fail(fake.PUBLISH, LOST)
    with pytest.raises(Unknown):
        careers.publish(payload)
    looked_up = careers.find(json.loads(json.dumps(payload)))
    assert looked_up is not None
    assert looked_up.remote_id == facebook.posts[0].id
    assert looked_up.at == facebook.posts[0].created.replace(microsecond=0)
    assert looked_up.permalink is not None


@pytest.mark.parametrize(
    "shown", ["Grüße\r\n\r\n  aus {url} ", "Gru\u0308ße\naus {url}"], ids=["other spaces", "other accents"]
)
def test_what_facebook_does_to_spaces_and_accents_does_not_hide_a_post(
    facebook: FakeFacebook, careers: FacebookAccount, shown: str
) -> None:
    payload = careers.prepare(outgoing(f"Grüße\n\naus {URL}"))
    post = facebook.publish(shown.format(url=URL), link=None)
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert looked_up.remote_id == post.id


def test_words_that_somebody_corrected_are_known_by_their_link(
    facebook: FakeFacebook, careers: FacebookAccount
) -> None:
    payload = careers.prepare(outgoing())
    facebook.publish("Something else https://news.example/pay?utm_source=facebook&utm_content=ab")
    assert careers.find(payload) is None
    post = facebook.publish(f"Other words (see {URL}).")
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert looked_up.remote_id == post.id
    facebook.publish(f"Again {URL}")
    with pytest.raises(Unknown, match="2 posts on the page have this one's link"):
        careers.find(payload)


def test_absence_is_proven_by_the_whole_list_and_nothing_less(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    post = facebook.publish(payload["message"], link=URL)
    for number in range(60):
        facebook.publish(f"Something else {number}")
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert looked_up.remote_id == post.id
    assert facebook.count(fake.POSTS) == 3
    post.deleted = True
    assert careers.find(payload) is None
    facebook.fail(fake.POSTS, Failure(done=True), error(2, "Service temporarily unavailable"))
    with pytest.raises(Unknown):
        careers.find(payload)


def test_a_list_without_an_end_proves_nothing(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    body = json.dumps({"data": [], "paging": {"next": "https://graph.facebook.com/v27.0/x?after=1"}}).encode()
    facebook.fail(fake.POSTS, *[Failure(body=body)] * 200)
    with pytest.raises(Unknown, match="no end"):
        careers.find(payload)


def test_the_list_begins_two_minutes_before_the_post_was_made(facebook: FakeFacebook) -> None:
    careers = account(facebook.url, clock=VirtualClock(NOW))
    payload = careers.prepare(outgoing(at=NOW - timedelta(hours=1)))
    assert careers.find(payload) is None
    asked = next(query for query in facebook.queries if "since" in query)
    assert int(asked["since"][0]) == int((NOW - timedelta(hours=1, minutes=2)).timestamp())


def test_an_absence_is_not_proven_within_the_first_minute(facebook: FakeFacebook) -> None:
    clock = VirtualClock(NOW)
    facebook.now = clock.now
    careers = account(facebook.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(seconds=59))
    with pytest.raises(Unknown, match="less than a minute ago"):
        careers.find(payload)
    clock.advance(timedelta(seconds=1))
    assert careers.find(payload) is None
    careers.publish(payload)
    assert careers.find(payload) is not None


def test_another_pages_token_proves_no_absence(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    careers.publish(payload)
    facebook.pages["2002"] = "Admissions"
    facebook.tokens["OTHER-PAGE"] = fake.Token("2002")
    with pytest.raises(NeedsPerson, match="not the page's"):
        account(facebook.url, token="OTHER-PAGE").find(payload)


def test_a_post_of_another_page_is_left_alone(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = {**careers.prepare(outgoing()), "page_id": "2002"}
    for act in (careers.publish, careers.find, lambda other_page: careers.show(other_page, "2002_1")):
        with pytest.raises(NeedsPerson, match="another page"):
            act(payload)
    assert facebook.calls == []


def test_half_a_character_is_refused_before_anything_is_sent(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    with pytest.raises(Rejected, match="half a character"):
        careers.prepare(outgoing("half \ud83d"))
    assert facebook.calls == []


def test_a_post_is_shown_as_readers_see_it() -> None:
    with facebook_world() as world:
        careers = account(world.network.url)
        payload = careers.prepare(outgoing())
        remote_id = careers.publish(payload).remote_id
        assert careers.show(payload, remote_id) == Live(payload["message"], (URL,), card=True, picture=False)
        world.cut(remote_id)
        cut = careers.show(payload, remote_id)
        assert cut is not None
        assert cut.text == payload["message"][: len(payload["message"]) // 2]
        assert URL in (cut.links or ())


def test_a_link_that_somebody_took_away_is_not_shown() -> None:
    with facebook_world() as world:
        careers = account(world.network.url)
        payload = careers.prepare(outgoing())
        remote_id = careers.publish(payload).remote_id
        world.unlink(remote_id)
        live = careers.show(payload, remote_id)
        assert live is not None
        assert (live.links, live.card) == (("https://elsewhere.example/",), False)
        assert [URL in text for text in world.texts()] == [False]


def test_a_link_ends_where_the_sentence_around_it_does(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing("(https://a.example/x), https://a.example/y_(z).", link=None))
    live = careers.show(payload, careers.publish(payload).remote_id)
    assert live is not None
    assert live.links == ("https://a.example/x", "https://a.example/y_(z)")


def test_a_deleted_post_is_not_shown(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    remote_id = careers.publish(payload).remote_id
    facebook.post(remote_id).deleted = True
    assert careers.show(payload, remote_id) is None
    assert careers.show(payload, "../me") is None


def test_calls_are_signed_where_the_apps_secret_is_known(facebook: FakeFacebook) -> None:
    account(facebook.url, app=True).whoami()
    assert len(facebook.queries[-1]["appsecret_proof"][0]) == 64
    account(facebook.url).whoami()
    assert "appsecret_proof" not in facebook.queries[-1]


def test_no_log_holds_the_token(facebook: FakeFacebook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    careers = account(facebook.url, app=True)
    careers.health()
    careers.publish(careers.prepare(outgoing()))
    assert "/v27.0/debug_token" in caplog.text
    for secret in (TOKEN, fake.SECRET, facebook.queries[-1].get("appsecret_proof", ["-"])[0]):
        assert secret == "-" or secret not in caplog.text
