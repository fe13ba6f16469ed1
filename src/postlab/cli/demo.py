"""`postlab demo`: the whole loop on a simulated audience, in seconds, with no account and no network."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption
from postlab.errors import InputError, PostlabError
from postlab.loop.demo.plan import DEFAULT_SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.cli.demo_screen import Screen
    from postlab.loop.demo.run import Stage
    from postlab.loop.learn.suggest import Suggestion
    from postlab.reports.views import Report

LOCK_SUFFIX = ".lock"
REPORT_WIDTH = 100


@examples(
    "postlab demo",
    "postlab demo --seed 7",
    "postlab demo --out demo-lab",
)
def demo(
    ctx: typer.Context,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Another audience, another story; the same seed, the same one.")
    ] = DEFAULT_SEED,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Keep the lab, its tables and reports in a new or empty folder."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Watch the whole loop on a simulated audience: try, gauge, change one thing, try again. No account needed."""
    call: Invocation = ctx.obj
    if out is not None:
        out = out.expanduser().absolute()
        _claim_folder(out)
    from postlab.cli.demo_screen import Screen

    screen = None if as_json else Screen(call.answer, call.talk)
    if screen is not None:
        screen.open(seed)
    import tempfile  # here, so that --help need not wait for it

    from postlab.loop.demo.run import set_up

    # The lab is moved to its folder when all went well, so that a Ctrl-C leaves nothing half done.
    with tempfile.TemporaryDirectory(prefix="postlab-demo-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        stage = set_up(folder, seed=seed)
        try:
            reports, tried = _play(stage, screen)
            if out is not None:
                _write_tables(stage, folder, reports)
        finally:
            if screen is not None:
                screen.stop()
            stage.lab.database.close()
        files = _move_into_place(folder, out) if out is not None else []
    if screen is not None:
        screen.close(reports, out, files)
        return
    _print_json(seed, reports, tried, files)


def _play(stage: Stage, screen: Screen | None) -> tuple[list[Report], Suggestion]:
    """Run the demo and show it; returns the final report of each experiment, and the change that was tried."""
    from postlab.loop.demo.run import Begun, Ended, Learnt, RoundClosed, tell

    reports: list[Report] = []
    tried: list[Suggestion] = []
    for event in tell(stage):
        match event:
            case Begun():
                if screen is not None:
                    screen.begun(event, stage.lab.settings.timezone)
            case RoundClosed():
                if screen is not None:
                    screen.round_closed(event)
            case Ended():
                reports.append(_report_on(stage, event.experiment))
                if screen is not None:
                    screen.ended(reports[-1])
            case Learnt():
                tried.append(event.suggestions[0])
                if screen is not None:
                    screen.learnt(event, reports[-1])
    return [_report_on(stage, report.experiment.name) for report in reports], tried[0]


def _report_on(stage: Stage, name: str) -> Report:
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.experiment import build_report
    from postlab.reports.lesson import with_lesson

    with stage.lab.session() as session:
        experiment = experiment_named(session, name)
        return with_lesson(session, experiment, build_report(session, experiment, now=stage.lab.now()))


def _print_json(seed: int, reports: Sequence[Report], tried: Suggestion, files: Sequence[str]) -> None:
    from postlab.cli import show
    from postlab.reports.answers.report import report_answer
    from postlab.reports.answers.retry import suggestion_view
    from postlab.reports.answers.run import DemoAnswer

    show.print_json(
        DemoAnswer(
            seed=seed,
            simulated=True,
            reports=tuple(report_answer(report) for report in reports),
            suggestion=suggestion_view(1, tried, reports[0].plan.metric),
            files=tuple(files),
        )
    )


def _write_tables(stage: Stage, folder: Path, reports: Sequence[Report]) -> None:
    """Write the posts and readings of both experiments as CSV, and each report as text and as JSON.

    Raises:
        PostlabError: when there is no room for them.
    """
    try:
        _write_files(stage, folder, reports)
    except OSError as exc:
        raise PostlabError(
            f"The tables of the demo could not be written: {exc.strerror or exc}.", hint="Make room on the disk."
        ) from exc


def _write_files(stage: Stage, folder: Path, reports: Sequence[Report]) -> None:
    from rich.console import Console

    from postlab.reports import as_csv, terminal
    from postlab.reports.answers.report import report_answer
    from postlab.reports.as_json import text_of

    with (folder / "posts.csv").open("wb") as file:
        rows = chain.from_iterable(as_csv.posts(report).rows for report in reports)
        as_csv.write(as_csv.Columns(as_csv.POST_COLUMNS, rows), file)
    with (folder / "readings.csv").open("wb") as file, stage.lab.session() as session:
        as_csv.write(as_csv.readings(session), file)
    for report in reports:
        name = report.experiment.name
        text = text_of(report_answer(report)) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
        with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="\n") as file:
            terminal.show(report, Console(file=file, width=REPORT_WIDTH, color_system=None, highlight=False))


def _claim_folder(out: Path) -> None:
    """Create the output folder, or check that it is empty and writable.

    Raises:
        InputError: when it is in use or cannot be used; nothing was written.
    """
    from postlab.settings import make_folder

    try:
        used = out.exists() and (not out.is_dir() or any(out.iterdir()))
    except OSError as exc:
        raise InputError(f"{out} cannot be looked into: {exc.strerror or exc}.", hint="Name another folder.") from exc
    if used:
        raise InputError(
            f"{out} is there already and not an empty folder, so the demo leaves it alone.",
            hint="Name a folder that is new or empty.",
            code="not_empty",
        )
    make_folder(out)
    if not os.access(out, os.W_OK):
        raise InputError(f"{out} cannot be written to.", hint="Name another folder.")


def _move_into_place(folder: Path, out: Path) -> list[str]:
    """Move the finished lab to the output folder; returns the names of all files there."""
    import shutil

    try:
        for child in sorted(folder.iterdir()):
            if child.suffix != LOCK_SUFFIX:
                shutil.move(child, out / child.name)
    except OSError as exc:
        raise InputError(f"{out} cannot be written to: {exc.strerror or exc}.", hint="Name another folder.") from exc
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
