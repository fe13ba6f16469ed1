"""Posts that went out without PostLab: read from a network's export, kept to be looked at, never judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.errors import Fault, FaultsError
from postlab.exports.kinds import OF_BEFORE
from postlab.exports.read import Export, Row, read_export
from postlab.framing.tracking import tags_of
from postlab.loop.imports import matching
from postlab.loop.imports.report import FAULTS_NAMED
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.platforms.base import METRICS
from postlab.records.practice import Observed
from postlab.sanitise import postable


@dataclass(slots=True)
class FileSeen:
    """What became of one file.

    Attributes:
        name: of the file.
        kind: of export.
        new: posts that were not known.
        updated: posts that were known, with newer numbers.
        known: posts that were known with the same numbers.
        ours: posts that PostLab published itself; `postlab metrics import` is for those.
        refused: rows that cannot be used, each (row, why).
    """

    name: str
    kind: str
    new: int = 0
    updated: int = 0
    known: int = 0
    ours: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_posts(lab: Lab, session: Session, paths: Sequence[Path], *, account: str | None = None) -> list[FileSeen]:
    """Keep the posts of some exports; all of them in one commit, or nothing.

    Args:
        lab: the lab.
        session: open.
        paths: of the files.
        account: whose posts they are; the network's name, if not given.

    Raises:
        InputError: a file cannot be used.
        FaultsError: no row of a file can be.
    """
    exports = [read_export(path, kinds=OF_BEFORE) for path in paths]
    theirs = _addresses_of_ours(session)
    seen = []
    with session.no_autoflush:
        stored = _stored(session)
        for export in exports:
            report = _import(lab, session, export, account=account, stored=stored, ours=theirs)
            if report.refused and not report.new + report.updated + report.known + report.ours:
                faults = [Fault(f"row {row}", why) for row, why in report.refused[:FAULTS_NAMED]]
                raise FaultsError(
                    f"No row of {export.name} can be used; nothing was stored.",
                    faults,
                    hint="A row needs a day and a text or an address; docs/observing.md names the columns.",
                )
            seen.append(report)
    lab.commit(session)
    for report in seen:
        log.info("%s observed: %d posts", postable(report.name), report.new + report.updated)
    return seen


def observed(session: Session, *, account: str | None = None, since: datetime | None = None) -> Sequence[Observed]:
    """The posts of before, oldest first."""
    query = select(Observed).order_by(col(Observed.posted_at), col(Observed.id))
    if account is not None:
        query = query.where(Observed.account == account)
    if since is not None:
        query = query.where(col(Observed.posted_at) >= since)
    return session.exec(query).all()


def _stored(session: Session) -> dict[str, Observed]:

    return {row.imported_as: row for row in session.exec(select(Observed))}


def _addresses_of_ours(session: Session) -> set[str]:
    """Ids and addresses of what PostLab published."""
    return {
        told
        for found in matching.posts(session, None).values()
        for told in (found.post.remote_id, found.post.permalink)
        if told
    }


def _import(
    lab: Lab,
    session: Session,
    export: Export,
    *,
    account: str | None,
    stored: dict[str, Observed],
    ours: set[str],
) -> FileSeen:
    report = FileSeen(export.name, export.kind.name, refused=[(bad.row, bad.reason) for bad in export.refused])
    network = export.kind.network or "unknown"
    for row in export.rows:
        if ours & {row.remote_id, row.permalink} or any(tags_of(row.permalink or "")):
            report.ours += 1
            continue
        day = row.day or row.on
        if day is None or not (row.text or row.permalink):
            report.refused.append((row.number, "it does not tell when it went out, or what it said."))
            continue
        fresh = _as_observed(lab, row, day, network=network, account=account or network, source=export.name)
        before = stored.get(fresh.imported_as)
        if before is None:
            stored[fresh.imported_as] = fresh
            session.add(fresh)
            report.new += 1
        elif _newer(before, fresh):
            session.add(before)
            report.updated += 1
        else:
            report.known += 1
    report.refused.sort()
    return report


def _newer(before: Observed, fresh: Observed) -> bool:
    """Whether the numbers have grown since; the row then has the new ones."""
    changed = False
    for metric in METRICS:
        value = getattr(fresh, metric)
        if value is not None and value != getattr(before, metric):
            setattr(before, metric, value)
            changed = True
    if changed:
        before.source, before.imported_at = fresh.source, fresh.imported_at
    return changed


def _as_observed(lab: Lab, row: Row, day: date, *, network: str, account: str, source: str) -> Observed:

    told_by = row.remote_id or row.permalink or hashlib.sha256(f"{day}\n{row.text}".encode()).hexdigest()[:24]
    zone = ZoneInfo(lab.settings.timezone)
    return Observed(
        imported_as=f"{network}: {told_by}",
        account=account,
        network=network,
        source=source,
        # an export tells the day; noon is on that day in the lab's zone
        posted_at=datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC),
        text=row.text or "",
        link=row.permalink,
        **{metric: row.counts.get(metric) for metric in METRICS},
        imported_at=lab.now(),
    )
