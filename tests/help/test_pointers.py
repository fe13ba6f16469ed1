"""What the program says points to what a wheel has: never to a file of the repository, and to topics that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from postlab.cli.main import COMMANDS
from postlab.help.topics import topic_named

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "postlab"
OF_THE_REPOSITORY = re.compile(
    r"(?<![\w/])(?:docs|examples|tests|benchmarks|src)/[\w./-]+|\b(?:README|CONTRIBUTING|CHANGELOG)\b"
)
POINTER = re.compile(r"postlab help ([\w-]+)")
READ_BY_PEOPLE = {".toml", ".json", ".txt", ".md"}
PRINTED_DOCSTRINGS = ("cli", "reports/answers", "reports/nouns")
"""Where docstrings become the help of commands, or the descriptions of keys."""

NAMES_A_FILE = {
    "help/topics.py": "its pages are files",
    "reports/json_schema.py": "writes docs/columns.md",
    "stats/rounds_law.toml": "says how its numbers were made",
}


def is_docstring(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a string stands by itself, and so is no value of the program."""
    return isinstance(parents.get(node), ast.Expr)


def strings(path: Path) -> Iterator[str]:
    """What a module may print: its strings, and its docstrings where those are printed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    module = next((node.value for node in tree.body[:1] if isinstance(node, ast.Expr)), None)
    printed = path.relative_to(SOURCE).as_posix().startswith(PRINTED_DOCSTRINGS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node is module or (is_docstring(node, parents) and not printed):
                continue
            yield node.value


def said_by(path: Path) -> list[str]:
    """The texts of a file of the package that people may read."""
    if path.suffix == ".py":
        return list(strings(path))
    return [path.read_text(encoding="utf-8")] if path.suffix in READ_BY_PEOPLE else []


def files() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("docs/wording.md tells", True),
        ("see examples/exam-season.toml", True),
        ("CONTRIBUTING.md says how", True),
        ("https://developer.x.com/en/docs/counting-characters", False),
        ("developers.facebook.com/docs/graph-api/changelog", False),
        ("`postlab help wording` tells", False),
    ],
)
def test_a_file_of_the_repository_is_recognised(text: str, *, found: bool) -> None:
    assert bool(OF_THE_REPOSITORY.search(text)) == found


def test_nothing_that_is_said_points_to_a_file_that_a_wheel_lacks() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in files()
        if path.relative_to(SOURCE).as_posix() not in NAMES_A_FILE
        for text in said_by(path)
        if (hit := OF_THE_REPOSITORY.search(text))
    ]
    assert found == [], "point to `postlab help TOPIC`"


def test_every_pointer_leads_to_a_topic_or_a_command() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.*")]
    texts = [text for path in files() for text in said_by(path)]
    texts += [path.read_text(encoding="utf-8") for path in pages]
    named = {name for text in texts for name in POINTER.findall(text)} - {"TOPIC", "COMMAND", "NAME"}
    assert {"wording", "words", "facebook"} <= named
    assert {name for name in named if topic_named([name]) is None and name not in COMMANDS} == set()
