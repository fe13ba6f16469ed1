"""Report, readings and history as CSV: one row a post, a reading or a try, safe to open in a spreadsheet.

`docs/columns.md` says what each column holds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from postlab.metrics import METRIC_NAMES, METRICS
from postlab.reports.history import Try
from postlab.reports.machine_formats import cell, number
from postlab.reports.views import Report

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment

POST_COLUMNS = (
    "experiment",
    "round",
    "post",
    "account",
    "platform",
    "simulated",
    "variant",
    "link",
    "title",
    "url",
    "slot_at",
    "slot_wall",
    "zone",
    "state",
    "published_at",
    "permalink",
    "metric",
    "horizon_hours",
    "outcome",
    "estimated",
    "missing",
    "damage",
    "card",
    "void",
    "round_ratio",
    "text",
    "reply",
    "reply_state",
    "reply_permalink",
    "written_by",
    "doubling_shows_as",
    "outcome_views",
)

READING_COLUMNS = (
    "experiment",
    "round",
    "post",
    "account",
    "platform",
    "simulated",
    "variant",
    "link",
    "published_at",
    "taken_at",
    "age_hours",
    "due_age_hours",
    *METRIC_NAMES,
    "missing",
    "others",
    "source",
    "skipped_hours",
)

TRY_COLUMNS = (
    "lineage",
    "depth",
    "experiment",
    "parent",
    "change",
    "reason",
    "question",
    "state",
    "paused",
    "simulated",
    "created_at",
    "ended_at",
    "metric",
    "control",
    "treatment",
    "decision",
    "rounds",
    "planned",
    "ratio",
    "low",
    "high",
    "result",
    "taught",
    "bet",
    "bet_ratio",
    "bet_probability",
)

AT_ONCE = 500
"""Readings fetched at a time, so that memory does not grow with their number."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A table to be written: the names of its columns, and its rows, which are produced one at a time."""

    names: Sequence[str]
    rows: Iterable[Sequence[object]]


def posts(report: Report) -> Columns:
    """A table with one row a post, in the order of the rounds."""
    return Columns(POST_COLUMNS, _post_rows(report))


def readings(session: Session, experiment: Experiment | None = None) -> Columns:
    """A table with one row a reading, of one experiment or of all, sorted by experiment, round, post and age."""
    return Columns(READING_COLUMNS, _reading_rows(session, experiment))


def tries(roots: Sequence[Try]) -> Columns:
    """A table with one row a try, each lineage in the order of its tree."""
    return Columns(TRY_COLUMNS, (_try_row(root, node) for root in roots for node in root.walk()))


def _try_row(root: Try, node: Try) -> Sequence[object]:
    experiment, verdict, bet = node.experiment, node.verdict, node.best_bet
    return (
        root.name,
        node.depth,
        experiment.name,
        experiment.parent,
        experiment.change,
        experiment.reason,
        experiment.question,
        experiment.state,
        experiment.paused_at is not None,
        experiment.simulated,
        experiment.created_at,
        experiment.ended_at,
        experiment.metric,
        experiment.control,
        experiment.treatment,
        str(verdict.decision),
        verdict.rounds,
        experiment.planned_rounds,
        verdict.ratio,
        verdict.low,
        verdict.high,
        node.result,
        node.taught,
        bet.framing if bet else None,
        bet.ratio if bet else None,
        bet.probability if bet else None,
    )


def write(table: Columns, out: BinaryIO, *, bom: bool = False) -> int:
    """Write a table as CSV (RFC 4180) in UTF-8; returns the number of rows below the header.

    Args:
        table: the table; its rows are read one by one.
        out: a file open for bytes: line ends must not be changed on the way.
        bom: whether to begin with a byte order mark, by which Excel recognises UTF-8.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if bom else "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    count = 0
    try:
        writer.writerow(table.names)
        for count, row in enumerate(table.rows, start=1):  # noqa: B007 (the last one is the number of rows)
            writer.writerow([cell(value) for value in row])
    finally:
        # The caller's file stays open.
        text.detach()
    return count


def _post_rows(report: Report) -> Iterator[Sequence[object]]:
    plan = report.plan
    for round_ in report.rounds:
        for post in round_.posts:
            yield (
                report.experiment.name,
                round_.number,
                post.id,
                post.account,
                post.platform,
                post.simulated,
                post.variant,
                post.link,
                post.title,
                post.url,
                post.slot_at,
                post.slot_wall,
                post.zone,
                post.state,
                post.published_at,
                post.permalink,
                plan.metric,
                _hours(plan.horizon.total_seconds()),
                post.outcome,
                post.estimated,
                post.missing,
                post.damage,
                post.card,
                round_.void,
                round_.ratio,
                post.text,
                post.reply.text if post.reply else None,
                post.reply.state if post.reply else None,
                post.reply.permalink if post.reply else None,
                "; ".join(f"{kind}: {model}" for kind, model in post.written_by.items()),
                report.verdict.doubling_shows_as,
                post.outcome_views,
            )


def _reading_rows(session: Session, experiment: Experiment | None) -> Iterator[Sequence[object]]:
    from sqlalchemy import select
    from sqlmodel import col

    from postlab.records.tables import Account, Experiment, Link, Post, Reading, Round

    # Columns, not whole records: a session would keep every record that it has read.
    query = (
        select(
            col(Experiment.name),
            col(Round.number),
            col(Post.id),
            col(Account.name),
            col(Account.platform),
            col(Reading.simulated),
            col(Post.variant),
            col(Link.url),
            col(Post.published_at),
            col(Reading.taken_at),
            col(Reading.age_s),
            col(Reading.due_age_s),
            *(col(getattr(Reading, metric.column)) for metric in METRICS),
            col(Reading.missing),
            col(Reading.others),
            col(Reading.source),
            col(Reading.skipped),
        )
        .select_from(Reading)
        .join(Post, col(Post.id) == col(Reading.post_id))
        .join(Round, col(Round.id) == col(Post.round_id))
        .join(Experiment, col(Experiment.id) == col(Post.experiment_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Link, col(Link.id) == col(Post.link_id))
        .order_by(col(Post.experiment_id), col(Round.number), col(Post.id), col(Reading.age_s), col(Reading.id))
    )
    if experiment is not None:
        query = query.where(col(Post.experiment_id) == experiment.id)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        *known, age_s, due_age_s = row[:12]
        *counts, missing, others, source, skipped = row[12:]
        yield (
            *known,
            _hours(age_s),
            _hours(due_age_s),
            *counts,
            "; ".join(f"{metric}: {reason}" for metric, reason in sorted((missing or {}).items())),
            "; ".join(f"{name}: {value}" for name, value in sorted((others or {}).items())),
            source,
            "; ".join(number(hours) for age in skipped or () if (hours := _hours(age)) is not None),
        )


def _hours(seconds: float | None) -> float | None:
    """Seconds in hours, to four decimal places, which is less than a second."""
    return None if seconds is None else round(seconds / 3600, 4)
