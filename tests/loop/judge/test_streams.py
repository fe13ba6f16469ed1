"""The rounds of the same two framings over several experiments, in the order in which they closed."""

from __future__ import annotations

import pytest

from loop.bench import Bench
from loop.histories import ASKS, BARE, past, variant
from postlab.loop.judge.evidence import measured_rounds
from postlab.loop.judge.streams import Stream, streams
from postlab.reports.stream import stream_of, stream_views
from postlab.stats import Decision
from postlab.stats.stream import judge_stream

FOR_ASKING = [0.9, 1.2, 0.6, 1.1, 0.8, 1.3]


def found(bench: Bench) -> list[Stream]:
    with bench.session() as session:
        return streams(measured_rounds(session))


def test_a_pair_is_one_stream_whatever_it_is_called(bench: Bench) -> None:
    past(bench, "first", FOR_ASKING[:3], expected="treatment", rounds=[{"planned": 6}] * 3)
    past(bench, "second", FOR_ASKING[3:], variants=(BARE, variant("curious", "question")), day=9)
    (stream,) = found(bench)
    assert stream.experiments == ["first", "second"]
    assert [one.difference for one in stream.rounds] == pytest.approx(FOR_ASKING, abs=0.01)
    assert [one.planned for one in stream.rounds] == [6, 6, 6, None, None, None]
    assert stream.expected == "treatment"


def test_they_come_in_the_order_in_which_they_closed(bench: Bench) -> None:
    past(bench, "slow", [0.1, 0.2], day=5)
    past(bench, "quick", [0.3, 0.4], day=1)
    (stream,) = found(bench)
    assert [round(one.difference or 0, 1) for one in stream.rounds] == [0.3, 0.4, 0.1, 0.2]


def test_the_other_way_round_is_turned(bench: Bench) -> None:
    past(bench, "first", [0.5, 0.7])
    past(bench, "turned", [-0.6], variants=(ASKS, BARE), day=9)
    (stream,) = found(bench)
    assert [one.difference for one in stream.rounds] == pytest.approx([0.5, 0.7, 0.6], abs=0.01)


def test_other_readers_metrics_and_framings_are_other_streams(bench: Bench) -> None:
    past(bench, "a", [0.5])
    past(bench, "b", [0.5], audience="parents", day=1)
    past(bench, "c", [0.5], metric="likes", day=2)
    past(bench, "d", [0.5], simulated=False, day=3)
    past(bench, "e", [0.5], variants=(BARE, variant("asks", "question", question="Why?")), day=4)
    assert [stream.experiments for stream in found(bench)] == [["a"], ["b"], ["c"], ["d"], ["e"]]


def test_together_they_settle_what_neither_did(bench: Bench) -> None:
    each = [{"planned": 3}] * 3
    past(bench, "first", FOR_ASKING[:3], expected="treatment", rounds=each)
    second = past(bench, "second", FOR_ASKING[3:], expected="treatment", rounds=each, day=9)
    with bench.session() as session:
        view = stream_of(session, second)
        assert view is not None
        (same,) = stream_views(measured_rounds(session), alpha=0.05, worthwhile=1.5)
    (stream,) = found(bench)
    last = judge_stream(stream.rounds, expected="treatment")[-1]
    assert (view.decision, view.rounds, view.log_e_treatment) == (last.decision, 6, last.log_e_treatment)
    assert same == view
    assert view.decision is Decision.TREATMENT_WORKS
    assert view.sentence.startswith("Simulated audience. “asks” does better: about ")
    assert view.sentence.endswith("Over 2 experiments (“first” and “second”), 6 rounds for students.")


def test_one_experiment_alone_is_no_stream(bench: Bench) -> None:
    only = past(bench, "first", FOR_ASKING)
    with bench.session() as session:
        assert stream_of(session, only) is None
        assert stream_views(measured_rounds(session), alpha=0.05, worthwhile=1.5) == ()


def test_a_round_that_was_given_up_counts_against_both_framings(bench: Bench) -> None:
    past(bench, "first", FOR_ASKING[:3])
    past(bench, "second", FOR_ASKING[3:], rounds=[{}, {"given_up": "The page was moved."}, {}], day=9)
    (stream,) = found(bench)
    assert [one.difference is None for one in stream.rounds] == [False, False, False, False, True, False]
    with bench.session() as session:
        (view,) = stream_views(measured_rounds(session), alpha=0.05, worthwhile=1.5)
    kept = judge_stream([one for one in stream.rounds if one.difference is not None])[-1]
    assert view.rounds == 5
    assert view.log_e_treatment < kept.log_e_treatment
    assert view.log_e_control < kept.log_e_control


def test_a_stream_of_nothing_but_given_up_rounds_says_nothing(bench: Bench) -> None:
    for day, name in enumerate(("first", "second")):
        past(bench, name, [0.5], rounds=[{"given_up": "No time."}], day=day)
    with bench.session() as session:
        assert stream_views(measured_rounds(session), alpha=0.05, worthwhile=1.5) == ()
