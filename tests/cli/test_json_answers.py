"""Every command with `--json` is typed once, in the order of the loop, and its answer held against its schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from answers import read, schemas
from cli.reviewing import hands_out
from cli.test_run import QUICK
from cli.test_words import BY_HAND, switch_on
from cli.test_words import TEXTS as WORDS
from cli.typist import NAME, PLAN, Typist, changed
from copywriter.fake_model import KEY, model_server
from postlab.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "examples"
SPLIT = changed(
    QUICK,
    {
        'name = "exam-season-context"': 'name = "split"',
        '"question", "evidence", "link"]': '"question", "evidence", "link in reply"]',
    },
)


def with_json() -> set[str]:
    """The commands that have --json, as they are typed."""

    def below(command: Any, typed: tuple[str, ...]) -> Iterator[str]:
        if any("--json" in getattr(option, "opts", ()) for option in command.params):
            yield " ".join(typed)
        for name, child in getattr(command, "commands", {}).items():
            yield from below(child, (*typed, name))

    return set(below(get_command(app), ()))


@pytest.fixture
def typed(typist: Typist) -> dict[str, list[Any]]:
    """By command, the answers that it gave while an experiment was planned, run, judged and tried again."""
    answers_by_command: dict[str, list[Any]] = {}
    known = with_json() | {"cron rehearse"}

    def ask(*words: str, code: tuple[int, ...] = (0,), **call_options: Any) -> Any:
        words = tuple(word for word in words if word)
        json = () if words[:2] == ("cron", "rehearse") else ("--json",)
        result = typist(*words, *json, code=code, **call_options)
        name = next(name for name in (" ".join(words[:2]), words[0]) if name in known)
        answers_by_command.setdefault(name, []).append(result.json)
        return result.json

    ask("demo")
    ask("platforms")
    ask("settings")
    ask("cron", "status")
    ask("cron", "rehearse")
    ask("doctor", code=(0, 3))
    ask("observe", "import", str(EXAMPLES / "posts-of-before.csv"))
    ask("observe")
    ask("moment", "add", "exams", "30 November", "--audience", "students")
    ask("moment", "import", str(next(EXAMPLES.glob("*.ics"))))
    ask("moment", "list", "--all")
    ask("moment", "remove", "2")
    ask("draft", "https://news.example/pay", "--title", "Pay", "--evidence", "It went up.")
    framed = ("--variant", "split=evidence,link in reply", "--platform", "bluesky")
    ask("draft", "https://news.example/pay", "--title", "Pay", "--evidence", "It went up.", *framed)
    with model_server(WORDS, key=KEY) as server:
        switch_on(typist, server)
        ask(*BY_HAND, "--save")
    ask(
        "link",
        "add",
        "https://news.example/one",
        "--title",
        "One",
        "--evidence",
        "It is so.",
        "--block",
        "question=Is it?",
    )
    ask("link", "add", "https://news.example/one", "ftp://x.example/", code=(1,))
    ask("link", "import", str(EXAMPLES / "feed.xml"), "--no-read")
    ask("link", "import", str(EXAMPLES / "links.csv"), "--dry-run")
    ask("link", "list")
    ask("link", "show", "1")
    ask("link", "pairs")
    typist("settings", "unset", "quiet")
    ask("new", "--from", typist.writes(QUICK), "--yes")
    amended = changed(QUICK, {'if_it_fails = "Back': 'if_it_fails = "Then back'})
    ask("new", "--from", typist.writes(amended), "--yes", "--amend", "To be clear.")
    ask("new", "--name", "pooled", "--question", "Q?", "--metric", "clicks", "--account", "sandbox")
    ask("rehearse", NAME)
    ask("preview", NAME)
    answer = hands_out(typist).answer({1: "comment"}, comment="Lovely.")
    ask("review", "import", typist.writes(answer, "answer.txt"))
    ask("status")
    ask("calendar")
    ask("run", code=(3,))
    ask("approve", NAME)
    ask("unapprove", NAME)
    ask("approve", NAME, "--all")
    ask("pause", "pooled")
    ask("resume", "pooled")
    ask("stop", "pooled", "--yes")
    ask("experiment", "rename", "pooled", "pooled before")
    ask("experiment", "archive", "pooled before")
    ask("experiment", "unarchive", "pooled before-archived")
    ask("experiment", "delete", "pooled before", "--dry-run")
    ask("run", "--dry-run", code=(0, 3))
    for _ in range(8):
        typist.clock.advance(timedelta(hours=6, minutes=1))
        ask("run", code=(0, 1, 3))
    typist.clock.advance(timedelta(days=7))
    ask("new", "--from", typist.writes(SPLIT, "split.toml"), "--yes")
    ask("approve", "split", "--all")
    for _ in range(3):
        typist.clock.advance(timedelta(hours=6, minutes=1))
        ask("run", code=(0, 1, 3))
    typist("reflect", NAME, "So.", "--expected", "More.")
    ask("post", "show", "1")
    ask("metrics", "record", "1", "--likes", "5")
    ask("metrics", "import", typist.writes("post,clicks\n1,41\n2,-7\n99,1\n", "clicks.csv"))
    for words in (("report", NAME), ("report", "split"), ("report", NAME, "--audit"), ("status", "--all"), ("learn",)):
        ask(*words)
    ask("learn", "--by", "moment")
    ask("learn", "pool", str(EXAMPLES / "pool" / "promises"), str(EXAMPLES / "pool" / "exports"))
    ask("retry", NAME, "--list")
    ask("retry", NAME)
    ask("history")
    ask("account", "list")
    ask("account", "check", "sandbox")
    typist("account", "add", "newsletter", "mail")
    of_mailings = {f'"{NAME}"': '"mailing"', '["sandbox"]': '["mail"]', 'design = "two links"': "#", "= 12": "= 4"}
    typist("new", "--from", typist.writes(changed(PLAN, of_mailings), "mailing.toml"), "--yes")
    ask("post", "split", "mailing", typist.writes("ann@x.example\nbob@x.example\n", "readers.csv"))
    return answers_by_command


def test_every_command_answers_as_its_schema_says(typed: dict[str, list[Any]], typist: Typist) -> None:
    """Reading an answer holds it against its schema; here is told that none was left out."""
    assert set(typed) == with_json() | {"cron rehearse"}
    failed = typist("report", "nowhere", "--json", code=2)
    assert failed.out == ""
    assert read(failed.err)["error"]["code"] == "not_found"
    seen = {answer["answer"] for answers in typed.values() for answer in answers} | {"error"}
    assert seen == set(schemas()) - {"nouns"}
    # the story is worth its while only where it fills the lists
    runs = typed["run"]
    for key in ("published", "verdicts", "waiting", "rounds_drawn", "lessons"):
        assert any(answer[key] for answer in runs), key
    shapes = {
        name: {tuple(view) for view in everywhere(name, typed)} for name in ("post", "moment", "account", "experiment")
    }
    # a post in full, and in short; a moment, and the short one of a round
    assert {name: len(key_sets) for name, key_sets in shapes.items()} == {
        "post": 2,
        "moment": 2,
        "account": 1,
        "experiment": 1,
    }


def everywhere(name: str, value: Any) -> Iterator[dict[str, Any]]:
    """Every object that stands under a noun's name, or in a list of its plural, at any depth."""
    if isinstance(value, dict):
        for key, part in value.items():
            # a plan, the settings and the options of an account are as their files have them
            if key in {"plan", "settings", "options", "wording"}:
                continue
            if key == name and isinstance(part, dict):
                yield part
            yield from everywhere(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from everywhere(name, part)
