"""Answers that are longer than the screen open in the person's pager, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cli.terminal import terminal
from cli.typist import NAME, Typist, as_program
from postlab.cli.pager import pager_of, with_colours

IN_A_TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
LOW = 12
"""Lines of a screen on which no report fits."""


@pytest.fixture
def less(tmp_path: Path) -> Path:
    """A folder with a program called less that keeps what it is given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "less"
    program.write_text(f'#!/bin/sh\necho "$LESS" > "{tmp_path}/options"\ncat > "{tmp_path}/paged"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


@IN_A_TERMINAL
@pytest.mark.parametrize("words", [("report", NAME), ("history",), ("learn",), ("status",)])
def test_a_long_answer_opens_in_less_with_its_colours(
    words: tuple[str, ...], planned: Typist, tmp_path: Path, less: Path
) -> None:
    height = 2 if words[0] in {"history", "learn"} else LOW
    planned("status")  # what is said once was said
    with terminal("--lab", str(planned.lab), *words, height=height, PAGER=str(less), LESS="-i") as seen:
        assert seen.end() == 0, seen.screen
    paged = (tmp_path / "paged").read_text(encoding="utf-8")
    assert "\x1b[" in paged
    assert paged.count("\n") >= height
    assert "\n" not in seen.screen.strip()
    assert (tmp_path / "options").read_text(encoding="utf-8") == "-R -i\n"


@IN_A_TERMINAL
def test_an_unknown_pager_gets_plain_text(planned: Typist, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    with terminal("--lab", str(planned.lab), "report", NAME, height=LOW, PAGER=f"cat > '{paged}'") as seen:
        assert seen.end() == 0, seen.screen
    text = paged.read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "Report of" in text
    # nothing is lost on the way
    assert text.partition("Report of")[0].split() == planned("report", NAME).out.partition("Report of")[0].split()


@IN_A_TERMINAL
@pytest.mark.parametrize("switch", ["option", "setting", "environment", "terminal", "room"])
def test_it_can_be_switched_off(switch: str, planned: Typist, tmp_path: Path, less: Path) -> None:
    words, env, height = ["report", NAME], {"PAGER": str(less)}, LOW
    if switch == "option":
        words.append("--no-pager")
    elif switch == "setting":
        planned("settings", "set", "pager", "false")
    elif switch == "environment":
        env = {"PAGER": "cat"}
    elif switch == "terminal":
        env["TERM"] = "dumb"
    else:
        height = 500
    with terminal("--lab", str(planned.lab), *words, height=height, **env) as seen:
        assert seen.end() == 0, seen.screen
    assert not (tmp_path / "paged").exists()
    assert "Report of" in seen.words


@IN_A_TERMINAL
@pytest.mark.parametrize("pager", ["no-such-pager", "exit 127"])
def test_a_pager_that_there_is_not_loses_nothing(pager: str, planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "report", NAME, height=LOW, PAGER=pager) as seen:
        assert seen.end() == 0, seen.screen
    assert seen.words.count("Report of") == 1


@IN_A_TERMINAL
def test_leaving_it_before_the_end_is_no_failure(planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "report", NAME, height=LOW, PAGER="head -n 1") as seen:
        assert seen.end() == 0, seen.screen
    assert "Report of" not in seen.words


@IN_A_TERMINAL
def test_what_goes_wrong_after_the_first_lines_is_said_after_them(planned: Typist, less: Path) -> None:
    with terminal("--lab", str(planned.lab), "report", "nothing", height=LOW, PAGER=str(less)) as seen:
        assert seen.end() == 2
    assert "There is no experiment “nothing”" in seen.words


@pytest.mark.parametrize("words", [("report", NAME), ("status",), ("report", NAME, "--json")])
def test_a_pipe_has_none(words: tuple[str, ...], planned: Typist, tmp_path: Path, less: Path) -> None:
    env = {"PAGER": str(less), "FORCE_COLOR": "1", "LINES": "5"}
    answer = as_program("--lab", str(planned.lab), *words, **env)
    assert answer.out.count("\n") > 5
    assert not (tmp_path / "paged").exists()


def test_the_persons_own_options_of_less_stay() -> None:
    assert with_colours({})["LESS"] == "FRX"
    assert with_colours({"LESS": "-S -P?f%f"})["LESS"] == "-R -S -P?f%f"
    assert pager_of({"PAGER": "most -s"}) == "most -s"
    assert pager_of({"PAGER": " cat "}) is None
    assert pager_of({"PAGER": ""}) is None
