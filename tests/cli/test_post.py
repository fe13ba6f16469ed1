"""`postlab post`: one post looked at, changed, kept in, or settled by hand."""

from __future__ import annotations

import os
import stat
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, Typist

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
AFTER_SLOTS = datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)


@pytest.fixture
def published(planned: Typist) -> Typist:
    """Somebody whose two posts are out and were looked at a day later."""
    planned("approve", NAME, "--all")
    for at in (FIRST_SLOT, AFTER_SLOTS, datetime(2026, 11, 27, 13, 0, tzinfo=SYDNEY)):
        planned.clock.set(at)
        planned("run")
    return planned


@pytest.fixture
def doubtful(typist: Typist) -> Typist:
    """Somebody whose network takes posts and does not answer."""
    typist("account", "add", "sandbox", "sandbox", "--option", "faults=timeout-after-accept:1")
    typist.plans()
    typist("approve", NAME)
    typist.clock.set(FIRST_SLOT)
    result = typist("run", code=1)
    assert "Problem" in result.out
    assert typist.rows("SELECT state FROM post WHERE id = 1") == [("unknown",)]
    return typist


def text_of(typist: Typist, number: int = 1) -> str:
    return str(typist("post", "show", str(number), "--json").json["post"]["text"])


def test_show_before_anything_happened(planned: Typist) -> None:
    result = planned("post", "show", "1")
    assert f"Post 1 of {NAME}" in result.out
    assert "(simulated audience)" in result.out
    assert "planned; slot Tue 24 Nov 12:30 (tomorrow). Times are Australia/Sydney." in result.out


def test_show_says_what_became_of_it(published: Typist) -> None:
    result = published("post", "show", "1")
    assert "published; slot" in result.out
    assert "Attempt Tue 24 Nov 12:31 (3 days ago): published" in result.words
    assert "simulated" in result.out
    answer = published("post", "show", "1", "--json").json
    assert set(answer) == {"schema_version", "answer", "post", "attempts", "readings"}
    assert set(answer["post"]) >= {
        "id",
        "experiment",
        "variant",
        "account",
        "platform",
        "simulated",
        "state",
        "text",
        "url",
    }
    assert answer["post"]["state"] == "published"
    assert [attempt["result"] for attempt in answer["attempts"]] == ["published"]
    (reading, *_) = answer["readings"]
    assert set(reading) >= {"taken_at", "age_hours", "likes", "comments", "shares", "clicks", "missing", "source"}
    assert isinstance(reading["clicks"], int)


def test_edit_by_flag_needs_a_new_approval(planned: Typist) -> None:
    planned("approve", NAME)
    text = text_of(planned)
    result = planned("post", "edit", "1", "--text", "Hello! " + text)
    assert "waits for your approval" in result.words
    assert "Next: `postlab approve 1`" in result.words
    assert text_of(planned) == "Hello! " + text
    assert planned.rows("SELECT state FROM post ORDER BY id") == [("planned",), ("approved",)]
    assert "Edited by hand" in planned("post", "show", "1").out


def test_an_edited_text_has_notes_of_its_own(planned: Typist) -> None:
    text = text_of(planned)
    for words, noted in (("Good 🎓 luck with #careersadvice! ", True), ("Good luck! ", False)):
        planned("post", "edit", "1", "--text", words + text)
        notes = planned("post", "show", "1", "--json").json["post"]["notes"]
        assert any("the name of 🎓" in note for note in notes) is noted
        assert any("#CareersAdvice" in note for note in notes) is noted


def test_the_same_text_changes_nothing(planned: Typist) -> None:
    planned("approve", NAME)
    before = planned.dump()
    assert "nothing was changed" in planned("post", "edit", "1", "--text", text_of(planned) + "\n").words
    assert planned.dump() == before


