"""A link in the first reply as its user meets it: drafts, approval, the run, the report; by hand."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist, changed

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
SECOND = datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)
REPLIED = changed(
    PLAN,
    {
        'name = "contextualised"\nblocks = ["moment", "question", "evidence", "link"]': (
            'name = "in the reply"\n'
            'blocks = ["evidence", "hashtags", "link in reply"]\n'
            'link_in_reply = "All of it is here:"'
        )
    },
)


def test_it_is_shown_approved_sent_and_reported_as_one(typist: Typist) -> None:
    planned = typist.plans(REPLIED)
    assert "First reply: All of it is here: https://" in planned.words
    assert "as its first reply" in planned.words
    (reply, main) = typist.rows("SELECT id, reply_to_id FROM post WHERE part = 1")[0]
    assert f"First reply (post {reply}): All of it is here:" in typist("status").words
    assert f"and its first reply, post {reply}: it goes out" in typist("approve", NAME, "--all").words
    for at in (FIRST, SECOND):
        typist.clock.set(at)
        screen = typist("run").words
        if f"Published post {main} " in screen:
            assert f"Published post {reply} of {NAME}: the first reply to post {main}, on" in screen
    assert f"First reply: post {reply}, published" in typist("post", "show", str(main)).words
    assert f"It is the first reply to post {main}" in typist("post", "show", str(reply)).words
    main_view = typist("post", "show", str(main), "--json").json["post"]
    assert (main_view["reply"]["id"], main_view["reply_to"]) == (reply, None)
    posts = typist("report", NAME, "--json").json["rounds"][0]["posts"]
    assert [post["reply"] and post["reply"]["id"] for post in posts] == [None, reply]
    rows = list(csv.DictReader(io.StringIO(typist("report", NAME, "--csv").out)))
    assert [row["reply_state"] for row in rows[:2]] == ["", "published"]
    assert len([row for row in rows if row["round"] == "1"]) == 2
    assert "match." in typist("report", NAME, "--audit").words
    refused = typist("metrics", "record", str(reply), "--likes", "1", code=2)
    assert f"first reply to post {main}" in refused.complaint


def test_one_of_the_two_is_not_kept_in_alone(typist: Typist) -> None:
    typist.plans(REPLIED)
    (reply, main) = typist.rows("SELECT id, reply_to_id FROM post WHERE part = 1")[0]
    assert f"postlab post cancel {main}" in typist("post", "cancel", str(reply), code=2).complaint
    assert f"neither does its first reply, post {reply}" in typist("post", "cancel", str(main)).words


def test_by_hand_the_reply_is_asked_for_when_its_post_is_out(typist: Typist) -> None:
    typist("account", "add", "manual", "profile", "--network", "linkedin")
    likes = {'["sandbox"]': '["profile"]', '"clicks"  ': '"likes"  ', "rounds = 12": "rounds = 4"}
    typist.plans(changed(REPLIED, likes))
    typist("approve", NAME)
    (reply, main) = typist.rows("SELECT id, reply_to_id FROM post WHERE part = 1")[0]
    typist.clock.set(FIRST)
    due = typist("run", code=3).words
    if f"Post {main} (" not in due:
        (other,) = typist.rows(f"SELECT id FROM post WHERE id NOT IN ({main}, {reply})")[0]
        typist("post", "published", str(other), "https://www.linkedin.com/feed/update/urn:li:share:2")
        typist.clock.set(SECOND)
        due = typist("run", code=3).words
    assert f"Post {main} (" in due
    assert f"Post {reply} " not in due
    out = typist("post", "published", str(main), "https://www.linkedin.com/feed/update/urn:li:share:1")
    assert "answer it with that now" in out.words
    assert "All of it is here:" in out.words
    assert f"Post {reply} is the first reply to post {main}" in typist("run", code=3).words
    done = typist("post", "published", str(reply))
    assert f"Post {reply} is out, and with it the link of post {main}." in done.words


@pytest.mark.parametrize(
    ("blocks", "says"),
    [('"evidence"', "has no link"), ('"link", "link in reply"', "shares its link once")],
)
def test_a_plan_has_its_link_once(typist: Typist, blocks: str, says: str) -> None:
    wrong = changed(REPLIED, {'"evidence", "hashtags", "link in reply"': blocks})
    path = typist.writes(wrong)
    assert says in typist("new", "--from", path, "--yes", code=2).complaint


def test_drafts_show_both_texts(typist: Typist) -> None:
    options = ("--title", "Pay", "--evidence", "Pay rose.", "--variant", "r=evidence,link in reply")
    screen = typist(
        "draft", "https://news.example/pay", *options, "--platform", "sandbox", "--platform", "linkedin"
    ).words
    assert "First reply: Here is the article: https://news.example/pay" in screen
    assert "PostLab cannot answer posts on LinkedIn" in screen
