"""Posts that went out without PostLab, imported from a network's export; they are observed, never part of a verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.english import capital
from postlab.errors import Fault, FaultsError, InputError
from postlab.exports.kinds import MAILING, OF_BEFORE
from postlab.exports.read import Export, ExportRow, read_export
from postlab.framing.shapes import subject_line
from postlab.framing.tracking import tags_of
from postlab.loop.imports import matching
from postlab.loop.imports.report import FAULTS_NAMED
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import splits_lists
from postlab.metrics import METRICS, columns_of
from postlab.near_names import did_you_mean, spelt_alike
from postlab.records.practice import Observed
from postlab.sanitise import postable


@dataclass(slots=True)
class FileSeen:
    """What became of one file.

    Attributes:
        name: name of the file.
        kind: kind of export.
        new: how many posts were not stored before.
        updated: how many were stored, with older numbers.
        known: how many were stored with the same numbers.
        ours: how many PostLab published itself; `postlab metrics import` is for those.
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
    """Store the posts of some exports, all in one commit or none.

    Args:
        lab: the lab.
        session: open.
        paths: the files.
        account: whose posts they are; the network's name, if not given.

    Returns:
        What became of each file.

    Raises:
        InputError: a file cannot be used.
        FaultsError: no row of a file can be used; nothing is stored then.
    """
    exports = [read_export(path, kinds=OF_BEFORE) for path in paths]
    addresses_of_ours = _addresses_of_ours(session)
    reports = []
    with session.no_autoflush:
        stored_posts = _stored_posts(session)
        for export in exports:
            report = _import_file(lab, session, export, account=account, stored=stored_posts, ours=addresses_of_ours)
            if report.refused and not report.new + report.updated + report.known + report.ours:
                faults = [Fault(f"row {row}", why) for row, why in report.refused[:FAULTS_NAMED]]
                raise FaultsError(
                    f"No row of {export.name} can be used; nothing was stored.",
                    faults,
                    hint="A row needs a day and a text or an address; `postlab help observing` names the columns.",
                )
            reports.append(report)
    lab.commit(session)
    for report in reports:
        log.info("%s observed: %d posts", postable(report.name), report.new + report.updated)
    return reports


def observed_account(session: Session, typed: str | None) -> str | None:
    """The account that was typed, spelt as the stored posts have it; None for None, or where there are no posts yet.

    Raises:
        InputError: no stored post is of that account.
    """
    names = session.exec(select(Observed.account).distinct().order_by(Observed.account)).all()
    if typed is None or not names:
        return None
    name = spelt_alike(typed, names)
    if name is None:
        raise InputError(
            f"No post of an account “{typed}” was imported; there are posts of: {', '.join(names)}.",
            hint=capital(did_you_mean(typed, names)) or "`postlab observe` shows all.",
            code="not_found",
        )
    return name


def observed(session: Session, *, account: str | None = None, since: datetime | None = None) -> Sequence[Observed]:
    """The posts that went out without PostLab, oldest first; of one account, or from a time on, if given."""
    query = select(Observed).order_by(col(Observed.posted_at), col(Observed.id))
    if account is not None:
        query = query.where(Observed.account == account)
    if since is not None:
        query = query.where(col(Observed.posted_at) >= since)
    return session.exec(query).all()


def _stored_posts(session: Session) -> dict[str, Observed]:
    return {row.imported_as: row for row in session.exec(select(Observed))}


def _addresses_of_ours(session: Session) -> set[str]:
    """Ids and addresses of what PostLab published; of mailings, which have none, subject lines and utm_content."""
    published = matching.posts(session, None).values()
    told_by = [told for ours in published for told in (ours.post.remote_id, ours.post.permalink)]
    for ours in published:
        if splits_lists(ours.account):
            told_by += [subject_line(ours.post.text), tags_of(ours.post.url)[1]]
    return {told for told in told_by if told}


def _import_file(
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
        named = {row.content, row.text} if network == MAILING.network else set()
        if ours & {row.remote_id, row.permalink, *named} or any(tags_of(row.permalink or "")):
            report.ours += 1
            continue
        day = row.day or row.on
        if day is None or not (row.text or row.permalink):
            report.refused.append((row.number, "it does not tell when it went out, or what it said."))
            continue
        imported_post = _as_observed(lab, row, day, network=network, account=account or network, source=export.name)
        stored_post = stored.get(imported_post.imported_as)
        if stored_post is None:
            stored[imported_post.imported_as] = imported_post
            session.add(imported_post)
            report.new += 1
        elif _take_newer_numbers(stored_post, imported_post):
            session.add(stored_post)
            report.updated += 1
        else:
            report.known += 1
    report.refused.sort()
    return report


def _take_newer_numbers(stored_post: Observed, imported_post: Observed) -> bool:
    """Copy numbers that differ into the stored row; whether there were any."""
    changed = False
    for metric in METRICS:
        value = getattr(imported_post, metric.column)
        if value is not None and value != getattr(stored_post, metric.column):
            setattr(stored_post, metric.column, value)
            changed = True
    if changed:
        stored_post.source, stored_post.imported_at = imported_post.source, imported_post.imported_at
    return changed


def _as_observed(lab: Lab, row: ExportRow, day: date, *, network: str, account: str, source: str) -> Observed:
    identity = row.remote_id or row.permalink or hashlib.sha256(f"{day}\n{row.text}".encode()).hexdigest()[:24]
    zone = ZoneInfo(lab.settings.timezone)
    return Observed(
        imported_as=f"{network}: {identity}",
        account=account,
        network=network,
        source=source,
        # an export tells the day; noon is on that day in the lab's zone
        posted_at=datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC),
        text=row.text or "",
        link=row.permalink,
        **columns_of(row.counts),
        imported_at=lab.now(),
    )
