"""What is wrong with a plan, in the words of whoever wrote it instead of those of the library that found it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from pydantic_core import ErrorDetails

from postlab.errors import Fault
from postlab.metrics import PRIMARY_METRIC_BY_OTHER_NAME
from postlab.near_names import did_you_mean, meant_or_listed

Location = tuple[int | str, ...]

_MESSAGES: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "string_too_short": "must not be empty",
    "string_too_long": "must have {max_length} characters at most",
    "too_short": "must not be empty",
    "string_pattern_mismatch": "starts with a letter or digit and holds letters, digits, spaces, dots and hyphens",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "date_from_datetime_parsing": "must be a day such as 2026-11-30",
    "date_parsing": "must be a day such as 2026-11-30",
    "date_type": "must be a day such as 2026-11-30",
    "date_from_datetime_inexact": "must be a day such as 2026-11-30, without a time",
    "time_delta_type": "must be a duration in quotes such as “72h”",
    "time_delta_parsing": "must be a duration in quotes such as “72h”",
}

BETWEEN_KEYS = "together"
"""Type of the one error that holds every fault between keys, as JSON."""


def as_faults(errors: Sequence[ErrorDetails], *, keys_at: Callable[[Location], Sequence[str]]) -> list[Fault]:
    """Pydantic's errors as faults with their places, each said once.

    Args:
        errors: of one validation.
        keys_at: the keys that there are where an unknown one stands.
    """
    places = [error["loc"] for error in errors]
    faults: list[Fault] = []
    for error in errors:
        # A list whose only item is wrong is not empty, though pydantic counts it so.
        inside = any(place[: len(error["loc"])] == error["loc"] != place for place in places)
        if not (error["type"] == "too_short" and inside):
            faults += _as_faults(error, keys_at)
    return faults


def _as_faults(error: ErrorDetails, keys_at: Callable[[Location], Sequence[str]]) -> list[Fault]:
    context = error.get("ctx", {})
    if error["type"] == BETWEEN_KEYS:
        return [Fault(place, message) for place, message in json.loads(context["faults"])]
    place = _place(error["loc"])
    if error["type"] == "extra_forbidden":
        return [Fault(place, f"there is no such key; {meant_or_listed(str(error['loc'][-1]), keys_at(error['loc']))}")]
    if error["type"] == "literal_error":
        meant = _meant_choice(error["input"], context["expected"], of_metrics="metric" in place or "weights" in place)
        return [Fault(place, f"must be {context['expected']}{meant}")]
    if (message := _MESSAGES.get(error["type"])) is not None:
        return [Fault(place, message.format(**context))]
    return [Fault(place, error["msg"][:1].lower() + error["msg"][1:])]


def _meant_choice(typed: object, expected: str, *, of_metrics: bool) -> str:
    """The choice that was probably meant, as the end of a sentence; `expected` has them all in quotation marks.

    Only where a metric is named, it may go by one of its other names.
    """
    choices = re.findall(r"'([^']*)'", expected)
    aliases = PRIMARY_METRIC_BY_OTHER_NAME if of_metrics else None
    meant = did_you_mean(typed, choices, aliases=aliases) if isinstance(typed, str) else ""
    return f"; {meant}" if meant else ""


def _place(loc: Location) -> str:
    """("link", 0, "url") as "link 1, url"."""
    words: list[str] = []
    for step in loc:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        elif not (isinstance(step, str) and step.startswith("function-")):
            words.append(str(step))
    return ", ".join(words)
