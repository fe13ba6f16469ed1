"""`postlab account`: the profiles and pages that the lab may post to, and what counts their clicks."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from postlab.cli import show
from postlab.cli.account_options import AccountAddCommand, typed_options
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import (
    AccountArgument,
    DryRunOption,
    JsonOption,
    PlatformArgument,
    YesOption,
    key_values,
)
from postlab.english import listed, local_day, plural
from postlab.errors import InputError, PersonNeeded, typed
from postlab.sanitise import markup, visible
from postlab.settings import environment

if TYPE_CHECKING:
    from postlab.platforms.base import Plugin
    from postlab.platforms.counting import Counter

app = typer.Typer(help="The profiles and pages that the lab may post to.", no_args_is_help=True)


@app.command("add", cls=AccountAddCommand)
@examples(
    "postlab account add sandbox try-out",
    "postlab account add bluesky careers-page --handle careers.bsky.social",
    "postlab account add manual noticeboard --network instagram",
)
def add(
    ctx: typer.Context,
    platform: PlatformArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="How you call it; any name.")],
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE", help="Any option of the platform, by its name."),
    ] = None,
    secret_stdin: Annotated[
        bool, typer.Option("--secret-stdin", help="Read the secrets from standard input, a line each.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Prove that it can publish and read before anything is stored.")
    ] = True,
) -> None:
    """Add an account or a counter of clicks, or change the one of that name.

    Each platform has options of its own: the help names the platforms that take an option in front of it.

    Secrets are asked for, or come from --secret-stdin or the platform's variables; they are kept in the keyring,
    else in a file that only you can read. It ends by proving, without posting, that the account can publish and read.
    """
    call: Invocation = ctx.obj
    from postlab import platforms
    from postlab.cli.prompter import AtTerminal
    from postlab.loop.accounts import setup
    from postlab.loop.protect import withheld
    from postlab.platforms.base import Plugin
    from postlab.platforms.counting import Counter
    from postlab.platforms.options import read_options
    from postlab.reports import account_health

    plugin = platforms.load_any(platform)
    typed_by_name = {**typed_options(ctx, plugin), **key_values(option, "--option")}
    with call.lab() as lab:
        options = read_options(plugin, typed_by_name)
        secrets = _read_secrets(call, plugin, name, options, from_stdin=secret_stdin)
        with call.busy(f"Trying {plugin.title}") if plugin.set_up is None else nullcontext():
            account, secret_places, proof = setup.add_account(
                lab, plugin, name, options=options, secrets=secrets, check=check, person=AtTerminal(call)
            )
        keyring_fault = lab.secrets.keyring_fault
        tried_again = withheld.try_again(lab, name) if proof is not None else []
        now, zone = lab.now(), lab.settings.timezone
    known_as = f" as {markup(account.remote_name)}" if account.remote_name and account.remote_name != name else ""
    call.answer.print(f"Added “{markup(name)}” on {plugin.title}{known_as}.")
    if proof is not None and plugin.credentials:
        for sentence in account_health.health_sentences(proof, now, zone=zone, posts=isinstance(plugin, Plugin)):
            call.answer.print(markup(sentence))
    _print_secret_places(call, secret_places)
    if "file" in secret_places.values() and keyring_fault is not None and not keyring_fault.absent:
        call.talk.print(markup(f"It is not in the keyring: {keyring_fault.reason}."))
    for tried in tried_again:
        call.answer.print(markup(tried.sentence))
    if isinstance(plugin, Plugin) and plugin.by_hand:
        call.answer.print(
            "You post there yourself: `postlab run` says when, and `postlab post show POST --copy` has the words."
        )
    if plugin.simulated:
        call.answer.print("Its audience is simulated: no real person sees its posts.")
    if isinstance(plugin, Counter):
        call.answer.print(f'A plan asks it for clicks with: clicks_from = "{markup(name)}"')
    if not check and plugin.credentials:
        call.answer.print(f"Not tried yet: `postlab account check {markup(typed(name))}`.")


def _print_secret_places(call: Invocation, secret_places: Mapping[str, str]) -> None:
    """Print where the secrets are stored, one sentence for each place."""
    for place in dict.fromkeys(secret_places.values()):
        names = [secret.replace("_", " ") for secret, its_place in secret_places.items() if its_place == place]
        place_in_words = "the keyring" if place == "keyring" else "a file in the lab that only you can read"
        call.answer.print(f"The {listed(names)} {plural(len(names), 'is', 'are')} kept in {place_in_words}.")


@app.command("list")
@examples(
    "postlab account list",
)
def list_accounts(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show the accounts."""
    call: Invocation = ctx.obj
    from postlab.loop.lookup.accounts import with_counters
    from postlab.reports.answers.accounts import AccountListAnswer
    from postlab.reports.nouns.account import account_view

    with call.lab() as lab, lab.session() as session:
        accounts = with_counters(session)
        zone, now = lab.settings.timezone, lab.now()
    if as_json:
        show.print_json(AccountListAnswer(tuple(map(account_view, accounts))))
        return
    if not accounts:
        call.answer.print("There are no accounts yet.\n\nNext: `postlab account add sandbox NAME`")
        return
    from rich.table import Table

    from postlab.reports import account_health

    table = Table("Name", "Platform", "Known there as", "Since", box=None, pad_edge=False)
    for account in accounts:
        label = f"{account.platform} (simulated)" if account.simulated else account.platform
        label += " (counts clicks)" if account.counts_only else ""
        note = f"\n[yellow]left alone: {markup(account.hold_reason or '')}[/]" if account.hold_until else ""
        if account_health.ends_soon(account.expires_at, now, renews=account.renews):
            life = account_health.token_life(account.expires_at, now, renews=account.renews, zone=zone)
            note += f"\n[yellow]{markup(life)}[/]"
        table.add_row(
            *(markup(account.name), label, markup(account.remote_name or "–") + note),
            local_day(account.created_at, ZoneInfo(zone)),
        )
    call.answer.print(table)


