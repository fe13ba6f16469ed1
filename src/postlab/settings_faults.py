"""Turns pydantic's errors about a settings file into sentences for the person who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from postlab.errors import Fault
from postlab.near_names import meant_or_listed
from postlab.settings_model import KEYS, WRONG, Audience, Budget, LanguageModel, Table

Location = tuple[int | str, ...]

_NOUNS: Mapping[str, tuple[str, type[Table]]] = {
    "budget": ("limit", Budget),
    "audience": ("key", Audience),
    "ai": ("key", LanguageModel),
}
"""By table: what sentences call a key in it, and its model."""


def faults_of(error: ValidationError, document: Mapping[str, Any]) -> list[Fault]:
    """The faults of a settings file, in the order of the file.

    Args:
        error: raised by validating the document as `Written`.
        document: the parsed file.
    """
    details = sorted(error.errors(include_url=False), key=lambda detail: _position(detail["loc"], document))
    return [Fault(_place(detail["loc"]), _sentence(detail)) for detail in details]


def _position(loc: Location, document: Any) -> tuple[int, ...]:
    """The position of a key in the file, for sorting: that of its table, then its own within the table."""
    numbers = []
    for step in loc:
        if not isinstance(document, Mapping) or step not in document:
            break
        numbers.append(list(document).index(step))
        document = document[step]
    return tuple(numbers)


def _place(loc: Location) -> str:
    """("budget", "my page", "reads_a_day") as "budget.my page, reads_a_day"; ("ai", "url") as "ai, url"."""
    table = 1 if loc[0] == "ai" else 2
    return ", ".join([".".join(map(str, loc[:table])), *map(str, loc[table:])])


def _sentence(error: ErrorDetails) -> str:
    kind, loc, value = error["type"], error["loc"], error["input"]
    if kind == WRONG:
        return error["msg"]
    if kind == "extra_forbidden":
        if len(loc) == 1:
            return f"there is no such setting; {meant_or_listed(str(loc[0]), KEYS)}"
        noun, table = _NOUNS[str(loc[0])]
        return f"there is no such {noun}; {meant_or_listed(str(loc[-1]), table.model_fields)}"
    if kind == "model_type" or (kind == "dict_type" and len(loc) == 2):
        return f"must be a table, such as [{_place(loc)}]"
    if kind == "string_type" and len(loc) > 1:
        return f"{value!r} is not text in quotes"
    return f"{value!r} is not of the right kind"
