"""The order of openings: drawn from the experiment's name, never the same within six posts of a framing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postlab.design.assignment import opening_turns
from postlab.framing.openings import TURNS


@given(st.text(min_size=1, max_size=20), st.integers(1, 4), st.integers(1, 40))
def test_no_six_consecutive_posts_take_the_same_wording(name: str, accounts: int, rounds: int) -> None:
    turns = [
        turn
        for number in range(rounds)
        for turn in opening_turns(experiment=name, post_number=number * accounts, posts=accounts)
    ]
    classes = [turn % TURNS for turn in turns]
    for start in range(len(classes)):
        window = classes[start : start + TURNS]
        assert len(set(window)) == len(window)
    assert all(later // TURNS >= earlier // TURNS for earlier, later in pairwise(turns))


def test_the_order_comes_from_the_name() -> None:
    drawn = {opening_turns(experiment=f"try {number}", post_number=0, posts=6) for number in range(60)}
    assert all(sorted(order) == list(range(6)) for order in drawn)
    # of 720 orders sixty names take many; the same name takes its own again
    assert len(drawn) > 40
    again = opening_turns(experiment="try 7", post_number=0, posts=6)
    assert again == opening_turns(experiment="try 7", post_number=0, posts=3) + opening_turns(
        experiment="try 7", post_number=3, posts=3
    )
