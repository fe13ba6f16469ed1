"""The places of a round: which slots it takes, and which link goes out in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from postlab.design.slots import SlotTime
from postlab.errors import InputError

Design = Literal["two links", "one link"]
"""How a round is laid out: a link of its own in each slot, or the same link in all of them."""

DESIGNS: tuple[Design, ...] = get_args(Design)


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of a round and the link that goes out in it; the coin decides which variant goes there."""

    slot: SlotTime
    link: int


def links_needed(design: Design, *, variants: int) -> int:
    """How many links one round uses up."""
    return variants if design == "two links" else 1


def choose_slots(
    slots: Iterator[SlotTime],
    count: int,
    *,
    gap: timedelta | None = None,
    together: Callable[[Sequence[SlotTime]], bool] | None = None,
) -> list[SlotTime]:
    """The first slots that can make a round.

    Args:
        slots: the moments to choose from, in their order; those passed over are used up, too.
        count: how many it takes.
        gap: the least time from one to the next; None is no such rule.
        together: whether slots may be of one round; None is all may.

    Raises:
        InputError: there are not enough slots.
    """
    chosen: list[SlotTime] = []
    while len(chosen) < count:
        slot = next(slots, None)
        if slot is None:
            raise InputError(
                f"A round needs {count} slots, and there are only {len(chosen)}.",
                hint="Add slots to the plan.",
                code="slots",
            )
        if chosen and slot.at - chosen[-1].at < (gap or timedelta()):
            continue
        chosen.append(slot)
        while together is not None and chosen and not together(chosen):
            del chosen[0]
    return chosen


def places(
    design: Design,
    *,
    slots: Iterator[SlotTime],
    links: Sequence[int],
    variants: int,
    gap: timedelta | None,
) -> tuple[Place, ...]:
    """The places of the next round, one for each variant.

    Args:
        design: "two links" takes the next slots and one link for each; "one link" takes slots at least `gap`
            apart and puts the same link in all of them.
        slots: the moments to choose from, in their order; those passed over are used up, too.
        links: keys of the links, as many as `links_needed` says.
        variants: how many variants are compared.
        gap: for "one link" the least time from one slot of the round to the next; None is no such rule.

    Raises:
        InputError: the number of links does not fit the design, or there are not enough slots.
    """
    needed = links_needed(design, variants=variants)
    if len(links) != needed:
        raise InputError(
            f'A round of the design "{design}" with {variants} variants takes {needed} '
            f"{'link' if needed == 1 else 'links'}; there {'is' if len(links) == 1 else 'are'} {len(links)}.",
            hint="Add links with `postlab link add`.",
            code="links",
        )
    if len(set(links)) != len(links):
        raise InputError("A link stands twice in the same round.", code="links")
    chosen = choose_slots(slots, variants, gap=gap if design == "one link" else None)
    in_each = links if design == "two links" else list(links) * variants
    return tuple(Place(slot, link) for slot, link in zip(chosen, in_each, strict=True))
