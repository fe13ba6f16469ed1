"""The JSON Schema of every answer and the tables of `docs/columns.md`, made from the dataclasses of the answers.

`just schemas` writes both again.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
import sys
import types
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from postlab.reports import answers
from postlab.reports.answer import Answer
from postlab.reports.as_json import SCHEMA_VERSION, keys_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHARED = "nouns"
"""Name of the schema file for the shapes that several answers hold."""

SCALARS: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    datetime: {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
    type(None): {"type": "null"},
    Any: {},
}

IN_WORDS: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Decimal: "number",
    datetime: "time in UTC",
    date: "day",
    type(None): "null",
    Any: "any value",
}

TABLES_BEGIN = "<!-- The rest is made by `just schemas`. -->"


def every_answer() -> tuple[type[Answer], ...]:
    """All answers, sorted by name."""
    for module in pkgutil.iter_modules(answers.__path__, f"{answers.__name__}."):
        import_module(module.name)
    ours = (answer for answer in _below(Answer) if answer.__module__.startswith(f"{answers.__name__}."))
    return tuple(sorted(ours, key=lambda answer: answer.ANSWER))


def files() -> dict[str, str]:
    """The text of each schema, by the name of its file."""
    documents = {answer.ANSWER: schema_of(answer) for answer in every_answer()}
    shared = {_name(shape): _object(shape, shared=None) for shape in sorted(_shared(), key=_name)}
    documents[SHARED] = {"$schema": DIALECT, "$id": f"{SHARED}.json", "$defs": shared}
    return {
        f"{name}.json": json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        for name, document in documents.items()
    }


def schema_of(answer: type[Answer]) -> dict[str, Any]:
    """The schema of one answer; shapes that several answers hold are in `nouns.json`."""
    shared = _shared()
    body = _object(answer, shared=shared)
    local = sorted(_within(answer, shared), key=_name)
    return {
        "$schema": DIALECT,
        "$id": f"{answer.ANSWER}.json",
        "title": answer.COMMAND,
        **body,
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "answer": {"const": answer.ANSWER},
            **body["properties"],
        },
        "required": ["schema_version", "answer", *body["required"]],
        **({"$defs": {_name(shape): _object(shape, shared=shared) for shape in local}} if local else {}),
    }


def tables() -> str:
    """The keys of every shape as Markdown tables: first the shared shapes, then each answer."""
    shared = _shared()
    parts = [TABLES_BEGIN, "## Shapes that several answers hold"]
    for shape in sorted(shared, key=_name):
        parts += [f"### {_title(shape)}", _about(shape)[0], _table(shape)]
    parts.append("## The answers")
    for answer in every_answer():
        command = f"`{answer.COMMAND}`" if answer.COMMAND.startswith("postlab") else answer.COMMAND
        parts += [f"### `{answer.ANSWER}`: {command}", _about(answer)[0], _table(answer)]
        for shape in sorted(_within(answer, shared), key=_name):
            parts += [f"#### {_title(shape)}", _about(shape)[0], _table(shape)]
    return "\n\n".join(parts) + "\n"


def types_of(shape: type[Any]) -> dict[str, Any]:
    """The type of each key of a dataclass; for a property, its return type."""
    hints = get_type_hints(shape)
    kinds = {}
    for key in keys_of(shape):
        if key in hints:
            kinds[key] = hints[key]
        else:
            kinds[key] = get_type_hints(getattr(shape, key).fget)["return"]
    return kinds


def _below(shape: type[Answer]) -> Iterator[type[Answer]]:
    for child in shape.__subclasses__():
        # a dataclass with slots is made anew; the class that it was made of may still be about
        if getattr(sys.modules[child.__module__], child.__name__) is child:
            yield child
        yield from _below(child)


def _shared() -> set[type[Any]]:
    """The shapes that more than one answer holds, and the shapes of the nouns."""
    held = Counter(shape for answer in every_answer() for shape in _within(answer, set()))
    return {shape for shape, times in held.items() if times > 1 or ".reports.nouns." in shape.__module__}


def _within(shape: type[Any], leave: set[type[Any]]) -> set[type[Any]]:
    """The dataclasses inside a shape, at any depth, without those in `leave` and what they hold."""
    held: set[type[Any]] = set()
    waiting = [shape]
    while waiting:
        for kind in types_of(waiting.pop()).values():
            for part in _dataclasses(kind):
                if part not in held and part not in leave:
                    held.add(part)
                    waiting.append(part)
    return held


def _dataclasses(kind: Any) -> Iterator[type[Any]]:
    if isinstance(kind, type) and is_dataclass(kind):
        yield kind
    for part in get_args(kind):
        yield from _dataclasses(part)


def _object(shape: type[Any], *, shared: set[type[Any]] | None) -> dict[str, Any]:
    """The schema of a dataclass; `shared` is None in the file of the shared shapes."""
    summary, about = _about(shape)
    properties = {
        key: _schema(kind, shared) | ({"description": about[key]} if key in about else {})
        for key, kind in types_of(shape).items()
    }
    return {
        "description": summary,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema(kind: Any, shared: set[type[Any]] | None) -> dict[str, Any]:
    if (choices := _choices(kind)) is not None:
        return {"enum": choices}
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {types.UnionType, Union}:
        return _either([_schema(part, shared) for part in parts])
    if origin in {tuple, list}:
        return {"type": "array", "items": _schema(parts[0], shared)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(parts[1], shared)}
    if isinstance(kind, type) and is_dataclass(kind):
        return {
            "$ref": f"{SHARED}.json#/$defs/{_name(kind)}" if shared and kind in shared else f"#/$defs/{_name(kind)}"
        }
    return dict(SCALARS[kind])


def _choices(kind: Any) -> list[Any] | None:
    """The values of a type that has only a few; else None."""
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [member.value for member in kind] if isinstance(kind, type) and issubclass(kind, Enum) else None


def _either(parts: list[dict[str, Any]]) -> dict[str, Any]:
    plain = [part["type"] for part in parts if set(part) == {"type"}]
    if len(plain) == len(parts):
        return {"type": plain}
    return {"anyOf": parts}


def _in_words(kind: Any) -> str:
    if _choices(kind) is not None:
        return "text"
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {types.UnionType, Union}:
        return " or ".join(_in_words(part) for part in parts)
    if origin in {tuple, list}:
        return f"list of {_in_words(parts[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return f"object of {_in_words(parts[1])}"
    if isinstance(kind, type) and is_dataclass(kind):
        return f"[{_title(kind)}](#{_name(kind).replace('_', '-')})"
    return IN_WORDS[kind]


def _table(shape: type[Any]) -> str:
    about = _about(shape)[1]
    rows = [f"| `{key}` | {_in_words(kind)} | {about[key]} |" for key, kind in types_of(shape).items()]
    return "\n".join(["| key | is | holds |", "| --- | --- | --- |", *rows])


def _about(shape: type[Any]) -> tuple[str, dict[str, str]]:
    """The summary of a class's docstring and its description of each attribute, inherited ones included."""
    summary = ""
    about: dict[str, str] = {}
    for ancestor in reversed(shape.__mro__):
        docstring = inspect.cleandoc(ancestor.__doc__ or "") if ancestor.__module__.startswith("postlab.") else ""
        first, _, attributes = docstring.partition("Attributes:\n")
        if docstring:
            summary = " ".join(first.split("\n\n")[0].split())
        for match in re.finditer(r"^ {4}(\w+): (.*(?:\n {8,}.*)*)", attributes, re.MULTILINE):
            about[match[1]] = " ".join(match[2].split()).removesuffix(".")
    return summary, about


def _name(shape: type[Any]) -> str:
    words = re.findall("[A-Z][a-z]*", shape.__name__.removesuffix("View"))
    return "_".join(words).lower()


def _title(shape: type[Any]) -> str:
    return _name(shape).replace("_", " ")


def main(folder: Path, docs: Path) -> None:
    """Write the schemas into a folder, and the tables into the page."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    before = docs.read_text(encoding="utf-8").partition(TABLES_BEGIN)[0]
    docs.write_text(before + tables(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
