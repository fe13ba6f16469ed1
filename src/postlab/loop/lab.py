"""One lab at work: its settings, records, clock, secrets and connected accounts, wired once and passed down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from filelock import FileLock, Timeout
from sqlmodel import Session

from postlab import platforms
from postlab.clock import Clock, SystemClock
from postlab.errors import InputError, NeedsPerson, Rejected, typed
from postlab.loop.ledger import Charge, write_down
from postlab.platforms.base import ConnectedAccount, Connection, Plugin
from postlab.platforms.counting import ConnectedCounter, Counter
from postlab.platforms.options import with_defaults
from postlab.records.database import Database
from postlab.records.tables import Account
from postlab.secrets import Secrets
from postlab.settings_model import Settings

RENEWAL_S = 60.0
"""How long another run may take to renew a login."""


@dataclass
class Lab:
    """What every stage of the loop needs.

    Attributes:
        settings: how the lab is set up.
        database: its records.
        clock: where the time comes from.
        secrets: its tokens and passwords.
        random: source of keys and seeds; seeded only in the demo and in tests.
        rehearsal: True for a dry run: nothing is committed and no network is called.
    """

    settings: Settings
    database: Database
    clock: Clock
    secrets: Secrets
    random: Random
    rehearsal: bool = False
    charges: list[Charge] = field(default_factory=list)
    """What adapters were charged for and no commit has written down yet."""
    learnt: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Facts about accounts, by name, that adapters have learnt and no commit has written down yet."""
    _connected: dict[str, ConnectedAccount] = field(default_factory=dict)
    _counting: dict[str, ConnectedCounter] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        clock: Clock | None = None,
        source: Random | None = None,
        rehearsal: bool = False,
    ) -> Lab:
        """The lab in `settings.lab`.

        Raises:
            InputError: when there is none, or its database cannot be used.
        """
        if not settings.exists:
            raise InputError(
                f"There is no lab in {settings.lab}.",
                hint="`postlab init` makes one there; --lab or POSTLAB_HOME name another folder.",
                code="no_lab",
            )

        clock = clock or SystemClock()
        return cls(
            settings=settings,
            database=Database(settings.database_url, now=clock.now()),
            clock=clock,
            secrets=Secrets(settings.lab),
            random=source or SystemRandom(),
            rehearsal=rehearsal,
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session; in a rehearsal nothing of it stays."""
        with self.database.session() as session:
            yield session
            if self.rehearsal:
                # What was pretended can still be shown; it is only not stored.
                session.expunge_all()
                session.rollback()

    def commit(self, session: Session) -> None:
        """Make what was done so far permanent; a rehearsal only pretends."""
        if self.charges or self.learnt:
            charges, self.charges = self.charges, []
            facts, self.learnt = self.learnt, {}
            write_down(session, charges, facts, settings=self.settings, now=self.now())
        if self.rehearsal:
            session.flush()
        else:
            session.commit()

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self.clock.now()

    def plugin(self, account: Account) -> Plugin:
        """The platform of an account."""
        return platforms.load(account.platform)

    def connect(self, account: Account) -> ConnectedAccount:
        """The account, connected; the same one when asked again.

        Raises:
            NeedsPerson: when a secret is missing, or the account cannot be used as it is set up.
            PlatformError: when the platform will not have us.
        """
        if account.name not in self._connected:
            with _one_alone(account):
                plugin = self.plugin(account)
                self._connected[account.name] = plugin.connect(self._stored(plugin, account))
        return self._connected[account.name]

    def counter(self, account: Account) -> ConnectedCounter:
        """The counter of clicks behind an account, connected; the same one when asked again.

        Raises:
            NeedsPerson: as `connect`.
        """
        if account.name not in self._counting:
            with _one_alone(account):
                counter = platforms.load_counter(account.platform)
                self._counting[account.name] = counter.connect(self._stored(counter, account))
        return self._counting[account.name]

    def _stored(self, plugin: Plugin | Counter, account: Account) -> Connection:
        secrets = self.stored_secrets(plugin, account.name, account.options)
        return self.connection(plugin, account.name, account.options, secrets=secrets, facts=account.facts)

    def connection(
        self,
        plugin: Plugin | Counter,
        name: str,
        options: Mapping[str, Any],
        *,
        secrets: Mapping[str, str],
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        """What `Plugin.connect` gets for an account that is stored."""

        def keep(renewed: Mapping[str, str]) -> None:
            for secret, value in renewed.items():
                self.secrets.put(name, secret, value)

        @contextmanager
        def renewing() -> Iterator[Mapping[str, str]]:
            with _one_renewal(self.settings.lab, name):
                try:
                    stored = self.stored_secrets(plugin, name, options)
                except NeedsPerson:
                    stored = {}
                yield stored

        def spent(kind: str, resources: Sequence[str]) -> None:
            self.charges.append(Charge(name, kind, tuple(resources)))

        def learnt(facts_learnt: Mapping[str, Any]) -> None:
            self.learnt.setdefault(name, {}).update(facts_learnt)

        return Connection(
            account=name,
            options=with_defaults(plugin, options),
            secrets=secrets,
            lab=self.settings.lab,
            clock=self.clock,
            facts=facts or {},
            keep=keep,
            renewing=renewing,
            learnt=learnt,
            spent=spent,
        )

    def stored_secrets(self, plugin: Plugin | Counter, name: str, options: Mapping[str, Any]) -> dict[str, str]:
        """The secrets of an account, by name.

        Raises:
            NeedsPerson: when one is nowhere to be found.
        """
        secrets: dict[str, str] = {}
        account_options = with_defaults(plugin, options)
        for credential in plugin.credentials:
            if not credential.when(account_options):
                continue
            secret = self.secrets.get(name, credential.name, variable=credential.variable)
            if secret is None and not credential.optional:
                raise NeedsPerson(
                    f"The {credential.name} of the account “{name}” is not stored.",
                    hint=f"Set {credential.variable}, or store it: `postlab account add {plugin.name} {typed(name)}`.",
                    code="secret_missing",
                )
            if secret is not None:
                secrets[credential.name] = secret.value
        return secrets


@contextmanager
def _one_renewal(lab: Path, account: str) -> Iterator[None]:
    """Hold an account's renewal for oneself: a token that renews another once must not be sent twice.

    Raises:
        Rejected: when another run holds it for longer than a renewal takes.
    """
    lock = FileLock(lab / "renewal.lock", timeout=RENEWAL_S, mode=0o600)
    try:
        lock.acquire()
    except Timeout as exc:
        raise Rejected(
            f"Another run has been renewing the login of “{account}” for {RENEWAL_S:.0f} s.",
            hint="The next run tries again.",
            code="renewal_busy",
            temporary=True,
        ) from exc
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _one_alone(account: Account) -> Iterator[None]:
    """One account that is set up wrongly, or whose plugin is gone, must not stop the others."""
    try:
        yield
    except InputError as exc:
        raise NeedsPerson(
            f"The account “{account.name}” cannot be used: {exc.message}", hint=exc.hint, code=exc.code
        ) from exc
