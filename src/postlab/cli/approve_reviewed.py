"""What `postlab approve` does about posts that wait for a reviewer: it refuses, or lets them out on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli.invocation import Invocation
from postlab.design.approving import REVIEWED, approval_step
from postlab.english import listed, plural
from postlab.errors import InputError, typed
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.records.tables import Experiment, Post


def check_options(without_review: str | None, *, every: bool) -> None:
    """Refuse --without-review without a reason, or for posts that nobody has seen yet.

    Raises:
        InputError: as said.
    """
    if without_review is None:
        return
    if not without_review.strip():
        raise InputError("--without-review needs the reason why.", hint='--without-review "WHY"', code="no_reason")
    if every:
        raise InputError(
            "--without-review lets out posts that are there, and --all is for rounds to come as well.",
            hint="Leave --all out.",
            code="all_without_review",
        )


def without(lab: Lab, session: Session, posts: Sequence[Post], *, reason: str | None) -> list[Post]:
    """Let those posts go out that wait for a reviewer, for a reason; none without one.

    Returns:
        The posts and first replies that were approved.

    Raises:
        InputError: none of them waits for a reviewer.
    """
    from postlab.loop.review.take import let_out_without_review

    if reason is None:
        return []
    waiting = unreviewed(session, posts)
    if not waiting:
        raise InputError(
            "Nothing of it waits for a review.",
            hint="`postlab status` shows what waits; `postlab approve` without --without-review lets it out.",
            code="no_review",
        )
    return let_out_without_review(lab, session, waiting, reason=" ".join(reason.split()))


def unreviewed(session: Session, posts: Sequence[Post]) -> list[Post]:
    """Those of some posts that wait for a reviewer's yes to their present words."""
    from postlab.loop.lookup.experiments import plans_of
    from postlab.loop.posts.reviews import waits_for_review
    from postlab.records.tables import PostState

    plans = plans_of(session, posts)
    planned = [post for post in posts if post.state == PostState.PLANNED]
    return [post for post in planned if waits_for_review(session, post, plans[post.experiment_id])]


def parted(session: Session, posts: Sequence[Post]) -> tuple[list[Post], list[Post]]:
    """The posts that whoever runs the lab may approve, and those that somebody else must agree to first."""
    left = unreviewed(session, posts)
    return [post for post in posts if post not in left], left


def refuse_unreviewed(session: Session, posts: Sequence[Post], experiment: Experiment | None, *, every: bool) -> None:
    """Refuse to approve what its plan leaves to a reviewer.

    Args:
        session: open.
        posts: what was named.
        experiment: whose rounds to come are meant as well, if `every`.
        every: whether --all was given.

    Raises:
        InputError: as said; it tells what to type.
    """
    from postlab.loop.lookup.experiments import experiment_name, plan_of

    if experiment is not None and every and plan_of(experiment).approve == REVIEWED:
        raise InputError(
            f"The rounds to come of “{experiment.name}” cannot be approved in advance: its plan waits for a reviewer's "
            "yes to each text.",
            hint=f"`{approval_step(REVIEWED, experiment.name)}` writes the file to send.",
            code="waits_for_review",
        )
    waiting = unreviewed(session, posts)
    if not waiting:
        return
    name = experiment_name(session, waiting[0])
    named = typed(name) if experiment is not None else str(waiting[0].id)
    which = f"{plural(len(waiting), 'Post')} {listed(str(post.id) for post in waiting)} of “{name}”"
    raise InputError(
        f"{which} {plural(len(waiting), 'waits', 'wait')} for somebody else's yes: the plan says approve = “reviewed”.",
        hint=f"`{approval_step(REVIEWED, name)}` writes the file to send; `postlab approve {named} "
        '--without-review "WHY"` lets it go out without, on record.',
        code="waits_for_review",
    )


def print_unreviewed(call: Invocation, session: Session, posts: Sequence[Post]) -> None:
    """Print what was left because it waits for a reviewer."""
    from postlab.loop.posts.review_waits import review_waits

    for number, wait in review_waits(session, posts).items():
        call.answer.print(f"Post {number} waits {markup(wait.message)}: `{markup(wait.next)}`")
