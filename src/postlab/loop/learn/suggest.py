"""Suggesting the next experiment: single changes, ranked by what the rounds of all experiments say about them."""

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
from postlab.framing.blocks import PICTURE, Recipe
from postlab.framing.changes import Change, single_changes
from postlab.framing.compose import compose
from postlab.framing.contrasts import NO_CARD, Contrast, Signed, change_between, contrast_between
from postlab.framing.lengths import Graphemes
from postlab.framing.words.wordings import PACKAGED, Wordings
from postlab.loop.judge.evidence import DirectEvidence, comparisons, direct_evidence, measured_rounds, scope_of, within
from postlab.loop.judge.judge import closed_rounds
from postlab.loop.judge.tries import decision_of
from postlab.loop.learn.champion import Best, best_so_far
from postlab.loop.learn.published import PublishedEffect, effects_on
from postlab.loop.learn.rationale import Shown, expectation, reason, room, shown_by
from postlab.loop.learn.retry_pictures import can_show_pictures
from postlab.loop.learn.retry_timing import another_time, at_another_time
from postlab.loop.lookup.accounts import find_account
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.loop.lookup.lineages import tried_in_lineage
from postlab.platforms.base import Plugin
from postlab.records.tables import Experiment, ExperimentState, Link
from postlab.stats.choice import expected_improvement, ratio_to_plan_for
from postlab.stats.contrasts import Finding, findings
from postlab.stats.effects import WORDING_SD, Normal, Posterior, posterior

LINKS_COMPOSED = 6
NO_LIMIT = Graphemes(10_000, 100_000)
"""A length rule that nothing exceeds: whether a change alters the texts must not depend on a network's limit."""

SURE_OF_SPREAD = 8
"""Degrees of freedom from which this lab's own standard deviation is used instead of the typical one."""

OF_PRESENCE = frozenset({"add", "drop", "place"})
"""Kinds of change by which a framing gains or loses something that published evidence may speak of."""

NAME_LENGTH = 60
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier rounds with the same audience, networks and metric say about one change.

    Attributes:
        contrast: the single feature that it changes, and in which direction; None where the framing stays.
        finding: the result of rounds with that very contrast, or None; its ratios are of having the feature, whichever
            direction the change has.
        experiments: how many experiments those rounds are of.
        rounds: how many measured rounds there are, whatever they compared.
        touched: whether any of them compared a feature that the change alters.
        suggested: the pooled estimate of the change's effect, as a log ratio; never a verdict.
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
        why: the reason, in a sentence.
        score: expected improvement over the best framing so far, in log units; suggestions are sorted by it.
        gain: estimated effect against the best framing so far, as a log ratio.
        known: what earlier rounds say about the change.
        ratio: the ratio to the best framing that `rounds` is planned for.
        rounds: how many rounds settle that ratio with a probability of one half.
        against: the best framing so far, which would be the control.
        published: what published evidence says of the block that the change adds or drops, or the link that it moves,
            on any network or on those of the plan.
    """

    change: Change
    why: str
    score: float
    gain: Normal
    known: Known
    ratio: float
    rounds: int
    against: Best
    published: tuple[PublishedEffect, ...]


def suggestions(
    session: Session, experiment: Experiment, *, today: date | None = None, wordings: Wordings = PACKAGED
) -> list[Suggestion]:
    """Every single change to the treatment and the best framing so far, most promising first.

    Each is compared with the best framing so far (see `best_so_far`). Changes that this lineage has tried already are
    left out, and those that would not alter any text.

    Args:
        session: open.
        experiment: the one to retry.
        today: if given, a change of time is suggested as well, where the plan names a moment for it.
        wordings: the words of the templates, the lab's own among them.
    """
    plan = plan_of(experiment)
    treatment = plan.framing(plan.treatment)
    tried_recipe = recipe_of(treatment)
    best = best_so_far(session, experiment, shows=lambda recipe: _texts(session, experiment, plan, recipe, wordings))
    rounds = [closed for closed in closed_rounds(session, experiment) if closed.void is None]
    shown = shown_by(session, plan, rounds, decision=decision_of(session, experiment))
    beliefs = _beliefs(session, experiment, shown, plan)
    ranked = [
        beliefs.suggestion(change, base, best, of_treatment=base.same_framing(tried_recipe))
        for change, base in _changes(session, experiment, plan, tried_recipe, best.recipe, wordings)
    ]
    change_of_time = (
        another_time(session, experiment, tried_in_lineage(session, experiment), today=today) if today else None
    )
    if change_of_time is not None:
        ranked.append(beliefs.of_time(change_of_time, tried_recipe, best))
    return sorted(ranked, key=lambda suggestion: -suggestion.score)


@dataclass(frozen=True, slots=True)
class _Beliefs:
    """The estimates behind every suggestion, from all rounds with the same audience, networks and metric."""

    plan: Plan
    shown: Shown
    posterior: Posterior
    findings: dict[Contrast, Finding]
    direct: dict[Contrast, DirectEvidence]
    rounds: int
    touched: frozenset[str]
    platforms: frozenset[str]

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
        """Suggest the same framings at another time; its effect is as uncertain as that of other wording."""
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
                ratio,
                alpha=self.plan.alpha,
                accounts=len(self.plan.accounts),
                sd=spread_of(self.posterior),
                planned=self.plan.rounds,
                crossed=bool(self.plan.accounts_crossed),
                expected=None if self.plan.expected == "control" else self.plan.expected,
            ),
            against=best,
            published=effects_on({change.block}, self.platforms) if change.kind_of_change in OF_PRESENCE else (),
        )


def spread_of(effects: Posterior) -> float:
    """The standard deviation of the log ratio of two posts: the lab's own after enough rounds, else the typical."""
    return effects.spread if effects.freedom >= SURE_OF_SPREAD else TYPICAL_SD