@pytest.mark.parametrize("kind", ["too long", "empty", "only spaces"])
def test_what_cannot_be_the_new_text(kind: str, planned: Typist) -> None:
    text, before = text_of(planned), planned.dump()
    link = text[text.index("https://") :].split()[0]
    new = {
        "too long": "word " * 80 + link,
        "empty": "",
        "only spaces": " \n ",
    }[kind]
    result = planned("post", "edit", "1", "--text", new, code=2)
    assert "nothing was changed" in result.complaint
    assert planned.dump() == before


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Only words.", "Only words.\n\n{link}"),
        ("Read {link}, that is: {link}", "Read, that is: {link}"),
        ("Look at https://news.example/graduate-pay!", "Look at {link}!"),
        ("Look at\nnews.example/graduate-pay", "Look at\n{link}"),
        ("Hello\x1b[31m there", "Hello [31m there\n\n{link}"),
    ],
)
def test_the_link_is_put_in_whatever_was_typed(typed: str, read: str, planned: Typist) -> None:
    text = text_of(planned)
    link = text[text.index("https://") :].split()[0]
    planned("post", "edit", "1", "--text", typed.replace("{link}", link))
    assert text_of(planned) == read.replace("{link}", link)


def test_a_changed_text_says_what_is_not_the_articles_and_not_counted(planned: Typist) -> None:
    ((number,),) = planned.rows("SELECT id FROM post WHERE variant = 'contextualised'")
    result = planned("post", "edit", str(number), "--text", "Graduates get rich, says https://rich.example/.")
    assert "see that it claims no more" in result.words
    assert "another link, https://rich.example/; clicks on that are not counted." in result.words
    planned("post", "edit", str(number), "--text", "Nothing else.")
    notes = planned("post", "show", str(number), "--json").json["post"]["notes"]
    assert [note for note in notes if "another link" in note] == []


def editor(folder: Path, body: str) -> str:
    """An editor that is a script: what it does with the file that it is given."""
    script = folder / "my editor.py"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\nfile = Path(sys.argv[-1])\n{body}\n",
        encoding="utf-8",
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f'"{sys.executable}" "{script}"' if os.name == "nt" else f"'{script}' --wait"


def test_edit_in_the_persons_editor(planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change = 'file.write_text("Grüße! " + file.read_text(encoding="utf-8") + "\\n\\n", encoding="utf-8")'
    monkeypatch.setenv("EDITOR", editor(tmp_path, change))
    text = text_of(planned)
    planned("post", "edit", "1")
    assert text_of(planned) == "Grüße! " + text


def test_visual_comes_before_editor(planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor")
    monkeypatch.setenv("VISUAL", editor(tmp_path, "pass"))
    assert "nothing was changed" in planned("post", "edit", "1").out


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("sys.exit(7)", "The editor ended with 7; nothing was changed."),
        ("file.unlink()", "nothing was changed"),
        ('file.write_bytes(b"\\xff\\xfe")', "nothing was changed"),
        ('file.write_text("")', "nothing was changed"),
    ],
)
def test_an_editor_that_goes_wrong(
    body: str, why: str, planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, body))
    before = planned.dump()
    assert why in planned("post", "edit", "1", code=2).complaint
    assert planned.dump() == before


