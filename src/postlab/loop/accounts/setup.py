"""Adding, checking and removing accounts: the profiles and pages that the lab may post to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from postlab import platforms
from postlab.errors import InputError, NeedsPerson, Rejected, typed
from postlab.loop.lab import KEPT_IN, Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named, find_account
from postlab.loop.lookup.experiments import running_plans
from postlab.loop.lookup.refused import refused_post
from postlab.masking import SHORTEST
from postlab.platforms.base import ConnectedAccount, Connection, Health, Plugin, TellsHealth
from postlab.platforms.counting import ConnectedCounter, Counter
from postlab.platforms.guarded import guarded, hiding
from postlab.platforms.setup import Person
from postlab.records.tables import Account


class Nobody:
    """A `Person` for scripts and cron, where nobody can answer questions."""

    is_present = False

    def tell(self, sentence: str) -> None:
        """Do nothing."""

    def choose(self, question: str, choices: Sequence[str]) -> int:
        """Refuse to choose.

        Raises:
            InputError: always; it lists the choices.
        """
        raise InputError(question, hint=f"Say which: {', '.join(choices)}.")


def add_account(
    lab: Lab,
    plugin: Plugin | Counter,
    name: str,
    *,
    options: Mapping[str, Any],
    secrets: Mapping[str, str],
    check: bool = True,
    person: Person | None = None,
) -> tuple[Account, dict[str, str], Health | None]:
    """Add an account, or change the one of that name; nothing is stored unless it works.

    Args:
        lab: the lab.
        plugin: its platform, or what counts its clicks.
        name: the lab's name for it.
        options: as `read_options` gives them.
        secrets: by `Credential.name`.
        check: whether to log in first and prove that it can publish and read.
        person: who answers the platform's questions; without one, a question is an error.

    Returns:
        The account; where each secret is kept ("keyring" or "file"), by name; and the result of the check, or None.

    Raises:
        InputError: when the name is taken by an account of another platform, or a secret is too short to be one.
        PlatformError: when the platform refuses the login, or would not let us publish.
    """
    if not re.fullmatch(r"\w[\w .@-]{0,59}", name):
        raise InputError(
            f"“{name}” cannot be the name of an account.",
            hint="Use up to 60 letters, digits, dots, hyphens and spaces, starting with a letter or digit.",
        )
    _refuse_short(plugin, secrets)
    with lab.session() as session:
        account = find_account(session, name, removed=True)
        if account is not None and account.platform != plugin.name:
            raise InputError(
                f"There is an account “{name}” on {account.platform} already.", hint="Choose another name."
            )
        health: Health | None = None
        if check:
            try:
                options, secrets, health = _set_up_and_check(lab, plugin, name, options, secrets, person or Nobody())
            except Rejected as exc:
                if not exc.temporary:
                    raise
                # no run will do it
                hint = "Nothing was stored. Try again in a while; --no-check stores the account as it is."
                raise Rejected(exc.message, hint=hint, code=exc.code, temporary=True) from exc
        secret_places = {secret: lab.secrets.put(name, secret, value) for secret, value in secrets.items()}
        if account is None:
            account = Account(name=name, platform=plugin.name, created_at=lab.now())
        account.simulated, account.counts_only = plugin.simulated, isinstance(plugin, Counter)
        account.options = dict(options)
        account.removed_at = None
        _end_hold(account)
        if health is not None:
            _note_health(lab, account, health)
        if secret_places:
            account.facts = {**account.facts, KEPT_IN: secret_places}
        session.add(account)
        lab.commit(session)
        log.info("account %s on %s added", name, plugin.name)
        return account, secret_places, health


def _refuse_short(plugin: Plugin | Counter, secrets: Mapping[str, str]) -> None:
    """Refuse what is too short to be a secret: it could not be kept out of messages without hiding words of theirs."""
    for credential in plugin.credentials:
        value = secrets.get(credential.name, "").strip()
        if credential.asked and value and len(value) < SHORTEST:
            raise InputError(
                f"The {credential.name.replace('_', ' ')} is too short to be one: it has {len(value)} characters, and "
                f"PostLab takes none of fewer than {SHORTEST}.",
                hint=f"Copy the whole of it ({credential.help}), then add the account again.",
                code="secret_too_short",
            )


def _set_up_and_check(
    lab: Lab,
    plugin: Plugin | Counter,
    name: str,
    options: Mapping[str, Any],
    secrets: Mapping[str, str],
    person: Person,
) -> tuple[dict[str, Any], dict[str, str], Health]:
    """Enrol an account where its platform needs that, then log in and check that it may publish.

    Returns:
        Options and secrets as the set-up left them, and the result of the check.

    Raises:
        NeedsPerson: when the login works but may not publish.
        PlatformError: when the platform refuses the login.
    """
    final_options, final_secrets = dict(options), dict(secrets)

    def connection() -> Connection:
        # a secret that is renewed during the check is stored with the account, if it is stored at all
        checked_connection = lab.connection(plugin, name, final_options, secrets=final_secrets)
        return replace(checked_connection, keep=final_secrets.update, renewing=lambda: nullcontext(final_secrets))

    if plugin.set_up is not None:
        first_connection = connection()
        with hiding(first_connection, plugin.credentials):
            setup_result = plugin.set_up(first_connection, person)
        final_options |= setup_result.options
        final_secrets |= setup_result.secrets
    connect: Callable[[Connection], ConnectedAccount | ConnectedCounter] = plugin.connect
    proof = health_of(guarded(connect, connection(), plugin.credentials))
    if proof.publishes is False:
        raise NeedsPerson(
            f"{plugin.title} knows us as {proof.identity.name}, but would not let us publish. {' '.join(proof.lacks)}",
            hint="Put that right, then add the account again; --no-check stores it as it is.",
            code="cannot_publish",
        )
    return final_options, final_secrets, proof


def health_of(connected: ConnectedAccount | ConnectedCounter) -> Health:
    """What can be checked without posting; for a platform without a health check, only who is logged in."""
    return connected.health() if isinstance(connected, TellsHealth) else Health(connected.whoami())


def check_account(lab: Lab, name: str, *, asked_for: bool = True) -> Health:
    """Log in, check what can be checked without posting, and end a hold on the account.

    Args:
        lab: the lab.
        name: the account's.
        asked_for: whether a person named the account. Otherwise one that refuses posts stays on hold: that it answers
            does not show that it takes them now.

    Raises:
        InputError: when there is no such account.
        PlatformError: when the platform refuses the login or cannot be reached; the hold stays.
    """
    with lab.session() as session:
        account = account_named(session, name)
        health = health_of(lab.counter(account) if account.counts_only else lab.connect(account))
        if asked_for or refused_post(session, account, sent=True) is None:
            _end_hold(account)
        _note_health(lab, account, health)
        session.add(account)
        lab.commit(session)
        return health


def _end_hold(account: Account) -> None:
    """End an account's hold; the caller commits."""
    account.hold_until = account.hold_reason = None
    account.needs_person, account.told_at = False, None


def _note_health(lab: Lab, account: Account, health: Health) -> None:
    """Note what a check found out; the caller commits."""
    account.remote_name, account.remote_id = health.identity.name, health.identity.remote_id
    account.checked_at, account.expires_at, account.renews = lab.now(), health.expires_at, health.renews
    account.facts = {**account.facts, **health.facts}


def remove_account(lab: Lab, name: str) -> None:
    """Forget an account and its secrets; its posts and readings stay.

    Raises:
        InputError: when there is no such account, or a running experiment posts to it.
    """
    with lab.session() as session:
        account = account_named(session, name)
        experiments_using_it = [
            plan.name for plan in running_plans(session) if name in {*plan.accounts, plan.clicks_from}
        ]
        if experiments_using_it:
            raise InputError(
                f"The account “{name}” is needed by {', '.join(experiments_using_it)}, which is still running.",
                hint=f"Stop it first: `postlab stop {typed(experiments_using_it[0])}`.",
            )
        lab.secrets.forget(name, tuple(c.name for c in platforms.load_any(account.platform).credentials))
        account.removed_at = lab.now()
        session.add(account)
        lab.commit(session)
        log.info("account %s removed", name)
