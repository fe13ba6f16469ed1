"""The coin is fair, the same for ever, and can be checked."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter

import pytest

from postlab.design.assignment import Assignment, Mismatch, audit, draw, new_seed
from postlab.errors import InputError

SEED = "000102030405060708090a0b0c0d0e0f"
TWO = ["bare link", "contextualised"]


def two(round_number: int) -> tuple[str, ...]:
    return draw(SEED, experiment="exam-season-context", round_number=round_number, variants=TWO, places=2)


def test_golden_draws_of_two() -> None:
    """Recomputed from the description with another language's HMAC."""
    bare_first = [two(number)[0] == "bare link" for number in range(1, 7)]
    assert bare_first == [False, True, False, True, True, False]


def test_golden_draws_of_seven_and_of_names_beyond_ascii() -> None:
    """Recomputed from the description with another language's HMAC."""
    seven = [draw(SEED, experiment="seven", round_number=n, variants="abcdefg", places=7) for n in (1, 2)]
    assert ["".join(order) for order in seven] == ["cgdabef", "acgebfd"]
    drawn = draw("zufällig", experiment="prüfung", round_number=3, variants=["übung", "bare", "question"], places=3)
    assert drawn == ("bare", "question", "übung")


def test_the_order_in_which_variants_are_given_does_not_matter() -> None:
    assert {
        draw(SEED, experiment="e", round_number=4, variants=order, places=4) for order in itertools.permutations("wxyz")
    } == {draw(SEED, experiment="e", round_number=4, variants="wxyz", places=4)}


@pytest.mark.parametrize(
    ("variants", "limit"),
    # Chi-square at a probability of 1 in 10,000 with 1, 5 and 23 degrees of freedom.
    [("ab", 15.14), ("abc", 25.74), ("abcd", 54.0)],
)
def test_every_order_is_equally_likely(variants: str, limit: float) -> None:
    seeds = [hashlib.sha256(f"{number}".encode()).hexdigest()[:32] for number in range(6000)]
    counts = Counter(
        draw(seed, experiment="e", round_number=1, variants=variants, places=len(variants)) for seed in seeds
    )
    orders = list(itertools.permutations(variants))
    expected = len(seeds) / len(orders)
    assert sum((counts[order] - expected) ** 2 / expected for order in orders) < limit


def test_rounds_of_one_seed_are_independent_coins() -> None:
    flips = [two(number)[0] == "bare link" for number in range(1, 3001)]
    pairs = Counter(itertools.pairwise(flips))
    assert all(abs(count - 750) < 4 * 24 for count in pairs.values())
    assert len(pairs) == 4


def test_seed_experiment_and_round_all_count() -> None:
    base = {"experiment": "e", "round_number": 1, "variants": "abcdefghij", "places": 10}
    orders = {
        draw(SEED, **base),
        draw("other", **base),
        draw(SEED, **{**base, "experiment": "f"}),
        draw(SEED, **{**base, "round_number": 2}),
    }
    assert len(orders) == 4


def test_many_variants_use_many_blocks_of_the_stream() -> None:
    names = [f"v{number:03}" for number in range(300)]
    drawn = draw(SEED, experiment="e", round_number=1, variants=names, places=300)
    assert sorted(drawn) == names
    assert list(drawn) != names


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(InputError, match="2 framings, 3 places"):
        draw(SEED, experiment="e", round_number=1, variants=TWO, places=3)
    with pytest.raises(InputError, match="same name"):
        draw(SEED, experiment="e", round_number=1, variants=["a", "a"], places=2)


def test_a_seed_holds_all_the_randomness_it_was_given() -> None:
    assert new_seed(bytes(range(16))) == SEED
    with pytest.raises(InputError, match="needs 16 random bytes; there are 15"):
        new_seed(bytes(15))


def test_an_audit_finds_what_was_not_drawn() -> None:
    recorded = [Assignment(number, two(number)) for number in range(1, 6)]

    def checked(rounds: list[Assignment]) -> tuple[Mismatch, ...]:
        return audit(SEED, experiment="exam-season-context", variants=TWO, assignments=rounds)

    assert checked(recorded) == ()
    swapped = Assignment(3, tuple(reversed(recorded[2].variants)))
    assert checked([*recorded[:2], swapped, *recorded[3:]]) == (
        Mismatch(3, recorded=swapped.variants, drawn=recorded[2].variants),
    )
    assert [found.round_number for found in checked([Assignment(1, ("bare link", "a third"))])] == [1]
    assert len(audit("another seed", experiment="exam-season-context", variants=TWO, assignments=recorded)) > 0
