"""Another sentence for one post that waits: it is composed again with it, and remembers who chose it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from postlab.errors import InputError
from postlab.framing.article import Article, Evidence, no_such_sentence
from postlab.framing.blocks import way
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan.post_texts import post_columns, reply_columns
from postlab.loop.plan.rounds import compose_anew, days_of_round, pickers_anew
from postlab.loop.posts.replies import first_reply
from postlab.loop.posts.transitions import move
from postlab.loop.publish.approval import check_editable, not_waiting_error
from postlab.records.tables import WAITING_TO_GO_OUT, Experiment, Link, Post, PostState, Round


def sentences_of(session: Session, post: Post) -> tuple[Evidence, ...]:
    """The sentences that a post may quote, best first; none where its framing quotes none, or says itself which."""
    return () if _why_none(session, post) else Article.of(session.get_one(Link, post.link_id).article).evidence


def quote_another(
    lab: Lab, session: Session, post: Post, *, pick: int | None = None, sentence: str | None = None
) -> bool:
    """Compose a post that waits to go out again, with another sentence, and commit.

    It and its first reply, which follows it, wait for approval again; changes by hand to its text are gone.

    Args:
        lab: the lab.
        session: open.
        post: the post, not its first reply.
        pick: number of one of the article's sentences, from 1.
        sentence: or the person's own.

    Returns:
        Whether anything changed.

    Raises:
        InputError: when there is no such sentence, the framing quotes none, or the post cannot change any more.
    """
    if why := _why_none(session, post):
        raise InputError(why, hint="`postlab post edit` with --text changes any text.")
    check_editable(session, post)
    count = len(Article.of(session.get_one(Link, post.link_id).article).evidence)
    if pick is not None and not 1 <= pick <= count:
        raise InputError(
            f"--pick {pick}: {no_such_sentence(pick, count)}.", hint='--evidence "…" takes a sentence of your own.'
        )
    words = way(pick) if pick is not None else (sentence or "").strip()
    if not words:
        raise InputError("--evidence is empty.", hint="Give a whole sentence.")
    chosen = {**post.wording, "evidence": words}
    plan = plan_of(session.get_one(Experiment, post.experiment_id))
    draft = compose_anew(
        lab,
        session,
        plan,
        post.variant,
        post,
        day=datetime.fromisoformat(post.slot_wall).date(),
        days=days_of_round(session.get_one(Round, post.round_id)),
        chosen=chosen,
    )
    reply = first_reply(session, post)
    if draft.text == post.text and chosen == post.wording:
        return False
    anew: dict[str, Any] = {"edited_at": None, "approved_at": None, "told_at": None}
    of_chosen = {kind: person for kind, person in post.picked_by.items() if kind != "evidence"}
    of_chosen |= {"evidence": lab.person} if lab.person else {}
    picked_by = pickers_anew(session, plan, post.variant, post, draft, chosen=chosen, of_chosen=of_chosen)
    written = post_columns(draft, picked_by=picked_by) | {"wording": chosen}
    if not any(move(session, post, state, to=PostState.PLANNED, **written, **anew) for state in WAITING_TO_GO_OUT):
        raise not_waiting_error(post, "edited")
    if reply is not None:
        for state in WAITING_TO_GO_OUT:
            move(session, reply, state, to=PostState.PLANNED, **reply_columns(draft), **anew)
    lab.commit(session)
    log.info("post %s composed anew with another sentence", post.id)
    return True


def _why_none(session: Session, post: Post) -> str | None:
    """Why no sentence can be chosen for a post; None where one can."""
    if post.part:
        return f"Post {post.id} is the first reply to post {post.reply_to_id}, and quotes nothing itself."
    plan = plan_of(session.get_one(Experiment, post.experiment_id))
    framing = plan.framing(post.variant)
    if "evidence" not in framing.blocks:
        return f"Post {post.id} is in the framing “{post.variant}”, which quotes nothing."
    if "evidence" in framing.texts():
        return f"The framing “{post.variant}” of post {post.id} says itself which sentence it quotes."
    return None
