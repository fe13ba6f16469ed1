"""Where Mastodon makes links, and where addresses stand: as its published rule has it, whatever is installed."""

from __future__ import annotations

import pytest

from postlab.framing.autolinks import addresses, links_on_mastodon, links_on_x


def on_mastodon(text: str) -> list[str]:
    return [text[start:end] for start, end in links_on_mastodon(text)]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("(https://uni.org/x)", ["https://uni.org/x"]),
        ("Read https://uni.org/x.", ["https://uni.org/x"]),
        ("https://uni.org/x!? https://uni.org/y;", ["https://uni.org/x", "https://uni.org/y"]),
        ("https://uni.org/Pay_(graduates), of course", ["https://uni.org/Pay_(graduates)"]),
        ("https://uni.org/職業", ["https://uni.org/職業"]),
        ("https://uni.org/Pay_(職業)", ["https://uni.org/Pay_"]),
        ("https://uni.org/?q=職業”", ["https://uni.org/?q=職業”"]),
        ("https://uni.org/#/events?on=1", ["https://uni.org/#/events?on=1"]),
        ("https://münchen.de:8080/ü.", ["https://münchen.de:8080/ü"]),
        ("gemini://uni.org/x", ["gemini://uni.org/x"]),
        # no link: bare, glued to a letter, of a host that no server on the web has
        ("Jobs on GOV.UK and uni.edu.au/jobs", []),
        ("seehttps://uni.org/x", []),
        ("https://localhost/x https://127.0.0.1/x https://news.example/x", []),
        ("https://uni.org/?" + "a" * 4097, []),
    ],
)
def test_a_server_of_mastodon_links_addresses_without_what_ends_the_sentence(text: str, linked: list[str]) -> None:
    assert on_mastodon(text) == linked


@pytest.mark.parametrize("piece", ["a.co/(", "(a)", "((", "http://ü.de/ü ", "/.(a.co/)", "?", "http://a.co/(", "é."])
def test_the_longest_post_is_looked_through_to_its_end(piece: str) -> None:
    """25,000 characters; what tries again from every character would not come back."""
    text = f"{(piece * 25_000)[:25_000]} https://uni.org/x."
    assert on_mastodon(text)[-1] == "https://uni.org/x"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("See https://uni.org/x, (https://uni.org/y) and “https://uni.org/z”.",
         ["https://uni.org/x", "https://uni.org/y", "https://uni.org/z"]),
        ("https://uni.org/Pay_(x)) HTTP://UNI.ORG/[a]", ["https://uni.org/Pay_(x)", "HTTP://UNI.ORG/[a]"]),
        ("http:// nothing, uni.org bare, <https://localhost/x>", ["https://localhost/x"]),
    ],
)  # fmt: skip
def test_addresses_stand_where_a_person_sees_them(text: str, written: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(text)] == written


def test_x_links_bare_names_too_and_ends_where_other_scripts_begin() -> None:
    text = "Jobs on GOV.UK: https://uni.org/職業?a=1"
    assert [text[start:end] for start, end in links_on_x(text)] == ["GOV.UK", "https://uni.org/"]
