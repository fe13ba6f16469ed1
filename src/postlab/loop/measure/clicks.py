"""Clicks from a counter (a link shortener or web statistics), for many posts in one call, and their short links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from postlab import platforms
from postlab.design.plan import Plan
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.framing.tracking import tags_of
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named, find_account
from postlab.loop.lookup.experiments import plans_of
from postlab.loop.run_result import Problem, RunResult
from postlab.platforms.base import Counts
from postlab.platforms.counting import ClickQuery, Shortens
from postlab.records.tables import Account, Post, stored_id

UNKNOWN_LINK = "{counter} does not know this post's link"


def short_url(lab: Lab, session: Session, plan: Plan, key: str) -> str | None:
    """The short link that a new post will have, or None where the plan's counter makes none.

    Raises:
        PostlabError: when the counter is gone or its secret is missing.
    """
    if plan.clicks_from is None:
        return None
    counter = lab.counter(account_named(session, plan.clicks_from))
    return counter.short_url(key) if isinstance(counter, Shortens) else None


def make_short(lab: Lab, session: Session, post: Post, plan: Plan) -> None:
    """Create a post's short link at the shortener before the post goes out, unless it was created already.

    A first reply has the short link of the post that it answers, so none is created for it.

    Raises:
        PlatformError: when the shortener refuses or cannot be reached.
    """
    if post.part or post.short_url is None or post.short_made_at is not None or plan.clicks_from is None:
        return
    counter = lab.counter(account_named(session, plan.clicks_from))
    if isinstance(counter, Shortens):
        campaign, content = tags_of(post.url)
        counter.shorten(post.key, post.url, tags=[tag for tag in (campaign, content) if tag])
        post.short_made_at = lab.now()
        session.add(post)


def with_clicks(
    lab: Lab, session: Session, result: RunResult, read: Sequence[tuple[Post, Counts]]
) -> list[tuple[Post, Counts]]:
    """The posts that were read, with clicks from their counter where the plan names one.

    Posts whose counter does not answer are left out and read again later, so that all numbers of a reading are from the
    same time.
    """
    plans = plans_of(session, (post for post, _ in read))
    posts_by_counter: dict[str, list[Post]] = {}
    for post, _ in read:
        source = plans[post.experiment_id].clicks_from
        if source is not None:
            posts_by_counter.setdefault(source, []).append(post)
    clicks_by_post: dict[int | None, int | str | None] = {}
    for source, posts in posts_by_counter.items():
        clicks_by_post |= _clicks_from(lab, session, result, source, posts)
    completed = []
    for post, counts in read:
        if post.id not in clicks_by_post:
            completed.append((post, counts))
            continue
        clicks = clicks_by_post[post.id]
        if clicks is None:
            continue
        missing = {name: why for name, why in counts.missing.items() if name != "clicks"}
        if isinstance(clicks, str):
            completed.append((post, counts.changed(clicks=None, missing={**missing, "clicks": clicks})))
        else:
            completed.append((post, counts.changed(clicks=clicks, missing=missing)))
    return completed


def _clicks_from(
    lab: Lab, session: Session, result: RunResult, source: str, posts: Sequence[Post]
) -> Mapping[int | None, int | str | None]:
    """Clicks by the post's id; a reason where the counter does not know the post, None where it did not answer."""
    account = find_account(session, source, removed=True)
    try:
        if account is None:
            raise NeedsPerson(f"There is no counter “{source}” any more.", hint="`postlab account add shlink …`")
        clicks_by_key = lab.counter(account).clicks([_sought(post) for post in posts])
    except PlatformError as exc:
        if account is not None:
            result.note_unreadable(stored_id(account), exc)
            result.problems.append(Problem.of(posts[0].id, exc, account))
        else:
            result.problems.append(Problem(posts[0].id, exc.code, exc.message, exc.hint, person=True))
        wait_words = f", asks for {exc.retry_after:.0f} s" if isinstance(exc, Rejected) and exc.retry_after else ""
        log.warning("counter %s could not be read%s: %s", source, wait_words, exc.message)
        return {post.id: None for post in posts}
    unknown_link = UNKNOWN_LINK.format(counter=_title(account))
    return {post.id: clicks_by_key.get(post.key, unknown_link) for post in posts}


def _sought(post: Post) -> ClickQuery:
    campaign, content = tags_of(post.url)
    if post.published_at is None:
        raise ValueError(f"post {post.id} is not out")
    return ClickQuery(post.key, campaign, content, post.short_url, post.published_at, post.url)


def _title(account: Account) -> str:
    return platforms.load_counter(account.platform).title
