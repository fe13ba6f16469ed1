"""What one turn of the loop did, and what it could not do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from postlab.errors import NeedsPerson, PersonNeeded, PlatformError, typed

if TYPE_CHECKING:
    from postlab.records.tables import Account, Experiment, Post, Round, Verdict


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong: which post (or None), a word for machines, what happened, what to do next.

    Attributes:
        person: whether nothing will change until a person acts.
        account: name of the account that is to blame, where one is.
    """

    post: int | None
    code: str
    message: str
    next: str
    person: bool = False
    account: str | None = None

    @classmethod
    def of(cls, post: int | None, exc: PlatformError, account: Account) -> Problem:
        """From a platform's refusal."""
        return cls(
            post,
            exc.code,
            exc.message,
            exc.hint or "The next run tries again.",
            person=isinstance(exc, NeedsPerson),
            account=account.name,
        )

    @classmethod
    def held(cls, post: int | None, account: Account) -> Problem:
        """An account that is left alone for a while."""
        until = f"{account.hold_until:%H:%M} UTC" if account.hold_until else "later"
        return cls(
            post,
            "on_hold",
            f"“{account.name}” is left alone until {until}: {account.hold_reason}",
            f"`postlab account check {typed(account.name)}` tries at once.",
            person=account.needs_person,
            account=account.name,
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that only a person can do: what, the command for it, and for which experiment and post or pause."""

    message: str
    next: str
    experiment: str
    post: int | None = None
    slot_at: datetime | None = None
    pause: int | None = None


@dataclass
class RunResult:
    """One turn of the loop, as it goes along.

    Attributes:
        simulated_only: leave real accounts alone (the time is pretended).
        dry: nothing was changed; the rest says what would have been done.
        published: posts that went out, or were found to be out.
        settled: posts that were in doubt and are not any more.
        readings: how many posts were looked at.
        skipped: sentences about readings that nobody took while nothing ran.
        verdicts: of the rounds that closed.
        drawn: rounds.
        moved: sentences about rounds that were put off, posts that were given up and experiments that were paused.
        held_back: sentences about posts whose time has come and that wait, to protect the followers.
        problems: what went wrong.
        waiting: what waits for a person.
        ended: names of experiments that came to an end.
        left_alone: names of running experiments with a real audience, when the time is pretended.
    """

    simulated_only: bool = False
    dry: bool = False
    published: list[Post] = field(default_factory=list)
    settled: list[Post] = field(default_factory=list)
    readings: int = 0
    skipped: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    drawn: list[Round] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    def handles(self, subject: Account | Experiment) -> bool:
        """Whether this turn may touch an account, or work on an experiment."""
        return subject.simulated or not self.simulated_only or self.dry

    @property
    def summary(self) -> str:
        """What was done, in a few words for the log."""
        counts = {
            "published": len(self.published),
            "read": self.readings,
            "judged": len(self.verdicts),
            "drawn": len(self.drawn),
            "problems": len(self.problems),
            "waiting": len(self.waiting),
        }
        return ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "nothing was due"

    @property
    def exit_code(self) -> int:
        """3 when a person must act, 1 when the next run will retry something, else 0."""
        if self.waiting or any(problem.person for problem in self.problems):
            return PersonNeeded.exit_code
        return 1 if self.problems else 0
