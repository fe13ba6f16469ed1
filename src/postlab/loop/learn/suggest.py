"""The next try: one change, by what the rounds of all experiments showed and left open."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.design.plan import Plan
from postlab.design.plan_framing import brief_of, recipe_of
from postlab.design.planning import TYPICAL_SD, rounds_needed
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.blocks import Recipe
from postlab.framing.changes import Change, single_changes
from postlab.framing.compose import compose
from postlab.framing.contrasts import Contrast, Signed, change_between, contrast_between
from postlab.framing.lengths import Graphemes
from postlab.loop.judge.evidence import Direct, comparisons, direct_evidence, measured_rounds, scope_of, within
from postlab.loop.judge.judge import closed_rounds
from postlab.loop.learn.champion import Best, best_so_far, decision_of
from postlab.loop.learn.rationale import Shown, expectation, reason, room, shown_by
from postlab.loop.learn.retry_timing import another_time, at_another_time
from postlab.loop.lookup.accounts import find_account
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.records.tables import Experiment, ExperimentState, Link, stored_id
from postlab.stats.choice import expected_improvement, ratio_to_plan_for
from postlab.stats.contrasts import Finding, findings
from postlab.stats.effects import WORDING_SD, Normal, Posterior, posterior

LINKS_TRIED = 6
ROOM = Graphemes(10_000, 100_000)
"""Whether a change can be seen at all is told on some links, and does not depend on a network's limit."""

SURE_OF_SPREAD = 8
"""From so many rounds on, the scatter of this lab's own numbers is gone by."""

NAME_LENGTH = 60
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier rounds of all experiments say about one change, for the same readers and metric.

    Attributes:
        contrast: the single thing that it changes, and which way; None where the framing stays.
        finding: what rounds with that very difference say, None where there are none; its ratios are those of having
            the thing, whichever way the change goes.
        experiments: how many experiments those rounds are of.
        rounds: measured rounds for the same readers, whatever was compared in them.
        touched: whether any of them had something to do with what the change moves.
        suggested: what all of them together suggest about the change, as a log ratio; never a claim.
    """

    contrast: Signed | None
    finding: Finding | None
    experiments: int
    rounds: int
    touched: bool
    suggested: Normal


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One change to the framing, and why to try it.

    Attributes:
        change: what to change.
        why: a sentence.
        score: what it may bring over the best framing so far, in log units (`expected_improvement`); orders them.
        gain: what is thought of it against the best framing so far, as a log ratio.
        known: what earlier rounds say about the change.
        ratio: the ratio to the best so far that rounds are counted for.
        rounds: how many rounds it takes to settle that ratio, in half of all experiments.
        against: the framing that it is compared with.
    """

    change: Change
    why: str
    score: float
    gain: Normal
    known: Known
    ratio: float
    rounds: int
    against: Best


def suggestions(session: Session, experiment: Experiment, *, today: date | None = None) -> list[Suggestion]:
    """Every single change to the framing that was tried, and to the best one so far, most promising first.

    They are compared with the best framing so far, which the rounds of all experiments for the same readers tell. A
    change that this lineage has tried already is left out, and one that no text would show.

    Args:
        session: of the records.
        experiment: the one to retry.
        today: where it is given, another time is offered as well, of which the plan must know the moment.
    """
    plan = plan_of(experiment)
    treatment = next(variant for variant in plan.variant if variant.name == plan.treatment)
    tried = recipe_of(treatment)
    best = best_so_far(session, experiment, shows=lambda recipe: _texts(session, experiment, plan, recipe))
    rounds = [closed for closed in closed_rounds(session, experiment) if closed.void is None]
    shown = shown_by(session, plan, rounds, decision=decision_of(session, experiment))
    thought = _thought(session, experiment, shown, plan)
    suggested = [
        thought.suggestion(change, base, best, of_treatment=base.same_framing(tried))
        for change, base in _changes(session, experiment, plan, tried, best.recipe)
    ]
    moved = another_time(session, experiment, tried_in_lineage(session, experiment), today=today) if today else None
    if moved is not None:
        suggested.append(thought.of_time(moved, tried, best))
    return sorted(suggested, key=lambda suggestion: -suggestion.score)


