"""A stand-in for Plausible on loopback: page views become visits, queries are held to the documented shapes.

The schemas are those of https://plausible.io/docs/stats-api, narrowed to what PostLab may ask; anything else in a
question is a complaint.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator, FormatChecker

from platforms.loopback import Failure, Loopback, Reply, Request, SpecError, serving

QUERY = "query"
API_KEY = "plausible-stats-key-77"
SITE = "careers.example.org"
SESSION = timedelta(minutes=30)

_DATE = {"type": "string", "format": "date"}
_VISIT = {"enum": ["visit:utm_campaign", "visit:utm_content", "visit:utm_source", "visit:utm_medium"]}
_GROUP = {"oneOf": [_VISIT, {"enum": ["time:day"]}]}
_PAIR = {"type": "array", "minItems": 2, "maxItems": 2}

QUESTION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["site_id", "metrics", "date_range"],
    "properties": {
        "site_id": {"type": "string"},
        "metrics": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": ["visits", "visitors"]}},
        "date_range": {"oneOf": [{"enum": ["day", "7d", "28d", "30d", "91d", "all"]}, {**_PAIR, "items": _DATE}]},
        "dimensions": {"type": "array", "uniqueItems": True, "items": _GROUP},
        "filters": {
            "type": "array",
            "items": {
                "type": "array",
                "minItems": 3,
                "maxItems": 3,
                "prefixItems": [
                    {"enum": ["is", "is_not"]},
                    _VISIT,
                    {"type": "array", "minItems": 1, "items": {"type": "string"}},
                ],
            },
        },
        "order_by": {
            "type": "array",
            "items": {**_PAIR, "prefixItems": [{"oneOf": [_GROUP, {"enum": ["visits"]}]}, {"enum": ["asc", "desc"]}]},
        },
        "pagination": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "limit": {"type": "integer", "minimum": 1, "maximum": 10_000},
                "offset": {"type": "integer", "minimum": 0},
            },
        },
    },
}

ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["results", "meta", "query"],
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["dimensions", "metrics"],
                "properties": {
                    "dimensions": {"type": "array", "items": {"type": "string"}},
                    "metrics": {"type": "array", "items": {"type": "integer", "minimum": 0}},
                },
            },
        },
        "meta": {"type": "object"},
        "query": {"type": "object", "required": ["site_id", "metrics", "date_range", "dimensions", "pagination"]},
    },
}


def error(status: int, body: str) -> Failure:
    """A refusal as Plausible words it."""
    return Failure(status=status, body=json.dumps({"error": body}).encode())


@dataclass
class Visit:
    """A visit: its values are those of the page view that it began with."""

    at: datetime
    last_seen_at: datetime
    tags: dict[str, str]


class FakePlausible(Loopback):
    """One site and the visits to it.

    Attributes:
        zone: of the site; days are its days.
        questions: what was asked, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.zone = ZoneInfo("Australia/Sydney")
        self.visits: dict[str, list[Visit]] = defaultdict(list)
        self.keys = {API_KEY}
        self.questions: list[dict[str, Any]] = []

    def view(
        self, campaign: str | None = None, content: str | None = None, *, visitor: str, at: datetime | None = None
    ) -> None:
        """Somebody loads a page of the site, by a tagged link or without one."""
        now = at or self.now()
        visits = self.visits[visitor]
        if visits and now - visits[-1].last_seen_at < SESSION:
            visits[-1].last_seen_at = now
            return
        tags = {"visit:utm_campaign": campaign, "visit:utm_content": content}
        visits.append(Visit(now, now, {name: value or "(not set)" for name, value in tags.items()}))

    def arrive(self, campaign: str | None, content: str | None, *, number: int, at: datetime | None = None) -> None:
        """So many people come, one visit each."""
        for _ in range(number):
            self.view(campaign, content, visitor=f"somebody {len(self.visits)}", at=at)

    def operation(self, request: Request) -> str:
        """The Stats API has one."""
        return QUERY if request.path == "/api/v2/query" else request.path

    def answer(self, operation: str, request: Request) -> Reply:
        """Answer a query, or refuse it as Plausible does."""
        if operation != QUERY or request.method != "POST":
            raise SpecError(f"there is no {request.method} {request.path}")
        if not request.token:
            return _refused(401, "Missing API key. Please use a valid Plausible API key as a Bearer Token.")
        wanted = request.json
        _hold(QUESTION, wanted, "question")
        self.questions.append(wanted)
        if request.token not in self.keys or wanted["site_id"] != SITE:
            body = "Invalid API key or site ID. Please make sure you're using a valid API key with access to the site"
            return _refused(401, f"{body} you've requested.")
        first, last = self._range(wanted["date_range"])
        dimensions = wanted.get("dimensions", [])
        for name, _ in wanted.get("order_by", []):
            if name not in [*dimensions, *wanted["metrics"]]:
                return _refused(400, f"Invalid order_by entry '{name}'. Entry is not a queried metric or dimension.")
        counts: Counter[tuple[str, ...]] = Counter() if dimensions else Counter({(): 0})
        for visit in (visit for visits in self.visits.values() for visit in visits):
            day = visit.at.astimezone(self.zone).date()
            if first <= day <= last and all(_passes(visit, row) for row in wanted.get("filters", [])):
                counts[tuple(day.isoformat() if name == "time:day" else visit.tags[name] for name in dimensions)] += 1
        pagination = {"limit": 10_000, "offset": 0, **wanted.get("pagination", {})}
        rows = sorted(counts.items())[pagination["offset"] :][: pagination["limit"]]
        body = {
            "results": [{"dimensions": list(values), "metrics": [number]} for values, number in rows],
            "meta": {},
            "query": {
                "site_id": SITE,
                "metrics": wanted["metrics"],
                "date_range": [first.isoformat(), last.isoformat()],
                "filters": wanted.get("filters", []),
                "dimensions": dimensions,
                "pagination": pagination,
            },
        }
        _hold(ANSWER, body, "answer")
        return Reply(body)

    def _range(self, wanted: str | list[str]) -> tuple[date, date]:
        today = self.now().astimezone(self.zone).date()
        if isinstance(wanted, list):
            return date.fromisoformat(wanted[0]), date.fromisoformat(wanted[1])
        days = {"day": 0, "all": 10_000}.get(wanted)
        return today - timedelta(days=int(wanted.rstrip("d")) if days is None else days), today


def _passes(visit: Visit, wanted: list[Any]) -> bool:
    operator, name, values = wanted
    return (visit.tags[name] in values) == (operator == "is")


def _refused(status: int, message: str) -> Reply:
    return Reply({"error": message}, status=status)


def _hold(schema: dict[str, Any], value: Any, subject: str) -> None:
    problems = next(iter(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value)), None)
    if problems is not None:
        raise SpecError(f"{subject}: {'/'.join(map(str, problems.absolute_path))}: {problems.message}")


@contextmanager
def fake_plausible() -> Iterator[FakePlausible]:
    """A running server; at the end it complains about questions that no schema knows."""
    with serving(FakePlausible()) as plausible:
        yield plausible
