"""`postlab retry`: the next iteration, one change away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.cli.options import AllowPrivateOption, DryRunOption, ExperimentArgument, JsonOption, YesOption
from postlab.errors import InputError, typed
from postlab.reports.neutral import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.loop.learn import Suggestion


def retry(
    ctx: typer.Context,
    experiment: ExperimentArgument,
    change: Annotated[
        str | None, typer.Option("--change", metavar="N|TEXT", help="Which change: its number or its words.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; recorded with the lineage.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="What the next experiment is called.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Show the changes and stop.")] = False,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    allow_private: AllowPrivateOption = False,
) -> None:
    """Try again with one change to the framing, the first suggested by what the rounds showed."""
    call: Invocation = ctx.obj
    from postlab.cli.new import today_in
    from postlab.loop import calendar, learn
    from postlab.loop import plan as planning
    from postlab.records.tables import ExperimentState

    with call.lab(rehearsal=dry_run) as lab:
        with lab.session() as session:
            parent = planning.named(session, experiment)
            if parent.state == ExperimentState.RUNNING and not (only_list or dry_run):
                known = typed(experiment)
                raise InputError(
                    f"“{experiment}” is still running; its rounds have not settled what to change.",
                    hint=f"`postlab report {known}`, or stop it: `postlab stop {known}`.",
                )
            offered = learn.suggestions(session, parent)
            if not offered:
                raise InputError(f"Every single change to “{experiment}” has been tried.", hint="`postlab new`")
            if only_list:
                _list(call, offered, as_json=as_json)
                return
            asks = call.interactive and not yes and not as_json and change is None
            if asks or not (as_json or yes):
                _list(call, offered, as_json=False)
            chosen = _ask(call, offered) if asks else _choose(offered, change)
            document = learn.next_document(session, parent, chosen.change, name=name)
            document = calendar.renewed(session, document, today=today_in(lab, document))
            uses = learn.link_uses(session, parent)
        examined = planning.examine(lab, document, today=today_in(lab, document), allow_private=allow_private)
        why = reason or chosen.why
        made = planning.create(lab, examined, parent=parent, change=chosen.change.summary, reason=why, uses=uses)
    if as_json:
        show.print_json(
            {
                "experiment": made.name,
                "parent": parent.name,
                "change": plain(chosen.change.summary),
                "reason": plain(why),
                "plan": made.plan,
            }
        )
        return
    pretend = "Would plan" if dry_run else "Planned"
    call.answer.print(
        f"{pretend} “{markup(made.name)}”, which retries “{markup(parent.name)}” with one change: "
        f"[bold]{markup(chosen.change.summary)}[/]."
    )
    call.answer.print(f"Because: {markup(why)}")
    call.answer.print("\nThe first link in the new framing:")
    show.written_block(call.answer, examined.drafts[-1].text, examined.drafts[-1].written_by)
    call.answer.print(f"\nNext: `postlab approve {markup(typed(made.name))}`", soft_wrap=True)


def _list(call: Invocation, offered: Sequence[Suggestion], *, as_json: bool) -> None:
    if as_json:
        show.print_json({"changes": [_as_json(number, s) for number, s in enumerate(offered, start=1)]})
        return
    call.answer.print("One change at a time; the first is what the rounds suggest:\n")
    for number, suggestion in enumerate(offered, start=1):
        show.indented(
            call.answer,
            f"[bold]{markup(suggestion.change.summary)}[/]. {markup(suggestion.why)}",
            bullet=f"{number:>2}. ",
        )
    call.answer.print()


def _ask(call: Invocation, offered: Sequence[Suggestion]) -> Suggestion:
    from rich.prompt import IntPrompt

    choices = [str(number) for number in range(1, len(offered) + 1)]
    number = IntPrompt.ask("Which", default=1, choices=choices, show_choices=False, console=call.answer)
    return offered[number - 1]


def _choose(offered: Sequence[Suggestion], change: str | None) -> Suggestion:
    if change is None:
        return offered[0]
    if change.isdecimal() and 1 <= int(change) <= len(offered):
        return offered[int(change) - 1]
    wanted = change.strip().lower()
    for suggestion in offered:
        if suggestion.change.summary.lower() == wanted:
            return suggestion
    raise InputError(
        f"“{change}” is not one of the changes.",
        hint="`postlab retry EXPERIMENT --list` shows them with their numbers.",
    )


def _as_json(number: int, suggestion: Suggestion) -> dict[str, Any]:
    return {
        "number": number,
        "change": suggestion.change.summary,
        "why": suggestion.why,
        "blocks": list(suggestion.change.recipe.blocks),
    }