def _beliefs(session: Session, experiment: Experiment, shown: Shown, plan: Plan) -> _Beliefs:
    scope = scope_of(session, experiment)
    rounds = within(measured_rounds(session), scope)
    direct = direct_evidence(rounds)
    known_findings = findings(
        {contrast: evidence.differences for contrast, evidence in direct.items()},
        alpha=plan.alpha,
    )
    compared = comparisons(rounds)
    return _Beliefs(
        plan=plan,
        shown=shown,
        posterior=posterior(compared, expectation(plan.metric, shown)),
        findings=known_findings,
        direct=direct,
        rounds=sum(not measured.given_up for measured in rounds),
        touched=frozenset(feature for comparison in compared for feature in comparison.change),
        platforms=scope.platforms or frozenset(),
    )


def _changes(
    session: Session, experiment: Experiment, plan: Plan, tried: Recipe, best: Recipe, wordings: Wordings
) -> list[tuple[Change, Recipe]]:
    """The single changes to the treatment, then to the best framing, each with the framing that it changes."""
    tried_recipes = [
        recipe_of(variant)
        for earlier_try in tried_in_lineage(session, experiment)
        for variant in plan_of(earlier_try).variant
    ] + [best]
    plugins = [_plugin_of(session, name) for name in plan.accounts]
    can_reply = all(plugin is not None and plugin.replies for plugin in plugins)
    can_choose_card = all(plugin is not None and plugin.chooses_card for plugin in plugins)
    can_show = can_show_pictures(session, experiment, plan)
    texts = [_texts(session, experiment, plan, recipe, wordings) for recipe in (tried, best)]
    changes: list[tuple[Change, Recipe]] = []
    for base in (tried, best):
        for change in single_changes(
            base,
            brief=brief_of(plan, {}),
            tried=tried_recipes,
            replies=can_reply,
            pictures=can_show,
            cards=can_choose_card,
            wordings=wordings,
        ):
            is_listed = any(change.recipe.same_framing(earlier.recipe) for earlier, _ in changes)
            if is_listed or not _can_be_compared(best, change.recipe):
                continue
            if _texts(session, experiment, plan, change.recipe, wordings) in texts:
                continue
            changes.append((change if base is tried else _starting_from(base, change), base))
        if best.same_framing(tried):
            break
    return changes


def _can_be_compared(best: Recipe, recipe: Recipe) -> bool:
    """Whether a picture, or a preview, is in both framings or is the one thing in which they differ."""
    alike = best.has_picture is recipe.has_picture and best.card is recipe.card
    return alike or contrast_between(best, recipe) is not None


