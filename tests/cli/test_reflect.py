"""`postlab reflect`: questions in the person's editor, one by one, and by flags; nothing that was written is lost."""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from pathlib import Path

import pytest

from cli.test_post import editor
from cli.typist import NAME, Typist
from postlab.cli import editor as editors
from postlab.cli.invocation import Invocation
from postlab.loop.learn.journal import QUESTIONS


@pytest.fixture
def person(planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """Somebody at a terminal, whose drafts lie in a folder of the test's own."""
    monkeypatch.setattr(Invocation, "interactive", True)
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(drafts))
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return planned


def drafts(person: Typist) -> list[Path]:
    return sorted((person.lab.parent / "drafts").rglob("*.md"))


def journal(person: Typist) -> list[tuple[str, dict[str, str]]]:
    return [(text, json.loads(answers)) for text, answers in person.rows("SELECT text, answers FROM reflection")]


def writes(tmp_path: Path, under: dict[str, str], more: str = "") -> str:
    """An editor that writes below the headings, and keeps a copy of what it was given."""
    answers = {f"## {question}\n": f"## {question}\n{text}\n" for question, text in under.items()}
    body = (
        "page = file.read_text(encoding='utf-8')\n"
        f"(Path({str(tmp_path)!r}) / 'given.md').write_text(page, encoding='utf-8')\n"
        f"mode = file.parent.stat().st_mode\n(Path({str(tmp_path)!r}) / 'mode').write_text(str(mode))\n"
        f"for before, after in {answers!r}.items():\n"
        "    assert before in page\n    page = page.replace(before, after)\n"
        f"file.write_text(page, encoding='utf-8')\n{more}"
    )
    return editor(tmp_path, body)


def test_the_questions_in_the_editor(person: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written_answers = {
        QUESTIONS["expected"]: "# More clicks\n#hashtags, and two lines.\n\n    Indented.",
        QUESTIONS["practice"]: "Ask less.",
        "Anything else?": "A thought.",
    }
    monkeypatch.setenv("EDITOR", writes(tmp_path, written_answers))
    result = person("reflect", NAME)
    assert f"Written into the journal of “{NAME}” (2 answers)." in result.words
    assert journal(person) == [
        ("A thought.", {"expected": written_answers[QUESTIONS["expected"]], "practice": "Ask less."})
    ]
    page = (tmp_path / "given.md").read_text(encoding="utf-8")
    first = page.splitlines()[0]
    assert first == f"#: {NAME}: Do Year 12 students respond more when a link comes with context?"
    assert "Keep going" in page
    assert re.findall("^## (.*)$", page, re.MULTILINE) == [*QUESTIONS.values(), "Anything else?"]
    assert f"## {QUESTIONS['expected']}\n#: Before it began you wrote: Naming the moment" in page
    if os.name != "nt":
        assert not int((tmp_path / "mode").read_text()) & (stat.S_IRWXG | stat.S_IRWXO)
    assert not list((tmp_path / "drafts").iterdir())
    report = person("report", NAME)
    assert "What does it mean for your practice? Ask less." in report.words
    (entry,) = person("report", NAME, "--json").json["reflections"]
    assert [answer["key"] for answer in entry["answers"]] == ["expected", "practice"]


@pytest.mark.parametrize(
    "body", ["pass", "file.write_text('')", "file.write_text('#: only this\\n## Anything else?\\n')"]
)
def test_nothing_written_is_nothing_kept(
    body: str, person: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, body))
    assert "Nothing was written" in person("reflect", NAME).out
    assert journal(person) == []
    assert not list((tmp_path / "drafts").iterdir())


def test_a_draft_outlives_an_editor_that_goes_wrong(
    person: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", writes(tmp_path, {QUESTIONS["surprised"]: "The silence."}, "sys.exit(1)"))
    result = person("reflect", NAME, code=2)
    (draft,) = drafts(person)
    assert "The editor ended with 1; nothing was written down." in result.complaint
    assert f"What you wrote is in {draft}" in result.err.replace("\n", "") or draft.name in result.err
    assert journal(person) == []
    # what the hint says
    person("reflect", NAME, "-", stdin=draft.read_text(encoding="utf-8"))
    assert journal(person) == [("", {"surprised": "The silence."})]


def test_a_draft_outlives_records_that_cannot_be_written(
    person: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from postlab.errors import PostlabError
    from postlab.loop.learn import journal

    def full(*_: object) -> None:
        raise PostlabError("The disk is full.", hint="Make room.")

    monkeypatch.setattr(journal, "reflect", full)
    monkeypatch.setenv("EDITOR", writes(tmp_path, {QUESTIONS["change"]: "Everything."}))
    result = person("reflect", NAME, code=1)
    (draft,) = drafts(person)
    assert "Make room. What you wrote is in" in result.complaint
    assert "Everything." in draft.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("program", "why"), [("no-such-editor", "cannot be started"), ("'unclosed", "cannot be started")]
)
def test_an_editor_that_is_none(program: str, why: str, person: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", program)
    result = person("reflect", NAME, code=2)
    assert why in result.complaint
    assert "$EDITOR" in result.err
    assert not list((person.lab.parent / "drafts").iterdir())


def test_interrupting_the_program_does_not_end_the_editor(
    tmp_path: Path, person: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "import os, signal, time\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(0.2)\nfile.write_text('kept')"
    monkeypatch.setenv("EDITOR", editor(tmp_path, body))
    with editors.edited("before", name="x.md", undone="nothing") as text:
        assert text == "kept"


def test_one_by_one_without_an_editor(person: Typist) -> None:
    result = person("reflect", NAME, stdin="\nThe silence.\n  \nShorter.\n")
    for question in QUESTIONS.values():
        assert question in result.out
    assert "Before it began you wrote: Naming the moment" in result.words
    assert journal(person) == [("", {"surprised": "The silence.", "practice": "Shorter."})]
    assert "Nothing was written" in person("reflect", NAME, stdin="\n\n\n\n").out
    assert len(journal(person)) == 1


def test_by_flags(planned: Typist) -> None:
    planned("reflect", NAME, "And so on.", "--expected", "More.", "--change", " All of it. ", "--surprised", "")
    planned("reflect", NAME, "--practice", "Ask less.")
    page = f"## {QUESTIONS['expected']}\nA\n## {QUESTIONS['change']}\nB\n"
    planned("reflect", NAME, "-", "--change", "C", stdin=page)
    assert journal(planned) == [
        ("And so on.", {"expected": "More.", "change": "All of it."}),
        ("", {"practice": "Ask less."}),
        ("", {"expected": "A", "change": "C"}),
    ]
    for nothing in (("--expected", " "), ("--change", "", ""), ("-",)):
        assert "nothing to write down" in planned("reflect", NAME, *nothing, code=2).complaint


def test_without_a_terminal_no_editor_opens(planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"Path({str(tmp_path / 'opened')!r}).touch()"))
    assert "nothing to write down" in planned("reflect", NAME, code=2).complaint
    assert not (tmp_path / "opened").exists()
