"""`postlab cron`: have the system's cron call `postlab run` regularly."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from postlab.cli import show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import plural, when
from postlab.errors import InputError, NeedsPerson, PersonNeeded, PostlabError
from postlab.sanitise import markup
from postlab.settings import environment, no_lab

if TYPE_CHECKING:
    from postlab.cron.entry import Job
    from postlab.cron.state import State

app = typer.Typer(help="Let cron take the turns of the loop, with nobody at the keyboard.", no_args_is_help=True)

# macOS keeps programs that were not started by a person out of these.
GUARDED = ("Desktop", "Documents", "Downloads")


@app.command("enable")
@examples(
    "postlab cron enable",
    "postlab cron enable --every 30m --dry-run",
    "postlab cron enable --print",
)
def enable(
    ctx: typer.Context,
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How often: 1m to 60m, and it must divide an hour.")
    ] = "5m",
    only_print: Annotated[
        bool, typer.Option("--print", help="Print what to set up, and leave the crontab alone.")
    ] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Have cron run this lab: one entry in your crontab. Again, it changes the entry and adds none."""
    call: Invocation = ctx.obj
    from postlab.cron import daemon, entry, other_schedulers
    from postlab.cron.crontab import Crontab
    from postlab.cron.environment import try_as_cron

    job = _job_for(call, every)
    crontab = Crontab.find(environment()) if sys.platform != "win32" else None
    if crontab is None:
        sys.stdout.write(other_schedulers.instructions(job) + "\n")
        if only_print:
            return
        raise InputError(
            "There is no cron here, so nothing was set up.",
            hint="What to set up instead is printed above.",
            code="no_cron",
        )
    if only_print:
        sys.stdout.write(f"{job.comment}\n{job.line}\n")
        return
    old = crontab.read()
    new = entry.with_entry(old, job)
    if dry_run:
        _print_dry_run(
            call, f"{job.comment}\n{job.line}", changes=new != old, replaces=entry.find_entry(old, job.lab) is not None
        )
        return
    trial = try_as_cron(job)
    if trial.fault:
        raise InputError(
            f"Started as cron starts it, PostLab does not work here, so nothing was set up: {trial.fault}",
            hint="Install PostLab in a place of its own (`uv tool install postlab`) and enable it from there.",
            code="cron_trial",
        )
    if new != old:
        crontab.write(new)
    call.answer.print(
        f"Cron runs this lab {_interval_in_words(job.every)}: {'changed nothing, ' if new == old else ''}the entry is"
    )
    call.answer.print(f"  {markup(job.line)}", soft_wrap=True)
    call.answer.print(
        "It is silent unless you must act (cron mails that to you, where mail is set up); "
        "`postlab cron status` and `postlab status` tell the rest."
    )
    _warn_about_place(call, job)
    for sentence in trial.missing:
        call.talk.print(f"[bold yellow]Under cron:[/] {markup(sentence)}")
    if daemon.runs() is False:
        call.talk.print("[bold yellow]No cron daemon is running here[/]: `postlab cron status` says what to do.")
    if trial.missing:
        raise PersonNeeded(
            "Cron is set up, but it cannot reach every secret.",
            hint="A keyring is often locked for cron, and variables of this shell are not there. Store the secret in "
            "the lab's own file: PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring postlab account add …",
            code="secret_missing",
        )


@app.command("disable")
@examples(
    "postlab cron disable",
)
def disable(ctx: typer.Context, dry_run: DryRunOption = False) -> None:
    """Take this lab's entry out of your crontab; everything else in it stays."""
    call: Invocation = ctx.obj
    from postlab.cron import entry, other_schedulers
    from postlab.cron.crontab import Crontab

    crontab = Crontab.find(environment()) if sys.platform != "win32" else None
    if crontab is None:
        name = other_schedulers.name_of(entry.Job(sys.executable, call.folder, 5))
        call.answer.print(f"There is no cron here. If you set something else up, it is called {name}: stop that.")
        return
    old = crontab.read()
    own_entry = entry.find_entry(old, call.folder)
    if own_entry is None:
        call.answer.print("Cron does not run this lab; nothing was changed.")
        return
    if dry_run:
        call.answer.print("This entry would be taken out of your crontab:")
        call.answer.print(f"  {markup(own_entry.line)}", soft_wrap=True)
        return
    crontab.write(entry.without_entry(old, call.folder))
    call.answer.print("Cron does not run this lab any more.")


