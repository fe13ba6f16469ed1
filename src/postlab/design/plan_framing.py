"""A plan's variants and wording as the framing of a text takes them: recipes and briefs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from postlab.design.lead_moment import opening
from postlab.design.plan import Plan
from postlab.design.plan_parts import PlannedVariant
from postlab.framing.blocks import Recipe
from postlab.framing.brief import Brief
from postlab.quote_styles import USUAL_QUOTES


def recipe_of(variant: PlannedVariant) -> Recipe:
    """A variant's framing."""
    return Recipe(variant.name, variant.blocks, variant.texts(), card=variant.card is not False)


def brief_of(
    plan: Plan,
    wording: Mapping[str, str],
    written_by: Mapping[str, str] | None = None,
    *,
    days: Sequence[date] = (),
    turn: int = 0,
) -> Brief:
    """Whom a text speaks to, with what was given for one link on top of the plan's own.

    Args:
        plan: the plan.
        wording: by kind of block, words for one link.
        written_by: by kind of block, the language model that wrote them.
        days: on which the posts of the round go out; they decide which of the plan's moments is meant.
        turn: which of the wordings its opening takes (`postlab.design.assignment.opening_turns`).
    """
    moment = opening(plan, days)
    return Brief(
        audience=plan.readers,
        moment=moment.what if moment else None,
        moment_on=moment.on if moment else None,
        moment_lasts=moment.lasts if moment else None,
        wording={kind: text for kind, text in plan.brief.texts().items() if kind != "moment"} | dict(wording),
        written_by=written_by or {},
        quotes=plan.brief.quotes or USUAL_QUOTES,
        turn=turn,
    )
