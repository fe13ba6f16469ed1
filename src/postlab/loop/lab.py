"""One lab at work: its settings, records, clock, secrets and connected accounts, wired once and passed down."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any

from postlab import platforms
from postlab.clock import Clock, SystemClock
from postlab.errors import InputError, NeedsPerson, typed
from postlab.platforms.base import ConnectedAccount, Connection, Plugin
from postlab.secrets import Secrets
from postlab.settings import Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.database import Database
    from postlab.records.tables import Account

log = logging.getLogger("postlab")


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
    _connected: dict[str, ConnectedAccount] = field(default_factory=dict)

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
        from postlab.records.database import Database

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
            try:
                plugin = self.plugin(account)
                self._connected[account.name] = plugin.connect(
                    self.connection(
                        plugin, account.name, account.options, secrets=self.stored_secrets(plugin, account.name)
                    )
                )
            except InputError as exc:
                # One account that is set up wrongly, or whose plugin is gone, must not stop the others.
                raise NeedsPerson(
                    f"The account “{account.name}” cannot be used: {exc.message}", hint=exc.hint, code=exc.code
                ) from exc
        return self._connected[account.name]

    def connection(
        self, plugin: Plugin, name: str, options: Mapping[str, Any], *, secrets: Mapping[str, str]
    ) -> Connection:
        """What `Plugin.connect` gets for an account."""
        return Connection(
            account=name,
            options={option.name: options.get(option.name, option.default) for option in plugin.options},
            secrets=secrets,
            lab=self.settings.lab,
            clock=self.clock,
        )

    def stored_secrets(self, plugin: Plugin, name: str) -> dict[str, str]:
        """The secrets of an account, by name.

        Raises:
            NeedsPerson: when one is nowhere to be found.
        """
        found: dict[str, str] = {}
        for credential in plugin.credentials:
            secret = self.secrets.get(name, credential.name, variable=credential.variable)
            if secret is None:
                raise NeedsPerson(
                    f"The {credential.name} of the account “{name}” is not stored.",
                    hint=f"Set {credential.variable}, or store it: `postlab account add {plugin.name} {typed(name)}`.",
                    code="secret_missing",
                )
            found[credential.name] = secret.value
        return found
