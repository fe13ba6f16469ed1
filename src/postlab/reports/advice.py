"""What to do next, and what to be careful about, one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from postlab.design.approving import REVIEWED, approval_step
from postlab.design.guardrails import BUDGET, METRIC
from postlab.design.plan import Plan
from postlab.design.plan_parts import BEST_BET
from postlab.english import counted, ended, listed, local_time, plural
from postlab.errors import typed
from postlab.reports.framing_names import as_object, as_subject
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.post import PostView
from postlab.reports.pauses import PauseView
from postlab.reports.result_text import going_on_command
from postlab.reports.verdict import VerdictView
from postlab.reports.views import Lineage, RoundView
from postlab.sanitise import plain
from postlab.stats import Decision

MANY_VOID = 1 / 3
"""If a larger share of the rounds is void, something goes wrong regularly."""


def next_steps(
    experiment: ExperimentView,
    plan: Plan,
    verdict: VerdictView,
    rounds: Sequence[RoundView],
    lineage: Lineage,
    pauses: Sequence[PauseView] = (),
) -> tuple[str, ...]:
    """What the practitioner should do next, most urgent first.

    Args:
        experiment: the experiment, for its state and name.
        plan: its plan, for what was agreed in case it fails.
        verdict: the verdict on its rounds.
        rounds: all of its rounds, open ones included.
        lineage: the experiments before and after it, for whether it was retried already.
        pauses: its pauses, oldest first.
    """
    from postlab.records.tables import ExperimentState

    steps = in_doubt(rounds)
    name = typed(experiment.name)
    if experiment.paused_at is not None and pauses:
        steps += _steps_while_paused(plan, name, pauses[-1])
    elif not verdict.settled and experiment.state == ExperimentState.RUNNING:
        steps += _steps_while_running(plan, rounds)
    elif lineage.children:
        child = lineage.children[-1]
        steps.append(f"It was tried again as “{plain(child)}”: `postlab report {typed(child)}`.")
    else:
        steps += _steps_after_the_end(plan, verdict, experiment.name)
    return tuple(steps)


def in_doubt(rounds: Sequence[RoundView]) -> list[str]:
    """The posts that may or may not be out, each with what to do about it."""
    from postlab.records.tables import IN_DOUBT

    doubtful = [post for round_ in rounds for post in round_.posts if post.state in IN_DOUBT and post.trouble]
    return [f"Post {post.id} is in doubt: {post.trouble}" for post in doubtful]


def _steps_while_paused(plan: Plan, name: str, pause: PauseView) -> list[str]:
    ways_on = f"`postlab resume {name}` lets it go on, `postlab stop {name}` ends it."
    steps = [f"It is paused: nothing new goes out, what is out is still read. {ways_on}"]
    if pause.guardrail == BUDGET:
        steps.append("More money for it is a change of its plan: `postlab new --from PLAN.toml --usd X --amend WHY`.")
    elif pause.guardrail == METRIC:
        steps.append("`postlab account check ACCOUNT` says what is missing, and lets it go on once that is mended.")
    elif pause.guardrail is not None and plan.if_it_fails.strip():
        steps.append(f"Your plan for this: {ended(plain(plan.if_it_fails))}")
    return steps


def _steps_while_running(plan: Plan, rounds: Sequence[RoundView]) -> list[str]:
    from postlab.records.tables import PostState

    posts = [post for round_ in rounds for post in round_.posts]
    steps = []
    if waiting := [post for post in posts if post.state == PostState.PLANNED]:
        verb = plural(len(waiting), "waits", "wait")
        whom = "a reviewer's yes" if plan.approve == REVIEWED else "your approval"
        step = approval_step(plan.approve, waiting[0].experiment)
        steps.append(f"{counted(len(waiting), 'post')} {verb} for {whom}: `{step}`.")
    if coming := [post.slot_at for post in posts if post.state == PostState.APPROVED]:
        steps.append(f"The next post goes out at {_when(min(coming), plan)}.")
    elif due := _next_outcome(plan, posts):
        steps.append(f"The next numbers are due at {_when(due, plan)}.")
    steps.append("`postlab run` takes the next turn (cron does it for you: `postlab cron enable`).")
    return steps


def _next_outcome(plan: Plan, posts: Sequence[PostView]) -> datetime | None:
    due = [
        post.published_at + plan.horizon
        for post in posts
        if post.published_at is not None and post.outcome is None and post.missing is None
    ]
    return min(due, default=None)


def _when(at: datetime, plan: Plan) -> str:
    return f"{local_time(at, ZoneInfo(plan.timezone))} ({plan.timezone})"


def _steps_after_the_end(plan: Plan, verdict: VerdictView, name: str) -> list[str]:
    if verdict.aa:
        return ["An A/A test tries nothing, so there is nothing to change: `postlab new` plans the next experiment."]
    treatment, control = as_subject(verdict.treatment), as_object(verdict.control)
    retry = f"`postlab retry {typed(name)}`"
    if verdict.decision is Decision.TREATMENT_WORKS:
        if verdict.as_try is not None and verdict.as_try.stands is not verdict.decision:
            return [
                f"Post {treatment} meanwhile: a good bet, though it does not stand among so many experiments yet.",
                f"To settle it, compare the two once more in an experiment of its own: `postlab new`. {retry} goes on.",
            ]
        return [
            f"Keep {treatment} for posts like these.",
            f"To find out what makes it work, change one thing: {retry} offers a list.",
        ]
    planned = [f"Your plan for this: {ended(plain(plan.if_it_fails))}"] if plan.if_it_fails.strip() else []
    if verdict.decision is Decision.CONTROL_WORKS:
        return [
            *planned,
            f"Stay with {as_subject(verdict.control)}, and change one thing in the other: {retry}.",
        ]
    if verdict.decision is Decision.NO_PRACTICAL_DIFFERENCE:
        return [*planned, f"Try a bolder change than {treatment} against {control}: {retry}."]
    going_on = going_on_command(verdict, name)
    return [
        *planned,
        *_until_more_is_known(plan, verdict),
        f"To learn more from as many posts: change something bolder ({retry}), or post on one account more.",
        *([f"To go on with the same question, and keep what was measured: `{going_on}`."] if going_on else []),
    ]


def _until_more_is_known(plan: Plan, verdict: VerdictView) -> list[str]:
    """What the plan falls back to where nothing was settled: the best bet, if it says so and there is one."""
    bet = verdict.best_bet
    if plan.fallback != BEST_BET or bet is None:
        return []
    framing = verdict.control if bet.framing is None else bet.framing
    return [f"Until more is known, your plan says to go on with {as_subject(framing)}. {bet.sentence}"]


def report_warnings(verdict: VerdictView, rounds: Sequence[RoundView], *, missed: int) -> tuple[str, ...]:
    """What the reader should be careful about, one sentence each.

    Args:
        verdict: the verdict, for how many rounds count.
        rounds: all rounds of the experiment.
        missed: how many readings were due while nothing ran.
    """
    warnings = []
    closed = verdict.rounds + verdict.voided
    if closed >= 3 and verdict.voided > closed * MANY_VOID:
        warnings.append(
            f"{verdict.voided} of {counted(closed, 'round')} do not count; the notes on the rounds say why."
        )
    estimated = [post.id for round_ in rounds for post in round_.posts if post.estimated]
    if estimated:
        posts = f"{plural(len(estimated), 'Post')} {listed(str(post) for post in estimated)}"
        warnings.append(f"{posts}: the outcome is estimated from readings at other ages than the horizon.")
    if missed:
        warnings.append(f"{counted(missed, 'reading')} {plural(missed, 'was', 'were')} missed because nothing ran.")
    late = sum(post.late for round_ in rounds for post in round_.posts)
    if late:
        warnings.append(f"{counted(late, 'post')} went out late; the draw still decides which framing got which slot.")
    return (*warnings, *_card_warnings(rounds))


def _card_warnings(rounds: Sequence[RoundView]) -> list[str]:
    """A warning for rounds in which only one framing showed a preview of its link.

    There the framings differ in more than their words.
    """
    rounds_by_variant: dict[str, list[str]] = {}
    for round_ in rounds:
        for account in dict.fromkeys(post.account for post in round_.posts):
            cards = {post.card: post for post in round_.posts if post.account == account and post.card is not None}
            if len(cards) > 1:
                rounds_by_variant.setdefault(cards[True].variant, []).append(str(round_.number))
    return [
        f"In {plural(len(numbers), 'round')} {listed(numbers)} only “{plain(variant)}” showed a preview "
        "of the link: what was compared is more than the words."
        for variant, numbers in rounds_by_variant.items()
    ]
