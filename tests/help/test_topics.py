"""The topics of `postlab help`: every page is one, names lead to them, and what is said of them is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from postlab.cli.main import COMMANDS
from postlab.help.topics import TOPICS, WORDS, about_command, topic_named

ROOT = Path(__file__).parents[2]
NO_TOPIC = {
    "docs/architecture.md": "for those who change the code, who have a clone",
    "docs/cli.md": "what --help says of every command",
    "docs/index.md": "the first page of the site, of links alone",
}


def test_every_page_is_a_topic_or_says_why_not() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert {topic.page for topic in TOPICS if topic.page.startswith("docs/")} | set(NO_TOPIC) == pages, (
        "add the page to TOPICS in src/postlab/help/topics.py"
    )
    assert all((ROOT / topic.page).is_file() for topic in TOPICS)


def test_a_name_leads_to_one_topic() -> None:
    names = [name for topic in TOPICS for name in (topic.name, *topic.also)]
    assert len(names) == len(set(names))


def test_a_topic_has_the_name_of_a_command_only_where_it_is_the_words() -> None:
    assert [topic for topic in TOPICS if topic.name in COMMANDS] == [WORDS]


def test_the_commands_of_a_topic_exist() -> None:
    assert {command for topic in TOPICS for command in topic.commands} <= set(COMMANDS)
    assert [topic.name for topic in about_command("moment")] == ["moments"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["plan-file"], "plan-file"),
        (["plan", "file"], "plan-file"),
        (["Plan_File"], "plan-file"),
        (["how", "the", "verdict", "works"], "verdict"),
        (["exit-code"], "exit-codes"),
        (["glossary"], "words"),
    ],
)
def test_a_topic_is_found_as_people_type_it(words: list[str], name: str) -> None:
    found = topic_named(words)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("words", [["link"], ["moment"]])
def test_exactly_tells_a_command_from_a_topic_in_the_plural(words: list[str]) -> None:
    assert topic_named(words) is not None
    assert topic_named(words, exactly=True) is None


def test_no_topic_is_none() -> None:
    assert topic_named(["nothing of the kind"]) is None
    assert topic_named([]) is None
