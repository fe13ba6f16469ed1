"""What a rehearsal showed: the report for each true effect, how often the plan settles it, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postlab.design.known_page import KnownPage, Source
from postlab.design.plan import Plan
from postlab.design.replays import Effect, Frequencies
from postlab.design.ways_out import Way, WayCode
from postlab.english import counted, listed
from postlab.metrics import counted_in_words
from postlab.reports.framing_names import as_subject
from postlab.reports.views import Report

ENOUGH = 0.5
"""A plan can work where a large effect is settled rightly in at least this part of all replays."""


@dataclass(frozen=True, slots=True)
class Story:
    """A plan played once with one true effect.

    Attributes:
        effect: "none", "small" or "large".
        ratio: the true ratio of treatment to control.
        report: the report at its end.
        stopped_short: why it went no further although its question was open; None where it ended as planned.
        room: how many rounds there was room for, where that was fewer than planned; None elsewhere.
    """

    effect: Effect
    ratio: float
    report: Report
    stopped_short: str | None
    room: int | None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A plan played once with one true effect, and what became of many experiments with it."""

    story: Story
    frequencies: Frequencies

    @property
    def effect(self) -> Effect:
        """How much framing matters: "none", "small" or "large"."""
        return self.story.effect

    @property
    def ratio(self) -> float:
        """The true ratio of treatment to control."""
        return self.story.ratio


def of_a_hundred(part: int, whole: int) -> int:
    """A part of a whole as so many of a hundred; what happened at all is at least one, and less than all at most 99."""
    rounded = round(100 * part / whole)
    return min(max(rounded, int(part > 0)), 100 - int(part < whole))


def size_of(ratio: float) -> str:
    """How far a true ratio is from 1, whichever framing it favours: 1.5, 3."""
    return f"{max(ratio, 1 / ratio):.3g}"


def title_of(effect: Effect, ratio: float, plan: Plan) -> str:
    """What is assumed to be true, as a heading."""
    if effect == "none":
        return "If the framing had no effect"
    better = plan.treatment if ratio > 1 else plan.control
    return f"If the effect were {effect}: {size_of(ratio)} times for “{better}”"


def can_work(rehearsed: Sequence[Rehearsed]) -> bool:
    """Whether the plan settles a large effect in half of all replays or more; an A/A test has none to settle."""
    large = next((one for one in rehearsed if one.effect == "large"), None)
    return large is None or large.frequencies.rightly(large.ratio) >= ENOUGH * large.frequencies.replays


def rounds_with_room(stories: Sequence[Story], plan: Plan) -> int:
    """How many of the plan's rounds there is room for, in every story."""
    return min((story.room for story in stories if story.room), default=plan.rounds)


def conclusions(rehearsed: Sequence[Rehearsed], plan: Plan) -> list[str]:
    """Sentences on what the counts of replays mean for the plan."""
    by_effect = {one.effect: one for one in rehearsed}
    room = rounds_with_room([one.story for one in rehearsed], plan)
    short = (
        [f"There is room for {room} of its {plan.rounds} rounds; the replays end there."] if room < plan.rounds else []
    )
    none = by_effect["none"].frequencies
    wrong = of_a_hundred(none.treatment_works + none.control_works, none.replays)
    chance = f"Where the framing has no effect, {wrong} of 100 replays name a winner by chance."
    if plan.aa:
        return [*short, f"{chance} That is what an A/A test shows."]
    small, large = by_effect["small"], by_effect["large"]
    of_large = of_a_hundred(large.frequencies.rightly(large.ratio), large.frequencies.replays)
    of_small = of_a_hundred(small.frequencies.rightly(small.ratio), small.frequencies.replays)
    size_large, size_small = (size_of(one.ratio) for one in (large, small))
    if can_work(rehearsed):
        first = f"This plan can work: an effect of {size_large} times is settled in {of_large} of 100 replays."
    else:
        first = (
            f"This plan would settle hardly anything: even {size_large} times is settled in {of_large} of 100 replays."
        )
    sentences = [*short, first]
    if of_small < 100 * ENOUGH:
        sentences.append(
            f"An effect of {size_small} times, the smallest that you call worthwhile, is settled in {of_small} of 100: "
            "expect “not enough posts” there, which is an answer, too."
        )
    harmless = of_a_hundred(small.frequencies.does_no_harm, small.frequencies.replays)
    if plan.expected != "control" and harmless > of_small:
        sentences.append(
            f"That {as_subject(plan.treatment)} at least does no harm is settled there in {harmless} of 100."
        )
    return [*sentences, chance]


def pages_in_words(plan: Plan, pages: Sequence[KnownPage]) -> list[str]:
    """Sentences on what a post is taken to get, and who says so."""
    metric = counted_in_words(plan.metric)
    said = {
        Source.HISTORY: "by {posts} of its own",
        Source.PLAN: "as the plan says",
        Source.PUBLISHED: "by what is published of such mailings",
        Source.NOBODY: "a guess, as nobody has told",
    }
    each = [
        f"about {known.page.mean:.2g} on {known.account} "
        f"({said[Source(known.source)].format(posts=counted(known.posts, 'post'))})"
        for known in pages
    ]
    sentences = [f"A post is taken to get, in {metric}: {listed(each, 'and')}."]
    if any(known.source == Source.NOBODY for known in pages):
        sentences.append(
            "With fewer it settles less. Say what a post of yours gets with usual = N in the plan, or show earlier "
            "posts to `postlab observe`."
        )
    return sentences


def what_would_help(plan: Plan, ways: Sequence[Way], *, real: bool) -> list[Way]:
    """The plan with rounds enough, where it has too few, and the changes that settle a doubling in fewer rounds.

    Args:
        plan: the plan.
        ways: the plan as it stands and what would settle it sooner.
        real: whether real people read its posts, so that further rounds may take further links.
    """
    from postlab.loop.plan.link_checks import links_for

    found = []
    for way in ways:
        if way.code != WayCode.AS_PLANNED:
            found.append(way)
        elif way.rounds > plan.rounds:
            links = links_for(way.rounds, design=plan.design) if real else 0
            more = f", and {counted(links, 'link')} for them" if links > len(plan.link) else ""
            found.append(replace(way, what=f"rounds = {way.rounds}{more}"))
    return found


def next_steps(rehearsed: Sequence[Rehearsed], helpful: Sequence[Way], step: str) -> list[str]:
    """Sentences on what to do next; a plan that settles hardly anything is changed before anything else.

    Args:
        rehearsed: what was played.
        helpful: as `what_would_help` gives them.
        step: what to do with a plan that can work.
    """
    if can_work(rehearsed):
        return [step]
    lacking = next((one.story.stopped_short for one in rehearsed if one.story.room is not None), None)
    if lacking is not None:
        change = f"Make room for its rounds first: {lacking}"
    else:
        change = f"Change the plan first: {helpful[0].what}." if helpful else "Change the plan first."
    return [f"{change} Then rehearse it again.", f"If you like it as it is: {step}"]
