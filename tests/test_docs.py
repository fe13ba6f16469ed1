"""The pages tell the truth: links lead somewhere, commands exist, what is shown is what is printed."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import typer
from terminal_picture import words_of
from typer.testing import CliRunner

from postlab import platforms
from postlab.cli.main import app
from postlab.design.durations import format_duration
from postlab.design.plan import Plan
from postlab.design.plan_parts import (
    PlannedBrief,
    PlannedBudget,
    PlannedGuardrails,
    PlannedLink,
    PlannedMoment,
    PlannedVariant,
)
from postlab.framing.words.moments import kinds_of_moment
from postlab.settings_file import PROTECTION
from postlab.settings_model import KEYS, Audience, Budget, LanguageModel, Written, meanings
from postlab.stances import STANCES, STEP_OF, STEPS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
FIRST = ("pip install uv && uv run postlab demo", "pip install uv && uv run pytest")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    return re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)


def calls(path: Path) -> Iterator[list[str]]:
    """The calls of the program that a page shows, as words, without what placeholders stand for."""
    text = read(path)
    fenced = [line.strip().removeprefix("$ ") for block in blocks(text) for line in block.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in [*fenced, *spans]:
        if line.startswith("postlab "):
            yield shlex.split(re.split(r"\s{3,}|\s#", line)[0].replace("…", ""))[1:]


@pytest.fixture(scope="module")
def command() -> Any:
    return typer.main.get_command(app)


def find(command: Any, words: list[str]) -> tuple[Any, list[str]]:
    """The command that words name, and what is left of them."""
    options = {option for parameter in command.params for option in getattr(parameter, "opts", ())}
    while words and words[0] in options:
        # --lab DIR, the one global option that takes a value
        words = words[2:]
    while words and hasattr(command, "commands") and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        if not target.startswith(("http:", "https:", "mailto:", "#")):
            assert (path.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_and_options_exist(path: Path, command: Any) -> None:
    for words in calls(path):
        found, rest = find(command, words)
        assert not (hasattr(found, "commands") and rest and rest[0].isalpha() and rest[0].islower()), (
            f"there is no `postlab {' '.join(words)}`"
        )
        known = {
            o
            for parameter in found.get_params(typer.Context(found))
            for o in (*parameter.opts, *parameter.secondary_opts)
        }
        known |= {"--help", "-h"}
        for word in rest:
            if word.startswith("-") and word != "-":
                assert word.partition("=")[0] in known, f"`postlab {' '.join(words)}` has no {word}"


def test_the_readme_starts_with_the_two_commands() -> None:
    assert blocks(read(ROOT / "README.md"))[0].splitlines() == list(FIRST)


@pytest.fixture(scope="module")
def demo() -> str:
    """What the demo prints on a terminal of 90 columns, without its colours."""
    return CliRunner(env={"COLUMNS": "90"}).invoke(app, ["demo"]).stdout


def test_the_readme_shows_what_the_demo_prints(demo: str) -> None:
    shown = next(block for block in blocks(read(ROOT / "README.md")) if "SIMULATED AUDIENCE" in block)
    at = 0
    for part in shown.split("…\n"):
        found = demo.find(part.strip("\n"), at)
        assert found >= 0, f"the demo does not print this (any more):\n{part}"
        at = found + 1


def test_the_cast_is_of_todays_demo(demo: str) -> None:
    lines = [json.loads(line) for line in read(ROOT / "docs" / "pictures" / "demo.cast").splitlines()]
    sent = "".join(text for _, _, text in lines[1:]).replace("\r\n", "\n")
    assert words_of(sent) == f"$ postlab demo\n{demo}", "docs/pictures is stale: run `just pictures`"


def test_the_page_of_commands_is_current(tmp_path: Path) -> None:
    pinned = re.search(r"^typer==(\S+)", read(ROOT / "constraints.txt"), re.MULTILINE)
    if pinned is None or metadata.version("typer") != pinned[1]:
        pytest.skip("docs/cli.md is written with the Typer of constraints.txt, and here is another")
    fresh = tmp_path / "cli.md"
    made = [
        sys.executable,
        "-m",
        "typer",
        "postlab.cli.main",
        "utils",
        "docs",
        "--name",
        "postlab",
        "--output",
        str(fresh),
    ]
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    assert read(fresh) == read(ROOT / "docs" / "cli.md"), "docs/cli.md is stale: run `just docs`"


def test_the_plan_page_names_every_key_and_default() -> None:
    page = read(ROOT / "docs" / "plan-file.md")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", page, re.MULTILINE))
    tables = {"variant", "brief", "link", "moment", "budget", "guardrails"}
    assert set(Plan.model_fields) - tables == {key for key in rows if key in Plan.model_fields} - tables
    for key, default in rows.items():
        field = Plan.model_fields.get(key)
        if field is None or key in tables:
            continue
        assert field.is_required() == (default == "required" or key == "timezone"), key
        if key in {"rounds", "alpha", "worthwhile"}:
            assert default == f"`{field.default}`"
        elif key in {"control", "audience", "design", "approve"}:
            assert default == f'`"{field.default}"`'
    assert rows["horizon"] == f'`"{format_duration(Plan.model_fields["horizon"].default)}"`'
    for part in (PlannedVariant, PlannedBrief, PlannedLink, PlannedMoment, PlannedBudget, PlannedGuardrails):
        for key in part.model_fields:
            assert f"`{key}`" in page, f"{part.__name__} has a key {key}"


def test_the_settings_page_says_what_the_model_says() -> None:
    page = read(ROOT / "docs" / "settings.md")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", page.partition("## All of it")[2], re.MULTILINE)
    assert {key: meaning for key, _, meaning in rows} == dict(meanings())
    usual = Written(timezone="UTC")
    for key, without, _ in rows:
        if without.startswith("`"):
            document = {"timezone": "UTC"} | tomllib.loads(f"{key} = {without.strip('`')}")
            assert Written.model_validate(document, by_name=False) == usual, key
    bare = {key for key, name in KEYS.items() if getattr(usual, name) in (None, {}, LanguageModel())}
    assert bare == {key for key, without, _ in rows if without == "none"}
    protects = re.findall(r"^\| `(\w+)` \| `([^`]+)` \|$", page, re.MULTILINE)
    assert protects == [(key, str(value)) for key, value in PROTECTION.items()]
    starts = re.findall(r"^\| (`.+`) \| `(\w+)` \| ", page.partition("## Whom")[0], re.MULTILINE)
    assert {stance: step for stances, step in starts for stance in re.findall(r"`([^`]+)`", stances)} == STEP_OF
    for part in (Audience, Budget, LanguageModel):
        for key in part.model_fields:
            assert key in page, f"{part.__name__} has a key {key}"


def test_every_choice_of_a_setting_is_told() -> None:
    for key, choices in {"stance": STANCES, "step": STEPS}.items():
        assert all(choice in meanings()[key] for choice in choices)


def test_every_kind_of_moment_is_named() -> None:
    page = " ".join(read(ROOT / "docs" / "plan-file.md").split())
    for kind in kinds_of_moment():
        assert kind.name in page


@pytest.mark.parametrize("name", sorted(platforms.names()))
def test_every_platform_has_a_page(name: str) -> None:
    page = read(ROOT / "docs" / "platforms" / f"{name}.md")
    for option in platforms.load(name).options:
        flags = [f"--{name}" for name in (option.name, *option.aliases)]
        assert any(flag in page for flag in flags), f"the page does not tell of {option.name}"
