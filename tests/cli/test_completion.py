"""Completion of experiment and account names, through the shells' own doings."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from postlab.cli.completion import _for_bash, _whole_words
from postlab.cli.main import app

BASH = shutil.which("bash") if sys.platform != "win32" else None
needs_bash = pytest.mark.skipif(BASH is None, reason="needs bash")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder that holds `postlab`, as an installation puts it on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "postlab"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m postlab "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def answers(program: Path, *words: str, lab: Path | None = None, current: int | None = None) -> list[str]:
    """What bash would insert: the words stand as bash splits the line, quotes and all."""
    array = " ".join(shlex.quote(word) for word in words)
    script = f"""
        source <(_POSTLAB_COMPLETE=source_bash postlab)
        COMP_WORDS=({array}); COMP_CWORD={len(words) - 1 if current is None else current}
        _postlab_completion postlab
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    env = os.environ | {"PATH": f"{program}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
    env |= {"POSTLAB_HOME": str(lab)} if lab else {}
    assert BASH is not None
    done = subprocess.run(
        [BASH, "--norc", "-c", script], env=env, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stderr == ""
    return [line for line in done.stdout.split("\n") if line]


@needs_bash
def test_experiments(program: Path, names_only_lab: Path) -> None:
    assert answers(program, "postlab", "report", "exam", lab=names_only_lab) == [r"exam\ season\ 2", "exam-season"]
    assert answers(program, "postlab", "report", "", lab=names_only_lab)[0] == "Prüfungszeit"
    assert answers(program, "postlab", "report", "nothing", lab=names_only_lab) == []


@needs_bash
@pytest.mark.parametrize("command", ["approve", "retry", "reflect"])
def test_every_command_that_takes_an_experiment(command: str, program: Path, names_only_lab: Path) -> None:
    assert answers(program, "postlab", command, "op", lab=names_only_lab) == [r"open\ day"]


@needs_bash
def test_accounts(program: Path, names_only_lab: Path) -> None:
    completions = answers(program, "postlab", "account", "check", "", lab=names_only_lab)
    assert completions == ["page", r"my\ page", "page@uni", "page.two"]  # and not the removed one


@needs_bash
@pytest.mark.parametrize(
    ("typed", "inserted"),
    [(r"exam\ s", r"exam\ season\ 2"), ('"exam s', "exam season 2"), ("'exam s", "exam season 2")],
)
def test_a_space_stays_in_the_name(typed: str, inserted: str, program: Path, names_only_lab: Path) -> None:
    assert answers(program, "postlab", "report", typed, lab=names_only_lab) == [inserted]


@needs_bash
def test_an_at_sign_is_where_bash_breaks_words(program: Path, names_only_lab: Path) -> None:
    words = ("postlab", "account", "check", "page", "@")
    assert answers(program, *words, lab=names_only_lab) == ["@uni"]
    assert answers(program, *words, "u", lab=names_only_lab) == ["@uni"]


@needs_bash
def test_the_lab_on_the_line(program: Path, names_only_lab: Path) -> None:
    quoted = shlex.quote(str(names_only_lab))
    assert answers(program, "postlab", "--lab", quoted, "report", "op") == [r"open\ day"]
    assert answers(program, "postlab", "--lab", "=", quoted, "report", "op") == [r"open\ day"]
    escaped = str(names_only_lab).replace(" ", r"\ ").replace("'", r"\'")
    assert answers(program, "postlab", "--lab", escaped, "account", "check", "my") == [r"my\ page"]
    assert answers(program, "postlab", "report", "op") == []


@needs_bash
def test_the_lab_on_the_line_beats_the_environment(program: Path, names_only_lab: Path, tmp_path: Path) -> None:
    line = ("postlab", "--lab", str(tmp_path / "none"), "report", "op")
    assert answers(program, *line, lab=names_only_lab) == []


@needs_bash
def test_a_home_on_the_line(program: Path, names_only_lab: Path, clean_environment: Path) -> None:
    (clean_environment / "lab").symlink_to(names_only_lab)
    assert answers(program, "postlab", "--lab", "~/lab", "report", "op") == [r"open\ day"]


@needs_bash
def test_commands_options_and_platforms(program: Path, names_only_lab: Path) -> None:
    assert answers(program, "postlab", "rep") == ["report"]
    assert answers(program, "postlab", "cron", "") == ["enable", "disable", "status"]
    assert "--json" in answers(program, "postlab", "report", "--")
    assert "sandbox" in answers(program, "postlab", "account", "add", "")


def completed(*words: str, lab: Path) -> list[str]:
    """What the program answers a shell, before its names are escaped; nothing may be said beside it."""
    env = {"POSTLAB_HOME": str(lab), "_POSTLAB_COMPLETE": "complete_bash"}
    env |= {"COMP_WORDS": "\n".join(("postlab", *words)), "COMP_CWORD": str(len(words))}
    done = CliRunner().invoke(app, [], prog_name="postlab", env=env)
    assert (done.exit_code, done.stderr) == (0, "")
    return [line for line in done.stdout.splitlines() if line]


NAMES = [
    (("draft", "x", "--audience", "st"), ["students"]),
    (("new", "--audience", ""), ["mentors", "students", "clients"]),
    (("moment", "add", "op"), ["open evening", "open day"]),
    (("new", "--moment", "exa"), ["exams"]),
    (("moment", "remove", ""), ["1", "2"]),
    (("new", "--metric", "cli"), ["clicks"]),
    (("observe", "--metric", "imp"), ["impressions"]),
    (("learn", "--platform", "blu"), ["bluesky"]),
    (("learn", "--by", ""), ["audience", "platform", "moment"]),
    (("new", "--timezone", "Australia/Syd"), ["Australia/Sydney"]),
    (("settings", "set", "time"), ["timezone"]),
    (("settings", "set", "audience.m"), ["audience.mentors.question"]),
    (("settings", "set", "step", "ro"), ["round"]),
    (("settings", "set", "timezone", "Europe/Lond"), ["Europe/London"]),
    (("settings", "unset", "qui"), ["quiet"]),
    (("words", "x", "--block", "qu"), ["question"]),
    (("draft", "x", "--block", "qu"), ["question="]),
    (("draft", "x", "--quotes", "source"), ["source before", "source after"]),
    (("init", "--stance", "des"), ["desirable"]),
    (("metrics", "import", "x.csv", "--account", "page."), ["page.two"]),
    (("new", "--account", "page."), ["page.two"]),
]


@pytest.fixture
def lab_with_words(names_only_lab: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "lab"
    shutil.copytree(names_only_lab, folder)
    with (folder / "postlab.toml").open("a", encoding="utf-8") as file:
        file.write('\n[audience.mentors]\nquestion = "Whom do you help next?"\n')
    return folder


@pytest.mark.parametrize(("words", "first"), NAMES)
def test_names_of_every_kind(words: tuple[str, ...], first: list[str], lab_with_words: Path) -> None:
    assert completed(*words, lab=lab_with_words)[: len(first)] == first


@pytest.mark.parametrize("trouble", ["no lab", "no database", "no settings", "locked"])
def test_no_trouble_of_the_lab_is_shown(trouble: str, lab_with_words: Path) -> None:
    """What PostLab itself knows still completes."""
    holder = None
    if trouble == "no lab":
        shutil.rmtree(lab_with_words)
    elif trouble == "no database":
        (lab_with_words / "postlab.db").write_bytes(b"this is not a database")
    elif trouble == "no settings":
        (lab_with_words / "postlab.toml").write_text("= broken [", encoding="utf-8")
    else:
        holder = sqlite3.connect(lab_with_words / "postlab.db")
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
    try:
        for words, _ in NAMES:
            completed(*words, lab=lab_with_words)
        assert "students" in completed("new", "--audience", "", lab=lab_with_words)
        assert completed("post", "show", "", lab=lab_with_words) == []
    finally:
        if holder is not None:
            holder.close()


@needs_bash
def test_a_broken_database_completes_nothing(program: Path, tmp_path: Path) -> None:
    (tmp_path / "postlab.db").write_bytes(b"this is not a database")
    assert answers(program, "postlab", "report", "", lab=tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@needs_bash
@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("postlab report exam\\ \t", "postlab report exam\\ season\\ 2 "),
        ("postlab account check page@\t", "postlab account check page@uni "),
        ('postlab account check "my\t', 'postlab account check "my page" '),
    ],
)
def test_typed_at_a_prompt(typed: str, line: str, program: Path, names_only_lab: Path, tmp_path: Path) -> None:
    """A real bash on a real terminal: what stands on the line after the tab key."""
    import pty

    start = tmp_path / "start.sh"
    start.write_text(
        "PS1='> '; source <(_POSTLAB_COMPLETE=source_bash postlab); bind 'set bell-style none'; echo ready\n",
        encoding="utf-8",
    )
    env = {
        **os.environ,
        "PATH": f"{program}{os.pathsep}{os.environ['PATH']}",
        "POSTLAB_HOME": str(names_only_lab),
        "TERM": "dumb",
        "COLUMNS": "200",
        "INPUTRC": os.devnull,
        "HISTFILE": os.devnull,
    }
    ours, theirs = pty.openpty()
    try:
        assert BASH is not None
        shell = subprocess.Popen(
            [BASH, "--noprofile", "--rcfile", str(start), "-i"],
            env=env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        try:
            read_until(ours, "ready\r\n> ")
            os.write(ours, typed.encode())
            assert read_until(ours, line).endswith(line)
        finally:
            shell.kill()
            shell.wait(10)
    finally:
        os.close(theirs)
        os.close(ours)


def read_until(terminal: int, wanted: str, *, patience_s: float = 20) -> str:
    """What a terminal showed, backspaces carried out; it fails when the wanted does not come."""
    import select
    import time

    screen = ""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            for character in os.read(terminal, 4096).decode("utf-8", "replace"):
                screen = screen[:-1] if character == "\b" else screen + character
        if wanted in screen:
            return screen
    pytest.fail(f"{wanted!r} did not appear in {screen!r}")


@pytest.mark.parametrize(
    ("parts", "current", "expected"),
    [
        (["postlab", "report", "ex"], 2, (["postlab", "report", "ex"], 2, "")),
        (["postlab", "report", ""], 2, (["postlab", "report", ""], 2, "")),
        (["postlab", "report"], 2, (["postlab", "report"], 2, "")),
        (["postlab", "--lab", "=", "/x", "report", "o"], 5, (["postlab", "--lab=/x", "report", "o"], 3, "")),
        (["postlab", "--lab", "=", "/x"], 3, (["postlab", "--lab=/x"], 1, "--lab=")),
        (["postlab", "check", "p", "@"], 3, (["postlab", "check", "p@"], 2, "p")),
        (["postlab", "check", "p", "@", "u"], 4, (["postlab", "check", "p@u"], 2, "p")),
        (["postlab", "check", "p", "@", "u", "--j"], 5, (["postlab", "check", "p@u", "--j"], 3, "")),
    ],
)
def test_words_that_bash_broke_are_joined(parts: list[str], current: int, expected: tuple[list[str], int, str]) -> None:
    assert _whole_words(parts, current) == expected


@needs_bash
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_bash_reads_a_name_back(quote: str) -> None:
    names = ["plain", "two words", "dollar $HOME", "back\\slash", "tick `x`", 'a"b', "Ü-1.5", "a&b;c", "(x)", "*"]
    words = " ".join(f"{quote}{_for_bash(name, quote)}{quote}" for name in names)
    assert BASH is not None
    done = subprocess.run(
        [BASH, "--norc", "-c", f"printf '%s\\n' {words}"], capture_output=True, check=True, timeout=20
    )
    assert done.stdout.decode().splitlines() == names


def test_the_script_can_be_shown_for_the_shell_that_calls(program: Path) -> None:
    if BASH is None:
        pytest.skip("needs bash")
    env = os.environ | {"PATH": f"{program}{os.pathsep}{os.environ['PATH']}"}
    # bash would replace itself by a last command, and then no shell would be calling
    done = subprocess.run(
        [BASH, "--norc", "-c", "postlab --show-completion; true"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "complete -o default -F _postlab_completion postlab" in done.stdout


def test_it_installs_itself_into_the_home(program: Path, clean_environment: Path) -> None:
    if BASH is None:
        pytest.skip("needs bash")
    env = os.environ | {"PATH": f"{program}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(
        [BASH, "--norc", "-c", "postlab --install-completion; true"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (script,) = (clean_environment / ".bash_completions").iterdir()
    assert "_postlab_completion" in script.read_text(encoding="utf-8")
    assert str(script) in (clean_environment / ".bashrc").read_text(encoding="utf-8")
