"""Rounds that overlap: between the two showings of a link other rounds begin, so that no slot is lost to the gap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from postlab.design.durations import format_duration
from postlab.design.pairing import Place, Refusal
from postlab.design.slots import WEEK, SlotTime

TAKEN = "belongs to another round"
"""Why a slot may not be taken in which a post of another round is to go out."""

ROUNDING = 1e-9
"""How far a product of floats may lie above a whole number that it stands for."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A post of a round that is under way or was: when it goes out, or went out, and the link that it shares."""

    at: datetime
    link: int


def beside(showings: Iterable[Showing], *, gap: timedelta) -> Refusal:
    """Why a round may not take a slot with a link, beside other rounds of the experiment; None where it may.

    A slot takes one post, and a link keeps the gap between any two of its showings, whichever rounds they are of.

    Args:
        showings: of the other rounds.
        gap: the least time between two showings of a link.
    """
    others = tuple(showings)
    taken = {showing.at for showing in others}

    def refuses(slot: SlotTime, link: int, _chosen: Sequence[Place]) -> str | None:
        if slot.at in taken:
            return TAKEN
        if any(showing.link == link and abs(showing.at - slot.at) < gap for showing in others):
            return f"would bring a link again within {format_duration(gap)}"
        return None

    return refuses


def links_to_fill(*, gap: timedelta, slots_per_week: float) -> int:
    """How many links it takes so that no slot stays empty: as many as there are slots in the gap."""
    return max(math.ceil(gap / WEEK * slots_per_week - ROUNDING), 1)


def weeks_overlapped(rounds: int, *, gap: timedelta, slots_per_week: float, links: int) -> float:
    """How many weeks rounds of two showings take that overlap, up to the slot after the last showing.

    As many rounds as there are slots in the gap, or links, begin one after the other; a gap later come their second
    showings, and then the next as many.

    Args:
        rounds: how many, from 1.
        gap: the least time between two showings of a link.
        slots_per_week: how many slots a week has, above 0.
        links: how many there are to share, from 1.
    """
    slots_in_gap = links_to_fill(gap=gap, slots_per_week=slots_per_week)
    together = min(slots_in_gap, links)
    before, rest = divmod(rounds - 1, together)
    return (before * 2 * slots_in_gap + slots_in_gap + rest + 1) / slots_per_week
