"""Half a year of practice by the commands alone: from a doubtful lab to a rule of thumb, in a calm tone throughout."""

from __future__ import annotations

import re

import pytest

from end_to_end.practice import Practice, half_a_year


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """The story up to its rule of thumb, typed once; `practice.py` tells the rest to whoever runs it."""
    story = half_a_year(tmp_path_factory.mktemp("practice"))
    return next(me for title, me in story if title == "A rule of thumb")


def shown(practice: Practice, command: str) -> list[str]:
    """What a command showed, each time that it was typed, on one line."""
    return [said.words for typed, said in practice.screens if typed == command]


def test_it_starts_where_somebody_stands_and_goes_as_far_as_they_like(practice: Practice) -> None:
    steps = [
        match[1] for words in shown(practice, "status") for match in re.finditer(r"settings set step (\w+)`", words)
    ]
    assert steps[0] == "each", "looking on leads to a first try of one's own"
    assert "round" in steps
    assert steps[-1] == "auto"
    assert "step = each (was observe)" in shown(practice, "settings set step each")[0]


def test_a_first_try_that_settles_nothing_is_followed_by_one_that_works(practice: Practice) -> None:
    history = shown(practice, "history")
    assert "not enough posts to tell" in history[0]
    assert "drop the question “contextualised, no question” worked" in history[-1]
    states = dict(practice.typist.rows("SELECT name, state FROM experiment"))
    assert (states["context"], states["context-2"]) == ("ended", "decided")


def test_it_ends_in_a_rule_of_thumb_about_one_block(practice: Practice) -> None:
    (before, after) = shown(practice, "learn")
    assert "Nothing is settled about single blocks yet" in before
    assert "Simulated audience. With the evidence there are more clicks (about" in after
    learnt = practice.json("learn")
    settled = {effect["title"]: effect["claim"] for effect in learnt["strata"][0]["effects"] if effect["claim"]}
    assert settled == {"the evidence": "more"}


def test_no_link_was_shared_twice_and_nobody_was_posted_at_too_often(practice: Practice) -> None:
    rows = practice.typist.rows(
        "SELECT p.account_id, l.url, p.published_at FROM post p JOIN link l ON l.id = p.link_id "
        "WHERE p.published_at IS NOT NULL"
    )
    assert len({(account, url) for account, url, _ in rows}) == len(rows) > 120
    by_week: dict[tuple[object, str], int] = {}
    for account, _, at in rows:
        week = practice.typist.rows(f"SELECT strftime('%Y-%W', '{at}')")[0][0]
        by_week[account, week] = by_week.get((account, week), 0) + 1
    assert max(by_week.values()) <= 7


def test_every_screen_is_calm_and_fits(practice: Practice) -> None:
    assert len(practice.screens) > 30
    for command, said in practice.screens:
        for line in said.out.splitlines():
            assert len(line) <= 80 or "--markdown" in command or "/" in line, (command, line)
        assert "!" not in said.out, command
        judging = r"\b(fail|failed|(?<!no )failure|failures|wrong|bad|great|awesome)\b"
        assert not re.search(judging, said.out), command
    told = [said.err for _, said in practice.screens if said.err]
    assert [" ".join(text.split())[:46] for text in told] == ["Nothing is known to run this lab by itself. `p"]


def test_what_is_simulated_says_so(practice: Practice) -> None:
    for command in ("learn", "report context --markdown", "learn --by moment"):
        assert "Simulated audience" in shown(practice, command)[-1]
    assert "· simulated" in shown(practice, "history")[-1]
