"""The record in Markdown, read by a Markdown reader: words from outside stay words, whatever they look like."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from postlab.records.tables import ExperimentState, Reflection
from postlab.reports.as_markdown import document, record
from postlab.reports.history import lineages
from postlab.reports.markdown import inline, quote, row
from postlab.sanitise import plain
from reports.worlds import LOSING, NOW, WINNING, Records

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
MARKS = ("# ", "> ", "- ", "+ ", "* ", "1. ", "2) ", "---", "===", "```", "~~~", "    ", "|", "<", "&", "![", "](")
MORE = ("<script>", "</p>", "<!--", "&lt;", "*", "_", "`", "~~", "[x]: y", ":--", "| - |", "https://", "\n\n", "\\")
texts = st.lists(st.one_of(st.sampled_from([*MARKS, *MORE]), st.text(max_size=4)), max_size=12).map("".join)

HOSTILE = (
    "# Title\n<script>alert(1)</script> ![x](https://evil.example/x.png) [a](javascript:x) | `b` **c** \x1b[31m\n"
    "---\n1. one\n\n    code\n> quote &lt; <img src=x onerror=y> \u202egnp.exe ~~~ \\"
)


def tokens(text: str) -> list[Token]:
    """All tokens, those inside a line too."""
    return [part for token in READER.parse(text) for part in (token, *(token.children or ()))]


def shown(text: str) -> str:
    """What a reader sees, without knowing any markup."""
    breaks = dict.fromkeys(("softbreak", "hardbreak"), " ")
    words = {"text", "text_special", "code_inline", *breaks}
    lines = [
        "".join(breaks.get(part.type, part.content) for part in block.children or () if part.type in words)
        for block in READER.parse(text)
        if block.type == "inline"
    ]
    return " ".join(" ".join(lines).split())


def kinds(text: str) -> set[str]:
    return {token.type for token in tokens(text)} - {"inline", "text", "text_special", "softbreak"}


AROUND = {"": set(), "- ": {"bullet_list", "list_item"}, "# ": {"heading"}, "**a** ": {"strong"}}


@given(texts, st.sampled_from(sorted(AROUND)))
def test_a_line_is_read_as_it_was_meant(text: str, before: str) -> None:
    page = f"{before}{inline(text)}"
    assert {kind.rsplit("_", 1)[0] for kind in kinds(page)} <= {"paragraph", *AROUND[before]}
    assert shown(page) == " ".join(f"{'a ' if '*' in before else ''}{plain(text)}".split())


@given(texts)
def test_a_cell_is_a_cell(text: str) -> None:
    page = "\n".join([row(["a", "b"]), row(["---", "---"]), row([inline(text), "end"]), row(["x", "y"])])
    parsed = tokens(page)
    assert [token.type for token in parsed].count("td_open") == 4
    assert not {kind for kind in kinds(page) if kind.split("_")[0] not in {"table", "thead", "tbody", "tr", "th", "td"}}
    contents = [token.content for token in READER.parse(page) if token.type == "inline"]
    assert contents[-3:] == ["end", "x", "y"]
    assert shown(f"{contents[2]}") == " ".join(plain(text).split())


@given(texts)
def test_a_quote_is_one_quote(text: str) -> None:
    page = f"Before.\n\n{quote(text)}\n\nAfter."
    types = [token.type for token in READER.parse(page)]
    assert types.count("blockquote_open") == 1
    assert types[-3:] == ["paragraph_open", "inline", "paragraph_close"]
    assert {kind.rsplit("_", 1)[0] for kind in kinds(page)} <= {"paragraph", "blockquote", "hardbreak"}
    assert shown(page) == " ".join(f"Before. {plain(text, newlines=True)} After.".split())


@pytest.fixture
def hostile(records: Records) -> Any:
    """An experiment in which everything that may come from outside is hostile."""
    parent = records.experiment(name="the try before", state=ExperimentState.ENDED)
    name = "a | b"
    records.account(name)
    experiment = records.experiment(
        [*LOSING[:4], (None, 3)],
        state=ExperimentState.ENDED,
        parent=parent,
        change=HOSTILE,
        reason=HOSTILE,
        text=HOSTILE,
        titles=(HOSTILE, HOSTILE),
        question=HOSTILE,
        hypothesis=HOSTILE,
        rationale=HOSTILE,
        audience=HOSTILE,
        if_it_fails=HOSTILE,
        accounts=[name],
        variant=[{"name": "bare link", "blocks": ["link"]}, {"name": "x | <b> `y`", "blocks": ["question", "link"]}],
    )
    experiment.stopped_because = HOSTILE
    for post in records.posts(experiment):
        post.outcome_missing = HOSTILE if post.outcome is None else None
    answers = dict.fromkeys(("expected", "surprised", "change", "practice"), HOSTILE)
    records.session.add(Reflection(experiment_id=experiment.id, at=NOW, text=HOSTILE, answers=answers))
    records.session.commit()
    return experiment


def check(page: str, headings: list[str]) -> None:
    parsed = tokens(page)
    obeyed = {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    assert not {token.type for token in parsed} & obeyed
    blocks = READER.parse(page)
    assert [text.content for title, text in pairwise(blocks) if title.type == "heading_open"] == headings
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "<script" not in page
    rows = [token for token in parsed if token.type == "tr_open"]
    cells = [token for token in parsed if token.type in {"td_open", "th_open"}]
    assert len(cells) == 6 * len(rows)
    assert "alert(1)" in shown(page)


SECTIONS = ["What was done", "What it showed", "The rounds", "What it took", "Limits", "Reflections", "30 Nov 2026"]


def test_a_hostile_experiment_is_a_plain_page(records: Records, hostile: Any) -> None:
    check(document(records.lesson(hostile)), ["exam-season", *SECTIONS, "What comes next"])


def test_so_is_a_record_of_many(records: Records, hostile: Any) -> None:
    roots = lineages(records.session)
    page = record(roots, [records.lesson(hostile)], since=None, zone="Australia/Sydney", now=NOW)
    check(page, ["Experiments, up to 30 Nov 2026", "exam-season", *SECTIONS, "What comes next"])


def test_everything_is_on_it(records: Records) -> None:
    experiment = records.experiment(
        LOSING,
        state=ExperimentState.DECIDED,
        simulated=True,
        hypothesis="Naming the worry helps.",
        rationale="A felt need.",
        text="Is it worth it?\n\nhttps://news.example/pay?utm_source=bluesky",
    )
    answers = {"expected": "More clicks.", "practice": "Ask less,\nsay more."}
    records.session.add(Reflection(experiment_id=experiment.id, at=NOW, text="And so on.", answers=answers))
    page = document(records.lesson(experiment))
    words = shown(page)
    for sentence in (
        "Simulated audience: no real person saw these posts",
        "Do students respond more when a link comes with context?",
        "Expected: Naming the worry helps.",
        "Because: A felt need.",
        "Is it worth it?",
        "The bare link did better: about 3.",
        "In numbers: context has about 0.2",
        "Your plan for this: Back to bare links for the holidays.",
        "10 rounds, 20 posts, 12 weeks",
        "at most 1 in 20 experiments would name a winner",
        "What did you expect?",
        "Ask less, say more.",
        "And so on.",
        "postlab retry exam-season",
        f"SHA-256 {experiment.plan_hash[:12]}",
        "Made with PostLab on 30 Nov 2026.",
    ):
        assert sentence in words, sentence
    # the address of the plan, without its tracking
    assert "> https://news.example/pay\n" in page
    assert page.count("\n| ") == len(LOSING) + 2
    assert page.endswith("\n")
    assert "What surprised you?" not in words


def test_one_that_runs_has_a_page_too(records: Records) -> None:
    page = document(records.report(records.experiment(WINNING[:3])))
    assert "Keep going: too early to tell" in shown(page)
    assert "What it took" not in page
    assert "`postlab run`" in page


def test_since_a_day(records: Records) -> None:
    since = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    page = record([], [], since=since, zone="Australia/Sydney", now=NOW)
    assert page.startswith("# Experiments, 1 Jan 2026 to 30 Nov 2026\n\n0 experiments")
