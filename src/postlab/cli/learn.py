"""`postlab learn`: the effect of each change of framing, over all experiments; and a pool of many practitioners."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from postlab.cli import learn_pool
from postlab.cli.completion import complete_platform
from postlab.cli.completion_words import complete_audience, one_of
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption, NoPagerOption, OutputOption, choice_option
from postlab.cli.output import at_most_one_of, refuse_output_of_a_screen, write_csv, write_json
from postlab.cli.page_output import HtmlOption, OpenOption, PdfOption, refuse_two_places, write_page
from postlab.cli.typed_names import typed_choice
from postlab.metrics import METRIC_NAMES

if TYPE_CHECKING:
    from postlab.reports.effects_view import Effects

app = typer.Typer(no_args_is_help=False)


MOMENTS = ("near", "far")
"""Values of --moment: rounds near a moment, or far from one."""

SIDE_BY_SIDE: tuple[Literal["audience", "platform", "moment"], ...] = ("audience", "platform", "moment")
"""Values of --by: what effects are shown side by side for."""


@app.callback(invoke_without_command=True)
@examples(
    "postlab learn",
    "postlab learn --by platform",
    "postlab learn --html --output what-works.html",
)
@panels(
    {
        "Which rounds": ("audience", "platform", "metric", "moment", "simulated"),
        "Other forms": ("as_json", "csv", "output"),
        "A page": ("html", "opened", "pdf"),
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
    html: HtmlOption = False,
    opened: OpenOption = False,
    pdf: PdfOption = None,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Say what each block of a text does, for whom, by the rounds of all experiments; and what nobody knows yet.

    `promise`, `export` and `pool` put the rounds of many practitioners together.
    """
    if ctx.invoked_subcommand is not None:
        return
    call: Invocation = ctx.obj
    html = html or opened
    at_most_one_of(json=as_json, csv=csv, html=html, pdf=pdf is not None)
    refuse_two_places(output, pdf, opened=opened)
    refuse_output_of_a_screen(output, csv or as_json or html)
    from postlab.reports import effects, effects_rows, effects_screen
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
        write_json(learn_answer(known_effects), output)
    elif csv:
        write_csv(effects_rows.table(known_effects), output, bom=False)
    elif html or pdf is not None:
        made = partial(_page, call, known_effects)
        write_page(call, made, name="what-works", output=output, pdf=pdf, opened=opened)
    else:
        with call.paged(wanted=not no_pager):
            effects_screen.show(known_effects, call.answer)


def _page(call: Invocation, known_effects: Effects) -> str:
    from postlab.reports.pages.learn_page import learn_page

    return learn_page(known_effects, zone=call.settings.timezone, now=call.clock.now())


app.command("promise")(learn_pool.promise)
app.command("export")(learn_pool.export)
app.command("pool")(learn_pool.pool)
