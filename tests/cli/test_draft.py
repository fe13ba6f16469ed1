"""`postlab draft`: a link's framings on each platform; nothing is stored, and no lab is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.careers_page import careers_page
from cli.typist import CommandResult, Typist, as_program

URL = "https://news.example/graduate-pay"
TITLE = "Graduates still earn more"
EVIDENCE = (
    "Research shows that most graduates will earn more income over their lifetime than those that didn't go to uni."
)
BY_HAND = ("draft", URL, "--title", TITLE, "--evidence", EVIDENCE)
EXAMS = ("--moment", "exams", "--moment-on", "2026-12-03")
"""Ten days after the clock of the tests."""


@pytest.fixture
def site() -> Iterator[str]:
    with careers_page() as address:
        yield address


@pytest.fixture
def nobody(tmp_path: Path) -> Typist:
    """Somebody without a lab."""
    return Typist(tmp_path / "no lab")


def drafts(result: CommandResult) -> dict[tuple[str, str], dict[str, Any]]:
    return {(draft["variant"], draft["platform"]): draft for draft in result.json["drafts"]}


def test_the_json_is_as_promised(nobody: Typist) -> None:
    answer = nobody(*BY_HAND, *EXAMS, "--json").json
    assert answer["schema_version"] == 2
    assert set(answer) == {"schema_version", "answer", "article", "drafts", "moment"}
    assert answer["article"] == {
        "url": URL,
        "title": TITLE,
        "site": "news.example",
        "author": None,
        "published": None,
        "description": None,
        "image": None,
        "language": "en",
        "evidence": [{"sentence": EVIDENCE, "position": None, "source": "hand", "speaks_to": None}],
        "summary": None,
        "subject": None,
        "subject_confidence": 0.0,
        "last_days": [],
        "image_alt": None,
        "picture": None,
    }
    assert {(d["variant"], d["platform"]) for d in answer["drafts"]} == {
        (variant, platform) for variant in ("bare link", "contextualised") for platform in ("bluesky", "sandbox")
    }
    for draft in answer["drafts"]:
        assert {"variant", "platform", "text", "length", "limit", "blocks"} <= set(draft)
        assert 0 < draft["length"] <= draft["limit"] == {"bluesky": 300, "sandbox": 280}[draft["platform"]]
        assert all(set(block) == {"kind", "text"} for block in draft["blocks"])
        assert all(block["text"] in draft["text"] for block in draft["blocks"] if block["kind"] != "link")


@pytest.mark.parametrize("platform", ["bluesky", "sandbox"])
def test_it_reads_like_a_person_with_a_reason(platform: str, nobody: Typist) -> None:
    drafts_by_place = drafts(nobody(*BY_HAND, *EXAMS, "--json"))
    contextualised, bare = drafts_by_place["contextualised", platform], drafts_by_place["bare link", platform]
    assert [block["kind"] for block in contextualised["blocks"]] == ["moment", "question", "evidence", "link"]
    contextualised_text = contextualised["text"]
    assert re.match(
        r"With exams [a-z ]+, you might be wondering if all this study is worth it\. Research shows that most "
        r"graduates will earn more income over their lifetime than those that didn't go to uni\.\s+https://",
        contextualised_text,
    )
    assert TITLE in bare["text"]
    assert "wondering" not in bare["text"]
    for text in (contextualised_text, bare["text"]):
        assert re.findall(r"https?://\S+", text)[0].startswith(URL)


def test_links_are_tracked_where_the_text_shows_them_whole(nobody: Typist) -> None:
    link = re.findall(r"https://\S+", drafts(nobody(*BY_HAND, "--json"))["contextualised", "sandbox"]["text"])[0]
    for part in ("utm_source=sandbox", "utm_medium=social", "utm_campaign=draft", "utm_content=contextualised"):
        assert part in link
    assert "utm_campaign=mine" in nobody(*BY_HAND, "--campaign", "mine").out
    assert "utm_" not in nobody(*BY_HAND, "--no-tracking").out


def test_a_page_is_read(site: str, nobody: Typist) -> None:
    answer = nobody("draft", f"{site}/degrees?page=1", *EXAMS, "--allow-private", "--json").json
    article = answer["article"]
    assert (article["title"], article["site"]) == ("Degrees pay off over a working life", "The Careers Post")
    # what the page calls its own address does not answer
    assert (article["url"], article["author"]) == (f"{site}/degrees?page=1", "Jo Bloggs")
    assert (article["published"], article["language"][:2]) == ("2026-11-02", "en")
    assert article["image"] == "https://careers.example/picture.jpg"
    sentences = [evidence["sentence"] for evidence in article["evidence"]]
    assert any("38 per cent more" in sentence for sentence in sentences)
    assert 1 <= len(sentences) <= 3
    assert all(isinstance(evidence["position"], int) for evidence in article["evidence"])
    contextualised = next(
        d for d in answer["drafts"] if d["variant"] == "contextualised" and d["platform"] == "sandbox"
    )
    assert any(sentence in contextualised["text"] for sentence in sentences)


def test_what_is_given_by_hand_replaces_what_the_page_says(site: str, nobody: Typist) -> None:
    answer = nobody("draft", f"{site}/degrees", "--title", "My own title", "--allow-private", "--json").json
    assert answer["article"]["title"] == "My own title"
    assert answer["article"]["evidence"]
    answer = nobody("draft", f"{site}/degrees", "--evidence", "My own claim.", "--allow-private", "--json").json
    assert answer["article"]["evidence"] == [
        {"sentence": "My own claim.", "position": None, "source": "hand", "speaks_to": None}
    ]
    assert answer["article"]["title"] == "Degrees pay off over a working life"


def test_a_headline_tells_nobody_of_the_post(nobody: Typist) -> None:
    networks = ("--platform", "x", "--platform", "mastodon", "--platform", "threads")
    by_hand = ("--title", "How @priya found @TeesCollege", "--evidence", "Ask @jo about it.")
    drafts = nobody("draft", URL, *by_hand, *networks, "--json").json["drafts"]
    assert len(drafts) == 6
    for shown in drafts:
        if shown["variant"] == "bare link":
            assert shown["text"].startswith("How priya found TeesCollege\n")
            assert any("@priya and @TeesCollege" in note for note in shown["notes"])
        else:
            assert "Ask @jo about it." in shown["text"]
            assert any("will tell @jo of the post" in note for note in shown["notes"])
    (bare, _) = nobody("draft", URL, *by_hand, "--platform", "bluesky", "--json").json["drafts"]
    assert bare["text"].startswith("How @priya found @TeesCollege\n")


def test_loopback_is_refused_unless_it_is_meant(site: str, nobody: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    result = nobody("draft", f"{site}/degrees", code=2)
    assert result.out == ""
    assert "private or reserved address" in result.complaint
    monkeypatch.setenv("POSTLAB_ALLOW_PRIVATE", "1")
    assert "Degrees pay off" in nobody("draft", f"{site}/degrees").out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("/gone", "--allow-private"), "404"),
        (("", "--moment-on", "soon"), "--moment-on: “soon” is not a day"),
        (("", "--block", "joke"), "--block joke is not of the form"),
        (("", "--block", "joke=ha"), "joke"),
        (("", "--variant", "short"), "--variant short is not of the form"),
        (("", "--variant", "short=joke,link"), "joke"),
        (("", "--platform", "myspace"), "no platform called “myspace”"),
    ],
)
def test_what_cannot_be_drafted_is_a_sentence(words: tuple[str, ...], why: str, site: str, nobody: Typist) -> None:
    path, *options = words
    arguments = (f"{site}{path}",) if path else (URL, "--title", TITLE, "--evidence", EVIDENCE)
    result = nobody("draft", *arguments, *options, code=2)
    assert result.out == ""
    assert why in result.complaint


@pytest.mark.parametrize("url", ["news", "ftp://news.example/x", "file:///etc/passwd", "javascript:alert(1)", ""])
def test_what_is_no_link(url: str, nobody: Typist) -> None:
    for by_hand in ((), ("--title", TITLE, "--evidence", EVIDENCE)):
        result = nobody("draft", url, *by_hand, code=2)
        assert result.out == ""
        assert result.err


def test_blocks_variants_audience_and_platforms_by_hand(nobody: Typist) -> None:
    drafts_by_place = drafts(
        nobody(
            *BY_HAND,
            *("--audience", "parents", "--block", "question=What would you tell them?", "--platform", "sandbox"),
            *("--variant", "short=question,link", "--json"),
        )
    )
    assert {platform for _, platform in drafts_by_place} == {"sandbox"}
    assert drafts_by_place["short", "sandbox"]["text"].startswith("What would you tell them?")
    assert "What would you tell them?" in drafts_by_place["contextualised", "sandbox"]["text"]


def test_too_long_is_shortened_and_says_so(nobody: Typist) -> None:
    long = " ".join(["Research shows that careful, patient, well supported study pays off in the end."] * 6)
    drafts_by_place = drafts(nobody("draft", URL, "--title", TITLE, "--evidence", long, *EXAMS, "--json"))
    for platform in ("sandbox", "bluesky"):
        draft = drafts_by_place["contextualised", platform]
        assert draft["length"] <= draft["limit"]
        assert draft["notes"]
        # how the link reads is given up before the opening
        assert re.search(r"news\.example/graduate-pay", draft["text"])


def test_the_screen_says_what_it_is(nobody: Typist) -> None:
    result = nobody(*BY_HAND, *EXAMS)
    assert result.err == ""
    assert "contextualised on Bluesky" in result.words
    assert re.search(r"contextualised on Sandbox \(simulated audience\), \d+ of 280", result.words)
    assert "Nothing was stored." in result.words
    # whoever copies the link gets all of it
    assert re.search(r"^  https://news\.example/graduate-pay\?\S+utm_content=contextualised$", result.out, re.MULTILINE)


def test_nothing_is_stored(nobody: Typist, typist: Typist, clean_environment: Path) -> None:
    nobody(*BY_HAND)
    assert not nobody.lab.exists()
    before = typist.everything_kept()
    typist(*BY_HAND, "--json")
    assert typist.everything_kept() == before
    result = as_program(*BY_HAND, "--json")
    assert result.json["article"]["title"] == TITLE
    assert [path for path in clean_environment.rglob("*") if path.is_file()] == []
