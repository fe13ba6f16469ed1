"""The odds round by round: how they grew for each framing, and what is needed."""

from __future__ import annotations

from markupsafe import Markup

from postlab.reports.chart import FLOOR, TALLEST
from postlab.reports.formats import odds
from postlab.reports.framing_names import as_subject
from postlab.reports.pages.drawing import Drawing
from postlab.reports.report_text import odds_sentence
from postlab.reports.views import Report, RoundView, VerdictSoFar

HEIGHT = 11.0
"""Lines of text that the curves take."""

LEFT = 20.0
"""Percent of the width for the odds that are written on the left."""

MOST_DOTS = 24
"""Up to this many rounds have dots of their own; more are curves alone."""


def judged_rounds(report: Report) -> list[tuple[RoundView, VerdictSoFar]]:
    """The rounds that count, each with the verdict at its close."""
    return [
        (round_, round_.so_far)
        for round_ in report.rounds
        if round_.so_far is not None and round_.difference is not None
    ]


def odds_picture(report: Report) -> Markup | None:
    """The picture; None before two rounds count."""
    path, verdict = judged_rounds(report), report.verdict
    if len(path) < 2:
        return None
    needed = sorted(set(verdict.log_e_needed))
    logs = [log_e for _, so_far in path for log_e in (so_far.log_e_treatment, so_far.log_e_control)]
    top = max(min(max(*needed, *logs), max(needed) * TALLEST), max(needed) * 1.15)

    def down(log_e: float) -> float:
        return HEIGHT * (1 - (min(max(log_e, FLOOR), top) - FLOOR) / (top - FLOOR)) * 0.92 + 0.6

    def across(number: int) -> float:
        return LEFT + 2 + (98 - LEFT - 2) * number / (len(path) - 1)

    drawing = Drawing(
        "odds",
        title="The odds after each round",
        description=f"After {len(path)} rounds: {odds_sentence(verdict)}",
        height=HEIGHT + 2,
        simulated=verdict.simulated,
    )
    for log_e, kind in [(0.0, "one"), *((goal, "needed") for goal in needed)]:
        drawing.line((LEFT, down(log_e)), (100, down(log_e)), kind)
    labels = [(FLOOR, odds(FLOOR)), (0.0, odds(0.0)), *((goal, odds(goal)) for goal in needed)]
    for log_e, words in labels:
        drawing.words((LEFT - 1.5, down(log_e) + 0.35), words, anchor="end")
    drawing.words((100, down(needed[-1]) - 0.4), "needed", anchor="end")
    for kind, path_of in (
        ("control", [so_far.log_e_control for _, so_far in path]),
        ("treatment", [so_far.log_e_treatment for _, so_far in path]),
    ):
        places = [(across(number), down(log_e)) for number, log_e in enumerate(path_of)]
        drawing.curves([places], f"curves {kind}", bottom=HEIGHT + 2)
        for place in places if len(places) <= MOST_DOTS else places[-1:]:
            (drawing.dot if kind == "treatment" else drawing.square)(place, f"mark {kind}")
    drawing.line((LEFT, HEIGHT + 0.5), (100, HEIGHT + 0.5), "axis")
    drawing.words((LEFT - 1.5, HEIGHT + 1.7), "round", anchor="end")
    for number in _written(len(path)):
        drawing.words((across(number), HEIGHT + 1.7), str(path[number][0].number))
    return drawing.svg()


def _written(count: int) -> list[int]:
    """The places of the rounds whose numbers stand below: the first, the last, and some between."""
    steps = min(count - 1, 4)
    return sorted({round(step * (count - 1) / steps) for step in range(steps + 1)})


def odds_rows(report: Report) -> list[tuple[str, ...]]:
    """The table behind the picture: round, odds for the treatment, odds for the control, ratio so far."""
    from postlab.reports.formats import between, times

    return [
        (
            str(round_.number),
            odds(so_far.log_e_treatment),
            odds(so_far.log_e_control),
            "–" if so_far.ratio is None else times(so_far.ratio),
            between(so_far.low, so_far.high) or "not known yet",
        )
        for round_, so_far in judged_rounds(report)
    ]


def odds_header(report: Report) -> tuple[str, ...]:
    """The titles of the columns of `odds_rows`."""
    verdict = report.verdict
    return (
        "Round",
        f"Odds that {as_subject(verdict.treatment)} does better",
        f"Odds that {as_subject(verdict.control)} does better",
        "Ratio so far",
        "Limits",
    )
