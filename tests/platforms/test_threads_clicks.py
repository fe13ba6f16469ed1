"""Clicks on Threads: told by address for the whole account, and each post's address is its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from platforms.fake_threads import FakeThreads, error, fake_threads
from platforms.loopback import Failure
from platforms.threads_schemas import SHOW, USER_INSIGHTS
from platforms.threads_world import account
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.threads import plugin
from postlab.platforms.threads.clicks import NO_LINK, NOT_TOLD, QUERY_CUT, SHARED, UNTAGGED

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAGE = "https://news.example/graduate-pay"


def tagged(content: str, page: str = PAGE) -> str:
    return f"{page}?utm_source=threads&utm_content={content}"


@pytest.fixture
def network() -> Iterator[FakeThreads]:
    with fake_threads(NOW) as running:
        yield running


def out(network: FakeThreads, link: str | None, *, clicks: int = 0, days_ago: int = 2, text: str = "Words") -> str:
    thread = network.post(text, link=link, at=NOW - timedelta(days=days_ago))
    thread.counts["clicks"] = clicks
    return thread.number


def read(network: FakeThreads, *numbers: str, facts: Mapping[str, Any] | None = None) -> dict[str, int | str]:
    """By post, its clicks or why they are missing."""
    counts = account(network, clock=VirtualClock(NOW), facts=facts).read(numbers)
    return {number: counts[number].missing.get("clicks", counts[number].clicks) for number in numbers}  # type: ignore[misc]  # None fails the test


def test_each_post_has_the_clicks_on_its_own_address(network: FakeThreads) -> None:
    first, second, third = (out(network, tagged(name), clicks=n) for name, n in (("a", 4), ("b", 9), ("c", 0)))
    network.clicked_elsewhere = {"https://elsewhere.example/": 70}
    assert read(network, first, second, third) == {first: 4, second: 9, third: 0}
    assert network.count(USER_INSIGHTS) == 1


def test_an_address_counts_however_it_is_written(network: FakeThreads) -> None:
    number = out(network, None, text=f"Words {tagged('a')}.")
    network.clicked_elsewhere = {
        "https://www.News.example/graduate-pay/?utm_content=a&utm_source=threads": 2,
        f"{tagged('a')}&fbclid=xyz": 3,
        f"https://l.threads.com/?u={PAGE}%3Futm_source%3Dthreads%26utm_content%3Da&e=1": 1,
        tagged("another"): 50,
    }
    assert read(network, number) == {number: 6}


def test_addresses_without_their_tags_tell_nothing_and_that_is_remembered(network: FakeThreads) -> None:
    learnt: dict[str, Any] = {}
    number = out(network, tagged("a"), clicks=4)
    network.cuts_queries = True
    assert read(network, number) == {number: QUERY_CUT}
    connected = account(network, clock=VirtualClock(NOW))
    connected._learnt = learnt.update
    connected.read([number])
    assert learnt == {"clicks_cut": True}
    assert "clicks" not in plugin.counts_of({}, learnt)
    assert "clicks" in plugin.counts_of({}, {})
    calls = network.count(USER_INSIGHTS)
    counts = account(network, clock=VirtualClock(NOW), facts=learnt).read([number])[number]
    assert (counts.clicks, network.count(USER_INSIGHTS)) == (None, calls)
    assert any("clicks_from" in lack for lack in account(network, facts=learnt).health().lacks)


def test_what_cannot_be_told_apart_is_missing_with_the_reason(network: FakeThreads) -> None:
    twice = [out(network, tagged("same"), clicks=5) for _ in range(2)]
    untagged, without = out(network, PAGE, clicks=3), out(network, None)
    found = read(network, *twice, untagged, without)
    assert found == {twice[0]: SHARED, twice[1]: SHARED, untagged: UNTAGGED, without: NO_LINK}
    assert network.count(USER_INSIGHTS) == 0


def test_an_account_that_is_not_told_clicks_by_address(network: FakeThreads) -> None:
    number = out(network, tagged("a"), clicks=4)
    network.clicks_by_address = False
    assert read(network, number) == {number: NOT_TOLD}


@pytest.mark.parametrize(
    "body", [b'{"data": [{"name": "clicks", "link_total_values": [{"value": "4"}]}]}', b'{"data": [7]}']
)
def test_an_answer_of_wrong_types_is_no_number(network: FakeThreads, body: bytes) -> None:
    number = out(network, tagged("a"), clicks=4)
    network.fail(USER_INSIGHTS, Failure(body=body))
    assert read(network, number) == {number: NOT_TOLD}


def test_a_refusal_is_the_reason_and_trouble_is_asked_again(network: FakeThreads) -> None:
    number = out(network, tagged("a"), clicks=4)
    network.fail(USER_INSIGHTS, error(100, "The period is too long"))
    assert "The period is too long" in str(read(network, number)[number])
    network.fail(USER_INSIGHTS, error(10, "Application does not have permission for this action"))
    assert "threads_manage_insights" in str(read(network, number)[number])
    network.fail(USER_INSIGHTS, error(2, "Try again", transient=True))
    with pytest.raises(Rejected):
        read(network, number)
    network.fail(USER_INSIGHTS, error(190, "Ended", subcode=463, status=401))
    with pytest.raises(NeedsPerson):
        read(network, number)
    assert read(network, number) == {number: 4}


def test_a_post_that_went_meanwhile_has_no_clicks(network: FakeThreads) -> None:
    number = out(network, tagged("a"), clicks=4)
    network.fail(SHOW, error(24, "The requested resource does not exist"))
    counts = account(network, clock=VirtualClock(NOW)).read([number])[number]
    assert (counts.likes, counts.clicks) == (0, None)
