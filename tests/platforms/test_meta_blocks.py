"""Meta's error 368 and the four things that it says."""

from __future__ import annotations

import pytest

from postlab.platforms.meta_blocks import Meaning, meaning

WORDS = {
    "You've already posted this. Posting the same content repeatedly on Facebook isn't allowed.": Meaning.REPEATED,
    "The action attempted is disallowed: duplicate post": Meaning.REPEATED,
    "You're posting too fast": Meaning.TOO_FAST,
    "We limit how often you can post, comment or do other things in a given amount of time": Meaning.TOO_FAST,
    "Please slow down": Meaning.TOO_FAST,
    "It looks like you were misusing this feature by going too fast.": Meaning.TOO_FAST,
    "The action attempted has been deemed abusive or is otherwise disallowed": Meaning.BLOCKED,
    "You're temporarily blocked from posting links": Meaning.BLOCKED,
    "You can't use this feature right now. You cannot post links.": Meaning.BLOCKED,
    "Your account was restricted because you went against our rules": Meaning.BLOCKED,
    "Your message couldn't be sent because it includes content that other people have reported": Meaning.CONTENT,
    "Your content couldn\u2019t be shared, because this link goes against our Community Standards.": Meaning.CONTENT,
    "The post contains a link that is not safe": Meaning.CONTENT,
    "This post can't be shared": Meaning.CONTENT,
    "": Meaning.BLOCKED,
}


@pytest.mark.parametrize(("words", "meant"), WORDS.items())
def test_what_is_meant_shows_in_the_words(words: str, meant: Meaning) -> None:
    assert meaning(None, words.lower()) is meant
    assert meaning(0, "(#368)", words) is meant


def test_its_number_shows_it_in_every_language() -> None:
    assert meaning(1390008, "Das geht uns zu schnell") is Meaning.TOO_FAST
    assert meaning(1404078, "Das geht nicht") is Meaning.BLOCKED
