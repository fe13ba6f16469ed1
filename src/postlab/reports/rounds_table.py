"""The rounds of a report as the rows of a table, with its notes and its links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from postlab.english import counted, listed, short_time
from postlab.framing.writers import told
from postlab.reports.formats import amount, times
from postlab.reports.nouns.post import PostView
from postlab.reports.views import HeldView, Report, RoundView
from postlab.sanitise import plain

MISSING = "–"

_WAITING = {
    "planned": "to approve",
    "approved": "to go out",
    "attempting": "in doubt",
    "unknown": "in doubt",
    "published": "not yet",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Something unusual about a round: a word for the table, and the reason for the notes below it."""

    word: str
    why: str


def header(report: Report) -> tuple[str, ...]:
    """The titles of the columns."""
    return ("Round", plain(report.plan.control), plain(report.plan.treatment), "Ratio", "Notes")


def rows(report: Report, *, weekdays: bool, joined: bool) -> list[tuple[str, ...]]:
    """One row a round: the outcome of each framing on each account, its slot and its link.

    Args:
        report: the report with the rounds.
        weekdays: whether there is room for the day of the week.
        joined: whether there is room for a slot and its link on one line.
    """
    plan = report.plan
    zone = ZoneInfo(plan.timezone)
    numbers = {link: number for number, (link, _) in enumerate(links(report), start=1)}

    def place(post: PostView) -> list[str]:
        when = short_time(post.slot_at, zone)
        parts = [when if weekdays else when.partition(" ")[2], f"link {numbers[post.link]}"]
        return [", ".join(parts)] if joined else parts

    def cell(round_: RoundView, variant: str) -> str:
        posts = {account: round_.of(variant, account) for account in plan.accounts}
        lines: list[str] = []
        # accounts in the same place stand together; those that are crossed have the other slot and link
        for crossed in (False, True):
            there = {account: post for account, post in posts.items() if (account in round_.crossed) is crossed}
            lines += [
                _number(post) if len(posts) == 1 else f"{plain(account)}: {_number(post)}"
                for account, post in there.items()
            ]
            example = next((post for post in there.values() if post is not None), None)
            lines += place(example) if example else []
        return "\n".join(lines)

    return [
        (
            str(round_.number),
            cell(round_, plan.control),
            cell(round_, plan.treatment),
            _ratio(round_),
            "\n".join(dict.fromkeys(flag.word for flag in flags(round_))),
        )
        for round_ in report.rounds
    ]


def links(report: Report) -> list[tuple[str, str]]:
    """The links of the posts, each as (address, headline), in the order of their first round."""
    titles = {post.link: plain(post.title) for round_ in report.rounds for post in round_.posts}
    return list(titles.items())


def flags(round_: RoundView) -> list[Flag]:
    """What is unusual about a round."""
    if round_.withdrawn_at is not None:
        return [Flag("withdrawn", "taken back before anything went out, because the experiment had ended.")]
    raised = []
    if round_.given_up is not None:
        raised.append(
            Flag("given up", f"counts against both framings{_once_out(round_.given_up)}. {round_.given_up.reason}")
        )
    elif round_.void is not None:
        raised.append(Flag("void", f"does not count. {round_.void}"))
    elif round_.interrupted is not None:
        raised.append(Flag("void", f"will not count. {round_.interrupted}"))
    raised += [Flag("moved", f"put off{_once_out(held)}: {held.reason}") for held in round_.put_off]
    for post in round_.posts:
        raised += _flags_of(post, void=round_.void is not None)
    if round_.so_far is None:
        raised.append(Flag("open", ""))
    return raised


def _once_out(held: HeldView) -> str:
    """Which framings were out, and whether their numbers were read, to follow a verb; empty where none was out."""
    if not held.out:
        return ""
    seen = "its numbers read" if held.numbers_seen else "no number read"
    return f" once {listed([f'“{plain(name)}”' for name in held.out])} was out ({seen})"


