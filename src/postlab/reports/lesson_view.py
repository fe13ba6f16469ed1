"""The lesson of a try as values: what was tried, what it showed, what it cost, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TriedFraming:
    """One of the two framings that were compared.

    Attributes:
        variant: its name.
        blocks: its blocks, in order.
        example: the text of one of its posts, of one that went out if there is one; null where no post was drawn.
    """

    variant: str
    blocks: tuple[str, ...]
    example: str | None


@dataclass(frozen=True, slots=True)
class Followers:
    """The followers of an account before and after a try.

    Attributes:
        account: the account's name.
        before: how many it had when the try began, or up to two weeks earlier.
        after: how many it had when the try ended.
    """

    account: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ExperimentCost:
    """What a try cost.

    Attributes:
        rounds: how many rounds count.
        voided: how many closed rounds do not count.
        posts: how many posts went out.
        began_at: when the first post went out; null where none did.
        ended_at: when the try was over.
        usd: an estimate of what networks charged for its posts and readings, in US dollars; null where none charged.
        followers: the followers of each account for which both numbers are known.
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
    """Another metric that differed; it was seen, not tested. Totals are over pairs in which both posts were counted.

    Attributes:
        metric: the metric.
        control: its total over the posts of the control.
        treatment: its total over the posts of the treatment.
    """

    metric: str
    control: int
    treatment: int


@dataclass(frozen=True, slots=True)
class NextTry:
    """The next try.

    Attributes:
        experiment: name of the try that follows; null where there is none yet.
        change: its one change.
        why: the reason for the change; may be empty.
        command: the command that shows or plans it.
    """

    experiment: str | None
    change: str
    why: str
    command: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """The lesson of a try that is over.

    Attributes:
        tried: the two framings, treatment first.
        after: name of the try before and the one change against it, or None.
        showed: the result, one sentence each.
        besides: other metrics that differed.
        cost: what the try cost.
        planned: pauses on the way, and what was planned for this result, one sentence each.
        keep: which framing to keep, in a sentence; empty where the rounds do not say.
        next: the next try; null where every single change has been tried.
        go_on: the command that goes on with the same question; null where it is settled.
        reflect: the command to write down your own thoughts; null where somebody has.
    """

    KEYS: ClassVar[tuple[str, ...]] = (
        *("tried", "showed", "besides", "cost", "planned", "keep", "next", "go_on", "reflect"),
    )

    tried: tuple[TriedFraming, TriedFraming]
    after: tuple[str, str] | None
    showed: tuple[str, ...]
    besides: tuple[UntestedDifference, ...]
    cost: ExperimentCost
    planned: tuple[str, ...]
    keep: str
    next: NextTry | None
    reflect: str | None
    go_on: str | None = None
