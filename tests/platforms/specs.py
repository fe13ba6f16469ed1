"""The networks' published specs: what a stand-in's requests and answers are checked against, where they are at hand."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from platforms.loopback import Reply, Request, SpecError
from platforms.sample_pictures import parts_of

SPECS = Path(os.environ.get("POSTLAB_SPECS", Path(__file__).parents[3] / "shared" / "specs"))
MISSING = f"the networks' published specs are not here ({SPECS.name}; POSTLAB_SPECS names their folder)"


def spec_file(name: str) -> Path | None:
    """A file of the specs, or None where they are not at hand (a user's clone has no copy)."""
    path = SPECS / name
    return path if path.is_file() else None


def needed(name: str) -> Path:
    """A file of the specs; skips the test where they are not at hand."""
    path = spec_file(name)
    if path is None:
        pytest.skip(MISSING)
    return path


class OpenApi:
    """One OpenAPI document: requests and answers of its operations, checked.

    Args:
        document: 3.0 or 3.1.
        prefix: what stands before its paths on the stand-in.
    """

    def __init__(self, document: dict[str, Any], *, prefix: str = "") -> None:
        # 3.0 says null in a way of its own; JSON schema does not know it
        self._root = _plain(document)
        self._prefix = prefix
        self._routes = [(_pattern(path), path) for path in sorted(document["paths"], key=lambda path: path.count("{"))]

    def check_request(self, request: Request) -> None:
        """Raise SpecError where a request is not one that the document allows: path, query, body."""
        operation, shared = self._operation(request.method, request.path)
        known = {}
        for parameter in [*shared, *operation.get("parameters", [])]:
            resolved = self._resolved(parameter)
            if resolved["in"] == "query":
                known[resolved["name"]] = resolved
        asked = {name.removesuffix("[]"): values for name, values in request.query.items()}
        known = {name.removesuffix("[]"): parameter for name, parameter in known.items()}
        for name, values in asked.items():
            if name not in known:
                raise SpecError(f"{request.method} {request.path} has no query parameter {name!r}")
            self._check_parameter(known[name], values)
        for name, parameter in known.items():
            if parameter.get("required") and name not in asked:
                raise SpecError(f"{request.method} {request.path} needs the query parameter {name!r}")
        self._check_body(operation, request)

    def check_reply(self, request: Request, reply: Reply) -> None:
        """Raise SpecError where an answer is not what the document promises for that status."""
        operation, _ = self._operation(request.method, request.path)
        responses = operation["responses"]
        response = responses.get(str(reply.status)) or responses.get("default")
        if response is None:
            raise SpecError(f"{request.method} {request.path} does not answer {reply.status}")
        content = self._resolved(response).get("content", {})
        media = content.get("application/json") or content.get("application/problem+json")
        if reply.status >= 400 and "application/problem+json" in reply.kind:
            media = content.get("application/problem+json", media)
        if media and "schema" in media:
            self._validate(media["schema"], reply.body, f"answer {reply.status} to {request.method} {request.path}")

    def check_value(self, schema: str, value: Any) -> None:
        """Raise SpecError where a value is not as `components.schemas` has it."""
        self._validate({"$ref": f"#/components/schemas/{schema}"}, value, schema)

    def _operation(self, method: str, path: str) -> tuple[dict[str, Any], list[Any]]:
        for pattern, template in self._routes:
            if pattern.fullmatch(path.removeprefix(self._prefix)):
                item = self._root["paths"][template]
                if method.lower() in item:
                    return item[method.lower()], item.get("parameters", [])
        raise SpecError(f"there is no {method} {path}")

    def _resolved(self, value: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in value:
            target: Any = self._root
            for step in value["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            value = target
        return value

    def _check_parameter(self, parameter: dict[str, Any], values: list[str]) -> None:
        schema = self._resolved(parameter.get("schema", {}))
        name = parameter["name"]
        if schema.get("type") == "array":
            if not parameter.get("explode", True):
                values = values[0].split(",")
            item = self._resolved(schema.get("items", {}))
            self._validate(schema | {"items": {}}, values, f"query parameter {name}")
            for value in values:
                self._validate(item, _typed(value, item), f"query parameter {name}")
        else:
            self._validate(schema, _typed(values[0], schema), f"query parameter {name}")

    def _check_body(self, operation: dict[str, Any], request: Request) -> None:
        body = self._resolved(operation.get("requestBody", {}))
        kind = request.headers.get("Content-Type", "").partition(";")[0]
        if not request.body:
            if body.get("required"):
                raise SpecError(f"{request.method} {request.path} needs a body")
            return
        content = body.get("content", {})
        if kind == "application/json":
            value = request.json
        elif kind == "application/x-www-form-urlencoded":
            schema = self._resolved(content.get(kind, content.get("application/json", {})).get("schema", {}))
            value = dict(self._of_form(schema, request.form))
        elif kind == "multipart/form-data" and kind in content:
            schema = self._resolved(content[kind]["schema"])
            value = dict(self._of_form(schema, _texts(request)))
        else:
            return
        media = content.get(kind) or content.get("application/json")
        if media is None:
            raise SpecError(f"{request.method} {request.path} takes no {kind}")
        self._validate(_any_of(media["schema"]), value, f"body of {request.method} {request.path}")

    def _of_form(self, schema: dict[str, Any], form: Mapping[str, list[str]]) -> Iterator[tuple[str, Any]]:
        """A form's values in the types that the schema's properties have."""
        properties: dict[str, Any] = {}
        parts = [schema]
        while parts:
            part = self._resolved(parts.pop())
            properties |= part.get("properties", {})
            parts += [inner for word in ("allOf", "oneOf", "anyOf") for inner in part.get(word, [])]
        for name, values in form.items():
            plain = name.removesuffix("[]")
            if plain not in properties:
                raise SpecError(f"the form has no field {plain!r}")
            field = self._resolved(properties[plain])
            yield plain, values if name.endswith("[]") else _typed(values[0], field)

    def _validate(self, schema: dict[str, Any], value: Any, subject: str) -> None:
        whole = {**schema, "components": self._root.get("components", {})} if "$ref" not in schema else schema
        validator = Draft202012Validator(
            {"allOf": [whole], "components": self._root.get("components", {})}, format_checker=FormatChecker()
        )
        error = next(iter(validator.iter_errors(value)), None)
        if error is not None:
            place = "/".join(map(str, error.absolute_path))
            raise SpecError(f"{subject}: {place or 'the whole'}: {error.message[:300]}")


def _any_of(schema: dict[str, Any]) -> dict[str, Any]:
    """A body's schema in which it may fit several forms: Mastodon's document has words with a picture fit two."""
    forms = schema.get("oneOf")
    return schema if forms is None else {**{k: v for k, v in schema.items() if k != "oneOf"}, "anyOf": forms}


def _texts(request: Request) -> dict[str, list[str]]:
    """The fields of a multipart request as a form has them; files stand as texts of one character a byte."""
    return {name: [value.decode("latin-1")] for name, value in parts_of(request).items()}


@cache
def openapi(name: str, *, prefix: str = "") -> OpenApi | None:
    """A document of the specs, or None where they are not at hand."""
    path = spec_file(name)
    return None if path is None else OpenApi(json.loads(path.read_text(encoding="utf-8")), prefix=prefix)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(
        "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", path))
    )


def _plain(value: Any) -> Any:
    """A document with 3.0's `nullable` and `example` said in JSON schema."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _plain(item) for key, item in value.items() if key not in {"nullable", "discriminator"}}
    if value.get("nullable") is True:
        return {"anyOf": [plain, {"type": "null"}]}
    return plain


def _typed(value: str, schema: Mapping[str, Any]) -> Any:
    """A text of a query or form in its schema's type."""
    kinds = schema.get("type", "string")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "integer" in kinds and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if "boolean" in kinds and value in {"true", "false"}:
        return value == "true"
    return value
