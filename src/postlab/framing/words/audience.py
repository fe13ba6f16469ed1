"""The shape of one audience's wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Ways = tuple[str, str, str]
"""Three ways of saying it; the first is used unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said to one audience.

    A question opens with a word that may follow "With exams soon approaching," and is no name.

    Attributes:
        general: questions for any time, and for moments without their own.
        before: questions by kind of moment.
        after: questions by kind of moment once it is over, where that changes the question.
        calls: calls to action.
        hashtags: to go with the moment's own.
    """

    general: Ways
    before: Mapping[str, Ways]
    calls: Ways
    hashtags: Ways
    after: Mapping[str, Ways] = field(default_factory=dict)

    def questions(self, moment: str | None, *, over: bool) -> Ways:
        """The questions for a kind of moment, or for any time."""
        if moment is None:
            return self.general
        if over and moment in self.after:
            return self.after[moment]
        return self.before.get(moment, self.general)
