"""One term for one thing: what the screens say, and the page that explains it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from help.said import said_by, source_files
from postlab.help.pages import page_text
from postlab.help.topics import WORDS

ROOT = Path(__file__).parents[2]
OTHER_WORDS = {
    r"\b(?:one|post|posts|\}) stays? in\b(?! (?:the|place))|\bstays? in(?: for now|:)": "will not go out",
    r"\b(?:is|are|was|were|rounds?) void\b|\bvoid rounds?\b": "does not count",
    r"\bplan's hash\b|\bhash of\b": "fingerprint",
    r"\bthe brief (?:still|holds|says)\b|\bthe brief\b(?=[:;,.?])": "the plan",
    r"\biterations?\b": "experiment",
    r"\b(?:all|most|many|the|two|another|next|failed|that|each|newest|first|second|\w+th) (?:tries|try)\b"
    r"(?! (?:to|again)\b)|\b(?:a|one) try\b": "experiment",
    r"\bvariants\b|\bnot a variant\b": "framing",
    r"\b(?:is|as|no) evidence (?:on|for)\b|\bcounts? as evidence\b|\bdirect evidence\b|^Evidence: (?!$)": "odds",
    r"\bevidence (?:so far|for (?:it|the|either)|that it|in common|recorded)\b": "odds, or results",
}
"""What screens and pages do not say, and what they say instead."""

PAGES = sorted(
    [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")],
)
OF_PROGRAMS = {
    "docs/architecture.md",
    "docs/cli.md",
    "docs/columns.md",
    "docs/decisions.md",
    "docs/verdict-benchmark.md",
    "docs/verdict-formulas.md",
}
"""Pages that speak of the code and its keys, or are made from it."""


def other_words(text: str) -> list[str]:
    """The passages of a text that have another word for something, with the word to use."""
    flat = " ".join(re.sub(r"`[^`]*`", "", text).split())
    return [
        f"“{hit[0]}”: {term}" for words, term in OTHER_WORDS.items() for hit in re.finditer(words, flat, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("Post 3 stays in: it was late.", "Two rounds are void.", "the plan's hash is 3f", "makes the next iteration"),
        *("All tries:", "A failed try", "the 3rd try? No, a try", "is not a variant", "evidence so far"),
        *("the round is evidence on nothing", "it still counts as evidence", "Evidence: ● for context"),
        "does the brief still hold?",
    ],
)
def test_another_word_is_recognised(text: str) -> None:
    assert other_words(text)


@pytest.mark.parametrize(
    "text", ["try again", "One link stays in the pool", "the next run tries again", "to try things on", "`variants`"]
)
def test_plain_english_is_none(text: str) -> None:
    assert other_words(text) == []


def test_screens_have_one_word_for_one_thing() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit}"
        for path in source_files()
        if path.suffix == ".py" and "migrations" not in path.parts
        for text in said_by(path, docstrings_of=("cli",))
        if " " in text.strip()
        for hit in other_words(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_have_one_word_for_one_thing(path: Path) -> None:
    if path.relative_to(ROOT).as_posix() not in OF_PROGRAMS:
        assert other_words(re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)) == []


def rows(heading: str = "") -> list[tuple[str, str]]:
    """The rows of the page's tables, or of one of them."""
    page = page_text(WORDS)
    part = page.partition(f"## {heading}")[2].partition("\n## ")[0] if heading else page.partition("## Where files")[0]
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", part, re.MULTILINE)
    return [(word, meaning) for word, meaning in found if word not in {"word", "key", "---"}]


def test_every_word_is_explained_once() -> None:
    words = [word.strip() for row, _ in rows() for word in row.split(",")]
    assert len(words) > 50
    assert len(words) == len(set(words))
    assert {"experiment", "framing", "evidence", "odds", "held", "does not count", "fingerprint", "lineage"} <= set(
        words
    )


def test_the_keys_that_differ_exist() -> None:
    known = "\n".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("columns.md", "plan-file.md"))
    keys = [key for row, _ in rows("Where files have other words") for key in re.findall(r"`(\w+)", row)]
    assert {"variant", "brief", "void", "as_try"} <= set(keys)
    for key in keys:
        assert re.search(rf"`[\w.\[\]*]*{key}\b", known), key
