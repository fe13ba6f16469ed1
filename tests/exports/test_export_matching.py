"""A row is given to the post that it is about, by the surest thing that it holds, or to none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from postlab.exports.addresses import address_key
from postlab.exports.daily import added_up
from postlab.exports.matching import Match, NoMatch, PostCandidate, Posts, letters
from postlab.exports.read import ExportRow

DAY = date(2026, 11, 3)
LONG = "With exams soon approaching, you might be wondering if all this study is worth it. Research shows that it is."
SHARE, ACTIVITY = "urn:li:share:7300000000000000001", "urn:li:activity:7300000000000000777"
FEED = "https://www.linkedin.com/feed/update/"


def post(number: int, network: str | None = "x", **changes: object) -> PostCandidate:
    made = PostCandidate(
        post=number,
        network=network,
        remote_id=f"190000000000000000{number}",
        permalink=f"https://x.com/uni/status/190000000000000000{number}",
        url=f"https://a.org/p?utm_source={network}&utm_medium=social&utm_campaign=exams&utm_content=bare-link-r{number}",
        short_url=None,
        link_text="https://a.org/p",
        text=f"Post number {number} says this https://a.org/p",
        day=DAY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


ONE, TWO = post(1), post(2)


def told(row: ExportRow, *candidates: PostCandidate, network: str | None = "x") -> tuple[int, str] | None:
    found = Posts(candidates or (ONE, TWO), network).match(row)
    return (found.post, found.by) if isinstance(found, Match) else None


def reason(row: ExportRow, *candidates: PostCandidate, network: str | None = "x") -> str:
    found = Posts(candidates or (ONE, TWO), network).match(row)
    assert isinstance(found, NoMatch)
    return found.reason


def test_by_its_id() -> None:
    assert told(ExportRow(2, remote_id="1900000000000000002")) == (2, "its id")
    assert told(ExportRow(2, remote_id="1900000000000000009")) is None
    page_post = post(3, "facebook", remote_id="123_1221", permalink=None)
    assert told(ExportRow(2, remote_id="1221"), page_post, network="facebook") == (3, "its id")
    assert told(ExportRow(2, remote_id="123_1221"), page_post, network="facebook") == (3, "its id")
    # underscores are Facebook's alone
    assert told(ExportRow(2, remote_id="1221"), replace(page_post, network="x")) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/uni/status/1900000000000000001",
        "http://www.twitter.com/Uni/status/1900000000000000001/?s=20#top",
        "mobile.twitter.com/i/web/status/1900000000000000001",
    ],
)
def test_by_its_address(address: str) -> None:
    assert told(ExportRow(2, permalink=address)) == (1, "its address")


def test_the_id_of_a_post_that_went_out_by_hand_stands_in_its_address() -> None:
    address = "https://www.facebook.com/1234/posts/122158000000012341"
    by_hand = post(3, "facebook", remote_id=address, permalink=address)
    for remote_id in ("122158000000012341", "1234_122158000000012341"):
        assert told(ExportRow(2, remote_id=remote_id), by_hand, network="facebook") == (3, "its id")
    assert told(ExportRow(2, remote_id="122158000000012342"), by_hand, network="facebook") is None


def test_an_id_and_an_address_of_two_posts_contradict_each_other() -> None:
    row = ExportRow(2, remote_id="1900000000000000001", permalink=TWO.permalink)
    assert reason(row) == "its id is of post 1 and its address of post 2: one of them is wrong"
    assert "its number is of post 1" in reason(ExportRow(2, post=1, permalink=TWO.permalink))
    assert told(ExportRow(2, post=1, remote_id=ONE.remote_id, permalink=ONE.permalink)) == (1, "its number")
    assert told(ExportRow(2, remote_id=ONE.remote_id, permalink="https://elsewhere.example/")) == (1, "its id")


def test_an_address_is_told_from_the_id_of_a_post_on_x() -> None:
    assert (
        told(ExportRow(2, permalink="https://x.com/me/status/1900000000000000001"), post(1, permalink=None)) is not None
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.org/p/1", "http://www.a.org/p/1/?utm_source=x", True),
        ("https://a.org/p/1", "https://a.org/p/2", False),
        ("https://a.org/p/a", "https://a.org/p/A", False),
        ("https://A.org/p", "https://a.org/p", True),
        (f"{FEED}{ACTIVITY}", f"{FEED}{ACTIVITY.replace(':', '%3A')}/?commentUrn=x", True),
        (f"{FEED}{ACTIVITY}", "https://linkedin.com/posts/jo_pay-activity-7300000000000000777-AbCd?rcm=x", True),
        (f"{FEED}{ACTIVITY}", f"{FEED}{SHARE}", False),
        (
            "https://facebook.com/permalink.php?story_fbid=1&id=2",
            "https://m.facebook.com/permalink.php?id=2&story_fbid=1&x",
            True,
        ),
        (
            "https://facebook.com/permalink.php?story_fbid=1&id=2",
            "https://facebook.com/permalink.php?story_fbid=3&id=2",
            False,
        ),
    ],
)
def test_ways_to_write_an_address(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


def test_a_short_link_is_an_address() -> None:
    short = post(1, short_url="https://go.uni.example/abc")
    assert told(ExportRow(2, permalink="go.uni.example/abc"), short, TWO, network=None) == (1, "its address")


def test_linkedin_pages_posts_are_told_by_text_and_day() -> None:
    ours = post(1, "linkedin", remote_id=SHARE, permalink=FEED + SHARE, text=f"{LONG} https://a.org/p")
    row = ExportRow(3, permalink=FEED + ACTIVITY, text=LONG[:80] + "…", day=DAY)
    assert told(row, ours, network="linkedin") == (1, "its text and day")
    for day in (date(2026, 11, 2), date(2026, 11, 4)):
        assert told(replace(row, day=day), ours, network="linkedin") is not None
    for day in (date(2026, 11, 1), date(2026, 11, 5), None):
        assert told(replace(row, day=day), ours, network="linkedin") is None
    assert told(replace(row, text=LONG[:40] + "…"), ours, network="linkedin") is None


def test_the_browsers_address_is_enough_on_linkedin() -> None:
    ours = post(
        1, "linkedin", remote_id=ACTIVITY, permalink="https://linkedin.com/posts/jo-activity-7300000000000000777-x"
    )
    assert told(ExportRow(3, permalink=FEED + ACTIVITY), ours, network="linkedin") == (1, "its address")
    assert told(ExportRow(3, permalink=FEED + ACTIVITY), replace(ours, permalink=None), network="linkedin") is not None


def test_texts_are_compared_by_letters_and_digits() -> None:
    assert letters("Caf\u00e9 &amp; Co:  “x” 👋 https://t.co/abc t.co/d") == letters("cafe\u0301 & CO x lnkd.in/e")
    row = ExportRow(2, text="POST number 1, says this: https://t.co/x", day=DAY)
    assert told(row) == (1, "its text and day")
    assert told(ExportRow(2, text="says this", day=DAY), post(1, text="says this")) is None


def test_the_same_beginning_does_for_long_texts_but_the_closest_counts() -> None:
    short, long = post(1, text=LONG), post(2, text=f"{LONG} And here is more of it.")
    row = ExportRow(2, text=LONG, day=DAY)
    assert told(row, short, long) == (1, "its text and day")
    corrected = ExportRow(2, text=LONG.replace("that it is", "it"), day=DAY)
    assert told(corrected, short) == (1, "its text and day")
    assert "post 1 or 2" in reason(corrected, short, long)


def test_another_post_that_says_the_same_is_not_ours() -> None:
    row = ExportRow(2, remote_id="1900000000000000009", text=ONE.text, day=DAY)
    assert told(row) is None
    assert told(row, post(1, remote_id=None)) == (1, "its text and day")


def test_by_its_utm_tags() -> None:
    assert told(ExportRow(2, content="Bare-Link-R1"), network=None) == (1, "its utm tags")
    assert told(ExportRow(2, content="bare-link-r1", campaign="exams"), network=None) == (1, "its utm tags")
    assert told(ExportRow(2, content="bare-link-r1", campaign="other"), network=None) is None
    assert told(ExportRow(2, campaign="exams"), network=None) is None
    assert told(ExportRow(2, content="c"), post(1, url="https://a.org/p"), network=None) is None


def test_tags_of_several_posts_are_nobodys() -> None:
    there = post(3, "linkedin", url=ONE.url.replace("utm_source=x", "utm_source=linkedin"))
    row = ExportRow(2, content="bare-link-r1")
    assert "it could be post 1 or 3" in reason(row, ONE, there, network=None)
    assert "utm_source" in reason(row, ONE, there, network=None)
    assert told(replace(row, source="LinkedIn"), ONE, there, network=None) == (3, "its utm tags")
    assert "1 or 3" in reason(replace(row, source="newsletter"), ONE, there, network=None)


def test_a_network_tells_of_its_own_posts_only() -> None:
    row = ExportRow(2, text=ONE.text, day=DAY)
    assert told(row, replace(ONE, network="sandbox")) is None
    assert told(row, replace(ONE, network=None)) == (1, "its text and day")
    assert told(row, ONE, replace(ONE, post=3, network="linkedin")) == (1, "its text and day")


def test_by_number() -> None:
    assert told(ExportRow(2, post=2), network=None) == (2, "its number")
    assert reason(ExportRow(2, post=7), network=None) == "the lab has no post 7 there"
    assert reason(ExportRow(2), network=None) == "nothing in it tells a post; it may be a total"
    assert reason(ExportRow(2, text="Open day", day=DAY)) == "not a post of this lab"


def test_the_surest_way_is_taken() -> None:
    row = ExportRow(2, remote_id="1900000000000000002", content="bare-link-r1", text=ONE.text, day=DAY)
    assert told(row) == (2, "its id")


def by_day(number: int, day: int, **counts: int | None) -> ExportRow:
    return ExportRow(
        number,
        on=date(2026, 11, day),
        counts={name: count for name, count in counts.items() if count is not None},
        missing={name: "blank in the file" for name, count in counts.items() if count is None},
    )


def test_days_are_added_up() -> None:
    rows = [by_day(4, 5, clicks=3), by_day(2, 3, clicks=4), by_day(3, 3, clicks=1)]
    days = added_up(rows, until=date(2026, 11, 8))
    assert [(day.on.day, day.counts["clicks"], day.row) for day in days] == [(3, 5, 3), (5, 8, 4), (8, 8, 4)]
    assert len(added_up(rows, until=date(2026, 11, 5))) == 2


def test_after_a_blank_day_the_sum_is_unknown() -> None:
    rows = [by_day(2, 3, clicks=4, likes=1), by_day(3, 4, clicks=None, likes=2), by_day(4, 5, clicks=9, likes=3)]
    first, second, third = added_up(rows, until=date(2026, 11, 5))
    assert first.counts == {"clicks": 4, "likes": 1}
    assert second.counts == {"likes": 3}
    assert third.counts == {"likes": 6}
    assert third.missing["clicks"] == "blank in the file, row 3"


POST_ID = "122158000000012341"
PAGE_POST = post(
    3,
    "facebook",
    remote_id=f"104911112222333_{POST_ID}",
    permalink=f"https://www.facebook.com/104911112222333_{POST_ID}",
)


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.facebook.com/104911112222333/posts/{POST_ID}",
        f"https://m.facebook.com/careers/posts/open-day/{POST_ID}/?mibextid=x",
        f"https://www.facebook.com/permalink.php?story_fbid={POST_ID}&id=104911112222333",
        f"facebook.com/104911112222333_{POST_ID}",
    ],
)
def test_a_post_on_facebook_is_known_by_the_number_in_its_address(address: str) -> None:
    row = ExportRow(2, permalink=address)
    assert told(row, PAGE_POST, network="facebook") == (3, "its address")
    assert told(row, replace(PAGE_POST, permalink=None), network=None) == (3, "its address")
    assert told(ExportRow(2, permalink=address.replace("341", "999")), PAGE_POST, network=None) is None


def test_page_and_post_where_only_the_posts_number_is_known() -> None:
    row = ExportRow(2, remote_id=f"104911112222333_{POST_ID}")
    assert told(row, replace(PAGE_POST, remote_id=POST_ID, permalink=None), network=None) == (3, "its id")


def test_another_posts_address_is_not_told_by_the_same_words() -> None:
    row = ExportRow(2, permalink="https://x.com/uni/status/1900000000000000009", text=ONE.text, day=DAY)
    assert told(row) is None
    assert told(replace(row, permalink="https://x.com/uni")) == (1, "its text and day")
    theirs = ExportRow(2, remote_id="104911112222333_122158000000019999", text=PAGE_POST.text, day=DAY)
    assert told(theirs, PAGE_POST, network=None) is None


def test_a_damaged_id_is_named_where_the_address_tells_nothing() -> None:
    row = ExportRow(
        2, permalink="https://www.facebook.com/1/posts/pfbid0x", text="x", note="a spreadsheet damaged its id"
    )
    assert reason(row, PAGE_POST, network="facebook").startswith("a spreadsheet damaged its id, and its address is of")
