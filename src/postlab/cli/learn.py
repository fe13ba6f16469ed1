"""`postlab learn`: the effect of each change of framing, over all experiments; and a pool of many practitioners."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from postlab.cli import learn_pool, show
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption, NoPagerOption

app = typer.Typer(no_args_is_help=False)


class MomentChoice(StrEnum):
    """Values of --moment: rounds near a moment, or far from one."""

    NEAR = "near"
    FAR = "far"


class By(StrEnum):
    """Values of --by: what effects are shown side by side for."""

    AUDIENCE = "audience"
    PLATFORM = "platform"
    MOMENT = "moment"


@app.callback(invoke_without_command=True)
@examples(
    "postlab learn",
    "postlab learn --audience parents",
    "postlab learn --by platform",
)
@panels(
    {
        "Which rounds": ("audience", "platform", "metric", "moment", "simulated"),
        "Other forms": ("as_json", "csv"),
    }
)
def learn(
    ctx: typer.Context,
    audience: Annotated[str | None, typer.Option("--audience", metavar="NAME", help="Only this audience.")] = None,
    platform: Annotated[str | None, typer.Option("--platform", metavar="NAME", help="Only this network.")] = None,
    metric: Annotated[
        str | None, typer.Option("--metric", metavar="NAME", help="What was counted; else what was counted most.")
    ] = None,
    moment: Annotated[
        MomentChoice | None, typer.Option("--moment", help="Only rounds within two weeks of a moment, or only others.")
    ] = None,
    by: Annotated[By | None, typer.Option("--by", help="Show these side by side.")] = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="The rounds on a simulated audience, where there are real ones, too.")
    ] = False,
    as_json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead: one row a change.")] = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Say what each block of a text does, for whom, by the rounds of all experiments; and what nobody knows yet.

    `promise`, `export` and `pool` put the rounds of many practitioners together.
    """
    if ctx.invoked_subcommand is not None:
        return
    call: Invocation = ctx.obj
    from postlab.reports import as_csv, effects, effects_rows, effects_screen
    from postlab.reports.answers.learn import learn_answer

    with call.lab() as lab, lab.session() as session:
        known_effects = effects.build_effects(
            session,
            audience=audience,
            platform=platform,
            metric=metric,
            moment=moment.value if moment else None,
            by=by.value if by else None,
            simulated=simulated,
        )
    if as_json:
        show.print_json(learn_answer(known_effects))
    elif csv:
        as_csv.write(effects_rows.table(known_effects), sys.stdout.buffer)
    else:
        with call.paged(wanted=not no_pager):
            effects_screen.show(known_effects, call.answer)


app.command("promise")(learn_pool.promise)
app.command("export")(learn_pool.export)
app.command("pool")(learn_pool.pool)
