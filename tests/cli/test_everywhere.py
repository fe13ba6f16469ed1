"""The global options are understood before a command and after it, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.conftest import ACCOUNTS
from cli.typist import as_program
from postlab.cli.main import app


def below(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in getattr(command, "commands", {}).items():
        yield (*words, name), one
        yield from below(one, (*words, name))


def test_every_command_and_group_takes_them() -> None:
    commands = dict(below(get_command(app)))
    assert ("learn", "pool") in commands
    for words, command in commands.items():
        options = [name for parameter in command.params for name in parameter.opts]
        assert options.count("--lab") == options.count("--version") == 1, words


@pytest.mark.parametrize(
    "words",
    [
        ("--lab", "LAB", "account", "list", "--json"),
        ("account", "--lab", "LAB", "list", "--json"),
        ("account", "list", "--json", "--lab", "LAB"),
        ("account", "list", "--lab=LAB", "--json"),
        ("--lab", "LAB", "account", "list", "--lab", "LAB", "--json"),
    ],
)
def test_the_lab_may_stand_anywhere(words: tuple[str, ...], names_only_lab: Path) -> None:
    typed = [word.replace("LAB", str(names_only_lab)) for word in words]
    answer = as_program(*typed)
    assert [account["name"] for account in answer.json["accounts"]] == list(ACCOUNTS)


def test_the_same_lab_may_be_written_in_two_ways(names_only_lab: Path) -> None:
    answer = as_program(
        *("--lab", names_only_lab.name, "account", "list", "--lab", str(names_only_lab), "--json"),
        cwd=names_only_lab.parent,
    )
    assert answer.exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--lab", "LAB", "account", "list", "--lab", "other"),
        ("--lab", "LAB", "--lab", "other", "account", "list"),
        ("account", "--lab", "LAB", "list", "--lab", "other"),
        ("account", "list", "--lab", "other", "--lab", "LAB"),
    ],
)
def test_two_labs_are_refused(words: tuple[str, ...], names_only_lab: Path) -> None:
    answer = as_program(*(word.replace("LAB", str(names_only_lab)) for word in words), cwd=names_only_lab.parent)
    assert answer.exit_code == 2
    assert answer.out == ""
    assert "--lab names two labs" in answer.complaint
    assert "Name the one that you mean, once." in answer.complaint


def test_a_word_that_another_option_takes_is_no_lab(names_only_lab: Path) -> None:
    answer = as_program("new", "--question", "--lab", "--lab", str(names_only_lab), "--help")
    assert answer.exit_code == 0


@pytest.mark.parametrize("words", [("status",), ("account",), ("account", "list")])
def test_help_names_the_lab_and_the_version_is_told_there(words: tuple[str, ...]) -> None:
    assert "--lab DIR The lab's folder" in as_program(*words, "--help").words.replace("│", " ").replace("  ", " ")
    assert as_program(*words, "--version").out.startswith("postlab ")
