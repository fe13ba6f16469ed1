"""`postlab init`: make a new lab."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli.completion_words import complete_audience, complete_zone, one_of
from postlab.cli.help_text import examples
from postlab.cli.init_questions import NewLab, ask
from postlab.cli.invocation import Invocation
from postlab.english import capital, ended
from postlab.errors import InputError
from postlab.sanitise import markup
from postlab.settings import SETTINGS_FILE, make_folder
from postlab.stances import OBSERVE, STANCES

FIRST_ACCOUNT = "sandbox"

STARTS = {
    "observe": "It starts by looking: nothing goes out to anybody until you change that "
    "(`postlab settings set step each`).",
    "reviewed": "Nothing goes out before somebody else has agreed to that very post: `postlab review`.",
    "each": "Nothing goes out before you have seen and approved that very post.",
    "round": "You approve a round at a time, two posts with their texts; nothing goes out before.",
    "auto": "Experiments that you plan go on by themselves within their budget; `postlab pause` holds one at any time.",
}
"""What a new lab does by itself, by its step."""

FIRST_STEPS = {
    "observe": (
        ("postlab observe import FILE", "what you posted before, from an export"),
        ("postlab demo", "a whole experiment, simulated, in seconds"),
        ("postlab draft URL", "how a link could read; sends nothing"),
    ),
    "try": (
        ("postlab draft URL", "the framings of a link"),
        ("postlab new", "an experiment"),
        ("postlab platforms", "the networks; `account add` adds one of yours"),
    ),
}
"""The first commands to type, and what each does."""


@examples(
    "postlab init",
    "postlab init --timezone Europe/London --audience students --yes",
)
def init(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="The lab's folder.")] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone",
            metavar="ZONE",
            help="Your audience's zone, such as Australia/Sydney.",
            autocompletion=complete_zone,
        ),
    ] = None,
    stance: Annotated[
        str | None,
        typer.Option(
            "--stance",
            help="What you hold social media to be: " + ", ".join(STANCES) + ".",
            autocompletion=one_of(STANCES),
        ),
    ] = None,
    audience: Annotated[
        list[str] | None,
        typer.Option(
            "--audience",
            help="Whom you speak to, the usual one first; own:WORD is one of your own.",
            autocompletion=complete_audience,
        ),
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox/--no-sandbox", help="Add an account on the simulated audience to try things on.")
    ] = True,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: take the flags and the defaults.")] = False,
) -> None:
    """Make a lab: settings, database, and a simulated audience to try things on. Again, it changes nothing."""
    call: Invocation = ctx.obj
    from postlab.settings_file import write_settings
    from postlab.time_zones import unknown_zone, zone_named

    if folder is not None:
        call = Invocation(folder)
    from postlab.framing.typed_words import audience_meant

    audiences = dict.fromkeys(audience_meant(name, place="--audience") for name in audience or ())
    new_lab = NewLab(timezone, _stance_named(stance), tuple(audiences), sandbox)
    asks = call.interactive and not yes and not call.settings.exists
    if asks:
        call, new_lab = ask(call, folder, new_lab)
    fresh = not call.settings.exists
    if fresh:
        typed_zone = new_lab.timezone or call.settings.timezone
        zone = zone_named(typed_zone)
        if zone is None:
            raise InputError(f"--timezone: {ended(unknown_zone(typed_zone))}")
        make_folder(call.folder)
        write_settings(
            call.folder,
            timezone=zone,
            stance=new_lab.stance,
            audiences=dict.fromkeys(new_lab.audiences) | dict(new_lab.like),
            protect=True,
        )
        call = Invocation(call.folder)
    try:
        added = _make_database(call, sandbox=new_lab.sandbox and fresh)
    except BaseException:  # Ctrl-C too: half a lab would keep the next `init` from making a whole one; raised again
        if fresh:
            (call.folder / SETTINGS_FILE).unlink(missing_ok=True)
        raise
    _print_next_steps(call, fresh=fresh, added=added)


def _stance_named(typed: str | None) -> str | None:
    """The stance that was typed, spelt as in the settings.

    Raises:
        InputError: when there is no such stance; it names them all.
    """
    if typed is None:
        return None
    from postlab.near_names import did_you_mean

    normalised = typed.strip().casefold().removeprefix("a ")
    for stance in STANCES:
        if stance.removeprefix("a ") == normalised:
            return stance
    hint = capital(did_you_mean(typed, STANCES)) or "Leave it out if you like."
    raise InputError(f"“{typed}” is no stance; there are: {', '.join(STANCES)}.", hint=hint)


def _make_database(call: Invocation, *, sandbox: bool) -> bool:
    from sqlalchemy.exc import IntegrityError

    from postlab import platforms
    from postlab.loop.accounts import setup
    from postlab.loop.lookup.accounts import find_account
    from postlab.platforms.options import read_options

    with call.lab() as lab:
        if not sandbox:
            return False
        with lab.session() as session:
            if find_account(session, FIRST_ACCOUNT, removed=True) is not None:
                return False
        plugin = platforms.load("sandbox")
        try:
            setup.add_account(lab, plugin, FIRST_ACCOUNT, options=read_options(plugin, {}), secrets={})
        except IntegrityError:
            return False  # a second `init` at the same time was faster
        return True


def _print_next_steps(call: Invocation, *, fresh: bool, added: bool) -> None:
    out = call.answer
    settings = call.settings
    if not fresh:
        out.print(f"The lab in {markup(str(call.folder))} is there already; nothing was changed.", soft_wrap=True)
    else:
        out.print(f"Made a lab in {markup(str(call.folder))} (times in {settings.timezone}).", soft_wrap=True)
        if added:
            out.print(f"Added the account “{FIRST_ACCOUNT}”: a simulated audience; no real person sees its posts.")
        out.print(f"\n{STARTS[settings.step]}")
    out.print("\nNext:")
    if call.folder != Invocation().folder:
        out.print(f"  {_as_home(call.folder)}", markup=False, soft_wrap=True)
    for command, meaning in FIRST_STEPS[OBSERVE if settings.step == OBSERVE else "try"]:
        out.print(f"  {command:<32}{meaning}", soft_wrap=True)


def _as_home(folder: Path) -> str:
    """The shell command that makes this folder the lab of the next commands."""
    if os.name == "nt":
        quoted = str(folder).replace("'", "''")
        return f"$env:POSTLAB_HOME = '{quoted}'"
    return f"export POSTLAB_HOME={shlex.quote(str(folder))}"
