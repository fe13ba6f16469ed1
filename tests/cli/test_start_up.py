"""Help, completion and drafting by hand start fast: none of them imports what only other commands need."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cli.typist import NAME, Typist
from postlab.cli.first_sentences import FIRST_SENTENCES
from postlab.cli.main import COMMANDS as COMMAND_NAMES

ROOT = Path(__file__).parents[2]

HEAVY = (
    *("alembic", "atproto", "atproto_client", "facebook", "httpx", "keyring", "lxml", "numpy", "openpyxl", "plotext"),
    *("requests", "scipy", "sqlalchemy", "sqlmodel", "trafilatura", "tweepy"),
    *("feedparser", "icalendar", "jinja2", "openai", "pydantic_ai", "recurring_ical_events", "tomlkit"),
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
    *("demo", "init", "draft", "preview", "words", "new", "rehearse", "approve", "unapprove", "run", "pause", "resume"),
    *("stop", "status", "calendar", "remind", "report", "retry", "reflect", "history"),
    *("learn", "learn promise", "learn export", "learn pool"),
    *("platforms", "doctor", "account", "account add", "account list", "account check", "account remove"),
    "account try-reply",
    *("experiment", "experiment rename", "experiment archive", "experiment unarchive", "experiment delete"),
    *("post", "post show", "post edit", "post cancel", "post resolve", "post published", "post split"),
    *("link", "link add", "link import", "link list", "link show", "link remove", "link pairs"),
    *("metrics", "metrics record", "metrics import", "metrics export"),
    *("observe", "observe import", "settings", "settings set", "settings unset"),
    *("moment", "moment add", "moment import", "moment list", "moment remove"),
    *("cron", "cron enable", "cron disable", "cron status", "help"),
    *("review", "review export", "review import"),
)


def loaded_by(folder: Path, *arguments: str, code: int = 0, **variables: str) -> tuple[str, set[str]]:
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
    assert done.returncode == code, done.stderr
    modules = {name.partition(".")[0] for name in noted.read_text(encoding="utf-8").split("\n")}
    assert "typer" in modules, "the wrapper noted nothing"
    return done.stdout, modules & set(HEAVY)


def all_loaded(folder: Path) -> set[str]:
    """The full names of the modules that the last call of `loaded_by` imported."""
    return set((folder / "modules.txt").read_text(encoding="utf-8").split("\n"))


def commands_loaded(folder: Path) -> set[str]:
    """The commands whose modules are among them."""
    return {name for name in COMMAND_NAMES if f"postlab.cli.{name}" in all_loaded(folder)}


@pytest.mark.parametrize("words", [["--help"], ["-h"], []], ids=["--help", "-h", "nothing"])
def test_the_list_of_commands_imports_none_of_them(words: list[str], tmp_path: Path) -> None:
    output, _ = loaded_by(tmp_path, *words, code=0 if words else 2)
    assert FIRST_SENTENCES["status"] in output
    assert commands_loaded(tmp_path) == set()
    assert {"rich.markdown", "rich.traceback", "markdown_it", "pygments"} & all_loaded(tmp_path) == set()


def test_a_misspelt_command_imports_none(tmp_path: Path) -> None:
    _, heavy = loaded_by(tmp_path, "reprot", code=2)
    assert heavy == set()
    assert commands_loaded(tmp_path) == set()


def test_a_command_imports_no_other(tmp_path: Path, names_only_lab: Path) -> None:
    loaded_by(tmp_path, "--lab", str(names_only_lab), "account", "list")
    assert commands_loaded(tmp_path) == {"account"}


@pytest.mark.parametrize("words", [["report", "exam-saeson"], ["approve", "exam-saeson"], ["account", "check", "paeg"]])
def test_a_misspelt_name_is_told_without_opening_the_records(
    words: list[str], tmp_path: Path, names_only_lab: Path
) -> None:
    _, heavy = loaded_by(tmp_path, "--lab", str(names_only_lab), *words, code=2)
    assert heavy == set()


def test_status_loads_nothing_that_only_publishes_or_writes_posts(tmp_path: Path, planned: Typist) -> None:
    output, heavy = loaded_by(tmp_path, "status", "--lab", str(planned.lab))
    assert NAME in output
    assert heavy == {"sqlalchemy", "sqlmodel"}
    assert {
        *("filelock", "postlab.loop.publish.publish", "postlab.loop.publish.approval", "postlab.loop.plan.rounds"),
        *("postlab.framing.compose", "postlab.articles.fetch", "postlab.reports.answers.status"),
    } & all_loaded(tmp_path) == set()


def test_a_run_that_finds_a_note_opens_no_records_and_says_the_same(tmp_path: Path, typist: Typist) -> None:
    for file in typist.lab.iterdir():
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 60))
    first, heavy = loaded_by(tmp_path, "--lab", str(typist.lab), "run")
    assert "sqlmodel" in heavy
    again, heavy = loaded_by(tmp_path, "--lab", str(typist.lab), "run")
    assert heavy == set()
    assert again == first == "Nothing was due.\n"
    as_json, heavy = loaded_by(tmp_path, "run", "--json", "--lab", str(typist.lab))
    assert heavy == set()
    dry, heavy = loaded_by(tmp_path, "run", "--dry-run", "--json", "--lab", str(typist.lab))
    assert "sqlmodel" in heavy
    assert json.loads(as_json) == json.loads(dry) | {"dry_run": False}
    log = (typist.lab / "postlab.log").read_text(encoding="utf-8")
    assert log.count("run started") == log.count("run finished: nothing was due") == 3
    # anything that changes the records ends it
    loaded_by(tmp_path, "--lab", str(typist.lab), "account", "add", "sandbox", "another")
    _, heavy = loaded_by(tmp_path, "--lab", str(typist.lab), "run")
    assert "sqlmodel" in heavy


def test_what_typer_seldom_uses_works_when_it_is_used() -> None:
    script = """
