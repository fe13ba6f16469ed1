"""`postlab help`: topics, commands, and both on a terminal, in a pipe and in a file."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.typist import Typist
from postlab.cli.main import app
from postlab.help.pages import page_text
from postlab.help.topics import TOPICS, WORDS


def helped(*words: str) -> Result:
    return CliRunner().invoke(app, ["help", *words])


def test_alone_it_lists_the_topics() -> None:
    answer = helped()
    assert answer.exit_code == 0
    for topic in TOPICS:
        assert re.search(rf"^  {topic.name} +{re.escape(topic.about)}$", answer.stdout, re.MULTILINE)
    assert all(len(line) <= 80 for line in answer.stdout.splitlines())


@pytest.mark.parametrize("words", [("run",), ("account", "add"), ("cron",)])
def test_the_help_of_a_command_is_what_the_command_says(words: tuple[str, ...]) -> None:
    answer = helped(*words)
    assert answer.exit_code == 0
    assert answer.stdout.startswith(CliRunner().invoke(app, [*words, "--help"]).stdout)


def test_the_help_of_a_command_ends_with_what_there_is_to_read() -> None:
    assert "To read: `postlab help moments`" in helped("moment", "add").stdout
    assert "where NAME is sandbox, manual, newsletter, instagram, bluesky" in helped("account").stdout


def test_in_a_pipe_a_topic_is_its_plain_text() -> None:
    assert helped("how", "the", "verdict", "works").stdout == page_text(
        next(topic for topic in TOPICS if topic.name == "verdict")
    )


def test_words_are_the_terms_not_the_command() -> None:
    assert helped("words").stdout == page_text(WORDS)


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("plan-fil",), "neither a topic nor a command", "Did you mean `postlab help plan-file`?"),
        (("aprove",), "neither a topic nor a command", "Did you mean `postlab help approve`?"),
        (("zzz",), "neither a topic nor a command", "`postlab help` lists the topics"),
        (("cron", "enabel"), "has no “enabel”", "Did you mean `postlab help cron enable`?"),
        (("run", "now"), "`postlab run` has no “now”", "`postlab help run` says more"),
    ],
)
def test_an_unknown_name_is_an_error_that_says_what_may_be_meant(words: tuple[str, ...], said: str, hint: str) -> None:
    answer = helped(*words)
    assert answer.exit_code == 2
    assert said in " ".join(answer.stderr.split())
    assert hint in " ".join(answer.stderr.split())
    assert answer.stdout == ""


def test_a_plan_to_begin_with_is_written_to_a_file_once(tmp_path: Path) -> None:
    target = tmp_path / "plan.toml"
    assert helped("exam-season", "--output", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("#")
    target.write_text("mine", encoding="utf-8")
    again = helped("exam-season", "-o", str(target))
    assert again.exit_code == 2
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_file_is_written_of_pages_alone(tmp_path: Path) -> None:
    target = tmp_path / "list.txt"
    for words in ((), ("run",)):
        answer = helped(*words, "-o", str(target))
        assert answer.exit_code == 2
        assert "topic" in answer.stderr
    assert not target.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of one's own is a thing of Unix")
def test_a_long_page_on_a_terminal_goes_through_the_pager(tmp_path: Path) -> None:
    from cli.terminal import terminal

    paged = tmp_path / "paged"
    with terminal("help", "plan-file", PAGER=f"cat > '{paged}'") as seen:
        assert seen.end() == 0
    text = paged.read_text(encoding="utf-8")
    assert "The plan file" in text
    assert "](" not in text
    assert "worthwhile" not in seen.screen


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of one's own is a thing of Unix")
@pytest.mark.parametrize("switch", ["option", "setting", "broken settings"])
def test_its_pager_is_switched_off_as_that_of_every_answer(switch: str, tmp_path: Path, typist: Typist) -> None:
    from cli.terminal import terminal

    paged, words = tmp_path / "paged", ["help", "lab-settings"]
    if switch == "option":
        words.append("--no-pager")
    elif switch == "setting":
        typist("settings", "set", "pager", "false")
    else:
        # the page that says how to mend them can be read
        (typist.lab / "postlab.toml").write_text("timezon = 1", encoding="utf-8")
    with terminal("--lab", str(typist.lab), *words, PAGER=f"cat > '{paged}'") as seen:
        assert seen.end() == 0, seen.screen
    assert paged.exists() == (switch == "broken settings")
    assert ("How you quote" in seen.screen) == (switch != "broken settings")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of one's own is a thing of Unix")
def test_a_short_page_on_a_terminal_needs_no_pager(tmp_path: Path) -> None:
    from cli.terminal import terminal

    paged = tmp_path / "paged"
    with terminal("help", "exit-codes", height=70, PAGER=f"cat > '{paged}'") as seen:
        assert seen.end() == 0
    assert not paged.exists()
    assert "what to do" in seen.words
