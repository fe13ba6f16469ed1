"""The report as JSON: stable keys, every number finite, every moment in UTC."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from postlab.design.durations import format_duration
from postlab.reports.audit import Audit
from postlab.reports.history import Try
from postlab.reports.lesson_view import Lesson
from postlab.reports.machine_formats import moment
from postlab.reports.verdict import VerdictView
from postlab.reports.views import PostView, ReplyView, Report, RoundView
from postlab.sanitise import json_text

SCHEMA_VERSION = 1
FRAMES = 12
"""Calls within each other that one level takes, at most."""


def document(report: Report) -> dict[str, Any]:
    """The report as JSON values; `docs/columns.md` says what each key holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "experiment": _experiment(report),
        "verdict": _verdict(report.verdict),
        "rounds": [_round(round_) for round_ in report.rounds],
        "next": " ".join(report.next),
        "lesson": None if report.lesson is None else lesson(report.lesson),
    }


def lesson(page: Lesson) -> dict[str, Any]:
    """The page of an experiment that is over as JSON values."""
    toll, following = page.toll, page.next
    return {
        "tried": [{"variant": one.variant, "blocks": list(one.blocks), "example": one.example} for one in page.tried],
        "showed": list(page.showed),
        "besides": [{"metric": one.metric, "control": one.control, "treatment": one.treatment} for one in page.besides],
        "cost": {
            "rounds": toll.rounds,
            "voided": toll.voided,
            "posts": toll.posts,
            "began_at": _moment(toll.began_at),
            "ended_at": _moment(toll.ended_at),
            "usd": None if toll.usd is None else tidy(float(toll.usd)),
            "followers": [{"account": one.account, "before": one.before, "after": one.after} for one in toll.followers],
        },
        "planned": list(page.planned),
        "keep": page.keep,
        "next": None
        if following is None
        else {
            "experiment": following.experiment,
            "change": following.change,
            "why": following.why,
            "command": following.command,
        },
        "reflect": page.reflect,
    }


@contextmanager
def room_for(levels: int) -> Iterator[None]:
    """Room on Python's stack to write that many levels of children, more of which there may be than it allows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, before + FRAMES * levels))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def history(roots: Sequence[Try]) -> dict[str, Any]:
    """Lineages as JSON values: each try holds those that changed one thing about it."""
    made: dict[int, dict[str, Any]] = {}
    for root in roots:
        for one in root.walk():
            made[one.id] = {
                "name": one.name,
                "question": one.question,
                "state": one.state,
                "paused": one.paused,
                "simulated": one.simulated,
                "change": one.change,
                "reason": one.reason,
                "created_at": moment(one.created_at),
                "ended_at": _moment(one.ended_at),
                "metric": one.metric,
                "control": one.control,
                "treatment": one.treatment,
                "decision": str(one.decision),
                "rounds": one.rounds,
                "planned": one.planned,
                "ratio": tidy(one.ratio),
                "low": tidy(one.low),
                "high": tidy(one.high),
                "result": one.result,
                "taught": one.taught,
                "children": [],
            }
        for one in root.walk():
            made[one.id]["children"] = [made[child.id] for child in one.children]
    return {"lineages": [made[root.id] for root in roots]}


def audit_document(audit: Audit) -> dict[str, Any]:
    """What the audit found as JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "experiment": audit.experiment,
        "clean": audit.clean,
        "sentence": audit.sentence,
        "checks": [{"subject": line.subject, "match": line.match, "found": line.found} for line in audit.lines],
    }


def dumps(values: Mapping[str, Any]) -> str:
    """The values as JSON text that is safe to print: what a terminal would obey is escaped."""
    return json_text(json.dumps(tidy(values), ensure_ascii=False, allow_nan=False, indent=2))


