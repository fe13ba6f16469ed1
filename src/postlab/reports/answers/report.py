"""The answers of `postlab report` and `postlab history`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.answer import Answer
from postlab.reports.audit import Audit, AuditLine
from postlab.reports.held import HeldCount
from postlab.reports.history import Try
from postlab.reports.lesson_view import Lesson
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.pauses import PauseView
from postlab.reports.stream import StreamView
from postlab.reports.verdict import VerdictView
from postlab.reports.views import AmendmentView, ReflectionView, Report, RoundView


@dataclass(frozen=True, slots=True)
class ReportAnswer(Answer):
    """An experiment as it stands.

    Attributes:
        experiment: the experiment.
        verdict: the verdict on its rounds so far.
        rounds: its rounds, in order.
        amendments: changes of its plan after it was agreed, oldest first.
        reflections: the entries of its journal, oldest first.
        pauses: its pauses, oldest first.
        held: rounds that were put off, given up or void, and posts that vanished, by the framing that was out.
        next: what to do next, in words.
        lesson: the lesson of an experiment that is over; null while it runs.
        stream: what it and other experiments with the same two framings, audience and metric say together; null where
            there is no other.
    """

    ANSWER: ClassVar[str] = "report"
    COMMAND: ClassVar[str] = "postlab report EXPERIMENT"

    experiment: ExperimentView
    verdict: VerdictView
    rounds: tuple[RoundView, ...]
    amendments: tuple[AmendmentView, ...]
    reflections: tuple[ReflectionView, ...]
    pauses: tuple[PauseView, ...]
    held: tuple[HeldCount, ...]
    next: str
    lesson: Lesson | None
    stream: StreamView | None


@dataclass(frozen=True, slots=True)
class AuditAnswer(Answer):
    """The audit of an experiment: whether its records agree with each other.

    Attributes:
        experiment: the experiment.
        clean: whether every check matches.
        sentence: the result in one sentence.
        checks: the checks.
    """

    ANSWER: ClassVar[str] = "report-audit"
    COMMAND: ClassVar[str] = "postlab report EXPERIMENT --audit"

    experiment: ExperimentView
    clean: bool
    sentence: str
    checks: tuple[AuditLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryAnswer(Answer):
    """All tries as lineages.

    Attributes:
        lineages: the first try of each lineage; the lineage with the newest try comes first.
    """

    ANSWER: ClassVar[str] = "history"
    COMMAND: ClassVar[str] = "postlab history"

    lineages: tuple[Try, ...]


def report_answer(report: Report) -> ReportAnswer:
    """The answer for a report."""
    return ReportAnswer(
        experiment=report.experiment,
        verdict=report.verdict,
        rounds=report.rounds,
        amendments=report.amendments,
        reflections=report.reflections,
        pauses=report.pauses,
        held=report.held,
        next=" ".join(report.next),
        lesson=report.lesson,
        stream=report.stream,
    )


def audit_answer(experiment: ExperimentView, audit: Audit) -> AuditAnswer:
    """The answer for an audit."""
    return AuditAnswer(experiment, audit.clean, audit.sentence, audit.lines)
