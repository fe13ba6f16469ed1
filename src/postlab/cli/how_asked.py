"""How `postlab new` was called: what holds for a plan from a file, from flags and from answers alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.cli import new_output, planned_drafts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from postlab.cli.invocation import Invocation
    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined
    from postlab.loop.pool.pairs import Chosen


@dataclass(frozen=True)
class HowAsked:
    """What the command line says about a plan beside its keys.

    Attributes:
        from_file: the plan file, if one was given.
        amend: why a running experiment is amended, if it is.
        asks: whether there is a person to ask.
        from_pool: whether the links come from the pool.
        allow_private: whether pages may be on private addresses.
        dry_run: whether nothing is stored.
        as_json: whether the answer is JSON.
        pager: whether more than a screen may open in a pager.
    """

    from_file: Path | None
    amend: str | None
    asks: bool
    from_pool: bool
    allow_private: bool
    dry_run: bool
    as_json: bool
    pager: bool


def checked(call: Invocation, lab: Lab, document: Mapping[str, Any], how: HowAsked) -> Examined:
    """A whole plan, examined.

    Raises:
        FaultsError: it has faults; each is named with its place.
    """
    from postlab.loop.plan.examine import examine

    with call.reading_pages() as now_at:
        return examine(
            lab,
            document,
            today=today_in(lab, document),
            allow_private=how.allow_private,
            amending=how.amend is not None,
            now_at=now_at,
        )


def with_notes(examined: Examined, pooled: Chosen | None, how: HowAsked) -> Examined:
    """An examined plan whose warnings say as well what is to be known of its links."""
    notes = pooled.notes if pooled is not None else ()
    unquoted = planned_drafts.unquoted_warnings(examined) if how.dry_run else ()
    return replace(examined, warnings=(*examined.warnings, *notes, *unquoted))


def show_plan(call: Invocation, lab: Lab, examined: Examined, pooled: Chosen | None, how: HowAsked) -> None:
    """Print a plan and its posts."""
    new_output.print_plan(call, lab, examined, pooled)
    planned_drafts.print_drafts(call, examined, whole=how.dry_run, pages=how.asks, pager=how.pager)
    call.answer.print()


def today_in(lab: Lab, document: Mapping[str, Any]) -> date:
    """Today's date in the plan's time zone; in the lab's, where the plan names no valid zone."""
    from postlab.time_zones import zone_named

    zone = document.get("timezone")
    chosen = zone_named(zone) if isinstance(zone, str) else None
    return lab.now().astimezone(ZoneInfo(chosen or lab.settings.timezone)).date()
