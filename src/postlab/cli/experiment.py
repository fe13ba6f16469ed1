"""`postlab experiment`: another name for one that is over, out of the lists and back, or away for good."""

from __future__ import annotations

from typing import Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_any_experiment, complete_archived, complete_over
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import DryRunOption, JsonOption, YesOption
from postlab.english import counted
from postlab.errors import InputError, typed
from postlab.sanitise import markup

app = typer.Typer(help="Experiments that are over: their names, and out of the lists.", no_args_is_help=True)


@app.command("rename")
@examples("postlab experiment rename exam-season exam-season-2026")
def rename(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="One that is over.", autocompletion=complete_over)],
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="What it is to be called.")],
    as_json: JsonOption = False,
) -> None:
    """Give an experiment that is over another name; its old name is free again.

    Its plan keeps the name that it was agreed with, for the draws are checked by that.
    """
    call: Invocation = ctx.obj
    from postlab.loop.archive import names
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.answers.archive import RenameAnswer, named_view

    with call.lab() as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        before = experiment.name
        names.rename(lab, session, experiment, new_name)
        if as_json:
            show.print_json(RenameAnswer(named_view(session, experiment, before=before, changed=True)))
            return
        call.answer.print(f"“{markup(before)}” is called “{markup(experiment.name)}” now.")


@app.command("archive")
@examples("postlab experiment archive exam-season")
def archive(
    ctx: typer.Context,
    experiments: Annotated[
        list[str], typer.Argument(metavar="EXPERIMENT", help="Those that are over.", autocompletion=complete_over)
    ],
    as_json: JsonOption = False,
) -> None:
    """Take experiments that are over out of the lists; `learn` still counts them, and their names are free again."""
    call: Invocation = ctx.obj
    from postlab.loop.archive import names
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.answers.archive import ArchiveAnswer, named_view

    with call.lab() as lab, lab.session() as session:
        archived = []
        for experiment in [experiment_named(session, name) for name in experiments]:
            before = experiment.name
            changed = names.archive(lab, session, experiment)
            archived.append(named_view(session, experiment, before=before, changed=changed))
    if as_json:
        show.print_json(ArchiveAnswer(tuple(archived)))
        return
    for one in archived:
        sentence = f"“{one.before}” is archived already."
        if one.changed:
            sentence = (
                f"Archived “{one.before}” as “{one.experiment.name}”: lists leave it out, `postlab learn` still counts "
                "it, and its name is free."
            )
        call.answer.print(markup(sentence))
    call.answer.print("\n`postlab status --all` shows archived ones, `postlab experiment unarchive` puts one back.")


@app.command("unarchive")
@examples("postlab experiment unarchive exam-season")
def unarchive(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="EXPERIMENT", help="An archived one.", autocompletion=complete_archived)
    ],
    as_json: JsonOption = False,
) -> None:
    """Put an archived experiment back into the lists, under its old name if that is still free."""
    call: Invocation = ctx.obj
    from postlab.loop.archive import names
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.answers.archive import UnarchiveAnswer, named_view

    with call.lab() as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        before = experiment.name
        changed = names.unarchive(lab, session, experiment)
        if as_json:
            show.print_json(UnarchiveAnswer(named_view(session, experiment, before=before, changed=changed)))
        elif changed:
            call.answer.print(f"“{markup(experiment.name)}” is in the lists again.")
        else:
            call.answer.print(f"“{markup(experiment.name)}” is not archived; nothing was changed.")


@app.command("delete")
@examples("postlab experiment delete exam-season --yes")
def delete(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT", help="One of which nothing went out.", autocompletion=complete_any_experiment
        ),
    ],
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Delete an experiment of which nothing went out, with its posts; what readers saw can be archived only.

    That its draw was seen is remembered: reports of later experiments with its name or a link of it say so.
    """
    call: Invocation = ctx.obj
    from rich.prompt import Confirm

    from postlab.loop.archive import deletion
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.answers.archive import DeleteAnswer
    from postlab.reports.nouns.experiment import view_of

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        known, view = experiment.name, view_of(session, experiment)
        deletion.check_deletable(lab, session, experiment)
        if not (yes or dry_run):
            if as_json or not call.interactive:
                raise InputError(
                    f"Deleting “{known}” takes its plan, its draws and its posts away for good.",
                    hint=f"`postlab experiment delete {typed(known)} --yes` deletes it.",
                    code="not_confirmed",
                )
            asked = f"Delete “{markup(known)}” for good, with its plan and its posts? Nothing of it went out."
            if not Confirm.ask(asked, default=False, console=call.answer):
                call.answer.print("Nothing was changed.")
                return
        posts = deletion.delete_experiment(lab, session, experiment)
    if as_json:
        show.print_json(DeleteAnswer(view, posts, dry_run))
        return
    would = "Would delete" if dry_run else "Deleted"
    call.answer.print(f"{would} “{markup(known)}” with {counted(posts, 'post')}; its name is free.")
    call.answer.print("Its draw was seen: the report of an experiment that takes its name or a link of it says so.")
