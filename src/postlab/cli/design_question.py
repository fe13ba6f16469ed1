"""The wizard's question for small pages: whether both posts of a round share one link, in rounds that overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postlab.errors import InputError

if TYPE_CHECKING:
    from postlab.design.planning import Forecast
    from postlab.design.ways_out import Layout
    from postlab.stats.luck import Page

CHOICES = ("one link", "two links")
"""What may be answered, the proposal first."""


def proposal(document: Mapping[str, Any], pages: Sequence[Page]) -> list[str]:
    """What both designs take, in lines; none where the pages are not small, or the plan says its design.

    None either where one link saves no rounds, as on two crossed accounts, and where the plan has faults.

    Args:
        document: the unfinished plan document; it has accounts, and slots or every.
        pages: what posts of its accounts get of its metric; none where that is not known.
    """
    from postlab.design.overlap import links_to_fill
    from postlab.design.plan import ONE_LINK_GAP
    from postlab.design.ways_out import RATIO, too_few

    if not pages or "design" in document or not too_few(pages):
        return []
    try:
        two = _layout(document, accounts=len(pages))
    except (ValueError, TypeError, InputError):
        # whatever cannot be read is named when the whole plan is checked
        return []
    links = links_to_fill(gap=two.same_link_gap, slots_per_week=two.slots_per_week)
    one = replace(two, same_link_overlapped=links).with_one_link()
    (of_one,), (of_two,) = (layout.forecasts(pages, [RATIO]) for layout in (one, two))
    if of_one.rounds >= of_two.rounds:
        return []
    mean = min(page.mean for page in pages)
    small = (
        f"A post there usually gets about {mean:.2g}. Of so few, the luck of a link hides much of a difference. "
        f"How long it takes to see {RATIO:g} times, in half of all tries:"
    )
    gap = document.get("gap", ONE_LINK_GAP)
    return [
        small,
        f"- one link in both posts of a round, {gap} apart, with other rounds in between: {_takes(of_one)}",
        f"- two links, one for each post: {_takes(of_two)}",
        f"One link takes {min(links, of_one.rounds)} links at least to fill your slots.",
    ]


def answered(document: Mapping[str, Any], design: str) -> dict[str, Any]:
    """The keys of a plan document that stand for an answer, one of `CHOICES`."""
    from postlab.design.plan import ONE_LINK_GAP

    if design != CHOICES[0]:
        return {"design": design}
    return {"design": design, "gap": document.get("gap", ONE_LINK_GAP), "overlapped": True}


def _layout(document: Mapping[str, Any], *, accounts: int) -> Layout:
    """How the rounds of the unfinished plan would be laid out with two links."""
    from postlab.design.durations import parse_duration
    from postlab.design.plan import ONE_LINK_GAP, Plan
    from postlab.design.slots import parse_slot, slots_per_week
    from postlab.design.ways_out import Layout
    from postlab.stats.rounds_law import USUAL_ROUNDS

    every = document.get("every")
    beat = parse_duration(str(every)) if every else [parse_slot(slot) for slot in document["slots"]]
    return Layout(
        alpha=float(document.get("alpha", Plan.model_fields["alpha"].default)),
        rounds=int(document.get("rounds", USUAL_ROUNDS)),
        variants=2,
        slots_per_week=slots_per_week(beat),
        design="two links",
        gap=None,
        same_link_gap=parse_duration(str(document.get("gap", ONE_LINK_GAP))),
        crossed=accounts > 1 and document.get("accounts_crossed") is not False,
        expected=document.get("expected"),
    )


def _takes(forecast: Forecast) -> str:
    from postlab.english import counted

    return f"{counted(forecast.rounds, 'round')}, {counted(max(round(forecast.weeks), 1), 'week')}"
