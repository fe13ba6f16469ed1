"""Names and numbers that are typed, looked up before the records are opened, so that a slip is told at once.

Where the lab's file cannot be read, or holds none at all, nothing is said: the command itself will find out.
"""

from __future__ import annotations

from typing import Any

import typer

from postlab.cli import readonly_db
from postlab.cli.invocation import Invocation

EXPERIMENTS = "SELECT name FROM experiment ORDER BY archived_at IS NOT NULL, id DESC"
ACCOUNTS = "SELECT name FROM account WHERE removed_at IS NULL ORDER BY counts_only, id"


def known_experiment(ctx: typer.Context, name: str | None) -> str | None:
    """The name, if it is not certain that no experiment has it.

    Raises:
        InputError: when none has.
    """
    if (names := _others(ctx, EXPERIMENTS, name)) and name is not None:
        from postlab.loop.lookup.unknown import no_experiment

        raise no_experiment(name, names)
    return name


def known_account(ctx: typer.Context, name: str) -> str:
    """The name, if it is not certain that no account has it.

    Raises:
        InputError: when none has.
    """
    if names := _others(ctx, ACCOUNTS, name):
        from postlab.loop.lookup.unknown import no_account

        raise no_account(name, names)
    return name


def known_experiment_or_post(ctx: typer.Context, what: str | None) -> str | None:
    """A name as `known_experiment` has it; what could be a post's number is left to the command."""
    return what if what is None or what.isdecimal() else known_experiment(ctx, what)


def _others(ctx: typer.Context, query: str, name: str | None) -> list[str]:
    """All names that a query finds, if this one is not among them; none while a word is completed."""
    call: Any = ctx.obj
    if ctx.resilient_parsing or name is None or not isinstance(call, Invocation):
        return []
    names = [str(found) for (found,) in readonly_db.rows(readonly_db.database_file(call.folder), query)]
    return [] if name in names else names
