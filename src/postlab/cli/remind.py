"""`postlab remind`: when the tool must run, as a file for one's own calendar."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_experiment
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.english import counted, plural
from postlab.sanitise import markup

USUAL_FILE = Path("postlab.ics")


@examples("postlab remind", "postlab remind exam-season --output exam-season.ics")
def remind(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="EXPERIMENT",
            help="Name of an experiment; all running ones, if not given.",
            autocompletion=complete_experiment,
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - is standard output.")
    ] = USUAL_FILE,
) -> None:
    """Write down for your own calendar when `postlab run` must run, for the posts to go out and the numbers to count.

    Import the file again whenever something has changed: an event that is there already is brought up to date.
    """
    call: Invocation = ctx.obj
    from zoneinfo import ZoneInfo

    from postlab.cli.output import is_stdout, write_bytes
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.loop.notify.reminders import calendar, reminders_of
    from postlab.loop.notify.run_times import run_times

    with call.lab() as lab, lab.session() as session:
        zone = ZoneInfo(lab.settings.timezone)
        experiment_id = None if name is None else experiment_named(session, name).id
        times = run_times(lab, session, experiment_id=experiment_id)
        reminders = reminders_of(times, zone=zone, now=lab.now())
        if not reminders:
            screen = call.talk if is_stdout(output) else call.answer
            screen.print("There is nothing to be reminded of: no post waits to go out or to be read.")
            return
        content = calendar(lab, reminders)
        if is_stdout(output):
            sys.stdout.buffer.write(content)
            return
        write_bytes(content, output)
        call.answer.print(
            f"{counted(len(reminders), 'reminder')} {plural(len(reminders), 'is', 'are')} in "
            f"{markup(str(output.absolute()))}. Open it with your calendar. (Times in {zone}.)",
            soft_wrap=True,
        )
        for time in times:
            show.indented(call.answer, markup(time.sentence(zone, now=lab.now(), name_zone=False)))
        call.answer.print(
            "\nThe rounds to come are not drawn yet: write it again after each `postlab run`. `postlab calendar --ics "
            "FILE` has them as forecasts, and everything that goes out."
        )
