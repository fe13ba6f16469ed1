"""An X account through the real SDK over HTTP: published, found again, counted cheaply, shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms.contract import judged_by
from platforms.fake_x import CREATE, LIST, LOOK_UP, NAME, OWNER, WHO, FakeX, fake_x, problem
from platforms.loopback import Failure
from platforms.x_world import TEXT, URL, Book, account, by_login, login, outgoing
from postlab.clock import VirtualClock
from postlab.errors import Rejected, Unknown
from postlab.framing.as_posted import damage
from postlab.platforms.base import Counts, Identity, Live, ShowsPosts, TellsHealth

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WITH = ("keys", "login")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def x(clock: VirtualClock) -> Iterator[FakeX]:
    with fake_x() as running:
        running.now = clock.now
        yield running


@pytest.mark.parametrize("way", WITH)
def test_a_post_goes_out_once_and_is_found_again(x: FakeX, clock: VirtualClock, way: str) -> None:
    book = Book()
    careers = account(x.url, clock=clock, book=book) if way == "keys" else by_login(x, clock=clock, book=book)
    payload = careers.prepare(outgoing(at=NOW))
    assert x.calls == []
    published = careers.publish(payload)
    assert [post.written for post in x.live()] == [TEXT]
    assert published.remote_id == x.live()[0].id
    assert published.permalink == f"https://x.com/i/web/status/{published.remote_id}"
    assert published.at == NOW
    assert careers.find(payload) == published
    assert book.spent == [("post with link", published.remote_id), ("owned read", published.remote_id)]


def test_a_post_without_a_link_costs_less(x: FakeX, clock: VirtualClock) -> None:
    book = Book()
    careers = account(x.url, clock=clock, book=book)
    published = careers.publish(careers.prepare(outgoing("No link here", at=NOW)))
    assert book.spent == [("post", published.remote_id)]


def test_a_name_of_which_x_makes_a_link_costs_as_much_as_a_link(x: FakeX, clock: VirtualClock) -> None:
    book = Book()
    careers = account(x.url, clock=clock, book=book)
    published = careers.publish(careers.prepare(outgoing("Jobs on Seek.com.au", at=NOW)))
    assert book.spent == [("post with link", published.remote_id)]


@pytest.mark.parametrize(
    ("text", "leads", "reads"),
    [
        (f"Find a job on GOV.UK: what to know\n\n{URL}", ["http://GOV.UK", URL], "http://GOV.UK: what"),
        (f"Seek.com.au/jobs & UCAS.com’s {URL}", ["http://Seek.com.au/jobs", "http://UCAS.com", URL], "UCAS.com’s"),
        ("Words alone about münchen.de.", ["http://xn--mnchen-3ya.de"], "http://xn--mnchen-3ya.de."),
    ],
)  # fmt: skip
def test_names_come_back_from_x_as_addresses_and_the_post_is_whole(
    x: FakeX, clock: VirtualClock, text: str, leads: list[str], reads: str
) -> None:
    careers = account(x.url, clock=clock)
    sent = outgoing(text, at=NOW)
    payload = careers.prepare(sent)
    published = careers.publish(payload)
    (post,) = x.live()
    assert len(re.findall(r"https://t\.co/\w+", post.text)) == len(leads)
    assert "GOV.UK" not in post.text
    live = careers.show(payload, published.remote_id)
    assert live is not None
    assert list(live.links or ()) == leads
    assert reads in (live.text or "")
    assert damage(live.text, live.links, meant=text, link=sent.link, link_text=sent.link or "") is None
    assert careers.find(payload) == published


def test_a_post_with_names_and_no_link_of_its_own_is_told_from_its_neighbours(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing("Jobs on GOV.UK, see the reply", at=NOW))
    x.write("Jobs on Seek.com.au, see the reply")
    clock.advance(timedelta(minutes=2))
    assert careers.find(payload) is None
    published = careers.publish(payload)
    assert careers.find(payload) == published


@pytest.mark.parametrize(
    "text",
    [TEXT, "Words alone & <more>", f"{URL}", f"Two links {URL} and https://other.example.org/."],
)
def test_what_x_makes_of_a_text_is_recognised(x: FakeX, clock: VirtualClock, text: str) -> None:
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(text, at=NOW))
    x.write("Something else of the same minute https://news.example.org/pay?utm_content=b")
    published = careers.publish(payload)
    assert careers.find(payload) == published


def test_the_link_decides_also_where_the_words_are_the_same(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    x.write(TEXT.replace("utm_content=a", "utm_content=b"))
    clock.advance(timedelta(minutes=2))
    assert careers.find(payload) is None


def test_x_may_write_an_address_a_little_differently(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    published = careers.publish(payload)
    post = x.posts[published.remote_id]
    post.written = "Edited " + (leads := URL.replace("news.example.org", "NEWS.example.org"))
    post.links = [(post.links[0][0], leads)]
    assert careers.find(payload) == published


def test_absence_is_proven_by_the_whole_list_only(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(hours=2))
    for n in range(250):
        x.write(f"Another post, number {n}")
    assert careers.find(payload) is None
    assert x.count(LIST) == 3


def test_an_empty_list_proves_it_too(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(seconds=61))
    assert careers.find(payload) is None


def test_a_list_that_lags_proves_nothing_yet(x: FakeX, clock: VirtualClock) -> None:
    x.lag = timedelta(seconds=20)
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(minutes=30))
    x.fail(CREATE, Failure(done=True, cut=True))
    with pytest.raises(Unknown):
        careers.publish(payload)
    clock.advance(timedelta(seconds=5))
    with pytest.raises(Unknown, match="slow to list"):
        careers.find(payload)
    clock.advance(timedelta(seconds=60))
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert looked_up.remote_id == x.live()[0].id


def test_a_computer_that_runs_fast_still_finds_its_post(x: FakeX, clock: VirtualClock) -> None:
    x.now = lambda: clock.now() - timedelta(minutes=5)
    careers = account(x.url, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    published = careers.publish(payload)
    assert careers.find(payload) == published


def test_a_post_of_another_account_is_not_sent_and_not_called_absent(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    payload = {**careers.prepare(outgoing(at=NOW)), "user_id": "42"}
    with pytest.raises(Rejected, match="another X account"):
        careers.publish(payload)
    with pytest.raises(Unknown, match="still open"):
        careers.find(payload)
    assert x.calls == []


@pytest.mark.parametrize("text", ["half \ud83d", "hidden \ufeff mark"])
def test_what_x_cannot_take_is_refused_before_it_is_sent(x: FakeX, text: str) -> None:
    with pytest.raises(Rejected) as caught:
        account(x.url).prepare(outgoing(text))
    assert (caught.value.code, caught.value.temporary) == ("bad_text", False)
    assert x.calls == []


@pytest.mark.parametrize("way", WITH)
@pytest.mark.parametrize("number", [1, 3, 99, 100, 101, 250])
def test_counting_takes_one_call_a_hundred_at_the_price_of_owned_reads(
    x: FakeX, clock: VirtualClock, number: int, way: str
) -> None:
    book = Book()
    careers = account(x.url, clock=clock, book=book) if way == "keys" else by_login(x, clock=clock, book=book)
    ids = [x.write(f"Post {n} {URL}{n}", at=NOW - timedelta(minutes=n)) for n in range(number)]
    counts = judged_by(careers.read(ids))
    assert list(counts) == ids
    assert list(counts.values()) == [Counts(0, 0, 0, 0, 0)] * number
    assert len(x.calls) == x.count(LIST) == math.ceil(number / 100)
    assert sorted(book.spent) == sorted(("owned read", post_id) for post_id in ids)


def test_every_count_arrives_in_both_namings(x: FakeX, clock: VirtualClock) -> None:
    post_id = x.write(TEXT)
    x.posts[post_id].counts = {
        "like_count": 7, "reply_count": 2, "retweet_count": 3, "quote_count": 1, "impression_count": 900,
    }  # fmt: skip
    x.posts[post_id].clicks = 41
    for x.new_names in (False, True):
        counts = judged_by(account(x.url, clock=clock).read([post_id]))
        assert counts == {post_id: Counts(likes=7, comments=2, shares=4, clicks=41, impressions=900)}


def test_posts_far_apart_on_a_lively_page_are_looked_up_by_number(x: FakeX, clock: VirtualClock) -> None:
    book = Book()
    ids = [x.write(f"Ours {n}", at=NOW - timedelta(days=7 * n)) for n in range(3)]
    for n in range(60):
        x.write(f"Somebody else's {n}", at=NOW - timedelta(hours=5 * n + 1))
    counts = judged_by(account(x.url, clock=clock, book=book).read(ids))
    assert {post_id: seen.likes for post_id, seen in counts.items()} == dict.fromkeys(ids, 0)
    assert x.calls == [LOOK_UP]
    assert sorted(book.spent) == sorted(("read", post_id) for post_id in ids)


def test_a_page_livelier_than_reckoned_costs_one_call_more(x: FakeX, clock: VirtualClock) -> None:
    ids = [x.write("Ours, old", at=NOW - timedelta(hours=20)), x.write("Ours, new", at=NOW - timedelta(hours=1))]
    for n in range(30):
        x.write(f"Somebody else's {n}", at=NOW - timedelta(hours=2, minutes=n))
    counts = judged_by(account(x.url, clock=clock).read(ids))
    assert list(counts) == ids
    assert x.calls == [LIST, LOOK_UP]


def test_old_posts_are_asked_for_their_public_counts_alone(x: FakeX, clock: VirtualClock) -> None:
    young = x.write("Young", at=NOW - timedelta(days=29))
    edge = x.write("Nearly too old", at=NOW - timedelta(days=30) + timedelta(minutes=30))
    old = x.write("Old", at=NOW - timedelta(days=40))
    x.posts[old].counts = {"like_count": 5}
    counts = judged_by(account(x.url, clock=clock).read([young, edge, old]))
    assert counts[young] == Counts(0, 0, 0, 0, 0)
    reason = {"clicks": "X tells clicks only in a post's first 30 days"}
    assert counts[edge] == Counts(0, 0, 0, None, 0, missing=reason)
    assert counts[old] == Counts(5, 0, 0, None, 0, missing=reason)
    assert len(x.calls) == 2


@pytest.mark.parametrize("leaves_out", [True, False])
def test_private_counts_that_x_refuses_cost_no_public_ones(x: FakeX, clock: VirtualClock, leaves_out: bool) -> None:
    x.leaves_out = leaves_out
    behind = VirtualClock(NOW - timedelta(days=2))
    post_id = x.write("Old for X, young for us", at=NOW - timedelta(days=31))
    x.posts[post_id].counts = {"like_count": 5}
    counts = judged_by(account(x.url, clock=behind).read([post_id]))
    missing = {"clicks": "X does not tell this account the clicks of this post"}
    assert counts == {post_id: Counts(5, 0, 0, None, 0, missing=missing)}


def test_what_is_gone_is_missing_with_the_reason(x: FakeX, clock: VirtualClock) -> None:
    ids = [x.write(f"Post {n}", at=NOW - timedelta(minutes=n)) for n in range(3)]
    x.posts[ids[1]].deleted = True
    x.posts[ids[2]].clicks = 3
    counts = judged_by(account(x.url, clock=clock).read([*ids, "not-a-number"]))
    assert (counts[ids[0]].clicks, counts[ids[2]].clicks) == (0, 3)
    assert set(counts[ids[1]].missing.values()) == {"deleted or hidden by X"}
    assert counts[ids[1]].likes is None
    assert set(counts["not-a-number"].missing.values()) == {"not the number of a post on X"}


def test_a_post_that_x_does_not_show_us_is_not_called_deleted(x: FakeX, clock: VirtualClock) -> None:
    ids = [x.write(f"Post {n}", at=NOW - timedelta(days=9 * n)) for n in range(3)]
    x.posts[ids[2]].hidden = True
    counts = judged_by(account(x.url, clock=clock).read(ids))
    assert set(counts[ids[2]].missing.values()) == {"X does not show it to this account"}


def test_clicks_that_the_answer_lacks_are_missing_and_not_zero(x: FakeX, clock: VirtualClock) -> None:
    post_id = x.write(TEXT)
    x.posts[post_id].clicks = None
    counts = judged_by(account(x.url, clock=clock).read([post_id]))
    assert counts[post_id] == Counts(0, 0, 0, None, 0, missing={"clicks": "not in X's answer"})


def test_a_post_is_shown_with_its_links_as_they_lead(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    assert isinstance(careers, ShowsPosts)
    payload = careers.prepare(outgoing(at=NOW))
    post_id = careers.publish(payload).remote_id
    assert x.posts[post_id].text.startswith("Exams &amp; nerves: is it worth it? https://t.co/")
    assert careers.show(payload, post_id) == Live(text=TEXT, links=(URL,), card=None, picture=False)
    x.posts[post_id].page_read = True
    assert careers.show(payload, post_id) == Live(text=TEXT, links=(URL,), card=True, picture=False)
    x.posts[post_id].deleted = True
    assert careers.show(payload, post_id) is None


def test_health_with_the_keys(x: FakeX, clock: VirtualClock) -> None:
    careers = account(x.url, clock=clock)
    assert isinstance(careers, TellsHealth)
    health = careers.health()
    assert health.identity == careers.whoami() == Identity(NAME, OWNER)
    assert (health.publishes, health.reads, health.expires_at, health.renews) == (True, True, None, False)
    assert health.lacks == ()
    assert health.facts == {"user_id": OWNER, "username": NAME}
    assert x.calls == [WHO]


def test_health_tells_what_the_keys_and_the_account_lack(x: FakeX, clock: VirtualClock) -> None:
    x.level, x.user["protected"] = "read", True
    health = account(x.url, clock=clock, premium=True).health()
    assert health.publishes is False
    read_only, protected, premium = health.lacks
    assert "Read and write" in read_only
    assert "postlab account add x careers-page" in read_only
    assert "protected" in protected
    assert "--premium no" in premium


def test_health_with_a_login(x: FakeX, clock: VirtualClock) -> None:
    health = by_login(x, clock=clock).health()
    assert (health.publishes, health.reads, health.renews) == (True, True, True)
    assert health.expires_at == NOW + timedelta(hours=2)
    health = by_login(x, secrets=login(x, scope="tweet.read users.read"), clock=clock).health()
    assert health.publishes is False
    assert "tweet.write" in health.lacks[0]


def test_one_call_that_fails_does_not_lose_the_others(x: FakeX, clock: VirtualClock) -> None:
    ids = [x.write(f"Post {n}", at=NOW - timedelta(seconds=n)) for n in range(250)]
    x.fail(LIST, problem(503, title="Service Unavailable"))
    counts = judged_by(account(x.url, clock=clock).read(ids))
    assert list(counts) == ids[:150]


def test_after_too_many_requests_it_stops_asking(x: FakeX, clock: VirtualClock) -> None:
    ids = [x.write(f"Post {n}", at=NOW - timedelta(seconds=n)) for n in range(250)]
    x.fail(LIST, problem(429, title="Too Many Requests"))
    with pytest.raises(Rejected, match="too many requests"):
        judged_by(account(x.url, clock=clock).read(ids))
    assert x.calls == [LIST]
    assert CREATE not in x.calls
