"""What kept a post in although its slot had come, as a run found it; where it is late, that is the reason given."""

from __future__ import annotations

from sqlmodel import Session

from postlab.loop.lab import Lab
from postlab.records.tables import Post


def note_held(lab: Lab, session: Session, post: Post, why: str) -> None:
    """Store what keeps a due post in, in a few words, and commit; nothing is written where that is known already."""
    if post.held != why and not lab.rehearsal:
        post.held = why
        session.add(post)
        lab.commit(session)
