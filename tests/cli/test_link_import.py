"""`postlab link import`: feeds and lists into the pool; what is new comes, what is wrong is named, nothing harms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.link_site import DAYS, STORIES, Site, item, page, rss, site
from cli.typist import Typist


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


@pytest.fixture
def reader(typist: Typist) -> Typist:
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "1"
    return typist


def titles(typist: Typist) -> list[str]:
    return [link["title"] for link in typist("link", "list", "--json").json["links"]]


def test_a_second_import_brings_only_what_is_new(reader: Typist, web: Site) -> None:
    feed = f"{web.url}/feed.xml"
    answer = reader("link", "import", feed, "--json").json
    assert (answer["kind"], answer["title"], answer["stored"]) == ("feed", "The Careers Post", len(STORIES))
    assert titles(reader) == [STORIES[path][0] for path in sorted(STORIES, key=lambda path: DAYS[path])]
    web.asked.clear()
    before = reader.dump()
    again = reader("link", "import", feed)
    assert f"Nothing new; {len(STORIES)} were there already." in again.words
    assert web.asked == ["/feed.xml"], "no page is fetched again"
    assert reader.dump() == before
    fresh = item("Brand new", "/new", day=20)
    web.routes["/new"] = web.routes["/scholarships"]
    web.routes["/feed.xml"] = rss(fresh, *(item("x", f"/{path}", day=DAYS[path]) for path in STORIES))
    # its page says that it is another one's, which is there
    assert "were there already" in reader("link", "import", feed).words
    web.routes["/new"] = page("scholarships").replace(b"/scholarships", b"/new")
    assert "Added 1 link" in reader("link", "import", feed).words


def test_a_redirecting_link_is_known_again_by_either_address(reader: Typist, web: Site) -> None:
    web.routes["/r/1"] = "/scholarships"
    web.routes["/r.xml"] = rss(item("R", "/r/1"))
    reader("link", "import", f"{web.url}/r.xml")
    (link,) = reader("link", "list", "--json").json["links"]
    assert link["url"] == f"{web.url}/scholarships"
    web.asked.clear()
    assert "Nothing new" in reader("link", "import", f"{web.url}/r.xml").words
    assert web.asked == ["/r.xml"]
    assert "there already" in reader("link", "add", f"{web.url}/scholarships").words


def test_a_first_import_does_not_bring_the_archive(reader: Typist, web: Site) -> None:
    web.routes["/big.xml"] = rss(*(item(f"Story {n}", f"https://news.example/{n}", day=n % 28 + 1) for n in range(90)))
    result = reader("link", "import", f"{web.url}/big.xml", "--no-read")
    assert "90 entries" in result.words
    assert "Took the newest 20; 70 older ones were left out (--limit takes more)." in result.words
    assert len(titles(reader)) == 20
    assert web.asked == ["/big.xml"]
    more = reader("link", "import", f"{web.url}/big.xml", "--no-read", "--limit", "30", "--json").json
    assert (more["stored"], more["left_out"]["older"]) == (10, 60)
    assert {link["link"]["unread"] for link in more["links"] if link["result"] == "added"} == {
        "Its page was not read (--no-read)."
    }


def test_since_a_day_in_the_zone_of_the_lab(reader: Typist, web: Site) -> None:
    items = [item(f"Story {n}", f"https://news.example/{n}", day=n) for n in (3, 4, 5)]
    # 20:00 UTC on the third is the fourth in Sydney
    night = "<pubDate>03 Nov 2026 20:00:00 GMT</pubDate></item>"
    late = item("Late", "https://news.example/late").replace("</item>", night)
    file = reader.writes(rss(*items, late, item("Undated", "https://news.example/u")).decode(), "feed.xml")
    result = reader("link", "import", file, "--since", "2026-11-04", "--no-read")
    assert titles(reader) == ["Late", "Story 4", "Story 5"]
    assert "2 from before the day you asked for, 1 of them without a date." in result.words
    assert "is not a day" in reader("link", "import", file, "--since", "soon", code=2).complaint


def test_a_dry_run_reads_no_page_and_changes_nothing(reader: Typist, web: Site) -> None:
    before = reader.dump()
    result = reader("link", "import", f"{web.url}/feed.xml", "--dry-run")
    assert f"Would add {len(STORIES)} links" in result.words
    assert "without its page" not in result.words
    assert web.asked == ["/feed.xml"]
    assert reader.dump() == before


def test_a_hostile_feed(typist: Typist, web: Site) -> None:
    """Without leave to go inside: what leads there is left out, and nobody is asked."""
    feed = rss(
        item("Inside", "http://127.0.0.1:9/admin"),
        item("Metadata", "http://169.254.169.254/latest/meta-data/"),
        item("Named inside", "http://localhost/x"),
        item("Script", "javascript:alert(1)"),
        item(
            "&lt;script&gt;alert(1)&lt;/script&gt;Nice &amp;#27;[31mtitle",
            "https://nice.invalid/",
            summary="&lt;img src=x&gt;Hm",
        ),
    )
    file = typist.writes(feed.decode(), "feed.xml")
    result = typist("link", "import", file, "--no-read")
    assert "1 entry leads nowhere" in result.words
    assert result.words.count(": left out. ") == 3
    (link,) = typist("link", "list", "--json").json["links"]
    assert "alert" not in link["title"]
    assert (link["url"], link["description"]) == ("https://nice.invalid/", "Hm")
    entities = rss(item("x", "https://a.example/"), prolog='<!DOCTYPE r [<!ENTITY a "b">]>')
    laughs = typist.writes(entities.decode(), "laughs.xml")
    assert "entities of its own" in typist("link", "import", laughs, code=2).complaint
    assert "private or reserved" in typist("link", "import", f"{web.url}/feed.xml", code=2).complaint
    assert web.asked == []


def test_what_is_no_feed(reader: Typist, web: Site, tmp_path: Path) -> None:
    web.routes["/"] = b"<html><head><link rel='alternate' type='application/atom+xml' href='/feed.xml'></head></html>"
    refused = reader("link", "import", web.url, code=2)
    assert f"postlab link import {web.url}/feed.xml" in refused.complaint
    huge = tmp_path / "huge.xml"
    huge.write_bytes(b"<rss>" + b" " * 6_000_000)
    for feed_or_file, complaint in {
        str(huge): "names no entry in its first 5 MB",
        str(tmp_path): "is a folder",
        str(tmp_path / "none.csv"): "cannot be read",
        f"{web.url}/gone.xml": "does not exist (404)",
    }.items():
        assert complaint in reader("link", "import", feed_or_file, code=2).complaint
    assert "is empty" in reader("link", "import", "-", code=2, stdin="").complaint


def test_a_list_with_faults_stores_nothing_and_names_them_all(reader: Typist, web: Site) -> None:
    rows = f"Link,Title\n{web.url}/scholarships,\nnot a link,B\n,C\nhttps://a.example/,{'x' * 301}\n"
    before = reader.dump()
    result = reader("link", "import", reader.writes(rows, "links.csv"), code=2)
    for place in ("row 3, Link", "row 4, Link", "row 5, Title"):
        assert place in result.complaint
    assert "has 3 faults; nothing was stored" in result.complaint
    assert web.asked == []
    assert reader.dump() == before
    refused = reader("link", "import", "-", "--since", "2026-01-01", code=2, stdin=rows)
    assert "--since is for feeds" in refused.complaint


def test_a_list_of_ones_own(reader: Typist, web: Site) -> None:
    rows = (
        "address;Title;Evidence;Hashtags;Mood\n"
        f"{web.url}/scholarships;;;#money;good\n"
        f"{web.url}/secret;By hand;Said in a report. ;;\n"
        f"{web.url}/scholarships?utm_medium=x;Twice;;;\n"
        f"{web.url}/gone;Gone;;;\n"
    )
    result = reader("link", "import", "-", code=1, stdin=rows.encode("utf-8-sig"))
    assert "Columns that mean nothing here: Mood." in result.words
    assert "Added 2 links; 1 was there already; 1 left out." in result.words
    first, second = reader("link", "list", "--json").json["links"]
    assert (first["title"], first["wording"]) == (STORIES["scholarships"][0], {"hashtags": "#money"})
    assert (second["title"], second["words"]) == ("By hand", None)
    assert [evidence["sentence"] for evidence in second["evidence"]] == ["Said in a report."]
    assert "/secret" not in web.asked


def test_a_site_that_has_had_enough_is_left_in_peace(reader: Typist, web: Site) -> None:
    for path in STORIES:
        web.routes[f"/{path}"] = 429
    answer = reader("link", "import", f"{web.url}/feed.xml", "--json").json
    assert len(web.asked) == 2, "the feed, and the one page that said so"
    assert all("asked too often" in link["link"]["unread"] for link in answer["links"])
    assert titles(reader) == [title for title, *_ in STORIES.values()]


BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1><TITLE>Bookmarks</TITLE><DL><p>
<DT><A HREF="javascript:void(0)">A button</A>
<DT><H3>Private</H3><DL><p><DT><A HREF="https://bank.example/" ADD_DATE="1790000000">My bank</A></DL><p>
<DT><H3>To share</H3><DL><p>
<DT><A HREF="https://a.example/old" ADD_DATE="1600000000">An older one</A>
<DT><A HREF="https://a.example/new" ADD_DATE="1780000000">A newer one</A>
</DL><p></DL><p>"""