@app.command("status")
@examples(
    "postlab cron status",
)
def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Say whether cron runs this lab, whether that works, when it last ran and when it will."""
    call: Invocation = ctx.obj
    from postlab.cron import daemon, entry, state
    from postlab.cron.crontab import Crontab
    from postlab.reports.answers.lab import cron_status

    crontab = Crontab.find(environment()) if sys.platform != "win32" else None
    cron_state = state.state_of(
        entry.find_entry(crontab.read(), call.folder) if crontab else None,
        has_cron=crontab is not None,
        lab_exists=call.settings.exists,
        daemon=daemon.runs() if crontab else False,
        log_file=call.settings.log_file,
        now=call.clock.now(),
    )
    if as_json:
        show.print_json(cron_status(call.folder, cron_state))
    else:
        _print_state(call, cron_state)
    if cron_state.faults:
        raise typer.Exit(PersonNeeded.exit_code)


@app.command("rehearse", hidden=True)
def rehearse(ctx: typer.Context) -> None:
    """Say which secrets cannot be reached from here: `enable` asks this under cron's bare environment."""
    call: Invocation = ctx.obj
    from postlab import platforms
    from postlab.loop.lab import KEPT_IN
    from postlab.loop.lookup.accounts import with_counters
    from postlab.reports.answers.lab import CronRehearseAnswer

    missing: list[str] = []
    with call.lab() as lab, lab.session() as session:
        for account in with_counters(session):
            try:
                kept_in = account.facts.get(KEPT_IN)
                plugin = platforms.load_any(account.platform)
                lab.stored_secrets(plugin, account.name, account.options, kept_in=kept_in)
            except (NeedsPerson, InputError) as exc:
                missing.append(exc.message)
    show.print_json(CronRehearseAnswer(tuple(missing)))


def _job_for(call: Invocation, every: str) -> Job:
    from postlab.cron.entry import Job
    from postlab.cron.environment import carried
    from postlab.design.durations import MINUTE, parse_duration

    if not call.settings.exists:
        raise no_lab(call.folder)
    try:
        minutes, rest = divmod(parse_duration(every), MINUTE)
    except ValueError as exc:
        raise InputError(str(exc), hint="Write it like 5m.") from exc
    if rest:
        raise InputError(f"Cron counts whole minutes; “{every}” is none.", hint="Write it like 5m.")
    if not sys.executable:
        raise PostlabError("The interpreter that runs PostLab does not know where it is, so cron could not start it.")
    from postlab.settings_file import read_settings

    written = read_settings(call.folder, env={}).timezone
    return Job(sys.executable, call.folder, minutes, carried(environment(), timezone=written))


def _print_dry_run(call: Invocation, entry: str, *, changes: bool, replaces: bool) -> None:
    if not changes:
        call.answer.print("The crontab would stay as it is; it holds this entry already:")
    elif replaces:
        call.answer.print("In your crontab, this lab's entry would become:")
    else:
        call.answer.print("This would be added to your crontab:")
    call.answer.print(markup(entry, newlines=True), soft_wrap=True)


def _warn_about_place(call: Invocation, job: Job) -> None:
    home = Path.home()
    if sys.platform == "darwin" and any(job.lab.is_relative_to(home / name) for name in GUARDED):
        call.talk.print(
            f"[bold yellow]macOS keeps cron out of {markup(str(job.lab.parent))}[/] until you give /usr/sbin/cron "
            "Full Disk Access (System Settings, Privacy & Security). A lab elsewhere needs no such thing."
        )
    if any(part.startswith("archive-v") for part in Path(job.python).parts):
        call.talk.print(
            "[bold yellow]This program lives in uv's cache[/], which uv may clear: "
            "`uv tool install postlab` gives it a place."
        )


def _print_state(call: Invocation, cron_state: State) -> None:
    out, zone, now = call.answer, ZoneInfo(call.settings.timezone), call.clock.now()
    if not cron_state.has_cron:
        out.print("There is no cron here.\n\nNext: `postlab cron enable --print` shows what to set up instead.")
    elif cron_state.entry is None:
        out.print("Cron does not run this lab.\n\nNext: `postlab cron enable`")
    else:
        often = (
            cron_state.entry.schedule if cron_state.entry.every is None else _interval_in_words(cron_state.entry.every)
        )
        out.print(
            f"[bold]Cron runs this lab {markup(often)}[/]{', but that does not work:' if cron_state.faults else '.'}"
        )
        for message, remedy in cron_state.faults:
            out.print(f"  [bold red]{markup(message)}[/]\n  → {markup(remedy)}", soft_wrap=True)
        out.print(f"  entry     {markup(cron_state.entry.line)}", soft_wrap=True)
        out.print(f"  daemon    {_daemon_in_words(cron_state)}")
    last = cron_state.last_run
    if last is None:
        out.print("  last run  none yet")
    else:
        end = f": {markup(last.result)}" if last.result else ""
        out.print(
            f"  last run  {when(last.started, zone, now)}{end if last.finished else ', which did not come to its end'}"
        )
    if cron_state.next_run is not None:
        out.print(f"  next run  {when(cron_state.next_run, zone, now)}")
    if last is not None or cron_state.next_run is not None:
        out.print(f"  times     {zone}", style="dim")


def _interval_in_words(minutes: int) -> str:
    return plural(minutes, "every minute", f"every {minutes} minutes")


def _daemon_in_words(cron_state: State) -> str:
    return {True: "running", False: "not running", None: "cannot tell whether one is running"}[cron_state.daemon]
