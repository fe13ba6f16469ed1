"""Accounts posted to by hand: asking a person to post, and recording that they did."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.english import utc_time
from postlab.errors import InputError, PlatformError, typed
from postlab.framing.shapes import Shape
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import experiment_name, plan_of_post
from postlab.loop.lookup.pauses import is_paused
from postlab.loop.measure.by_hand import is_counted_elsewhere, is_settled, numbers_owed
from postlab.loop.measure.clicks import make_short
from postlab.loop.plan.plan_defaults import is_observe_only
from postlab.loop.posts.replies import answered_post, may_answer
from postlab.loop.posts.schedule import first_reading_at
from postlab.loop.run_result import Problem, RunResult, Waiting
from postlab.records.tables import Account, Experiment, Post, PostState


def awaiting_a_person(lab: Lab, session: Session) -> list[Waiting]:
    """What a person must do on accounts posted to by hand: publish posts that are due, and type in numbers."""
    now = lab.now()

    to_post = select(Post).where(Post.state == PostState.APPROVED, col(Post.slot_at) <= now)
    to_count = select(Post).where(col(Post.next_reading_at) <= now)
    to_do: list[Waiting] = []
    for request, query in ((_request_to_post, to_post), (numbers_owed, to_count)):
        for post in session.exec(query):
            account = session.get_one(Account, post.account_id)
            if not is_by_hand(account):
                continue
            if request is _request_to_post:
                is_held_back = (
                    is_observe_only(lab.settings, account)
                    or is_paused(session, post)
                    or frequency.waits(lab, session, post, plan_of_post(session, post)) is not None
                )
                is_due = not is_held_back and (not post.part or may_answer(session, post))
            else:
                is_due = not (is_counted_elsewhere(session, post) or is_settled(post))
            if is_due:
                to_do.append(request(session, post, account))
    return to_do


def ask_to_post(lab: Lab, session: Session, result: RunResult, post: Post, account: Account) -> None:
    """Ask a person to publish a post that is due, after creating its short link if it has one."""
    if not lab.rehearsal:
        try:
            make_short(lab, session, post, plan_of_post(session, post))
        except PlatformError as exc:
            result.problems.append(Problem.of(post.id, exc, account))
            return
        lab.commit(session)
    result.waiting.append(_request_to_post(session, post, account))


def _request_to_post(session: Session, post: Post, account: Account) -> Waiting:
    if post.part:
        return Waiting(
            f"Post {post.id} is the first reply to post {post.reply_to_id} on “{account.name}”, and carries its link: "
            "answer that with it, then say so.",
            f"postlab post show {post.id} --copy, then postlab post published {post.id}",
            experiment_name(session, post),
            post.id,
            post.slot_at,
        )
    plugin = platforms.load(account.platform)
    if plugin.splits and post.recipients is None:
        return Waiting(
            f"Post {post.id} ({post.variant}) is due on “{account.name}”, and its mailing has no halves yet: split the "
            "list first.",
            f"postlab post split {post.id} LIST.csv",
            experiment_name(session, post),
            post.id,
            post.slot_at,
        )
    address = "" if plugin.splits else " URL"
    link = f" The link for the bio: {post.short_url or post.url}" if plugin.shape is Shape.CAPTION else ""
    picture = " It has a picture, which `postlab post show` names." if post.picture else ""
    return Waiting(
        f"Post {post.id} ({post.variant}) is due on “{account.name}”: {plugin.asks}.{link}{picture}",
        f"postlab post show {post.id} --copy, then postlab post published {post.id}{address}",
        experiment_name(session, post),
        post.id,
        post.slot_at,
    )


def published(lab: Lab, session: Session, post: Post, address: str | None, *, at: datetime | None = None) -> Post:
    """Record that a person has published a post, and commit.

    Args:
        lab: the lab.
        session: open.
        post: an approved post on an account posted to by hand.
        address: its address; a first reply without one gets that of its post, and a mailing needs none.
        at: when it went out, in UTC; now, if not given.

    Raises:
        InputError: when the account is not posted to by hand, the post is not approved, it answers a post that is not
            out, the list of a mailing was not split, the address is missing or wrong, or `at` lies in the future or
            before the experiment.
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
    parent = answered_post(session, post)
    if parent is not None and parent.state != PostState.PUBLISHED:
        raise InputError(
            f"Post {post.id} answers post {parent.id}, which is not out: it is {parent.state}.",
            hint=f"`postlab post show {parent.id}`",
        )
    address = address or (parent.permalink if parent is not None else None) or None
    plugin = platforms.load(account.platform)
    if plugin.splits and post.recipients is None:
        raise InputError(
            f"The list of post {post.id} was not split at random, so its round could tell nothing.",
            hint=f"`postlab post split {post.id} LIST.csv` makes the halves; send each its own.",
            code="not_split",
        )
    if not address and not plugin.splits:
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
        remote_id = plugin.locate(address or "", {"key": post.key})
    except ValueError as exc:
        raise InputError(f"{exc}.", hint="Copy the address from your browser.") from exc
    post.state, post.remote_id, post.permalink, post.published_at = (
        PostState.PUBLISHED,
        remote_id,
        address or None,
        went_out,
    )
    post.problem = post.problem_next = post.told_at = None
    post.next_reading_at = first_reading_at(session, post, went_out)
    session.add(post)
    lab.commit(session)
    log.info("post %s published by hand", post.id)
    return post
