"""What protects followers: quiet hours, a limit on posts a week, a rest before the same link goes out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from postlab.design.durations import format_duration
from postlab.design.plan import SHORT_HORIZON
from postlab.design.slots import WEEK, parse_slot
from postlab.english import counted, plural

WEEK_FOR_SHORT = WEEK - timedelta(hours=2)
"""After how long a post has left its week: a little sooner than seven days, so that the same slot of the next week
has room also where the clocks went forward in between or the post was some minutes late."""

MONTH = timedelta(days=31)
"""Networks that cap posts with a link do not say where a month begins: what holds in any 31 days holds in every one."""

Quiet = tuple[time, time]
"""From the first wall time up to, not including, the second; it may span midnight."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one experiment has to keep to.

    Attributes:
        quiet: wall times in its zone between which nothing goes out.
        posts_a_week: posts on one account in any seven days, of all experiments together.
        own_a_week: the same of this experiment alone, as its plan's budget says.
        link_gap: the least time between two posts of the same link on one account.
    """

    quiet: Quiet | None = None
    posts_a_week: int | None = None
    own_a_week: int | None = None
    link_gap: timedelta | None = None

    def for_horizon(self, horizon: timedelta) -> Rules:
        """The same for an experiment with that horizon: a rehearsal keeps to its own budget alone."""
        if horizon >= SHORT_HORIZON:
            return self
        return replace(self, quiet=None, posts_a_week=None, link_gap=None)

    def __bool__(self) -> bool:
        return any(rule is not None for rule in (self.quiet, self.posts_a_week, self.own_a_week, self.link_gap))


@dataclass(frozen=True, slots=True)
class SlotUse:
    """A post that went out on one of the accounts, or is to.

    Attributes:
        account: where.
        at: when.
        link: which page's link it has.
        own: whether it is of the same experiment.
        linked: whether its own text has the link, and not its first reply.
    """

    account: int
    at: datetime
    link: str
    own: bool
    linked: bool = True


def is_quiet(at: datetime, zone: str, quiet: Quiet | None) -> bool:
    """Whether a moment lies in the quiet hours of a zone."""
    if quiet is None:
        return False
    wall, (start, end) = at.astimezone(ZoneInfo(zone)).time(), quiet
    return start <= wall < end if start < end else wall >= start or wall < end


def quiet_until(at: datetime, zone: str, quiet: Quiet) -> datetime:
    """When the quiet hours around a moment end."""
    local = at.astimezone(ZoneInfo(zone))
    over = local.replace(hour=quiet[1].hour, minute=quiet[1].minute, second=0, microsecond=0, fold=0)
    return (over if over > local else over + timedelta(days=1)).astimezone(at.tzinfo)


def quiet_since(at: datetime, zone: str, quiet: Quiet) -> datetime:
    """When the quiet hours around a moment began."""
    local = at.astimezone(ZoneInfo(zone))
    begun = local.replace(hour=quiet[0].hour, minute=quiet[0].minute, second=0, microsecond=0, fold=0)
    return (begun if begun <= local else begun - timedelta(days=1)).astimezone(at.tzinfo)


def shown_quiet(quiet: Quiet) -> str:
    """Quiet hours for people: 21:00–07:00."""
    return f"{quiet[0]:%H:%M}–{quiet[1]:%H:%M}"


def is_crowded(at: datetime, others: Iterable[datetime], most: int, span: timedelta = WEEK_FOR_SHORT) -> bool:
    """Whether one more post at a moment would be more than `most` in some span around it, which is seven days."""
    around = sorted([at, *(other for other in others if abs(other - at) < span)])
    return any(last - first < span for first, last in zip(around, around[most:], strict=False))


def room_from(at: datetime, out: Iterable[datetime], most: int, span: timedelta = WEEK_FOR_SHORT) -> datetime:
    """The earliest time at which one more post would still be within `most` in a span, by those that are out."""
    recent = sorted(other for other in out if at - other < span)
    return at if len(recent) < most else recent[-most] + span


@dataclass(frozen=True, slots=True)
class Watch:
    """The rules of an experiment beside what went out or is to on its accounts: which slot may be taken.

    Attributes:
        rules: what to keep to.
        accounts: the experiment's; each slot brings one post on each of them.
        uses: the posts on these accounts, the round that is being placed left out.
        link_caps: by account, how many posts with a link its network allows in a month; empty where the experiment has
            no link in a post.
    """

    rules: Rules
    accounts: tuple[int, ...]
    uses: tuple[SlotUse, ...] = ()
    link_caps: Mapping[int, int] = field(default_factory=dict)

    def why_not(self, at: datetime, zone: str, link: str, chosen: Sequence[datetime]) -> str | None:
        """Why a slot may not be taken, in words that finish "it …", or None where it may.

        Args:
            at: the slot's moment.
            zone: the plan's.
            link: the page whose link would go out in it, written as in the uses.
            chosen: slots of the same round that come before it; they may carry the same link.
        """
        rules = self.rules
        if rules.quiet is not None and is_quiet(at, zone, rules.quiet):
            return f"lies in the quiet hours ({shown_quiet(rules.quiet)})"
        for most, own, whose in (
            (rules.posts_a_week, False, "on one account"),
            (rules.own_a_week, True, "of this experiment on one account"),
        ):
            if most is not None and any(
                is_crowded(at, [*chosen, *self._times(account, own=own)], most) for account in self.accounts
            ):
                return f"would make more than {counted(most, 'post')} a week {whose}"
        for account, most in self.link_caps.items():
            # the coin decides which framing a slot gets, so each may be one with its link in the post
            linked = [use.at for use in self.uses if use.account == account and use.linked]
            if is_crowded(at, [*chosen, *linked], most, MONTH):
                return f"would make more than {counted(most, 'post')} with a link a month on one account"
        gap = rules.link_gap
        if gap and any(use.link == link and abs(use.at - at) < gap for use in self.uses):
            return f"would bring a link again within {format_duration(gap)}"
        return None

    def _times(self, account: int, *, own: bool) -> list[datetime]:
        return [use.at for use in self.uses if use.account == account and (use.own or not own)]


def quiet_slots(slots: Sequence[str], quiet: Quiet) -> list[tuple[int, str]]:
    """The slots of a plan that lie in quiet hours, each with its number from 1; they could never be used."""
    unusable = []
    for number, slot in enumerate(slots, start=1):
        wall, (start, end) = parse_slot(slot).time, quiet
        if start <= wall < end if start < end else wall >= start or wall < end:
            unusable.append((number, slot))
    return unusable


def drawn_out(
    rules: Rules, *, rounds: int, posts_per_round: int, links: int, links_per_round: int, slots_per_week: float
) -> list[str]:
    """Where the rules, not the slots, decide how long an experiment takes: a sentence each.

    Args:
        rules: of the experiment.
        rounds: at most.
        posts_per_round: on one account.
        links: how many the pool has.
        links_per_round: how many one round uses up.
        slots_per_week: of the plan.
    """
    sentences = []
    weeks_of_slots = rounds * posts_per_round / slots_per_week
    for most, whose in (
        (rules.posts_a_week, "posts_a_week of the lab"),
        (rules.own_a_week, "posts_a_week of its budget"),
    ):
        if most is not None and most < slots_per_week and rounds * posts_per_round > most:
            weeks = rounds * posts_per_round / most
            sentences.append(
                f"At {counted(most, 'post')} a week on one account ({whose}) {rounds} rounds take "
                f"about {weeks:.0f} weeks, not the {max(weeks_of_slots, 1):.0f} that its slots would allow."
            )
    if rules.link_gap:
        turns = -(-rounds * links_per_round // links)
        waits = (turns - 1) * rules.link_gap
        if waits > timedelta(weeks=weeks_of_slots):
            sentences.append(
                f"A link comes back after {format_duration(rules.link_gap)} at the soonest (link_gap_days), so "
                f"{rounds} rounds with {links} {plural(links, 'link')} take at least {waits.days // 7} "
                "weeks; more links make it shorter."
            )
    return sentences
