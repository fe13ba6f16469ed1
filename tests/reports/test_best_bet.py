"""The best bet so far: said as a bet, and for the framing that looks better."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postlab.records.tables import ExperimentState
from postlab.reports.answers.report import report_answer
from postlab.reports.as_json import document
from postlab.reports.as_markdown import document as page
from postlab.reports.best_bet import BestBetView, best_bet_view
from postlab.reports.terminal import show
from postlab.stats import Decision
from reports.worlds import LOSING, WINNING, Records

Screen = Callable[..., str]

GOLDEN = [0.9, -0.3, 1.7, 0.4, 1.1, -0.2, 2.3, 0.8, 0.6, 1.5, -0.7, 1.2]


def bet(ratio: float, probability: float) -> BestBetView:
    return BestBetView("bare link", "contextualised", ratio, probability)


def test_it_is_what_the_rounds_suggest() -> None:
    found = best_bet_view(GOLDEN, control="bare link", treatment="contextualised")
    assert found is not None
    assert found.framing == "contextualised"
    assert found.probability == pytest.approx(0.991419, abs=1e-6)
    assert found.sentence == "Context looks better (about 1.7 times; 99 % likely). A bet, not a verdict."


def test_the_control_may_look_better() -> None:
    found = best_bet_view([-value for value in GOLDEN], control="bare link", treatment="question first")
    assert found is not None
    assert found.framing == "bare link"
    assert found.labelled == (
        "Best bet so far: The bare link looks better (about 1.7 times; 99 % likely). A bet, not a verdict."
    )


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.9996, "over 99 % likely"), (0.56, "56 % likely"), (0.52, "Neither looks better yet"), (0.0001, "over 99 %")],
)
def test_how_likely_it_is(probability: float, words: str) -> None:
    assert words in bet(1.3, probability).sentence
    assert bet(1.3, probability).sentence.endswith("A bet, not a verdict.")


def test_no_round_is_no_bet() -> None:
    assert best_bet_view([], control="a", treatment="b") is None
    assert best_bet_view([None, None], control="a", treatment="b") is None


def test_every_page_of_an_open_question_has_it(records: Records, screen: Screen) -> None:
    report = records.report(records.experiment(WINNING[:4]))
    said = "Best bet so far: Context looks better (about 2.0 times; 99 % likely). A bet, not a verdict."
    assert report.verdict.bet == said
    assert said in " ".join(screen(lambda console: show(report, console), width=200).split())
    assert said in page(report)
    answered = document(report_answer(report))["verdict"]["best_bet"]
    assert answered["framing"] == "contextualised"
    assert answered["sentence"] in said


def test_a_settled_question_needs_none(records: Records) -> None:
    report = records.report(records.experiment(LOSING, state=ExperimentState.DECIDED))
    assert report.verdict.decision is Decision.CONTROL_WORKS
    assert report.verdict.bet is None
    assert "Best bet" not in page(report)


def test_a_simulated_audience_is_named(records: Records) -> None:
    report = records.report(records.experiment(WINNING[:4], simulated=True))
    assert (report.verdict.bet or "").startswith("Simulated audience. Best bet so far:")


def test_a_plan_may_fall_back_to_it(records: Records) -> None:
    ended = records.experiment(WINNING[:3], state=ExperimentState.ENDED, fallback="best bet", rounds=3)
    steps = " ".join(records.report(ended).next)
    assert "your plan says to go on with context. Context looks better" in steps
    other = records.experiment(WINNING[:3], state=ExperimentState.ENDED, name="another", rounds=3)
    assert "your plan says to go on" not in " ".join(records.report(other).next)