@pytest.mark.parametrize(
    ("program", "why"), [("no-such-editor", "cannot be started"), ("", "no editor"), ("'unclosed", "EDITOR")]
)
def test_an_editor_that_is_none(program: str, why: str, planned: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", program)
    monkeypatch.delenv("VISUAL", raising=False)
    assert why in planned("post", "edit", "1", code=2).complaint


def test_cancel_keeps_a_post_in_for_now(planned: Typist) -> None:
    planned("approve", NAME)
    drawn = planned.rows("SELECT assignment FROM round")
    said = planned("post", "cancel", "1", "--reason", "Wrong day.").words
    assert said.startswith(
        "Post 1 does not go out for now. Round 1 is put off to Thu 26 Nov 2026 12:30 Australia/Sydney. Who gets which "
        "slot and link stays as it was drawn; the texts are written for the new day."
    )
    assert '`postlab post cancel 1 --give-up-round "WHY"`' in said
    assert planned.rows("SELECT state FROM post WHERE id = 1") == [("planned",)]
    planned.clock.set(FIRST_SLOT)
    planned("run", code=3)
    assert planned.rows("SELECT state FROM post WHERE id = 1") == [("planned",)]
    assert planned.rows("SELECT assignment FROM round") == drawn


def test_a_round_is_given_up_for_a_reason_that_the_report_shows(planned: Typist) -> None:
    planned("approve", NAME, "--all")
    complaint = planned("post", "cancel", "1", "--give-up-round", " ", code=2).complaint
    assert "A round is given up for a reason, which the report shows." in complaint
    said = planned("post", "cancel", "1", "--give-up-round", "The article was [bold]withdrawn").words
    assert said == (
        "Round 1 is given up: posts 1 and 2 will not go out, and it counts against both framings. The report shows "
        "why: The article was [bold]withdrawn."
    )
    assert "it is cancelled" in planned("post", "cancel", "1", code=2).complaint
    planned("run")
    report = planned("report", NAME, "--json").json
    first = report["rounds"][0]
    assert first["given_up"] == {
        "at": "2026-11-22T22:00:00Z",
        "reason": "The article was [bold]withdrawn",
        "out": [],
        "numbers_seen": False,
    }
    assert report["held"] == [{"what": "given up", "out": [], "count": 1, "seen": 0}]
    assert len(report["rounds"]) == 2
    assert "given up: Given up with nothing out: 1 round." in planned("report", NAME, "--audit").words


def test_what_is_out_cannot_be_cancelled_or_edited(published: Typist) -> None:
    assert "it is published" in published("post", "cancel", "1", code=2).complaint
    assert "cannot be edited any more" in published("post", "edit", "1", "--text", "x", code=2).complaint


def test_an_experiment_is_stopped_and_not_cancelled(planned: Typist) -> None:
    before = planned.dump()
    result = planned("post", "cancel", NAME, code=2)
    assert f"`postlab stop {NAME}`" in result.complaint
    assert planned.dump() == before
    assert "Stopped" in planned("stop", NAME, "--yes").out
    assert planned.rows("SELECT state FROM experiment") == [("ended",)]
    assert {state for (state,) in planned.rows("SELECT state FROM post")} == {"cancelled"}
    assert "(ended)" in planned("status").out


def test_resolve_as_published(doubtful: Typist) -> None:
    assert "In doubt" in doubtful("status").out
    result = doubtful("post", "resolve", "1", "--published", "https://there.example/1", "--at", "2026-11-24T12:31")
    assert "Post 1 is published now." in result.out
    answer = doubtful("post", "show", "1", "--json").json
    assert answer["post"]["permalink"] == "https://there.example/1"
    assert answer["post"]["published_at"].startswith("2026-11-24T01:31")
    assert answer["attempts"][0]["result"] == "found"
    assert "not in doubt" in doubtful("post", "resolve", "1", "--absent", code=2).complaint


def test_resolve_as_absent(doubtful: Typist) -> None:
    assert "Post 1 is approved now." in doubtful("post", "resolve", "1", "--absent").out
    assert doubtful("post", "show", "1", "--json").json["attempts"][0]["result"] == "absent"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--absent", "--published", "https://there.example/1"),
        ("--published", ""),
        ("--published", "https://there.example/1", "--at", "noon"),
        ("--published", "https://there.example/1", "--at", "2036-01-01"),
        ("--published", "https://there.example/1", "--at", "2016-01-01"),
    ],
)
def test_resolve_wants_one_clear_answer(words: tuple[str, ...], doubtful: Typist) -> None:
    before = doubtful.dump()
    assert doubtful("post", "resolve", "1", *words, code=2).err
    assert doubtful.dump() == before


def test_only_what_is_in_doubt_is_resolved(planned: Typist) -> None:
    assert "not in doubt: it is planned" in planned("post", "resolve", "1", "--absent", code=2).complaint
