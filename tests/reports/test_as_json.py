"""The report for programs: these keys and no others, and only numbers that JSON can hold."""

import json
import math
from typing import Any

import jsonschema
import pytest

from postlab.records.tables import Amendment, ExperimentState, PostState, Reflection
from postlab.reports import as_json
from postlab.reports.audit import audit
from reports.worlds import LOSING, NOW, WINNING, Records


def exactly(**properties: Any) -> dict[str, Any]:
    """An object with these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
MAYBE_TEXT = {"type": ["string", "null"]}
NUMBER = {"type": "number"}
MAYBE_NUMBER = {"type": ["number", "null"]}
COUNT = {"type": "integer", "minimum": 0}
FLAG = {"type": "boolean"}
MAYBE_FLAG = {"type": ["boolean", "null"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
MAYBE_MOMENT = {"anyOf": [MOMENT, {"type": "null"}]}
DECISION = {"enum": ["treatment works", "control works", "no practical difference", "keep going", "not enough posts"]}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


REPLY = exactly(id=COUNT, state=TEXT, published_at=MAYBE_MOMENT, permalink=MAYBE_TEXT, damage=MAYBE_TEXT, text=TEXT)
POST = exactly(
    id=COUNT,
    variant=TEXT,
    account=TEXT,
    link=TEXT,
    slot_at=MOMENT,
    slot_wall=TEXT,
    zone=TEXT,
    state=TEXT,
    published_at=MAYBE_MOMENT,
    permalink=MAYBE_TEXT,
    outcome=MAYBE_NUMBER,
    estimated=FLAG,
    damage=MAYBE_TEXT,
    card=MAYBE_FLAG,
    missing=MAYBE_TEXT,
    text=TEXT,
    reply={"anyOf": [REPLY, {"type": "null"}]},
    written_by={"type": "object", "additionalProperties": TEXT},
)
SO_FAR = exactly(
    decision=DECISION,
    rounds=COUNT,
    ratio=MAYBE_NUMBER,
    low=MAYBE_NUMBER,
    high=MAYBE_NUMBER,
    e_treatment=MAYBE_NUMBER,
    e_control=MAYBE_NUMBER,
)
LESSON = exactly(
    tried=many(exactly(variant=TEXT, blocks=many(TEXT), example=MAYBE_TEXT)),
    showed=many(TEXT),
    besides=many(exactly(metric=TEXT, control=COUNT, treatment=COUNT)),
    cost=exactly(
        rounds=COUNT,
        voided=COUNT,
        posts=COUNT,
        began_at=MAYBE_MOMENT,
        ended_at=MAYBE_MOMENT,
        usd=MAYBE_NUMBER,
        followers=many(exactly(account=TEXT, before=COUNT, after=COUNT)),
    ),
    planned=many(TEXT),
    keep=TEXT,
    next={"anyOf": [exactly(experiment=MAYBE_TEXT, change=TEXT, why=TEXT, command=TEXT), {"type": "null"}]},
    reflect=MAYBE_TEXT,
)
REPORT = exactly(
    schema_version={"const": 1},
    experiment=exactly(
        name=TEXT,
        question=TEXT,
        hypothesis=TEXT,
        rationale=TEXT,
        audience=TEXT,
        metric=TEXT,
        weights={"type": "object", "additionalProperties": NUMBER},
        horizon=TEXT,
        control=TEXT,
        treatment=TEXT,
        accounts=many(TEXT),
        timezone=TEXT,
        design=TEXT,
        state=TEXT,
        simulated=FLAG,
        plan_hash=TEXT,
        seed=TEXT,
        created_at=MOMENT,
        ended_at=MAYBE_MOMENT,
        parent=MAYBE_TEXT,
        change=MAYBE_TEXT,
        reason=MAYBE_TEXT,
        amendments=many(
            exactly(at=MOMENT, reason=TEXT, changes=many({"type": "object"}), hash_before=TEXT, hash_after=TEXT)
        ),
        reflections=many(exactly(at=MOMENT, text=TEXT, answers=many(exactly(key=TEXT, question=TEXT, answer=TEXT)))),
        if_it_fails=TEXT,
        fallback=MAYBE_TEXT,
        paused_at=MAYBE_MOMENT,
        stopped_because=MAYBE_TEXT,
        pauses=many(exactly(at=MOMENT, until=MAYBE_MOMENT, guardrail=MAYBE_TEXT, reason=TEXT, did=TEXT)),
    ),
    verdict=exactly(
        decision=DECISION,
        sentence=TEXT,
        ratio=MAYBE_NUMBER,
        low=MAYBE_NUMBER,
        high=MAYBE_NUMBER,
        e_treatment=MAYBE_NUMBER,
        e_control=MAYBE_NUMBER,
        alpha=NUMBER,
        rounds=COUNT,
        voided=COUNT,
        posts=COUNT,
        rounds_to_go={"type": ["integer", "null"]},
    ),
    rounds=many(
        exactly(
            number=COUNT,
            seed=TEXT,
            assignment=many(TEXT),
            drawn_at=MOMENT,
            closed_at=MAYBE_MOMENT,
            withdrawn_at=MAYBE_MOMENT,
            void=MAYBE_TEXT,
            interrupted=MAYBE_TEXT,
            moved=many(TEXT),
            moment=MAYBE_TEXT,
            moment_days={"type": ["integer", "null"]},
            difference=MAYBE_NUMBER,
            ratio=MAYBE_NUMBER,
            so_far={"anyOf": [SO_FAR, {"type": "null"}]},
            posts=many(POST),
        )
    ),
    next=TEXT,
    lesson={"anyOf": [LESSON, {"type": "null"}]},
)


def refuse(constant: str) -> None:
    pytest.fail(f"{constant} is not JSON")


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
        text = as_json.dumps(as_json.document(report))
        jsonschema.validate(json.loads(text, parse_constant=refuse), REPORT)
    assert report.lesson is not None


def test_numbers_have_no_noise(records: Records) -> None:
    document = as_json.document(records.report(records.experiment([(10.0, 40.0), (0.1 + 0.2, 7)])))
    first, second = document["rounds"]
    assert [post["outcome"] for post in first["posts"]] == [10, 40]
    assert all(isinstance(post["outcome"], int) for post in first["posts"])
    assert second["posts"][0]["outcome"] == 0.3
    text = as_json.dumps(document)
    digits = [word for word in text.replace(",", " ").split() if word.lstrip("-").replace(".", "").isdigit()]
    assert all(len(word.replace(".", "").replace("-", "").strip("0")) <= 10 for word in digits)


def test_evidence_and_ratio_agree_with_the_judgement(records: Records) -> None:
    report = records.report(records.experiment(WINNING))
    verdict = as_json.document(report)["verdict"]
    assert verdict["decision"] == "treatment works"
    assert verdict["e_treatment"] == pytest.approx(math.exp(report.verdict.log_e_treatment), rel=1e-9)
    assert verdict["low"] == pytest.approx(report.verdict.low, rel=1e-9)
    assert as_json.document(report)["rounds"][-1]["so_far"]["low"] == verdict["low"]


def test_what_json_cannot_hold_is_null() -> None:
    assert as_json.tidy({"a": [math.inf, -math.inf, math.nan, 1e300]}) == {"a": [None, None, None, 1e300]}
    assert as_json.tidy([True, 2.0, None, "x", 3]) == [True, 2, None, "x", 3]


def test_a_hostile_text_comes_through_whole_and_harmless() -> None:
    hostile = "=cmd \x1b[31m\x9b2J\u202e[red]<script> \u2028é 🎓 \ud83d"
    text = as_json.dumps({"text": hostile})
    assert json.loads(text) == {"text": hostile}
    assert not set(text) & set("\x1b\x9b\u202e\u2028\ud83d")
    assert "é 🎓" in text


def test_an_audit_as_json(records: Records) -> None:
    document = as_json.audit_document(audit(records.session, records.experiment(WINNING[:2])))
    assert document["clean"] is True
    assert {check["match"] for check in document["checks"]} == {True}
    assert document["schema_version"] == 1
