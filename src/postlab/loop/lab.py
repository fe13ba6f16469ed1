"""One open lab: its settings, records, clock, secrets and connected accounts, made once and passed to every stage."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from postlab import platforms
from postlab.clock import Clock, SystemClock
from postlab.errors import InputError, NeedsPerson, Rejected, typed
from postlab.loop.ledger import Charge, record_charges_and_facts
from postlab.loop.locks import held
from postlab.platforms.base import ConnectedAccount, Connection, Credential, Plugin
from postlab.platforms.counting import ConnectedCounter, Counter
from postlab.platforms.guarded import guarded
from postlab.platforms.options import with_defaults
from postlab.records.database import Database
from postlab.records.tables import Account
from postlab.secrets import Secrets
from postlab.settings import no_lab
from postlab.settings_model import Settings

if TYPE_CHECKING:
    from postlab.articles.read_page import ReadPage
    from postlab.framing.words.wordings import Wordings
    from postlab.pictures.kept import KeptPictures

RENEWAL_S = 60.0
"""How long to wait for another run that is renewing a login, in seconds."""


@dataclass
class Lab:
    """What every stage of the loop needs.

    Attributes:
        settings: how the lab is set up.
        database: its records.
        clock: where the time comes from.
        secrets: its tokens and passwords.
        random: source of idempotency keys and seeds; itself seeded only in the demo and in tests.
        rehearsal: True for a dry run: nothing is committed and no network is called.
        person: login name of whoever runs the program; None where the system does not tell.
    """

    settings: Settings
    database: Database
    clock: Clock
    secrets: Secrets
    random: Random
    rehearsal: bool = False
    person: str | None = None
    charges: list[Charge] = field(default_factory=list)
    """Charges that adapters reported and that the next commit will store."""
    learnt: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Facts that adapters learnt, by the account's name, which the next commit will store."""
    pages: dict[str, ReadPage] = field(default_factory=dict)
    """Pages that were read for a plan since it was opened, by address, so that none is read twice."""
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
        """Open the lab in the folder `settings.lab`.

        Raises:
            InputError: when there is no lab in that folder, or its database cannot be used.
        """
        if not settings.exists:
            raise no_lab(settings.lab)
        clock = clock or SystemClock()
        return cls(
            settings=settings,
            database=Database(settings.database_url, now=clock.now(), lab=settings.lab),
            clock=clock,
            secrets=Secrets(settings.lab),
            random=source or SystemRandom(),
            rehearsal=rehearsal,
            person=_login_name(),
        )

    @cached_property
    def wordings(self) -> Wordings:
        """The words of the templates: the package's, with what the lab's own folder changes or adds.

        Raises:
            FaultsError: a file of that folder cannot be used; names each fault with its file and place.
        """
        from postlab.lab_wording import lab_wordings

        return lab_wordings(self.settings.lab)

    @cached_property
    def pictures(self) -> KeptPictures:
        """The pictures that its posts may carry, kept in its folder."""
        from postlab.pictures.kept import KeptPictures

        return KeptPictures(self.settings.lab)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A database session; in a rehearsal (a dry run) it is rolled back at the end."""
        with self.database.session() as session:
            yield session
            if self.rehearsal:
                # the caller still shows these rows, although they are not stored
                session.expunge_all()
                session.rollback()

    def commit(self, session: Session) -> None:
        """Store pending charges and facts, then commit; a rehearsal only flushes.

        Raises:
            InputError: the lab cannot be written; nothing is stored.
        """
        if self.charges or self.learnt:
            charges, self.charges = self.charges, []
            facts, self.learnt = self.learnt, {}
            record_charges_and_facts(session, charges, facts, settings=self.settings, now=self.now())
        if self.rehearsal:
            session.flush()
            return
        if self.database.only_read and self.database.obstacle is not None:
            raise self.database.obstacle.refusal()
        session.commit()

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self.clock.now()

    def plugin(self, account: Account) -> Plugin:
        """The platform of an account."""
        return platforms.load(account.platform)

    def connect(self, account: Account) -> ConnectedAccount:
        """Connect to an account; later calls return the same connection.

        Raises:
            NeedsPerson: when a secret is missing, or the account cannot be used as it is set up.
            PlatformError: when the platform refuses the login or cannot be reached.
        """
        if account.name not in self._connected:
            with _blaming_account(account):
                plugin = self.plugin(account)
                connection = self._connection_of(plugin, account)
                self._connected[account.name] = guarded(plugin.connect, connection, plugin.credentials)
        return self._connected[account.name]

    def is_connected(self, account: Account) -> bool:
        """Whether an account is connected already, so that its secrets are known."""
        return account.name in self._connected

    def connected_as(self, name: str, account: ConnectedAccount) -> None:
        """Take a connected account for the one of that name, so that nothing is connected to: for rehearsals."""
        self._connected[name] = account

    def counter(self, account: Account) -> ConnectedCounter:
        """Connect to a counter of clicks; later calls return the same connection.

        Raises:
            NeedsPerson: as `connect`.
        """
        if account.name not in self._counting:
            with _blaming_account(account):
                counter = platforms.load_counter(account.platform)
                connection = self._connection_of(counter, account)
                self._counting[account.name] = guarded(counter.connect, connection, counter.credentials)
        return self._counting[account.name]

    def _connection_of(self, plugin: Plugin | Counter, account: Account) -> Connection:
        kept_in = account.facts.get(KEPT_IN)
        secrets = self.stored_secrets(plugin, account.name, account.options, kept_in=kept_in)
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
        """What a plugin needs to connect to an account: its options, secrets, facts, and where to report changes."""

        def keep(renewed: Mapping[str, str]) -> None:
            for secret, value in renewed.items():
                self.secrets.put(name, secret, value)

        @contextmanager
        def renewing() -> Iterator[Mapping[str, str]]:
            with _renewal_lock(self.settings.lab, name):
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

    def stored_secrets(
        self,
        plugin: Plugin | Counter,
        name: str,
        options: Mapping[str, Any],
        *,
        kept_in: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The secrets of an account, by name; optional ones that are not stored are left out.

        Args:
            plugin: its platform, or what counts its clicks.
            name: the account's.
            options: the account's.
            kept_in: where each secret was stored, where that is known (`KEPT_IN`).

        Raises:
            NeedsPerson: when a secret that is needed is not stored, or is in a keyring that does not answer.
        """
        secrets: dict[str, str] = {}
        account_options = with_defaults(plugin, options)
        for credential in plugin.credentials:
            if not credential.when(account_options):
                continue
            secret = self.secrets.get(name, credential.name, variable=credential.variable)
            if secret is None and not credential.optional:
                in_keyring = (kept_in or {}).get(credential.name) == "keyring"
                raise self._without_secret(plugin, name, credential, in_keyring=in_keyring)
            if secret is not None:
                secrets[credential.name] = secret.value
        return secrets

    def _without_secret(
        self, plugin: Plugin | Counter, name: str, credential: Credential, *, in_keyring: bool
    ) -> NeedsPerson:
        """The error for a secret that could not be had: it is not stored, or in a keyring that does not answer."""
        fault, secret = self.secrets.keyring_fault, credential.name.replace("_", " ")
        add = f"postlab account add {plugin.name} {typed(name)}"
        if fault is None or (fault.absent and not in_keyring):
            return NeedsPerson(
                f"The {secret} of the account “{name}” is not stored.",
                hint=f"Set {credential.variable}, or store it: `{add}`.",
                code="secret_missing",
            )
        kept = "is kept in the keyring" if in_keyring else "may be in the keyring"
        return NeedsPerson(
            f"The {secret} of the account “{name}” {kept}, and could not be fetched: {fault.reason}.",
            hint="Unlock the keyring and run again. Cron often cannot reach one: keep this in the lab's own file then: "
            f"PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring {add}",
            code="keyring_out_of_reach",
        )


KEPT_IN = "kept_in"
"""Key of a fact about an account: where each of its secrets was stored, by the secret's name."""


def _login_name() -> str | None:
    """The login name of whoever runs the program; None where the system knows none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return None


@contextmanager
def _renewal_lock(lab: Path, account: str) -> Iterator[None]:
    """Hold the lock on renewing logins: a refresh token that works only once must not be sent twice.

    Raises:
        Rejected: when another run has held the lock for longer than `RENEWAL_S`.
        InputError: when its file may not be written.
    """
    busy = Rejected(
        f"Another run has been renewing the login of “{account}” for {RENEWAL_S:.0f} s.",
        hint="The next run tries again.",
        code="renewal_busy",
        temporary=True,
    )
    with held(lab / "renewal.lock", wait_s=RENEWAL_S, busy=busy):
        yield


@contextmanager
def _blaming_account(account: Account) -> Iterator[None]:
    """Turn an InputError into NeedsPerson: one account that cannot be used must not stop the others."""
    try:
        yield
    except InputError as exc:
        raise NeedsPerson(
            f"The account “{account.name}” cannot be used: {exc.message}", hint=exc.hint, code=exc.code
        ) from exc
