"""The report for programs: these keys and no others, and only numbers that JSON can hold."""

import json
import math
from typing import Any

import pytest

from answers import read
from postlab.records.tables import Amendment, ExperimentState, PostState, Reflection
from postlab.reports import as_json
from postlab.reports.answers.errors import ErrorAnswer, ErrorView
from postlab.reports.answers.report import audit_answer, report_answer
from postlab.reports.audit import audit
from reports.worlds import LOSING, NOW, WINNING, Records

KEYS = [
    *(
        "schema_version",
        "answer",
        "experiment",
        "verdict",
        "rounds",
        "amendments",
        "reflections",
        "pauses",
        "held",
        "next",
    ),
    *("lesson", "stream"),
]


@pytest.mark.parametrize("outcomes", [[], WINNING, LOSING, [(None, 3), (4, 5)], [(0, 0)] * 12])
def test_the_keys_are_these_and_no_others(records: Records, outcomes: Any) -> None:
    experiment = records.experiment(outcomes, state=ExperimentState.ENDED)
    records.round(experiment, closed=False, post_state=PostState.PLANNED)
    records.session.add(Reflection(experiment_id=experiment.id, at=NOW, text="So.", answers={"expected": "This."}))
    records.session.add(
        Amendment(
            experiment_id=experiment.id,
            at=NOW,
            changes=[{"key": "rounds", "before": 1, "after": 2}],
            reason="why",
            hash_before="a",
            hash_after="b",
        )
    )
    for report in (records.report(experiment), records.lesson(experiment)):
        assert list(read(as_json.text_of(report_answer(report)))) == KEYS
    assert report.lesson is not None


def test_numbers_have_no_noise(records: Records) -> None:
    document = as_json.document(report_answer(records.report(records.experiment([(10.0, 40.0), (0.1 + 0.2, 7)]))))
    first, second = document["rounds"]
    assert [post["outcome"] for post in first["posts"]] == [10, 40]
    assert all(isinstance(post["outcome"], int) for post in first["posts"])
    assert second["posts"][0]["outcome"] == 0.3
    text = json.dumps(document)
    digits = [word for word in text.replace(",", " ").split() if word.lstrip("-").replace(".", "").isdigit()]
    assert all(len(word.replace(".", "").replace("-", "").strip("0")) <= 10 for word in digits)


def test_evidence_and_ratio_agree_with_the_judgement(records: Records) -> None:
    report = records.report(records.experiment(WINNING))
    verdict = as_json.document(report_answer(report))["verdict"]
    assert verdict["decision"] == "treatment works"
    assert verdict["e_treatment"] == pytest.approx(math.exp(report.verdict.log_e_treatment), rel=1e-9)
    assert verdict["low"] == pytest.approx(report.verdict.low, rel=1e-9)
    assert as_json.document(report_answer(report))["rounds"][-1]["so_far"]["low"] == verdict["low"]


def test_what_json_cannot_hold_is_null() -> None:
    assert as_json.values({"a": [math.inf, -math.inf, math.nan, 1e300]}) == {"a": [None, None, None, 1e300]}
    assert as_json.values([True, 2.0, None, "x", 3]) == [True, 2, None, "x", 3]


def test_a_hostile_text_comes_through_whole_and_harmless() -> None:
    hostile = "=cmd \x1b[31m\x9b2J\u202e[red]<script> \u2028é 🎓 \ud83d"
    text = as_json.text_of(ErrorAnswer(ErrorView("", hostile, "")))
    assert json.loads(text)["error"]["message"] == hostile
    assert not set(text) & set("\x1b\x9b\u202e\u2028\ud83d")
    assert "é 🎓" in text


def test_an_audit_as_json(records: Records) -> None:
    experiment = records.experiment(WINNING[:2])
    answer = audit_answer(records.report(experiment).experiment, audit(records.session, experiment))
    document = read(as_json.text_of(answer))
    assert document["clean"] is True
    assert {check["match"] for check in document["checks"]} == {True}
    assert document["schema_version"] == 2
