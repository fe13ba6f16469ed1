"""Ratios with their intervals on a logarithmic axis: that of one verdict, and many below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from postlab.reports.formats import between, times
from postlab.reports.framing_names import as_object, as_subject
from postlab.reports.pages.axes import draw_interval, draw_ratio_axis, ratio_axis
from postlab.reports.pages.drawing import Drawing, anchored
from postlab.reports.report_text import ratio_sentence
from postlab.reports.verdict import VerdictView

ROW = 2.6
"""Lines of text that a ratio among many takes: its name, and its interval."""


def verdict_picture(verdict: VerdictView) -> Markup:
    """The ratio of a verdict with its interval; 1, and from where on a difference would matter, are marked.

    Raises:
        ValueError: no round counts yet, so there is no ratio.
    """
    if verdict.ratio is None:
        raise ValueError("there is no ratio before a round counts")
    worth = verdict.worthwhile
    axis = ratio_axis([verdict.ratio, verdict.low, verdict.high, worth])
    drawing = Drawing(
        "ratio",
        title=(
            f"How many times the {verdict.metric} of {as_object(verdict.control)} {as_subject(verdict.treatment)} has"
        ),
        description=f"{ratio_sentence(verdict)} From {worth:g} times on it would matter to you.",
        height=7.2,
        simulated=verdict.simulated,
    )
    draw_ratio_axis(drawing, axis, top=2.6, bottom=5.6, worthwhile=worth)
    drawing.words((50, 1.0), "1: no difference")
    edge = axis.place(worth)
    drawing.words((edge, 2.2), f"matters from {worth:g}", anchor="start" if edge < 62 else "end")
    draw_interval(drawing, axis, 4.3, verdict.ratio, verdict.low, verdict.high)
    place = axis.place(verdict.ratio)
    drawing.words((place, 3.5), f"{times(verdict.ratio)} times", anchor=anchored(place), kind="label strong")
    return drawing.svg()


@dataclass(frozen=True, slots=True)
class RatioRow:
    """A ratio among others.

    Attributes:
        name: what it is of.
        ratio: the estimate; None where there is none.
        low: the lower bound of its interval, or None.
        high: the upper bound, or None.
        kind: a class of its marks: ``suggested`` for one that nothing was settled about by itself.
    """

    name: str
    ratio: float | None
    low: float | None
    high: float | None
    kind: str = ""

    @property
    def in_words(self) -> str:
        """The ratio and its interval."""
        if self.ratio is None:
            return "not known"
        return ", ".join(filter(None, [f"about {times(self.ratio)} times", between(self.low, self.high)]))


def ratios_picture(
    name: str, rows: Sequence[RatioRow], *, title: str, description: str, worthwhile: float | None, simulated: bool
) -> Markup:
    """Many ratios below each other on one axis, each below its name; those that are not known are left out.

    Args:
        name: the picture's name on the page.
        rows: the ratios.
        title: what they are.
        description: what is to be seen.
        worthwhile: from where on a difference matters, where that is the same for all.
        simulated: whether all are about a simulated audience.
    """
    known = [row for row in rows if row.ratio is not None]
    axis = ratio_axis([bound for row in known for bound in (row.ratio, row.low, row.high)])
    bottom = len(known) * ROW + 0.4
    drawing = Drawing(name, title=title, description=description, height=bottom + 1.6, simulated=simulated)
    draw_ratio_axis(drawing, axis, top=0, bottom=bottom, worthwhile=worthwhile)
    for number, row in enumerate(known):
        drawing.words((0, number * ROW + 1.1), row.name, anchor="start")
        draw_interval(drawing, axis, number * ROW + 1.9, row.ratio or 1.0, row.low, row.high, row.kind)
    return drawing.svg()
