"""When somebody must run the tool where nothing runs it by itself, for all posts in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.design.run_windows import Errand, RunWindow, in_whole_minutes, windows_of
from postlab.english import listed, plural, short_time
from postlab.loop.lab import Lab
from postlab.loop.limits.rules import rules_of
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import experiment_name, plans_of
from postlab.loop.lookup.pauses import not_paused
from postlab.loop.lookup.readings import readings_of
from postlab.loop.posts.schedule import counted_elsewhere
from postlab.metrics import numbers_in
from postlab.records.tables import (
    WAITING_TO_GO_OUT,
    Account,
    Experiment,
    ExperimentState,
    Post,
    PostState,
    stored_id,
)


@dataclass(frozen=True, slots=True)
class RunTime:
    """A window in which somebody must run the tool, or do by hand what a run cannot.

    Attributes:
        window: when, in UTC.
        experiment: its name.
        posts: the numbers of the posts that it is about, ascending.
        by_hand: whether a person posts them, or types their numbers in.
        waits: whether they still wait for approval.
    """

    window: RunWindow
    experiment: str
    posts: tuple[int, ...]
    by_hand: bool = False
    waits: bool = False

    @property
    def whom(self) -> str:
        """The posts, named: “post 3 of exams”, “posts 3 and 4 of exams”."""
        return f"{plural(len(self.posts), 'post')} {listed(map(str, self.posts))} of {self.experiment}"

    def sentence(self, zone: ZoneInfo, *, now: datetime, name_zone: bool = True) -> str:
        """What must be done and when, for people; where the time is over, what can still be done.

        Args:
            zone: in which times are shown.
            now: aware.
            name_zone: whether the zone is named after the times.
        """
        window, named = self.window, f" ({zone})" if name_zone else ""
        opens, closes = short_time(window.opens, zone), short_time(window.closes, zone)
        if now < window.opens:
            return f"{self._done(f'between {opens} and {closes}{named}')}."
        if now <= window.closes:
            return f"{self._done(f'now, and by {closes}{named} at the latest,')}."
        if window.errand is Errand.PUBLISH:
            return (
                f"Run `postlab run` soon: {self.whom} should have gone out by {closes}{named}, and what waits of "
                f"{plural(len(self.posts), 'its', 'their')} round moves to later slots."
            )
        soon = "soon" if window.last is None else f"by {short_time(window.last, zone)}{named}"
        return f"{self._done(soon)}: it should have been done by {closes}, and a number read late gives an estimate."

    def until(self, zone: ZoneInfo, *, now: datetime) -> str:
        """What must be done and by when, where a list says from when on it can be; as `sentence` where it is late."""
        if now > self.window.closes:
            return self.sentence(zone, now=now, name_zone=False)
        return f"{self._done(f'by {short_time(self.window.closes, zone)}')}."

    def _done(self, when: str) -> str:
        """What must be done at a time, without the full stop."""
        if self.window.errand is Errand.PUBLISH:
            approved = f", once {plural(len(self.posts), 'it is', 'they are')} approved" if self.waits else ""
            if self.by_hand:
                return f"Publish {self.whom} yourself {when.rstrip(',')}{approved}"
            return f"Run `postlab run` {when} to publish {self.whom}{approved}"
        on_time = ""
        if self.window.expected:
            on_time = f", if {plural(len(self.posts), 'it goes out at its slot', 'they go out at their slot')}"
        if self.by_hand:
            return f"Type in the numbers of {self.whom} {when.rstrip(',')}{on_time}"
        return f"Run `postlab run` {when} to read {self.whom}{on_time}"


def run_times(
    lab: Lab, session: Session, *, experiment_id: int | None = None, posts: Sequence[Post] | None = None
) -> list[RunTime]:
    """When the tool must run for the posts of running experiments, soonest first; without what is past all help.

    Posts on one slot share a time. First replies have none of their own: they follow their posts. A post that missed
    its slot has no time to be read before it has another.

    Args:
        lab: for its settings and the time.
        session: open.
        experiment_id: to look at one experiment alone.
        posts: to look at these posts alone.
    """
    chosen = None if posts is None else {post.id for post in posts}
    found: dict[RunTime, list[int]] = {}
    unfinished = [post for post in _unfinished(session, experiment_id) if chosen is None or post.id in chosen]
    plans = plans_of(session, unfinished)
    for post in unfinished:
        for one in _of_post(lab, session, post, plans[post.experiment_id]):
            found.setdefault(one, []).append(stored_id(post))
    times = [replace(one, posts=tuple(sorted(numbers))) for one, numbers in found.items()]
    return sorted(times, key=lambda one: (one.window.opens, one.window.closes, one.posts))


def unread(session: Session, experiment_id: int | None = None) -> list[Post]:
    """Posts of running experiments that are out and have no number from the horizon yet, oldest first."""
    query = (
        select(Post)
        .where(Post.state == PostState.PUBLISHED, Post.part == 0, of_running())
        .where(col(Post.outcome).is_(None), col(Post.outcome_missing).is_(None), col(Post.damage).is_(None))
        .where(col(Post.next_reading_at).is_not(None), col(Post.published_at).is_not(None))
        .order_by(col(Post.published_at), col(Post.id))
    )
    if experiment_id is not None:
        query = query.where(Post.experiment_id == experiment_id)
    posts = session.exec(query).all()
    plans = plans_of(session, posts)
    # one whose next look is behind the horizon was looked at there, and waits for something else
    return [post for post in posts if _looks_at_horizon(post, plans[post.experiment_id].horizon)]


def ages_read(session: Session, post: Post, plan: Plan) -> list[float]:
    """The ages in seconds at which the number that is judged was seen."""
    return [
        reading.age_s
        for reading in readings_of(session, post)
        if plan.measure.counted_in(numbers_in(reading)) is not None
    ]


def of_running() -> Any:
    """That a post is of a running experiment, as an SQL condition."""
    return col(Post.experiment_id).in_(select(Experiment.id).where(Experiment.state == ExperimentState.RUNNING))


def _looks_at_horizon(post: Post, horizon: timedelta) -> bool:
    if post.next_reading_at is None or post.published_at is None:
        return False
    return post.next_reading_at <= post.published_at + horizon


def _unfinished(session: Session, experiment_id: int | None) -> list[Post]:
    query = (
        select(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), Post.part == 0, of_running())
        .where(not_paused())
        .order_by(col(Post.slot_at), col(Post.id))
    )
    if experiment_id is not None:
        query = query.where(Post.experiment_id == experiment_id)
    return [*session.exec(query).all(), *unread(session, experiment_id)]


def _of_post(lab: Lab, session: Session, post: Post, plan: Plan) -> list[RunTime]:
    """The times of one post, which names none yet."""
    windows = windows_of(
        slot_at=post.slot_at,
        published_at=post.published_at,
        horizon=plan.horizon,
        late=lab.settings.late,
        zone=plan.timezone,
        not_before=post.not_before,
        quiet=rules_of(lab, plan).quiet,
        read_before=post.published_at is not None and bool(ages_read(session, post, plan)),
    )
    if windows[0].errand is Errand.PUBLISH and windows[0].closes < lab.now():
        windows = windows[:1]
    elif windows[-1].last is not None and windows[-1].last < lab.now():
        windows = ()
    by_hand = is_by_hand(session.get_one(Account, post.account_id))
    waits = post.state == PostState.PLANNED
    return [
        RunTime(
            in_whole_minutes(window),
            experiment_name(session, post),
            (),
            by_hand=by_hand and not (window.errand is Errand.READ and counted_elsewhere(plan)),
            waits=waits and window.errand is Errand.PUBLISH,
        )
        for window in windows
    ]
