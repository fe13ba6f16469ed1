"""`postlab reflect`: the journal."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from postlab.cli.invocation import Invocation
from postlab.cli.options import ExperimentArgument
from postlab.errors import InputError, typed
from postlab.reports.neutral import markup


def reflect(
    ctx: typer.Context,
    experiment: ExperimentArgument,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="What you make of it; - reads standard input.")
    ] = None,
) -> None:
    """Write down what you make of an experiment; the report shows it."""
    call: Invocation = ctx.obj
    from postlab.loop import learn

    if text is None and not call.interactive:
        raise InputError(
            "There is nothing to write down.", hint=f'`postlab reflect {typed(experiment)} "what you think"`'
        )
    if text is None:
        from rich.prompt import Prompt

        text = Prompt.ask("What do you make of it?", console=call.answer)
    elif text == "-":
        text = sys.stdin.read()
    with call.lab() as lab:
        learn.reflect(lab, experiment, text)
    call.answer.print(f"Written into the journal of “{markup(experiment)}”.")
