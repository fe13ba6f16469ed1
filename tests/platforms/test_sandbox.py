"""The sandbox as the loop meets it: publish once, look, read, say who we are."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from postlab.clock import VirtualClock
from postlab.errors import InputError, Rejected
from postlab.platforms.audience_anger import parse_anger
from postlab.platforms.audience_effects import COUNTED
from postlab.platforms.base import ConnectedAccount, Connection, Counts, Identity, Outgoing, TellsFollowers
from postlab.platforms.sandbox import parse_effects, plugin

NOON = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


def connect(lab: Path, clock: VirtualClock, account: str = "careers", **options: Any) -> ConnectedAccount:
    filled = {option.name: option.default for option in plugin.options} | options
    return plugin.connect(Connection(account, filled, {}, lab, clock))


def outgoing(
    key: str = "k1",
    text: str = "With exams soon approaching, https://news.example/pay",
    kinds: tuple[str, ...] = ("moment", "link"),
    reply_to: str | None = None,
) -> Outgoing:
    return Outgoing(
        key=key,
        text=text,
        link="https://news.example/pay",
        card=None,
        language="en",
        blocks=tuple((kind, text) for kind in kinds),
        reply_to=reply_to,
        topic="https://news.example/pay",
        created_at=NOON,
    )


def test_the_plugin_says_what_it_is() -> None:
    assert (plugin.name, plugin.simulated, plugin.credentials) == ("sandbox", True, ())
    assert "simulated" in plugin.title.lower()
    assert "simulated" in plugin.notes[0]
    assert plugin.counts == frozenset(COUNTED)
    assert plugin.length.limit == 280


def test_keys_differ_and_come_from_the_randomness_given() -> None:
    keys = {plugin.new_key(NOON, random.Random(seed)) for seed in range(100)}

    assert len(keys) == 100
    assert plugin.new_key(NOON, random.Random(1)) == plugin.new_key(NOON, random.Random(1))


def test_a_post_goes_out_now_and_is_found_again(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)
    payload = json.loads(json.dumps(account.prepare(outgoing())))
    clock.advance(timedelta(minutes=5))

    assert account.find(payload) is None
    assert not (tmp_path / "sandbox").exists()  # looking writes nothing
    published = account.publish(payload)
    assert published.at == NOON + timedelta(minutes=5)
    assert published.permalink == "sandbox://careers/k1"
    assert connect(tmp_path, clock).find(payload) == published


def test_publishing_again_is_the_same_post(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)
    payload = account.prepare(outgoing())
    first = account.publish(payload)
    clock.advance(timedelta(hours=9))

    assert account.publish(payload) == first
    assert connect(tmp_path, clock).publish(payload) == first


def test_another_text_under_the_same_key_is_refused_for_good(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)
    payload = account.prepare(outgoing())
    account.publish(payload)
    changed = account.prepare(outgoing(text="Something else https://news.example/pay"))

    with pytest.raises(Rejected, match="another text") as refusal:
        account.publish(changed)
    assert not refusal.value.temporary
    assert account.find(changed) is None
    assert account.find(payload) is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [("a" * 281, "too_long"), ("语" * 141, "too_long"), (" \n", "empty"), ("\ud83d", "not_unicode")],
)
def test_a_text_that_a_network_would_refuse_is_refused(
    tmp_path: Path, clock: VirtualClock, text: str, code: str
) -> None:
    account = connect(tmp_path, clock)
    payload = account.prepare(outgoing(text=text))

    with pytest.raises(Rejected) as refusal:
        account.publish(payload)
    assert (refusal.value.code, refusal.value.temporary) == (code, False)
    assert account.find(payload) is None


def test_a_text_at_the_limit_goes_out(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)
    link = "https://news.example.org/" + "a" * 200  # counts as 23, as on X

    assert account.publish(account.prepare(outgoing(text="a" * 256 + " " + link))).remote_id == "k1"


def test_counts_grow_with_the_clock_and_repeat(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock, followers=5000)
    remote_id = account.publish(account.prepare(outgoing())).remote_id
    seen = []
    for _ in range(4):
        seen.append(account.read([remote_id])[remote_id])
        clock.advance(timedelta(hours=24))

    assert seen[0] == Counts(0, 0, 0, 0, 0, others={"angry reactions": 0, "hidden": 0})
    clicks = [counted.clicks or 0 for counted in seen]
    assert clicks == sorted(clicks)
    assert clicks[-1] > 10
    again = VirtualClock(NOON + timedelta(hours=48))
    assert connect(tmp_path, again, followers=5000).read([remote_id])[remote_id] == seen[2]


def test_the_audience_reacts_to_the_effects_that_were_set(tmp_path: Path, clock: VirtualClock) -> None:
    for name, effects in (("typed", ["moment=0.05"]), ("stored", {"moment": 0.05}), ("plain", None)):
        account = connect(tmp_path, clock, name, followers=50_000, effects=effects)
        account.publish(account.prepare(outgoing()))
    clock.advance(timedelta(hours=72))
    likes = {
        name: connect(tmp_path, clock, name, followers=50_000, effects=effects).read(["k1"])["k1"].likes or 0
        for name, effects in (("typed", ["moment=0.05"]), ("stored", {"moment": 0.05}), ("plain", None))
    }

    assert likes["typed"] == likes["stored"]
    assert likes["typed"] < likes["plain"] / 5


@pytest.mark.parametrize(
    ("plain", "changed"),
    [
        (("evidence", "link"), ("evidence", "hashtags", "link")),
        (("evidence", "link"), ("question", "evidence", "link")),
        (("evidence", "link"), ("evidence", "link in reply")),
    ],
)
def test_every_block_that_can_be_tried_moves_the_audience(
    tmp_path: Path, clock: VirtualClock, plain: tuple[str, ...], changed: tuple[str, ...]
) -> None:
    (block,) = set(changed) - set(plain)
    account = connect(tmp_path, clock, followers=50_000, effects={block: 2.0})
    clicks = {plain: 0, changed: 0}
    keys = [(f"{number}{kinds}", kinds) for number in range(30) for kinds in clicks]
    for key, kinds in keys:
        account.publish(account.prepare(outgoing(key, f"Text {key}", kinds)))
    clock.advance(timedelta(days=30))
    seen = account.read([key for key, _ in keys])
    for key, kinds in keys:
        clicks[kinds] += seen[key].clicks or 0
    assert 1.5 < clicks[changed] / clicks[plain] < 2.7


def test_ones_own_reply_goes_out_once_and_counts_among_the_comments(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)
    with pytest.raises(Rejected) as refusal:
        account.publish(account.prepare(outgoing("k2", "Here it is", ("link in reply",), reply_to="k1")))
    assert (refusal.value.code, refusal.value.temporary) == ("nothing_to_answer", False)
    account.publish(account.prepare(outgoing()))
    reply = account.prepare(outgoing("k2", "Here it is", ("link in reply",), reply_to="k1"))
    before = account.read(["k1"])["k1"]
    for _ in range(2):
        assert account.publish(reply).remote_id == "k2"
    assert account.find(reply) is not None
    after = account.read(["k1"])["k1"]
    assert (before.comments, after.comments) == (0, 1)
    assert (before.likes, before.others) == (after.likes, after.others)


def test_a_block_that_angers_people_is_told_and_costs_followers(tmp_path: Path, clock: VirtualClock) -> None:
    calm = connect(tmp_path, clock, "calm")
    cross = connect(tmp_path, clock, "cross", anger=parse_anger("question=0.05"))
    assert isinstance(calm, TellsFollowers)
    assert isinstance(cross, TellsFollowers)
    for account in (calm, cross):
        for key, kinds in (("k1", ("question", "link")), ("k2", ("evidence", "link"))):
            account.publish(account.prepare(outgoing(key, f"Text {key}", kinds)))
    assert (calm.followers(), cross.followers()) == (800, 800)
    clock.advance(timedelta(days=7))
    quiet, angry = (account.read(["k1", "k2"]) for account in (calm, cross))
    assert sum(sum(seen.others.values()) for seen in (*quiet.values(), angry["k2"])) <= 2
    assert angry["k1"].others["angry reactions"] > 5
    assert angry["k1"].others["hidden"] > 0
    assert calm.followers() >= 798
    assert 700 < cross.followers() < 798
    assert cross.followers() == cross.followers()


def test_a_post_that_is_not_there_is_missing_with_a_reason_and_never_zero(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)

    assert account.read(["nobody"])["nobody"] == Counts(
        missing=dict.fromkeys(COUNTED, "the sandbox holds no such post")
    )
    account.publish(account.prepare(outgoing()))
    early = connect(tmp_path, VirtualClock(NOON - timedelta(hours=1))).read(["k1", "nobody"])
    assert early["k1"].likes is None
    assert "not gone out yet" in early["k1"].missing["likes"]
    assert set(early) == {"k1", "nobody"}
    assert account.read([]) == {}


def test_a_thousand_posts_are_read_quickly(tmp_path: Path, clock: VirtualClock) -> None:
    account = connect(tmp_path, clock)
    keys = [f"k{turn}" for turn in range(1000)]
    for key in keys:
        account.publish(account.prepare(outgoing(key)))
    clock.advance(timedelta(hours=72))

    start = time.process_time()
    seen = account.read(keys)
    assert time.process_time() - start < 3.0  # about 0.3 s on a slow machine
    assert len(seen) == 1000
    assert sum(counted.impressions or 0 for counted in seen.values()) > 100_000


def test_who_we_are(tmp_path: Path, clock: VirtualClock) -> None:
    assert connect(tmp_path, clock, "Müller & Co", seed=7).whoami() == Identity("Müller & Co", "sandbox:7")
    assert not (tmp_path / "sandbox").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"followers": 0}, "followers must be a whole number from 1"),
        ({"seed": "x"}, "seed must be a whole number"),
        ({"zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone"),
        ({"effects": ["mood=2"]}, "no block 'mood'"),
        ({"effects": {"question": {"views": 2}}}, "no metric 'views'"),
        ({"faults": ["flood:0.1"]}, "no fault 'flood'; there are refused"),
        ({"faults": {"refused": 2}}, "from 0 to 1"),
    ],
)
def test_an_account_that_is_set_up_wrongly_says_so(
    tmp_path: Path, clock: VirtualClock, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence) as failure:
        connect(tmp_path, clock, **options)
    assert failure.value.hint


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("followers", "1200", 1200),
        ("seed", "-3", -3),
        ("zone", "Australia/Sydney", "Australia/Sydney"),
        ("effects", "question=0.5,evidence.clicks=2", {"question": 0.5, "evidence": {"clicks": 2.0}}),
        ("faults", "refused:0.5", {"refused": 0.5}),
        ("anger", "0.05, Link-in_reply=0.2", {"all": 0.05, "link in reply": 0.2}),
    ],
)
def test_options_are_parsed_to_values_that_json_keeps(name: str, typed: str, value: object) -> None:
    (option,) = (option for option in plugin.options if option.name == name)

    assert option.parse(typed) == value == json.loads(json.dumps(option.parse(typed)))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("followers", "0"),
        ("followers", "many"),
        ("followers", "1e9"),
        ("seed", "one"),
        ("zone", "../UTC"),
        ("zone", ""),
        ("zone", "Sydney"),
        ("effects", "question"),
        ("faults", "refused=1"),
        ("anger", "5"),
        ("anger", "emoji=0.1"),
    ],
)
def test_options_that_cannot_be_used_are_a_value_error_with_a_sentence(name: str, typed: str) -> None:
    (option,) = (option for option in plugin.options if option.name == name)

    with pytest.raises(ValueError, match=r"[.?]$"):
        option.parse(typed)


def test_effects_can_be_given_piece_by_piece() -> None:
    assert parse_effects(["question=0.5", "evidence=2"]) == {"question": 0.5, "evidence": 2.0}


def test_importing_it_is_cheap() -> None:
    code = (
        "import sys, postlab.platforms.sandbox as s; s.plugin.options;"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'atproto', 'httpx', 'regex', 'numpy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
