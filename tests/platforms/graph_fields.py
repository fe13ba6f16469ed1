"""The Graph API's `fields` language, and what its published specs say that a node has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from platforms.loopback import SpecError
from platforms.specs import spec_file

# where the specs are not at hand, what the tests themselves ask for
_FALLBACK = {
    "Page": (
        {"id", "name", "category", "can_post", "access_token", "followers_count"},
        {"feed", "published_posts", "insights"},
    ),
    "PagePost": (
        {"id", "message", "created_time", "permalink_url", "shares"},
        {"attachments", "comments", "insights", "reactions"},
    ),
    "InsightsResult": ({"description", "id", "name", "period", "title", "values"}, set()),
    "InsightsValue": ({"value", "end_time"}, set()),
    # these have no spec: https://developers.facebook.com/docs/graph-api/reference/user, …/story-attachment
    "User": ({"id", "name", "email"}, {"accounts"}),
    "StoryAttachment": (
        {"description", "description_tags", "media", "media_type", "target", "title", "type", "unshimmed_url", "url"},
        {"subattachments"},
    ),
    # https://developers.facebook.com/docs/graph-api/reference/photo
    "Photo": ({"id", "alt_text", "alt_text_custom", "height", "images", "link", "name", "width"}, {"likes"}),
    # https://developers.facebook.com/docs/graph-api/reference/comment
    "Comment": (
        {
            "id",
            "attachment",
            "comment_count",
            "created_time",
            "from",
            "like_count",
            "message",
            "parent",
            "permalink_url",
        },
        {"comments", "likes", "reactions"},
    ),
    "Account": ({"id", "name", "access_token", "category", "category_list", "tasks"}, set()),
}
_GENERIC = {"access_token", "appsecret_proof", "fields", "limit", "since", "until", "after", "before", "summary"}


@cache
def _node(name: str) -> tuple[frozenset[str], frozenset[str], Mapping[tuple[str, str], frozenset[str]]]:
    """A node's fields, the edges that can be read, and the parameters of each of its calls."""
    path = spec_file(f"meta/{name}.json")
    if path is None:
        fields, edges = _FALLBACK[name]
        return frozenset(fields), frozenset(edges), {}
    spec = json.loads(path.read_text(encoding="utf-8"))
    calls = {
        (api["method"], api.get("endpoint") or api["name"]): frozenset(param["name"] for param in api["params"])
        for api in spec["apis"]
    }
    edges = {edge for method, edge in calls if method == "GET" and not edge.startswith("#")}
    return frozenset(field["name"] for field in spec["fields"]), frozenset(edges), calls


def knows(node: str, field: str) -> bool:
    """Whether such a node has such a field, or such an edge."""
    fields, edges, _ = _node(node)
    return field in fields | edges


def check_answer(node: str, answer: Mapping[str, Any]) -> None:
    """Raise SpecError where an answer holds what such a node has not."""
    for name in answer:
        if not knows(node, name):
            raise SpecError(f"a {node} has no {name!r}")


def check_call(node: str, method: str, edge: str, params: Mapping[str, Any]) -> None:
    """Raise SpecError where a call's parameters are not those that the spec lists."""
    _, edges, calls = _node(node)
    if calls and (method, edge) not in calls:
        raise SpecError(f"there is no {method} /{edge} of a {node}")
    known = calls.get((method, edge))
    for name in params:
        if known is not None and name not in known | _GENERIC:
            raise SpecError(f"{method} /{edge} of a {node} takes no {name!r}")
    if not calls and method == "GET" and edge not in edges:
        raise SpecError(f"there is no {method} /{edge} of a {node}")


def parsed(fields: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each of the fields asked for: its name, its modifiers (`limit(0)`), and the fields within its braces."""
    for part in _split(fields):
        shape = re.fullmatch(r"(\w+)((?:\.\w+\([^()]*\))*)(?:\{(.*)\})?", part)
        if shape is None:
            raise SpecError(f"{part!r} is not a field")
        yield shape[1], dict(re.findall(r"\.(\w+)\(([^()]*)\)", shape[2])), shape[3] or ""


def _split(fields: str) -> Iterator[str]:
    """At the commas that stand in no bracket."""
    depth, part = 0, ""
    for character in fields:
        depth += (character in "({") - (character in ")}")
        if character == "," and not depth:
            yield part
            part = ""
        else:
            part += character
    if part:
        yield part
