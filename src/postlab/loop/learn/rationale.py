"""Why a change might help: what theory expects of each block, and what one experiment's rounds suggest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from postlab.design.plan import Plan
from postlab.framing.blocks import KINDS, PICTURE
from postlab.framing.changes import Change
from postlab.framing.contrasts import NO_CARD
from postlab.framing.notes import CUT_SHORT, note_of
from postlab.loop.judge.judge import ClosedRound
from postlab.loop.learn.published import Expected, expected_effects
from postlab.loop.lookup.readings import readings_of
from postlab.metrics import METRIC_NAMES, RATE, RATES, counted_by, numbers_in
from postlab.stats import Decision
from postlab.stats.blocks import log_ratio
from postlab.stats.effects import BLOCK_SD, WORDING_SD, Normal, Prior
from postlab.stats.rates import at_equal_views

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Post

TALK = "comments"
"""The metric that a question raises; where it is not the primary metric, raising it alone is no success."""

CLEAR = math.log(1.15)
"""Log ratios below this are too small to base a suggestion on."""

MOST_BLAME = math.log(5)
"""The largest effect, as a log ratio, that a question is blamed for when it drew comments instead."""

ROOM_GAIN = 0.3
"""The gain, as a log ratio, expected of dropping a block where every post had to be shortened."""

_EXPECTED_OF_ORDER = {"evidence first": 0.05}
"""The prior mean of what leads, as a log ratio: a judgement without a source, and small, so that a few rounds outweigh
it."""

_REASONS: dict[tuple[str, str], str] = {
    ("drop", "question"): "A question can sound like a worry that the reader does not have.",
    ("move", "evidence"): "Whoever scrolls sees the first words: let the finding be first.",
    ("drop", "moment"): "The moment may not be on these readers' minds.",
    ("add", "call to action"): "Interest without a next step often stops at a like.",
    ("drop", "evidence"): "A claim can sound like a lecture.",
    ("add", "hashtags"): "Hashtags can bring readers who do not follow you.",
    ("drop", "hashtags"): "Hashtags can look like advertising.",
    ("add", PICTURE): "A picture is what most people see of a post first, and on Facebook posts with one did best.",
    ("drop", PICTURE): "Where a picture takes the place of the link's preview, fewer may follow the link.",
    ("place", NO_CARD): "A preview leads away from the network, and some show posts with one to fewer people.",
    ("place", "link in reply"): "Some networks show posts that lead away from them to fewer people.",
}

_REASONS_BY_KIND: dict[str, str] = {
    "reword": "The same idea in other words.",
    "add": "One block more may say what was missing.",
    "move": "The order decides what is read first.",
    "drop": "Shorter posts are read to the end.",
    "place": "A link in the text can be followed at once.",
    "time": "People use information when they need it.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rounds of one experiment showed.

    Attributes:
        decision: of the latest verdict.
        log_ratios: by metric, the mean over pairs of ln treatment − ln control at the horizon, where both were counted;
            where the primary metric is a rate, each as equally many views would show it.
        metric: the primary metric.
        shortened: share (0 to 1) of the treatment's posts from which something had to be cut.
        asks: whether the treatment has a question and the control has none.
    """

    decision: str
    log_ratios: Mapping[str, float]
    metric: str
    shortened: float
    asks: bool

    @property
    def primary(self) -> float:
        """The primary metric's log ratio; 0 when nothing was measured."""
        return self.log_ratios.get(self.metric, 0.0)

    @property
    def worked(self) -> bool:
        """Whether the verdict is that the treatment works."""
        return self.decision == Decision.TREATMENT_WORKS

    @property
    def drew_talk(self) -> bool:
        """Whether the treatment's question raised comments but not the primary metric."""
        talk = self.log_ratios.get(TALK, 0.0)
        return (
            self.asks
            and not self.worked
            and counted_by(self.metric) != TALK
            and talk > max(self.primary, 0.0) + CLEAR
            and self.primary < CLEAR
        )


