"""The answers of `postlab account`, `postlab platforms` and `postlab doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.account import AccountView, HealthView, health_view
from postlab.reports.platform_table import CounterView, PlatformView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.notify.checkup import CheckupFinding


@dataclass(frozen=True, slots=True)
class AccountListAnswer(Answer):
    """The accounts of the lab.

    Attributes:
        accounts: the accounts to post to, then the counters of clicks, each oldest first.
    """

    ANSWER: ClassVar[str] = "account-list"
    COMMAND: ClassVar[str] = "postlab account list"

    accounts: tuple[AccountView, ...]


@dataclass(frozen=True, slots=True)
class AccountCheckAnswer(Answer):
    """The check of an account.

    Attributes:
        account: the account.
        ok: whether nothing needs to be done.
        health: the result of the check.
    """

    ANSWER: ClassVar[str] = "account-check"
    COMMAND: ClassVar[str] = "postlab account check NAME"

    account: AccountView
    ok: bool
    health: HealthView


@dataclass(frozen=True, slots=True)
class PlatformsAnswer(Answer):
    """What each platform can do, and what it costs.

    Attributes:
        platforms: the platforms to post to.
        counters: the counters of clicks.
    """

    ANSWER: ClassVar[str] = "platforms"
    COMMAND: ClassVar[str] = "postlab platforms"

    platforms: tuple[PlatformView, ...]
    counters: tuple[CounterView, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One thing that was checked.

    Attributes:
        what: the thing.
        grade: `fine`, `note` or `will stop`.
        message: its condition.
        next: what to do about it; empty where nothing needs to be done.
        health: for an account that answered, its health; else null.
        at: when it was checked.
    """

    what: str
    grade: str
    message: str
    next: str
    health: HealthView | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DoctorAnswer(Answer):
    """Everything that could stop tomorrow's run.

    Attributes:
        findings: the result of each check.
    """

    ANSWER: ClassVar[str] = "doctor"
    COMMAND: ClassVar[str] = "postlab doctor"

    findings: tuple[FindingView, ...]


def finding_view(finding: CheckupFinding, now: datetime) -> FindingView:
    """One thing that was checked."""
    return FindingView(
        what=plain(finding.what),
        grade=str(finding.grade),
        message=plain(finding.message),
        next=plain(finding.next),
        health=health_view(finding.health, now) if finding.health else None,
        at=now,
    )