def _flags_of(post: PostView, *, void: bool) -> list[Flag]:
    """What is unusual about a post.

    Args:
        post: a post of the round.
        void: whether the round does not count; then its own flag explains a missing number.
    """
    raised = []
    name = f"post {post.id} ({plain(post.variant)}, {plain(post.account)})"
    if post.missing and not void:
        raised.append(Flag("missing", f"{name} has no number. {post.missing}"))
    if post.trouble and post.missing is None and post.outcome is None:
        raised.append(Flag("problem", f"{name}: {post.trouble}"))
    if (reply := post.reply) is not None and reply.trouble and post.missing is None and post.outcome is None:
        raised.append(Flag("problem", f"post {reply.id}, the first reply to {name}: {reply.trouble}"))
    if post.damage is not None:
        raised.append(Flag("damaged", f"{name} did not go live as it was written. {post.damage}"))
    if post.vanished_at is not None:
        raised.append(Flag("gone", f"{name} is not on the network any more."))
    if post.estimated:
        raised.append(Flag("estimated", f"{name}: nobody looked at the horizon; the number is estimated."))
    if post.edited or (post.reply is not None and post.reply.edited):
        whose = "its text" if post.edited else "the text of its first reply"
        raised.append(Flag("edited", f"{name}: {whose} was changed by hand."))
    if post.written_by:
        raised.append(Flag("model", f"{name}: {plain(told(post.written_by))}."))
    if post.late and post.published_at is not None:
        minutes = round((post.published_at - post.slot_at).total_seconds() / 60)
        late = counted(minutes, "minute") if minutes < 120 else counted(round(minutes / 60), "hour")
        raised.append(Flag("late", f"{name} went out {late} after its slot."))
    return raised


def _ratio(round_: RoundView) -> str:
    if round_.ratio is not None:
        return times(round_.ratio)
    return MISSING if round_.so_far is not None else ""


def _number(post: PostView | None) -> str:
    if post is None:
        return MISSING
    if post.outcome is not None:
        return f"{'≈' if post.estimated else ''}{amount(post.outcome)}"
    return MISSING if post.missing is not None else _WAITING.get(post.state, MISSING)


def notes(rounds: Sequence[RoundView]) -> list[str]:
    """The notes on the rounds, one sentence for each flag with a reason."""
    return [f"Round {round_.number}: {flag.why}" for round_ in rounds for flag in flags(round_) if flag.why]


def moments_met(rounds: Sequence[RoundView]) -> str:
    """The moments near the rounds, and how near, in one line; empty where there are none."""
    rounds_by_moment: dict[str, list[RoundView]] = {}
    for round_ in rounds:
        if round_.moment is not None and round_.withdrawn_at is None:
            rounds_by_moment.setdefault(round_.moment.what, []).append(round_)
    return "; ".join(
        f"{plain(title)} in {_numbered([r.number for r in near])}{_how_near(near)}"
        for title, near in rounds_by_moment.items()
    )


def _numbered(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"round {numbers[0]}"
    whole = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    return f"rounds {numbers[0]} to {numbers[-1]}" if whole else f"rounds {', '.join(map(str, numbers))}"


def _how_near(rounds: Sequence[RoundView]) -> str:
    days = sorted({round_.moment_days for round_ in rounds if round_.moment_days is not None}, reverse=True)
    if not days:
        return ""
    first, last = days[0], days[-1]
    if first == last:
        return f" ({_before_or_after(first)})"
    if last > 0:
        return f" ({first} to {counted(last, 'day')} before)"
    if first < 0:
        return f" ({-first} to {counted(-last, 'day')} after it began)"
    return f" ({_before_or_after(first)} to {_before_or_after(last)})"


def _before_or_after(days: int) -> str:
    if days == 0:
        return "on its first day"
    return f"{counted(days, 'day')} before" if days > 0 else f"{counted(-days, 'day')} after it began"
