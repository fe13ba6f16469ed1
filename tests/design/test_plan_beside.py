"""A picture, or a missing preview, is in both framings or the one thing in which they differ."""

from __future__ import annotations

from typing import Any

import pytest

from postlab.design.plan import Plan, read_plan

LINK = {"url": "https://x.example/a", "picture": "a.jpg", "picture_alt": "Caps in the air."}


def read(control: dict[str, Any], treatment: dict[str, Any]) -> tuple[Plan | None, list[str]]:
    document = {
        "name": "x",
        "question": "q",
        "metric": "clicks",
        "accounts": ["a"],
        "control": "one",
        "link": [LINK],
        "variant": [{"name": "one", **control}, {"name": "two", **treatment}],
    }
    plan, faults = read_plan(document, timezone="UTC")
    return plan, [f"{fault.place}: {fault.message}" for fault in faults]


BARE = {"blocks": ["link"]}
ASKS = {"blocks": ["question", "link"]}


@pytest.mark.parametrize(
    ("control", "treatment"),
    [
        (BARE, {"blocks": ["link", "picture"]}),
        ({"blocks": ["picture", "link"]}, {"blocks": ["question", "link", "picture"]}),
        (BARE, BARE | {"card": False}),
        (BARE | {"card": "off"}, ASKS | {"card": False}),
        ({"blocks": ["link"], "card": True}, ASKS),
    ],
)
def test_both_or_the_one_change(control: dict[str, Any], treatment: dict[str, Any]) -> None:
    plan, faults = read(control, treatment)
    assert (faults, plan is None) == ([], False)


@pytest.mark.parametrize(
    ("control", "treatment", "fault"),
    [
        (
            BARE,
            {"blocks": ["question", "link", "picture"]},
            "“two” alone has the picture, and the framings differ in the question",
        ),
        (
            {"blocks": ["moment", "question", "link"]},
            {"blocks": ["question", "moment", "link", "picture"]},
            "differ in their order",
        ),
        (ASKS | {"question": "Worth it?"}, {"blocks": ["question", "link", "picture"]}, "the words of the question"),
        (BARE, {"blocks": ["link", "picture"], "card": False}, "the preview of the link"),
        (
            BARE,
            ASKS | {"card": False},
            "“two” alone goes out without a preview, and the framings differ",
        ),
    ],
)
def test_another_difference_beside_it_is_refused(
    control: dict[str, Any], treatment: dict[str, Any], fault: str
) -> None:
    plan, faults = read(control, treatment)
    assert plan is None
    assert len(faults) == 1
    assert faults[0].startswith("variant: ")
    assert fault in faults[0]


def test_the_usual_preview_leaves_nothing_in_the_plan() -> None:
    plan, _ = read(BARE | {"card": True}, ASKS)
    assert plan is not None
    assert "card" not in plan.document()["variant"][0]


def test_words_for_no_picture_are_a_fault() -> None:
    document = {"name": "x", "question": "q", "metric": "clicks", "accounts": ["a"], "link": [LINK | {"picture": None}]}
    assert "no picture that it could describe" in str(read_plan(document, timezone="UTC")[1])
