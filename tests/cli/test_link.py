"""`postlab link`: what goes into the pool, what is said about it, and what comes out again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.link_site import STORIES, Site, item, rss, site
from cli.typist import Typist

BY_HAND = ("--title", "Pay by degree", "--evidence", "A census found that degrees pay.")


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


@pytest.fixture
def reader(typist: Typist) -> Typist:
    """Somebody whose articles may stand on loopback."""
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "1"
    return typist


def titles(typist: Typist, *words: str) -> list[str]:
    return [link["title"] for link in typist("link", "list", "--json", *words).json["links"]]


def test_many_at_once_each_read_duplicates_told_and_failures_named(reader: Typist, web: Site) -> None:
    a, b = (f"{web.url}/{path}" for path in ("apprentice-pay", "scholarships"))
    result = reader("link", "add", a, f"{a}?utm_source=x#top", b, f"{web.url}/gone", "ftp://x.example/", code=1)
    assert "Added 2 links; 1 was there already; 2 left out." in result.words
    assert "does not exist (404)" in result.words
    assert "pages begin with https: or http:" in result.words
    answer = reader("link", "list", "--json").json
    assert [link["title"] for link in answer["links"]] == [STORIES["apprentice-pay"][0], STORIES["scholarships"][0]]
    assert (answer["in_pool"], answer["unused"]) == (2, 2)
    first = answer["links"][0]
    assert [evidence["sentence"] for evidence in first["evidence"]] == [STORIES["apprentice-pay"][1]]
    assert first["site"] == "The Careers Post"
    assert 250 < first["words"] < 350
    assert first["source"] == "by hand"


def test_none_of_them(reader: Typist, web: Site) -> None:
    before = reader.dump()
    result = reader("link", "add", f"{web.url}/gone", "news.example/x", "degrees", code=2)
    assert "None of the 3 links could be read; nothing was stored." in result.complaint
    # a host without its beginning is made whole
    assert "news.example could not be found" in result.complaint
    assert "“degrees” is not the address of a web page" in result.complaint
    single = reader("link", "add", "news.example/x", code=2)
    assert "No such site: news.example" in single.complaint
    assert reader.dump() == before


def test_from_standard_input(reader: Typist, web: Site) -> None:
    lines = f"# what I shared\n{web.url}/scholarships\n\n  {web.url}/interview-nerves {web.url}/scholarships/\n"
    answer = reader("link", "add", "-", "--json", stdin=lines).json
    assert [link["result"] for link in answer["links"]] == ["added", "added", "there"]
    assert (answer["stored"], answer["failed"]) == (2, 0)
    assert "no address on standard input" in reader("link", "add", "-", code=2, stdin="\n# none\n").complaint


def test_by_hand_nothing_is_fetched(typist: Typist, web: Site) -> None:
    words = ("--block", "question=does it pay?", "--block", "call-to-action=Read on.")
    typist("link", "add", f"{web.url}/secret?utm_source=x", *BY_HAND, *words)
    assert web.asked == []
    result = typist("link", "show", "1")
    assert f"{web.url}/secret\n" in result.out
    assert "A census found that degrees pay." in result.out
    assert "question: does it pay?" in result.out
    for wrong in (
        ("a", "b", *BY_HAND),
        ("a", "--block", "smile=x"),
        ("a", "--block", "evidence=x"),
        ("a", "--title", " "),
    ):
        typist("link", "add", *wrong, code=2)


def test_a_private_address_is_refused(typist: Typist, web: Site) -> None:
    refused = typist("link", "add", f"{web.url}/scholarships", code=2)
    assert "private or reserved address" in refused.complaint
    assert web.asked == []
    typist("link", "add", f"{web.url}/scholarships", "--allow-private")
    assert titles(typist) == [STORIES["scholarships"][0]]


def test_what_was_removed_comes_back_by_hand_alone(reader: Typist, web: Site) -> None:
    reader("link", "import", f"{web.url}/feed.xml")
    number = len(STORIES)
    assert f"Removed “{STORIES['interview-questions'][0]}”" in reader("link", "remove", str(number)).words
    reader("link", "remove", f"{web.url}/scholarships?fbclid=1")
    again = reader("link", "import", f"{web.url}/feed.xml").words
    assert f"Nothing new; {number - 2} were there already; 2 had been removed." in again
    assert len(titles(reader)) == number - 2
    assert "Added 1 link" in reader("link", "add", f"{web.url}/scholarships").words
    assert len(titles(reader)) == number - 1
    before = reader.dump()
    assert "There is no link 99" in reader("link", "remove", "1", "99", code=2).complaint
    assert "is not in the pool" in reader("link", "show", "https://x.example/", code=2).complaint
    assert reader.dump() == before


def test_a_page_that_could_not_be_read_is_read_anew(reader: Typist, web: Site) -> None:
    web.routes["/late"] = 503
    web.routes["/late.xml"] = rss(item("Late news", "/late", summary="It &lt;b&gt;will&lt;/b&gt; come."))
    stored = reader("link", "import", f"{web.url}/late.xml")
    assert "without its page" in stored.words
    assert "No sentence of evidence" in stored.words
    (link,) = reader("link", "list", "--json").json["links"]
    assert (link["title"], link["description"], link["evidence"]) == ("Late news", "It will come.", [])
    assert "trouble of its own (503)" in link["unread"]
    assert "its page was not read" in reader("link", "list").words
    web.routes["/late"] = web.routes["/interview-nerves"]
    assert "read 1 anew" in reader("link", "add", f"{web.url}/late").words
    (link,) = reader("link", "list", "--json").json["links"]
    assert link["unread"] is None
    assert len(link["evidence"]) == 1


def test_the_table_as_csv_comes_back_into_another_lab(reader: Typist, web: Site, tmp_path: Path) -> None:
    reader("link", "import", f"{web.url}/feed.xml")
    reader("link", "add", "https://x.example/", "--title", "=cmd|' /C calc'!A0", "--evidence", "Said [red]she[/].")
    printed = reader("link", "list", "--csv").out
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert rows[-1]["title"].startswith("'=")
    other = Typist(tmp_path / "another lab")
    other("init", str(other.lab), "--yes", "--timezone", "Australia/Sydney")
    web.asked.clear()
    file = reader.writes(printed, "links.csv")
    result = other("link", "import", file)
    assert "Columns that mean nothing" not in result.words
    # everything is in the file, so nothing is fetched
    assert web.asked == []
    assert titles(other) == titles(reader)


def test_pairs_by_topic_with_why(reader: Typist, web: Site) -> None:
    reader("link", "import", f"{web.url}/feed.xml")
    answer = reader("link", "pairs", "--json").json
    paths = [{link["url"].rsplit("/", 1)[1] for link in pair["links"]} for pair in answer["pairs"]]
    assert {"apprentice-pay", "apprentice-demand"} in paths
    assert {"scholarships", "scholarship-form"} in paths
    assert {"interview-nerves", "interview-questions"} in paths
    assert len(reader("link", "pairs", "--count", "1", "--json").json["pairs"]) == 1
    best = reader("link", "pairs", "--audience", "job interview seekers", "--json").json["pairs"][0]
    assert "interview" in " ".join(best["shared"])
    result = reader("link", "pairs", width=80)
    assert "both about scholarship" in result.words
    assert all(len(line) <= 80 for line in result.out.splitlines())


def test_titles_cannot_paint_the_screen(typist: Typist) -> None:
    title = "[bold red]Boo[/] \x1b[31mred\x1b]0;owned\x07 \u202egnp"
    for number, words in enumerate(("[link=x]a[/link]", "[/]", "plain")):
        typist(
            "link", "add", f"https://x.example/{number}", "--title", f"{title} {words}", "--evidence", f"{title} found."
        )
    for command in (("list",), ("pairs",), ("show", "1"), ("remove", "2"), ("list", "--csv"), ("list", "--json")):
        out = typist("link", *command).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[bold red]Boo" in out


def test_an_empty_pool_says_what_to_do(typist: Typist) -> None:
    assert "The pool is empty. Next: `postlab link add URL`" in typist("link", "list").words
    assert "the pool has none" in typist("link", "pairs").words
    assert typist("link", "list", "--json").json == {
        "schema_version": 2,
        "answer": "link-list",
        "links": [],
        "in_pool": 0,
        "unused": 0,
    }
    assert "Links:" not in typist("status").words
