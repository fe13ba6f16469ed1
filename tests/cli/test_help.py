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
