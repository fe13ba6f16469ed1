"""Every pair as a dumbbell: what either post of a round had on an account, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from postlab.english import counted
from postlab.reports.framing_names import as_subject
from postlab.reports.pages.axes import CountAxis, anchored_to_ends
from postlab.reports.pages.drawing import Drawing
from postlab.reports.pairs import Pair
from postlab.reports.verdict import VerdictView

LEFT = 9.0
"""Percent of the width for the numbers of the rounds."""

MANY = 14
"""From this many rounds on they stand closer, and every fifth has its number."""


def pairs_picture(name: str, account: str, pairs: Sequence[Pair], axis: CountAxis, *, verdict: VerdictView) -> Markup:
    """The pairs of one account, a round below the other.

    A number that is missing has no mark, and a pair that does not count is pale.

    Args:
        name: the picture's name on the page.
        account: the account's name.
        pairs: its pairs, in the order of their rounds.
        axis: the axis of all accounts, so that they can be compared.
        verdict: for the names of the framings and the metric.
    """
    pitch = 0.62 if len(pairs) >= MANY else 1.5
    size = 0.21 if len(pairs) >= MANY else 0.4
    bottom = pitch * len(pairs) + 0.6
    drawing = Drawing(
        name,
        title=f"Every pair on {account}",
        description=_description(pairs, verdict),
        height=bottom + 1.5,
        simulated=verdict.simulated,
    )

    def across(count: float) -> float:
        return LEFT + 2 + (97 - LEFT - 2) * axis.place(count) / 100

    for number in axis.written:
        place = across(number)
        drawing.line((place, 0), (place, bottom), "grid")
        drawing.words((place, bottom + 1.2), f"{number:,g}", anchor=anchored_to_ends(place))
    for row, pair in enumerate(pairs):
        down = pitch * (row + 0.5) + 0.3
        if len(pairs) < MANY or pair.round == 1 or pair.round % 5 == 0:
            drawing.words((LEFT - 2, down + 0.35), str(pair.round), anchor="end")
        pale = "" if pair.counts else " pale"
        control, treatment = pair.control.outcome, pair.treatment.outcome
        if control is not None and treatment is not None:
            drawing.line((across(control), down), (across(treatment), down), f"rod{pale}")
        if control is not None:
            drawing.square((across(control), down), f"mark control{pale}", size=size)
        if treatment is not None:
            drawing.dot((across(treatment), down), f"mark treatment{pale}", size=size)
    return drawing.svg()


def _description(pairs: Sequence[Pair], verdict: VerdictView) -> str:
    measured = [pair for pair in pairs if pair.log_ratio is not None]
    more = sum((pair.log_ratio or 0) > 0 for pair in measured)
    missing = len(pairs) - len(measured)
    without = f" Of {counted(missing, 'pair')} a number is missing." if missing else ""
    return (
        f"In {more} of {counted(len(measured), 'pair')} {as_subject(verdict.treatment)} has more {verdict.metric} than "
        f"{as_subject(verdict.control)}.{without}"
    )
