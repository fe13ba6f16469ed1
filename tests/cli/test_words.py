"""`postlab words`: off unless set up; suggestions to choose from, marked, checked, and never out unread."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator

import pytest

from cli.terminal import terminal
from cli.test_draft import site  # noqa: F401 (a fixture)
from cli.typist import NAME, PLAN, Typist
from copywriter.fake_model import CHAT, KEY, MODEL, FakeModel, failure, model_server

URL = "https://news.example/graduate-pay"
PAY = (
    "A study of 40,000 people by the university found that graduates earn 38 per cent more over their working lives "
    "than people who left school at eighteen."
)
SHORT = "Graduates earn 38 per cent more over their working lives than people who left school at eighteen."
HOSTILE = "Is it \x1b]0;owned\x07[bold]worth[/] it?"
TEXTS = {
    "moment": ["the last weeks of school"],
    "question": ["You might be wondering if all this study is worth it.", "Did you know 90% find work?", HOSTILE],
    "evidence": [SHORT, SHORT.replace("38", "83")],
    "call_to_action": ["Have a quiet look before you choose."],
    "hashtags": ["#exams #careers"],
}
BY_HAND = ("words", URL, "--title", "Degrees pay", "--evidence", PAY)


@pytest.fixture
def server() -> Iterator[FakeModel]:
    with model_server(TEXTS, key=KEY) as running:
        yield running


def switch_on(typist: Typist, server: FakeModel, model: str = MODEL) -> None:
    settings = typist.lab / "postlab.toml"
    before = settings.read_text(encoding="utf-8").partition("\n[ai]")[0]
    settings.write_text(f'{before}\n[ai]\nurl = "{server.url}"\nmodel = "{model}"\n', encoding="utf-8")
    typist.env["POSTLAB_AI_KEY"] = KEY


@pytest.fixture
def writer(typist: Typist, server: FakeModel) -> Typist:
    switch_on(typist, server)
    return typist


def test_it_is_off_and_says_how_to_switch_it_on(typist: Typist) -> None:
    before = typist.everything_kept()
    result = typist(*BY_HAND, code=3)
    assert "Help with words is off: no language model is set up." in result.complaint
    assert "[ai]" in result.complaint
    assert result.out == ""
    assert typist.everything_kept() == before


def test_suggestions_by_block_marked_with_their_source_and_refused_with_why(writer: Typist) -> None:
    before = writer.dump()
    result = writer(*BY_HAND, "--moment", "exams")
    assert f"Suggestions of {MODEL} at 127.0.0.1:" in result.words
    assert f"1 {TEXTS['question'][0]} (written by {MODEL})" in result.words
    assert f"1 {SHORT} (written by {MODEL}) The article: “{PAY}”" in result.words
    assert "✗ Did you know 90% find work? Refused: The number “90” does not stand in the article." in result.words
    assert "Refused: The number “83”" in result.words
    assert "[bold]worth[/]" in result.words
    assert "\x1b" not in result.out
    assert "Nothing was stored." in result.words
    assert writer.dump() == before
    assert KEY not in result.out + result.err


def test_the_json_is_as_promised(writer: Typist) -> None:
    answer = writer(*BY_HAND, "--block", "evidence", "--count", "1", "--json").json
    assert set(answer) == {"schema_version", "answer", "article", "model", "server", "suggestions", "saved"}
    assert answer["suggestions"] == [
        {"block": "evidence", "text": SHORT, "written_by": MODEL, "sources": [PAY], "refused": None}
    ]
    assert answer["saved"] == {}


def test_a_page_is_read_and_only_its_sentences_are_sent(writer: Typist, server: FakeModel, site: str) -> None:  # noqa: F811
    answer = writer("words", f"{site}/degrees", "--allow-private", "--audience", "parents", "--json").json
    assert answer["article"]["title"] == "Degrees pay off over a working life"
    evidence = next(
        suggestion
        for suggestion in answer["suggestions"]
        if suggestion["block"] == "evidence" and not suggestion["refused"]
    )
    assert evidence["sources"] == [PAY]
    assert "kitchen tables" in server.told
    assert str(writer.lab) not in server.told
    assert "sandbox" not in server.told


def test_what_is_kept_is_drafted_planned_and_marked_all_the_way(writer: Typist) -> None:
    result = writer(*BY_HAND, "--save")
    (row,) = writer.rows("SELECT url, wording, written_by FROM poollink")
    assert row[0] == URL
    assert SHORT in row[1]
    assert "Kept with the link: moment, question, evidence, call to action, hashtags." in result.words
    assert f"evidence: {SHORT} (written by {MODEL})" in writer("link", "show", "1").words
    lab = ("--lab", str(writer.lab))
    drafted = writer(*lab, "draft", URL, "--title", "Degrees pay", "--evidence", PAY, "--platform", "sandbox")
    assert "With the last weeks of school in mind, you might be wondering" in drafted.words
    assert f"question written by {MODEL}" in drafted.words
    assert f"evidence written by {MODEL}" not in drafted.words
    own = ("--block", "question=My own question?")
    assert "question written" not in writer(*lab, "draft", URL, "--title", "x", "--evidence", PAY, *own).words

    snippet = result.out[result.out.index("[[link]]") : result.out.index("\nA post with these words")]
    assert tomllib.loads(snippet)["link"][0]["written_by"]["call_to_action"] == MODEL
    plan = PLAN[: PLAN.index("[[link]]")].replace('approve = "each"', 'approve = "auto"') + snippet
    planned = writer.plans(plan)
    assert "waits to be read by you: its moment, question and evidence were written by tiny-words." in planned.words
    assert "Everything is approved" not in planned.words
    ((number, by),) = writer.rows("SELECT id, written_by FROM post WHERE variant = 'contextualised'")
    assert MODEL in by
    assert writer.rows("SELECT state FROM post ORDER BY variant") == [("approved",), ("planned",)]

    for words in (("status",), ("post", "show", str(number)), ("run", "--dry-run", "--at", "2026-11-24T12:31")):
        later_result = writer(*words, code=3 if words[0] == "run" else 0)
        assert "written by tiny-words" in later_result.words, words
    for words in (("approve", NAME, "--yes"), ("approve", NAME, "--all", "--yes"), ("approve", "--all")):
        refused = writer(*words, code=3)
        assert f"Post {number} waits to be read: its moment, question and evidence were written by" in refused.words
        assert f"→ `postlab post show {number}`, then `postlab approve {number}`" in refused.words
    answer = writer("approve", NAME, "--json", code=3).json
    assert [task["post"]["id"] for task in answer["unread"]] == [number]
    assert answer["unread"][0]["post"]["written_by"]["evidence"] == MODEL
    assert "but for those with words that a language model wrote" in writer("approve", NAME, "--all", code=3).words

    approved = writer("approve", str(number))
    assert TEXTS["question"][0][:20].lower() in approved.words
    assert f"question written by {MODEL}" in approved.words
    assert writer.rows("SELECT DISTINCT state FROM post") == [("approved",)]
    post = writer("report", NAME, "--json").json["rounds"][0]["posts"][1]
    assert post["written_by"] == {"moment": MODEL, "question": MODEL, "evidence": MODEL}
    assert f"moment: {MODEL}; question: {MODEL}; evidence: {MODEL}" in writer("report", NAME, "--csv").out
    assert "its moment, question and evidence were written by tiny-words." in writer("report", NAME).words
    edited = writer("post", "edit", str(number), "--text", f"My own words. {post['text'].split()[-1]}")
    assert "waits for your approval" in edited.words
    assert "written by" not in writer("post", "show", str(number)).words


def test_the_pool_brings_the_words_and_their_marks_into_a_plan(writer: Typist) -> None:
    writer(*BY_HAND, "--save", "--block", "question", "--block", "evidence")
    writer.plans(PLAN[: PLAN.index("[[link]]")].replace('approve = "each"', 'approve = "auto"'))
    ((text, by),) = writer.rows("SELECT text, written_by FROM post WHERE variant = 'contextualised'")
    assert SHORT in text
    assert by == f'{{"question": "{MODEL}", "evidence": "{MODEL}"}}'
    assert writer.rows("SELECT state FROM post ORDER BY variant") == [("approved",), ("planned",)]
    # words of one's own take the place of the model's, and its marks go
    own = ("--title", "Degrees pay", "--evidence", PAY, "--block", "question=My own question?")
    writer("link", "remove", "1")
    writer("link", "add", URL, *own)
    assert writer.rows("SELECT wording, written_by FROM poollink") == [('{"question": "My own question?"}', "{}")]


def test_evidence_in_a_plan_is_checked_against_the_page(writer: Typist, site: str) -> None:  # noqa: F811
    link = f'[[link]]\nurl = "{site}/degrees"\nevidence = "{{}}"\nwritten_by = {{{{ evidence = "m" }}}}\n'
    plan = PLAN[: PLAN.index("[[link]]")] + link
    writer.plans(plan.format(SHORT), "--allow-private", "--dry-run")
    file = writer.writes(plan.format(SHORT.replace("38", "83")))
    result = writer("new", "--from", file, "--yes", "--allow-private", code=2)
    assert "m wrote it, and the number “83” does not stand in that sentence of the article" in result.complaint


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("words",), "Words for which link?"),
        ((*BY_HAND, "--block", "joke"), "joke"),
        ((*BY_HAND, "--block", "link"), "no block with words"),
        ((*BY_HAND, "--count", "9"), "9 alternatives"),
        ((*BY_HAND, "--moment-on", "soon"), "not a day"),
        (("words", "file:///etc/passwd"), "file"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence_and_asks_nobody(
    words: tuple[str, ...], why: str, writer: Typist, server: FakeModel
) -> None:
    result = writer(*words, code=2)
    assert why in result.complaint
    assert server.asked == []


def test_a_failure_is_a_sentence_and_keeps_nothing(writer: Typist, server: FakeModel) -> None:
    before = writer.everything_kept()
    server.fail(CHAT, *[failure(503, f"\x1b[31mbusy {KEY}[/]", retry_after="0")] * 6)
    result = writer(*BY_HAND, "--save", code=1)
    assert "it answered 503" in result.complaint
    assert KEY not in result.err
    assert "\x1b" not in result.err
    assert writer.everything_kept() == before


def test_the_key_is_kept_where_only_its_owner_reads_it(writer: Typist, server: FakeModel) -> None:
    del writer.env["POSTLAB_AI_KEY"]
    assert "wants a key" in writer(*BY_HAND, code=3).complaint
    result = writer("words", "--key", stdin=f"{KEY}\n")
    assert KEY not in result.out + result.err
    assert writer(*BY_HAND, "--save")
    files_with_key = [
        path.name for path in writer.lab.iterdir() if path.is_file() and KEY.encode() in path.read_bytes()
    ]
    assert files_with_key == ["secrets.json"]
    writer("words", "--key", stdin="\n")
    assert "wants a key" in writer(*BY_HAND, code=3).complaint


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_at_a_terminal_one_chooses_and_reads(writer: Typist) -> None:
    lab = ("--lab", str(writer.lab))
    with terminal(*lab, *BY_HAND, "--save", "--block", "question", "--block", "evidence", **writer.env) as seen:
        seen.answer("Which question? 1 to 1, 0 for none", "1")
        seen.answer("Which evidence? 1 to 1, 0 for none", "")
        assert seen.end() == 0, seen.screen
        assert "Kept with the link: question." in seen.words
    link = f'\nquestion = "{TEXTS["question"][0]}"\nwritten_by = {{ question = "{MODEL}" }}\n'
    writer.plans(PLAN.replace('approve = "each"', 'approve = "round"') + link)
    number = writer.rows("SELECT id FROM post WHERE variant = 'contextualised'")[0][0]
    with terminal(*lab, "approve", NAME) as seen:
        seen.wait_for(f"question written by {MODEL}")
        # Return alone does not let a model's words out
        seen.answer("Let them go out?", "")
        assert seen.end() == 0, seen.screen
    assert writer.rows("SELECT DISTINCT state FROM post") == [("planned",)]
    with terminal(*lab, "approve", str(number)) as seen:
        seen.answer("Let it go out?", "y")
        assert seen.end() == 0, seen.screen
    assert writer.rows("SELECT state FROM post ORDER BY variant") == [("planned",), ("approved",)]
