"""`postlab new` with the pool's links: from a feed to posts that are out, and what the pool offers afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cli.link_site import Site, site
from cli.terminal import terminal
from cli.typist import NOW, PLAN, TRACEBACK, Typist

FLAGS = ("--question", "Does context help?", "--metric", "clicks", "--account", "sandbox", "--moment", "exams", "--yes")
NO_LINKS = PLAN.partition("[[link]]")[0].replace("rounds = 12", "rounds = 2")


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


@pytest.fixture
def reader(typist: Typist, web: Site) -> Typist:
    """Somebody with six links in the pool, of three topics."""
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "1"
    typist("link", "import", f"{web.url}/feed.xml")
    web.asked.clear()
    return typist


def planned(typist: Typist, name: str) -> list[str]:
    ((plan,),) = typist.rows(f"SELECT plan FROM experiment WHERE name = '{name}'")
    return [link["url"].rsplit("/", 1)[1] for link in json.loads(plan)["link"]]


def test_from_a_feed_to_posts_and_no_link_twice(reader: Typist, web: Site) -> None:
    result = reader("new", "--name", "one", "--rounds", "2", *FLAGS)
    assert "It shares 4 links of the pool, in 2 pairs" in result.words
    first = planned(reader, "one")
    assert len(first) == 4
    for slug, other_slug in (first[:2], first[2:]):
        assert slug.partition("-")[0].rstrip("s") == other_slug.partition("-")[0].rstrip("s")
    assert web.asked == [], "what the pool knows is not fetched again"
    left = reader("link", "list", "--unused", "--json").json
    assert left["unused"] == 2
    assert not {link["url"].rsplit("/", 1)[1] for link in left["links"]} & {*first}
    answer = reader("new", "--name", "two", "--rounds", "2", *FLAGS, "--json").json
    assert len(answer["pairs"]) == 1
    assert answer["pairs"][0]["why"].startswith("both about")
    assert any("2 rounds share 2 links: each may be in 2 of them." in warning for warning in answer["warnings"])
    status = reader("status")
    assert "Links: none unused in the pool; “two” has no fresh links for 1 round." in status.words
    links = reader("status", "--json").json["links"]
    assert (links["in_pool"], links["unused"], links["low"]) == (6, 0, True)
    refused = reader("new", "--name", "three", *FLAGS, "--from-pool", code=2)
    assert "No link of the pool is unused: all 6" in refused.complaint
    assert "postlab link import FEED" in refused.complaint
    # without asking for it by name, it is as with an empty pool
    assert "link: is missing" in reader("new", "--name", "three", *FLAGS, code=2).complaint
    reader("approve", "one", "--yes")
    reader.clock.set(NOW + timedelta(days=1, hours=4))
    reader("run", code=3)
    reader("stop", "one", "--yes")
    reader("stop", "two", "--yes")
    back = reader("link", "list", "--json").json
    used = [link for link in back["links"] if not link["unused"]]
    # one post went out; what never did is offered again
    assert [use["experiment"] for link in used for use in link["used"] if use["out"]] == ["one"]
    assert back["unused"] == 5
    assert "out in “one” (simulated)" in reader("link", "list").words


def test_a_plan_file_without_links_takes_them_once(reader: Typist) -> None:
    file = reader.writes(NO_LINKS)
    reader("new", "--from", file, "--from-pool", "--yes")
    first = planned(reader, "exam-season-context")
    assert len(first) == 4
    for again in ((), ("--from-pool",)):
        assert "nothing was changed" in reader("new", "--from", file, "--yes", *again).words
    reader("new", "--from", file, "--from-pool", "--yes", "--amend", "More to share.")
    more = planned(reader, "exam-season-context")
    assert more[:4] == first
    assert len(more) == 6
    refused = reader("new", "--from", reader.writes(PLAN, "other.toml"), "--from-pool", "--yes", code=2)
    assert "names its links" in refused.complaint


def test_an_empty_pool_changes_nothing(typist: Typist) -> None:
    assert "link: is missing" in typist("new", "--from", typist.writes(NO_LINKS), "--yes", code=2).complaint
    assert "The pool of links is empty." in typist("new", "--name", "x", *FLAGS, "--from-pool", code=2).complaint


def test_a_link_without_its_page_needs_a_title(typist: Typist) -> None:
    link = '[[link]]\nurl = "https://names-do-not-resolve.example/x"\nread = false\n'
    refused = typist("new", "--from", typist.writes(NO_LINKS + link), "--yes", code=2)
    assert "link 1: has read = false, so its page is not read: give its title" in refused.complaint
    answer = typist("new", "--from", typist.writes(f'{NO_LINKS}{link}title = "Pay"\n'), "--yes", "--json").json
    assert answer["plan"]["link"][0]["read"] is False


def test_a_dry_run_takes_nothing(reader: Typist) -> None:
    before = reader.dump()
    assert "It shares 6 links of the pool" in reader("new", "--name", "one", *FLAGS, "--dry-run").words
    assert reader.dump() == before


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
@pytest.mark.parametrize("takes", ["y", "n"])
def test_the_wizard_offers_the_pairs(takes: str, reader: Typist) -> None:
    options = "--expected control --question Q? --name w --hypothesis H --rationale R "
    options += "--audience students --account sandbox --metric likes"
    more = "--horizon 24h --rounds 2 --moment exams --if-it-fails No. --every 6h"
    with terminal("--lab", str(reader.lab), "new", *options.split(), *more.split()) as seen:
        seen.wait_for("Links to share: 4 links of the pool, in 2 pairs")
        seen.answer("Take them from your pool (6 unused)?", takes)
        if takes == "n":
            seen.answer("Link 1", "https://127.0.0.1/x")
            seen.answer("Its title", "Pay")
            seen.answer("The sentence that carries its claim", "It went up.")
            seen.answer("Link 2")
        else:
            for _ in range(4):
                seen.answer("0 for its headline (Enter takes 1)")
        seen.answer("Plan this experiment?", "y")
        assert seen.end() == 0, seen.screen
        assert "both about" in seen.words
        assert TRACEBACK not in seen.screen
    assert len(planned(reader, "w")) == (4 if takes == "y" else 1)


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_links_that_were_asked_for_from_the_pool_are_asked_about(reader: Typist) -> None:
    options = "--expected control --question Q? --name w --hypothesis H --rationale R "
    options += "--audience students --account sandbox --metric likes"
    more = "--horizon 24h --rounds 1 --moment exams --if-it-fails No. --every 6h --from-pool"
    with terminal("--lab", str(reader.lab), "new", *options.split(), *more.split()) as seen:
        seen.wait_for("Which sentence of each link should be quoted?")
        seen.answer("0 for its headline (Enter takes 1)", "Pay went up, says the office.")
        seen.answer("0 for its headline (Enter takes 1)")
        seen.answer("Plan this experiment?", "y")
        assert seen.end() == 0, seen.screen
    ((plan,),) = reader.rows("SELECT plan FROM experiment WHERE name = 'w'")
    first, second = (link["evidence"] for link in json.loads(plan)["link"])
    assert "Pay went up, says the office." in first
    assert "Pay went up, says the office." not in second
