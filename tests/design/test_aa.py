"""A/A tests: a plan that compares a framing with itself."""

from __future__ import annotations

from typing import Any

import pytest

from postlab.design.aa import aa_document
from postlab.design.plan import Plan, read_plan

DOCUMENT: dict[str, Any] = {
    "name": "mirror",
    "question": "How often does chance win?",
    "metric": "clicks",
    "accounts": ["page"],
    "link": [{"url": "https://news.example/pay"}],
}
ASKS = [
    {"name": "plain", "blocks": ["link"]},
    {"name": "asks", "blocks": ["question", "link"], "question": "Why study?"},
]


def plan_of(document: dict[str, Any]) -> Plan:
    plan, faults = read_plan(document, timezone="UTC")
    assert faults == []
    assert plan is not None
    return plan


def test_the_usual_treatment_is_compared_with_itself() -> None:
    plan = plan_of(aa_document(DOCUMENT | {"expected": "treatment"}))
    assert (plan.aa, plan.expected) == (True, None)
    assert [variant.name for variant in plan.variant] == ["contextualised", "contextualised again"]
    assert plan.control == "contextualised"
    assert plan.variant[0].blocks == plan.variant[1].blocks == ("moment", "question", "evidence", "link")


def test_so_is_one_of_a_plan_file() -> None:
    plan = plan_of(aa_document(DOCUMENT | {"variant": ASKS, "control": "plain"}))
    assert [(variant.name, variant.texts()) for variant in plan.variant] == [
        ("asks", {"question": "Why study?"}),
        ("asks again", {"question": "Why study?"}),
    ]
    assert plan_of(plan.document()) == plan
    assert plan_of(aa_document(plan.document())) == plan, "asked for twice, it is the same"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"aa": True}, "differ, and an A/A test compares a framing with itself"),
        ({"aa": True, "variant": [ASKS[1], ASKS[1] | {"name": "b"}], "control": "b", "expected": "control"}, "neither"),
        ({"variant": [ASKS[1], ASKS[1] | {"name": "b"}], "control": "b"}, "there would be nothing to compare"),
    ],
)
def test_what_is_no_aa_test_is_refused(more: dict[str, Any], fault: str) -> None:
    plan, faults = read_plan(DOCUMENT | more, timezone="UTC")
    assert plan is None
    assert fault in " ".join(one.message for one in faults)


@pytest.mark.parametrize("broken", [{"variant": "x"}, {"variant": [1]}, {"variant": []}])
def test_what_cannot_be_read_is_left_to_the_plan(broken: dict[str, Any]) -> None:
    document = aa_document(DOCUMENT | broken)
    assert document["variant"] == broken["variant"]
    assert read_plan(document, timezone="UTC")[0] is None
