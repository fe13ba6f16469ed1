"""A winner among many tries: what it shows as the k-th of its lineage, and whether it is one to beat."""

from __future__ import annotations

import pytest

from loop.bench import Bench
from loop.histories import BARE, past, variant
from postlab.loop.judge.tries import place_in_lineage, winner_of
from postlab.loop.learn.champion import best_so_far
from postlab.loop.lookup.experiments import experiment_named
from postlab.records.tables import Experiment
from postlab.reports.experiment import build_report
from postlab.stats import Decision
from postlab.stats.tries import Try, standing_tries

IDLE = [0.4, -0.5, 0.3, -0.2]
WINS = [0.9, 1.2, 0.6, 1.1, 0.8, 1.3, 0.9, 1.0]
"""Enough for a verdict of its own, and not for one of several tries."""

STRONG = [*WINS, 0.9, 1.1, 1.2]


def lineage(bench: Bench, last: list[float], *, tries: int = 2) -> Experiment:
    """A lineage of which all tries but the last show nothing."""
    past(bench, "try-1", IDLE, rounds=[{"planned": 11}] * len(IDLE))
    for number in range(2, tries):
        framing = variant(f"way {number}", "question", question=f"Is it {number}?")
        past(bench, f"try-{number}", IDLE, variants=(BARE, framing), parent=f"try-{number - 1}", day=9 * number)
    return past(
        bench,
        f"try-{tries}",
        last,
        variants=(BARE, variant("winner", "question", "evidence")),
        parent=f"try-{tries - 1}",
        day=9 * tries,
        decision="treatment works",
        rounds=[{"planned": 11}] * len(last),
    )


def test_a_winner_of_several_tries_has_to_stand_among_them(bench: Bench) -> None:
    last = lineage(bench, WINS)
    with bench.session() as session:
        place = place_in_lineage(session, last)
        assert (place.number, place.tries, place.stands) == (2, 2, None)
        assert winner_of(session, last) is None
        best = best_so_far(session, last, shows=lambda recipe: [recipe.name])
        assert (best.variant.name, best.found_in) == ("bare link", None)
    assert standing_tries([Try(IDLE, 11), Try(WINS, 11)], alpha=0.05) == [None, None]


def test_one_that_stands_is_the_one_to_beat(bench: Bench) -> None:
    last = lineage(bench, STRONG)
    with bench.session() as session:
        assert place_in_lineage(session, last).stands == Decision.TREATMENT_WORKS
        assert winner_of(session, last) is Decision.TREATMENT_WORKS
        best = best_so_far(session, last, shows=lambda recipe: [recipe.name])
        assert (best.variant.name, best.found_in) == ("winner", "try-2")


def test_the_more_tries_the_more_it_takes(bench: Bench) -> None:
    last = lineage(bench, STRONG, tries=9)
    with bench.session() as session:
        place = place_in_lineage(session, last)
        assert (place.number, place.tries) == (9, 9)
        assert place.stands is None


def test_a_first_try_is_judged_by_its_own_verdict(bench: Bench) -> None:
    alone = past(bench, "alone", WINS, decision="treatment works", rounds=[{"planned": 11}] * len(WINS))
    with bench.session() as session:
        assert winner_of(session, alone) is Decision.TREATMENT_WORKS
        assert best_so_far(session, alone, shows=lambda recipe: [recipe.name]).variant.name == "asks"
        assert build_report(session, alone, now=alone.created_at).verdict.as_try is None


def test_another_lineage_does_not_lend_a_winner_that_does_not_stand(bench: Bench) -> None:
    lineage(bench, WINS)
    other = past(bench, "other", IDLE, variants=(BARE, variant("tagged", "hashtags")), day=40)
    with bench.session() as session:
        assert best_so_far(session, other, shows=lambda recipe: [recipe.name]).variant.name == "bare link"


@pytest.mark.parametrize(("logs", "stands", "words"), [(WINS, None, "does not stand yet"), (STRONG, "", "stands: ")])
def test_the_report_says_which_try_it_is(bench: Bench, logs: list[float], stands: str | None, words: str) -> None:
    last = lineage(bench, logs)
    with bench.session() as session:
        stored = experiment_named(session, last.name)
        stored.plan = {**stored.plan, "rounds": 11}
        report = build_report(session, stored, now=last.created_at)
    verdict = report.verdict
    assert verdict.as_try is not None
    assert (verdict.as_try.number, verdict.as_try.tries) == (2, 2)
    assert (verdict.as_try.stands is None) == (stands is None)
    assert (verdict.among_tries or "").startswith(f"As the 2nd experiment of 2 in its lineage it {words}")
    assert any("2nd experiment" in sentence for sentence in verdict.meaning)
    assert ("Post “winner” meanwhile" in report.next[0]) == (stands is None)
