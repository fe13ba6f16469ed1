"""The picture of a report's evidence, round by round."""

from __future__ import annotations

from postlab.reports.chart import Ink, evidence_chart
from postlab.reports.views import Report

ROWS = 9
"""Rows of the picture in a report."""


def evidence_picture(report: Report, *, width: int, ink: Ink, height: int = ROWS) -> list[str]:
    """The lines of the picture; none before two rounds count.

    Args:
        report: the report.
        width: columns to draw in.
        ink: what to draw with.
        height: rows of the plot.
    """
    path = [
        (round_.number, round_.so_far)
        for round_ in report.rounds
        if round_.so_far is not None and round_.difference is not None
    ]
    if len(path) < 2:
        return []
    return evidence_chart(
        [number for number, _ in path],
        [so_far.log_e_treatment for _, so_far in path],
        [so_far.log_e_control for _, so_far in path],
        needed=report.verdict.log_e_needed,
        width=width,
        height=height,
        ink=ink,
    )
