"""Rounds of one experiment that are under way together: which slots and links of theirs another round may not take."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from postlab.design.overlap import Showing, beside
from postlab.design.pairing import Refusal
from postlab.design.plan import Plan
from postlab.records.tables import NEVER_WENT_OUT, Post


def refusal(
    session: Session, plan: Plan, *, experiment: int | None, after: datetime, leave_out: int | None = None
) -> Refusal | None:
    """A function that says why a round may not take a slot beside other rounds; None where rounds do not overlap.

    Args:
        session: open.
        plan: the experiment's plan.
        experiment: its id; None where it is not stored yet, so that no other round is.
        after: a time before the first slot that is considered.
        leave_out: id of the round that is being moved.
    """
    if not plan.overlapped or plan.gap is None or experiment is None:
        return None
    session.flush()
    # by their slots, as the gap within a round: seconds of delay must not shift what comes after
    posts = session.exec(
        select(Post.slot_at, Post.link_id).where(
            Post.experiment_id == experiment,
            Post.part == 0,
            Post.round_id != (leave_out or 0),
            col(Post.state).not_in(NEVER_WENT_OUT),
            col(Post.slot_at) > after - plan.gap,
        )
    ).all()
    return beside({Showing(at, link) for at, link in posts}, gap=plan.gap)
