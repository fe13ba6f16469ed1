"""The bookmarks that browsers export: their folders, the days they were put there, and files that are half closed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.articles.bookmarks import are_bookmarks, read_bookmarks

FILE = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE><H1>Bookmarks Menu</H1>
<DL><p>
    <DT><A HREF="place:sort=8" ADD_DATE="1700000001">Most visited</A>
    <HR>
    <DT><H3 ADD_DATE="1690000000" PERSONAL_TOOLBAR_FOLDER="true">Toolbar</H3>
    <DD>My own
    <DL><p>
        <DT><A HREF="https://a.example/pay?a=1&amp;b=2" ADD_DATE="1700000000" ICON="data:,AAAA">Pay &amp; more</A>
        <DD>What apprentices earn
        <DT><H3>To share</H3>
        <DL><p>
            <DT><A HREF="https://a.example/fair" ADD_DATE="1760000000123456" TAGS="fair,open day">The <b>fair</b></A>
        </DL><p>
        <DT><A HREF="https://a.example/after">After the folder</A>
    </DL><p>
    <DT><A HREF="https://a.example/last" ADD_DATE="soon"></A>
</DL><p>
"""


def test_a_file_with_folders() -> None:
    visited, pay, fair, after, last = read_bookmarks(FILE)
    assert visited.url == "place:sort=8"
    assert (pay.url, pay.title, pay.folders) == ("https://a.example/pay?a=1&b=2", "Pay & more", ("Toolbar",))
    assert (pay.description, pay.added_at) == ("What apprentices earn", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC))
    assert (fair.title, fair.folders, fair.description) == ("The fair", ("Toolbar", "To share"), None)
    assert fair.added_at == datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)
    assert (after.folders, after.added_at) == (("Toolbar",), None)
    assert (last.title, last.folders, last.added_at) == (None, (), None)


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE NETSCAPE-Bookmark-file-1>", "\ufeff\n<!doctype netscape-bookmark-file-1 >"]
)
def test_they_are_told_by_their_first_line(start: str) -> None:
    assert are_bookmarks(start)
    assert not are_bookmarks("<!doctype html><title>My bookmarks</title>")


@given(st.lists(st.sampled_from([*FILE.split("\n"), "</DL>", "<A HREF='https://b.example/'>", "<DD>", "<H3>", "</A>"])))
def test_lines_in_any_order_are_read(lines: list[str]) -> None:
    for bookmark in read_bookmarks("\n".join(lines)):
        assert bookmark.url
        assert None not in bookmark.folders
