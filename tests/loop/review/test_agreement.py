"""When a post may go out as far as its reviewers go: the last word of each, on the words as they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postlab.loop.posts.reviews import digest_of, is_agreed, latest, same_words
from postlab.records.reviews import Review, Said

FORM = {"account": "page", "text": "Worth it?", "link": "https://x.example/a", "slot": "2026-11-24T01:30:00Z"}
EARLIER = FORM | {"text": "Is it?"}
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def review(who: str, said: str, minute: int, form: dict[str, Any] = FORM) -> Review:
    at = AT + timedelta(minutes=minute)
    return Review(
        experiment_id=1,
        post_id=1,
        reviewer=who,
        said=said,
        said_at=at,
        taken_at=at,
        seal=f"{who}{minute}",
        form=form,
        sha256=digest_of(form),
    )


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ([], False),
        ([("Ada", "yes")], True),
        ([("Ada", "comment")], False),
        ([("Ada", "yes"), ("ada ", "no")], False),
        ([("Ada", "no"), ("ADA", "yes")], True),
        ([("Ada", "yes"), ("Ben", "no")], False),
        ([("Ada", "yes"), ("Ben", "comment")], True),
        ([("Ada", "yes"), ("Ada", "comment")], False),
        ([("Ada", "no"), ("me", Said.WITHOUT_REVIEW)], True),
        ([("me", Said.WITHOUT_REVIEW), ("Ada", "no")], False),
        # whoever runs the lab may review as well, and that is another thing than letting it out
        ([("me", "no"), ("me", Said.WITHOUT_REVIEW)], True),
    ],
)
def test_who_must_have_said_what(said: list[tuple[str, str]], agreed: bool) -> None:
    reviews = [review(who, word, minute) for minute, (who, word) in enumerate(said)]
    assert is_agreed(reviews, FORM) is agreed


def test_only_words_on_the_words_as_they_are_count() -> None:
    assert not is_agreed([review("Ada", "yes", 0, EARLIER)], FORM)
    assert is_agreed([review("Ada", "yes", 0), review("Ben", "no", 1, EARLIER)], FORM)
    assert not is_agreed([review("Ada", "yes", 0), review("Ada", "no", 1, EARLIER)], FORM)


def test_the_slot_alone_may_move() -> None:
    moved = FORM | {"slot": "2026-11-26T01:30:00Z"}
    assert same_words(FORM, moved)
    assert digest_of(FORM) != digest_of(moved)
    assert is_agreed([review("Ada", "yes", 0)], moved)
    for key in ("account", "text", "link"):
        assert not same_words(FORM, FORM | {key: "other"})


def test_the_last_word_of_each_in_order() -> None:
    reviews = [review("Ada", "yes", 0), review("Ben", "no", 1), review(" ada", "no", 2)]
    assert [(one.reviewer, one.said) for one in latest(reviews)] == [("Ben", "no"), (" ada", "no")]
