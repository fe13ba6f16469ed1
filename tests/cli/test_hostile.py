"""Texts from outside may hold anything; no screen obeys them, and programs get them whole or harmless."""

from __future__ import annotations

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, CommandResult, Typist, as_program, changed

NASTY = {
    "looks": "[red]now[/red] [link=https://evil.example]x[/link] [/] <b>&lt;</b> :smile: 100 % {name} %s {0}",
    "backslashes": "\\[bold] \\\\ [b\\]",
    "ansi": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J",
    "osc 8": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "lines": "one\ntwo\r\nthree\u2028four",
    "direction": "a\u202egnp.exe \u2066b\u2069",
    "formula": '=HYPERLINK("https://evil.example")',
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def quoted(text: str) -> str:
    """As a TOML string."""
    return json.dumps(text, ensure_ascii=True).replace("\\u2028", "\\u2028")


def plan_with(text: str) -> str:
    return changed(
        PLAN,
        {
            '"Do Year 12 students respond more when a link comes with context?"': quoted(f"Why {text}?"),
            '"Naming the moment and the worry beats a bare link."': quoted(text),
            '"Information is used when it meets a felt need (career decision-making theory)."': quoted(text),
            '"Back to bare links for the holidays; then try a question instead of a claim."': quoted(text),
            '"Graduates still earn more"': quoted(f"Pay {text}"),
            'name = "contextualised"': f"name = {quoted(text[:50])}",
        },
    )


def screens(typist: Typist) -> list[str]:
    typist("reflect", NAME, "Thoughts")
    typist("approve", NAME)
    typist.clock.set(datetime(2026, 11, 24, 12, 31, tzinfo=ZoneInfo("Australia/Sydney")))
    typist("run")
    return [
        result.out + result.err
        for result in (
            typist("status"),
            typist("calendar"),
            typist("calendar", "--html", "--output", "-"),
            typist("report", NAME),
            typist("report", NAME, "--audit"),
            typist("retry", NAME, "--list"),
            typist("post", "show", "1"),
            typist("post", "show", "2"),
            typist("run", "--dry-run"),
            typist("metrics", "export"),
            typist("report", NAME, "--csv"),
            typist("report", NAME, "--markdown"),
            typist("history"),
            typist("history", "--csv"),
            typist("history", "--markdown"),
            stopped(typist),
        )
    ]


def stopped(typist: Typist) -> CommandResult:
    """The page of an experiment that is over."""
    typist("stop", NAME, "--yes")
    return typist("report", NAME, "--short")


@pytest.mark.parametrize("kind", NASTY)
def test_no_screen_obeys_a_plan(kind: str, typist: Typist) -> None:
    text = NASTY[kind]
    result = typist.plans(plan_with(text))
    for screen in (result.out, *screens(typist)):
        assert not CONTROL.search(screen), screen
    words = " ".join(screens_text := typist("report", NAME).out.split())
    assert screens_text
    if kind == "looks":
        # shown as it is, not obeyed
        assert " ".join(text.split()) in words
    answer = typist("report", NAME, "--json").json
    assert answer["experiment"]["name"] == NAME


@pytest.mark.parametrize("kind", ["looks", "ansi", "osc 8", "lines"])
def test_no_screen_obeys_what_is_typed(kind: str, planned: Typist) -> None:
    text = NASTY[kind]
    planned("reflect", NAME, text)
    planned("post", "cancel", "1", "--reason", text)
    for words in (("report", NAME), ("post", "show", "1"), ("status",)):
        assert not CONTROL.search(planned(*words).out)
    for words in (("report", text), ("approve", text), ("account", "check", text), ("post", "show", text)):
        result = planned(*words, code=2)
        assert not CONTROL.search(result.err)
    for words in (("account", "add", text, "page"), ("account", "add", "sandbox", text), ("run", "--at", text)):
        result = planned(*words, code=2)
        assert not CONTROL.search(result.err)


@pytest.mark.parametrize("kind", [kind for kind in NASTY if kind != "lines"])
def test_no_draft_obeys_an_article(kind: str, typist: Typist) -> None:
    text = NASTY[kind]
    command = ("draft", "https://news.example/pay", "--title", f"Pay {text}", "--evidence", f"Research says {text}.")
    result = typist(*command)
    assert not CONTROL.search(result.out)
    if kind == "looks":
        assert " ".join(text.split()) in result.words
    for draft in typist(*command, "--json").json["drafts"]:
        assert draft["length"] <= draft["limit"]
        assert "\x1b" not in draft["text"]


def test_a_spreadsheet_calculates_nothing(typist: Typist) -> None:
    typist.plans(plan_with(NASTY["formula"]))
    table = typist("report", NAME, "--csv").out
    assert "'=HYPERLINK" in table
    assert not re.search(r'(^|,)"?=', table, re.MULTILINE)


def test_colour_codes_do_not_come_back_through_a_terminals_colours(typist: Typist) -> None:
    """With colour forced on, the only sequences are rich's own."""
    typist.plans(plan_with(NASTY["ansi"] + NASTY["osc 8"]))
    result = as_program("status", POSTLAB_HOME=str(typist.lab), FORCE_COLOR="1", NO_COLOR="")
    assert result.exit_code == 0
    assert "\x1b]" not in result.out
    assert "\x1b[2J" not in result.out