@app.command("check")
@examples(
    "postlab account check sandbox",
)
def check(ctx: typer.Context, name: AccountArgument, as_json: JsonOption = False) -> None:
    """Log in and prove, without posting, that the account can publish and read; says how long its token lives."""
    call: Invocation = ctx.obj
    from postlab.loop.accounts import setup
    from postlab.loop.lookup.accounts import account_named
    from postlab.loop.lookup.refused import refused_post
    from postlab.loop.protect import withheld
    from postlab.reports import account_health
    from postlab.reports.answers.accounts import AccountCheckAnswer
    from postlab.reports.nouns.account import account_view, health_view

    with call.lab() as lab:
        with lab.session() as session:
            refused = refused_post(session, account_named(session, name), sent=True)
        with call.busy(f"Asking about “{markup(name)}”"):
            health = setup.check_account(lab, name)
            tried_again = withheld.try_again(lab, name)
        now, zone = lab.now(), lab.settings.timezone
        with lab.session() as session:
            account = account_named(session, name)
            posts, view = not account.counts_only, account_view(account)
    needs_person = health.publishes is False or account_health.ends_soon(health.expires_at, now, renews=health.renews)
    needs_person = needs_person or any(not tried.goes_on for tried in tried_again)
    if as_json:
        show.print_json(AccountCheckAnswer(view, not needs_person, health_view(health, now)))
    else:
        call.answer.print(f"“{markup(name)}” works: the platform knows us as {markup(health.identity.name)}.")
        sentences = account_health.health_sentences(health, now, zone=zone, posts=posts)
        sentences += [tried.sentence for tried in tried_again]
        if refused is not None:
            sentences.append(f"It would not take post {refused.id} before; the next run tries that again.")
        for sentence in sentences:
            call.answer.print(markup(sentence))
    if needs_person:
        raise typer.Exit(PersonNeeded.exit_code)


