"""What goes out is shown before anybody says yes, and a plan that would quote nothing by itself asks first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.link_site import Site, page, site
from cli.terminal import terminal
from cli.typist import PLAN, TRACEBACK, Typist, changed

HEAD = PLAN.partition("[[link]]")[0]
AUTO = changed(HEAD, {'approve = "each"': 'approve = "auto"'})
BLUESKY = ("account", "add", "bluesky")
IN_A_TERMINAL = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")


def links(count: int) -> str:
    return "".join(
        f'[[link]]\nurl = "https://news.example/{n}"\ntitle = "Pay in trade {n}"\n'
        f'evidence = "In trade {n} the pay of newcomers has risen by {n} per cent since last year."\n'
        for n in range(1, count + 1)
    )


NOTHING = '[[link]]\nurl = "https://news.example/dull"\ntitle = "An open evening for parents"\nread = false\n'


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


def as_key(draft: dict[str, Any]) -> tuple[Any, ...]:
    reply = draft["reply"]
    return (
        draft["variant"],
        draft["account"],
        draft["url"],
        draft["text"],
        reply["text"] if isinstance(reply, dict) else reply,
    )


def is_shown_first(answer: dict[str, Any]) -> None:
    drafts = {as_key(draft) for draft in answer["drafts"]}
    for post in answer["posts"]:
        if post["reply_to"] is None:
            assert as_key(post) in drafts, post["text"]


@pytest.mark.parametrize(
    "design",
    [
        {},
        {'design = "two links"': 'design = "one link"\ngap = "2d"'},
        {'"evidence", "link"]': '"evidence", "link in reply"]'},
        {'slots = ["Tue 12:30", "Thu 12:30"]': 'every = "13h"'},
    ],
)
def test_what_is_shown_is_what_goes_out_letter_by_letter(design: dict[str, str], typist: Typist) -> None:
    for name in ("page", "other"):
        typist(
            *BLUESKY, name, "--handle", f"{name}.test", "--no-check", "--secret-stdin", stdin="abcd-efgh-ijkl-mnop\n"
        )
    plan = changed(
        HEAD, {'["sandbox"]': '["page", "other"]', '"clicks"  ': '"likes"  ', "rounds = 12": "rounds = 8", **design}
    )
    answer = typist.plans(plan + links(5), "--json").json
    is_shown_first(answer)
    assert len(answer["posts"]) >= 4
    seen = {(draft["link"], draft["variant"], draft["account"]) for draft in answer["drafts"]}
    assert len(seen) == 5 * 2 * 2, "every link in every framing on every account"
    for draft in answer["drafts"]:
        assert f"r{draft['round']}" in draft["url"]
        assert draft["length"] <= draft["limit"]


def test_the_first_round_is_shown_where_the_limits_let_it(typist: Typist) -> None:
    typist("settings", "set", "posts_a_week", "2")
    typist("settings", "set", "link_gap_days", "30")
    typist.plans(HEAD + links(2))
    second = changed(HEAD, {'name = "exam-season-context"': 'name = "second"'})
    answer = typist.plans(second + links(5), "--json").json
    is_shown_first(answer)
    assert {post["link"] for post in answer["posts"]} == {"https://news.example/3", "https://news.example/4"}
    assert {draft["link"] for draft in answer["drafts"] if draft["round"] == 1} == {3, 4}


def test_a_dry_run_shows_every_post_and_a_plan_of_many_says_how(typist: Typist) -> None:
    plan = typist.writes(HEAD + links(20))
    screen = typist("new", "--from", plan, "--dry-run").words
    for number in range(1, 21):
        assert f"Link {number}: “Pay in trade {number}”" in screen
        assert f"https://news.example/{number}?utm_source=sandbox" in screen
    short = typist("new", "--from", plan, "--yes").words
    assert "Link 1: " in short
    assert "Link 2: " not in short
    assert "40 posts are planned in all; --dry-run shows each" in short


def test_accounts_that_would_read_the_same_are_named_together(typist: Typist) -> None:
    for name in ("page", "other"):
        typist(
            *BLUESKY, name, "--handle", f"{name}.test", "--no-check", "--secret-stdin", stdin="abcd-efgh-ijkl-mnop\n"
        )
    plan = changed(HEAD, {'["sandbox"]': '["page", "other"]', '"clicks"  ': '"likes"  ', "rounds = 12": "rounds = 4"})
    screen = typist("new", "--from", typist.writes(plan + links(2)), "--dry-run").words
    assert "bare link on page and other, " in screen
    assert "Its link on other leads to https://news.example/2?utm_source=bluesky" in screen


def test_links_that_no_round_takes_are_shown_as_spare(typist: Typist) -> None:
    plan = changed(HEAD, {"rounds = 12": "rounds = 1"})
    screen = typist("new", "--from", typist.writes(plan + links(3)), "--dry-run").words
    assert "Link 2: “Pay in trade 2” (first in round 1)" in screen
    assert "Link 3: “Pay in trade 3” (spare: no round takes it yet)" in screen


def test_a_plan_that_goes_out_by_itself_is_refused_where_nothing_is_quoted(typist: Typist) -> None:
    before = typist.dump()
    for words in (("--yes",), ("--json",), ()):
        refused = typist("new", "--from", typist.writes(AUTO + links(1) + NOTHING), *words, code=2)
        assert "link 2" in refused.complaint
        assert "https://news.example/dull" in refused.complaint
        assert 'evidence = "…"' in refused.complaint.replace('\\"', '"')
        assert 'approve = "each"' in refused.complaint.replace('\\"', '"')
        assert typist.dump() == before
    typist.plans(HEAD + links(1) + NOTHING)
    assert typist.rows("SELECT count(*) FROM experiment") == [(1,)]


def test_a_rehearsal_shows_what_would_be_refused_and_warns(typist: Typist) -> None:
    plan = typist.writes(AUTO + links(1) + NOTHING)
    before = typist.dump()
    warning = "No sentence of link 2 is good enough to quote to its readers, and approve is “auto”"
    screen = typist("new", "--from", plan, "--dry-run", "--yes").words
    assert warning in screen
    assert "Link 2: https://news.example/dull (its headline would stand: “An open evening for parents”)" in screen
    assert "Link 2: “An open evening for parents”" in screen, "its posts are shown"
    answer = typist("new", "--from", plan, "--dry-run", "--json").json
    assert any(warning in sentence for sentence in answer["warnings"])
    assert any(draft["quotes_nothing"] for draft in answer["drafts"])
    assert typist.dump() == before
    complaint = typist(
        "new", "--from", typist.writes(AUTO + NOTHING + NOTHING.replace("dull", "dim")), code=2
    ).complaint
    assert "No sentence of 2 links is good enough" in complaint


def test_an_amendment_answers_for_new_links_alone(typist: Typist) -> None:
    typist.plans(AUTO + links(2))
    refused = typist("new", "--from", typist.writes(AUTO + links(2) + NOTHING), "--amend", "More.", code=2)
    assert "link 3" in refused.complaint
    assert "Nothing was changed." in refused.complaint
    assert "Nothing was stored." not in refused.complaint
    rehearsed = typist("new", "--from", typist.writes(AUTO + links(2) + NOTHING), "--amend", "More.", "--dry-run")
    assert "No sentence of link 3 is good enough to quote" in rehearsed.complaint
    three = changed(AUTO, {"rounds = 12": "rounds = 13"})
    assert "Amended" in typist("new", "--from", typist.writes(three + links(2)), "--amend", "One more.").words


def test_links_of_the_pool_quote_their_pages_and_ask_where_they_cannot(web: Site, typist: Typist) -> None:
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "1"
    dull = page("interview-nerves").decode()
    start = dull.index("<p>A trial")
    web.routes["/dull"] = (dull[:start] + dull[dull.index("</p>", start) + 4 :]).encode()
    typist("link", "add", f"{web.url}/apprentice-pay", f"{web.url}/apprentice-demand")
    answer = typist.plans(HEAD, "--json").json
    claim = "A survey of 4,000 apprentices found that apprenticeships pay 12 per cent more than entry-level jobs."
    assert any(f"“{claim}”" in draft["text"] for draft in answer["drafts"]), "a page's words are marked as its own"
    is_shown_first(answer)
    # the page calls itself by another address
    typist("link", "add", f"{web.url}/dull", f"{web.url}/scholarships")
    second = changed(AUTO, {'name = "exam-season-context"': 'name = "second"'})
    assert "/interview-nerves (" in typist("new", "--from", typist.writes(second), "--yes", code=2).complaint


@IN_A_TERMINAL
def test_on_a_terminal_it_asks_about_what_is_not_quoted(typist: Typist) -> None:
    plan = typist.writes(AUTO + links(1) + NOTHING)
    with terminal("--lab", str(typist.lab), "new", "--from", plan) as seen:
        seen.wait_for("Link 2: https://news.example/dull (its headline would stand:")
        seen.answer("Let them go out like that?", "")
        assert seen.end() == 0, seen.screen
        assert "Nothing was stored." in seen.words
    assert typist.rows("SELECT count(*) FROM experiment") == [(0,)]
    with terminal("--lab", str(typist.lab), "new", "--from", plan) as seen:
        seen.answer("Let them go out like that?", "y")
        seen.answer("Its posts go out by themselves, as you have seen them.", "y")
        assert seen.end() == 0, seen.screen
    assert typist.rows("SELECT count(*) FROM experiment") == [(1,)]
    typist("stop", "exam-season-context", "--yes")
    before = typist.dump()
    refused = typist("retry", "exam-season-context", "--yes", code=2)
    assert "https://news.example/dull" in refused.complaint
    assert "`postlab new --from PLAN.toml`" in refused.complaint
    assert typist.dump() == before
    rehearsed = typist("retry", "exam-season-context", "--yes", "--dry-run")
    assert "No sentence of link 2 is good enough to quote" in rehearsed.complaint
    assert "Link 2: “An open evening for parents”" in rehearsed.words
    assert typist.dump() == before


@IN_A_TERMINAL
def test_a_retry_shows_its_posts_and_asks_before_it_is_stored(typist: Typist) -> None:
    typist.plans(HEAD + links(2))
    typist("stop", "exam-season-context", "--yes")
    before = typist.dump()
    words = ("--lab", str(typist.lab), "retry", "exam-season-context", "--change", "1")
    with terminal(*words, PAGER="cat") as seen:
        seen.wait_for("https://news.example/2?utm_source=sandbox")
        seen.answer("Plan this experiment? Nothing goes out before you approve it.", "n")
        assert seen.end() == 0, seen.screen
        assert "Nothing was stored." in seen.words
    assert typist.dump() == before
    with terminal(*words, PAGER="cat") as seen:
        seen.answer("Plan this experiment?", "y")
        assert seen.end() == 0, seen.screen
        assert "Planned “exam-season-context-2”." in seen.words
    assert typist.rows("SELECT count(*) FROM experiment") == [(2,)]


@IN_A_TERMINAL
def test_more_than_a_screen_goes_through_the_persons_pager(typist: Typist, tmp_path: Path) -> None:
    paged = tmp_path / "paged.txt"
    plan = typist.writes(HEAD + links(20))
    with terminal("--lab", str(typist.lab), "new", "--from", plan, PAGER=f"cat > '{paged}'") as seen:
        seen.wait_for("40 posts in all, opens page by page")
        seen.answer("Plan this experiment?", "n")
        assert seen.end() == 0, seen.screen
        assert TRACEBACK not in seen.screen
    text = paged.read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert all(f"https://news.example/{n}?utm_source=sandbox" in text for n in range(1, 21))


@IN_A_TERMINAL
def test_a_few_lines_need_no_pager(typist: Typist, tmp_path: Path) -> None:
    paged = tmp_path / "paged.txt"
    with terminal(
        "--lab", str(typist.lab), "new", "--from", typist.writes(HEAD + links(2)), PAGER=f"cat > '{paged}'"
    ) as seen:
        seen.wait_for("https://news.example/2?utm_source=sandbox")
        seen.answer("Plan this experiment?", "n")
        assert seen.end() == 0, seen.screen
    assert not paged.exists()
