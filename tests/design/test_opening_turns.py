"""The order of openings: drawn from the seed, never the same within six posts of a framing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postlab.design.assignment import opening_turns
from postlab.framing.openings import TURNS

seeds = st.text(alphabet="0123456789abcdef", min_size=32, max_size=32)


@given(seeds, st.integers(1, 4), st.integers(1, 40))
def test_no_six_consecutive_posts_take_the_same_wording(seed: str, accounts: int, rounds: int) -> None:
    turns = [
        turn
        for number in range(rounds)
        for turn in opening_turns(seed, experiment="context", post_number=number * accounts, posts=accounts)
    ]
    classes = [turn % TURNS for turn in turns]
    for start in range(len(classes)):
        window = classes[start : start + TURNS]
        assert len(set(window)) == len(window)
    assert all(later // TURNS >= earlier // TURNS for earlier, later in pairwise(turns))


def test_the_order_comes_from_the_seed() -> None:
    drawn = {opening_turns(f"{number:032x}", experiment="x", post_number=0, posts=6) for number in range(60)}
    assert all(sorted(order) == list(range(6)) for order in drawn)
    # of 720 orders sixty seeds take many; the same seed takes its own again
    assert len(drawn) > 40
    again = opening_turns(f"{7:032x}", experiment="x", post_number=0, posts=6)
    assert again == opening_turns(f"{7:032x}", experiment="x", post_number=0, posts=3) + opening_turns(
        f"{7:032x}", experiment="x", post_number=3, posts=3
    )
    assert again != opening_turns(f"{7:032x}", experiment="another", post_number=0, posts=6)
