"""Rounds that were held or lost, posts that vanished and plans that were deleted, counted by the framing that was out.

Where nobody chooses, the coin decided which framing was out, so each is as likely as the other: a count that leans to
one side shows that somebody, or something, chose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from postlab.english import capital, counted, listed, plural
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.judge.judge import ClosedRound
    from postlab.records.tables import Experiment, Post, Round


class HeldKind(StrEnum):
    """What became of a round, or of a post."""

    PUT_OFF = "put off"
    GIVEN_UP = "given up"
    VOID = "void"
    VANISHED = "vanished"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class HeldCount:
    """How often something became of rounds of which certain framings were out.

    Attributes:
        what: `put off`, `given up` or `void`, of rounds; `vanished`, of posts that the network does not have any more;
            `deleted`, of earlier experiments with its name or one of its links, whose draws had been seen.
        out: the framings that were out by then; for posts, their own.
        count: how often.
        seen: how often numbers of what was out had been read before.
    """

    what: HeldKind
    out: tuple[str, ...]
    count: int
    seen: int

    @property
    def sentence(self) -> str:
        """The count in a sentence."""
        if self.what is HeldKind.DELETED:
            were, draws = plural(self.count, "was", "were"), plural(self.count, "its draw", "their draws")
            return (
                f"{counted(self.count, 'experiment')} with its name or a link of it {were} deleted before it was "
                f"planned, {draws} seen and nothing out."
            )
        framings = listed([f"“{plain(name)}”" for name in self.out])
        if self.what is HeldKind.VANISHED:
            subject = (
                f"{counted(self.count, 'post')} of {framings} {plural(self.count, 'is', 'are')} not there any more"
            )
        else:
            where = f"with {framings} out" if self.out else "with nothing out"
            times = "times" if self.what is HeldKind.PUT_OFF else "rounds"
            subject = f"{capital(self.what)} {where}: {counted(self.count, times.removesuffix('s'))}"
        if not self.out:
            return f"{subject}."
        return f"{subject}, {self.seen} of {self.count} after numbers had been read."


def held_counts(session: Session, experiment: Experiment, closed: Sequence[ClosedRound]) -> tuple[HeldCount, ...]:
    """What was held or lost in an experiment, by kind and by the framings that were out.

    Args:
        session: open; nothing is written.
        experiment: a stored one.
        closed: its closed rounds.
    """
    counts: Counter[tuple[HeldKind, tuple[str, ...]]] = Counter()
    seen: Counter[tuple[HeldKind, tuple[str, ...]]] = Counter()
    for kind, out, numbers_were_seen in _events(session, experiment, closed):
        counts[kind, out] += 1
        seen[kind, out] += numbers_were_seen
    order = list(HeldKind)
    return tuple(
        HeldCount(kind, out, count, seen[kind, out])
        for (kind, out), count in sorted(counts.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    )


def out_of(round_: Round, posts: Sequence[Post]) -> tuple[str, ...]:
    """The framings of a round of which a post is out, in the order of their places."""
    published = {post.variant for post in posts if post.published_at is not None and not post.part}
    return tuple(variant for variant in round_.assignment if variant in published)


def _events(
    session: Session, experiment: Experiment, closed: Sequence[ClosedRound]
) -> Iterator[tuple[HeldKind, tuple[str, ...], bool]]:
    from sqlmodel import col, select

    from postlab.loop.lookup.deletions import deleted_before
    from postlab.loop.lookup.readings import numbers_seen, readings_of
    from postlab.records.tables import Post, Round

    void = {closed_round.round.id for closed_round in closed if closed_round.void is not None}
    rounds = session.exec(select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number))).all()
    posts = session.exec(select(Post).where(Post.experiment_id == experiment.id, Post.part == 0)).all()
    for round_ in rounds:
        own = [post for post in posts if post.round_id == round_.id]
        for move in round_.moves:
            yield HeldKind.PUT_OFF, _unordered(move.get("out", ())), bool(move.get("seen"))
        out = _unordered(out_of(round_, own))
        if round_.given_up is not None:
            yield HeldKind.GIVEN_UP, out, bool(round_.given_up_seen)
        elif round_.id in void:
            yield HeldKind.VOID, out, numbers_seen(session, round_, by=_lost_at(round_, own))
    for post in posts:
        if post.vanished_at is not None:
            read = any(reading.taken_at < post.vanished_at for reading in readings_of(session, post))
            yield HeldKind.VANISHED, (post.variant,), read
    for _ in deleted_before(session, experiment):
        yield HeldKind.DELETED, (), False


def _unordered(framings: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(framings))


def _lost_at(round_: Round, posts: Sequence[Post]) -> datetime:
    """When it could be known that a void round would not count: when what did not go out was due, or at its close."""
    due = [post.slot_at for post in posts if post.published_at is None]
    return min(due, default=round_.closed_at or round_.drawn_at)
