"""Which slots a round takes, and which link goes out in each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from postlab.design.pairing import DESIGNS, Place, links_needed, places
from postlab.design.slots import SlotTime, every
from postlab.errors import InputError

START = datetime(2026, 11, 24, tzinfo=UTC)


def days() -> Iterator[SlotTime]:
    return every(timedelta(days=1), "UTC", start=START, after=START - timedelta(days=1))


def laid_out(found: tuple[Place, ...]) -> list[tuple[int, int]]:
    """Day of the slot from the start, and link."""
    return [((place.slot.at - START).days, place.link) for place in found]


def test_two_links_take_the_next_slots_and_a_link_each() -> None:
    slots = days()
    one = places("two links", slots=slots, links=[7, 9], variants=2, gap=None)
    two = places("two links", slots=slots, links=[4, 8], variants=2, gap=None)
    assert [laid_out(one), laid_out(two)] == [[(0, 7), (1, 9)], [(2, 4), (3, 8)]]


def test_two_links_know_no_gap() -> None:
    found = places("two links", slots=days(), links=[7, 9], variants=2, gap=timedelta(days=14))
    assert laid_out(found) == [(0, 7), (1, 9)]


def test_one_link_goes_out_in_every_slot_at_least_the_gap_apart() -> None:
    found = places("one link", slots=days(), links=[7], variants=3, gap=timedelta(days=14))
    assert laid_out(found) == [(0, 7), (14, 7), (28, 7)]
    between = places("one link", slots=days(), links=[7], variants=2, gap=timedelta(hours=30))
    assert laid_out(between) == [(0, 7), (2, 7)]


def test_one_link_without_a_gap_takes_the_next_slots() -> None:
    assert laid_out(places("one link", slots=days(), links=[7], variants=2, gap=None)) == [(0, 7), (1, 7)]


@pytest.mark.parametrize("design", DESIGNS)
def test_the_number_of_links_must_fit_the_design(design: str) -> None:
    assert links_needed(design, variants=2) == {"two links": 2, "one link": 1}[design]
    with pytest.raises(InputError, match=f'"{design}" with 2 framings takes') as caught:
        places(design, slots=days(), links=[], variants=2, gap=None)
    assert caught.value.code == "links"
    found = places(design, slots=days(), links=[5, 6, 7, 8], variants=2, gap=None)
    assert [place.link for place in found] == {"two links": [5, 6], "one link": [5, 5]}[design]


def test_a_link_stands_once_in_a_round() -> None:
    with pytest.raises(InputError, match="twice"):
        places("two links", slots=days(), links=[3, 3], variants=2, gap=None)


def test_too_few_slots_are_told() -> None:
    with pytest.raises(InputError, match="needs 2 slots, and there are only 1"):
        places("two links", slots=itertools.islice(days(), 1), links=[1, 2], variants=2, gap=None)
