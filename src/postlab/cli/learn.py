"""`postlab learn`: the effect of each change of framing, over all experiments; and a pool of many practitioners."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from postlab.cli import learn_pool, show
from postlab.cli.completion import complete_platform
from postlab.cli.completion_words import complete_audience, one_of
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption, NoPagerOption, choice_option
from postlab.cli.typed_names import typed_choice
from postlab.metrics import METRIC_NAMES

app = typer.Typer(no_args_is_help=False)


MOMENTS = ("near", "far")
"""Values of --moment: rounds near a moment, or far from one."""

SIDE_BY_SIDE: tuple[Literal["audience", "platform", "moment"], ...] = ("audience", "platform", "moment")
"""Values of --by: what effects are shown side by side for."""


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
    audience: Annotated[
        str | None,
        typer.Option("--audience", help="Only this audience.", autocompletion=complete_audience),
    ] = None,
    platform: Annotated[
        str | None,
        typer.Option("--platform", help="Only this network.", autocompletion=complete_platform),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric", help="What was counted; else what was counted most.", autocompletion=one_of(METRIC_NAMES)
        ),
    ] = None,
    moment: Annotated[
        str | None, choice_option("--moment", MOMENTS, "Only rounds within two weeks of a moment, or only others.")
    ] = None,
    by: Annotated[str | None, choice_option("--by", SIDE_BY_SIDE, "Show these side by side.")] = None,
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

    with call.lab() as lab, lab.session() as session, call.busy("Putting the rounds together"):
        known_effects = effects.build_effects(
            session,
            audience=audience,
            platform=platform,
            metric=metric,
            moment=typed_choice(moment, MOMENTS, option="--moment"),
            by=typed_choice(by, SIDE_BY_SIDE, option="--by"),
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
