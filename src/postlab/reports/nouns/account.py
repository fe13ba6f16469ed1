"""An account, as every answer shows it, and what a check of it has shown."""

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
        name: what it is called; everything else of the lab names it so.
        platform: its network, or the counter's kind.
        simulated: whether no real person sees its posts.
        counts_only: whether it is no place to post to but something that counts clicks.
        identity: what the platform knows us as.
        remote_id: our number there.
        options: how it is set up, by the platform's own names; never a secret.
        created_at: when it was added.
        checked_at: when it was last proven.
        on_hold_until: until when it is left alone.
        on_hold_because: why.
        token_expires_at: when its token ends, where the network tells.
        token_renews: whether that token is renewed without a person.
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
    """What a look at an account without posting could prove.

    Attributes:
        identity: what the platform knows us as.
        remote_id: our number there.
        publishes: whether it may publish; null where only a post would tell.
        reads: whether its posts can be counted; null where only a post would tell.
        token_expires_at: when its token ends, where the network tells.
        token_days_left: whole days until then.
        token_renews: whether that token is renewed without a person.
        token_ends_soon: whether a person must see to it soon.
        lacks: permissions and metrics that are missing, a sentence each.
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
    """What a check has shown, at this moment."""
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
