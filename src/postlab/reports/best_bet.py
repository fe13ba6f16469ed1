"""The best bet so far: which framing to post while nobody knows, labelled as a bet wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from postlab.english import capital
from postlab.reports.formats import times
from postlab.reports.framing_names import as_subject
from postlab.stats import best_bet
from postlab.stats.best_bet import leaning

LABEL = "Best bet so far"
"""What stands before the sentence on every screen."""

NO_VERDICT = "A bet, not a verdict."

NEARLY_SURE = 0.995
"""The probability from which on it is shown as "over 99 %"."""


@dataclass(frozen=True, slots=True)
class BestBetView:
    """What the rounds so far suggest. It promises nothing however often it is looked at, and no verdict rests on it.

    Attributes:
        framing: the framing that looks better, by its name; null where neither does.
        ratio: of treatment to control, as far as it is believed: drawn towards 1 while little is known.
        probability: that the treatment does better.
        sentence: the bet in words.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("framing", "ratio", "probability", "sentence")

    control: str
    treatment: str
    ratio: float
    probability: float

    @property
    def framing(self) -> str | None:
        """The framing that looks better; None where neither does."""
        sides = {"treatment": self.treatment, "control": self.control, None: None}
        return sides[leaning(self.probability)]

    @property
    def sentence(self) -> str:
        """The bet in words, such as “Context looks better (about 1.7 times; 99 % likely). A bet, not a verdict”."""
        framing = self.framing
        if framing is None:
            return f"Neither looks better yet. {NO_VERDICT}"
        treated = framing == self.treatment
        ratio = self.ratio if treated else 1 / self.ratio
        likely = _likely(self.probability if treated else 1 - self.probability)
        return f"{capital(as_subject(framing))} looks better (about {times(ratio)} times; {likely}). {NO_VERDICT}"

    @property
    def labelled(self) -> str:
        """The sentence with its label."""
        return f"{LABEL}: {self.sentence}"


def best_bet_view(differences: Sequence[float | None], *, control: str, treatment: str) -> BestBetView | None:
    """The best bet on some rounds; None before the first that counts.

    Args:
        differences: the log ratio of treatment to control of each round; None for a round that does not count.
        control: name of the control.
        treatment: name of the treatment.
    """
    if all(value is None for value in differences):
        return None
    bet = best_bet(differences)
    return BestBetView(control, treatment, bet.ratio, bet.probability)


def _likely(probability: float) -> str:
    return "over 99 % likely" if probability >= NEARLY_SURE else f"{100 * probability:.0f} % likely"
