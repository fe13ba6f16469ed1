"""The verdict as a sentence, and what it means, from numbers and names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from postlab.english import capital, counted
from postlab.metrics import RATES, counted_by, counted_in_words
from postlab.reports.as_json import e_value
from postlab.reports.as_try import AsTry
from postlab.reports.best_bet import BestBetView
from postlab.reports.formats import between, odds, share, times
from postlab.reports.framing_names import as_object, as_subject
from postlab.reports.totals import Totals
from postlab.stats import DECIDED, Decision, Expected
from postlab.stats.deadline import split
from postlab.stats.evidence import CAP

SIMULATED = "Simulated audience."
AA = "A/A test: both framings are the same."


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict on the rounds so far, as every output of the report shows it.

    Attributes:
        decision: `treatment works`, `control works`, `no practical difference`, `keep going` or `not enough posts`.
        sentence: the verdict in a sentence or two.
        control: name of the control variant.
        treatment: name of the treatment variant.
        metric: the primary metric, such as ``clicks``.
        ratio: the estimated ratio of treatment to control; null before the first round that counts.
        low: the lower bound of its interval; null where it is not known yet or too extreme to show.
        high: the upper bound; null where it is not known yet or too extreme to show.
        log_e_treatment: natural log of the evidence that the treatment does better.
        log_e_control: natural log of the evidence that the control does better.
        e_treatment: the evidence that the treatment does better; reaching `e_treatment_needed` settles it.
        e_control: the evidence that the control does better; reaching `e_control_needed` settles it.
        e_treatment_needed: 1 over the treatment's share of `alpha`, which is four fifths where it is expected to do
            better, a fifth where the control is, and else half.
        e_control_needed: the same for the control.
        alpha: the accepted probability of a wrong winner.
        expected: which framing the plan expects to do better, `treatment` or `control`; null where neither.
        worthwhile: the smallest ratio that would matter.
        rounds: how many rounds count.
        voided: how many closed rounds do not count.
        posts: how many posts count.
        accounts: how many accounts the plan posts to.
        planned: the most rounds that the plan allows.
        rounds_to_go: how many more rounds are likely to settle a difference of `worthwhile`; null where the question
            is settled.
        beyond_plan: whether `rounds_to_go` is more than the plan has left.
        not_worth_it: whether it is settled that the treatment falls short of `worthwhile`; false with a probability of
            at most `alpha`, which it has for itself.
        not_worth_it_round: the round at whose close that was settled; null where it is not.
        does_no_harm: whether it is settled, in the same way, that the treatment has more than 1/`worthwhile` times what
            the control has.
        does_no_harm_round: the round at whose close that was settled; null where it is not.
        best_bet: what to post while nobody knows; null before the first round that counts. It is no verdict.
        totals: what both framings gathered in all; null before the first round that counts.
        as_try: which try of its lineage this is, and whether the verdict stands as that; null where there is only one.
        drift: whether the effect seems to be changing.
        simulated: whether no real person saw the posts.
        split_list: whether a round is one mailing, half of its list for each framing.
        aa: whether both framings are the same, so that a winner would be one by chance.
        doubling_shows_as: the ratio that a true doubling shows as at these counts: 2 on large ones, less on small ones,
            by the control's posts; null before three of them.
        unshrunk: the ratio that `ratio` probably stands for, where small counts hide a tenth of it or more; else null.
    """

    KEYS: ClassVar[tuple[str, ...]] = (
        *("decision", "sentence", "ratio", "low", "high", "e_treatment", "e_control"),
        *("e_treatment_needed", "e_control_needed", "alpha", "expected"),
        *("rounds", "voided", "posts", "rounds_to_go"),
        *("does_no_harm", "does_no_harm_round", "not_worth_it", "not_worth_it_round", "best_bet", "totals"),
        *("as_try", "doubling_shows_as", "unshrunk"),
    )

    decision: Decision
    control: str
    treatment: str
    metric: str
    ratio: float | None
    low: float | None
    high: float | None
    log_e_treatment: float
    log_e_control: float
    alpha: float
    worthwhile: float
    rounds: int
    voided: int
    posts: int
    accounts: int
    planned: int
    rounds_to_go: int | None
    beyond_plan: bool = False
    not_worth_it: bool = False
    drift: bool = False
    simulated: bool = False
    split_list: bool = False
    aa: bool = False
    expected: Expected = None
    does_no_harm: bool = False
    does_no_harm_round: int | None = None
    not_worth_it_round: int | None = None
    best_bet: BestBetView | None = None
    totals: Totals | None = None
    as_try: AsTry | None = None
    doubling_shows_as: float | None = None
    unshrunk: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the question is answered."""
        return self.decision in DECIDED

    @property
    def e_treatment(self) -> float | None:
        """The evidence that the treatment does better."""
        return e_value(self.log_e_treatment)

    @property
    def e_control(self) -> float | None:
        """The evidence that the control does better."""
        return e_value(self.log_e_control)

    @property
    def log_e_needed(self) -> tuple[float, float]:
        """Natural logs of the evidence that settles it, for the treatment and for the control."""
        for_treatment, for_control = split(self.alpha, self.expected)
        return -math.log(for_treatment), -math.log(for_control)

    @property
    def odds_needed(self) -> str:
        """The evidence that settles it, in words, for each framing where they differ."""
        for_treatment, for_control = (odds(goal) for goal in self.log_e_needed)
        if self.expected is None:
            return for_treatment
        return f"{for_treatment} for {as_subject(self.treatment)}, {for_control} for {as_subject(self.control)}"

    @property
    def e_treatment_needed(self) -> float:
        """The evidence that settles that the treatment does better."""
        return math.exp(self.log_e_needed[0])

    @property
    def e_control_needed(self) -> float:
        """The evidence that settles that the control does better."""
        return math.exp(self.log_e_needed[1])

    @property
    def sentence(self) -> str:
        """The verdict in a sentence or two, labelled where the audience is simulated or the framings are the same."""
        return f"{self.label}{_SENTENCES[self.decision](self)}"

    @property
    def label(self) -> str:
        """What every sentence on the result begins with: that nobody real saw it, or that nothing differs."""
        labels = [label for label, holds in ((SIMULATED, self.simulated), (AA, self.aa)) if holds]
        return "".join(f"{label} " for label in labels)

    @property
    def among_tries(self) -> str | None:
        """What the verdict is worth as the k-th try of its lineage; None for one try alone, or without a winner."""
        return (self.as_try.sentence(self.decision) or None) if self.as_try else None

    @property
    def milestones(self) -> tuple[str, ...]:
        """What is settled on the way to the verdict, and since which round, a sentence each."""
        return tuple(filter(None, (self.harmless, self.not_worthwhile)))

    @property
    def harmless(self) -> str | None:
        """That the treatment does no harm, and since which round; None where that is not settled."""
        if self.aa or not self.does_no_harm:
            return None
        return (
            f"Does no harm: settled{_since(self.does_no_harm_round)}. {capital(as_subject(self.treatment))} has more "
            f"than {times(1 / self.worthwhile)} times the {self.metric} of {as_object(self.control)}."
        )

    @property
    def not_worthwhile(self) -> str | None:
        """That the treatment is not worth it, and since which round; None where that is not settled."""
        if self.aa or not self.not_worth_it:
            return None
        return (
            f"Not worth it: settled{_since(self.not_worth_it_round)}. {capital(as_subject(self.treatment))} does not "
            f"reach {self.worthwhile:g} times the {self.metric} of {as_object(self.control)}."
        )

    @property
    def bet(self) -> str | None:
        """The best bet with its label while the question is open; None before a round counts."""
        if self.settled or self.best_bet is None:
            return None
        return f"{self.label}{self.best_bet.labelled}"

    @property
    def meaning(self) -> tuple[str, ...]:
        """What may be concluded from the verdict and what may not, a sentence or two each."""
        return tuple(_meaning(self))


def _basis(view: VerdictView) -> str:
    """The basis of a verdict: 9 rounds, 18 posts."""
    posts = counted(view.posts, "post")
    where = f" on {view.accounts} accounts" if view.accounts > 1 else ""
    return f"{counted(view.rounds, 'round')}, {posts}{where}"


def _interval(low: float | None, high: float | None) -> str:
    interval = between(low, high)
    return f" ({interval})" if interval else ""


def _treatment_works(view: VerdictView) -> str:
    return (
        f"{capital(as_subject(view.treatment))} worked: about {times(view.ratio or 1)} times the "
        f"{view.metric} of {as_object(view.control)}{_interval(view.low, view.high)}, {_basis(view)}."
    )


def _control_works(view: VerdictView) -> str:
    low, high = (1 / edge if edge else None for edge in (view.high, view.low))
    return (
        f"{capital(as_subject(view.control))} did better: about {times(1 / (view.ratio or 1))} times the "
        f"{view.metric} of {as_object(view.treatment)}{_interval(low, high)}, {_basis(view)}."
    )


def _no_practical_difference(view: VerdictView) -> str:
    return (
        f"No practical difference: {as_subject(view.treatment)} has about {times(view.ratio or 1)} times the "
        f"{view.metric} of {as_object(view.control)}, less than {view.worthwhile:g} times either way, "
        f"{_basis(view)}."
    )


def _keep_going(view: VerdictView) -> str:
    if view.rounds == 0:
        return f"Keep going: no round counts yet.{_to_go(view, 'round')}"
    return f"Keep going: too early to tell {_so_far(view)}{_to_go(view, 'more round')}"


def _not_enough_posts(view: VerdictView) -> str:
    if view.rounds == 0:
        return f"Not enough posts to tell: no round counted.{_to_go(view, 'round')}"
    return f"Not enough posts to tell {_so_far(view)}{_to_go(view, 'more round')}"


def _so_far(view: VerdictView) -> str:
    """The estimate so far, where nothing is settled."""
    interval = between(view.low, view.high)
    limits = f" If there is a difference, it is {interval} times." if interval else ""
    return (
        f"after {_basis(view)}. So far {as_subject(view.treatment)} has about {times(view.ratio or 1)} times "
        f"the {view.metric} of {as_object(view.control)}, which may be chance.{limits}"
    )


def _to_go(view: VerdictView, noun: str) -> str:
    if view.rounds_to_go is None:
        return ""
    return f" About {counted(view.rounds_to_go, noun)} would settle a difference of {view.worthwhile:g} times."


_SENTENCES = {
    Decision.TREATMENT_WORKS: _treatment_works,
    Decision.CONTROL_WORKS: _control_works,
    Decision.NO_PRACTICAL_DIFFERENCE: _no_practical_difference,
    Decision.KEEP_GOING: _keep_going,
    Decision.NOT_ENOUGH_POSTS: _not_enough_posts,
}


def _meaning(view: VerdictView) -> list[str]:
    lines = []
    if view.simulated:
        lines.append("The audience is simulated: this says nothing about real people.")
    if view.among_tries:
        lines.append(view.among_tries)
    if view.decision in {Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS}:
        lines += _meaning_of_a_winner(view)
    elif view.decision is Decision.NO_PRACTICAL_DIFFERENCE:
        lines.append(
            f"Whichever is less work will do: {view.worthwhile:g} times would have mattered to you, and that is "
            "ruled out in both directions. The interval is stricter and may reach a little further."
        )
    else:
        lines += _meaning_of_an_open_question(view)
    if view.rounds:
        lines.append(
            "The ratio is that of typical posts: one that goes viral does not decide it, and any single post "
            "may still do better or worse."
        )
    if view.metric in RATES:
        lines.append(_meaning_of_a_rate(view))
    if view.unshrunk is not None and view.ratio is not None and view.doubling_shows_as is not None:
        lines.append(
            f"Small counts hide a part of it: at so few {counted_in_words(view.metric)} a post a true doubling shows "
            f"as {times(view.doubling_shows_as)} times, and the {times(view.ratio)} times shown stand for about "
            f"{times(view.unshrunk)}. The interval is shrunk in the same way; the verdict is not touched by it."
        )
    if view.accounts > 1 and view.rounds:
        lines.append(f"It is an average over the {view.accounts} accounts; one of them alone may differ.")
    if view.drift:
        lines.append(
            "The effect seems to be changing: no single ratio fits all rounds, and the interval holds for today only."
        )
    return lines


def _meaning_of_a_rate(view: VerdictView) -> str:
    count = counted_by(view.metric)
    if view.split_list:
        return (
            "It is a rate: of a mailing, a view is a mail that was delivered. The draw decides which readers get which "
            "framing."
        )
    sentence = (
        f"It is a rate: what those do who were shown a post. The network decides who that is, and a framing that it "
        f"shows to fewer may win and bring fewer {count} in all."
    )
    totals = view.totals
    if totals is None or not totals.control_views or not totals.treatment_views:
        return sentence
    shown = totals.treatment_views / totals.control_views
    return f"{sentence} {capital(as_subject(view.treatment))} was shown {times(shown)} times as often."


def _since(number: int | None) -> str:
    return "" if number is None else f" since round {number}"


def _first_bound(view: VerdictView) -> int:
    """The first counted round after which a bound can be known, however large the difference.

    A stake is half the mixture's, which is at most `CAP`, and half the hedge's, which is at most everything.
    """
    return math.ceil(min(view.log_e_needed) / math.log1p((CAP + 1) / 2))


def _meaning_of_a_winner(view: VerdictView) -> list[str]:
    if view.aa:
        return [
            "The framings are the same, so this is a false win, which need not be anybody's fault.",
            f"At most {share(view.alpha)} such experiments have one; more than that would be a fault, here or there.",
        ]
    lines = [
        (
            f"Where the framing makes no difference, at most {share(view.alpha)} experiments would name a "
            "winner, however often anyone looks."
        ),
        (
            "An experiment that stops when it is settled stops on a good day, so the ratio is optimistic; "
            "the interval is safer to quote."
        ),
    ]
    if view.not_worth_it and view.decision is Decision.TREATMENT_WORKS:
        lines.append(f"It is real but small: {view.worthwhile:g} times would have mattered to you, and is ruled out.")
    return lines


def _meaning_of_an_open_question(view: VerdictView) -> list[str]:
    lines = []
    if view.decision is Decision.NOT_ENOUGH_POSTS:
        lines.append(
            "That is no failure, and no proof that the framings are alike: posts differ so much from each "
            "other that it takes many to see what the framing does."
        )
    if view.not_worth_it:
        lines.append(
            f"It is settled that {as_subject(view.treatment)} does not reach {view.worthwhile:g} times: asked by "
            "itself, on one side, that takes fewer rounds than a limit of the interval, which may still lie higher."
        )
    if view.low is None and view.high is None and view.rounds:
        lines.append(f"Nothing can be ruled out before round {_first_bound(view)}, whatever the numbers.")
    if view.beyond_plan and view.decision is Decision.KEEP_GOING:
        lines.append(
            f"The plan stops after {counted(view.planned, 'round')}, so a difference as small as "
            f"{view.worthwhile:g} times is unlikely to be settled by then; a larger one may be."
        )
    return lines
