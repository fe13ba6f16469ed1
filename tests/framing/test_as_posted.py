"""A post as it went live, held against what was meant."""

from __future__ import annotations

import pytest

from postlab.framing.as_posted import damage, picture_damage, same_address, same_text

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


NAMED = f"Find a job on GOV.UK: what to know\n\n{LINK}"


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        (NAMED, NAMED.replace("GOV.UK", "http://GOV.UK")),
        (NAMED, NAMED.replace("GOV.UK", "https://gov.uk/")),
        (NAMED, NAMED),
        (NAMED, NAMED.replace("GOV.UK", "https://t.co/a1")),
        ("At Indeed.com’s (Seek.com.au/jobs)", "At http://Indeed.com’s (http://Seek.com.au/jobs)"),
        ("Jobs: münchen.de.", "Jobs: http://xn--mnchen-3ya.de."),
        ("GOV.UK is not www.gov.uk/ or gov.uk", "http://GOV.UK is not http://www.gov.uk/ or http://gov.uk"),
        ("gov.uk/lön", "http://gov.uk/l%C3%B6n"),
    ],
)  # fmt: skip
def test_a_name_that_comes_back_as_an_address_is_no_damage(meant: str, text: str) -> None:
    assert damage(text, ["http://gov.uk", LINK], meant=meant, link=None, link_text="") is None
    assert same_text(text, meant)


def test_a_bare_address_beside_the_link_to_the_same_page_stays_a_name() -> None:
    text = "Jobs on gov.uk https://gov.uk"
    assert damage(text, None, meant=text, link="https://gov.uk", link_text="https://gov.uk") is None


@pytest.mark.parametrize("text", ["Find a job on : what to know", "Find a job on http://evil.uk: what to know"])
def test_a_name_that_is_gone_or_another_is_damage(text: str) -> None:
    assert "reads differently" in str(damage(text, None, meant="Find a job on GOV.UK: what to know", link=None,
                                             link_text=""))  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("https://xn--mnchen-3ya.de/%C3%BC?q=%C3%BC", "https://münchen.de/ü?q=ü"),
        ("https://xn--strae-oqa.de/", "https://Straße.de"),
        ("https://UNI.org:443/x/", "https://uni.org/x"),
        ("https://uni.org/cafe%CC%81", "https://uni.org/café"),
        ("https://uni.org/x", "http://uni.org/x"),
        ("https://uni.org/x", "https://uni.org/x#apply"),
        ("https://uni.org/#/events%20now", "https://uni.org/#/events now"),
    ],
)
def test_an_address_is_the_same_in_whatever_writing(shown: str, meant: str) -> None:
    assert same_address(shown, meant)


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("http://uni.org/x", "https://uni.org/x"),
        ("https://uni.org:8080/x", "https://uni.org/x"),
        ("https://uni.org/", "https://uni.org/#/events"),
        ("https://uni.org/#top", "https://uni.org/#apply"),
        ("https://uni.org/x?a=1", "https://uni.org/x?a=2"),
        ("https://uni.org/wiki/", "https://uni.org/wiki/職業"),
        ("https://[x", "https://uni.org/"),
        ("https://uni.org:x/", "https://uni.org/"),
    ],
)
def test_an_address_that_leads_elsewhere_is_another(shown: str, meant: str) -> None:
    assert not same_address(shown, meant)


def test_a_link_that_the_network_hides_may_be_ours() -> None:
    bare = MEANT.replace(LINK, "https://lnkd.in/abc")
    assert found(bare, ("https://lnkd.in/abc",)) is None
    assert "instead of" in str(found(bare, ("https://lnkd.example/abc",)))


def test_punctuation_behind_a_link_is_no_part_of_it() -> None:
    meant = f"Read it ({LINK})."
    assert found(meant.replace(LINK, "https://t.co/abc"), meant=meant) is None
    assert found(meant, None, meant=meant) is None


def test_a_link_in_another_writing_beside_one_to_the_front_page_was_not_cut() -> None:
    link = "https://uni.org/ü?utm_content=a"
    live = f"On https://uni.org today: {link.replace('ü', '%C3%BC')}"
    meant = f"On https://uni.org today: {link}"
    assert damage(live, None, meant=meant, link=link, link_text=link) is None


def test_the_same_words_with_another_address_are_another_text() -> None:
    assert same_text(NAMED.replace("\n\n", " "), NAMED)
    assert not same_text(NAMED.replace("r1", "r2"), NAMED)
    assert not same_text(NAMED.replace(LINK, ""), NAMED)


def test_a_post_without_a_link_has_none_to_lose() -> None:
    assert damage("Hello", None, meant="Hello", link=None, link_text="") is None


@pytest.mark.parametrize(
    ("there", "alt"),
    [(True, "A hall, full of students."), (True, "A hall,\n full of \u200bstudents. "), (True, None), (None, None)],
)
def test_a_picture_that_stands_there_with_its_words_is_no_damage(there: bool | None, alt: str | None) -> None:
    assert picture_damage(alt, there=there, meant_alt="A hall, full of students.") is None


@pytest.mark.parametrize(
    ("there", "alt", "says"),
    [
        (False, None, "Its picture, which was sent along, is not there."),
        (True, " \u200b", "The words for those who cannot see its picture are gone."),
        (True, "A cat.", "read “A cat.” instead of “A hall, full of students.”"),
    ],
)
def test_what_became_of_a_picture_is_said(there: bool, alt: str | None, says: str) -> None:
    assert says in str(picture_damage(alt, there=there, meant_alt="A hall, full of students."))