def _starting_from(base: Recipe, change: Change) -> Change:
    """The change with a summary that names its framing, because that is not the one that was tried."""
    return replace(change, summary=f"start from “{base.name}”: {change.summary}")


def _plugin_of(session: Session, account: str) -> Plugin | None:
    """An account's platform; None where the account was removed, or the plugin is not installed any more."""
    stored_account = find_account(session, account)
    if stored_account is None:
        return None
    try:
        return platforms.load(stored_account.platform)
    except InputError:
        return None


def _texts(session: Session, experiment: Experiment, plan: Plan, recipe: Recipe, wordings: Wordings) -> list[str]:
    """The texts of its first links in a framing, in two turns, without any limit of length, and what is beside them."""
    links = session.exec(
        select(Link).where(Link.experiment_id == experiment.id).order_by(col(Link.position)).limit(LINKS_COMPOSED)
    ).all()
    day = experiment.created_at.date()
    # words that are asked for are the same in every turn: in one turn alone they may be those that nobody asked for
    briefs = [
        (link, replace(brief_of(plan, link.wording, link.written_by), turn=turn)) for link in links for turn in (0, 1)
    ]
    drafts = [
        compose(Article.of(link.article), recipe, brief, rule=NO_LIMIT, today=day, wordings=wordings)
        for link, brief in briefs
    ]
    beside = (*([PICTURE] if recipe.has_picture else []), *([] if recipe.card else [NO_CARD]))
    return ["\n\n".join((*draft.texts, *beside)) for draft in drafts]


def next_document(
    session: Session,
    experiment: Experiment,
    change: Change,
    *,
    name: str | None = None,
    wordings: Wordings = PACKAGED,
) -> dict[str, Any]:
    """The plan document of the next iteration: the same question, with one change.

    The changed framing is the treatment, and the best framing so far the control (see `best_so_far`). A change of time
    keeps both framings.
    """
    plan = plan_of(experiment)
    document = plan.document()
    document["name"] = name or next_name(session, plan.name if experiment.archived_at else experiment.name)
    if change.kind_of_change == "time":
        return document | at_another_time(plan)
    best = best_so_far(session, experiment, shows=lambda recipe: _texts(session, experiment, plan, recipe, wordings))
    control = best.variant.model_dump(mode="json", exclude_none=True)
    challenger = {
        "name": _next_variant_name(change, {plan.control, plan.treatment, best.variant.name}),
        "blocks": list(change.recipe.blocks),
        **{kind.replace(" ", "_"): text for kind, text in change.recipe.wording.items()},
        **({} if change.recipe.card else {"card": False}),
    }
    document["control"] = control["name"]
    document["variant"] = [control, challenger]
    if plan.expected == "control":
        # the challenger is proposed because it probably does better
        del document["expected"]
    return document


def next_name(session: Session, name: str) -> str:
    """The name of the next iteration: with a number at the end, the first that is free."""
    stem, _, number = name.rpartition("-")
    if not (stem and number.isdecimal() and len(number) < _YEAR_DIGITS):
        stem, number = name, "1"
    following = int(number) + 1
    while find_experiment(session, free_name := _with_number(stem, following)) is not None:
        following += 1
    return free_name


def _with_number(stem: str, number: int) -> str:
    """A name with a number at its end, cut to the length that a plan's name may have."""
    ending = f"-{number}"
    return stem[: NAME_LENGTH - len(ending)] + ending


def link_uses(session: Session, experiment: Experiment) -> dict[str, int]:
    """How often each link of an experiment was used, by address: the next iteration starts with those used least."""
    return {link.url: link.uses for link in session.exec(select(Link).where(Link.experiment_id == experiment.id))}


def running_iteration(session: Session, experiment: Experiment) -> Experiment | None:
    """A retry of this experiment that is still running, or None."""
    return session.exec(
        select(Experiment).where(Experiment.parent_id == experiment.id, Experiment.state == ExperimentState.RUNNING)
    ).first()


def _next_variant_name(change: Change, taken: set[str]) -> str:
    """The changed framing's name, with a number where the name is taken."""
    stem = name = change.recipe.name[:60]
    number = 2
    while name in taken:
        name = f"{stem[:55]} {number}"
        number += 1
    return name
