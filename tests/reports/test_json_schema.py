"""Every answer has a schema, made from what is written; the package and the page hold what the code says."""

from __future__ import annotations

import re
import zipfile
from dataclasses import FrozenInstanceError, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hatchling.builders.wheel import WheelBuilder
from jsonschema import Draft202012Validator

from answers import read, schemas
from postlab.reports import json_schema
from postlab.reports.answer import Answer
from postlab.reports.answers.errors import ErrorAnswer, ErrorView
from postlab.reports.as_json import document, text_of
from postlab.reports.history import VerdictShort
from postlab.reports.nouns.link import LinkNamed, LinkView
from postlab.reports.nouns.moment import MomentNamed, MomentView
from postlab.reports.nouns.post import PostNamed, PostView, ReplyView
from postlab.reports.verdict import VerdictView
from postlab.reports.views import VerdictSoFar

ROOT = Path(__file__).parents[2]
ANSWERS = json_schema.every_answer()


def test_the_files_of_the_package_are_what_the_code_says() -> None:
    """`just schemas` writes them."""
    folder = ROOT / "src/postlab/reports/schemas"
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == json_schema.files()


def test_the_page_has_every_key() -> None:
    """`just schemas` writes that part of it."""
    page = (ROOT / "docs/columns.md").read_text(encoding="utf-8")
    assert page.endswith(json_schema.tables())


def test_every_answer_has_a_schema_of_its_name() -> None:
    assert set(schemas()) == {answer.ANSWER for answer in ANSWERS} | {"nouns"}
    assert len({answer.ANSWER for answer in ANSWERS}) == len(ANSWERS) > 30
    for name, schema in schemas().items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"{name}.json"


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every object with keys of its own in a schema."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    here = [schema] if isinstance(schema, dict) and isinstance(schema.get("properties"), dict) else []
    return here + [nested for part in parts for nested in objects(part)]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_an_object_of_ours_has_its_keys_and_no_others(name: str) -> None:
    """And each key says what it holds, but for those of the envelope."""
    for shape in objects(schemas()[name]):
        assert shape["additionalProperties"] is False
        assert shape["required"] == list(shape["properties"])
        assert all("description" in of or "const" in of for of in shape["properties"].values())


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        (PostNamed, PostView),
        (ReplyView, PostView),
        (LinkNamed, LinkView),
        (MomentNamed, MomentView),
        (VerdictShort, VerdictView),
        (VerdictSoFar, VerdictView),
    ],
)
def test_a_short_form_has_keys_of_the_whole_one(short: type[Any], whole: type[Any]) -> None:
    its, all_of_it = json_schema.types_of(short), json_schema.types_of(whole)
    assert set(its) <= set(all_of_it)
    for key, kind in its.items():
        # a short form may know more: it never is where its number is not known
        assert kind == all_of_it[key] or (kind | None) == all_of_it[key], key


def test_a_noun_has_one_shape() -> None:
    """No answer brings a second object that is called post, account, link, moment or experiment."""
    nouns = {"post", "account", "link", "moment", "experiment"}
    shared = schemas()["nouns"]["$defs"]
    assert nouns <= set(shared)
    for name, schema in schemas().items():
        for shape in objects(schema):
            for key in nouns & set(shape["properties"]):
                shapes = re.findall(r"#/\$defs/(\w+)", str(shape["properties"][key]))
                assert set(shapes) <= {key, f"{key}_named"}, (name, key)


def test_a_post_is_never_a_number() -> None:
    """Its number is the `id` of an object, wherever it stands; so is that of its reply."""
    for name, schema in schemas().items():
        for shape in objects(schema):
            assert "first_reply" not in shape["properties"]
            for key in {"post", "reply", "reply_to"} & set(shape["properties"]):
                assert "$ref" in str(shape["properties"][key]), (name, key)
    for noun in ("post", "post_named", "reply", "link", "link_named"):
        assert schemas()["nouns"]["$defs"][noun]["properties"]["id"]["type"] == "integer"


def test_the_wheel_carries_them(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    with zipfile.ZipFile(wheel) as packed:
        carried = {Path(name).name for name in packed.namelist() if name.startswith("postlab/reports/schemas/")}
    assert carried == set(json_schema.files())


def test_answers_are_frozen() -> None:
    for answer in ANSWERS:
        assert answer.__dataclass_params__.frozen, answer  # type: ignore[attr-defined]  # every dataclass has them
        assert fields(answer), answer  # type: ignore[arg-type]
    error = ErrorAnswer(ErrorView("code", "message", "next"))
    with pytest.raises(FrozenInstanceError):
        error.error = ErrorView("", "", "")  # type: ignore[misc]  # that is what is tried


def test_an_answer_is_read_back() -> None:
    answer = ErrorAnswer(ErrorView("input", "It is “wrong”.", "Try again."))
    assert read(text_of(answer)) == document(answer)
    assert "\n" not in text_of(answer, indent=None)
    with pytest.raises(AssertionError, match="extra"):
        read(text_of(answer).replace('"code"', '"extra": 1, "code"'))


@dataclass(frozen=True)
class Odd(Answer):
    """Not an answer of the program."""

    ANSWER: ClassVar[str] = "odd"
    COMMAND: ClassVar[str] = "nothing"

    value: object


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 11, 24, 12, 30, tzinfo=UTC), "2026-11-24T12:30:00Z"),
        (date(2026, 11, 24), "2026-11-24"),
        ({1.5: (1, None)}, {"1.5": [1, None]}),
    ],
)
def test_values_in_their_one_form(value: object, written: object) -> None:
    assert document(Odd(value))["value"] == written


def test_what_has_no_shape_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no shape"):
        document(Odd({1, 2}))
    with pytest.raises(ValueError, match="without a zone"):
        document(Odd(datetime(2026, 11, 24)))
