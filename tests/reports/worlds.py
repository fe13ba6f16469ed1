"""Experiments as the loop leaves them, written straight into a database of the test's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from postlab.design.assignment import draw
from postlab.design.plan import Plan, read_plan
from postlab.framing.article import Article, Evidence
from postlab.loop.judge.judge import closed_rounds, judgements
from postlab.records.tables import (
    Account,
    Attempt,
    Experiment,
    ExperimentState,
    Link,
    Post,
    PostState,
    Reading,
    Round,
    Verdict,
)
from postlab.reports.experiment import build_report
from postlab.reports.lesson import with_lesson
from postlab.reports.views import Report

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
START = datetime(2026, 9, 1, 2, 30, tzinfo=UTC)
SEED = "00112233445566778899aabbccddeeff"

Numbers = float | None | Sequence[float | None]


def plan_of(**changes: Any) -> Plan:
    """A plan with little in it, or faults and all as an assertion."""
    document: dict[str, Any] = {
        "name": "exam-season",
        "question": "Do students respond more when a link comes with context?",
        "metric": "clicks",
        "accounts": ["page"],
        "if_it_fails": "Back to bare links for the holidays",
        "link": [{"url": "https://news.example/pay"}, {"url": "https://news.example/fees"}],
    }
    plan, faults = read_plan(document | changes, timezone="Australia/Sydney")
    assert plan is not None, faults
    return plan


@dataclass
class Records:
    """Writes what the loop would have written."""

    session: Session
    accounts: dict[str, Account] = field(default_factory=dict)

    def account(self, name: str, *, simulated: bool = False, platform: str = "bluesky") -> Account:
        if name not in self.accounts:
            account = Account(name=name, platform=platform, simulated=simulated, created_at=START)
            self.session.add(account)
            self.session.flush()
            self.accounts[name] = account
        return self.accounts[name]

    def experiment(
        self,
        outcomes: Sequence[tuple[Numbers, Numbers]] = (),
        *,
        state: str = ExperimentState.RUNNING,
        simulated: bool = False,
        titles: Sequence[str] = ("Graduates still earn more", "Fees explained"),
        text: str = "A text. https://news.example/pay",
        parent: Experiment | None = None,
        change: str | None = None,
        reason: str | None = None,
        verdicts: bool = False,
        **plan_changes: Any,
    ) -> Experiment:
        """An experiment with a closed round for each (control, treatment): a number or None an account."""
        plan = plan_of(**plan_changes)
        for name in plan.accounts:
            self.account(name, simulated=simulated, platform="sandbox" if simulated else "bluesky")
        experiment = Experiment(
            name=plan.name,
            state=state,
            plan=plan.document(),
            plan_hash=plan.digest,
            seed=SEED,
            simulated=simulated,
            created_at=START,
            ended_at=None if state == ExperimentState.RUNNING else NOW,
            parent_id=parent.id if parent else None,
            change=change,
            reason=reason,
        )
        self.session.add(experiment)
        self.session.flush()
        for position, (link, title) in enumerate(zip(plan.link, titles, strict=False)):
            claim = (Evidence("Research shows that most graduates earn more."),)
            article = Article(url=link.url, title=title, evidence=claim).document()
            self.session.add(Link(experiment_id=experiment.id, position=position, url=link.url, article=article))
        self.session.flush()
        for control, treatment in outcomes:
            self.round(experiment, control, treatment, text=text)
        if verdicts:
            self.verdicts(experiment, plan)
        self.session.commit()
        return experiment

    def round(
        self,
        experiment: Experiment,
        control: Numbers = None,
        treatment: Numbers = None,
        *,
        closed: bool = True,
        post_state: str = PostState.PUBLISHED,
        text: str = "A text. https://news.example/pay",
    ) -> Round:
        """A round; an outcome of None in a closed one is missing with a reason."""
        plan = Plan.model_validate(experiment.plan)
        number = len(self.rounds(experiment)) + 1
        links = self.links(experiment)
        assignment = draw(
            experiment.seed,
            experiment=experiment.name,
            round_number=number,
            variants=[variant.name for variant in plan.variant],
            places=2,
        )
        slots = [START + timedelta(days=7 * number), START + timedelta(days=7 * number + 2)]
        places = [
            {"slot": slot.isoformat(), "wall": "2026-09-08T12:30", "zone": plan.timezone, "note": None, "link": link}
            for slot, link in zip(slots, (links * 2)[:2], strict=True)
        ]
        drawn_at = slots[0] - timedelta(days=6)
        round_ = Round(
            experiment_id=experiment.id,
            number=number,
            seed=experiment.seed,
            assignment=list(assignment),
            places=places,
            crossed=[self.account(name).id for name in plan.crossed_accounts],
            drawn_at=drawn_at,
            closed_at=slots[1] + timedelta(days=4) if closed else None,
            planned=plan.rounds,
        )
        self.session.add(round_)
        self.session.flush()
        numbers = {plan.control: _each(control, plan), plan.treatment: _each(treatment, plan)}
        for place, variant in enumerate(assignment):
            for name, value in zip(plan.accounts, numbers[variant], strict=True):
                there = len(assignment) - 1 - place if name in plan.crossed_accounts else place
                self._post(experiment, round_, there, variant, self.account(name), value, closed, post_state, text)
        self.session.flush()
        return round_

    def _post(
        self,
        experiment: Experiment,
        round_: Round,
        place: int,
        variant: str,
        account: Account,
        value: float | None,
        closed: bool,
        state: str,
        text: str,
    ) -> None:
        slot_at = datetime.fromisoformat(round_.places[place]["slot"])
        out = state == PostState.PUBLISHED
        post = Post(
            experiment_id=experiment.id,
            round_id=round_.id,
            account_id=account.id,
            link_id=round_.places[place]["link"],
            variant=variant,
            state=state,
            text=text,
            blocks=[["link", text]],
            url="https://news.example/pay?utm_source=bluesky",
            link_text="https://news.example/pay?utm_source=bluesky",
            slot_at=slot_at,
            slot_wall="2026-09-08T12:30",
            zone="Australia/Sydney",
            key=f"{experiment.id}-{round_.number}-{variant}-{account.id}",
            published_at=slot_at + timedelta(seconds=40) if out else None,
            permalink="https://bsky.example/post/1" if out else None,
            outcome=value,
            outcome_missing="The page was down." if closed and value is None else None,
        )
        self.session.add(post)
        self.session.flush()
        if out:
            self.session.add(Attempt(post_id=post.id, key=post.key, payload={}, started_at=slot_at, result="published"))
            self.session.add(
                Reading(
                    post_id=post.id,
                    taken_at=slot_at + timedelta(hours=72),
                    age_s=259_200.5,
                    due_age_s=259_200,
                    likes=3,
                    comments=0,
                    clicks=None if value is None else round(value),
                    missing={"shares": "=deleted"} if value is None else {},
                    simulated=experiment.simulated,
                )
            )

    def verdicts(self, experiment: Experiment, plan: Plan) -> None:
        closed = closed_rounds(self.session, experiment)
        for closed_round, row in zip(closed, judgements(closed, plan), strict=True):
            self.session.add(
                Verdict(
                    experiment_id=experiment.id,
                    round_number=closed_round.round.number,
                    at=NOW,
                    decision=row.decision,
                    rounds=row.n,
                    voided=0,
                    log_e_treatment=row.log_e_treatment,
                    log_e_control=row.log_e_control,
                    difference=row.difference,
                    ratio=row.ratio,
                    low=row.low,
                    high=row.high,
                )
            )

    def rounds(self, experiment: Experiment) -> list[Round]:
        return [r for r in self._all(Round) if r.experiment_id == experiment.id]

    def posts(self, experiment: Experiment) -> list[Post]:
        return [p for p in self._all(Post) if p.experiment_id == experiment.id]

    def links(self, experiment: Experiment) -> list[int]:
        return [link.id for link in self._all(Link) if link.experiment_id == experiment.id]

    def _all(self, table: Any) -> list[Any]:
        from sqlmodel import select

        return list(self.session.exec(select(table).order_by(table.id)))

    def report(self, experiment: Experiment) -> Report:
        self.session.commit()
        return build_report(self.session, experiment, now=NOW)

    def lesson(self, experiment: Experiment) -> Report:
        """The report with the page of an experiment that is over."""
        return with_lesson(self.session, experiment, self.report(experiment))


def _each(numbers: Numbers, plan: Plan) -> list[float | None]:
    return list(numbers) if isinstance(numbers, list | tuple) else [numbers] * len(plan.accounts)


WINNING = [(10, 40), (12, 45), (8, 30), (15, 50), (9, 41), (11, 39), (10, 44), (13, 52), (9, 33), (12, 47)]
ALIKE = [(100 + n % 3, 101 + n % 2) for n in range(40)]
LOSING = [(treatment, control) for control, treatment in WINNING]
