"""A plan as the text of a plan file: TOML in the order in which people read it, with a word on what may be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_MEANS: Mapping[str, str] = {
    "metric": "what counts as a response",
    "horizon": "posts are compared at this age",
    "control": "what the other framing is compared with",
    "accounts": "names from `postlab account list`",
    "timezone": "the zone in which slots are meant",
    "readings": "ages at which to look",
    "rounds": "at most",
    "alpha": "the accepted probability of a wrong winner",
    "worthwhile": "the smallest ratio that would change what you do",
    "usual": "what a post usually gets, for the forecast",
    "approve": "each post, each round, reviewed (somebody else agrees), or auto",
}
_DAYS = {"on", "moment_on"}
"""Keys of tables that hold a day."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def plan_text(document: Mapping[str, Any], *, heading: str = "") -> str:
    """A plan document as TOML, which reads back as the same document.

    Args:
        document: its JSON values; a key without a value (None, an empty table, an empty list in one) is left out.
        heading: lines above it, written as comments.
    """
    import tomlkit

    text = tomlkit.document()
    for line in heading.splitlines():
        text.add(tomlkit.comment(line))
    if heading:
        text.add(tomlkit.nl())
    present = {key: value for key, value in document.items() if value is not None and value != {}}
    tables = {key for key, value in present.items() if isinstance(value, Mapping) or _is_tables(value)}
    for key in [*(key for key in present if key not in tables), *(key for key in present if key in tables)]:
        text.add(key, _item(present[key]))
        if key in _MEANS and key not in tables:
            text[key].comment(_MEANS[key])
    return tomlkit.dumps(text)


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _item(value: Any) -> Any:
    """A value for the file: a list of tables as an array of tables, days as days."""
    import tomlkit

    if isinstance(value, Mapping):
        table = tomlkit.table()
        for key, inner in value.items():
            if inner is not None and inner != []:
                table.add(key, _day(inner) if key in _DAYS else _item(inner))
        return table
    if _is_tables(value):
        tables = tomlkit.aot()
        for one in value:
            tables.append(_item(one))
        return tables
    return tomlkit.item(list(value) if isinstance(value, list | tuple) else value)


def _day(value: Any) -> Any:
    import tomlkit

    return tomlkit.item(date.fromisoformat(value) if isinstance(value, str) and _ISO.fullmatch(value) else value)
