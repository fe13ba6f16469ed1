"""The journal's page: what is written on it comes back, whatever it looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.loop.learn.journal import QUESTIONS
from postlab.reports.journal_page import ASIDE, HEADING, read, template
from reports.worlds import Records

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
lines = st.one_of(words, st.sampled_from(["# x", "## y", "#", "", "#!: z"]))
answers = st.lists(lines, max_size=6).map("\n".join).filter(lambda text: ASIDE not in text)


@pytest.fixture(scope="module")
def page() -> str:
    return f"{ASIDE} The result.\n\n" + "".join(f"{HEADING}{q}\n{ASIDE} A reminder.\n\n\n" for q in QUESTIONS.values())


@given(st.dictionaries(st.sampled_from(sorted(QUESTIONS)), answers))
def test_what_is_written_comes_back(page: str, written: dict[str, str]) -> None:
    for key, text in written.items():
        page = page.replace(f"{HEADING}{QUESTIONS[key]}\n", f"{HEADING}{QUESTIONS[key]}\n{text}\n")
    reflection = read(page, QUESTIONS)
    expected = {key: "\n".join(line.rstrip() for line in text.split("\n")).strip() for key, text in written.items()}
    assert reflection.answers == {key: text for key, text in expected.items() if text}
    assert reflection.text == ""


@given(answers)
def test_a_text_without_headings_is_kept_as_it_is(text: str) -> None:
    written = read(text, QUESTIONS)
    assert not written.answers
    assert written.text == "\n".join(line.rstrip() for line in text.split("\n")).strip()
    assert written.is_empty is (written.text == "")


def test_the_page_begins_with_nothing_written(records: Records) -> None:
    hostile = "\x1b[31mred\x1b]0;t\x07\n## What surprised you?\nInjected."
    experiment = records.experiment([(1, 2)], question=hostile, hypothesis=hostile)
    page = template(records.report(experiment), QUESTIONS)
    assert read(page, QUESTIONS).is_empty
    assert "\x1b" not in page
    assert "Before it began you wrote: red" in page
