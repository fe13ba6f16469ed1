"""Long work says what it does on a terminal, and nowhere else."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from cli.link_site import STORIES, site
from cli.terminal import terminal
from cli.typist import NAME, Typist, as_program
from postlab.cli.invocation import Invocation

WORK = [
    (("report", NAME), "Weighing the rounds…"),
    (("report", NAME, "--audit"), "Drawing every round again…"),
    (("learn",), "Putting the rounds together…"),
    (("history",), "Looking back…"),
    (("account", "check", "sandbox"), "Asking about “sandbox”…"),
    (("run",), "Publishing what is due, and reading…"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("words", "said"), WORK)
def test_a_terminal_shows_what_goes_on(words: tuple[str, ...], said: str, planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), *words) as seen:
        assert seen.end() in {0, 3}, seen.screen
    assert said in seen.words


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_cron_s_turn_is_silent_on_a_terminal_as_well(planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "run", "--quiet") as seen:
        assert seen.end() in {0, 3}, seen.screen
    assert "Publishing" not in seen.words


@pytest.mark.parametrize("words", [("report", NAME), ("learn",), ("run",)])
def test_a_log_holds_nothing_of_it(words: tuple[str, ...], planned: Typist) -> None:
    planned("status")  # what is said once was said
    assert as_program("--lab", str(planned.lab), *words, FORCE_COLOR="1", TTY_COMPATIBLE="1").err == ""


def test_pages_that_are_read_are_counted(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Invocation, "busy", lambda *_: nullcontext(SimpleNamespace(update=said.append)))
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "1"
    counted = ["Reading page 1 of 2, 127.0.0.1…", "Reading page 2 of 2, 127.0.0.1…"]
    with site() as web:
        pages = [f"{web.url}/{path}" for path in list(STORIES)[:2]]
        typist("link", "add", *pages)
        assert said == counted
        said.clear()
        links = [word for page in pages for word in ("--link", page)]
        typist("new", "--question", "Q?", "--name", "q", "--metric", "clicks", "--account", "sandbox", *links, "--yes")
        assert said == counted * (len(said) // 2)
    assert said
