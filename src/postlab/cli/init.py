"""`postlab init`: make a lab."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli.invocation import Invocation
from postlab.errors import InputError
from postlab.reports.neutral import markup
from postlab.settings import (
    SETTINGS_FILE,
    local_timezone,
    make_folder,
    read_settings,
    whole_path,
)
from postlab.settings_file import write_settings
from postlab.settings_keys import is_timezone

FIRST_ACCOUNT = "sandbox"


def init(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The lab's folder.")] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Your audience's zone, such as Australia/Sydney.")
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox/--no-sandbox", help="Add an account on the simulated audience to try things on.")
    ] = True,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: take the flags and the defaults.")] = False,
) -> None:
    """Make a lab: settings, database, and a simulated audience to try things on. Again, it changes nothing."""
    call: Invocation = ctx.obj
    if folder is not None:
        call = Invocation(folder)
    asks = call.interactive and not yes and not call.settings.exists
    if asks:
        call, timezone, sandbox = _wizard(call, folder, timezone, sandbox=sandbox)
    fresh = not call.settings.exists
    if fresh:
        zone = timezone or call.settings.timezone
        if not is_timezone(zone):
            raise InputError(f"“{zone}” is not a time zone.", hint="Use a name such as Australia/Sydney.")
        make_folder(call.folder)
        write_settings(call.folder, timezone=zone)
        call = Invocation(call.folder)
    try:
        added = _open_and_fill(call, sandbox=sandbox and fresh)
    except BaseException:  # Ctrl-C too: half a lab would keep the next `init` from making a whole one; raised again
        if fresh:
            (call.folder / SETTINGS_FILE).unlink(missing_ok=True)
        raise
    _tell(call, fresh=fresh, added=added)


def _wizard(
    call: Invocation, folder: Path | None, timezone: str | None, *, sandbox: bool
) -> tuple[Invocation, str, bool]:
    from rich.prompt import Confirm, Prompt

    out = call.answer
    out.print("[bold]A lab is one folder:[/] settings, accounts and one database. Nothing is posted from here.\n")
    if folder is None:
        call = _ask_where(call)
    if call.settings.exists:
        return call, call.settings.timezone, sandbox
    zone = timezone or local_timezone()
    while True:
        zone = Prompt.ask("Your audience's time zone", default=zone, console=out).strip()
        if is_timezone(zone):
            break
        out.print("  That is not a time zone; write it as region and city, like Australia/Sydney or Europe/London.")
        zone = local_timezone()
    sandbox = Confirm.ask("Add a simulated audience to try things on?", default=sandbox, console=out)
    return call, zone, sandbox


def _ask_where(call: Invocation) -> Invocation:
    from rich.prompt import Prompt

    while True:
        typed = Prompt.ask("Where should it be?", default=str(call.folder), console=call.answer)
        try:
            folder = whole_path(Path(typed.strip()))
        except InputError as exc:
            call.answer.print(f"  {markup(exc.message)}")
            continue
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if nearest.is_dir() and os.access(nearest, os.W_OK):
            return Invocation(folder)
        call.answer.print(f"  There can be no lab: {markup(str(nearest))} is not a folder that you can write to.")


def _open_and_fill(call: Invocation, *, sandbox: bool) -> bool:
    from sqlalchemy.exc import IntegrityError

    from postlab import platforms
    from postlab.loop import accounts

    with call.lab() as lab:
        if not sandbox:
            return False
        with lab.session() as session:
            if accounts.find(session, FIRST_ACCOUNT, removed=True) is not None:
                return False
        plugin = platforms.load("sandbox")
        try:
            accounts.add(lab, plugin, FIRST_ACCOUNT, options=accounts.read_options(plugin, {}), secrets={})
        except IntegrityError:
            return False  # a second `init` at the same time was faster
        return True


def _tell(call: Invocation, *, fresh: bool, added: bool) -> None:
    out = call.answer
    settings = read_settings(call.folder)
    if not fresh:
        out.print(f"The lab in {markup(str(call.folder))} is there already; nothing was changed.", soft_wrap=True)
    else:
        out.print(f"Made a lab in {markup(str(call.folder))} (times in {settings.timezone}).", soft_wrap=True)
        if added:
            out.print(f"Added the account “{FIRST_ACCOUNT}”: a simulated audience; no real person sees its posts.")
    out.print("\nNext:")
    if call.folder != Invocation().folder:
        out.print(f"  {_as_home(call.folder)}", markup=False, soft_wrap=True)
    out.print("  postlab draft URL                       the framings of a link")
    out.print("  postlab new                             an experiment")
    out.print("  postlab platforms                       the networks; postlab account add adds one of yours")


def _as_home(folder: Path) -> str:
    """What makes this folder the lab of the shell's next commands, as it can be typed."""
    if os.name == "nt":
        quoted = str(folder).replace("'", "''")
        return f"$env:POSTLAB_HOME = '{quoted}'"
    return f"export POSTLAB_HOME={shlex.quote(str(folder))}"