@dataclass(frozen=True, slots=True)
class _Thought:
    """What is thought of every change, given all rounds for the same readers."""

    plan: Plan
    shown: Shown
    posterior: Posterior
    findings: dict[Contrast, Finding]
    direct: dict[Contrast, Direct]
    rounds: int
    touched: frozenset[str]

    def suggestion(self, change: Change, base: Recipe, best: Best, *, of_treatment: bool) -> Suggestion:
        gain = self.posterior.of(change_between(best.recipe, change.recipe))
        gain = Normal(gain.mean + room(change, self.shown, of_treatment=of_treatment), gain.sd)
        signed = contrast_between(base, change.recipe)
        finding = self.findings.get(signed.contrast) if signed else None
        return self._suggestion(
            change,
            reason(change, self.shown, of_treatment=of_treatment),
            gain,
            best,
            Known(
                contrast=signed,
                finding=finding,
                experiments=len(self.direct[signed.contrast].experiments) if signed and finding else 0,
                rounds=self.rounds,
                touched=bool(self.touched & change_between(base, change.recipe).keys()),
                suggested=self.posterior.of(change_between(base, change.recipe)),
            ),
        )

    def of_time(self, change: Change, tried: Recipe, best: Best) -> Suggestion:
        """The same framings at another time: what that does is as little known as other words are."""
        gain = self.posterior.of(change_between(best.recipe, tried))
        gain = Normal(gain.mean, math.hypot(gain.sd, WORDING_SD))
        known = Known(None, None, 0, self.rounds, touched=False, suggested=Normal(0.0, WORDING_SD))
        return self._suggestion(change, reason(change, self.shown, of_treatment=True), gain, best, known)

    def _suggestion(self, change: Change, why: str, gain: Normal, best: Best, known: Known) -> Suggestion:
        ratio = ratio_to_plan_for(gain, worthwhile=self.plan.worthwhile)
        return Suggestion(
            change=change,
            why=why,
            score=expected_improvement(gain),
            gain=gain,
            known=known,
            ratio=ratio,
            rounds=rounds_needed(
                ratio, alpha=self.plan.alpha, accounts=len(self.plan.accounts), sd=spread_of(self.posterior)
            ),
            against=best,
        )


def spread_of(effects: Posterior) -> float:
    """The standard deviation of the log ratio of two posts: this lab's own once it is known, else the usual one."""
    return effects.spread if effects.freedom >= SURE_OF_SPREAD else TYPICAL_SD


def _thought(session: Session, experiment: Experiment, shown: Shown, plan: Plan) -> _Thought:
    rounds = within(measured_rounds(session), scope_of(session, experiment))
    direct = direct_evidence(rounds)
    known = findings({contrast: one.differences for contrast, one in direct.items()}, alpha=plan.alpha)
    compared = comparisons(rounds)
    return _Thought(
        plan=plan,
        shown=shown,
        posterior=posterior(compared, expectation(shown)),
        findings=known,
        direct=direct,
        rounds=len(rounds),
        touched=frozenset(feature for one in compared for feature in one.change),
    )


def _changes(
    session: Session, experiment: Experiment, plan: Plan, tried: Recipe, best: Recipe
) -> list[tuple[Change, Recipe]]:
    """The single changes of the framing that was tried, then of the best one, each with the framing it changes."""
    before = [
        recipe_of(variant) for one in tried_in_lineage(session, experiment) for variant in plan_of(one).variant
    ] + [best]
    replies = all(_replies(session, name) for name in plan.accounts)
    texts = [_texts(session, experiment, plan, recipe) for recipe in (tried, best)]
    changes: list[tuple[Change, Recipe]] = []
    for base in (tried, best):
        for change in single_changes(base, brief=brief_of(plan, {}), tried=before, replies=replies):
            known = any(change.recipe.same_framing(earlier.recipe) for earlier, _ in changes)
            if known or _texts(session, experiment, plan, change.recipe) in texts:
                continue
            changes.append((change if base is tried else _from(base, change), base))
        if best.same_framing(tried):
            break
    return changes


def _from(base: Recipe, change: Change) -> Change:
    """A change that starts from another framing than the one that was tried says so."""
    return replace(change, summary=f"start from “{base.name}”: {change.summary}")


