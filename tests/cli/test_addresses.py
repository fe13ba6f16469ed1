"""An address means the same wherever it is typed: `new`, plan files, `draft`, the pool, feeds and lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from cli.link_site import Site, item, page, rss
from cli.link_site import site as link_site
from cli.typist import PLAN, CommandResult, Typist, changed

STORY, OTHER = "scholarships", "interview-nerves"
COLLEAGUE = "jo.bloggs%40uni.example.org"
SIGNED_FILE = "https://bucket.s3.amazonaws.com/r.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc"
BY_HAND = ("--title", "Pay", "--evidence", "Research shows that 64% of apprentices earn more.")


@pytest.fixture
def web() -> Iterator[Site]:
    with link_site() as site:
        yield site


@pytest.fixture
def reader(typist: Typist) -> Typist:
    """Somebody whose lab reads pages on this machine."""
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "1"
    return typist


def safelink(url: str) -> str:
    return f"https://aus01.safelinks.protection.outlook.com/?url={quote(url, safe='')}&data=05%7C02%7C{COLLEAGUE}%7Cabc"


def planned(typist: Typist, *links: str, name: str = "door", code: int = 0) -> CommandResult:
    flags = ["--name", name, "--question", "Q?", "--account", "sandbox", "--metric", "likes", "--rounds", "2", "--yes"]
    return typist("new", *flags, *(word for link in links for word in ("--link", link)), code=code)


def posted(typist: Typist) -> list[str]:
    return [url for (url,) in typist.rows("SELECT url FROM post ORDER BY id")]


def without_tags(url: str) -> str:
    return url.partition("?")[0]


def test_a_newsletters_tags_make_room_for_our_own(reader: Typist, web: Site) -> None:
    tags = "utm_source=newsletter&utm_medium=email&utm_campaign=weekly&utm_content=hero"
    planned(reader, f"{web.url}/{STORY}?{tags}", f"{web.url}/{OTHER}?{tags}&fbclid=IwAR0x&mc_cid=1&_hsenc=p2")
    contents = set()
    for url in posted(reader):
        query = parse_qs(urlsplit(url).query)
        assert set(query) == {"utm_source", "utm_medium", "utm_campaign", "utm_content"}
        assert (query["utm_source"], query["utm_campaign"]) == (["sandbox"], ["door"])
        contents.add(query["utm_content"][0])
    assert contents == {"bare-link-r1", "contextualised-r1"}


def test_a_colleagues_address_goes_out_nowhere(reader: Typist, web: Site) -> None:
    result = planned(reader, safelink(f"{web.url}/{STORY}"), f"{web.url}/{OTHER}")
    assert f"Link 1 was pasted as an address of Outlook SafeLinks; what goes out is {web.url}/{STORY}" in result.words
    drafted = reader("draft", safelink(f"{web.url}/{STORY}"), "--json")
    assert drafted.json["article"]["url"] == f"{web.url}/{STORY}"
    reader("link", "add", safelink(f"{web.url}/{STORY}"))
    kept = (*reader.dump(), drafted.out, reader("link", "list", "--csv").out, reader("link", "show", "1").out)
    assert not [line for line in kept if "jo.bloggs" in line or "safelinks" in line]


def test_a_filter_that_hides_the_page_is_a_fault_and_nothing_is_stored(reader: Typist, web: Site) -> None:
    hidden = "https://protect-eu.mimecast.com/s/abcDEF?domain=careers.example.org"
    refused = planned(reader, hidden, f"{web.url}/{OTHER}", code=2)
    assert "link 1, url" in refused.complaint
    assert "Mimecast" in refused.complaint
    assert reader.rows("SELECT count(*) FROM experiment") == [(0,)]
    assert "Mimecast" in reader("draft", hidden, *BY_HAND, code=2).complaint
    assert "Mimecast" in reader("link", "add", hidden, code=2).complaint


def test_what_stands_behind_redirects_is_posted(reader: Typist, web: Site) -> None:
    web.routes["/x1"] = f"/{STORY}"
    web.routes["/moved"] = f'<meta http-equiv="refresh" content="0; url=/{OTHER}?utm_source=old">'.encode()
    result = planned(reader, f"{web.url}/x1", f"{web.url}/moved")
    assert {without_tags(url) for url in posted(reader)} == {f"{web.url}/{STORY}", f"{web.url}/{OTHER}"}
    assert f"Link 1 leads on to {web.url}/{STORY}, and that is what goes out." in result.words
    # the plan is the same again, for the page has not moved any further
    file = str(reader.lab / "plans" / "door.toml")
    assert "is planned like that already" in reader("new", "--from", file, "--yes").words
    drafted = reader("draft", f"{web.url}/x1", "--platform", "x", "--json").json
    assert {without_tags(draft["url"]) for draft in drafted["drafts"]} == {f"{web.url}/{STORY}"}


def test_two_links_to_one_page_are_a_fault(reader: Typist, web: Site) -> None:
    web.routes["/x1"] = f"/{STORY}"
    refused = planned(reader, f"{web.url}/{STORY}", f"{web.url}/x1", code=2)
    assert f"link 2, url: leads to the same page as link 1: {web.url}/{STORY}" in refused.complaint


def test_each_route_of_a_site_that_is_one_program_is_a_page(reader: Typist, web: Site) -> None:
    jobs = page(STORY).replace(b'<link rel="canonical" href="/scholarships">', b'<link rel="canonical" href="/jobs">')
    web.routes["/jobs"] = jobs
    routes = [f"{web.url}/jobs#/details/{number}" for number in (14742, 14750)]
    reader("link", "add", *routes)
    assert [link["url"] for link in reader("link", "list", "--json").json["links"]] == routes
    assert "there already" in reader("link", "add", f"{routes[0]}").words
    planned(reader, *routes)
    assert {url.partition("#")[2] for url in posted(reader)} == {"/details/14742", "/details/14750"}
    assert all("utm_campaign=door" in urlsplit(url).query for url in posted(reader))


def test_an_invisible_character_is_dropped_behind_and_refused_inside(typist: Typist) -> None:
    typist("link", "add", *BY_HAND, "https://careers.example.org/a\u200b")
    assert [link["url"] for link in typist("link", "list", "--json").json["links"]] == ["https://careers.example.org/a"]
    refused = typist("link", "add", *BY_HAND, "https://careers.example.org/a\u200bb", code=2)
    assert "invisible character (zero width space) behind “https://careers.example.org/a”" in refused.complaint


@pytest.mark.parametrize("word", ["职业", "مهنة", "L’Oréal", "Clerk_(position)"])
def test_no_network_cuts_it(word: str, typist: Typist) -> None:
    drafts = typist("draft", f"https://en.wikipedia.org/wiki/{word}", *BY_HAND, "--platform", "x", "--json").json[
        "drafts"
    ]
    for draft in drafts:
        assert draft["url"].startswith(f"https://en.wikipedia.org/wiki/{quote(word)}?utm_source=x")
        assert draft["url"] in draft["text"]
    bare = next(draft for draft in drafts if draft["variant"] == "bare link")
    assert bare["length"] == len("Pay\n\n") + 23


def test_a_signed_address_goes_out_as_it_is_and_a_note_says_why(typist: Typist) -> None:
    for draft in typist("draft", SIGNED_FILE, *BY_HAND, "--platform", "x", "--json").json["drafts"]:
        assert draft["url"] == draft["link"] == SIGNED_FILE
        assert [note for note in draft["notes"] if "without utm tags" in note]
    assert "without utm tags" in typist("draft", SIGNED_FILE, *BY_HAND).words


def test_a_feed_of_wrapped_addresses_brings_the_pages(reader: Typist, web: Site) -> None:
    wrapped = [
        f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={web.url}/{path}&amp;ct=ga" for path in (STORY, OTHER)
    ]
    web.routes["/alerts.xml"] = rss(*(item("A story", link) for link in wrapped))
    reader("link", "import", f"{web.url}/alerts.xml")
    links = reader("link", "list", "--json").json["links"]
    assert sorted(link["url"] for link in links) == sorted(f"{web.url}/{path}" for path in (STORY, OTHER))
    assert all(link["evidence"] and link["unread"] is None for link in links)


def test_a_list_of_links_is_taken_in_the_same_way(reader: Typist, web: Site) -> None:
    rows = reader.writes(f"url\n{safelink(f'{web.url}/{STORY}')}\n{web.url}/{OTHER}?mtm_campaign=x\n", "links.csv")
    reader("link", "import", rows)
    links = reader("link", "list", "--json").json["links"]
    assert sorted(link["url"] for link in links) == sorted(f"{web.url}/{path}" for path in (STORY, OTHER))


AGAIN = [
    "https://www.news.example/graduate-pay/?fbclid=1",
    "http://news.example/graduate%2Dpay",
    "https://NEWS.example:443/graduate-pay#top",
    safelink("https://news.example/graduate-pay"),
]


@pytest.mark.parametrize("writing", AGAIN)
def test_a_page_rests_for_seven_days_however_its_address_is_written(writing: str, typist: Typist) -> None:
    typist("settings", "set", "link_gap_days", "7")
    one = changed(PLAN, {"rounds = 12": "rounds = 1", 'metric = "clicks"': 'metric = "likes"'})
    other_link = (
        '\n[[link]]\nurl = "https://news.example/{}"\ntitle = "Trades"\nevidence = "Research shows that 28% do."\n'
    )
    typist.plans(one + other_link.format("trades-1"))
    again = changed(one, {"exam-season-context": "again", "https://news.example/graduate-pay": writing})
    typist.plans(again + other_link.format("trades-2"))
    slots = typist.rows("SELECT slot_at FROM post WHERE url LIKE '%graduate%' ORDER BY slot_at")
    first, second = (datetime.fromisoformat(at) for (at,) in slots)
    assert second - first >= timedelta(days=7)
