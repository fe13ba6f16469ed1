"""The wizard's question for small pages: whether both posts of a round share one link, in rounds that overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from postlab.design.planning import Forecast
    from postlab.design.ways_out import Layout
    from postlab.stats.luck import Page

CHOICES = ("one link", "two links")
"""What may be answered, the proposal first."""

LATER = ("link", "gap", "overlapped", "name")
"""Keys of which nothing is known before links are asked for, or that only one of the designs has."""


def proposal(document: Mapping[str, Any], pages: Sequence[Page], *, now: datetime, timezone: str) -> list[str]:
    """What both designs take, in lines; none where the pages are not small, or the plan says its design.

    None either where one link saves no rounds, as on two crossed accounts, and where the plan has faults, which are
    named when the whole plan is checked.

    Args:
        document: the unfinished plan document.
        pages: what posts of its accounts get of its metric; none where that is not known.
        now: the time.
        timezone: the zone that is meant where the plan names none.
    """
    from postlab.design.ways_out import RATIO, too_few

    if not pages or "design" in document or not too_few(pages):
        return []
    two = _layout(document, now=now, timezone=timezone)
    if two is None:
        return []
    links = None if document.get("overlapped") is False else two.links_to_fill
    one = replace(two, same_link_overlapped=links).with_one_link()
    (of_one,), (of_two,) = (layout.forecasts(pages, [RATIO]) for layout in (one, two))
    if of_one.rounds >= of_two.rounds:
        return []
    mean = min(page.mean for page in pages)
    between = "" if links is None else ", with other rounds in between"
    small = (
        f"A post there usually gets about {mean:.2g}. Of so few, the luck of a link hides much of a difference. "
        f"How long it takes to see {RATIO:g} times, in half of all such experiments:"
    )
    lines = [
        small,
        f"- one link in both posts of a round, {document.get('gap', _usual_gap())} apart{between}: {_takes(of_one)}",
        f"- two links, one for each post: {_takes(of_two)}",
    ]
    if links is not None:
        least = min(links, of_one.rounds)
        lines.append(f"For one link a round you need {least} links or more, or some slots stay empty.")
    return lines


def _usual_gap() -> str:
    from postlab.design.plan import ONE_LINK_GAP

    return ONE_LINK_GAP


def _layout(document: Mapping[str, Any], *, now: datetime, timezone: str) -> Layout | None:
    """How the rounds of the unfinished plan would be laid out with two links; None where it has faults."""
    from postlab.design.durations import parse_duration
    from postlab.design.plan import read_plan
    from postlab.loop.plan.slots import layout_of

    asked = {key: value for key, value in document.items() if key not in LATER}
    asked |= {"name": "x", "design": "two links", "link": ({"url": "https://x.example"},)}
    plan, _ = read_plan(asked, timezone=timezone)
    if plan is None:
        return None
    try:
        gap = parse_duration(str(document.get("gap", _usual_gap())))
    except ValueError:
        return None
    return replace(layout_of(plan, now=now), same_link_gap=gap)


def _takes(forecast: Forecast) -> str:
    from postlab.english import counted

    return f"{counted(forecast.rounds, 'round')}, {counted(max(round(forecast.weeks), 1), 'week')}"
