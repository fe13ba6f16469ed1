"""The shape of one audience's wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from postlab.framing.words.wording_files import wording_file

Ways = tuple[str, str, str]
"""Three ways of saying it; the first is used unless another is asked for."""

ANYONE = "anyone"
"""The file of an audience that has none of its own."""


@dataclass(frozen=True, slots=True)
class AudienceWording:
    """What is said to one audience.

    A question opens with a word that may follow "With exams soon approaching," and is no name.

    Attributes:
        general: questions for any time, and for moments without their own.
        before: questions by kind of moment.
        after: questions by kind of moment once it is over, where that changes the question.
        calls: calls to action.
        hashtags: to go with the moment's own.
        subjects: words that articles for the audience are about.
    """

    general: Ways
    before: Mapping[str, Ways]
    calls: Ways
    hashtags: Ways
    after: Mapping[str, Ways] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()

    def questions(self, moment: str | None, *, over: bool) -> Ways:
        """The questions for a kind of moment, or for any time."""
        if moment is None:
            return self.general
        if over and moment in self.after:
            return self.after[moment]
        return self.before.get(moment, self.general)


def ways_of(texts: list[str]) -> Ways:
    """Three ways, as a file lists them."""
    first, second, third = texts
    return first, second, third


@cache
def audience_wording(audience: str, language: str) -> AudienceWording:
    """The wording of an audience that has a file, or of `ANYONE`.

    Raises:
        InputError: there is no wording in that language.
    """
    texts = wording_file(language, "audiences", f"{audience.replace(' ', '-')}.toml")
    by_moment = texts.get("moment", {})
    return AudienceWording(
        general=ways_of(texts["questions"]),
        before={moment: ways_of(asked["before"]) for moment, asked in by_moment.items() if "before" in asked},
        after={moment: ways_of(asked["after"]) for moment, asked in by_moment.items() if "after" in asked},
        calls=ways_of(texts["calls_to_action"]),
        hashtags=ways_of(texts["hashtags"]),
        subjects=tuple(texts.get("subjects", ())),
    )
