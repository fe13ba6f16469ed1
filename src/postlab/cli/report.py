"""`postlab report`: the verdict, what it rests on, and what to do next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli.invocation import Invocation
from postlab.cli.options import ExperimentArgument, JsonOption
from postlab.errors import InputError, PersonNeeded


def report(
    ctx: typer.Context,
    experiment: ExperimentArgument,
    as_json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead: one row a post.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="With --csv: a byte order mark, for Excel.")] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Draw every round again from its seed and compare with the records.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="With --csv: write to a file.")
    ] = None,
) -> None:
    """Say what the rounds so far allow, how sure that is, and what to do next."""
    call: Invocation = ctx.obj
    from postlab.loop.plan import named
    from postlab.reports import as_csv, terminal
    from postlab.reports import as_json as json_report
    from postlab.reports.audit import audit as check
    from postlab.reports.experiment import build_report

    with call.lab() as lab, lab.session() as session:
        found = named(session, experiment)
        if audit:
            checked = check(session, found)
            if as_json:
                sys.stdout.write(json_report.dumps(json_report.audit_document(checked)) + "\n")
            else:
                terminal.show_audit(checked, call.answer)
            if not checked.clean:
                raise typer.Exit(PersonNeeded.exit_code)
            return
        built = build_report(session, found, now=lab.now())
        if as_json:
            sys.stdout.write(json_report.dumps(json_report.document(built)) + "\n")
        elif csv and output is not None:
            try:
                with output.open("wb") as file:
                    as_csv.write(as_csv.posts(built), file, bom=bom)
            except OSError as exc:
                raise InputError(f"{output} cannot be written: {exc.strerror}.", hint="Name another file.") from exc
        elif csv:
            as_csv.write(as_csv.posts(built), sys.stdout.buffer, bom=bom)
        else:
            terminal.show(built, call.answer)
