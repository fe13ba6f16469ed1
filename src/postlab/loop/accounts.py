"""Accounts: the profiles and pages that the lab may post to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab import platforms
from postlab.errors import Fault, FaultsError, InputError, typed
from postlab.loop.lab import Lab, log
from postlab.platforms.base import Identity, Plugin

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account


def read_options(plugin: Plugin, given: Mapping[str, Any]) -> dict[str, Any]:
    """An account's options as JSON values.

    Args:
        plugin: the platform.
        given: by name; text is parsed by the platform, None counts as not given.

    Raises:
        FaultsError: naming every option that is unknown, missing or wrong.
    """
    faults: list[Fault] = []
    options: dict[str, Any] = {}
    known = {option.name: option for option in plugin.options}
    for name, value in given.items():
        if value is None or value == []:
            continue
        if name not in known:
            has = ", ".join(f"--{option}" for option in known) or "none"
            faults.append(Fault(f"--{name}", f"is not an option of {plugin.name}; it has {has}"))
            continue
        try:
            options[name] = known[name].parse(value)
        except ValueError as exc:
            faults.append(Fault(f"--{name}", str(exc)))
    faults += [
        Fault(f"--{option.name}", f"is needed: {option.help}")
        for option in plugin.options
        if option.required and given.get(option.name) is None
    ]
    if faults:
        raise FaultsError(f"The {plugin.title} account cannot be set up like this.", faults)
    return options


def add(
    lab: Lab,
    plugin: Plugin,
    name: str,
    *,
    options: Mapping[str, Any],
    secrets: Mapping[str, str],
    check: bool = True,
) -> tuple[Account, dict[str, str]]:
    """Add an account, or change the one of that name; nothing is stored unless it works.

    Args:
        lab: the lab.
        plugin: its platform.
        name: how the lab calls it.
        options: as `read_options` gives them.
        secrets: by `Credential.name`.
        check: whether to log in and ask who we are first.

    Returns:
        The account, and where each secret is kept ("keyring" or "file").

    Raises:
        InputError: when the name is taken by an account of another platform.
        PlatformError: when the platform will not have us.
    """
    from postlab.records.tables import Account

    if not re.fullmatch(r"\w[\w .@-]{0,59}", name):
        raise InputError(
            f"“{name}” cannot be the name of an account.",
            hint="Use up to 60 letters, digits, dots, hyphens and spaces, starting with a letter or digit.",
        )
    with lab.session() as session:
        account = find(session, name, removed=True)
        if account is not None and account.platform != plugin.name:
            raise InputError(
                f"There is an account “{name}” on {account.platform} already.", hint="Choose another name."
            )
        identity: Identity | None = None
        if check:
            identity = plugin.connect(lab.connection(plugin, name, options, secrets=secrets)).whoami()
        kept = {secret: lab.secrets.put(name, secret, value) for secret, value in secrets.items()}
        if account is None:
            account = Account(name=name, platform=plugin.name, simulated=plugin.simulated, created_at=lab.now())
        account.options = dict(options)
        account.removed_at = account.hold_until = account.hold_reason = None
        account.needs_person, account.told_at = False, None
        if identity is not None:
            account.remote_name, account.remote_id = identity.name, identity.remote_id
        session.add(account)
        lab.commit(session)
        log.info("account %s on %s added", name, plugin.name)
        return account, kept


def check(lab: Lab, name: str) -> Identity:
    """Log in and ask the platform who we are; a hold on the account ends when it answers.

    Raises:
        InputError: when there is no such account.
        PlatformError: when the platform will not have us.
    """
    with lab.session() as session:
        account = named(session, name)
        identity = lab.connect(account).whoami()
        account.remote_name, account.remote_id = identity.name, identity.remote_id
        account.hold_until = account.hold_reason = None
        account.needs_person, account.told_at = False, None
        session.add(account)
        lab.commit(session)
        return identity


def remove(lab: Lab, name: str) -> None:
    """Forget an account and its secrets; its posts and readings stay.

    Raises:
        InputError: when there is no such account, or a running experiment posts to it.
    """
    from sqlmodel import col, select

    from postlab.records.tables import Experiment, ExperimentState

    with lab.session() as session:
        account = named(session, name)
        running = session.exec(select(Experiment).where(col(Experiment.state) == ExperimentState.RUNNING)).all()
        users = [experiment.name for experiment in running if name in experiment.plan["accounts"]]
        if users:
            raise InputError(
                f"The account “{name}” is needed by {', '.join(users)}, which is still running.",
                hint=f"Stop it first: `postlab post cancel {typed(users[0])} --all`.",
            )
        lab.secrets.forget(name, tuple(c.name for c in platforms.load(account.platform).credentials))
        account.removed_at = lab.now()
        session.add(account)
        lab.commit(session)
        log.info("account %s removed", name)


def every(session: Session) -> Sequence[Account]:
    """The lab's accounts, oldest first."""
    from sqlmodel import col, select

    from postlab.records.tables import Account

    return session.exec(select(Account).where(col(Account.removed_at).is_(None)).order_by(col(Account.id))).all()


def find(session: Session, name: str, *, removed: bool = False) -> Account | None:
    """The account of that name, or None."""
    from sqlmodel import select

    from postlab.records.tables import Account

    account = session.exec(select(Account).where(Account.name == name)).first()
    return account if account is None or removed or account.removed_at is None else None


def named(session: Session, name: str) -> Account:
    """The account of that name.

    Raises:
        InputError: naming those that there are.
    """
    account = find(session, name)
    if account is None:
        there = ", ".join(a.name for a in every(session)) or "none yet"
        raise InputError(
            f"There is no account “{name}”; there are: {there}.",
            hint="`postlab account add PLATFORM NAME` adds one.",
            code="not_found",
        )
    return account
