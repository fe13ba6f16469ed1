"""The one writer of JSON: values with stable keys, every number finite, every moment in UTC."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from postlab.reports.answer import Answer
from postlab.reports.machine_formats import moment, number
from postlab.sanitise import json_text

SCHEMA_VERSION = 2
FRAMES = 12
"""Nested Python calls that one level of children takes, at most."""


def text_of(answer: Answer, *, indent: int | None = 2) -> str:
    """An answer as JSON text that is safe to print: control characters are escaped."""
    return json_text(json.dumps(document(answer), ensure_ascii=False, allow_nan=False, indent=indent))


def document(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values, `schema_version` and its name first; `docs/columns.md` says what each key holds."""
    return {"schema_version": SCHEMA_VERSION, "answer": answer.ANSWER, **values(answer)}


def values(value: object) -> Any:
    """A value in the types of JSON.

    Dataclasses become objects with the keys of `keys_of`. Times are UTC to the second, days are ISO 8601. Numbers have
    at most ten digits, whole numbers no decimal point; a number that is not finite becomes None.

    Raises:
        TypeError: the value has a type that JSON cannot hold.
    """
    if isinstance(value, Enum):
        return values(value.value)
    if value is None or isinstance(value, bool | str | int | float | Decimal | date):
        return _scalar(value)
    if isinstance(value, Mapping):
        return {_key(key): values(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [values(part) for part in value]
    if is_dataclass(value):
        return {key: values(getattr(value, key)) for key in keys_of(type(value))}
    raise TypeError(f"a {type(value).__name__} has no shape in JSON")


def keys_of(shape: type[Any]) -> tuple[str, ...]:
    """The keys of a dataclass: what its `KEYS` names (fields and properties), else all of its fields."""
    named: tuple[str, ...] | None = getattr(shape, "KEYS", None)
    return named or tuple(field.name for field in fields(shape))


@contextmanager
def room_for(levels: int) -> Iterator[None]:
    """Raise Python's recursion limit while a tree with that many levels of children is written."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, before + FRAMES * levels))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def e_value(log_e: float) -> float | None:
    """Evidence from its natural logarithm; None where it is larger than a number of JSON can be."""
    try:
        return math.exp(log_e)
    except OverflowError:
        return None


def _scalar(value: str | float | Decimal | date | None) -> str | float | None:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return _number(float(value)) if isinstance(value, float | Decimal) else value


def _number(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    short = float(number(value))
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def _key(key: object) -> str:
    return number(key) if isinstance(key, float) else str(key)
