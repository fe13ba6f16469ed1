"""Posts that were approved by a reviewer's yes and are not what that yes was said to any more: they wait once more."""

from __future__ import annotations

from sqlmodel import Session

from postlab.design.plan import Plan
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.posts.attempts import was_in_doubt
from postlab.loop.posts.replies import with_first_replies
from postlab.loop.posts.reviews import waits_for_review
from postlab.loop.posts.transitions import move
from postlab.records.tables import Post, PostState


def was_taken_back(lab: Lab, session: Session, post: Post, plan: Plan) -> bool:
    """Take an approval back, and commit, where the plan wants a review and nobody said yes to the post as it is now.

    An edited text waits from the moment of its edit; this finds what was changed behind it, such as the preview of its
    link.

    Returns:
        Whether it was taken back.
    """
    # a request in doubt may still arrive, so that such a post is sent again exactly as it was
    if post.part or not waits_for_review(session, post, plan) or was_in_doubt(session, post):
        return False
    for one in with_first_replies(session, [post]):
        move(session, one, PostState.APPROVED, to=PostState.PLANNED, approved_at=None, told_at=None)
    lab.commit(session)
    log.info("post %s waits for a review: it is not what a reviewer said yes to", post.id)
    return True
