"""The wizard's question for small pages: whether both posts of a round share one link, in rounds that overlap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from postlab.errors import InputError

if TYPE_CHECKING:
    from postlab.design.small_pages import Course
    from postlab.loop.lab import Lab

GAP = "14d"
"""The least time between two posts of a link, where the plan does not say it."""

ALPHA = 0.05

CHOICES = ("one link", "two links")
"""What may be answered, the proposal first."""


def proposal(lab: Lab, document: Mapping[str, Any]) -> list[str]:
    """What both designs take, in lines; none where the page is not small, or the plan says its design.

    None either where one link saves no rounds, as on two crossed accounts, and where the plan has faults.

    Args:
        lab: for what posts of its accounts usually get.
        document: the unfinished plan document; it has accounts, a metric, and slots or every.
    """
    from postlab.design.small_pages import FEW, TOLD

    usual = _usual(lab, document)
    if usual is None or usual >= FEW or "design" in document:
        return []
    try:
        one, two = _courses(document)
    except (ValueError, TypeError, InputError):
        # whatever cannot be read is named when the whole plan is checked
        return []
    if one.rounds >= two.rounds:
        return []
    gap = document.get("gap", GAP)
    small = (
        f"A post there usually gets about {usual:g}. Of so few, the luck of a link hides much of a difference. "
        f"How long it takes to see {TOLD:g} times, in half of all tries:"
    )
    return [
        small,
        f"- one link in both posts of a round, {gap} apart, with other rounds in between: {_takes(one)}",
        f"- two links, one for each post: {_takes(two)}",
        f"One link takes {one.links} links at least to fill your slots.",
    ]


def answered(document: Mapping[str, Any], design: str) -> dict[str, Any]:
    """The keys of a plan document that stand for an answer, one of `CHOICES`."""
    if design != CHOICES[0]:
        return {"design": design}
    return {"design": design, "gap": document.get("gap", GAP), "overlapped": True}


def _usual(lab: Lab, document: Mapping[str, Any]) -> float | None:
    from postlab.loop.lookup.usual_counts import usual_count
    from postlab.metrics import ENGAGEMENT, ENGAGEMENT_WEIGHTS

    metric = str(document["metric"])
    weights: Mapping[str, float] = {metric: 1.0}
    if metric == ENGAGEMENT:
        weights = document.get("weights") or ENGAGEMENT_WEIGHTS
    with lab.session() as session:
        return usual_count(session, document["accounts"], weights)


def _courses(document: Mapping[str, Any]) -> tuple[Course, Course]:
    """What one link takes, and what two take."""
    from postlab.design.durations import parse_duration
    from postlab.design.slots import parse_slot, slots_per_week
    from postlab.design.small_pages import one_link, two_links

    accounts = len(document["accounts"])
    crossed = accounts > 1 and document.get("accounts_crossed") is not False
    alpha = float(document.get("alpha", ALPHA))
    gap: timedelta = parse_duration(str(document.get("gap", GAP)))
    every = document.get("every")
    a_week = slots_per_week(parse_duration(str(every)) if every else [parse_slot(slot) for slot in document["slots"]])
    return (
        one_link(accounts=accounts, crossed=crossed, alpha=alpha, gap=gap, slots_per_week=a_week),
        two_links(accounts=accounts, crossed=crossed, alpha=alpha, slots_per_week=a_week),
    )


def _takes(course: Course) -> str:
    from postlab.english import counted

    return f"{counted(course.rounds, 'round')}, {counted(max(round(course.weeks), 1), 'week')}"
