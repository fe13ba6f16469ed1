"""`postlab doctor`: everything that could stop tomorrow's run, each with what to do about it."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from cli.typist import Typist
from platforms.fake_pds import LOGIN, error
from platforms.loopback import Failure
from platforms.worlds import WORLDS

SYDNEY = ZoneInfo("Australia/Sydney")


def grades(typist: Typist, code: int = 0) -> dict[str, str]:
    return {finding["what"]: finding["grade"] for finding in typist("doctor", "--json", code=code).json["findings"]}


def test_a_fresh_lab_is_fine_but_nothing_runs_it(typist: Typist) -> None:
    result = typist("doctor")
    assert "account “sandbox” (sandbox): It answers as sandbox." in result.words
    assert "Nothing runs this lab by itself" in result.words
    assert "`postlab cron enable`" in result.words
    assert "Nothing that could be looked at will stop tomorrow's run." in result.words
    assert grades(typist) == {"lab": "fine", "account “sandbox” (sandbox)": "fine", "cron": "note"}


def test_without_an_account_there_is_nothing_to_post_to(typist: Typist) -> None:
    typist("account", "remove", "sandbox")
    assert grades(typist)["accounts"] == "note"


def test_a_dead_token_will_stop_the_run_and_a_blip_will_not(typist: Typist) -> None:
    with WORLDS["bluesky"]() as world:
        words = [word for name, value in world.options.items() for word in (f"--{name}", value)]
        password = world.secrets["password"]
        typist("account", "add", "bluesky", "sky", *words, "--secret-stdin", stdin=f"{password}\n")
        world.network.fail(LOGIN, error(401, "AuthenticationRequired", "Invalid identifier or password"))
        result = typist("doctor", code=3)
        assert "will stop account “sky” (bluesky)" in result.words
        assert "postlab account add bluesky sky" in result.words
        assert "1 thing will stop tomorrow's run until you act." in result.words
        world.network.fail(LOGIN, Failure(cut=True), Failure(status=502))
        for _ in range(2):
            assert grades(typist)["account “sky” (bluesky)"] == "note"
        assert grades(typist)["account “sky” (bluesky)"] == "fine"


def test_posts_that_nobody_approved_and_posts_in_doubt(planned: Typist) -> None:
    planned.clock.set(datetime(2026, 11, 23, 13, 0, tzinfo=SYDNEY))
    result = planned("doctor", code=3)
    assert "Post 1 will be due by this time tomorrow and waits for your approval." in result.words
    planned("approve", "exam-season-context")
    assert "approval" not in grades(planned)


def test_a_budget_that_is_nearly_spent(typist: Typist) -> None:
    settings = typist.lab / "postlab.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[budget.sandbox]\nusd_a_month = 0\n", encoding="utf-8")
    result = typist("doctor", code=3)
    assert "0.00 USD of 0.00 USD of this month are spent" in result.words
    assert "usd_a_month" in result.words


def test_a_full_disk(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=3_000_000))
    result = typist("doctor", code=3)
    assert "Only 3 MB are free" in result.words


def test_it_asks_every_account_and_writes_down_what_it_learns(typist: Typist) -> None:
    with WORLDS["mastodon"]() as world:
        words = [word for name, value in world.options.items() for word in (f"--{name}", value)]
        typist("account", "add", "mastodon", "toot", *words, "--no-check", "--secret-stdin", stdin="abcdefgh\n")
        assert grades(typist, code=3)["account “toot” (mastodon)"] == "will stop"
        typist("account", "add", "mastodon", "toot", *words, "--no-check", "--secret-stdin",
               stdin=f"{world.secrets['token']}\n")  # fmt: skip
        assert typist.rows("SELECT checked_at FROM account WHERE name = 'toot'") == [(None,)]
        typist.clock.advance(timedelta(hours=1))
        assert grades(typist)["account “toot” (mastodon)"] == "fine"
        ((checked, facts),) = typist.rows("SELECT checked_at, facts FROM account WHERE name = 'toot'")
        assert checked
        assert '"max_characters": 500' in facts


def test_a_slip_in_the_labs_own_words_is_named_with_its_place(typist: Typist) -> None:
    file = typist.lab / "wording" / "en" / "phrases.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[lead_ins]\nlink = ["Worth a look:"]\n', encoding="utf-8")
    result = typist("doctor", code=3)
    assert "will stop wording/en/phrases.toml: lead_ins.link: List should have at least 4 items" in result.words
    assert "postlab help wording" in result.words
    file.write_text('[bridges]\nquestion = "a question."\n', encoding="utf-8")
    assert grades(typist)["wording"] == "fine"
