"""What a try showed, in words: nothing is said that the numbers do not carry."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.reports.result_text import RatioLimits, lesson_sentence, result_phrase, result_sentences
from postlab.reports.verdict import VerdictView
from postlab.stats import DECIDED, Decision

VIEW = VerdictView(
    decision=Decision.NOT_ENOUGH_POSTS,
    control="bare link",
    treatment="contextualised",
    metric="clicks",
    ratio=1.1,
    low=None,
    high=None,
    log_e_treatment=0.2,
    log_e_control=-0.1,
    alpha=0.05,
    worthwhile=1.5,
    rounds=9,
    voided=1,
    posts=18,
    accounts=1,
    planned=12,
    rounds_to_go=40,
)
edges = st.none() | st.floats(0.001, 1000)


def sentences(**changes: object) -> str:
    return " ".join(result_sentences(replace(VIEW, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"low": 0.4, "high": 2.1}, "If there is a difference, it lies between 0.40 and 2.1 times."),
        ({"low": 0.7, "high": 1.4}, "There is not a difference of more than 1.5 times either way."),
        ({"low": 0.2, "high": 1.4}, "It did show that context does not reach 1.5 times the clicks of a bare link."),
        ({"not_worth_it": True}, "It did show that context does not reach 1.5 times"),
        ({"low": 0.7, "high": 9}, "It did show that the bare link does not reach 1.5 times the clicks of a post with"),
        ({"high": 2.1}, "If there is a difference, it is at most 2.1 times."),
        ({}, "no limits are known yet."),
        ({"low": 0.4, "high": 2.1}, "About 40 more rounds would settle 1.5 times."),
        ({"simulated": True}, "Simulated audience. Not enough posts to tell"),
        ({"rounds": 0, "posts": 0, "ratio": None}, "No round counted, so the two framings were not compared."),
        ({"decision": Decision.CONTROL_WORKS, "ratio": 0.5, "rounds_to_go": None}, "The bare link did better: about 2"),
    ],
)
def test_the_sentence_that_the_numbers_carry(changes: dict[str, object], words: str) -> None:
    assert words in sentences(**changes)
    assert "fail" not in sentences(**changes).lower()


@given(low=edges, high=edges, not_worth_it=st.booleans(), worthwhile=st.floats(1.05, 10))
def test_nothing_is_ruled_out_in_words_that_is_not_in_numbers(
    low: float | None, high: float | None, not_worth_it: bool, worthwhile: float
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    text = sentences(low=low, high=high, not_worth_it=not_worth_it, worthwhile=worthwhile)
    treatment_short = not_worth_it or (high is not None and high <= worthwhile)
    control_short = low is not None and low >= 1 / worthwhile
    assert ("not a difference of more than" in text) is (treatment_short and control_short)
    assert ("context does not reach" in text) is (treatment_short and not control_short)
    assert ("bare link does not reach" in text) is (control_short and not treatment_short)
    if "lies between" in text:
        assert None not in (low, high)
    lesson = lesson_sentence(
        Decision.NOT_ENOUGH_POSTS,
        "bare link",
        "contextualised",
        RatioLimits(low, high, worthwhile, not_worth_it=not_worth_it),
        9,
    )
    assert ("takes more posts" in lesson) is not (treatment_short or control_short)


@pytest.mark.parametrize("decision", list(Decision))
@pytest.mark.parametrize(
    ("ratio", "low", "high"), [(None, None, None), (2.0, 1.2, 4.0), (0.5, None, 0.9), (1.0, 0.7, 1.3)]
)
def test_a_result_in_a_few_words(
    decision: Decision, ratio: float | None, low: float | None, high: float | None
) -> None:
    rounds = 0 if ratio is None else 7
    limits = RatioLimits(low, high, 1.5)
    words = result_phrase(decision, "bare link", "contextualised", "clicks", ratio, limits, rounds)
    lesson = lesson_sentence(decision, "bare link", "contextualised", limits, rounds)
    assert "None" not in words + lesson
    assert lesson.endswith(".")
    assert lesson[0].isupper()
    if ratio is None:
        assert words == "no round counted"
        return
    shown_ratio = 1 / ratio if decision is Decision.CONTROL_WORKS else ratio
    assert float(re.search(r"([\d.]+) times", words)[1]) == pytest.approx(shown_ratio)  # type: ignore[index]
    assert "7 rounds" in words
    assert (decision in DECIDED) is ("not enough" not in words)
