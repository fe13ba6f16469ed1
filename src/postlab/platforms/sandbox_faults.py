"""Faults that the sandbox simulates on demand, so that trouble can be rehearsed: time-outs, refusals, cut posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from postlab.near_names import meant_or_listed

REFUSED: Final = "refused"
TIMEOUT_BEFORE: Final = "timeout-before-accept"
TIMEOUT_AFTER: Final = "timeout-after-accept"

CUT: Final = "cut"

FAULTS: Final[Mapping[str, str]] = {
    REFUSED: "the post is refused for the moment, and nothing is kept",
    TIMEOUT_BEFORE: "no answer comes, and nothing was kept",
    TIMEOUT_AFTER: "no answer comes, but the post is out",
    CUT: "the post goes out, but readers see only the first half of its text",
}
"""The faults that can be asked for, in the order in which they are drawn."""


def parse_faults(pieces: str | Iterable[str]) -> dict[str, float]:
    """Faults from pieces such as ``timeout-after-accept:0.1``, each with its probability.

    Args:
        pieces: the pieces, or one text that holds several with commas between; a later piece wins.

    Raises:
        ValueError: a piece cannot be read; the sentence names the faults that are known.
    """
    chances: dict[str, float] = {}
    for piece in pieces.split(",") if isinstance(pieces, str) else pieces:
        if not piece.strip():
            continue
        name, colon, number = piece.strip().rpartition(":")
        if not colon:
            raise ValueError(f"{piece.strip()!r}: write a fault as NAME:PROBABILITY, such as {REFUSED}:0.1.")
        chances[name.strip()] = _probability(name, number)
    return checked_faults(chances)


def checked_faults(chances: Mapping[str, float]) -> dict[str, float]:
    """The same faults, once every name and probability is found good.

    Raises:
        ValueError: a name is not known, or a probability is not between 0 and 1.
    """
    for name in chances:
        if name not in FAULTS:
            raise ValueError(f"There is no fault {name!r}; {meant_or_listed(name, FAULTS)}.")
    return {name: _probability(name, chances[name]) for name in FAULTS if name in chances}


def _probability(name: str, value: str | float) -> float:
    try:
        probability = float(value)
    except (TypeError, ValueError):
        probability = -1.0
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"The probability of {name} must be a number from 0 to 1, not {value!r}.")
    return probability
