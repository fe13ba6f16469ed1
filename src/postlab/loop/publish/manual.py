"""Accounts that a person posts to: PostLab writes the text, says when, waits, and asks for the numbers."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.english import utc_time
from postlab.errors import InputError, PlatformError, typed
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import experiment_name, plan_of_post
from postlab.loop.measure.by_hand import is_counted_elsewhere, is_settled, numbers_owed
from postlab.loop.measure.clicks import make_short
from postlab.loop.plan.plan_defaults import only_looks
from postlab.loop.posts.replies import answered, may_answer
from postlab.loop.posts.schedule import first_reading_at
from postlab.loop.protect.pausing import is_held
from postlab.loop.run_result import Problem, RunResult, Waiting
from postlab.records.tables import Account, Experiment, Post, PostState


def waiting(lab: Lab, session: Session) -> list[Waiting]:
    """What people must do on accounts of theirs: post what is due, and type in the numbers that are."""
    now = lab.now()

    to_post = select(Post).where(Post.state == PostState.APPROVED, col(Post.slot_at) <= now)
    to_count = select(Post).where(col(Post.next_reading_at) <= now)
    found = []
    for say, query in ((_to_post, to_post), (numbers_owed, to_count)):
        for post in session.exec(query):
            account = session.get_one(Account, post.account_id)
            if not is_by_hand(account):
                continue
            if say is _to_post:
                waits = (
                    only_looks(lab.settings, account)
                    or is_held(session, post)
                    or frequency.waits(lab, session, post, plan_of_post(session, post)) is not None
                )
                owed = not waits and (not post.part or may_answer(session, post))
            else:
                owed = not (is_counted_elsewhere(session, post) or is_settled(post))
            if owed:
                found.append(say(session, post, account))
    return found


def ask_to_post(lab: Lab, session: Session, turn: RunResult, post: Post, account: Account) -> None:
    """Say that a post's time has come; its short link, if it has one, leads somewhere by then."""
    if not lab.rehearsal:
        try:
            make_short(lab, session, post, plan_of_post(session, post))
        except PlatformError as exc:
            turn.problems.append(Problem.of(post.id, exc, account))
            return
        lab.commit(session)
    turn.waiting.append(_to_post(session, post, account))


def _to_post(session: Session, post: Post, account: Account) -> Waiting:
    if post.part:
        return Waiting(
            f"Post {post.id} is the first reply to post {post.reply_to_id} on “{account.name}”, and carries its link: "
            "answer that with it, then say so.",
            f"postlab post show {post.id} --copy, then postlab post published {post.id}",
            experiment_name(session, post),
            post.id,
            post.slot_at,
        )
    return Waiting(
        f"Post {post.id} ({post.variant}) is due on “{account.name}”: paste it there, then say where it is.",
        f"postlab post show {post.id} --copy, then postlab post published {post.id} URL",
        experiment_name(session, post),
        post.id,
        post.slot_at,
    )


def published(lab: Lab, session: Session, post: Post, address: str | None, *, at: datetime | None = None) -> Post:
    """Write down that a person has put a post out.

    Args:
        lab: the lab.
        session: open.
        post: approved, on an account that a person posts to.
        address: where it stands; a first reply that has none of its own stands where the post does.
        at: when it went out; now, if not given.

    Raises:
        InputError: when it is not a person's to publish, not approved, answers a post that is not out, has no address,
            or `at` lies in the future.
    """
    account = session.get_one(Account, post.account_id)
    if not is_by_hand(account):
        raise InputError(
            f"Post {post.id} goes out on “{account.name}” by itself.",
            hint=f"If it is in doubt whether it did: `postlab post resolve {post.id}`.",
        )
    if post.state == PostState.PLANNED:
        raise InputError(f"Post {post.id} is not approved yet.", hint=f"`postlab approve {post.id}`")
    if post.state != PostState.APPROVED:
        raise InputError(
            f"Post {post.id} does not wait to be posted: it is {post.state}.", hint=f"`postlab post show {post.id}`"
        )
    to = answered(session, post)
    if to is not None and to.state != PostState.PUBLISHED:
        raise InputError(
            f"Post {post.id} answers post {to.id}, which is not out: it is {to.state}.",
            hint=f"`postlab post show {to.id}`",
        )
    address = address or (to.permalink if to is not None else None)
    if not address:
        raise InputError(f"Where post {post.id} stands is missing.", hint="Copy its address from your browser.")
    went_out = at or lab.now()
    if went_out > lab.now():
        raise InputError(
            f"Post {post.id} cannot have gone out at {utc_time(went_out)}: that is still to come.",
            hint="Give the time that the network shows, with --at.",
        )
    experiment = session.get_one(Experiment, post.experiment_id)
    if went_out < experiment.created_at:
        raise InputError(
            f"Post {post.id} cannot have gone out at {utc_time(went_out)}, before “{experiment.name}” was planned.",
            hint=f"An older post belongs to no experiment; `postlab report {typed(experiment.name)}`",
        )
    try:
        remote_id = platforms.load(account.platform).locate(address, {})
    except ValueError as exc:
        raise InputError(f"{exc}.", hint="Copy the address from your browser.") from exc
    post.state, post.remote_id, post.permalink, post.published_at = PostState.PUBLISHED, remote_id, address, went_out
    post.problem = post.problem_next = post.told_at = None
    post.next_reading_at = first_reading_at(session, post, went_out)
    session.add(post)
    lab.commit(session)
    log.info("post %s published by hand", post.id)
    return post
