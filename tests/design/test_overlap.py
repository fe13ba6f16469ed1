"""Rounds that overlap: the slots that they take, the rest of a link, and how long they last."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from postlab.design.overlap import TAKEN, Showing, beside, links_to_fill, weeks_overlapped
from postlab.design.pairing import Place, places
from postlab.design.slots import WEEK, SlotTime, WeeklySlot, parse_slot, upcoming

START = datetime(2026, 11, 1, tzinfo=UTC)
"""A Sunday."""

DAY = timedelta(days=1)
FORTNIGHT = timedelta(days=14)
THREE = ("Mon 12:30", "Wed 12:30", "Fri 12:30")


def laid_out(rounds: int, *, slots: tuple[str, ...], gap: timedelta, links: int) -> list[tuple[Place, ...]]:
    """Rounds as they are drawn one after the other, each once the first showing of the one before is out."""
    uses = dict.fromkeys(range(links), 0)
    showings: list[Showing] = []
    laid: list[tuple[Place, ...]] = []
    weekly: list[WeeklySlot] = [parse_slot(slot) for slot in slots]
    for _ in range(rounds):
        after = laid[-1][0].slot.at if laid else START
        taken = places(
            "one link",
            slots=upcoming(weekly, "UTC", after=after),
            links=sorted(uses, key=lambda link: (uses[link], link)),
            variants=2,
            gap=gap,
            refusal=beside(showings, gap=gap),
        )
        laid.append(taken)
        uses[taken[0].link] += 1
        showings += [Showing(place.slot.at, place.link) for place in taken]
    return laid


def numbers(laid: list[tuple[Place, ...]], slots: tuple[str, ...]) -> list[tuple[int, ...]]:
    """Of each round the numbers of its slots, from 0."""
    every_slot = upcoming([parse_slot(slot) for slot in slots], "UTC", after=START)
    number_of: dict[datetime, int] = {}
    last = max(place.slot.at for taken in laid for place in taken)
    for number, slot in enumerate(every_slot):
        number_of[slot.at] = number
        if slot.at >= last:
            break
    return [tuple(number_of[place.slot.at] for place in taken) for taken in laid]


def test_six_first_showings_and_a_fortnight_later_six_second_ones() -> None:
    laid = laid_out(12, slots=THREE, gap=FORTNIGHT, links=12)
    first = [(slot, slot + 6) for slot in range(6)]
    assert numbers(laid, THREE) == first + [(slot + 12, slot + 18) for slot in range(6)]
    assert links_to_fill(gap=FORTNIGHT, slots_per_week=3) == 6


@pytest.mark.parametrize("links", [2, 3, 6, 7, 12])
@pytest.mark.parametrize("slots", [THREE, ("Tue 12:30", "Thu 12:30"), ("Mon 09:00",)])
def test_a_slot_has_one_post_and_a_link_rests(links: int, slots: tuple[str, ...]) -> None:
    laid = laid_out(12, slots=slots, gap=FORTNIGHT, links=links)
    shown = sorted((place.slot.at, place.link) for taken in laid for place in taken)
    assert len({at for at, _ in shown}) == len(shown) == 24
    for link in range(links):
        times = [at for at, other in shown if other == link]
        assert all(later - sooner >= FORTNIGHT for sooner, later in itertools.pairwise(times))
    assert all(taken[0].link == taken[1].link for taken in laid)
    begun = [taken[0].slot.at for taken in laid]
    assert begun == sorted(begun)


@pytest.mark.parametrize("links", [2, 3, 6, 12])
@pytest.mark.parametrize("slots", [THREE, ("Tue 12:30", "Thu 12:30"), ("Mon 09:00",)])
@pytest.mark.parametrize("rounds", [1, 5, 6, 7, 12, 17])
def test_the_weeks_are_those_of_the_slots_that_rounds_take(rounds: int, slots: tuple[str, ...], links: int) -> None:
    laid = laid_out(rounds, slots=slots, gap=FORTNIGHT, links=links)
    last = max(number for taken in numbers(laid, slots) for number in taken)
    weeks = weeks_overlapped(rounds, gap=FORTNIGHT, slots_per_week=len(slots), links=links)
    assert weeks == pytest.approx((last + 1) / len(slots))


def test_at_three_posts_a_week_nothing_but_the_first_fortnight_is_lost() -> None:
    for rounds in (6, 12, 36):
        weeks = weeks_overlapped(rounds, gap=FORTNIGHT, slots_per_week=3, links=6)
        assert weeks <= rounds / 1.5 + FORTNIGHT / WEEK
    # one round after the other takes 84
    assert weeks_overlapped(36, gap=FORTNIGHT, slots_per_week=3, links=36) == pytest.approx(24)


def test_one_link_alone_has_nothing_to_overlap_with() -> None:
    laid = laid_out(3, slots=THREE, gap=FORTNIGHT, links=1)
    assert numbers(laid, THREE) == [(0, 6), (12, 18), (24, 30)]


def test_why_a_slot_is_refused() -> None:
    refuses = beside([Showing(START + 20 * DAY, 7)], gap=FORTNIGHT)

    def why(day: int, link: int) -> str | None:
        at = START + day * DAY
        return refuses(SlotTime(at.replace(tzinfo=None), at, "UTC"), link, ())

    assert why(20, 8) == TAKEN
    assert why(21, 8) is None
    for day in (7, 33):
        assert why(day, 7) == "would bring a link again within 14d"
    assert (why(6, 7), why(34, 7)) == (None, None)