def _replies(session: Session, account: str) -> bool:
    """Whether an account's platform can answer its own post; an account that was removed cannot."""
    its_account = find_account(session, account)
    if its_account is None:
        return False
    try:
        return bool(getattr(platforms.load(its_account.platform), "replies", False))
    except InputError:
        return False  # its plugin is not installed any more; what was learnt there can still be looked at


def _texts(session: Session, experiment: Experiment, plan: Plan, recipe: Recipe) -> list[str]:
    """How the first links of an experiment would read in a framing, with room for all of it."""
    links = session.exec(
        select(Link).where(Link.experiment_id == experiment.id).order_by(col(Link.position)).limit(LINKS_TRIED)
    ).all()
    day = experiment.created_at.date()
    briefs = [(link, brief_of(plan, link.wording, link.written_by)) for link in links]
    drafts = [compose(Article.of(link.article), recipe, brief, rule=ROOM, today=day) for link, brief in briefs]
    return ["\n\n".join(draft.texts) for draft in drafts]


def next_document(
    session: Session, experiment: Experiment, change: Change, *, name: str | None = None
) -> dict[str, Any]:
    """The plan of the next iteration: the same question, one change, tried against the best framing so far.

    After a framing that worked that is the framing itself; otherwise the same control, unless another experiment for
    the same readers has found a better one. Another time keeps both framings.
    """
    plan = plan_of(experiment)
    document = plan.document()
    document["name"] = name or next_name(session, plan.name)
    if change.kind_of_change == "time":
        return document | at_another_time(plan)
    best = best_so_far(session, experiment, shows=lambda recipe: _texts(session, experiment, plan, recipe))
    control = best.variant.model_dump(mode="json", exclude_none=True)
    challenger = {
        "name": _next_variant_name(change, {plan.control, plan.treatment, best.variant.name}),
        "blocks": list(change.recipe.blocks),
        **{kind.replace(" ", "_"): text for kind, text in change.recipe.wording.items()},
    }
    document["control"] = control["name"]
    document["variant"] = [control, challenger]
    return document


def next_name(session: Session, name: str) -> str:
    """The name of the next iteration: a number at the end, counted on until it is free."""
    stem, _, number = name.rpartition("-")
    if not (stem and number.isdecimal() and len(number) < _YEAR_DIGITS):
        stem, number = name, "1"
    following = int(number) + 1
    while find_experiment(session, free_name := _with_number(stem, following)) is not None:
        following += 1
    return free_name


def _with_number(stem: str, number: int) -> str:
    """A name with a number behind it, no longer than a plan's name may be."""
    ending = f"-{number}"
    return stem[: NAME_LENGTH - len(ending)] + ending


def link_uses(session: Session, experiment: Experiment) -> dict[str, int]:
    """How often each link of an experiment has gone out, by address: the next iteration starts with the others."""
    return {link.url: link.uses for link in session.exec(select(Link).where(Link.experiment_id == experiment.id))}


def lineage(session: Session, experiment: Experiment) -> list[Experiment]:
    """An experiment's ancestors, oldest first, and itself."""
    line = [experiment]
    while line[0].parent_id is not None:
        line.insert(0, session.get_one(Experiment, line[0].parent_id))
    return line


def tried_in_lineage(session: Session, experiment: Experiment) -> list[Experiment]:
    """Every experiment that retries the same first one, that one and this one among them, oldest first."""
    tried = [lineage(session, experiment)[0]]
    generation = list(tried)
    while generation:
        parents = [stored_id(one) for one in generation]
        generation = list(
            session.exec(select(Experiment).where(col(Experiment.parent_id).in_(parents)).order_by(col(Experiment.id)))
        )
        tried += generation
    return tried


def running_iteration(session: Session, experiment: Experiment) -> Experiment | None:
    """Another try of the same experiment that still runs, if there is one."""
    return session.exec(
        select(Experiment).where(Experiment.parent_id == experiment.id, Experiment.state == ExperimentState.RUNNING)
    ).first()


def _next_variant_name(change: Change, taken: set[str]) -> str:
    """The changed framing's name, made different from those it is compared with."""
    stem = name = change.recipe.name[:60]
    number = 2
    while name in taken:
        name = f"{stem[:55]} {number}"
        number += 1
    return name