import sys
from postlab.cli.light_typer import import_typers_pages
import_typers_pages()
from typer import rich_utils
assert "markdown_it" not in sys.modules and "rich.markdown" not in sys.modules
text = rich_utils._make_rich_text(text="**bold**", markup_mode="markdown")
import rich.markdown
assert type(text) is rich.markdown.Markdown
try:
    1 / 0
except ZeroDivisionError as exc:
    shown = rich_utils.Traceback.from_exception(type(exc), exc, exc.__traceback__)
import rich.traceback
assert type(shown) is rich.traceback.Traceback
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_the_first_sentences_are_those_of_the_commands() -> None:
    """So that the list of commands and each command's own help say the same."""
    from typer.main import get_command

    from postlab.cli.main import app

    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group has them
    assert list(commands) == list(COMMAND_NAMES)
    written = {name: inspect.cleandoc(command.help).split("\n\n")[0] for name, command in commands.items()}
    assert written == FIRST_SENTENCES


def test_the_program_starts_where_a_command_is_found() -> None:
    entry_points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, _, function = entry_points["postlab"].partition(":")
    script = f"""
import gc, sys
sys.argv = ["postlab", "--version"]
from {module} import {function} as start
try:
    start()
finally:
    assert gc.isenabled() and gc.get_freeze_count() > 10_000
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("postlab ")


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


def test_a_template_is_read_for_a_page_alone(tmp_path: Path, planned: Typist) -> None:
    for form, with_template in (("--json", set()), ("--markdown", set()), ("--html", {"jinja2"})):
        _, heavy = loaded_by(tmp_path, "report", NAME, form, "--output", "-", "--lab", str(planned.lab))
        assert heavy == {"sqlalchemy", "sqlmodel"} | with_template, form


def test_the_wrapper_sees_what_a_command_imports(tmp_path: Path) -> None:
    """So that the tests above can fail."""
    _, heavy = loaded_by(tmp_path, "init", str(tmp_path / "lab"), "--yes")
    assert "sqlmodel" in heavy
