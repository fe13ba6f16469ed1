"""An experiment in short says what its report says, and reads less for it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from postlab.records.tables import Experiment, ExperimentState, Pause
from postlab.reports.in_short import in_short
from reports.worlds import LOSING, NOW, START, WINNING, Records


@pytest.fixture
def experiments(records: Records) -> list[Experiment]:
    """One of which nothing counts yet, one that won, its retry that lost, and one that is paused."""
    waiting = records.experiment(name="waiting")
    records.round(waiting, closed=False)
    won = records.experiment(WINNING, name="won", state=ExperimentState.DECIDED)
    lost = records.experiment(LOSING, name="lost", state=ExperimentState.DECIDED, parent=won)
    paused = records.experiment([(1, 2), (0, 1), (2, 3)], name="paused")
    paused.paused_at = NOW
    records.session.add(Pause(experiment_id=paused.id, at=START, until=START, reason="Then.", did=""))
    records.session.add(Pause(experiment_id=paused.id, at=NOW, reason="School holidays.", did=""))
    records.session.commit()
    return [waiting, won, lost, paused]


def test_it_says_what_the_report_says(records: Records, experiments: list[Experiment]) -> None:
    for experiment in experiments:
        report, short = records.report(experiment), in_short(records.session, experiment)
        assert (short.experiment, short.verdict, short.pause) == (report.experiment, report.verdict, report.pause)
    assert short.pause is not None
    assert short.pause.reason == "School holidays."
    assert in_short(records.session, experiments[1]).verdict.as_try is not None


def test_it_reads_less(records: Records, experiments: list[Experiment]) -> None:
    queries: list[str] = []
    event.listen(records.session.get_bind(), "before_cursor_execute", lambda *call: queries.append(call[2]))
    in_short(records.session, experiments[3])
    for_short = len(queries)
    records.report(experiments[3])
    assert for_short <= 6 < len(queries) - for_short
