"""Audiences and moments typed at options of commands that store nothing, spelt as the lab knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from postlab.cli import readonly_db

if TYPE_CHECKING:
    from postlab.cli.invocation import Invocation

_CALENDAR = "SELECT DISTINCT what, audience FROM moment WHERE removed_at IS NULL ORDER BY id"


def typed_audience(ctx: typer.Context, audience: str | None) -> str:
    """The audience of an option --audience; the lab's usual one, where none was typed.

    Raises:
        InputError: no audience is called so.
    """
    call: Invocation = ctx.obj
    from postlab.framing.typed_words import audience_meant
    from postlab.loop.plan.plan_defaults import usual_audience

    if not audience:
        return usual_audience(call.settings)
    of_calendar = [str(whose) for _, whose in _calendar(ctx) if whose]
    return audience_meant(audience, of_lab=[*call.settings.audiences, *of_calendar], place="--audience")


def typed_moment(ctx: typer.Context, moment: str | None) -> str | None:
    """The moment of an option --moment; None for None.

    Raises:
        InputError: no moment is called so.
    """
    from postlab.framing.typed_words import moment_meant

    if not moment:
        return moment
    return moment_meant(moment, of_lab=[str(what) for what, _ in _calendar(ctx)], place="--moment")


def _calendar(ctx: typer.Context) -> list[tuple[str, str | None]]:
    return readonly_db.rows(readonly_db.database_file(ctx.find_root().params.get("lab")), _CALENDAR)
