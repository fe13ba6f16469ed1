"""`postlab learn promise`, `export` and `pool`: many practitioners ask one question and put their rounds together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from postlab.cli import show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import ExperimentArgument, JsonOption, OutputOption, choice_option
from postlab.cli.typed_names import typed_choice
from postlab.english import counted
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.learn.pooling.pool_file import PoolFile

FEW = 6
"""Rounds within which no experiment of a promise is settled by itself, or hardly."""


SIDES: tuple[Literal["treatment", "control"], ...] = ("treatment", "control")
"""Values of --expected: which framing the whole pool expects to do better."""


@examples(
    "postlab learn promise exam-season --output promise.json",
)
def promise(
    ctx: typer.Context,
    name: ExperimentArgument,
    rounds: Annotated[
        int | None,
        typer.Option(
            "--rounds", min=1, metavar="N", help="How many rounds, from the first on; else all of the plan's."
        ),
    ] = None,
    expected: Annotated[
        str | None,
        choice_option("--expected", SIDES, "Which framing the pool expects to do better, if its organiser said so."),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Promise an experiment to a pool before its first post is out; send the file to whoever runs the pool."""
    call: Invocation = ctx.obj
    from postlab.loop.learn.pooling.pool_file import PoolFile
    from postlab.loop.learn.pooling.promise import make_promise
    from postlab.loop.lookup.experiments import experiment_named

    with call.lab() as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        promised, before = make_promise(
            lab, session, experiment, rounds=rounds, expected=typed_choice(expected, SIDES, option="--expected")
        )
    place = _write(PoolFile(postlab_pool=1, promise=promised), output, f"promise-{promised.id}.json")
    if place is None:
        return
    out = call.answer
    again = ", as it was made before" if before else ""
    out.print(f"The promise is in {markup(str(place))}{again}.", soft_wrap=True)
    out.print(
        f"It promises {counted(promised.rounds, 'round')}, and says what is compared, counted and when, and a "
        f"fingerprint of the experiment's seed. Its only words of yours are the experiment's name, "
        f"“{markup(promised.experiment)}”."
    )
    if promised.rounds > FEW:
        out.print(
            f"[yellow]Note:[/] The experiment may be settled before its {promised.rounds} rounds are over. What is "
            f"missing then counts as lost; {FEW} rounds are usual."
        )
    out.print("\nNext: send it to whoever runs the pool, before the first post goes out.")


@examples(
    "postlab learn export exam-season --output rounds.json",
)
def export(ctx: typer.Context, name: ExperimentArgument, output: OutputOption = None) -> None:
    """Write what a promised experiment tells the pool: its rounds, without text, link, account or count.

    The seed that turns them into wins and losses is in it once the experiment is over.
    """
    call: Invocation = ctx.obj
    from postlab.loop.learn.pooling.export import export as told_of
    from postlab.loop.lookup.experiments import experiment_named

    with call.lab() as lab, lab.session() as session:
        told = told_of(lab, session, experiment_named(session, name))
    place = _write(told, output, f"export-{told.promise.id}.json")
    if place is None:
        return
    out = call.answer
    measured = sum(one.difference is not None for one in told.rounds)
    out.print(
        f"{counted(measured, 'measured round')} of {told.promise.rounds} promised in {markup(str(place))}.",
        soft_wrap=True,
    )
    if told.seed is None:
        out.print("The experiment is not over, so its seed stays here, and nobody can tell who won a round.")
        out.print(f"\nNext: once it is over, `postlab learn export {markup(name)}` again")
    else:
        out.print("The experiment is over: its seed is in the file.")
        out.print("\nNext: send it to whoever runs the pool.")


@examples(
    "postlab learn pool promise.json rounds.json",
)
def pool(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Promises and exports, in any order; a folder stands for its .json files."),
    ],
    so_far: Annotated[
        bool, typer.Option("--so-far", help="Before the closing day: wait for who is silent, instead of counting it.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what many practitioners' files say together; it needs no lab.

    Each promise is one bet, in the order of promises. Who promised and is silent counts as lost for both sides. A file
    that was changed, sent under two names or without its promise is named, and nothing is pooled (exit code 2).
    """
    call: Invocation = ctx.obj
    from postlab.loop.learn.pooling.gather import gather
    from postlab.reports import pooled, pooled_screen
    from postlab.reports.answers.pool import pool_answer

    report = pooled.pooled_report(gather(files), so_far=so_far)
    if as_json:
        show.print_json(pool_answer(report))
    else:
        pooled_screen.show(report, call.answer)


def _write(content: PoolFile, output: Path | None, usual: str) -> Path | None:
    """Write a file whole or not at all, and say where; None where it went to standard output."""
    from postlab.settings import write_private

    if output is not None and str(output) == "-":
        sys.stdout.write(content.text)
        return None
    place = Path(usual) if output is None else output
    write_private(place, content.text)
    return place