def tidy(value: Any) -> Any:
    """The same value with numbers as people would write them: ten digits, whole ones without a point.

    A number that is not finite is None.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = float(format(value, ".10g"))
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, Mapping):
        return {key: tidy(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(part) for part in value]
    return value


def _experiment(report: Report) -> dict[str, Any]:
    plan, facts, lineage = report.plan, report.experiment, report.lineage
    return {
        "name": facts.name,
        "question": plan.question,
        "hypothesis": plan.hypothesis,
        "rationale": plan.rationale,
        "audience": plan.audience,
        "metric": plan.metric,
        "weights": tidy(plan.metric_weights),
        "horizon": format_duration(plan.horizon),
        "control": plan.control,
        "treatment": plan.treatment,
        "accounts": list(plan.accounts),
        "timezone": plan.timezone,
        "design": plan.design,
        "state": facts.state,
        "simulated": facts.simulated,
        "plan_hash": facts.plan_hash,
        "seed": facts.seed,
        "created_at": moment(facts.created_at),
        "ended_at": _moment(facts.ended_at),
        "parent": lineage.parent,
        "change": lineage.change,
        "reason": lineage.reason,
        "amendments": [
            {
                "at": moment(amendment.at),
                "reason": amendment.reason,
                "changes": tidy(amendment.changes),
                "hash_before": amendment.hash_before,
                "hash_after": amendment.hash_after,
            }
            for amendment in report.amendments
        ],
        "reflections": [
            {
                "at": moment(entry.at),
                "text": entry.text,
                "answers": [{"key": one.key, "question": one.question, "answer": one.answer} for one in entry.answers],
            }
            for entry in report.reflections
        ],
        "if_it_fails": plan.if_it_fails,
        "fallback": plan.fallback,
        "paused_at": _moment(facts.paused_at),
        "stopped_because": facts.stopped_because,
        "pauses": [
            {
                "at": moment(pause.at),
                "until": _moment(pause.until),
                "guardrail": pause.guardrail,
                "reason": pause.reason,
                "did": pause.did,
            }
            for pause in report.pauses
        ],
    }


def _verdict(verdict: VerdictView) -> dict[str, Any]:
    return {
        "decision": str(verdict.decision),
        "sentence": verdict.sentence,
        "ratio": tidy(verdict.ratio),
        "low": tidy(verdict.low),
        "high": tidy(verdict.high),
        "e_treatment": _e(verdict.log_e_treatment),
        "e_control": _e(verdict.log_e_control),
        "alpha": tidy(verdict.alpha),
        "rounds": verdict.rounds,
        "voided": verdict.voided,
        "posts": verdict.posts,
        "rounds_to_go": verdict.rounds_to_go,
    }


def _round(round_: RoundView) -> dict[str, Any]:
    so_far = round_.so_far
    return {
        "number": round_.number,
        "seed": round_.seed,
        "assignment": list(round_.assignment),
        "drawn_at": moment(round_.drawn_at),
        "closed_at": _moment(round_.closed_at),
        "withdrawn_at": _moment(round_.withdrawn_at),
        "void": round_.void,
        "interrupted": round_.interrupted,
        "moved": list(round_.moved),
        "moment": round_.moment,
        "moment_days": round_.moment_days,
        "difference": tidy(round_.difference),
        "ratio": tidy(round_.ratio),
        "so_far": None
        if so_far is None
        else {
            "decision": str(so_far.decision),
            "rounds": so_far.rounds,
            "ratio": tidy(so_far.ratio),
            "low": tidy(so_far.low),
            "high": tidy(so_far.high),
            "e_treatment": _e(so_far.log_e_treatment),
            "e_control": _e(so_far.log_e_control),
        },
        "posts": [_post(post) for post in round_.posts],
    }


def _post(post: PostView) -> dict[str, Any]:
    return {
        "id": post.id,
        "variant": post.variant,
        "account": post.account,
        "link": post.link,
        "slot_at": moment(post.slot_at),
        "slot_wall": post.slot_wall,
        "zone": post.zone,
        "state": post.state,
        "published_at": _moment(post.published_at),
        "permalink": post.permalink,
        "outcome": tidy(post.outcome),
        "estimated": post.estimated,
        "missing": post.missing,
        "damage": post.damage,
        "card": post.card,
        "text": post.text,
        "reply": None if post.reply is None else _reply(post.reply),
        "written_by": dict(post.written_by),
    }


def _reply(reply: ReplyView) -> dict[str, Any]:
    return {
        "id": reply.id,
        "state": reply.state,
        "published_at": _moment(reply.published_at),
        "permalink": reply.permalink,
        "damage": reply.damage,
        "text": reply.text,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else moment(at)


def _e(log_e: float) -> float | None:
    """An e-value, or None where it is larger than a number of JSON can be."""
    try:
        value: float | None = tidy(math.exp(log_e))
    except OverflowError:
        return None
    return value