def test_bookmarks_of_a_browser(reader: Typist) -> None:
    file = reader.writes(BOOKMARKS, "bookmarks.html")
    told = reader("link", "import", file, "--no-read", "--dry-run").words
    assert "bookmarks.html: 4 entries. 1 entry leads nowhere that a post could link to." in told
    assert "Its folders: “Private” (1) and “To share” (2); --folder NAME takes one." in told
    answer = reader("link", "import", file, "--no-read", "--folder", "to share", "--json").json
    assert (answer["stored"], answer["entries"]) == (2, 2)
    assert titles(reader) == ["An older one", "A newer one"]
    published = "json_extract(article, '$.published')"
    assert reader.rows(f"SELECT {published} FROM poollink") == [(None,), (None,)], (
        "when it was kept is not when it came out"
    )


def test_bookmarks_since_a_day_and_a_folder_that_is_not_there(reader: Typist) -> None:
    file = reader.writes(BOOKMARKS, "bookmarks.html")
    assert reader("link", "import", file, "--no-read", "--since", "2026-01-01", "--json").json["stored"] == 2
    refused = reader("link", "import", file, "--folder", "Sharing", code=2).complaint
    assert (
        "bookmarks.html has no folder “Sharing” with bookmarks. → It has “Private” (1) and “To share” (2)." in refused
    )
    listed = reader.writes("url\nhttps://a.example/\n", "links.csv")
    assert (
        "--folder is for a browser's bookmarks" in reader("link", "import", listed, "--folder", "x", code=2).complaint
    )
    assert "Leave --folder out" in reader("link", "import", "https://a.example/f", "--folder", "x", code=2).complaint


