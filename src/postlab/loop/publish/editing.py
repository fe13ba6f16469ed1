"""Changing the text of a post by hand: its link is kept in it, and it is checked as any draft is."""

from __future__ import annotations

from sqlmodel import Session

from postlab import platforms
from postlab.design.plan_framing import brief_of
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.hand_notes import hand_notes
from postlab.framing.notes import Note, note_of
from postlab.framing.own_link import with_link, without_link
from postlab.framing.post_notes import ABOUT_THE_TEXT, post_notes, words_of
from postlab.framing.tracking import in_its_letters
from postlab.framing.writers import still_written
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import mentions_of, rule_of, shape_of
from postlab.loop.lookup.experiments import plan_of_post
from postlab.loop.plan.rounds import days_of_round
from postlab.loop.posts.replies import carries_link, first_reply, with_first_replies
from postlab.loop.posts.transitions import move
from postlab.loop.publish.approval import check_editable, not_waiting_error
from postlab.records.tables import WAITING_TO_GO_OUT, Account, Link, Post, PostState, Round
from postlab.sanitise import postable_lines


def edit(lab: Lab, session: Session, post: Post, text: str) -> Post:
    """Change the text of a post that waits to go out, and commit; it and its reply wait for approval again.

    The link is the tool's: it stands in the text once, where it stood, whatever was typed; where it stands in the first
    reply it is taken out. Blocks by a language model stay marked as such where the text still has them word for word;
    the notes that are about the text are made anew.

    Raises:
        InputError: when it does not wait any more or was ever in doubt, the text is empty or too long.
    """
    check_editable(session, post)
    text = with_its_link(session, post, text)
    account = session.get_one(Account, post.account_id)
    rule = rule_of(account)
    length = rule.measure(text)
    if not length.fits:
        raise InputError(
            f"The text is {length.used} {rule.unit} long; {platforms.load(account.platform).title} takes "
            f"{length.limit}.",
            hint="Shorten it; nothing was changed.",
            code="too_long",
        )
    if text == post.text:
        return post
    notes = [
        *(note for note in post.notes if note_of(note).code not in ABOUT_THE_TEXT),
        *(note.as_stored() for note in notes_on(session, post, text)),
    ]
    now = lab.now()
    for state in WAITING_TO_GO_OUT:
        # what was refused of a post that waits again were its words; what holds its account stays
        refused_before = {"problem": None, "problem_next": None} if state is PostState.PLANNED else {}
        if move(
            session,
            post,
            state,
            to=PostState.PLANNED,
            text=text,
            written_by=still_written(post.written_by, post.blocks, text),
            picked_by=still_written(post.picked_by, post.blocks, text),
            notes=notes,
            edited_at=now,
            approved_at=None,
            **refused_before,
        ):
            # nobody has approved post and reply as they are together now
            for other in with_first_replies(session, [post]):
                if other is not post:
                    move(session, other, PostState.APPROVED, to=PostState.PLANNED, approved_at=None)
            lab.commit(session)
            log.info("post %s edited", post.id)
            return post
    raise not_waiting_error(post, "edited")


def with_its_link(session: Session, post: Post, text: str) -> str:
    """A text for a post as it was typed, with the post's link once, or without it where its first reply carries it.

    Raises:
        InputError: when nothing was typed.
    """
    typed_text = postable_lines(text)
    if not typed_text:
        raise InputError("The text is empty; nothing was changed.", code="empty")
    shared = session.get_one(Link, post.link_id).url
    forms = {form for form in (post.url, shared, in_its_letters(shared), post.short_url) if form}
    if carries_link(post):
        return with_link(typed_text, post.link_text, forms=forms, before=post.text)
    reply = first_reply(session, post)
    if reply is None:
        return typed_text
    rest = without_link(typed_text, forms=forms | {reply.link_text})
    if not rest:
        raise InputError(
            f"The link of post {post.id} stands in its first reply, post {reply.id}, and nothing else was typed; "
            "nothing was changed.",
            code="empty",
        )
    return rest


def notes_on(session: Session, post: Post, text: str) -> tuple[Note, ...]:
    """What there is to say about a text of a post that a person typed: what is said of every draft, and of changes."""
    plan = plan_of_post(session, post)
    link = session.get_one(Link, post.link_id)
    article, account = Article.of(link.article), session.get_one(Account, post.account_id)
    brief = brief_of(plan, link.wording, days=days_of_round(session.get_one(Round, post.round_id)))
    return (
        *post_notes(
            (text,),
            rule=rule_of(account),
            mentions=mentions_of(account),
            shape=shape_of(account),
            of_text=words_of(article, brief),
        ),
        *hand_notes(text, post.blocks, link=post.link_text),
    )
