"""What a try that is over leaves behind, as values: what was tried, what it showed, what it cost, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TriedFraming:
    """One of the two framings.

    Attributes:
        variant: its name.
        blocks: its recipe.
        example: a text of it, from the first post that went out; null where none was ever drawn.
    """

    variant: str
    blocks: tuple[str, ...]
    example: str | None


@dataclass(frozen=True, slots=True)
class Followers:
    """How many followed an account.

    Attributes:
        account: its name.
        before: about when the try began.
        after: when it ended.
    """

    account: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ExperimentCost:
    """What a try took.

    Attributes:
        rounds: that count.
        voided: closed rounds that do not.
        posts: that went out.
        began_at: when the first post went out; null where none did.
        ended_at: when the try was over.
        usd: what networks charged for its posts and for reading them, an estimate; null where nobody charged.
        followers: of the accounts, where their number is known for both ends.
    """

    rounds: int
    voided: int
    posts: int
    began_at: datetime | None
    ended_at: datetime | None
    usd: Decimal | None
    followers: tuple[Followers, ...]


@dataclass(frozen=True, slots=True)
class UntestedDifference:
    """What else differed, seen and not tested: totals over the pairs in which both sides were counted.

    Attributes:
        metric: what was counted.
        control: of the control.
        treatment: of the treatment.
    """

    metric: str
    control: int
    treatment: int


@dataclass(frozen=True, slots=True)
class NextTry:
    """What changes next.

    Attributes:
        experiment: name of the try that follows, where there is one already.
        change: the one change.
        why: what speaks for it; may be empty.
        command: what to type.
    """

    experiment: str | None
    change: str
    why: str
    command: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """The page of a try that is over.

    Attributes:
        tried: the treatment, then the control.
        after: name of the try before it and the one change against it, or None.
        showed: what it showed, a sentence each.
        besides: what else differed.
        cost: what it took.
        planned: what was planned for this case, and what happened on the way, a sentence each.
        keep: what to go on with, in a sentence; empty where the rounds do not say.
        next: what changes next; null where every single change has been tried.
        reflect: what to type to write one's own thoughts down; null where somebody has.
    """

    KEYS: ClassVar[tuple[str, ...]] = (*("tried", "showed", "besides", "cost", "planned", "keep", "next", "reflect"),)

    tried: tuple[TriedFraming, TriedFraming]
    after: tuple[str, str] | None
    showed: tuple[str, ...]
    besides: tuple[UntestedDifference, ...]
    cost: ExperimentCost
    planned: tuple[str, ...]
    keep: str
    next: NextTry | None
    reflect: str | None
