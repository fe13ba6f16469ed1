"""Answers of the program held against the schemas that the package carries."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource


@cache
def schemas() -> dict[str, Any]:
    """The schemas of the package, by their names."""
    folder = resources.files("postlab.reports") / "schemas"
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    }


@cache
def _validator(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas().values()
    )
    return Draft202012Validator(schemas()[name], registry=registry)


def read(text: str) -> Any:
    """An answer, read as the strict JSON that it must be, with exactly the keys that its schema names."""
    answer = json.loads(text, parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))
    assert list(answer)[:2] == ["schema_version", "answer"]
    assert answer["answer"] in schemas(), f"“{answer['answer']}” has no schema"
    faults = [f"{fault.json_path}: {fault.message}" for fault in _validator(answer["answer"]).iter_errors(answer)]
    assert not faults, faults
    return answer
