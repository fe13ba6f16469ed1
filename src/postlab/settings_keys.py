"""What may stand in `postlab.toml`, and what is wrong where something cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

STANCES = ("unnecessary", "dispensable", "a possibility", "desirable", "indispensable")
"""What practitioners hold social media to be (Kettunen, Vuorinen and Sampson 2013: the five conceptions)."""

STEPS = ("observe", "each", "round", "auto")
"""How far PostLab goes by itself: publishes nothing; asks for each post; for each round; for none within the budget."""

STEP_OF = {
    "unnecessary": "observe",
    "dispensable": "observe",
    "a possibility": "each",
    "desirable": "round",
    "indispensable": "auto",
}
"""Where each stance starts."""

PROTECTION: Mapping[str, Any] = {"quiet": "21:00-07:00", "posts_a_week": 7, "link_gap_days": 7}
"""What protects the followers of a new lab."""

MEANINGS = {
    "timezone": "The zone in which times are shown, and in which slots are meant unless a plan says otherwise.",
    "stance": "What you hold social media to be: unnecessary, dispensable, a possibility, desirable, indispensable.",
    "step": "How far PostLab goes by itself: observe (publishes nothing), each (you approve every post), "
    "round (a round at a time), auto (nobody is asked within the budget).",
    "offers": "Whether `postlab status` offers a next step of confidence when there is one.",
    "late_hours": "How many hours after its slot a post may still go out.",
    "tracking": "Whether links get utm tags.",
    "quiet": "Wall times, in the audience's zone, between which nothing goes out, such as 21:00-07:00.",
    "posts_a_week": "The most posts on one account in any seven days, of all experiments together.",
    "link_gap_days": "How many days lie between two posts of the same link.",
    "audience": "Tables, one an audience: words of yours for it (question, call_to_action, hashtags), and "
    "like = an audience that PostLab has words for.",
    "budget": "Tables, one an account: usd_a_month, reads_a_day.",
    "prices": "Tables, one a network: what it charges, where PostLab knows otherwise.",
    "ai": "url and model of a language model that may suggest words.",
}
"""Every setting, and what it decides."""

_KEYS: Mapping[str, tuple[type, ...]] = {
    "timezone": (str,),
    "late_hours": (int, float),
    "tracking": (bool,),
    "prices": (dict,),
    "budget": (dict,),
    "stance": (str,),
    "step": (str,),
    "offers": (bool,),
    "audience": (dict,),
    "quiet": (str,),
    "posts_a_week": (int,),
    "link_gap_days": (int, float),
    "ai": (dict,),
}
_BUDGET_KEYS = ("usd_a_month", "reads_a_day")
_AUDIENCE_KEYS = ("like", "question", "call_to_action", "hashtags")
_AI_KEYS = ("url", "model")
_QUIET = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def is_timezone(name: str) -> bool:
    """Whether this is the IANA name of a zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def parse_quiet(text: str) -> tuple[time, time]:
    """Quiet hours such as ``21:00-07:00``: from the first wall time up to, not including, the second.

    Raises:
        ValueError: with a sentence, where it is not written so.
    """
    written = _QUIET.fullmatch(text.strip())
    try:
        start, end = time(int(written[1]), int(written[2])), time(int(written[3]), int(written[4]))  # type: ignore[index]
    except (TypeError, ValueError):
        raise ValueError(f"“{text}” are no quiet hours; write them like 21:00-07:00") from None
    if start == end:
        raise ValueError(f"“{text}” would be the whole day or none of it; leave it out for no quiet hours")
    return start, end


def faults_of(written: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Everything in a settings file that cannot be used, as place and fault."""
    faults = [(key, problem) for key, value in written.items() if (problem := _fault(key, value))]
    return [*faults, *_faults_of_money(written), *_faults_of_words(written)]


def _faults_of_money(written: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What cannot be used in the tables of prices and budgets, each with its place."""
    faults = []
    for table in ("prices", "budget"):
        tables = written.get(table)
        for name, listed in tables.items() if isinstance(tables, dict) else ():
            place = f"{table}.{name}"
            if not isinstance(listed, dict):
                faults.append((place, f"must be a table, such as [{place}]"))
                continue
            for key, value in listed.items():
                if table == "budget" and key not in _BUDGET_KEYS:
                    faults.append((f"{place}, {key}", f"there is no such limit; there are {', '.join(_BUDGET_KEYS)}"))
                elif not _is_amount(value, whole=key == "reads_a_day"):
                    what = "a whole number" if key == "reads_a_day" else "an amount in US dollars"
                    faults.append((f"{place}, {key}", f"{value!r} is not {what}, 0 or more"))
    return faults


def _is_amount(value: object, *, whole: bool) -> bool:
    kinds = (int,) if whole else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool) and 0 <= value < 1e9


def _fault(key: str, value: object) -> str | None:
    if key not in _KEYS:
        return f"there is no such setting; there are {', '.join(_KEYS)}"
    if not isinstance(value, _KEYS[key]) or (isinstance(value, bool) and bool not in _KEYS[key]):
        return f"{value!r} is not of the right kind"
    if key == "timezone" and not is_timezone(str(value)):
        return f"“{value}” is not a time zone; use a name such as Australia/Sydney"
    if key == "late_hours" and not (isinstance(value, int | float) and 0 < value <= 24 * 14):
        return "must be more than 0 and at most 336"
    choices = {"stance": STANCES, "step": STEPS}.get(key)
    if choices and value not in choices:
        return f"“{value}” is none of them; there are {', '.join(choices)}"
    return _fault_of_protection(key, value)


def _fault_of_protection(key: str, value: object) -> str | None:
    if key == "quiet":
        try:
            parse_quiet(str(value)) if value else None
        except ValueError as exc:
            return str(exc)
    if key == "posts_a_week" and not (isinstance(value, int) and 1 <= value <= 1000):
        return "must be a whole number from 1 to 1000; leave it out for no limit"
    if key == "link_gap_days" and not (isinstance(value, int | float) and 0 <= value <= 3660):
        return "must be a number of days, 0 or more"
    return None


def _faults_of_words(written: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What cannot be used in the tables of audiences and of the language model."""
    faults = []
    audiences = written.get("audience")
    tables: list[tuple[str, object, tuple[str, ...]]] = []
    if isinstance(audiences, dict):
        tables += [(f"audience.{name}", told, _AUDIENCE_KEYS) for name, told in audiences.items()]
    if "ai" in written:
        tables.append(("ai", written["ai"], _AI_KEYS))
    for place, told, keys in tables:
        if not isinstance(told, dict):
            faults.append((place, f"must be a table, such as [{place}]"))
            continue
        for key, value in told.items():
            if key not in keys:
                faults.append((f"{place}, {key}", f"there is no such key; there are {', '.join(keys)}"))
            elif not isinstance(value, str):
                faults.append((f"{place}, {key}", f"{value!r} is not text in quotes"))
    return faults
