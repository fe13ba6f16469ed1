"""The next try: one change to the framing, suggested by what the rounds showed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from postlab.design.plan import Plan
from postlab.framing.article import Article
from postlab.framing.blocks import Recipe
from postlab.framing.changes import Change, single_changes
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.loop.judge import ClosedRound, closed_rounds
from postlab.loop.measure import readings_of
from postlab.loop.plan import brief_of, find, plan_of, recipe_of
from postlab.platforms.base import METRICS
from postlab.stats import Verdict as Decision

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment, Post

TALK = "comments"
"""What a question asks for; where it is not the primary metric, drawing it alone is no success."""

LINKS_TRIED = 6
ROOM = Graphemes(10_000, 100_000)
"""Whether a change can be seen at all is told on some links, and does not depend on a network's limit."""

CLEAR = math.log(1.15)
"""A difference in typical numbers below this is not worth a suggestion."""

NAME_LENGTH = 60
_YEAR_DIGITS = 4
_TOO_LONG = "too long for"
"""What the notes of a draft say when something was cut; there are notes of other kinds."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One change to the framing, and why to try it; `score` orders them, the highest first."""

    change: Change
    why: str
    score: float


def suggestions(session: Session, experiment: Experiment) -> list[Suggestion]:
    """Every single change to the framing that was tried, the one that the rounds speak for first.

    A change that this lineage has tried already is left out, and one that no text would show.
    """
    plan = plan_of(experiment)
    rounds = [closed for closed in closed_rounds(session, experiment) if closed.void is None]
    treatment = next(variant for variant in plan.variant if variant.name == plan.treatment)
    seen = Shown(
        decision=_decision(session, experiment),
        log_ratios=_log_ratios(session, plan, rounds),
        metric=plan.metric,
        shortened=_shortened(plan, rounds),
    )
    before = _texts(session, experiment, plan, recipe_of(treatment))
    found = [
        Suggestion(change, *_weigh(change, seen))
        for change in single_changes(recipe_of(treatment), brief=brief_of(plan, {}), tried=_tried(session, experiment))
        if _texts(session, experiment, plan, change.recipe) != before
    ]
    return sorted(found, key=lambda suggestion: -suggestion.score)


def _texts(session: Session, experiment: Experiment, plan: Plan, recipe: Recipe) -> list[str]:
    """How the first links of an experiment would read in a framing, with room for all of it."""
    from sqlmodel import col, select

    from postlab.records.tables import Link

    links = session.exec(
        select(Link).where(Link.experiment_id == experiment.id).order_by(col(Link.position)).limit(LINKS_TRIED)
    ).all()
    day = experiment.created_at.date()
    briefs = [(link, brief_of(plan, link.wording, link.written_by)) for link in links]
    return [compose(Article.of(link.article), recipe, brief, rule=ROOM, today=day).text for link, brief in briefs]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rounds showed.

    Attributes:
        decision: the verdict so far.
        log_ratios: by metric, the mean over posts of ln treatment − ln control at the horizon, where
            both were counted.
        metric: the primary one.
        shortened: the share of the treatment's posts from which something had to be cut.
    """

    decision: str
    log_ratios: Mapping[str, float]
    metric: str
    shortened: float

    @property
    def primary(self) -> float:
        """The primary metric's log ratio; 0 when nothing was measured."""
        return self.log_ratios.get(self.metric, 0.0)


def next_document(
    session: Session, experiment: Experiment, change: Change, *, name: str | None = None
) -> dict[str, Any]:
    """The plan of the next iteration: the same question, one change to the framing.

    After a framing that worked, the new one is tried against it; otherwise against the same control.
    """
    plan = plan_of(experiment)
    document = plan.document()
    variants = {variant["name"]: variant for variant in document["variant"]}
    tried = variants[plan.treatment]
    challenger = {
        "name": _next_variant_name(change, {plan.control, plan.treatment}),
        "blocks": list(change.recipe.blocks),
        **{kind.replace(" ", "_"): text for kind, text in change.recipe.wording.items()},
    }
    worked = _decision(session, experiment) == Decision.TREATMENT_WORKS
    control = tried if worked else variants[plan.control]
    document["control"] = control["name"]
    document["variant"] = [control, challenger]
    document["name"] = name or next_name(session, plan.name)
    return document


def next_name(session: Session, name: str) -> str:
    """The name of the next iteration: a number at the end, counted on until it is free."""
    stem, _, number = name.rpartition("-")
    if not (stem and number.isdecimal() and len(number) < _YEAR_DIGITS):
        stem, number = name, "1"
    following = int(number) + 1
    while find(session, found := _with_number(stem, following)) is not None:
        following += 1
    return found


def _with_number(stem: str, number: int) -> str:
    """A name with a number behind it, no longer than a plan's name may be."""
    ending = f"-{number}"
    return stem[: NAME_LENGTH - len(ending)] + ending


def link_uses(session: Session, experiment: Experiment) -> dict[str, int]:
    """How often each link of an experiment has gone out, by address: the next iteration starts with the others."""
    from sqlmodel import select

    from postlab.records.tables import Link

    return {link.url: link.uses for link in session.exec(select(Link).where(Link.experiment_id == experiment.id))}


