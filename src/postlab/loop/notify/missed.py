"""What was missed because nothing ran in time, and which rounds are lost with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.design.durations import HOUR, format_duration
from postlab.design.plan import Plan
from postlab.design.run_windows import RunWindow, reading_window
from postlab.english import capital, listed, plural, short_time
from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import experiment_name, plan_of, plans_of
from postlab.loop.lookup.pauses import not_paused
from postlab.loop.lookup.readings import readings_of
from postlab.loop.notify.run_times import ages_read, of_running, unread
from postlab.loop.plan.put_off import NOTHING_RAN
from postlab.records.tables import WAITING_TO_GO_OUT, Experiment, ExperimentState, Post, PostState, Round, Verdict


@dataclass(frozen=True, slots=True)
class Missed:
    """Something that should have been done earlier: what happened, and what can be done about it, in sentences."""

    message: str
    next: str


def missed(lab: Lab, session: Session) -> Iterator[Missed]:
    """What was missed of the running experiments: what can still be mended first, then what is lost, by experiment."""
    zone = ZoneInfo(lab.settings.timezone)
    yield from _not_out(lab, session, zone)
    yield from _not_read(lab, session, zone)
    running = session.exec(
        select(Experiment).where(Experiment.state == ExperimentState.RUNNING).order_by(col(Experiment.id))
    ).all()
    for experiment in running:
        yield from _of_rounds(session, experiment)


def unread_of_verdict(lab: Lab, session: Session, verdict: Verdict) -> list[str]:
    """Which numbers of the round that a verdict closes nobody read in time, a sentence a post."""
    zone, plan = ZoneInfo(lab.settings.timezone), plan_of(session.get_one(Experiment, verdict.experiment_id))
    round_ = session.exec(
        select(Round).where(Round.experiment_id == verdict.experiment_id, Round.number == verdict.round_number)
    ).one()
    posts = session.exec(select(Post).where(Post.round_id == round_.id, Post.part == 0).order_by(col(Post.id))).all()
    return [sentence for post in posts if (sentence := _unread_in_time(session, post, plan, zone)) is not None]


def _not_out(lab: Lab, session: Session, zone: ZoneInfo) -> Iterator[Missed]:
    late = session.exec(
        select(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), Post.part == 0, of_running(), not_paused())
        .where(col(Post.slot_at) < lab.now() - lab.settings.late)
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()
    for post in late:
        closed_at = short_time(post.slot_at + lab.settings.late, zone)
        yield Missed(
            f"Post {post.id} of {experiment_name(session, post)} should have gone out by {closed_at}.",
            "Nothing is lost but time: `postlab run` puts its round off to later slots.",
        )


def _not_read(lab: Lab, session: Session, zone: ZoneInfo) -> Iterator[Missed]:
    posts = unread(session)
    plans = plans_of(session, posts)
    for post in posts:
        plan = plans[post.experiment_id]
        if post.published_at is None:
            continue
        read_before = bool(ages_read(session, post, plan))
        window = reading_window(post.published_at, horizon=plan.horizon, read_before=read_before)
        if lab.now() <= window.closes:
            continue
        if window.last is None:
            way_on = "`postlab run` still makes an estimate, of this and the numbers that were read before."
        elif lab.now() <= window.last:
            way_on = f"`postlab run` still makes an estimate of it until {short_time(window.last, zone)} {zone}."
        else:
            way_on = "It is too late for its number, so its round does not count and is drawn again."
            if len(plan.accounts) > 1:
                way_on = "It is too late for its number, so its round counts by the other accounts alone, if at all."
        name = experiment_name(session, post)
        yield Missed(f"Post {post.id} of {name} should have been read {_between(window, zone)}.", way_on)


def _of_rounds(session: Session, experiment: Experiment) -> Iterator[Missed]:
    plan = plan_of(experiment)
    rounds = session.exec(select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number))).all()
    lost = [round_ for round_ in rounds if round_.closed_at is not None and _is_lost(session, round_, plan)]
    put_off = [round_ for round_ in rounds if any(move["reason"] == NOTHING_RAN for move in round_.moves)]
    if lost:
        yield Missed(
            f"{_numbered(lost)} of {experiment.name} {plural(len(lost), 'does', 'do')} not count: nobody read "
            f"{plural(len(lost), 'its', 'their')} numbers in time.",
            f"{plural(len(lost), 'It is', 'They are')} drawn again, as long as the plan has room.",
        )
    if put_off:
        yield Missed(
            f"{_numbered(put_off)} of {experiment.name} {plural(len(put_off), 'was', 'were')} put off because nothing "
            "ran.",
            f"{plural(len(put_off), 'It keeps its draw', 'They keep their draws')}; only time is lost.",
        )


def _numbered(rounds: list[Round]) -> str:
    return capital(f"{plural(len(rounds), 'round')} {listed(str(round_.number) for round_ in rounds)}")


def _is_lost(session: Session, round_: Round, plan: Plan) -> bool:
    """Whether nothing of a closed round is left because numbers of it were not read in time."""
    if round_.interrupted is not None or round_.given_up is not None:
        return False
    posts = session.exec(select(Post).where(Post.round_id == round_.id, Post.part == 0)).all()
    pairs: dict[int, list[Post]] = {}
    for post in posts:
        pairs.setdefault(post.account_id, []).append(post)
    if any(all(post.outcome is not None for post in pair) for pair in pairs.values()):
        return False
    return any(post.outcome_missing is not None and _nobody_looked(session, post, plan) for post in posts)


def _unread_in_time(session: Session, post: Post, plan: Plan, zone: ZoneInfo) -> str | None:
    if post.published_at is None or not (post.outcome_estimated or _nobody_looked(session, post, plan)):
        return None
    ages = [age for age in _ages(session, post) if age >= plan.horizon.total_seconds()]
    window = reading_window(post.published_at, horizon=plan.horizon)
    if ages and post.published_at + timedelta(seconds=ages[0]) <= window.closes:
        # somebody looked in time, and the network did not tell the number
        return None
    read = "nobody read it"
    if ages:
        whole_hours = timedelta(hours=ages[0] // HOUR.total_seconds())
        read = f"it was read {format_duration(whole_hours or timedelta(seconds=ages[0]))} old"
    count = "What counts is an estimate." if post.outcome is not None else "That is too late for a number."
    return f"Post {post.id} should have been read {_between(window, zone)}; {read}. {count}"


def _nobody_looked(session: Session, post: Post, plan: Plan) -> bool:
    """Whether a post is out, undamaged, without an outcome, and was not looked at while that could have given one."""
    if post.state != PostState.PUBLISHED or post.published_at is None or post.damage or post.vanished_at:
        return False
    if post.outcome is not None:
        return False
    window = reading_window(post.published_at, horizon=plan.horizon)
    latest = ((window.last or window.closes) - post.published_at).total_seconds()
    return not any(plan.horizon.total_seconds() <= age <= latest for age in _ages(session, post))


def _ages(session: Session, post: Post) -> list[float]:
    return [reading.age_s for reading in readings_of(session, post)]


def _between(window: RunWindow, zone: ZoneInfo) -> str:
    return f"between {short_time(window.opens, zone)} and {short_time(window.closes, zone)} {zone}"
