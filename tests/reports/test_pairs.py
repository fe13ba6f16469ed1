"""The pairs of a report, and which of them are its best and its worst."""

from __future__ import annotations

import pytest

from postlab.records.tables import PostState
from postlab.reports.pairs import best_and_worst, pairs_of
from reports.worlds import Records


def test_the_best_pair_and_the_worst_are_the_treatments(records: Records) -> None:
    made = records.experiment([(10, 30), (20, 5), (8, 9), (4, None)])
    pairs = pairs_of(records.report(made))
    assert [pair.round for pair in pairs] == [1, 2, 3, 4]
    assert [pair.counts for pair in pairs] == [True, True, True, False]
    best, worst = best_and_worst(pairs)
    assert (best.round, worst.round) == (1, 2)
    assert best.ratio == pytest.approx(30.5 / 10.5)
    assert pairs[3].ratio is None


def test_one_pair_is_shown_once_and_none_before_one_counts(records: Records) -> None:
    one = records.experiment([(10, 30)], name="one")
    assert len(best_and_worst(pairs_of(records.report(one)))) == 1
    none = records.experiment(name="none")
    records.round(none, closed=False, post_state=PostState.PLANNED)
    pairs = pairs_of(records.report(none))
    assert len(pairs) == 1
    assert best_and_worst(pairs) == []


def test_each_account_has_its_pair_and_a_round_taken_back_has_none(records: Records) -> None:
    made = records.experiment([([1, 2], [3, 4])], accounts=["page", "other"])
    pairs = pairs_of(records.report(made))
    assert [(pair.account, pair.control.outcome, pair.treatment.outcome) for pair in pairs] == [
        *(("page", 1, 3), ("other", 2, 4)),
    ]
    (round_,) = records.rounds(made)
    round_.withdrawn_at = round_.closed_at
    records.session.add(round_)
    assert pairs_of(records.report(made)) == []
