"""Playing a plan to its end by the loop itself, with one true effect, in a copy of the lab under a virtual clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify.agenda import next_event
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import Examined
from postlab.loop.rehearse.audience import RehearsedAccount, Script
from postlab.loop.rehearse.stage import copy_of
from postlab.loop.rehearse.subject import Subject
from postlab.loop.run import take_turn
from postlab.loop.run_result import RunResult
from postlab.records.tables import Account, Experiment, ExperimentState, Post

LONGEST = 96
"""Of a longer plan no more rounds are played: each takes a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Played:
    """A plan that was played to its end; the copy is there as long as the block of `played` lasts.

    Attributes:
        lab: the copy.
        experiment: its only experiment.
        stopped_short: why it went no further although its question was open and it had rounds left; None where it ended
            as planned.
        room: how many rounds there was room for, where slots, links or money did not suffice for those of the plan.
    """

    lab: Lab
    experiment: Experiment
    stopped_short: str | None
    room: int | None


@contextmanager
def played(
    lab: Lab, subject: Subject, *, ratio: float, seed: str, round_closed: Callable[[int], None]
) -> Iterator[Played]:
    """Play a plan to its end as if the treatment truly did `ratio` times as well as the control.

    Args:
        lab: the lab, of which nothing is changed.
        subject: the plan.
        ratio: of treatment to control.
        seed: decides every draw and all luck; the same seed plays the same.
        round_closed: called with the number of judged rounds as each closes.

    Raises:
        PostlabError: the first round cannot be drawn, for want of slots or links.
    """
    plan = subject.plan
    with copy_of(lab, subject.accounts, seed=seed) as (copied, clock):
        script = Script(
            seed=seed,
            horizon=plan.horizon,
            measure=plan.measure,
            factors={plan.control: 1.0, plan.treatment: ratio},
        )
        _cast(copied, subject, script)
        experiment = create(copied, _as_played(subject))
        _learn_posts(copied, script)
        last, judged = RunResult(), 0
        while judged < LONGEST and (due := _next_due(copied)) is not None and due > clock.now():
            clock.set(due)
            last = take_turn(copied)
            if last.drawn:
                _learn_posts(copied, script)
            for verdict in last.verdicts:
                judged = verdict.rounds
                round_closed(judged)
        with copied.session() as session:
            experiment = experiment_named(session, plan.name)
            # the report is about the plan as it was agreed
            experiment.plan, experiment.plan_hash = plan.document(), plan.digest
            session.add(experiment)
            session.commit()
            why = _why_it_stopped(experiment, last, judged)
            room = judged if why is not None and judged < LONGEST else None
            yield Played(copied, experiment, why, room)


def _as_played(subject: Subject) -> Examined:
    """The plan with one look a post, at the horizon, and nobody to ask; no picture of a page is fetched.

    Nobody is angry in a rehearsal, so that guardrails would have nothing to look at.
    """
    changed = {"readings": (subject.plan.horizon,), "clicks_from": None, "approve": "auto", "guardrails": None}
    plan = subject.plan.model_copy(update=changed)
    links = [replace(shared, article=replace(shared.article, image=None), written_by={}) for shared in subject.links]
    return Examined(
        plan=plan, warnings=(), forecasts=(), pages=subject.pages, ways=(), links=tuple(links), uses={}, drafts=()
    )


def _cast(lab: Lab, subject: Subject, script: Script) -> None:
    """Put an account on a simulated audience in the place of each connection."""
    with lab.session() as session:
        accounts = {account.name: account for account in session.exec(select(Account))}
    for known in subject.pages:
        plugin = lab.plugin(accounts[known.account])
        connection = lab.connection(plugin, known.account, accounts[known.account].options, secrets={})
        lab.connected_as(known.account, RehearsedAccount(connection, known, script))


def _learn_posts(lab: Lab, script: Script) -> None:
    with lab.session() as session:
        rows = session.exec(select(Post.key, Post.id, Post.variant)).all()
    script.posts.update({key: (number or 0, variant) for key, number, variant in rows})


def _next_due(lab: Lab) -> datetime | None:
    with lab.session() as session:
        event = next_event(session, lab=lab)
        return event.at if event else None


def _why_it_stopped(experiment: Experiment, last: RunResult, judged: int) -> str | None:
    if experiment.state != ExperimentState.RUNNING:
        return None
    if judged >= LONGEST:
        return f"Its first {judged} rounds were played; the counts of replays go by all of them."
    if experiment.paused_at is not None:
        return next((waiting.message for waiting in last.waiting), "It was paused.")
    problems = (problem.message.removeprefix(f"{experiment.name}: ") for problem in last.problems)
    return next(problems, "Nothing of it was due any more.")


def first_posts(session: Session, experiment: Experiment) -> list[Post]:
    """The posts of an experiment's first round, without first replies, in the order of their slots."""
    posts = session.exec(
        select(Post)
        .where(Post.experiment_id == experiment.id, Post.part == 0)
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()
    return [post for post in posts if post.round_id == min(other.round_id for other in posts)]
