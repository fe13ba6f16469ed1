"""What stands beside a text, a picture or the preview of a link: the same in both framings, or the one change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from postlab.english import listed
from postlab.framing.blocks import PICTURE

if TYPE_CHECKING:
    from postlab.design.plan import Plan
    from postlab.design.plan_parts import PlannedVariant


def faults_beside_the_text(plan: Plan) -> Iterator[tuple[str, str]]:
    """Faults of a plan whose framings differ in picture or preview, and in something else as well.

    Both do so much by themselves that nobody could tell what the words did.
    """
    if len(plan.variant) != 2:
        return
    one, other = plan.variant
    if (PICTURE in one.blocks) is not (PICTURE in other.blocks):
        with_it = next(variant for variant in plan.variant if PICTURE in variant.blocks)
        if differing := _other_differences(one, other, aside=PICTURE):
            yield ("variant", _both_or_alone(f"“{with_it.name}” alone has the picture", differing))
    elif one.card != other.card:
        without = next(variant for variant in plan.variant if variant.card is False)
        if differing := _other_differences(one, other, aside="card"):
            yield ("variant", _both_or_alone(f"“{without.name}” alone goes out without a preview", differing))


def _both_or_alone(what: str, differing: list[str]) -> str:
    return (
        f"{what}, and the framings differ in {listed(differing)} as well, so nobody could tell which of them did it; "
        "give it to both, or let it be the one change"
    )


def _other_differences(one: PlannedVariant, other: PlannedVariant, *, aside: str) -> list[str]:
    """In what else two framings differ: blocks that one has alone, words, order, preview."""
    blocks, others = ([block for block in variant.blocks if block != PICTURE] for variant in (one, other))
    alone = [block for block in dict.fromkeys([*blocks, *others]) if (block in blocks) is not (block in others)]
    differing = [f"the {block}" for block in alone]
    words, other_words = one.texts(), other.texts()
    differing += [
        f"the words of the {block}"
        for block in blocks
        if block not in alone and words.get(block) != other_words.get(block)
    ]
    if not alone and blocks != others:
        differing.append("their order")
    if aside != "card" and one.card != other.card:
        differing.append("the preview of the link")
    return differing
