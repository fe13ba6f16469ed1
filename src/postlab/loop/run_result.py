"""The result of one turn: what was done, what went wrong, and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from postlab.english import capital, ended
from postlab.errors import OF_NUMBERS, NeedsPerson, PersonNeeded, PlatformError, Rejected, typed

if TYPE_CHECKING:
    from postlab.records.tables import Account, Experiment, Post, Round, Verdict


NOT_TRIED_AGAIN = "Its round does not count, and is replaced if the plan has room."
"""What follows where a post was refused for good."""


class Repeats(StrEnum):
    """What a problem comes up with again, turn after turn, until a person acts; so it is told by that, not by turn."""

    ACCOUNT = "account"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong.

    Attributes:
        post: number of the post, or None.
        code: short name of the kind of problem, for programs.
        message: what happened, in a sentence.
        next: what to do about it.
        person: whether it lasts until a person acts.
        account: name of the account that caused it, or None.
        repeats: what it comes up with again; None where it comes up once.
    """

    post: int | None
    code: str
    message: str
    next: str
    person: bool = False
    account: str | None = None
    repeats: Repeats | None = None

    @classmethod
    def of(cls, post: int | None, exc: PlatformError, account: Account) -> Problem:
        """The problem that a platform's error makes for a post or, with None, for the account as a whole."""
        return cls(
            post,
            exc.code,
            exc.message,
            exc.hint or "The next run tries again.",
            person=isinstance(exc, NeedsPerson) or (isinstance(exc, Rejected) and exc.reword),
            account=account.name,
            repeats=Repeats.ACCOUNT,
        )

    @classmethod
    def refused(cls, post: Post, exc: Rejected, account: Account, *, experiment: str) -> Problem:
        """The problem of a post that its network refused for good."""
        return cls(
            post.id,
            exc.code,
            f"Post {post.id} of {experiment} ({post.variant}) was refused on “{account.name}” and does not go out. "
            f"{exc.message}",
            NOT_TRIED_AGAIN,
            person=True,
            account=account.name,
        )

    @classmethod
    def held(cls, post: int | None, account: Account) -> Problem:
        """The problem of an account that is on hold (see `postlab.loop.accounts.account_backoff`)."""
        until = f"{account.hold_until:%H:%M} UTC" if account.hold_until else "later"
        return cls(
            post,
            "on_hold",
            f"“{account.name}” is left alone until {until}: {account.hold_reason}",
            f"`postlab account check {typed(account.name)}` tries at once.",
            person=account.needs_person,
            account=account.name,
            repeats=Repeats.ACCOUNT,
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person.

    Attributes:
        message: what to do, in a sentence.
        next: the command for it.
        experiment: its name.
        post: number of the post that it is about, or None.
        slot_at: when the post is due, or None.
        pause: id of the pause that a person must end, or None.
    """

    message: str
    next: str
    experiment: str
    post: int | None = None
    slot_at: datetime | None = None
    pause: int | None = None


@dataclass
class RunResult:
    """The result of one turn, filled in by its stages.

    Attributes:
        simulated_only: whether real accounts are skipped, because the clock is virtual.
        dry: whether this is a rehearsal: nothing was stored, and the rest says what would have been done.
        published: posts that went out, or were found to be out.
        settled: posts that were in doubt and now are known to be out, or not.
        already_out: those of them that had gone out with the attempt in doubt.
        readings: how many posts were read.
        skipped: sentences about readings that were missed because nothing ran.
        verdicts: those of the rounds that closed.
        drawn: the rounds that were drawn.
        moved: sentences about rounds that were put off, posts that were given up and experiments that were paused.
        held_back: sentences about posts that are due but wait, because of quiet hours, a weekly limit or observing.
        problems: what went wrong.
        waiting: what waits for a person.
        ended: names of experiments that ended.
        unreadable: by the account's id, why none of its posts could be read, where only a person can mend that.
        left_alone: names of running experiments with a real audience, which a virtual clock skips.
    """

    simulated_only: bool = False
    dry: bool = False
    published: list[Post] = field(default_factory=list)
    settled: list[Post] = field(default_factory=list)
    already_out: list[Post] = field(default_factory=list)
    readings: int = 0
    skipped: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    drawn: list[Round] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    unreadable: dict[int, str] = field(default_factory=dict)
    left_alone: list[str] = field(default_factory=list)

    def note_unreadable(self, account_id: int, exc: PlatformError) -> None:
        """Keep why an account or counter tells no numbers, where it may still post and no later run fares better."""
        if (isinstance(exc, NeedsPerson) and exc.code in OF_NUMBERS) or (
            isinstance(exc, Rejected) and not exc.temporary
        ):
            remedy = ended(capital(exc.hint)) if exc.hint else ""
            self.unreadable[account_id] = f"{exc.message} {remedy}".strip()

    def handles(self, subject: Account | Experiment) -> bool:
        """Whether this turn may work on an account or experiment: all, or only simulated ones."""
        return subject.simulated or not self.simulated_only or self.dry

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done and nothing is to be said."""
        return not any(
            getattr(self, listed.name) for listed in fields(self) if listed.name not in {"simulated_only", "dry"}
        )

    @property
    def summary(self) -> str:
        """What was done, in a few words for the log: “2 published, 3 read”."""
        counts = {
            "published": len(self.published),
            "read": self.readings,
            "judged": len(self.verdicts),
            "drawn": len(self.drawn),
            "problems": len(self.problems),
            "waiting": len(self.waiting),
        }
        return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing was due"

    @property
    def exit_code(self) -> int:
        """3 when a person must act, 1 when the next run will retry something, else 0."""
        if self.waiting or any(problem.person for problem in self.problems):
            return PersonNeeded.exit_code
        return 1 if self.problems else 0
