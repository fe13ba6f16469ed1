"""A platform whose hands are a person's."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postlab import platforms
from postlab.clock import VirtualClock
from postlab.errors import FaultsError, NeedsPerson, Unknown
from postlab.framing.lengths import LengthRule
from postlab.framing.mentions import mentions
from postlab.metrics import METRIC_NAMES
from postlab.platforms.base import Connection, Identity, Outgoing
from postlab.platforms.manual import ManualAccount, parse_network, plugin
from postlab.platforms.options import read_options

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
URL = "https://news.example/pay?utm_content=a"


@pytest.fixture
def mine() -> ManualAccount:
    connected = plugin.connect(Connection("my profile", {"network": "x"}, {}, Path(), VirtualClock(NOW)))
    assert isinstance(connected, ManualAccount)
    return connected


def test_the_text_is_kept_as_it_is_to_be_pasted(mine: ManualAccount) -> None:
    text = f"Worth it? {URL} #careers"
    payload = mine.prepare(Outgoing("k1", text, URL, None, "en", (), URL, NOW))
    assert json.loads(json.dumps(payload)) == {"key": "k1", "text": text, "link": URL, "network": "x"}


def test_it_puts_nothing_out_and_says_what_to_type(mine: ManualAccount) -> None:
    with pytest.raises(NeedsPerson, match="“my profile” waits for you: paste it on x") as caught:
        mine.publish({"key": "k1"})
    assert "`postlab post show N --copy`" in caught.value.hint
    assert "`postlab post published N URL`" in caught.value.hint


def test_it_never_claims_that_a_post_is_absent(mine: ManualAccount) -> None:
    with pytest.raises(Unknown, match="Only you can see"):
        mine.find({"key": "k1"})


def test_numbers_are_missing_till_they_are_typed_in(mine: ManualAccount) -> None:
    counts = mine.read([URL, "https://x.com/me/status/1"])
    assert list(counts) == [URL, "https://x.com/me/status/1"]
    assert dict(counts[URL].missing) == dict.fromkeys(METRIC_NAMES, "not typed in yet")
    assert counts[URL].likes is None


def test_who_it_is(mine: ManualAccount) -> None:
    assert mine.whoami() == Identity("my profile", "manual:x")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Twitter ", "x"),
        ("X", "x"),
        ("News Letter", "news-letter"),
        ("Réseau", "réseau"),
        ("fb", "facebook"),
        ("9gag", "9gag"),
    ],
)
def test_networks(typed: str, name: str) -> None:
    assert parse_network(typed) == name


@pytest.mark.parametrize("typed", ["", " ", "a/b", "https://x.com", "-", "a" * 40])
def test_what_is_no_network(typed: str) -> None:
    with pytest.raises(ValueError, match="one word"):
        parse_network(typed)


def test_an_account_names_its_network() -> None:
    assert read_options(plugin, {"network": "Bluesky"}) == {"network": "bluesky"}
    with pytest.raises(FaultsError):
        read_options(plugin, {})


def measured(network: str) -> LengthRule:
    assert plugin.rule is not None
    return plugin.rule({"network": network}, {})


def test_the_length_is_that_of_the_network() -> None:
    limits = {network: measured(network).limit for network in ("x", "bluesky", "threads", "linkedin", "newsletter")}
    assert limits == {"x": 280, "bluesky": 300, "threads": 500, "linkedin": 3000, "newsletter": 63_206}
    assert (measured("x").measure("学习").used, measured("bluesky").measure("学习").used) == (4, 2)
    assert measured("instagram").measure("a" * 2200).fits
    assert not measured("instagram").measure("a" * 2201).fits


@pytest.mark.parametrize(
    ("network", "names"),
    [
        ("x", ["@priya", "@jo"]),
        ("mastodon", ["@priya", "@jo.bsky.social"]),
        ("threads", ["@priya", "@jo.bsky.social"]),
        ("instagram", ["@priya", "@jo.bsky.social"]),
        ("bluesky", ["@jo.bsky.social"]),
    ],
)
def test_mentions_are_those_of_the_network(network: str, names: list[str]) -> None:
    rule = plugin.mentions_of({"network": network}, {})
    assert rule is not None
    assert list(mentions("Ask @priya, @jo.bsky.social or jo@x.example", rule)) == names


@pytest.mark.parametrize("network", ["linkedin", "facebook", "newsletter"])
def test_where_a_pasted_text_tells_nobody(network: str) -> None:
    assert plugin.mentions_of({"network": network}, {}) is None


@pytest.mark.parametrize("page", ["https://x.com/me/status/1", " http://localhost/a ", "HTTPS://instagram.com/p/Ab_c/"])
def test_any_address_is_a_posts(page: str) -> None:
    assert plugin.locate(page, {}) == page.strip()


@pytest.mark.parametrize(
    "page", ["", "x.com/me/status/1", "ftp://x.com/1", "https://", "https://x.com/a b", "https://[::1"]
)
def test_what_is_no_address(page: str) -> None:
    with pytest.raises(ValueError, match="not the address"):
        plugin.locate(page, {})


def test_it_is_known_as_a_persons_work() -> None:
    assert platforms.load("manual") is plugin
    assert (plugin.by_hand, plugin.finds, plugin.card, plugin.credentials) == (True, "person", "none", ())
    assert plugin.counts == frozenset(METRIC_NAMES) - {"opens"}
    assert len({plugin.new_key(NOW, random.Random(n)) for n in range(9)}) == 9