def test_a_json_feed_in_a_file_and_other_json(reader: Typist) -> None:
    item = '{"url": "https://a.example/j", "title": "J"}'
    feed = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Hub", "items": [{item}]}}'
    assert reader("link", "import", reader.writes(feed, "f.json"), "--no-read", "--json").json["stored"] == 1
    assert "JSON, but no JSON Feed" in reader("link", "import", reader.writes("{}", "f.json"), code=2).complaint


def test_a_feed_of_many_megabytes(reader: Typist) -> None:
    said = "<description>" + "What it says about pay. " * 400 + "</description>"
    items = "".join(
        f"<item><title>Nr {number}</title><link>https://a.example/{number}</link>"
        f"<pubDate>{1 + number % 28:02} Nov 20{10 + number // 28 % 16} 09:00:00 GMT</pubDate>{said}</item>"
        for number in range(448)
    )
    feed = f"<rss version='2.0'><channel><title>Pod</title>{items * 2}</channel></rss>"
    assert len(feed) > 7_000_000
    told = reader("link", "import", reader.writes(feed, "pod.xml"), "--no-read", "--limit", "2").words
    assert "Pod (pod.xml): 896 entries. Took the newest 2; 894 older ones were left out" in told
    assert titles(reader) == ["Nr 447"], "the newest two are the same page"
