"""`postlab doctor`: everything that could stop tomorrow's run, and what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from postlab.cli import show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption
from postlab.english import counted
from postlab.errors import InputError, PersonNeeded
from postlab.sanitise import markup
from postlab.settings import environment

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.notify.checkup import CheckupFinding


@examples(
    "postlab doctor",
    "postlab doctor --json",
)
def doctor(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Look for everything that could stop tomorrow's run: accounts, tokens, budgets, words, cron, posts that wait.

    Every account is asked whether it works; nothing is posted. It ends with 3 when a person must act.
    """
    call: Invocation = ctx.obj
    from postlab.loop.notify.checkup import Grade, checkup
    from postlab.reports.answers.accounts import DoctorAnswer, finding_view

    with call.lab() as lab:
        with call.busy("Asking the accounts"):
            findings = [*checkup(lab), *_check_wording(call), *_check_cron(call)]
        if as_json:
            show.print_json(DoctorAnswer(tuple(finding_view(finding, lab.now()) for finding in findings)))
        else:
            _print_findings(call, lab, findings)
    if any(finding.grade == Grade.WILL_STOP for finding in findings):
        raise typer.Exit(PersonNeeded.exit_code)


def _check_wording(call: Invocation) -> Iterator[CheckupFinding]:
    """Check the lab's own words for drafts, where it has any."""
    from postlab.lab_wording import WORDING_FOLDER, wording_faults
    from postlab.loop.notify.checkup import CheckupFinding, Grade

    if not (call.folder / WORDING_FOLDER).is_dir():
        return
    faults = wording_faults(call.folder)
    for fault in faults:
        yield CheckupFinding(
            fault.place, Grade.WILL_STOP, fault.message, "`postlab help wording` tells what each file holds."
        )
    if not faults:
        yield CheckupFinding("wording", Grade.FINE, "The lab's own words for drafts can be used.")


def _check_cron(call: Invocation) -> Iterator[CheckupFinding]:
    """Check whether cron runs the lab, and whether that works."""
    from postlab.cli import run_hints
    from postlab.cron import daemon, entry, state
    from postlab.cron.crontab import Crontab
    from postlab.loop.notify.checkup import CheckupFinding, Grade

    try:
        crontab = Crontab.find(environment()) if sys.platform != "win32" else None
        own_entry = entry.find_entry(crontab.read(), call.folder) if crontab else None
    except InputError as exc:
        yield CheckupFinding("cron", Grade.NOTE, exc.message, exc.hint)
        return
    cron_state = state.state_of(
        own_entry,
        has_cron=crontab is not None,
        lab_exists=call.settings.exists,
        daemon=daemon.runs() if crontab else False,
        log_file=call.settings.log_file,
        now=call.clock.now(),
    )
    for message, remedy in cron_state.faults:
        yield CheckupFinding("cron", Grade.WILL_STOP, message, remedy)
    if own_entry is None and run_hints.runs_by_itself(call):
        yield CheckupFinding("cron", Grade.FINE, "Something else than cron runs this lab.")
    elif own_entry is None:
        yield CheckupFinding(
            "cron",
            Grade.NOTE,
            "Nothing runs this lab by itself.",
            "`postlab cron enable`, or `postlab run` by hand; `postlab remind` says when.",
        )
    elif not cron_state.faults:
        yield CheckupFinding("cron", Grade.FINE, "Cron runs this lab.")


def _print_findings(call: Invocation, lab: Lab, findings: list[CheckupFinding]) -> None:
    from postlab.loop.notify.checkup import Grade
    from postlab.reports import account_health

    out = call.answer
    marks = {Grade.FINE: "[green]fine[/]", Grade.NOTE: "[yellow]note[/]", Grade.WILL_STOP: "[bold red]will stop[/]"}
    for finding in findings:
        out.print(f"{marks[finding.grade]}  [bold]{markup(finding.what)}[/]: {markup(finding.message)}")
        if finding.health is not None and finding.grade == Grade.FINE:
            lives = account_health.token_life(
                finding.health.expires_at, lab.now(), renews=finding.health.renews, zone=lab.settings.timezone
            )
            if lives:
                show.indented(out, markup(lives))
        if finding.next:
            show.indented(out, markup(finding.next), bullet="→ ")
    stops = sum(finding.grade == Grade.WILL_STOP for finding in findings)
    out.print()
    if stops:
        out.print(f"{counted(stops, 'thing')} will stop tomorrow's run until you act.")
    else:
        out.print("Nothing that could be looked at will stop tomorrow's run.")
