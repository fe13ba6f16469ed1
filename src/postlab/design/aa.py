"""A/A tests: both framings are the same, so that whatever wins, wins by chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.design.plan import Plan

AGAIN = "{name} again"
"""What the second of two equal framings is called."""


def aa_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A plan document that compares its treatment with itself.

    Neither framing can be expected to do better, so that `expected` is left out. What cannot be read stays as it is,
    to be refused with the rest of the plan.

    Args:
        document: a plan as its file gives it.
    """
    usual = [variant.model_dump(mode="json", exclude_none=True) for variant in Plan.model_fields["variant"].default]
    variants = document.get("variant", usual)
    control = document.get("control", Plan.model_fields["control"].default)
    rest = {key: value for key, value in document.items() if key != "expected"}
    if not isinstance(variants, list | tuple):
        return {**rest, "aa": True}
    named = [variant for variant in variants if isinstance(variant, Mapping) and isinstance(variant.get("name"), str)]
    framing = next((variant for variant in named if variant["name"] != control), None)
    if framing is None:
        return {**rest, "aa": True}
    name = framing["name"]
    return {
        **rest,
        "aa": True,
        "control": name,
        "variant": [dict(framing), {**framing, "name": AGAIN.format(name=name)}],
    }
