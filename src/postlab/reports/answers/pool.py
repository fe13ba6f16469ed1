"""The answer of `postlab learn pool`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.pooled import ALPHA, PooledReport, next_step, opening_sentence, silent_sentences
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.learn.pooling.gather import Practitioner


@dataclass(frozen=True, slots=True)
class PractitionerView:
    """One promise of a pool, and what was told of it.

    Attributes:
        id: of the promise.
        promise: name of its file.
        told: name of the file that tells its rounds; null where there is none.
        over: whether that file has the seed, so that its rounds count.
        rounds: how many rounds were promised.
        measured: how many were measured.
        void: how many have no number, which nobody chose.
        given_up: how many were given up; each counts against both sides.
        missing: how many were promised and not told although the experiment is over; they count as given up.
    """

    id: str
    promise: str
    told: str | None
    over: bool
    rounds: int
    measured: int
    void: int
    given_up: int
    missing: int


@dataclass(frozen=True, slots=True)
class PoolAnswer(Answer):
    """What many practitioners' files say together.

    Attributes:
        simulated: whether the audiences are simulated.
        control: blocks of the control.
        treatment: blocks of the framing that was tried.
        metric: what was counted.
        horizon: at which age posts were compared.
        expected: which framing was promised to be the expected one: `treatment`, `control` or null.
        alpha: the accepted probability of a claim where there is no difference.
        so_far: whether it waits for those who have not told, instead of counting them as lost.
        promised: how many promised.
        told: how many told.
        silent: how many did not.
        bets: how many practitioners were bet on, in the order of promises.
        rounds: how many measured rounds those have.
        claim: `more` or `less` where it is settled, else null.
        settled_at: after how many practitioners it was settled; null while it is not.
        log_e_more: natural log of the evidence that the treatment does more.
        log_e_less: natural log of the evidence that it does less.
        ratio: the typical ratio of treatment to control; null where nobody was bet on who measured anything.
        low: the smallest ratio that is not ruled out; null while there is none.
        high: the largest ratio that is not ruled out; null while there is none.
        register: SHA-256 over all promises in their order.
        practitioners: each promise, in their order.
        sentence: the result in words.
        notes: what should be looked at, one sentence each, with the names of the files.
        next: what to do next, in words.
    """

    ANSWER: ClassVar[str] = "learn-pool"
    COMMAND: ClassVar[str] = "postlab learn pool FILE"

    simulated: bool
    control: tuple[str, ...]
    treatment: tuple[str, ...]
    metric: str
    horizon: str
    expected: str | None
    alpha: float
    so_far: bool
    promised: int
    told: int
    silent: int
    bets: int
    rounds: int
    claim: str | None
    settled_at: int | None
    log_e_more: float
    log_e_less: float
    ratio: float | None
    low: float | None
    high: float | None
    register: str
    practitioners: tuple[PractitionerView, ...]
    sentence: str
    notes: tuple[str, ...]
    next: str


def pool_answer(report: PooledReport) -> PoolAnswer:
    """The answer for a pool."""
    question, last = report.pool.question, report.path[-1] if report.path else None
    return PoolAnswer(
        simulated=question.simulated,
        control=tuple(map(plain, question.control)),
        treatment=tuple(map(plain, question.treatment)),
        metric=plain(question.metric),
        horizon=question.horizon,
        expected=question.expected,
        alpha=ALPHA,
        so_far=report.so_far,
        promised=len(report.pool.practitioners),
        told=report.told,
        silent=report.silent,
        bets=len(report.path),
        rounds=report.rounds,
        claim=None if report.claim is None else str(report.claim),
        settled_at=report.settled_at,
        log_e_more=last.log_e_more if last else 0.0,
        log_e_less=last.log_e_less if last else 0.0,
        ratio=report.ratio,
        low=report.low,
        high=report.high,
        register=report.pool.register,
        practitioners=tuple(map(_view, report.pool.practitioners)),
        sentence=opening_sentence(report),
        notes=tuple(map(plain, (*silent_sentences(report), *report.pool.notes))),
        next=next_step(report),
    )


def _view(one: Practitioner) -> PractitionerView:
    return PractitionerView(
        id=one.promise.id,
        promise=plain(one.promise_file),
        told=None if one.told_file is None else plain(one.told_file),
        over=one.told is not None,
        rounds=one.promise.rounds,
        measured=one.measured,
        void=one.void,
        given_up=one.given_up,
        missing=one.missing,
    )