@app.command("try-reply")
@examples(
    "postlab account try-reply careers-page --dry-run",
)
def try_reply(ctx: typer.Context, name: AccountArgument, dry_run: DryRunOption = False, yes: YesOption = False) -> None:
    """Try whether the network lets the account answer its own posts, for a link in the first reply.

    A test post and a reply to it go out for all to see, and are deleted at once. What that costs is said first. What
    came of it is kept: a plan with a link in the first reply needs a reply that went out.
    """
    call: Invocation = ctx.obj
    from postlab.design.costs import usd
    from postlab.loop.accounts import reply_proof

    with call.lab() as lab:
        with lab.session() as session:
            account = reply_proof.account_to_try(session, name)
            price = reply_proof.price(lab, account)
        charge = f"for about {usd(price)}" if price else "free of charge"
        shown = markup(name)
        what = f"A test post and a reply to it go out on “{shown}”, for all to see, and are deleted at once, {charge}."
        call.talk.print(what)
        if dry_run:
            call.answer.print("Nothing was tried.")
            return
        if not yes and not (call.interactive and _confirmed(call)):
            raise InputError(
                "Nothing was tried: nobody said yes.",
                hint=f"postlab account try-reply {typed(name)} --yes",
                code="not_confirmed",
            )
        with call.busy(f"Trying a reply on “{shown}”"):
            tried = reply_proof.try_reply(lab, name)
    if tried.proof.works:
        call.answer.print(
            f"A reply to a post of its own went out on “{shown}”: plans may have a link in the first reply."
        )
    else:
        call.answer.print(f"The reply was refused on “{shown}”: {markup(tried.proof.said)}")
        call.answer.print("A plan with a link in the first reply is refused there; “link” puts it into the post.")
    for address in tried.left:
        call.talk.print(f"A test post could not be deleted; please do it yourself: {markup(address)}")
    if not tried.proof.works or tried.left:
        raise typer.Exit(PersonNeeded.exit_code)


def _confirmed(call: Invocation) -> bool:
    from rich.prompt import Confirm

    return Confirm.ask("Go on?", default=False, console=call.talk)


@app.command("remove")
@examples(
    "postlab account remove sandbox",
)
def remove(ctx: typer.Context, name: AccountArgument) -> None:
    """Forget an account and its secrets; its posts and readings stay."""
    call: Invocation = ctx.obj
    from postlab.loop.accounts import setup

    with call.lab() as lab:
        setup.remove_account(lab, name)
    call.answer.print(f"Removed “{markup(name)}” and its secrets; what it posted stays in the records.")


def _read_secrets(
    call: Invocation, plugin: Plugin | Counter, name: str, options: dict[str, Any], *, from_stdin: bool
) -> dict[str, str]:
    """Get the secrets of a new account, by name: from standard input, else the environment, else a hidden prompt.

    Raises:
        InputError: when a secret that is needed comes from none of them.
    """
    from postlab.platforms.options import with_defaults

    all_options = with_defaults(plugin, options)
    secrets: dict[str, str] = {}
    for credential in plugin.credentials:
        if not credential.asked or not credential.when(all_options):
            continue
        if from_stdin:
            value = visible(sys.stdin.readline())
        elif value := environment().get(credential.variable, ""):
            pass
        elif call.interactive:
            from rich.prompt import Prompt

            optional_note = ", may stay empty" if credential.optional else ""
            secret_name = credential.name.replace("_", " ")
            label = f"The {secret_name} of “{markup(name)}” ({credential.help}; not shown{optional_note})"
            value = Prompt.ask(label, password=True, default="", show_default=False, console=call.talk)
            value = visible(value)
        if not value and not credential.optional:
            raise InputError(
                f"The {credential.name.replace('_', ' ')} is needed ({credential.help}).",
                hint=f"Type it at the prompt, pipe it in with --secret-stdin, or set {credential.variable}.",
                code="secret_missing",
            )
        if value:
            secrets[credential.name] = value
    return secrets