def lineage(session: Session, experiment: Experiment) -> list[Experiment]:
    """An experiment's ancestors, oldest first, and itself."""
    from postlab.records.tables import Experiment

    line = [experiment]
    while line[0].parent_id is not None:
        line.insert(0, session.get_one(Experiment, line[0].parent_id))
    return line


def _weigh(change: Change, seen: Shown) -> tuple[str, float]:
    """Why a change might help, in a sentence, and how strongly the rounds speak for it."""
    talk = seen.log_ratios.get(TALK, 0.0)
    drew_talk = seen.metric != TALK and talk > seen.primary + CLEAR and seen.primary < CLEAR
    failed = seen.decision != Decision.TREATMENT_WORKS
    if failed and drew_talk and (change.kind_of_change, change.block) == ("drop", "question"):
        why = (
            f"The framing drew {math.exp(talk):.1f} times the {TALK} but "
            f"{math.exp(seen.primary):.1f} times the {seen.metric}: the question seems to be answered where it stands."
        )
        return why, 3 + talk - seen.primary
    if seen.shortened > 0 and change.kind_of_change == "drop":
        return (
            f"{seen.shortened:.0%} of these posts had to be shortened; leaving this out makes room for the rest.",
            2 + seen.shortened,
        )
    if not failed and change.kind_of_change == "drop":
        return "It worked; leaving this out tells whether it carried the effect.", _AFTER_SUCCESS.get(change.block, 0.5)
    kind = (change.kind_of_change, change.block)
    why, score = _PRIORS.get(kind, _PRIORS_BY_KIND.get(change.kind_of_change, ("It has not been tried.", 0.0)))
    return why, score + (0.5 if seen.primary < -CLEAR and change.kind_of_change == "drop" else 0.0)


_AFTER_SUCCESS = {"question": 1.6, "moment": 1.5, "evidence": 1.4}

_PRIORS: dict[tuple[str, str], tuple[str, float]] = {
    ("drop", "question"): ("A question can sound like a worry that the reader does not have.", 1.0),
    ("move", "evidence"): ("Whoever scrolls sees the first words: let the finding be first.", 0.95),
    ("drop", "moment"): ("The moment may not be on these readers' minds.", 0.8),
    ("add", "call to action"): ("Interest without a next step often stops at a like.", 0.7),
    ("drop", "evidence"): ("A claim can sound like a lecture.", 0.5),
    ("add", "hashtags"): ("Hashtags can bring readers who do not follow you.", 0.3),
}

_PRIORS_BY_KIND: dict[str, tuple[str, float]] = {
    "reword": ("The same idea in other words.", 0.6),
    "add": ("It has not been tried with this block.", 0.4),
    "move": ("The order decides what is read first.", 0.4),
    "drop": ("Shorter posts are read to the end.", 0.4),
}


def _decision(session: Session, experiment: Experiment) -> str:
    from sqlmodel import col, select

    from postlab.records.tables import Verdict

    verdict = session.exec(
        select(Verdict).where(Verdict.experiment_id == experiment.id).order_by(col(Verdict.round_number).desc())
    ).first()
    return verdict.decision if verdict else Decision.NOT_ENOUGH_POSTS


def _log_ratios(session: Session, plan: Plan, rounds: Sequence[ClosedRound]) -> dict[str, float]:
    """Mean log ratio of treatment to control, by metric, at the reading nearest to the horizon."""
    differences: dict[str, list[float]] = {}
    for closed in rounds:
        by_account: dict[int, dict[str, Mapping[str, int]]] = {}
        for post in closed.posts:
            by_account.setdefault(post.account_id, {})[post.variant] = _counts(session, post, plan)
        for pair in by_account.values():
            treated, plain = pair.get(plan.treatment, {}), pair.get(plan.control, {})
            for metric in treated.keys() & plain.keys():
                differences.setdefault(metric, []).append(
                    math.log(treated[metric] + 0.5) - math.log(plain[metric] + 0.5)
                )
        if plan.metric not in METRICS:
            for control, treatment in closed.pairs:
                differences.setdefault(plan.metric, []).append(math.log(treatment + 0.5) - math.log(control + 0.5))
    return {metric: fmean(values) for metric, values in differences.items()}


def _counts(session: Session, post: Post, plan: Plan) -> dict[str, int]:
    readings = readings_of(session, post)
    if not readings:
        return {}
    nearest = min(readings, key=lambda reading: abs(reading.age_s - plan.horizon.total_seconds()))
    return {metric: value for metric in METRICS if (value := getattr(nearest, metric)) is not None}


def _shortened(plan: Plan, rounds: Sequence[ClosedRound]) -> float:
    posts = [post for closed in rounds for post in closed.posts if post.variant == plan.treatment]
    return fmean(any(_TOO_LONG in note for note in post.notes) for post in posts) if posts else 0.0


def _tried(session: Session, experiment: Experiment) -> list[Recipe]:
    plans = [plan_of(earlier) for earlier in lineage(session, experiment)]
    return [recipe_of(variant) for plan in plans for variant in plan.variant]


def _next_variant_name(change: Change, taken: set[str]) -> str:
    """The changed framing's name, made different from those it is compared with."""
    stem = name = change.recipe.name[:60]
    number = 2
    while name in taken:
        name = f"{stem[:55]} {number}"
        number += 1
    return name
