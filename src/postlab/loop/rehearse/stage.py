"""The copy of a lab that a rehearsal plays in: its rules and words, its accounts by name, and nothing else of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

from postlab import platforms
from postlab.clock import VirtualClock
from postlab.errors import InputError
from postlab.loop.lab import Lab
from postlab.loop.log import silent
from postlab.platforms.options import with_defaults
from postlab.records.database import Database
from postlab.records.tables import Account
from postlab.secrets import Secrets
from postlab.settings import DATABASE_FILE, sqlite_url
from postlab.stances import OBSERVE

STAND_IN = "sandbox"
"""The platform of the copy of an account whose own posts are put out by hand, or whose plugin is missing."""


@contextmanager
def copy_of(
    lab: Lab, accounts: Sequence[Account], *, seed: str, counting_all: bool = False
) -> Iterator[tuple[Lab, VirtualClock]]:
    """A lab in a temporary folder with the rules and words of another, and accounts of the same names and networks.

    Its accounts are simulated and not connected; nothing of the other lab is written, and no secret is read. It is
    deleted at the end of the block.

    Args:
        lab: the lab.
        accounts: those that are copied.
        seed: decides every draw.
        counting_all: whether the accounts are all on `STAND_IN`, which counts what their own networks may not.
    """
    with silent(), TemporaryDirectory(prefix="postlab-rehearsal-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        url = sqlite_url(folder / DATABASE_FILE)
        clock = VirtualClock(lab.now())
        step = "each" if lab.settings.step == OBSERVE else lab.settings.step
        copied = Lab(
            settings=lab.settings.model_copy(update={"lab": folder, "database_url": url, "step": step}),
            database=Database(url, now=clock.now()),
            clock=clock,
            secrets=Secrets(folder),
            random=Random(seed),  # noqa: S311 (a rehearsal can be repeated)
            person=lab.person,
        )
        copied.wordings = lab.wordings
        copied.pictures.borrowed_from(lab.pictures)
        # a copy that is thrown away need not outlive a power cut, and plays a third faster so
        event.listen(copied.database.engine, "connect", _without_waiting_for_the_disk)
        copied.database.close()
        try:
            with copied.session() as session:
                session.add_all(_copied(account, copied, stand_in=counting_all) for account in accounts)
                session.commit()
            yield copied, clock
        finally:
            copied.database.close()


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _copied(account: Account, lab: Lab, *, stand_in: bool) -> Account:
    platform, options = (STAND_IN, {}) if stand_in else _platform_of(account)
    return Account(
        name=account.name,
        platform=platform,
        created_at=lab.now(),
        options=dict(options),
        facts=dict(account.facts) if platform == account.platform else {},
        simulated=True,
    )


def _platform_of(account: Account) -> tuple[str, Mapping[str, object]]:
    try:
        plugin = platforms.load(account.platform)
    except InputError:
        return STAND_IN, {}
    if plugin.by_hand:
        return STAND_IN, {}
    return account.platform, with_defaults(plugin, account.options)
