"""Accounts: the profiles and pages that the lab may post to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from postlab import platforms
from postlab.errors import InputError, NeedsPerson, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named, find_account
from postlab.platforms.base import ConnectedAccount, Connection, Health, Plugin, TellsHealth
from postlab.platforms.counting import ConnectedCounter, Counter
from postlab.platforms.setup import Person
from postlab.records.tables import Account, Experiment, ExperimentState


class Nobody:
    """Where nobody can be asked: a script, cron."""

    is_present = False

    def tell(self, sentence: str) -> None:
        """Nobody hears it."""

    def choose(self, question: str, choices: Sequence[str]) -> int:
        """Nobody chooses.

        Raises:
            InputError: always, naming the choices.
        """
        raise InputError(question, hint=f"Say which: {', '.join(choices)}.")


def add(
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
        name: how the lab calls it.
        options: as `read_options` gives them.
        secrets: by `Credential.name`.
        check: whether to log in first and prove that it can publish and read.
        person: whom the platform may ask; nobody, if not given.

    Returns:
        The account, where each secret is kept ("keyring" or "file"), and what the proof showed, if there was one.

    Raises:
        InputError: when the name is taken by an account of another platform.
        PlatformError: when the platform will not have us, or would not let us publish.
    """
    if not re.fullmatch(r"\w[\w .@-]{0,59}", name):
        raise InputError(
            f"“{name}” cannot be the name of an account.",
            hint="Use up to 60 letters, digits, dots, hyphens and spaces, starting with a letter or digit.",
        )
    with lab.session() as session:
        account = find_account(session, name, removed=True)
        if account is not None and account.platform != plugin.name:
            raise InputError(
                f"There is an account “{name}” on {account.platform} already.", hint="Choose another name."
            )
        found: Health | None = None
        if check:
            options, secrets, found = _tried(lab, plugin, name, options, secrets, person or Nobody())
        kept = {secret: lab.secrets.put(name, secret, value) for secret, value in secrets.items()}
        if account is None:
            account = Account(name=name, platform=plugin.name, created_at=lab.now())
        account.simulated, account.counts_only = plugin.simulated, isinstance(plugin, Counter)
        account.options = dict(options)
        account.removed_at = None
        _answered(lab, account, found)
        session.add(account)
        lab.commit(session)
        log.info("account %s on %s added", name, plugin.name)
        return account, kept, found


def _tried(
    lab: Lab,
    plugin: Plugin | Counter,
    name: str,
    options: Mapping[str, Any],
    secrets: Mapping[str, str],
    person: Person,
) -> tuple[dict[str, Any], dict[str, str], Health]:
    """Options and secrets as setting the account up has left them, and the proof that they work."""
    given, kept = dict(options), dict(secrets)

    def connection() -> Connection:
        # what is renewed on the way is stored with the account, if there will be one
        made = lab.connection(plugin, name, given, secrets=kept)
        return replace(made, keep=kept.update, renewing=lambda: nullcontext(kept))

    if plugin.set_up is not None:
        setup_result = plugin.set_up(connection(), person)
        given |= setup_result.options
        kept |= setup_result.secrets
    proof = health_of(plugin.connect(connection()))
    if proof.publishes is False:
        raise NeedsPerson(
            f"{plugin.title} knows us as {proof.identity.name}, but would not let us publish. {' '.join(proof.lacks)}",
            hint="Put that right, then add the account again; --no-check stores it as it is.",
            code="cannot_publish",
        )
    return given, kept, proof


def health_of(connected: ConnectedAccount | ConnectedCounter) -> Health:
    """What can be proved without posting; of a platform that knows no more, who we are there."""
    return connected.health() if isinstance(connected, TellsHealth) else Health(connected.whoami())


def check(lab: Lab, name: str) -> Health:
    """Log in and prove what can be proved without posting; a hold on the account ends when it answers.

    Raises:
        InputError: when there is no such account.
        PlatformError: when the platform will not have us.
    """
    with lab.session() as session:
        account = account_named(session, name)
        found = health_of(lab.counter(account) if account.counts_only else lab.connect(account))
        _answered(lab, account, found)
        session.add(account)
        lab.commit(session)
        return found


def _answered(lab: Lab, account: Account, found: Health | None) -> None:
    """The account answered, or was set up anew: what held it up is over."""
    account.hold_until = account.hold_reason = None
    account.needs_person, account.told_at = False, None
    if found is not None:
        account.remote_name, account.remote_id = found.identity.name, found.identity.remote_id
        account.checked_at, account.expires_at, account.renews = lab.now(), found.expires_at, found.renews
        account.facts = {**account.facts, **found.facts}


def remove(lab: Lab, name: str) -> None:
    """Forget an account and its secrets; its posts and readings stay.

    Raises:
        InputError: when there is no such account, or a running experiment posts to it.
    """
    with lab.session() as session:
        account = account_named(session, name)
        running = session.exec(select(Experiment).where(col(Experiment.state) == ExperimentState.RUNNING)).all()
        users = [
            experiment.name
            for experiment in running
            if name in [*experiment.plan["accounts"], experiment.plan.get("clicks_from")]
        ]
        if users:
            raise InputError(
                f"The account “{name}” is needed by {', '.join(users)}, which is still running.",
                hint=f"Stop it first: `postlab stop {typed(users[0])}`.",
            )
        lab.secrets.forget(name, tuple(c.name for c in platforms.load_any(account.platform).credentials))
        account.removed_at = lab.now()
        session.add(account)
        lab.commit(session)
        log.info("account %s removed", name)
