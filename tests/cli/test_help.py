"""What `--help` says reaches the screen whole, brackets included."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from postlab.cli.main import app

SECTION = re.compile(r"\[[a-z]+\]")


def commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group, with what is typed to reach it."""
    yield words, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*words, name))


ALL = dict(commands(typer.main.get_command(app)))


def sections(command: Any) -> set[str]:
    """The sections of postlab.toml that a command's own help names, as its author wrote them."""
    texts = [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]
    return {section for text in texts for section in SECTION.findall((text or "").replace("\\", ""))}


def shown(words: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    answer = CliRunner().invoke(app, [*words, "--help"])
    assert answer.exit_code == 0
    return answer.stdout


def test_some_help_names_a_section() -> None:
    assert sections(ALL["words",]) == {"[ai]"}


@pytest.mark.parametrize("width", [50, 80, 120])
def test_every_section_that_help_names_is_printed(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, command in ALL.items():
        if section_names := sections(command):
            assert section_names <= set(SECTION.findall(shown(words, width, monkeypatch))), words


@pytest.mark.parametrize("width", [50, 80, 120])
def test_the_list_of_commands_prints_them_as_well(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, group in ALL.items():
        first = [
            inspect.cleandoc(command.help or "").split("\n\n")[0] for command in getattr(group, "commands", {}).values()
        ]
        if section_names := {section for text in first for section in SECTION.findall(text.replace("\\", ""))}:
            assert section_names <= set(SECTION.findall(shown(words, width, monkeypatch))), words


def test_values_are_named_as_people_call_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ALL:
        text = shown(words, 200, monkeypatch)
        assert not re.search(r"<[\w\[\]| ]+>|INTEGER|RANGE|FLOAT|PATH|<=|\[\[|\bstr\b", text), (words, text)


def test_an_option_with_a_value_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for words, command in ALL.items():
        with command.make_context("postlab", list(words), resilient_parsing=True) as ctx:
            for parameter in command.get_params(ctx):
                takes_one = parameter.param_type_name == "option" and not parameter.is_flag
                kind = parameter.display_type_rich(ctx=ctx)
                assert bool(kind) == takes_one, (words, parameter.name)
                assert re.fullmatch(r"[A-Z][A-Z .:=|a-z]*|\w+(\|\w+)+|", kind), (words, parameter.name, kind)


def test_many_options_stand_in_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, command in ALL.items():
        of_its_own = [parameter for parameter in command.params if parameter.param_type_name == "option"]
        titles = re.findall(r"^╭─ (.+?) ─", shown(words, 80, monkeypatch), re.MULTILINE)
        if len(of_its_own) > 8:
            assert len(titles) >= 3, (words, titles)


def test_no_option_is_lost_in_the_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, command in ALL.items():
        text = shown(words, 100, monkeypatch)
        for parameter in command.params:
            if not getattr(parameter, "hidden", False) and parameter.param_type_name == "option":
                assert len(re.findall(rf"^│ [* ]*{parameter.opts[0]}\b(?!-)", text, re.MULTILINE)) == 1, parameter.opts


def test_bounds_are_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "DAYS [1 to 366]" in shown(("moment", "add"), 120, monkeypatch)
    assert "N [1 or more]" in shown(("resume",), 120, monkeypatch)


def test_the_list_of_commands_ends_with_what_to_type_first(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.strip() for line in shown((), 80, monkeypatch).splitlines() if line.strip()]
    assert lines[-4:] == ["Examples:", "postlab demo", "postlab init", "postlab help words"]
