"""One framing of a round is out and the other is held: whatever holds it, it keeps its draw, and the screens say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
SEEN = FIRST_SLOT + timedelta(hours=7)
SECOND_SLOT = datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)
TOO_LATE = SECOND_SLOT + timedelta(hours=25)
AUTO = PLAN.replace('approve = "each"', 'approve = "auto"')

Hold = Callable[[Typist], None]


def cancel(typist: Typist) -> None:
    typist("post", "cancel", "2", "--reason", "A bad day.")


def forget_to_approve(typist: Typist) -> None:
    text = typist("post", "show", "2", "--json").json["post"]["text"]
    typist("post", "edit", "2", "--text", f"Look: {text}")


def pause_and_resume(typist: Typist) -> None:
    typist("pause", NAME)
    typist.clock.set(TOO_LATE)
    typist("resume", NAME)


def spend_the_budget(typist: Typist) -> None:
    file = typist.lab / "postlab.toml"
    file.write_text(f"{file.read_text('utf-8')}\n[prices.sandbox]\npost = 9.0\n", "utf-8")
    again = ("new", "--from", typist.writes(AUTO), "--usd", "9.5", "--yes", "--amend", "Money is short.")
    typist(*again)


def sleep_until_it_is_quiet(typist: Typist) -> None:
    file = typist.lab / "postlab.toml"
    file.write_text(file.read_text("utf-8").replace('"21:00-07:00"', '"15:00-11:00"'), "utf-8")
    typist.clock.set(SECOND_SLOT + timedelta(hours=4))
    typist("run")


def upset_people(typist: Typist) -> None:
    with closing(sqlite3.connect(typist.lab / "postlab.db")) as db, db:
        db.execute("""UPDATE reading SET others = '{"angry reactions": 7}'""")


HOLDS: dict[Hold, str] = {
    cancel: "A bad day",
    forget_to_approve: "nobody approved it in time",
    pause_and_resume: "the experiment was paused",
    spend_the_budget: "the experiment was paused (Of its budget of",
    sleep_until_it_is_quiet: "these are quiet hours",
    upset_people: "the experiment was paused (Post 1 on “sandbox” got 7 angry reactions",
}
"""What a person may do who has seen the first post, or what may happen to them, with the reason that is told."""


@pytest.fixture
def half_out(typist: Typist) -> Typist:
    """Somebody whose first post is out, and who has seen how it does."""
    typist.plans(AUTO)
    for at in (FIRST_SLOT, SEEN):
        typist.clock.set(at)
        typist("run")
    assert typist.rows("SELECT state FROM post ORDER BY id") == [("published",), ("approved",)]
    return typist


@pytest.mark.parametrize("hold", HOLDS, ids=lambda hold: hold.__name__)
def test_whatever_holds_it_it_keeps_its_draw(half_out: Typist, hold: Hold) -> None:
    drawn = half_out.rows("SELECT number, assignment FROM round")
    variant = half_out.rows("SELECT variant FROM post WHERE id = 2")
    hold(half_out)
    for hours in (0, 13, 26, 39):
        half_out.clock.set(max(SECOND_SLOT + timedelta(hours=hours), half_out.clock.now()))
        half_out("run", code=(0, 1, 3))
    if half_out.rows("SELECT paused_at FROM experiment") != [(None,)]:
        half_out("resume", NAME)
    assert half_out.rows("SELECT number, assignment FROM round") == drawn
    assert half_out.rows("SELECT variant FROM post WHERE id = 2") == variant
    assert half_out.rows("SELECT state FROM post WHERE id = 2") in ([("planned",)], [("approved",)])
    report = half_out("report", NAME, "--json").json
    (round_,) = report["rounds"]
    (put_off, *_) = round_["put_off"]
    out = [post["variant"] for post in round_["posts"] if post["id"] == 1]
    assert put_off["reason"].startswith(HOLDS[hold])
    assert (put_off["out"], put_off["numbers_seen"], round_["void"]) == (out, True, None)
    assert [(held["what"], held["out"]) for held in report["held"]] == [("put off", out)]
    audit = half_out("report", NAME, "--audit").words
    assert f"put off: Put off with “{out[0]}” out: " in audit
    assert "All" in audit
    assert (
        f"once “{out[0]}” was out (its numbers read): {HOLDS[hold][:30]}" in half_out("report", NAME, width=400).words
    )


def test_what_is_held_goes_out_in_the_end_and_counts(half_out: Typist) -> None:
    half_out("post", "cancel", "2")
    half_out("approve", "2")
    for day in range(3, 14):
        half_out.clock.set(FIRST_SLOT + timedelta(days=day))
        half_out("run", code=(0, 1, 3))
    (first, *_) = half_out("report", NAME, "--json").json["rounds"]
    assert [post["state"] for post in first["posts"]] == ["published", "published"]
    assert (first["void"], first["given_up"]) == (None, None)
    assert first["difference"] is not None
    assert half_out("report", NAME, "--audit").exit_code == 0


def test_cancel_says_why_it_is_put_off_and_how_to_give_the_round_up(half_out: Typist) -> None:
    out = half_out.rows("SELECT variant FROM post WHERE id = 1")[0][0]
    assert half_out("post", "cancel", "2").words == (
        "Post 2 does not go out for now. The rest of round 1 (post 2) is put off to Tue 1 Dec 2026 12:30 "
        "Australia/Sydney. "
        f"It keeps its framing, slot for slot as it was drawn, because “{out}” is out already; the texts are written "
        "for the new day. Giving the round up counts against both framings: `postlab post cancel 2 --give-up-round "
        '"WHY"`. Next: `postlab post edit 2` changes it, `postlab approve 2` lets it go out then.'
    )


def test_pause_says_that_the_rest_of_a_round_keeps_its_draw(half_out: Typist) -> None:
    said = half_out("pause", NAME).words
    assert "The rest of round 1 (post 2) waits for a new slot, which it gets when you let the experiment go on." in said
    assert '`postlab post cancel 2 --give-up-round "WHY"`' in said


def test_stop_gives_the_rest_of_a_round_up(half_out: Typist) -> None:
    said = half_out("stop", NAME, "--yes", "--reason", "Enough").words
    assert "Round 1, of which one framing is out, is given up with it, and counts against both framings." in said
    (round_,) = half_out("report", NAME, "--json").json["rounds"]
    assert (round_["given_up"]["reason"], round_["given_up"]["numbers_seen"]) == ("Enough.", True)


def test_a_round_is_given_up_on_record_with_what_had_been_seen(half_out: Typist) -> None:
    out = half_out.rows("SELECT variant FROM post WHERE id = 1")[0][0]
    half_out("post", "cancel", "2", "--give-up-round", "The article was withdrawn")
    assert half_out.rows("SELECT state FROM post ORDER BY id")[:2] == [("published",), ("cancelled",)]
    half_out.clock.set(FIRST_SLOT + timedelta(hours=73))
    half_out("run", code=(0, 1, 3))
    screen = half_out("report", NAME, width=400).words
    assert f"Given up with “{out}” out: 1 round, 1 of 1 after numbers had been read." in screen
    assert (
        f"Round 1: counts against both framings once “{out}” was out (its numbers read). The article was withdrawn"
        in screen
    )
    assert "Given up with" in half_out("report", NAME, "--audit").words


def test_guardrails_stay_as_they_are_while_one_framing_is_out_alone(half_out: Typist) -> None:
    plan = half_out.writes(AUTO + "\n[guardrails]\nangry = 1\n")
    complaint = half_out("new", "--from", plan, "--yes", "--amend", "Be careful.", code=2).complaint
    assert "One framing of a round of" in complaint
    assert "guardrails could end that round" in complaint


def test_posts_that_vanish_are_told_apart_by_framing(half_out: Typist) -> None:
    out = half_out.rows("SELECT variant FROM post WHERE id = 1")[0][0]
    half_out.rows("SELECT 1")
    with closing(sqlite3.connect(half_out.lab / "postlab.db")) as db, db:
        db.execute("UPDATE post SET vanished_at = '2026-11-25 00:00:00.000000' WHERE id = 1")
    report = half_out("report", NAME, "--json").json
    assert report["held"] == [{"what": "vanished", "out": [out], "count": 1, "seen": 1}]
    assert f"1 post of “{out}” is not there any more, 1 of 1 after numbers had been read." in (
        half_out("report", NAME, "--audit", width=200).words
    )


def test_the_seed_is_told_when_it_is_over_and_bound_to_before(half_out: Typist) -> None:
    seed = half_out.rows("SELECT seed FROM experiment")[0][0]
    digest = sha256(seed.encode()).hexdigest()
    for words in (("report", NAME, "--json"), ("report", NAME, "--audit", "--json"), ("history", "--json")):
        result = half_out(*words)
        assert seed not in result.out
        assert digest in result.out
    answer = half_out("report", NAME, "--json").json
    assert (answer["experiment"]["seed"], answer["rounds"][0]["seed"]) == (None, None)
    assert f"seed: SHA-256 {digest}" in half_out("report", NAME, "--audit", width=200).words
    assert seed not in half_out("report", NAME, "--audit", width=200).out
    half_out("stop", NAME, "--yes")
    answer = half_out("report", NAME, "--json").json
    assert (answer["experiment"]["seed"], answer["experiment"]["seed_sha256"]) == (seed, digest)
    assert answer["rounds"][0]["seed"] == seed
    assert seed in half_out("report", NAME, "--audit", width=200).words
