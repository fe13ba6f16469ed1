"""The lab's posts, prepared for matching with the rows of an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from postlab.exports.matching import PostCandidate
from postlab.framing.shapes import subject_line
from postlab.loop.lookup.accounts import is_by_hand, splits_lists
from postlab.loop.posts import replies
from postlab.loop.posts.replies import answered_by_us, carries_link
from postlab.platforms.base import Counts
from postlab.records.tables import Account, Experiment, Post, Round, stored_id


@dataclass(frozen=True, slots=True)
class Ours:
    """A post of the lab with what an import needs to know about it."""

    post: Post
    account: Account
    experiment: str
    closed: bool
    replied: bool = False
    """Whether its first reply is out; networks count that among its comments."""


def posts(session: Session, only: Account | None) -> dict[int, Ours]:
    """The lab's posts by number, of one account or of all; first replies are left out."""
    query = select(Post, Account, Experiment.name, Round.closed_at).where(
        Post.account_id == Account.id, Post.experiment_id == Experiment.id, Post.round_id == Round.id, Post.part == 0
    )
    if only is not None:
        query = query.where(Post.account_id == only.id)
    rows = session.exec(query).all()
    replied = answered_by_us(session, [post for post, *_ in rows])
    return {
        stored_id(post): Ours(post, account, name, closed=closed_at is not None, replied=post.id in replied)
        for post, account, name, closed_at in rows
    }


def without_own_reply(
    ours: Ours, counts: Mapping[str, int], missing: Mapping[str, str]
) -> tuple[Mapping[str, int], Mapping[str, str]]:
    """A post's exported counts and missing metrics, without its own first reply (see `replies.without_own_reply`)."""
    if carries_link(ours.post):
        return counts, missing
    exported: dict[str, Any] = {**counts, "missing": missing}
    corrected_counts = replies.without_own_reply(
        Counts(**exported), replied=ours.replied, simulated=ours.account.simulated
    )
    return {
        name: number for name, number in corrected_counts.numbers.items() if number is not None
    }, corrected_counts.missing


def candidate(number: int, ours: Ours, zone: str) -> PostCandidate:
    """A post as `postlab.exports.matching` takes it; its day is in the given zone."""
    post = ours.post
    return PostCandidate(
        post=number,
        network=_network(ours.account),
        remote_id=post.remote_id,
        permalink=post.permalink,
        url=post.url,
        short_url=post.short_url,
        link_text=post.link_text,
        text=subject_line(post.text) if splits_lists(ours.account) else post.text,
        day=post.published_at.astimezone(ZoneInfo(zone)).date() if post.published_at else None,
    )


def _network(account: Account) -> str | None:
    """The network whose exports cover an account; None for one posted to by hand without a network named."""
    if is_by_hand(account):
        named = str(account.options.get("network") or "").casefold()
        return named or (None if account.platform == "manual" else account.platform)
    return account.platform
