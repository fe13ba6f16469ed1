"""A post as it went live, held against what was meant."""

from __future__ import annotations

import pytest

from postlab.framing.as_posted import damage

LINK = "https://news.example/pay?utm_campaign=exams&utm_content=context-r1"
MEANT = f"With exams approaching, is it worth it?\n\nMost earn more. {LINK}"


def found(text: str | None, links: tuple[str, ...] | None = (LINK,), *, meant: str = MEANT) -> str | None:
    return damage(text, links, meant=meant, link=LINK, link_text=LINK)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (MEANT, (LINK,)),
        (MEANT, None),
        (MEANT.replace("\n\n", " "), (LINK,)),
        (MEANT.replace(LINK, "https://t.co/abc"), (LINK,)),
        (MEANT.replace(LINK, ""), (LINK, "https://other.example")),
        (MEANT.replace("exams", "ex\u00adams\u200b"), (LINK,)),
        (None, (LINK,)),
        (None, None),
        (MEANT, ("https://NEWS.example/pay/?utm_campaign=exams&utm_content=context%2Dr1",)),
    ],
)
def test_what_networks_do_to_every_text_is_no_damage(text: str | None, links: tuple[str, ...] | None) -> None:
    assert found(text, links) is None


def test_a_text_that_was_cut_says_where() -> None:
    cut = found("With exams approaching, is it", ())
    assert cut is not None
    assert "cut after 29 of 55 characters" in cut
    assert "approaching, is it”" in cut
    assert "cut after" in str(found("With exams approaching, is it…"))


def test_a_link_that_was_cut_off_with_the_end_of_the_text() -> None:
    cut = MEANT[:-20]
    assert found(cut) == f"Its link was cut short: {LINK[:-20]}"
    assert "cut short" in str(found(f"{MEANT[:-20]}…", meant=MEANT))
    assert found(LINK[:30], None, meant=LINK) == f"Its link was cut short: {LINK[:30]}"


def test_other_words_are_shown_beside_those_that_were_meant() -> None:
    other = found(MEANT.replace("worth it", "worth 1t"))
    assert other is not None
    assert "worth 1t" in other
    assert "worth it" in other


def test_nothing_left_of_the_words() -> None:
    assert found("", (LINK,)) == "Its words are gone."
    assert found("", (LINK,), meant=LINK) is None


def test_a_link_that_is_gone_or_leads_elsewhere() -> None:
    bare = MEANT.replace(LINK, "")
    assert found(bare, ()) == "Its link is gone."
    assert found(bare, None) == "Its link is gone."
    assert "leads to https://evil.example" in str(found(bare, ("https://evil.example",)))
    assert "leads to http://[x" in str(found(bare, ("http://[x",)))
    other = LINK.replace("r1", "r2")
    assert "instead of" in str(found(bare, (other,)))


def test_a_post_without_a_link_has_none_to_lose() -> None:
    assert damage("Hello", None, meant="Hello", link=None, link_text="") is None
