"""How many of a simulated audience take a post badly, and how a user sets it to rehearse a guardrail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from postlab.near_names import meant_or_listed
from postlab.platforms.audience_effects import KINDS, known_kind

ANGRY: Final = "angry reactions"
HIDDEN: Final = "hidden"
"""The names under which `Counts.others` holds what guardrails look at, on every network that tells it."""

EVERYONE: Final = "all"
"""Stands for posts of any blocks."""

QUIET: Final = 0.0001
"""The share of those who see a post that take it badly where nobody asked for more: hardly ever one."""

HIDES: Final = 0.5
LEAVES: Final = 0.4
"""Of those who are angry: how many hide the post, and how many stop following."""


def parse_anger(pieces: str | Iterable[str]) -> dict[str, float]:
    """Shares from pieces such as ``0.05`` (of every post) or ``question=0.05`` (of posts with that block).

    Args:
        pieces: the pieces, or one text that holds several with commas between; a later piece wins.

    Raises:
        ValueError: a piece cannot be read; the sentence names the blocks that are known.
    """
    shares: dict[str, float] = {}
    for piece in pieces.split(",") if isinstance(pieces, str) else pieces:
        if piece.strip():
            kind, equals, share = piece.strip().rpartition("=")
            shares[known_kind(kind) if equals else EVERYONE] = _share(share)
    return checked_anger(shares)


def checked_anger(shares: Mapping[str, float]) -> dict[str, float]:
    """The same shares, once every block and number is found good.

    Raises:
        ValueError: a block is not known, or a share is not between 0 and 1.
    """
    for kind in shares:
        if kind not in {*KINDS, EVERYONE}:
            raise ValueError(f"There is no block {kind!r}; {meant_or_listed(kind, KINDS)}.")
    return {kind: _share(share) for kind, share in shares.items()}


def _share(value: str | float) -> float:
    try:
        share = float(value)
    except (TypeError, ValueError):
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"The share that takes a post badly must be a number from 0 to 1, not {value!r}.")
    return share
