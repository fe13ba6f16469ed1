"""Looking up the place of a post: which slot and link of its round are its own."""

from __future__ import annotations

from typing import Any

from postlab.design.assignment import place_of
from postlab.records.tables import Post, Round


def place_number(round_: Round, post: Post) -> int:
    """The number of a post's place in its round, from 0; a first reply has that of its post.

    Raises:
        ValueError: the round has no such variant.
    """
    return place_of(round_.assignment, post.variant, crossed=post.account_id in round_.crossed)


def variants_at(round_: Round, number: int) -> tuple[str, str | None]:
    """The variant in a place of a round, and the one that the crossed accounts have there; None where none is."""
    return round_.assignment[number], round_.assignment[-1 - number] if round_.crossed else None


def place_for(round_: Round, post: Post) -> dict[str, Any]:
    """The slot and the link that the draw gave a post, as `Round.places` has them; as `place_number`."""
    place: dict[str, Any] = round_.places[place_number(round_, post)]
    return place
