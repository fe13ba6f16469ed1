"""Clicks where the network tells none: short links and web statistics, asked for many posts at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

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
from postlab.records.tables import Account, Post

NOT_SEEN = "{counter} does not know this post's link"


def short_url(lab: Lab, session: Session, plan: Plan, key: str) -> str | None:
    """The short link of a post to come, where the plan's counter makes short links.

    Raises:
        PostlabError: when the counter is gone or its secret is missing.
    """
    if plan.clicks_from is None:
        return None
    counter = lab.counter(account_named(session, plan.clicks_from))
    return counter.short_url(key) if isinstance(counter, Shortens) else None


def make_short(lab: Lab, session: Session, post: Post, plan: Plan) -> None:
    """Have a post's short link lead to its link, before the post goes out; one that does is not made again.

    A first reply carries the short link of the post that it answers, which is made before that goes out.

    Raises:
        PlatformError: when the shortener will not.
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
    lab: Lab, session: Session, turn: RunResult, read: Sequence[tuple[Post, Counts]]
) -> list[tuple[Post, Counts]]:
    """What was read, with the clicks of those posts whose plan takes them from elsewhere.

    Posts whose counter does not answer this time are left out: they are read again, and their numbers stay those
    of one moment.
    """
    plans = plans_of(session, (post for post, _ in read))
    wanted: dict[str, list[Post]] = {}
    for post, _ in read:
        source = plans[post.experiment_id].clicks_from
        if source is not None:
            wanted.setdefault(source, []).append(post)
    told: dict[int | None, int | str | None] = {}
    for source, posts in wanted.items():
        told |= _asked(lab, session, turn, source, posts)
    out = []
    for post, counts in read:
        if post.id not in told:
            out.append((post, counts))
            continue
        clicks = told[post.id]
        if clicks is None:
            continue
        missing = {name: why for name, why in counts.missing.items() if name != "clicks"}
        if isinstance(clicks, str):
            out.append((post, replace(counts, clicks=None, missing={**missing, "clicks": clicks})))
        else:
            out.append((post, replace(counts, clicks=clicks, missing=missing)))
    return out


def _asked(
    lab: Lab, session: Session, turn: RunResult, source: str, posts: Sequence[Post]
) -> Mapping[int | None, int | str | None]:
    """Clicks by post; a reason where the counter knows nothing of it, None where it did not answer."""
    account = find_account(session, source, removed=True)
    try:
        if account is None:
            raise NeedsPerson(f"There is no counter “{source}” any more.", hint="`postlab account add shlink …`")
        seen = lab.counter(account).clicks([_sought(post) for post in posts])
    except PlatformError as exc:
        if account is not None:
            turn.problems.append(Problem.of(posts[0].id, exc, account))
        else:
            turn.problems.append(Problem(posts[0].id, exc.code, exc.message, exc.hint, person=True))
        wait = f", asks for {exc.retry_after:.0f} s" if isinstance(exc, Rejected) and exc.retry_after else ""
        log.warning("counter %s could not be read%s: %s", source, wait, exc.message)
        return {post.id: None for post in posts}
    why = NOT_SEEN.format(counter=_title(account))
    return {post.id: seen.get(post.key, why) for post in posts}


def _sought(post: Post) -> ClickQuery:
    campaign, content = tags_of(post.url)
    if post.published_at is None:
        raise ValueError(f"post {post.id} is not out")
    return ClickQuery(post.key, campaign, content, post.short_url, post.published_at, post.url)


def _title(account: Account) -> str:

    return platforms.load_counter(account.platform).title
