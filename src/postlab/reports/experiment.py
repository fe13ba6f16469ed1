"""The report of an experiment, built from its records as one value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from postlab.design.plan import Plan
from postlab.reports.advice import next_steps, report_warnings
from postlab.reports.held import held_counts
from postlab.reports.in_short import verdict_of
from postlab.reports.left_out import left_out
from postlab.reports.nouns.experiment import experiment_view, shown_seed
from postlab.reports.nouns.moment import MomentNamed
from postlab.reports.nouns.post import PostView, post_view
from postlab.reports.nouns.review import reviews_by_post
from postlab.reports.pauses import pauses_of
from postlab.reports.views import (
    AmendmentView,
    AnswerView,
    HeldView,
    Lineage,
    PlanChange,
    ReflectionView,
    Report,
    RoundView,
    VerdictSoFar,
)
from postlab.sanitise import plain
from postlab.stats import Judgement, shown_bound

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.judge.judge import ClosedRound
    from postlab.records.tables import Experiment, Round

NO_PAIR = "No account has a number for both posts."


def build_report(session: Session, experiment: Experiment, *, now: datetime) -> Report:
    """The report of an experiment.

    Args:
        session: open on the lab's records; nothing is written.
        experiment: a stored one.
        now: the time of the report, UTC.
    """
    from postlab.loop.judge.judge import closed_rounds, judgements
    from postlab.loop.lookup.experiments import plan_of

    plan = plan_of(experiment)
    closed = closed_rounds(session, experiment)
    return assemble(session, experiment, plan, closed, judgements(closed, plan), now=now)


def assemble(
    session: Session,
    experiment: Experiment,
    plan: Plan,
    closed: Sequence[ClosedRound],
    judged: Sequence[Judgement],
    *,
    now: datetime,
) -> Report:
    """The report, from closed rounds that were judged already, with one judgement for each closed round."""
    from sqlmodel import select

    from postlab.loop.judge.judge import account_names
    from postlab.records.tables import Round

    verdicts = {
        closed_round.round.number: (closed_round, judgement)
        for closed_round, judgement in zip(closed, judged, strict=True)
    }
    stored = session.exec(select(Round).where(Round.experiment_id == experiment.id)).all()
    posts = _posts(session, experiment, plan, {round_.id: round_.number for round_ in stored})
    names = account_names(session)
    rounds = tuple(
        _round(round_, posts.get(round_.id or 0, ()), verdicts.get(round_.number), names, seed=shown_seed(experiment))
        for round_ in sorted(stored, key=lambda round_: round_.number)
    )
    pauses = pauses_of(session, experiment)
    lineage = _lineage(session, experiment)
    view = experiment_view(experiment, parent=lineage.parent)
    several = bool(lineage.parent or lineage.children)
    verdict = verdict_of(session, experiment, view, plan, closed, judged, one_of_several=several)
    return Report(
        experiment=view,
        plan=plan,
        verdict=verdict,
        rounds=rounds,
        amendments=_amendments(session, experiment),
        reflections=_reflections(session, experiment),
        lineage=lineage,
        next=next_steps(view, plan, verdict, rounds, lineage, pauses),
        warnings=(
            *report_warnings(verdict, rounds, missed=_missed_readings(session, experiment)),
            *left_out(session, experiment, plan),
        ),
        asked_at=now,
        pauses=pauses,
        held=held_counts(session, experiment, closed),
    )


def _round(
    round_: Round,
    posts: Sequence[PostView],
    verdict: tuple[ClosedRound, Judgement] | None,
    account_names: Mapping[int | None, str],
    *,
    seed: str | None,
) -> RoundView:
    void = difference = so_far = None
    published = {post.variant for post in posts if post.published_at is not None}
    out = tuple(variant for variant in round_.assignment if variant in published)
    if verdict is not None:
        closed_round, judgement = verdict
        difference = judgement.difference
        void = closed_round.void or (NO_PAIR if difference is None else None)
        so_far = VerdictSoFar(
            decision=judgement.decision,
            rounds=judgement.n,
            ratio=judgement.ratio,
            low=shown_bound(judgement.low),
            high=shown_bound(judgement.high),
            log_e_treatment=judgement.log_e_treatment,
            log_e_control=judgement.log_e_control,
        )
    return RoundView(
        number=round_.number,
        seed=None if seed is None else round_.seed,
        assignment=tuple(round_.assignment),
        drawn_at=round_.drawn_at,
        closed_at=round_.closed_at,
        withdrawn_at=round_.withdrawn_at,
        void=plain(void) if void else None,
        difference=difference,
        ratio=None if difference is None else math.exp(difference),
        posts=tuple(posts),
        moved=tuple(plain(str(move.get("reason") or "no reason given")) for move in round_.moves),
        so_far=so_far,
        moment=MomentNamed(plain(round_.moment)) if round_.moment else None,
        moment_days=round_.moment_days,
        interrupted=plain(round_.interrupted) if round_.interrupted else None,
        out=out,
        put_off=tuple(_put_off(move) for move in round_.moves),
        given_up=_given_up(round_, out),
        planned=round_.planned,
        crossed=tuple(plain(account_names[number]) for number in round_.crossed),
    )


def _put_off(move: Mapping[str, Any]) -> HeldView:
    return HeldView(
        datetime.fromisoformat(str(move["at"])),
        plain(str(move.get("reason") or "no reason given")),
        tuple(move.get("out", ())),
        bool(move.get("seen")),
    )


def _given_up(round_: Round, out: tuple[str, ...]) -> HeldView | None:
    if round_.given_up is None or round_.given_up_at is None:
        return None
    return HeldView(round_.given_up_at, plain(round_.given_up), out, bool(round_.given_up_seen))


def _posts(
    session: Session, experiment: Experiment, plan: Plan, numbers: Mapping[int | None, int]
) -> Mapping[int, Sequence[PostView]]:
    """The posts by round number, control first, accounts in the order of the plan; a first reply goes with its post."""
    from sqlmodel import col, select

    from postlab.records.tables import Account, Link, Post

    joined = session.exec(
        select(Post, Account, Link)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Link, col(Link.id) == col(Post.link_id))
        .where(Post.experiment_id == experiment.id)
    ).all()
    replies = {post.reply_to_id: post for post, _, _ in joined if post.part}
    order = {name: place for place, name in enumerate(plan.accounts)}
    rows = sorted(
        (row for row in joined if not row[0].part),
        key=lambda row: (row[0].variant != plan.control, order.get(row[1].name, len(order)), row[0].id or 0),
    )
    by_round: dict[int, list[PostView]] = {}
    reviews = reviews_by_post(session, [post for post, _, _ in rows])
    for post, account, link in rows:
        view = post_view(
            post,
            experiment=experiment,
            horizon=plan.horizon,
            round_number=numbers[post.round_id],
            account=account,
            link=link,
            reply=replies.get(post.id),
            reviews=reviews.get(post.id, ()),
        )
        by_round.setdefault(post.round_id, []).append(view)
    return by_round


def _missed_readings(session: Session, experiment: Experiment) -> int:
    from sqlmodel import col, select

    from postlab.records.tables import Post, Reading

    skipped = session.exec(
        select(Reading.skipped)
        .join(Post, col(Post.id) == col(Reading.post_id))
        .where(Post.experiment_id == experiment.id)
    )
    return sum(len(ages) for ages in skipped)


def _amendments(session: Session, experiment: Experiment) -> tuple[AmendmentView, ...]:
    from sqlmodel import col, select

    from postlab.records.tables import Amendment

    amendments = session.exec(
        select(Amendment).where(Amendment.experiment_id == experiment.id).order_by(col(Amendment.id))
    )
    return tuple(
        AmendmentView(
            amendment.at, changes_of(amendment.changes), amendment.reason, amendment.hash_before, amendment.hash_after
        )
        for amendment in amendments
    )


def changes_of(stored: Iterable[Mapping[str, Any]]) -> tuple[PlanChange, ...]:
    """The changes of an amendment, from its record."""
    return tuple(PlanChange(change["key"], change["before"], change["after"]) for change in stored)


def _reflections(session: Session, experiment: Experiment) -> tuple[ReflectionView, ...]:
    from sqlmodel import col, select

    from postlab.records.tables import Reflection

    reflections = session.exec(
        select(Reflection).where(Reflection.experiment_id == experiment.id).order_by(col(Reflection.id))
    )
    return tuple(
        ReflectionView(reflection.at, reflection.text, _answers(reflection.answers)) for reflection in reflections
    )


def _answers(answers: Mapping[str, str]) -> tuple[AnswerView, ...]:
    """The answers in the order of the questions, then answers to questions that this version no longer asks."""
    from postlab.loop.learn.journal import QUESTIONS

    keys = [*(key for key in QUESTIONS if key in answers), *(key for key in answers if key not in QUESTIONS)]
    return tuple(AnswerView(key, QUESTIONS.get(key, key), answers[key]) for key in keys)


def _lineage(session: Session, experiment: Experiment) -> Lineage:
    from sqlmodel import col, select

    from postlab.records.tables import Experiment

    parent = session.get(Experiment, experiment.parent_id) if experiment.parent_id is not None else None
    children = session.exec(
        select(Experiment.name).where(Experiment.parent_id == experiment.id).order_by(col(Experiment.id))
    ).all()
    return Lineage(parent.name if parent else None, tuple(children), experiment.change, experiment.reason)
