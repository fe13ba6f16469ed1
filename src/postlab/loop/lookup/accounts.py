"""Looking up the lab's accounts, and what their platforms say about them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.errors import InputError
from postlab.framing.lengths import LengthRule
from postlab.framing.mentions import MentionRule
from postlab.framing.pictures import PictureRule
from postlab.framing.shapes import Shape
from postlab.loop.lookup.unknown import no_account
from postlab.platforms.options import with_defaults
from postlab.records.tables import Account


def is_by_hand(account: Account) -> bool:
    """Whether a person posts there by hand; False where the plugin is not installed, which `Lab.connect` reports."""
    try:
        return not account.counts_only and platforms.load(account.platform).by_hand
    except InputError:
        return False


def splits_lists(account: Account) -> bool:
    """Whether a round there is one mailing, each framing to a part of a list; False where the plugin is missing."""
    try:
        return not account.counts_only and platforms.load(account.platform).splits
    except InputError:
        return False


def finds_by_key(account: Account) -> bool:
    """Whether its network finds a post by idempotency key; True where the plugin is not installed."""
    try:
        return platforms.load(account.platform).finds == "key"
    except InputError:
        return True


def rule_of(account: Account) -> LengthRule:
    """The rule for how long a text on this account may be."""
    plugin = platforms.load(account.platform)
    return plugin.length_of(with_defaults(plugin, account.options), account.facts)


def mentions_of(account: Account) -> MentionRule | None:
    """What its network takes for a mention in a text of this account; None where a text tells nobody."""
    plugin = platforms.load(account.platform)
    return plugin.mentions_of(with_defaults(plugin, account.options), account.facts)


def pictures_of(account: Account) -> PictureRule | None:
    """Which pictures a post on this account may carry; None: none."""
    plugin = platforms.load(account.platform)
    return plugin.pictures_of(with_defaults(plugin, account.options), account.facts)


def shape_of(account: Account) -> Shape:
    """How a text is laid out on this account."""
    return platforms.load(account.platform).shape


def counts_of(account: Account) -> frozenset[str]:
    """The names of the metrics that its network counts for this account."""
    plugin = platforms.load(account.platform)
    return plugin.counts_of(with_defaults(plugin, account.options), account.facts)


def all_accounts(session: Session, *, counters: bool = False) -> Sequence[Account]:
    """The lab's accounts to post to, or its counters of clicks, oldest first."""
    return session.exec(
        select(Account)
        .where(col(Account.removed_at).is_(None), Account.counts_only == counters)
        .order_by(col(Account.id))
    ).all()


def with_counters(session: Session) -> Sequence[Account]:
    """The lab's accounts to post to, then its counters of clicks."""
    return session.exec(
        select(Account).where(col(Account.removed_at).is_(None)).order_by(col(Account.counts_only), col(Account.id))
    ).all()


def find_account(session: Session, name: str, *, removed: bool = False) -> Account | None:
    """The account of that name, or None; a removed one only if `removed`."""
    account = session.exec(select(Account).where(Account.name == name)).first()
    return account if account is None or removed or account.removed_at is None else None


def account_named(session: Session, name: str) -> Account:
    """The account of that name.

    Raises:
        InputError: when there is none; it lists the accounts that there are.
    """
    account = find_account(session, name)
    if account is None:
        raise no_account(name, [account.name for account in with_counters(session)])
    return account
