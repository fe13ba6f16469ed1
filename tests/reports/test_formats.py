"""Figures and times as people read them."""

import math

import pytest

from postlab.reports import formats


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (2.1049, "2.1"),
        (9.96, "10"),
        (12.4, "12"),
        (99.6, "100"),
        (151, "150"),
        (1000, "1,000"),
        (0.47, "0.47"),
        (0.996, "1.0"),
        (0.0012, "0.0012"),
        (1, "1.0"),
    ],
)
def test_times(ratio: float, shown: str) -> None:
    assert formats.times(ratio) == shown


def test_a_bound_never_crosses_one() -> None:
    assert formats.bound(1.003) == "just over 1"
    assert formats.bound(0.997) == "just under 1"
    assert formats.bound(1.3) == "1.3"
    assert formats.between(1.003, 3.6) == "between just over 1 and 3.6"
    assert formats.between(1.3, None) == "at least 1.3"
    assert formats.between(None, 0.9) == "at most 0.90"
    assert formats.between(None, None) is None


@pytest.mark.parametrize(
    ("e", "shown"),
    [
        (23.2, "23 to 1"),
        (40, "40 to 1"),
        (1.5, "1.5 to 1"),
        (1, "1 to 1"),
        (0.99, "1 to 1"),
        (0.25, "1 to 4"),
        (1 / 9.96, "1 to 10"),
        (12345, "12,345 to 1"),
        (1e7, "over a million to 1"),
        (1e-7, "1 to over a million"),
    ],
)
def test_odds(e: float, shown: str) -> None:
    assert formats.odds(math.log(e)) == shown


def test_small_words() -> None:
    assert [formats.amount(value) for value in (14.0, 12.52, 1204.4, 0)] == ["14", "12.5", "1,204", "0"]
    assert formats.share(0.05) == "1 in 20"
