"""Help, completion and drafting by hand start fast: none of them imports what only other commands need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    *("alembic", "atproto", "atproto_client", "facebook", "httpx", "keyring", "lxml", "numpy", "openpyxl", "plotext"),
    *("requests", "scipy", "sqlalchemy", "sqlmodel", "trafilatura", "tweepy"),
    *("feedparser", "icalendar", "openai", "pydantic_ai", "recurring_ical_events", "tomlkit"),
)

# What was loaded is written to a file of its own: standard output belongs to the command.
WRAPPER = """
import atexit, os, sys
from pathlib import Path

def note():
    Path(os.environ["LOADED_MODULES"]).write_text("\\n".join(sys.modules), encoding="utf-8")

atexit.register(note)
sys.argv[0] = "postlab"
from postlab.cli.main import main
main()
"""

COMMANDS = (
    *("demo", "init", "draft", "words", "new", "rehearse", "approve", "run", "pause", "resume", "stop"),
    *("status", "report", "retry", "reflect", "history"),
    *("learn", "learn promise", "learn export", "learn pool"),
    *("platforms", "doctor", "account", "account add", "account list", "account check", "account remove"),
    *("post", "post show", "post edit", "post cancel", "post resolve", "post published"),
    *("link", "link add", "link import", "link list", "link show", "link remove", "link pairs"),
    *("metrics", "metrics record", "metrics import", "metrics export"),
    *("observe", "observe import", "settings", "settings set", "settings unset"),
    *("moment", "moment add", "moment import", "moment list", "moment remove"),
    *("cron", "cron enable", "cron disable", "cron status"),
)


def loaded_by(folder: Path, *arguments: str, **variables: str) -> tuple[str, set[str]]:
    """What a call of the program printed, and the heavy modules that it imported on the way."""
    noted = folder / "modules.txt"
    done = subprocess.run(
        [sys.executable, "-c", WRAPPER, *arguments],
        env=os.environ | {"LOADED_MODULES": str(noted), "PYTHONUTF8": "1"} | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules = {name.partition(".")[0] for name in noted.read_text(encoding="utf-8").split("\n")}
    assert "typer" in modules, "the wrapper noted nothing"
    return done.stdout, modules & set(HEAVY)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    output, heavy = loaded_by(tmp_path, "--help")
    assert "Usage: postlab" in output
    assert heavy == set()


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_before_a_command_no_model_is_built(option: str, tmp_path: Path) -> None:
    """Typer itself imports pydantic when it reads a command's options; until then nobody does."""
    loaded_by(tmp_path, option)
    assert "pydantic" not in (tmp_path / "modules.txt").read_text(encoding="utf-8").split("\n")


def test_help_of_every_command_imports_nothing_heavy(tmp_path: Path) -> None:
    """One process for all of them: what one had imported, the others would show as well, so it names the first."""
    script = f"""
import sys
from postlab.cli.main import app
for command in {COMMANDS!r}:
    try:
        app([*command.split(), "--help"], prog_name="postlab")
    except SystemExit as end:
        assert end.code == 0, command
    heavy = {{name.partition(".")[0] for name in sys.modules}} & set({HEAVY!r})
    assert not heavy, (command, heavy)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    for command in COMMANDS:
        assert f"Usage: postlab {command}" in done.stdout


def test_every_command_is_among_them(tmp_path: Path) -> None:
    """A command that is added must be added above, too."""
    from typer.main import get_command

    from postlab.cli.main import app

    commands: set[str] = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # a group has them
        commands |= {name, *(f"{name} {sub}" for sub, it in getattr(command, "commands", {}).items() if not it.hidden)}
    assert commands == set(COMMANDS)


def test_the_version_imports_nothing_heavy(tmp_path: Path) -> None:
    output, heavy = loaded_by(tmp_path, "--version")
    assert output.startswith("postlab ")
    assert heavy == set()


def test_drafting_by_hand_imports_nothing_heavy(tmp_path: Path) -> None:
    evidence = "Research shows that most graduates earn more over their lifetime."
    output, heavy = loaded_by(
        *(tmp_path, "draft", "https://news.example/pay", "--title", "Graduates earn more", "--evidence", evidence)
    )
    assert evidence in " ".join(output.split())
    assert heavy == set()


def test_drafting_with_a_calendar_imports_nothing_heavy(tmp_path: Path, names_only_lab: Path) -> None:
    output, heavy = loaded_by(
        *(tmp_path, "--lab", str(names_only_lab), "draft", "https://news.example/pay", "--title", "Pay"),
        *("--evidence", "It went up.", "--json"),
    )
    assert '"what": "open evening"' in output
    assert heavy == set()


def test_drafting_by_hand_as_json_imports_nothing_heavy(tmp_path: Path) -> None:
    output, heavy = loaded_by(
        *(tmp_path, "draft", "https://news.example/pay", "--title", "Pay", "--evidence", "It went up.", "--json")
    )
    assert '"schema_version": 2' in output
    assert heavy == set()


@pytest.mark.parametrize(
    ("words", "expected"),
    [("postlab rep", "report"), ("postlab report exam-", "exam-season"), ("postlab account check pa", "page")],
)
def test_completion_imports_nothing_heavy(words: str, expected: str, tmp_path: Path, names_only_lab: Path) -> None:
    output, heavy = loaded_by(
        tmp_path,
        POSTLAB_HOME=str(names_only_lab),
        _POSTLAB_COMPLETE="complete_bash",
        COMP_WORDS=words.replace(" ", "\n"),
        COMP_CWORD=str(len(words.split()) - 1),
    )
    assert output.split("\n")[0] == expected
    assert heavy == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_completion_script_imports_nothing_heavy(shell: str, tmp_path: Path) -> None:
    output, heavy = loaded_by(tmp_path, _POSTLAB_COMPLETE=f"source_{shell}")
    assert "_POSTLAB_COMPLETE" in output
    assert heavy == set()


def test_the_wrapper_sees_what_a_command_imports(tmp_path: Path) -> None:
    """So that the tests above can fail."""
    _, heavy = loaded_by(tmp_path, "init", str(tmp_path / "lab"), "--yes")
    assert "sqlmodel" in heavy