def expectation(metric: str, shown: Shown | None = None) -> Prior:
    """The prior of each feature's effect, as a log ratio, before any rounds.

    What published tests of headlines let expect of a block is in `priors.toml`. The ratios and intervals there are of
    its sources; the means and standard deviations used here are a judgement that lies nearer to no effect and is less
    certain: a question 0.95 (ln, sd 0.35) where the source has 0.897, a call to action 0.97, the evidence 1.02,
    hashtags 0.98. Such tests counted clicks. They are taken for every metric but comments, which a question may well
    raise. Other features are expected to do nothing, with a standard deviation of `BLOCK_SD`, or `WORDING_SD` for words
    and order; the archive's 0.15 to 0.25 from article to article agrees with the latter.

    For a question that raised comments but not the primary metric, the prior mean is minus two thirds of the difference
    between the two log ratios, and at most a factor of five: a judgement as well.

    Args:
        metric: the one that effects are counted in.
        shown: what the experiment to be retried showed.
    """
    expected = {feature: Normal(mean, WORDING_SD) for feature, mean in _EXPECTED_OF_ORDER.items()}
    for block, thought in expected_of_blocks(metric).items():
        expected[block] = Normal(math.log(thought.ratio), BLOCK_SD if thought.sd is None else thought.sd)
    if shown is not None and shown.drew_talk:
        talk = shown.log_ratios[TALK] - shown.primary
        expected["question"] = Normal(-min(talk * 2 / 3, MOST_BLAME), BLOCK_SD)
    return lambda feature: expected.get(feature, Normal(0.0, BLOCK_SD if feature in {*KINDS, NO_CARD} else WORDING_SD))


def expected_of_blocks(metric: str) -> Mapping[str, Expected]:
    """What published evidence lets expect of blocks in a metric; nothing for comments, which it does not speak of."""
    return {} if counted_by(metric) == TALK else expected_effects()


def reason(change: Change, shown: Shown, *, of_treatment: bool) -> str:
    """Why a change might help, in a sentence; `of_treatment`: whether it changes the treatment that was tried."""
    kind = (change.kind_of_change, change.block)
    talk = RATE.format(count=TALK) if shown.metric in RATES else TALK
    if of_treatment and shown.drew_talk and kind == ("drop", "question"):
        return (
            f"The framing drew {math.exp(shown.log_ratios[TALK]):.1f} times the {talk} but "
            f"{math.exp(shown.primary):.1f} times the {shown.metric}: the question seems to be answered where it "
            "stands."
        )
    if of_treatment and change.kind_of_change == "drop" and shown.shortened > 0:
        return f"{shown.shortened:.0%} of these posts had to be shortened; leaving this out makes room for the rest."
    if of_treatment and change.kind_of_change == "drop" and shown.worked:
        return "It worked; leaving this out tells whether it carried the effect."
    return _REASONS.get(kind) or _REASONS_BY_KIND[change.kind_of_change]


def room(change: Change, shown: Shown, *, of_treatment: bool) -> float:
    """The gain expected of dropping a block because posts had to be shortened, as a log ratio; else 0."""
    return ROOM_GAIN * shown.shortened if of_treatment and change.kind_of_change == "drop" else 0.0


def shown_by(session: Session, plan: Plan, rounds: Sequence[ClosedRound], *, decision: str) -> Shown:
    """Summarise the rounds of an experiment; `rounds` are those that are not void."""
    blocks = {variant.name: variant.blocks for variant in plan.variant}
    return Shown(
        decision=decision,
        log_ratios=_log_ratios(session, plan, rounds),
        metric=plan.metric,
        shortened=_shortened(plan, rounds),
        asks="question" in blocks[plan.treatment] and "question" not in blocks[plan.control],
    )


def _log_ratios(session: Session, plan: Plan, rounds: Sequence[ClosedRound]) -> dict[str, float]:
    """Mean log ratio of treatment to control, by metric, at the reading nearest to the horizon."""
    differences: dict[str, list[float]] = {}
    per = plan.measure.per
    for closed in rounds:
        by_account: dict[int, dict[str, Mapping[str, int]]] = {}
        for post in closed.posts:
            if post.part == 0:
                by_account.setdefault(post.account_id, {})[post.variant] = _counts(session, post, plan)
        for pair in by_account.values():
            treated, plain = pair.get(plan.treatment, {}), pair.get(plan.control, {})
            control_views, treatment_views = (1 if per is None else counts.get(per, 0) for counts in (plain, treated))
            if not control_views or not treatment_views:
                continue
            for metric in treated.keys() & plain.keys():
                control, treatment = at_equal_views(plain[metric], treated[metric], control_views, treatment_views)
                differences.setdefault(metric, []).append(log_ratio(treatment, control))
        if plan.metric not in METRIC_NAMES:
            for control, treatment in closed.pairs:
                differences.setdefault(plan.metric, []).append(log_ratio(treatment, control))
    return {metric: fmean(values) for metric, values in differences.items()}


def _counts(session: Session, post: Post, plan: Plan) -> dict[str, int]:
    readings = readings_of(session, post)
    if not readings:
        return {}
    nearest = min(readings, key=lambda reading: abs(reading.age_s - plan.horizon.total_seconds()))
    return {metric: number for metric, number in numbers_in(nearest).items() if number is not None}


def _shortened(plan: Plan, rounds: Sequence[ClosedRound]) -> float:
    posts = [post for closed in rounds for post in closed.posts if post.variant == plan.treatment]
    return fmean(any(note_of(note).code in CUT_SHORT for note in post.notes) for post in posts) if posts else 0.0
