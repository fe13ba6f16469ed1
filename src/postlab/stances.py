"""What practitioners hold social media to be, and how far PostLab goes by itself from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Stance = Literal["unnecessary", "dispensable", "a possibility", "desirable", "indispensable"]
Step = Literal["observe", "reviewed", "each", "round", "auto"]

STANCES: tuple[Stance, ...] = get_args(Stance)
"""What practitioners hold social media to be (Kettunen, Vuorinen and Sampson 2013: the five conceptions)."""

STEPS: tuple[Step, ...] = get_args(Step)
"""How far PostLab goes by itself: publishes nothing; waits for somebody else's yes to each post; asks for each post;
for each round; for none within the budget."""

OBSERVE: Final = "observe"
"""The step at which nothing goes out to real accounts."""

REVIEWED_BY_OTHERS: Final = "reviewed"
"""The step at which somebody else must agree; no stance starts there, because it is not one's own to choose."""

STEP_OF: Mapping[str, Step] = {
    "unnecessary": OBSERVE,
    "dispensable": OBSERVE,
    "a possibility": "each",
    "desirable": "round",
    "indispensable": "auto",
}
"""Where each stance starts."""
