"""The global options, which are understood before a command and after it, at any depth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from postlab.cli.invocation import Invocation

LAB_HELP = "The lab's folder (else POSTLAB_HOME, else yours)."


def print_version(wanted: bool) -> None:
    """Print the version and end the program, if that is wanted."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"postlab {version('postlab')}")
        raise typer.Exit


def understand_global_options(command: Any) -> None:
    """Give a built command, and every command below it, the global options."""
    taken = {name for parameter in command.params for name in parameter.opts}
    command.params += [option for option in _global_options() if taken.isdisjoint(option.opts)]
    for below in getattr(command, "commands", {}).values():
        understand_global_options(below)


def _take_lab(ctx: typer.Context, folders: Sequence[Path] | None) -> None:
    """Pass a lab that was named after the command on to the call; to the root's options while a word is completed."""
    if not folders:
        return
    if ctx.resilient_parsing:
        ctx.find_root().params["lab"] = folders
        return
    call: Invocation = ctx.obj
    call.name_lab(folders)


def _global(
    lab: Annotated[
        list[Path] | None,
        typer.Option("--lab", metavar="DIR", help=LAB_HELP, callback=_take_lab, expose_value=False),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, expose_value=False, hidden=True)
    ] = False,
) -> None:
    """The options alone, from which Typer makes those of every command."""


@cache
def _global_options() -> tuple[Any, ...]:
    options = typer.Typer(add_completion=False)
    options.command()(_global)
    return tuple(get_command(options).params)
