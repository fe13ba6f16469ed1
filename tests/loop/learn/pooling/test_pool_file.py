"""A file of a pool: its form, its hashes as anybody would make them, and the draw that the reader makes again."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from loop.learn.pooling.makers import promise, promise_file, seed_of, told
from postlab.design.assignment import draw
from postlab.loop.learn.pooling import pool_file
from postlab.loop.learn.pooling.pool_file import PoolFile, rounded, treatment_later, week_of

FOLDER = Path(pool_file.__file__).parent


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_hashes_are_those_that_the_page_describes() -> None:
    made = promise(1, experiment="Prüfung", metric="clicks")
    document = json.loads(promise_file(made).text)["promise"]
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    first_hash = sha256("postlab-promise-1|" + canonical)
    whole = told(made, 1, [0.4, "missing", "given up"])
    assert whole.rounds[0].previous == first_hash
    value = whole.rounds[0].difference
    second = sha256(f"postlab-round-1|1|2027-W06|{value:.2f}|2||{first_hash}")
    assert whole.rounds[1].previous == second
    third = sha256(f"postlab-round-1|2|2027-W07||0|missing|{second}")
    assert whole.rounds[2].previous == third
    assert whole.closing is not None
    assert whole.closing.previous == sha256(f"postlab-round-1|3|2027-W08||0|given up|{third}")
    assert list(whole.broken_links()) == []


def test_a_file_is_read_as_it_was_written_and_has_the_form_of_the_schema() -> None:
    validator = Draft202012Validator(json.loads((FOLDER / pool_file.SCHEMA_FILE).read_text(encoding="utf-8")))
    for whole in (
        promise_file(promise(1)),
        told(promise(2), 2, []),
        told(promise(3), 3, [0.1, "guardrail", -0.75], over=False),
        told(promise(4, expected="treatment", simulated=True), 4, [0.0, -0.001]),
    ):
        assert PoolFile.model_validate_json(whole.text, strict=True) == whole
        assert list(validator.iter_errors(json.loads(whole.text))) == []
    assert set(json.loads(promise_file(promise(1)).text)) == {"postlab_pool", "promise"}


def test_the_schema_beside_the_module_is_what_the_model_says() -> None:
    """`just schemas` writes it."""
    text = (FOLDER / pool_file.SCHEMA_FILE).read_text(encoding="utf-8")
    assert text == pool_file.schema_text()
    Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("control_first", [True, False])
def test_the_reader_draws_what_the_experiment_drew_whatever_its_framings_are_called(control_first: bool) -> None:
    control, treatment = ("bare link", "contextualised") if control_first else ("ohne", "mit Frage")
    made = promise(1, control_sorts_first=control_first)
    drawn = [
        draw(seed_of(1), experiment="in-common", round_number=n, variants=(treatment, control), places=2).index(
            treatment
        )
        == 1
        for n in range(1, 41)
    ]
    assert [treatment_later(made, seed_of(1), n) for n in range(1, 41)] == drawn
    assert {True, False} == set(drawn)
    whole = told(made, 1, [0.5] * 6)
    later = whole.treatment_later()
    assert later == drawn[:6]
    assert [one.difference for one in whole.rounds] == [0.5 if last else -0.5 for last in later]


def test_without_a_seed_nobody_knows_the_draws() -> None:
    with pytest.raises(ValueError, match="without a seed"):
        told(promise(1), 1, [0.5], over=False).treatment_later()


@given(st.floats(-20, 20))
def test_a_difference_has_two_decimals_and_one_zero(value: float) -> None:
    shown = rounded(value)
    assert abs(shown - value) <= 0.005 + 1e-9
    assert str(shown) != "-0.0"
    assert f"{shown:.2f}" == f"{float(f'{shown:.2f}'):.2f}"


def test_a_week_is_that_of_utc() -> None:
    assert week_of(datetime.fromisoformat("2027-01-03T23:30:00-05:00")) == "2027-W01"
    assert week_of(datetime.fromisoformat("2027-01-03T23:30:00+00:00")) == "2026-W53"


def edited(whole: PoolFile, edit: Any) -> str:
    document = json.loads(whole.text)
    edit(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda d: d["rounds"][0].update(difference=0.123), "more than two decimals"),
        (lambda d: d["rounds"][0].update(difference=None), "or a reason why it has none"),
        (lambda d: d["rounds"][0].update(accounts=0), "or a reason why it has none"),
        (lambda d: d["rounds"][0].update(difference=21.0), "less than or equal to 20"),
        (lambda d: d["rounds"][0].update(difference="0.5"), "valid number"),
        (lambda d: d["rounds"][0].update(week="2027-W54"), "pattern"),
        (lambda d: d["rounds"][0].update(text="Is it worth it?"), "Extra inputs"),
        (lambda d: d["promise"].update(account="@us"), "Extra inputs"),
        (lambda d: d["promise"].update(treatment=["link"]), "the same blocks"),
        (lambda d: d["promise"].update(promised_at="2027-02-31T09:00:00Z"), "no such time"),
        (lambda d: d["promise"].update(rounds=0), "greater than or equal to 1"),
        (lambda d: d["closing"].update(seed="abc"), "at least 32"),
        (lambda d: d.pop("closing"), "no closing below them"),
        (lambda d: d.update(postlab_pool=2), "Input should be 1"),
    ],
)
def test_what_does_not_have_the_form_is_refused(edit: Any, where: str) -> None:
    with pytest.raises(ValidationError, match=where):
        PoolFile.model_validate_json(edited(told(promise(1), 1, [0.5, 0.25]), edit), strict=True)
