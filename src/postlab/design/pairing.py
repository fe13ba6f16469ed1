"""The places of a round: which slots it takes, and which link goes out in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from postlab.design.slots import SlotTime
from postlab.english import counted, plural
from postlab.errors import InputError

Design = Literal["two links", "one link"]
"""How a round is laid out: a link of its own in each slot, or the same link in all of them."""

DESIGNS: tuple[Design, ...] = get_args(Design)


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of a round and the link that goes out in it; the coin decides which variant goes there."""

    slot: SlotTime
    link: int


def days_of(places: Sequence[Place]) -> list[date]:
    """The days of places, by the clock on the wall, in their order."""
    return [place.slot.wall.date() for place in places]


def links_needed(design: Design, *, variants: int) -> int:
    """How many links one round uses up."""
    return variants if design == "two links" else 1


Refusal = Callable[[SlotTime, int, Sequence[Place]], str | None]
"""Why a slot may not be taken with a link, after the places that the round has already; None where it may."""

Together = Callable[[Sequence[SlotTime]], bool]
"""Whether slots may be of one round."""

LOOK_AHEAD = timedelta(days=366)
"""How far slots are looked for where there are rules for them."""


def places(
    design: Design,
    *,
    slots: Iterator[SlotTime],
    links: Sequence[int],
    variants: int,
    gap: timedelta | None,
    refusal: Refusal | None = None,
    together: Together | None = None,
    at_once: bool = False,
) -> tuple[Place, ...]:
    """The places of the next round, one for each variant.

    Args:
        design: "two links" takes the next slots and one link for each; "one link" takes slots at least `gap`
            apart and puts the same link in all of them.
        slots: the moments to choose from, in their order; those passed over are used up, too.
        links: keys of the links to choose from, the first ones first; at least as many as `links_needed` says.
        variants: how many variants are compared.
        gap: for "one link" the least time from one slot of the round to the next; None for no such rule.
        refusal: why a slot may not be taken with a link; the next link is tried, then the next slot. None where
            every slot may.
        together: whether slots may be of one round; None is all may.
        at_once: whether all places of the round lie in one slot, as those of a list that is split; they have one link.

    Raises:
        InputError: there are fewer links than the design needs, or not enough slots, or none within a year that
            is not refused; the message says why.
    """
    needed = links_needed(design, variants=variants)
    if len(links) < needed:
        raise InputError(
            f'A round of the design "{design}" with {variants} framings takes {counted(needed, "link")}; '
            f"there {plural(len(links), 'is', 'are')} {len(links)}.",
            hint="Add links with `postlab link add`.",
            code="links",
        )
    if len(set(links)) != len(links):
        raise InputError("A link stands twice in the same round.", code="links")

    def candidates(taken: Sequence[Place]) -> Sequence[int]:
        if design == "one link":
            return [place.link for place in taken[:1]] or links
        return [link for link in links if all(link != place.link for place in taken)]

    least = gap if design == "one link" and gap is not None else timedelta()
    if at_once:
        (place,) = _take(slots, candidates, count=1, least=least, refusal=refusal, together=together)
        return (place,) * variants
    return _take(slots, candidates, count=variants, least=least, refusal=refusal, together=together)


def moved(
    links: Sequence[int],
    *,
    slots: Iterator[SlotTime],
    gap: timedelta | None,
    refusal: Refusal | None = None,
    together: Together | None = None,
    out: Sequence[Place] = (),
    at_once: bool = False,
) -> tuple[Place, ...]:
    """The new places of what waits of a round: the next slots, each with the link that its place has.

    Args:
        links: of the places that wait, in their order.
        slots: as in `places`.
        gap: likewise.
        refusal: likewise.
        together: likewise; without effect where some of the round is out, because what is out cannot be moved.
        out: the places of the round that are out already, by their slots; the new ones come after them, and keep the
            gap and the limits beside them.
        at_once: likewise; what waits goes into one slot, the next, whatever is out.

    Raises:
        InputError: as `places`.
    """

    def its_own(taken: Sequence[Place]) -> Sequence[int]:
        return [links[len(taken) - len(out)]]

    if at_once:
        (place,) = _take(slots, lambda _: links[:1], count=1, least=timedelta(), refusal=refusal, together=None)
        return (place,) * len(links)
    chosen = _take(
        slots,
        its_own,
        count=len(out) + len(links),
        least=gap or timedelta(),
        refusal=refusal,
        together=None if out else together,
        begun=out,
    )
    return chosen[len(out) :]


def _take(
    slots: Iterator[SlotTime],
    candidates: Callable[[Sequence[Place]], Sequence[int]],
    *,
    count: int,
    least: timedelta,
    refusal: Refusal | None,
    together: Together | None,
    begun: Sequence[Place] = (),
) -> tuple[Place, ...]:
    taken: list[Place] = [*begun]
    refused: Counter[str] = Counter()
    first: datetime | None = None
    for slot in slots:
        first = first or slot.at
        if slot.at - first > LOOK_AHEAD and refused:
            raise _none_left(refused)
        if taken and slot.at - taken[-1].slot.at < least:
            continue
        if taken and together is not None and not together([*(place.slot for place in taken), slot]):
            # what was taken so far cannot be of one round with any later slot either
            taken = []
        place, why = _placed(slot, candidates(taken), taken, refusal)
        if place is None:
            refused.update([why])
            continue
        taken.append(place)
        if len(taken) == count:
            return tuple(taken)
    if refused:
        raise _none_left(refused)
    raise InputError(
        f"A round needs {count} slots, and there are only {len(taken)}.",
        hint="Add slots to the plan.",
        code="slots",
    )


def _placed(
    slot: SlotTime, links: Sequence[int], taken: Sequence[Place], refusal: Refusal | None
) -> tuple[Place | None, str]:
    """The slot with the first of the links that it may be taken with; else why not with the first of them."""
    whys = []
    for link in links:
        why = refusal(slot, link, taken) if refusal else None
        if why is None:
            return Place(slot, link), ""
        whys.append(why)
    return None, next(iter(whys), "has no link left")


def _none_left(refused: Counter[str]) -> InputError:
    whys = "; ".join(f"each of {number:,} {why}" for why, number in refused.most_common())
    return InputError(
        f"There is no slot for the next round within a year: {whys}.",
        hint="Change quiet, posts_a_week or link_gap_days in postlab.toml, or the plan's slots, budget or links.",
        code="no_slot",
    )
