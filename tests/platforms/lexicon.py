"""Checks values against the AT protocol's published lexicons (https://atproto.com/specs/lexicon)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import regex

FOLDER = Path(__file__).parent / "lexicons"

FORMATS = {
    "did": re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]"),
    "handle": re.compile(r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?"),
    "nsid": re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+\.[a-zA-Z]+"),
    "tid": re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}"),
    "record-key": re.compile(r"(?!\.\.?$)[A-Za-z0-9_.:~-]{1,512}"),
    "cid": re.compile(r"b[a-z2-7]{40,}"),
    "at-uri": re.compile(r"at://[a-zA-Z0-9._:%-]+(/[a-z][a-zA-Z0-9.-]+(/[a-zA-Z0-9_~.:-]+)?)?"),
    "uri": re.compile(r"\w+:(//)?[^\s/]\S*"),
    "language": re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*"),
}
FORMATS["at-identifier"] = re.compile(f"{FORMATS['did'].pattern}|{FORMATS['handle'].pattern}")


class LexiconError(AssertionError):
    """A value that its lexicon does not allow; says where and why."""


@cache
def lexicon(name: str) -> dict[str, Any] | None:
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def check_input(method: str, value: Any) -> None:
    """What is sent to a procedure."""
    _check(value, _main(method)["input"]["schema"], method, "input")


def check_output(method: str, value: Any) -> None:
    """What a method answers."""
    _check(value, _main(method)["output"]["schema"], method, "output")


def check_params(method: str, query: dict[str, list[str]]) -> None:
    """The query string of a query, as parse_qs gives it."""
    schema = _main(method)["parameters"]
    value = {
        name: values if schema["properties"].get(name, {}).get("type") == "array" else values[0]
        for name, values in query.items()
    }
    unknown = set(value) - set(schema["properties"])
    if unknown:
        raise LexiconError(f"{method} has no parameters {unknown}")
    _check(value, {**schema, "type": "object"}, method, "params")


def check_record(value: dict[str, Any]) -> None:
    """A record, by its own $type."""
    schema = _main(value["$type"])
    _check(value, schema["record"], value["$type"], "record")


def _main(name: str) -> dict[str, Any]:
    loaded = lexicon(name)
    if loaded is None:
        raise LexiconError(f"no lexicon {name}")
    main: dict[str, Any] = loaded["defs"]["main"]
    return main


def _resolve(reference: str, here: str) -> tuple[dict[str, Any] | None, str]:
    name, _, part = reference.partition("#")
    name = name or here
    loaded = lexicon(name)
    return (loaded["defs"][part or "main"] if loaded else None), name


def _check(value: Any, schema: dict[str, Any], here: str, at: str) -> None:
    kind = schema["type"]
    if kind == "ref":
        target, name = _resolve(schema["ref"], here)
        if target is not None:  # what lies outside the copied lexicons is not ours to check
            _check(value, target, name, at)
    elif kind == "union":
        _union(value, schema, here, at)
    elif kind == "object":
        _object(value, schema, here, at)
    elif kind == "array":
        _need(isinstance(value, list), at, "not a list", value)
        _need(len(value) <= schema.get("maxLength", 10**9), at, "too many", len(value))
        for index, item in enumerate(value):
            _check(item, schema["items"], here, f"{at}[{index}]")
    elif kind == "string":
        _string(value, schema, at)
    elif kind == "integer":
        _need(isinstance(value, int) and not isinstance(value, bool), at, "not an integer", value)
        _need(value >= schema.get("minimum", value), at, "too small", value)
    elif kind == "boolean":
        _need(isinstance(value, bool), at, "not a boolean", value)
    elif kind == "blob":
        _blob(value, schema, at)
    else:
        _need(kind == "unknown", at, f"unexpected type {kind}", value)
        _need(isinstance(value, dict), at, "not an object", value)


def _object(value: Any, schema: dict[str, Any], here: str, at: str) -> None:
    _need(isinstance(value, dict), at, "not an object", value)
    for name in schema.get("required", ()):
        _need(name in value, at, f"lacks {name}", value)
    for name, part in schema.get("properties", {}).items():
        if name not in value or (value[name] is None and name in schema.get("nullable", ())):
            continue
        _check(value[name], part, here, f"{at}.{name}")


def _union(value: Any, schema: dict[str, Any], here: str, at: str) -> None:
    _need(isinstance(value, dict) and "$type" in value, at, "a union's value without $type", value)
    names = {ref if not ref.startswith("#") else f"{here}{ref}": ref for ref in schema["refs"]}
    _need(value["$type"] in names, at, "not in the union", value["$type"])
    target, name = _resolve(names[value["$type"]], here)
    if target is not None:
        _check(value, target, name, at)


def _string(value: Any, schema: dict[str, Any], at: str) -> None:
    _need(isinstance(value, str), at, "not a string", value)
    size = len(value.encode())
    _need(size <= schema.get("maxLength", size), at, f"string too big ({size})", value)
    graphemes = len(regex.findall(r"\X", value))
    most = schema.get("maxGraphemes", graphemes)
    _need(graphemes <= most, at, f"grapheme too big (maximum {most}, got {graphemes})", value)
    name = schema.get("format")
    if name == "datetime":
        _need(
            re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value),
            at,
            "no time",
            value,
        )
        datetime.fromisoformat(value)
    elif name:
        _need(FORMATS[name].fullmatch(value), at, f"not a {name}", value)


def _blob(value: Any, schema: dict[str, Any], at: str) -> None:
    _need(isinstance(value, dict) and value.get("$type") == "blob", at, "not a blob", value)
    _need(FORMATS["cid"].fullmatch(value["ref"]["$link"]), at, "no cid", value)
    _need(value["size"] <= schema.get("maxSize", value["size"]), at, "blob too big", value["size"])
    accepted = schema.get("accept", ["*/*"])
    fits = any(re.fullmatch(kind.replace("*", "[^/]*"), value["mimeType"]) for kind in accepted)
    _need(fits, at, "kind not accepted", value["mimeType"])


def _need(condition: object, at: str, why: str, value: Any) -> None:
    if not condition:
        raise LexiconError(f"{at}: {why}: {str(value)[:200]}")
