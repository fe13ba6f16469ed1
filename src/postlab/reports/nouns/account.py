"""An account as every answer shows it, and the result of a check of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from postlab.reports.account_health import ends_soon
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.platforms.base import Health
    from postlab.records.tables import Account


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account, or a counter of clicks.

    Attributes:
        name: its name, by which the whole lab refers to it.
        platform: name of its platform, or of its kind of counter.
        simulated: whether its audience is simulated.
        counts_only: whether it only counts clicks; no posts go out on it.
        identity: the account's name on the platform; null where it is not known.
        remote_id: the account's id on the platform; null where it is not known.
        options: its options, by the platform's own names; never a secret.
        created_at: when it was added.
        checked_at: when it was last checked.
        on_hold_until: until when it is left alone; null where it is not on hold.
        on_hold_because: why it is left alone.
        token_expires_at: when its token expires; null where the network does not say.
        token_renews: whether its token is renewed without a person.
    """

    name: str
    platform: str
    simulated: bool
    counts_only: bool
    identity: str | None
    remote_id: str | None
    options: Mapping[str, Any]
    created_at: datetime
    checked_at: datetime | None
    on_hold_until: datetime | None
    on_hold_because: str | None
    token_expires_at: datetime | None
    token_renews: bool


@dataclass(frozen=True, slots=True)
class HealthView:
    """What a check of an account, which posts nothing, has shown.

    Attributes:
        identity: the account's name on the platform.
        remote_id: the account's id on the platform.
        publishes: whether it may publish; null where only a post can show that.
        reads: whether its posts can be counted; null where only a post can show that.
        token_expires_at: when its token expires; null where the network does not say.
        token_days_left: whole days until the token expires.
        token_renews: whether its token is renewed without a person.
        token_ends_soon: whether a person must renew the token soon.
        lacks: missing permissions and metrics, one sentence each.
    """

    identity: str
    remote_id: str
    publishes: bool | None
    reads: bool | None
    token_expires_at: datetime | None
    token_days_left: int | None
    token_renews: bool
    token_ends_soon: bool
    lacks: tuple[str, ...]


def account_view(account: Account) -> AccountView:
    """An account of the records."""
    return AccountView(
        name=account.name,
        platform=account.platform,
        simulated=account.simulated,
        counts_only=account.counts_only,
        identity=account.remote_name,
        remote_id=account.remote_id,
        options=account.options,
        created_at=account.created_at,
        checked_at=account.checked_at,
        on_hold_until=account.hold_until,
        on_hold_because=account.hold_reason,
        token_expires_at=account.expires_at,
        token_renews=account.renews,
    )


def health_view(health: Health, now: datetime) -> HealthView:
    """The result of a check, at this time."""
    return HealthView(
        identity=health.identity.name,
        remote_id=health.identity.remote_id,
        publishes=health.publishes,
        reads=health.reads,
        token_expires_at=health.expires_at,
        token_days_left=None if health.expires_at is None else (health.expires_at - now) // timedelta(days=1),
        token_renews=health.renews,
        token_ends_soon=ends_soon(health.expires_at, now, renews=health.renews),
        lacks=tuple(plain(sentence) for sentence in health.lacks),
    )
