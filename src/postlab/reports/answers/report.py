"""The answers of `postlab report` and `postlab history`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.answer import Answer
from postlab.reports.audit import Audit, AuditLine
from postlab.reports.history import Try
from postlab.reports.lesson_view import Lesson
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.verdict import VerdictView
from postlab.reports.views import AmendmentView, PauseView, ReflectionView, Report, RoundView


@dataclass(frozen=True, slots=True)
class ReportAnswer(Answer):
    """An experiment as it stands.

    Attributes:
        experiment: what it is.
        verdict: what its rounds allow us to say.
        rounds: in their order.
        amendments: changes of its plan after it was agreed, oldest first.
        reflections: its journal, oldest entry first.
        pauses: the times in which it was held, oldest first.
        next: what to do next, in words.
        lesson: the page of an experiment that is over; null while it runs.
    """

    ANSWER: ClassVar[str] = "report"
    COMMAND: ClassVar[str] = "postlab report EXPERIMENT"

    experiment: ExperimentView
    verdict: VerdictView
    rounds: tuple[RoundView, ...]
    amendments: tuple[AmendmentView, ...]
    reflections: tuple[ReflectionView, ...]
    pauses: tuple[PauseView, ...]
    next: str
    lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class AuditAnswer(Answer):
    """Whether the records bear out what the report claims.

    Attributes:
        experiment: what was checked.
        clean: whether everything is as it should be.
        sentence: the whole of it in a sentence.
        checks: each thing that was checked.
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
        lineages: the first try of each, the lineage with the newest try first.
    """

    ANSWER: ClassVar[str] = "history"
    COMMAND: ClassVar[str] = "postlab history"

    lineages: tuple[Try, ...]


def report_answer(report: Report) -> ReportAnswer:
    """A report for programs."""
    return ReportAnswer(
        experiment=report.experiment,
        verdict=report.verdict,
        rounds=report.rounds,
        amendments=report.amendments,
        reflections=report.reflections,
        pauses=report.pauses,
        next=" ".join(report.next),
        lesson=report.lesson,
    )


def audit_answer(experiment: ExperimentView, audit: Audit) -> AuditAnswer:
    """An audit for programs."""
    return AuditAnswer(experiment, audit.clean, audit.sentence, audit.lines)
