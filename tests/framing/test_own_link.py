"""The link of a text that a person typed stands there once, where it stood."""

from __future__ import annotations

import pytest

from postlab.framing.own_link import other_links, with_link, without_link

LINK = "https://news.example/pay?utm_source=x"
FORMS = {"https://news.example/pay", "https://s.example/abc", LINK}


@pytest.mark.parametrize(
    ("before", "typed", "read"),
    [
        (f"Hello.\n\n{LINK}", "Hi.", f"Hi.\n\n{LINK}"),
        (f"Hello: {LINK}", "Hi:", f"Hi: {LINK}"),
        (f"{LINK} is new", "Here it is", f"{LINK} Here it is"),
        (f"Read {LINK} today", "Read today", f"Read {LINK} today"),
        (f"Read {LINK} today", "Read tomorrow", f"Read {LINK} tomorrow"),
        (f"Read {LINK} today", "Look today", f"Look {LINK} today"),
        (f"Read {LINK} today", "All is new", f"All is new {LINK}"),
        (f"Hello.\n\n{LINK}", f"{LINK}\n\nHi.\n\n{LINK}", f"Hi.\n\n{LINK}"),
        (f"{LINK}\n\nHello.", f"{LINK}\n\nHi.\n\n{LINK}", f"{LINK}\n\nHi."),
        (f"Hello.\n\n{LINK}", f"Hi ({LINK}), yes {LINK}!", f"Hi (), yes {LINK}!"),
        (f"Hello.\n\n{LINK}", "See news.example/pay.", f"See {LINK}."),
        (f"Hello.\n\n{LINK}", "See https://s.example/abc", f"See {LINK}"),
        (f"Hello.\n\n{LINK}", "See https://news.example/pay?utm_source=mail, now", f"See {LINK}, now"),
        (f"Hello.\n\n{LINK}", "Seehttps://news.example/pay/", f"See {LINK}"),
        (f"Hello.\n\n{LINK}", "See https://news.example/pay/rise", f"See https://news.example/pay/rise\n\n{LINK}"),
        (f"Hello.\n\n{LINK}", "", LINK),
    ],
)
def test_it_stands_there_once(before: str, typed: str, read: str) -> None:
    put = with_link(typed, LINK, forms=FORMS, before=before)
    assert put == read
    assert put.count(LINK) == 1
    # whoever opens the text again and keeps it changes nothing
    assert with_link(put, LINK, forms=FORMS, before=put) == put


def test_it_is_taken_out_where_it_stands_elsewhere() -> None:
    assert without_link(f"See {LINK} today.", forms=FORMS) == "See today."
    assert without_link("Nothing here.", forms=FORMS) == "Nothing here."


def test_other_links_are_found() -> None:
    assert other_links(f"{LINK} and (https://a.example/x), http://b.example.", LINK) == (
        "https://a.example/x",
        "http://b.example",
    )
    assert other_links(LINK, LINK) == ()
