"""Rows that are alike: copied where luck is no explanation, and shown where it is."""

from __future__ import annotations

import random

from postlab.loop.learn.pooling.resemblance import resemblances


def test_a_copy_among_many_is_found_with_its_signs_turned_and_a_gap() -> None:
    chance = random.Random(1)
    rows: dict[str, list[float | None]] = {f"r{n}": [round(chance.gauss(0, 1), 2) for _ in range(6)] for n in range(50)}
    assert [one for one in resemblances(rows) if one.copied] == []
    rows["copy"] = [-value if value is not None else None for value in rows["r7"][:5]] + [None]
    (found,) = [one for one in resemblances(rows) if one.copied]
    assert (found.first, found.second, found.alike, found.whole) == ("r7", "copy", 5, True)


def test_numbers_that_everybody_has_are_no_copy() -> None:
    chance = random.Random(2)
    rows = {f"r{n}": [chance.choice([0.0, 1.1, 0.51, 1.61]) for _ in range(4)] for n in range(50)}
    found = resemblances(rows)
    assert found, "some of 1,225 pairs agree in all four"
    assert not any(one.copied for one in found)
    assert all(one.whole for one in found)


def test_empty_rows_are_like_nothing() -> None:
    assert resemblances({"a": [], "b": [None, None], "c": [0.5]}) == []


def test_honest_pools_are_seldom_suspected() -> None:
    """Rows of noise, 200 pools of twenty: fewer than one in a hundred has a pair that counts as copied."""
    chance = random.Random(3)
    suspected = 0
    for _ in range(200):
        rows = {f"r{n}": [round(chance.gauss(0, 1.2), 2) for _ in range(12)] for n in range(20)}
        suspected += any(one.copied for one in resemblances(rows))
    assert suspected <= 2
