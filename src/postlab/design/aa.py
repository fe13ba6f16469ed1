"""A/A tests: both framings are the same, so that whatever wins, wins by chance."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from postlab.design.plan import Plan
from postlab.stats.false_wins import expected_false_wins

AGAIN = "{name} again"
"""What the second of two equal framings is called."""


def aa_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A plan document that compares its treatment with itself.

    Neither framing can be expected to do better, so that `expected` is left out. The framings of an A/A test stay, and
    so does what cannot be read, to be refused with the rest of the plan.

    Args:
        document: a plan as its file gives it.
    """
    usual = [variant.model_dump(mode="json", exclude_none=True) for variant in Plan.model_fields["variant"].default]
    variants = document.get("variant", usual)
    control = document.get("control", Plan.model_fields["control"].default)
    aa = {key: value for key, value in document.items() if key != "expected"} | {"aa": True}
    named = [
        variant
        for variant in (variants if isinstance(variants, list | tuple) else ())
        if isinstance(variant, Mapping) and isinstance(variant.get("name"), str)
    ]
    framing = next((variant for variant in named if variant["name"] != control), None)
    if framing is None or document.get("aa") is True:
        return aa
    name = framing["name"]
    again = {**framing, "name": AGAIN.format(name=name)}
    return aa | {"control": name, "variant": [dict(framing), again]}


def false_wins_of(plan: Plan) -> float:
    """The share of A/A tests like this one that name a winner by chance; the same plan has the same number."""
    chance = Random(plan.digest)  # noqa: S311 (a simulation that gives a plan the same number each time)
    return expected_false_wins(plan.rounds, alpha=plan.alpha, chance=chance)
