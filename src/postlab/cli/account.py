"""`postlab account`: the profiles and pages that the lab may post to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import show
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import AccountArgument, JsonOption, PlatformArgument
from postlab.errors import InputError, typed
from postlab.reports.neutral import markup, moment
from postlab.settings import environment

if TYPE_CHECKING:
    from postlab.platforms.base import Plugin

app = typer.Typer(help="The profiles and pages that the lab may post to.", no_args_is_help=True)


@app.command("add")
def add(
    ctx: typer.Context,
    platform: PlatformArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="How you call it; any name.")],
    handle: Annotated[str | None, typer.Option("--handle", metavar="H", help="bluesky: your handle.")] = None,
    server: Annotated[str | None, typer.Option("--server", metavar="URL", help="bluesky: your server.")] = None,
    followers: Annotated[str | None, typer.Option("--followers", metavar="N", help="sandbox: how many.")] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help="sandbox: the audience's character.")] = None,
    effect: Annotated[
        list[str] | None,
        typer.Option(
            "--effect",
            "--effects",
            metavar="BLOCK=FACTOR",
            help="sandbox: what a block really does, question.clicks=0.5.",
        ),
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="KEY=VALUE", help="Any other option of the platform.")
    ] = None,
    secret_stdin: Annotated[
        bool, typer.Option("--secret-stdin", help="Read the secrets from standard input, a line each.")
    ] = False,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Log in before anything is stored.")] = True,
) -> None:
    """Add an account, or change the one of that name.

    Secrets are asked for, or come from --secret-stdin or the platform's variables; they are kept in the keyring,
    else in a file that only you can read.
    """
    call: Invocation = ctx.obj
    from postlab import platforms
    from postlab.loop import accounts

    plugin = platforms.load(platform)
    given: dict[str, Any] = {
        "handle": handle,
        "server": server,
        "followers": followers,
        "seed": seed,
        "effects": effect or None,
    }
    for pair in option or []:
        key, separator, value = pair.partition("=")
        if not separator:
            raise InputError(f"--option {pair} has no “=”.", hint="Write --option KEY=VALUE.")
        given[key.strip()] = value
    with call.lab() as lab:
        options = accounts.read_options(plugin, given)
        secrets = _secrets(call, plugin, name, from_stdin=secret_stdin)
        account, kept = accounts.add(lab, plugin, name, options=options, secrets=secrets, check=check)
    who = f" as {markup(account.remote_name)}" if account.remote_name and account.remote_name != name else ""
    call.answer.print(f"Added “{markup(name)}” on {plugin.title}{who}.")
    for secret, place in kept.items():
        where = "the keyring" if place == "keyring" else "a file in the lab that only you can read"
        call.answer.print(f"The {secret} is kept in {where}.")
    if plugin.simulated:
        call.answer.print("Its audience is simulated: no real person sees its posts.")
    if not check and plugin.credentials:
        call.answer.print(f"Not tried yet: `postlab account check {markup(typed(name))}`.")


@app.command("list")
def list_accounts(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show the accounts."""
    call: Invocation = ctx.obj
    from postlab.loop import accounts

    with call.lab() as lab, lab.session() as session:
        found = list(accounts.every(session))
        zone = lab.settings.timezone
    if as_json:
        show.print_json(
            {
                "accounts": [
                    {
                        "name": a.name,
                        "platform": a.platform,
                        "simulated": a.simulated,
                        "identity": a.remote_name,
                        "options": a.options,
                        "created_at": moment(a.created_at),
                        "on_hold_until": moment(a.hold_until) if a.hold_until else None,
                        "on_hold_because": a.hold_reason,
                    }
                    for a in found
                ]
            }
        )
        return
    if not found:
        call.answer.print("There are no accounts yet.\n\nNext: `postlab account add sandbox NAME`")
        return
    from rich.table import Table

    table = Table("Name", "Platform", "Known there as", "Since", box=None, pad_edge=False)
    for a in found:
        label = f"{a.platform} (simulated)" if a.simulated else a.platform
        note = f"\n[yellow]left alone: {markup(a.hold_reason or '')}[/]" if a.hold_until else ""
        table.add_row(markup(a.name), label, markup(a.remote_name or "–") + note, local(a.created_at, zone))
    call.answer.print(table)


@app.command("check")
def check(ctx: typer.Context, name: AccountArgument, as_json: JsonOption = False) -> None:
    """Log in and ask the platform who we are; nothing is posted."""
    call: Invocation = ctx.obj
    from postlab.loop import accounts

    with call.lab() as lab:
        identity = accounts.check(lab, name)
    if as_json:
        show.print_json({"account": name, "ok": True, "identity": identity.name, "remote_id": identity.remote_id})
        return
    call.answer.print(f"“{markup(name)}” works: the platform knows us as {markup(identity.name)}.")


@app.command("remove")
def remove(ctx: typer.Context, name: AccountArgument) -> None:
    """Forget an account and its secrets; its posts and readings stay."""
    call: Invocation = ctx.obj
    from postlab.loop import accounts

    with call.lab() as lab:
        accounts.remove(lab, name)
    call.answer.print(f"Removed “{markup(name)}” and its secrets; what it posted stays in the records.")


def _secrets(call: Invocation, plugin: Plugin, name: str, *, from_stdin: bool) -> dict[str, str]:
    """The secrets of a new account: from standard input, the environment, or a hidden prompt."""
    found: dict[str, str] = {}
    for credential in plugin.credentials:
        if from_stdin:
            value = sys.stdin.readline().strip()
        elif value := environment().get(credential.variable, ""):
            pass
        elif call.interactive:
            from rich.prompt import Prompt

            label = f"The {credential.name} of “{markup(name)}” ({credential.help}; not shown)"
            value = Prompt.ask(label, password=True, console=call.talk).strip()
        if not value:
            raise InputError(
                f"The {credential.name} is needed ({credential.help}).",
                hint=f"Type it at the prompt, pipe it in with --secret-stdin, or set {credential.variable}.",
                code="secret_missing",
            )
        found[credential.name] = value
    return found
