"""Whether an account may answer its own posts, where its network allows that only to some: tried once and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, func, select

from postlab import platforms
from postlab.design.costs import DELETE, POST
from postlab.errors import InputError, NeedsPerson, PlatformError, Rejected, Unknown, typed
from postlab.loop.accounts import spending
from postlab.loop.accounts.account_backoff import back_off
from postlab.loop.lab import Lab
from postlab.loop.ledger import prices_of
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named
from postlab.platforms.base import ProbesReplies
from postlab.platforms.errors import NO_REPLIES
from postlab.records.tables import Account, Post, PostState

TRIED = "reply_tried"
"""Key in `Account.facts`: when a reply was tried, whether it worked, and what the network said if not."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known about an account's replies to its own posts.

    Attributes:
        works: whether the network let one go out.
        on: the day of the try; None where a person says that it works, or an experiment's reply went out.
        said: why it was refused.
    """

    works: bool
    on: date | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A try just made: its result, and the addresses of test posts that could not be deleted again."""

    proof: Proof
    left: tuple[str, ...]


def needs_proof(account: Account) -> bool:
    """Whether the account's network allows replies to one's own posts only to some."""
    return platforms.load(account.platform).proves_replies


def proof_of(session: Session, account: Account) -> Proof | None:
    """What is known about an account's replies; None where nobody has tried."""
    if account.options.get("replies") is True:
        return Proof(works=True)
    went_out = session.exec(
        select(func.max(Post.published_at)).where(
            Post.account_id == account.id, Post.part == 1, Post.state == PostState.PUBLISHED
        )
    ).one()
    tried = account.facts.get(TRIED)
    if not isinstance(tried, dict):
        return None if went_out is None else Proof(works=True)
    at = datetime.fromisoformat(str(tried["at"]))
    if went_out is not None and went_out > at:
        return Proof(works=True)
    return Proof(bool(tried.get("works")), at.date(), str(tried.get("said") or ""))


def note_refused_reply(lab: Lab, session: Session, account: Account, exc: PlatformError) -> None:
    """Record that an experiment's reply was refused because the network lets the account answer no posts of its own.

    Other refusals say nothing about replies. The caller commits.
    """
    if exc.code == NO_REPLIES and needs_proof(account):
        _record(lab, session, account, Proof(works=False, on=lab.now().date(), said=exc.message))


def price(lab: Lab, account: Account) -> Decimal:
    """What a try costs in US dollars: two posts without a link, and taking both away again."""
    prices = prices_of(lab.settings, account.platform)
    return 2 * (prices.get(POST, Decimal(0)) + prices.get(DELETE, Decimal(0)))


def account_to_try(session: Session, name: str) -> Account:
    """The account of that name, if there is something to try on it.

    Raises:
        InputError: there is no such account, or its network allows replies to everybody, or to nobody.
    """
    account = account_named(session, name)
    if account.counts_only or not needs_proof(account):
        plugin = platforms.load_any(account.platform)
        raise InputError(
            f"There is nothing to try on “{name}”: {plugin.title} makes no difference between accounts there.",
            hint="`postlab platforms` says what each platform can do.",
            code="nothing_to_try",
        )
    return account


def try_reply(lab: Lab, name: str) -> Tried:
    """Publish a test post and a reply to it, delete both, and record whether the network let the reply go out.

    Raises:
        InputError: as `account_to_try`.
        NeedsPerson: the account's budget does not allow it, or its login does not work.
        PlatformError: it could not be tried; nothing is recorded.
    """
    with lab.session() as session:
        account = account_to_try(session, name)
        for _ in range(2):
            spending.check_post(lab, session, account, with_link=False)
        connected = lab.connect(account)
        if not isinstance(connected, ProbesReplies):
            raise InputError(f"PostLab cannot try a reply on “{name}”.", code="nothing_to_try")
        try:
            probe = connected.probe_replies()
        except NeedsPerson as exc:
            back_off(lab, session, account, exc)
            raise
        except Unknown as exc:
            raise _in_doubt(exc) from None
        refused = probe.refused
        if refused is not None and not _is_final(refused):
            lab.commit(session)
            raise _in_doubt(refused) if isinstance(refused, Unknown) else refused
        proof = Proof(refused is None, lab.now().date(), "" if refused is None else refused.message)
        _record(lab, session, account, proof)
        lab.commit(session)
        log.info("account %s: a reply was tried: %s", name, proof.said or "it works")
        return Tried(proof, probe.left)


def _record(lab: Lab, session: Session, account: Account, proof: Proof) -> None:
    account.facts = {
        **account.facts,
        TRIED: {"works": proof.works, "at": lab.now().isoformat(), "said": proof.said},
    }
    session.add(account)


def why_not(proof: Proof | None, account: Account) -> str:
    """Why a link cannot go into the first reply on an account, and what to do, for a fault; empty where it can."""
    if proof is not None and proof.works:
        return ""
    title, name = platforms.load(account.platform).title, account.name
    how = f"`postlab account try-reply {typed(name)}` tries it, and says its price first"
    if proof is None:
        return (
            f"{title} lets only some programs answer their own posts, and nobody has tried on “{name}”; {how}. Or use "
            "“link” there"
        )
    return (
        f"{title} refused a reply on “{name}” when it was tried ({proof.said.rstrip('.')}); {how}. Or use “link” there"
    )


def _in_doubt(exc: Unknown) -> Unknown:
    """No run looks for a test post, so a person has to."""
    return Unknown(
        exc.message,
        hint="Look at the account, delete a test post or reply that you find there, and try again.",
        code=exc.code,
    )


def _is_final(refused: PlatformError) -> bool:
    """Whether a refusal says something about replies, and not about the moment."""
    return isinstance(refused, NeedsPerson) or (isinstance(refused, Rejected) and not refused.temporary)
