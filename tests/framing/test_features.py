"""What posts of before are made of, as a reader would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.features import features


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("https://news.example/a?b=c#d", {"link"}),
        ("Graduates still earn more https://news.example/pay", {"link"}),
        ("here is something interesting: www.news.example", {"link"}),
        (
            "With exams soon approaching, you might be wondering if all this study is worth it. Research shows it is.",
            {"context", "moment"},
        ),
        ("What will you do after school? https://x.example/?q=1", {"question", "link"}),
        ("Results are out. #careers #StudyChoices", {"moment", "hashtags"}),
        ("We are #1 in the region, ask @someone", set()),
        ("", set()),
    ],
)
def test_a_reader_would_say_so(text: str, has: set[str]) -> None:
    found = features(text)
    assert {name for name in ("context", "question", "moment", "hashtags", "link") if getattr(found, name)} == has


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    assert 0 <= features(text).words <= len(text)
