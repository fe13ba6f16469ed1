"""Money as a person sees it: before a plan starts, before posts go out, and what was spent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist, changed
from platforms.contract import World
from platforms.worlds import WORLDS

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST = datetime(2026, 11, 24, 12, 30, tzinfo=SYDNEY)
SECOND = datetime(2026, 11, 26, 12, 30, tzinfo=SYDNEY)
ON_X = changed(PLAN, {'["sandbox"]': '["x page"]', "rounds = 12 ": "rounds = 2 "})


@pytest.fixture
def x(typist: Typist) -> Iterator[World]:
    """X, where posts cost money, and an account on it."""
    with WORLDS["x"]() as world:
        world.network.now = typist.clock.now
        options = [word for name, value in world.options.items() for word in (f"--{name}", value)]
        secrets = "".join(f"{secret}\n" for secret in world.secrets.values())
        typist("account", "add", "x", "x page", *options, "--secret-stdin", stdin=secrets)
        yield world


def limits(typist: Typist, text: str) -> None:
    settings = typist.lab / "postlab.toml"
    settings.write_text(f'{settings.read_text(encoding="utf-8")}\n[budget."x page"]\n{text}\n', encoding="utf-8")


def test_what_it_costs_is_said_before_anything_is_spent(typist: Typist, x: World) -> None:
    limits(typist, "usd_a_month = 0.5")
    result = typist.plans(ON_X)
    assert "It will cost up to 0.816 USD at the prices of 31 Aug 2026: 0.80 USD for posts, 0.016 USD" in result.words
    assert "“x page” may spend 0.50 USD in a month, which is less than this plan may cost" in result.words
    assert "Putting them out will cost 0.40 USD." in typist("approve", NAME).words
    typist.clock.set(FIRST)
    assert "That would cost 0.20 USD." in typist("run", "--dry-run").words
    assert typist("run", "--dry-run", "--json").json["usd"] == 0.2
    assert x.texts() == []


def test_the_cost_as_json(typist: Typist, x: World) -> None:
    file = typist.writes(ON_X)
    cost = typist("new", "--from", str(file), "--json").json["cost"]
    assert cost == {"usd": 0.816, "usd_posts": 0.8, "usd_reads": 0.016, "prices_as_of": "2026-08-31"}
    assert typist("approve", NAME, "--json").json["usd"] == 0.4


def test_a_free_plan_has_no_word_about_money(planned: Typist) -> None:
    assert "cost" not in planned("approve", NAME).words
    assert "USD" not in planned("status").words


def test_spending_stops_at_the_budget_with_3_and_status_says_what_was_spent(typist: Typist, x: World) -> None:
    limits(typist, "usd_a_month = 0.3\nreads_a_day = 500")
    typist.plans(ON_X)
    typist("approve", NAME)
    typist.clock.set(FIRST)
    typist("run")
    assert len(x.texts()) == 1
    status = typist("status").words
    # the post, the look at how it went live, and the question who we are when the account was added
    assert "“x page” has spent about 0.202 USD of 0.30 USD this month, 0.201 USD of it today" in status
    assert "0 of 500 posts read today" in status
    typist.clock.set(SECOND)
    assert "one more post (0.20 USD) would be more" in typist("run", "--dry-run", code=3).words
    result = typist("run", code=3)
    assert "one more post (0.20 USD) would be more" in result.words
    assert "usd_a_month" in result.words
    assert len(x.texts()) == 1
    spending = next(
        account for account in typist("status", "--json").json["spending"] if account["account"] == "x page"
    )
    assert spending["usd_a_month"] == 0.3
    assert [day["day"] for day in spending["days"]] == ["2026-11-22", "2026-11-24", "2026-11-26"]
    assert spending["usd_this_month"] < 0.3


def test_a_cap_on_reads_stops_them_with_3(typist: Typist, x: World) -> None:
    limits(typist, "reads_a_day = 0")
    typist.plans(ON_X)
    typist("approve", NAME)
    typist.clock.set(FIRST)
    typist("run")
    typist.clock.set(FIRST.replace(hour=14))
    result = typist("run", code=3)
    assert "has read its 0 posts of today; 1 more are due and wait until midnight UTC" in result.words
    assert "Looked at" not in result.words


def test_followers_are_counted_for_money_only_where_a_plan_asks(typist: Typist, x: World) -> None:
    typist.plans(ON_X)
    ((guardrails,),) = typist.rows("SELECT json_extract(plan, '$.guardrails') FROM experiment")
    assert "unfollows" not in guardrails
    assert "angry" in guardrails
    asked = changed(ON_X, {'name = "exam-season-context"': 'name = "asked"'}) + "\n[guardrails]\nunfollows = 9\n"
    result = typist.plans(asked)
    assert (
        "Counting the followers of “x page” once a day, for the guardrail unfollows, costs 0.001 USD a day"
        in result.words
    )


def test_a_headline_with_a_name_that_x_links_is_noted_and_goes_out_whole(typist: Typist, x: World) -> None:
    typist.plans(ON_X.replace("Graduates still earn more", "What GOV.UK says of pay"))
    waiting = [typist("post", "show", str(number)).words for number in (1, 2)]
    noted = "X makes a link of GOV.UK in the words; clicks on it count among those on the post."
    assert [noted in words for words in waiting] == ["GOV.UK says" in words for words in waiting]
    assert any(noted in words for words in waiting)
    typist("approve", NAME)
    for slot in (FIRST, SECOND):
        typist.clock.set(slot)
        assert "did not go live" not in typist("run", code=(0, 3)).words
    assert len(x.texts()) == 2
    named = [number for number, text in enumerate(x.texts(), start=1) if "GOV.UK" in text]
    assert named
    for number in named:
        post = typist("post", "show", str(number), "--json").json["post"]
        assert "What GOV.UK says of pay" in post["text"]
        assert post["damage"] is None
