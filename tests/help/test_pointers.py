"""What the program says points to what a wheel has: never to a file of the repository, and to topics that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from help.said import SOURCE, said_by, source_files
from postlab.cli.main import COMMANDS
from postlab.help.topics import topic_named

ROOT = Path(__file__).parents[2]
OF_THE_REPOSITORY = re.compile(
    r"(?<![\w/])(?:docs|examples|tests|benchmarks|src)/[\w./-]+|\b(?:README|CONTRIBUTING|CHANGELOG)\b"
)
POINTER = re.compile(r"postlab help ([\w-]+)")
NAMES_A_FILE = {
    "help/topics.py": "its pages are files",
    "reports/json_schema.py": "writes docs/columns.md",
    "stats/rounds_law.toml": "says how its numbers were made",
}


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
        for path in source_files()
        if path.relative_to(SOURCE).as_posix() not in NAMES_A_FILE
        for text in said_by(path)
        if (hit := OF_THE_REPOSITORY.search(text))
    ]
    assert found == [], "point to `postlab help TOPIC`"


def test_every_pointer_leads_to_a_topic_or_a_command() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.*")]
    texts = [text for path in source_files() for text in said_by(path)]
    texts += [path.read_text(encoding="utf-8") for path in pages]
    named = {name for text in texts for name in POINTER.findall(text)} - {"TOPIC", "COMMAND", "NAME"}
    assert {"wording", "words", "facebook"} <= named
    assert {name for name in named if topic_named([name]) is None and name not in COMMANDS} == set()
