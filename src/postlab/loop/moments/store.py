"""The lab's calendar: moments added by hand and taken out again, and those that a plan is made with."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.calendars.coming import Coming, Kept, coming, days_of, same_audience
from postlab.design.calendar import LONGEST, parse_rule
from postlab.design.lead_moment import name_of
from postlab.errors import InputError
from postlab.framing.brief import AUDIENCES
from postlab.framing.moments import JUST_DAYS, LONGEST_NAME
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import find_experiment
from postlab.records.practice import Moment
from postlab.sanitise import postable

BY_HAND = "by hand"
AHEAD = timedelta(days=396)
"""A plan is made with the moments of the next 13 months."""

MOST_IN_A_PLAN = 100
LONGEST_AUDIENCE = 60


def today_of(lab: Lab) -> date:
    """The day it is in the lab's zone."""
    return lab.now().astimezone(ZoneInfo(lab.settings.timezone)).date()


def kept(session: Session) -> list[Kept]:
    """The moments of the lab, in the order in which they came."""
    rows = session.exec(select(Moment).where(col(Moment.removed_at).is_(None)).order_by(col(Moment.id))).all()
    return [as_kept(row) for row in rows]


def as_kept(row: Moment) -> Kept:
    """A moment of the records as a value."""
    return Kept(row.id or 0, row.what, row.audience, row.rule, row.lasts, row.source)


def add(
    lab: Lab, session: Session, what: str, when: str, *, audience: str | None, lasts: int | None
) -> tuple[Moment, bool]:
    """Keep a moment; one that is there already is not added again.

    Args:
        lab: the lab.
        session: open; what is added is committed.
        what: a kind of moment, or the words themselves.
        when: a day or a yearly rule (`postlab.design.calendar`).
        audience: whose; None is everybody's.
        lasts: for how many days; None is as long as its rule or its kind says.

    Returns:
        The moment, and whether it is new.

    Raises:
        InputError: the words are empty or too long, the rule is not understood, or it is over for good.
    """
    words, rule = postable(what), " ".join(when.split())
    if not words or len(words) > LONGEST_NAME:
        raise InputError(
            f"A moment has a name of 1 to {LONGEST_NAME} characters.", hint="Write it like exams, or results day."
        )
    for_whom = audience_named(lab, audience)
    try:
        parsed = parse_rule(rule)
    except ValueError as exc:
        raise InputError(str(exc), hint=f"`postlab moment add {name_hint(words)} 2026-11-30` names one day.") from exc
    found = Kept(0, words, for_whom, rule, lasts, BY_HAND)
    today = today_of(lab)
    if not parsed.yearly and not days_of(found, today - timedelta(days=JUST_DAYS), date.max - timedelta(days=LONGEST)):
        raise InputError(
            f"“{words}” is over: {rule} is more than two weeks ago.",
            hint="Without a year it comes every year: 30 November.",
        )
    there = session.exec(
        select(Moment).where(Moment.what == words, Moment.rule == rule, col(Moment.removed_at).is_(None))
    ).all()
    for row in there:
        if (row.audience, row.lasts) == (for_whom, lasts):
            return row, False
    row = Moment(what=words, audience=for_whom, rule=rule, lasts=lasts, source=BY_HAND, added_at=lab.now())
    session.add(row)
    lab.commit(session)
    log.info("moment %s added: %s, %s", row.id, words, rule)
    return row, True


def remove(lab: Lab, session: Session, numbers: Sequence[int]) -> list[Moment]:
    """Take moments out of the calendar; plans that were made with them keep them.

    Raises:
        InputError: there is none of that number; nothing is taken out then.
    """
    rows = []
    for number in dict.fromkeys(numbers):
        row = session.get(Moment, number)
        if row is None or row.removed_at is not None:
            raise InputError(
                f"There is no moment {number} in the calendar.",
                hint="`postlab moment list --all` shows them with their numbers.",
                code="not_found",
            )
        rows.append(row)
    for row in rows:
        row.removed_at = lab.now()
        session.add(row)
    lab.commit(session)
    log.info("moments removed: %s", ", ".join(str(row.id) for row in rows))
    return rows


def audience_named(lab: Lab, audience: str | None) -> str | None:
    """An audience as the lab spells it; None for everybody.

    Raises:
        InputError: its name is empty or too long.
    """
    if audience is None:
        return None
    words = postable(audience)
    if not words or len(words) > LONGEST_AUDIENCE:
        raise InputError(f"An audience has a name of 1 to {LONGEST_AUDIENCE} characters.", hint="students, parents, …")
    known = (*lab.settings.audiences, *AUDIENCES)
    return next((name for name in known if same_audience(name, words)), words)


def meant_audience(lab: Lab, audience: str) -> str | None:
    """A known audience that was probably meant by one that is not known, or None."""
    known = (*lab.settings.audiences, *AUDIENCES)
    near = difflib.get_close_matches(audience.lower(), known, n=1, cutoff=0.75)
    return near[0] if near and near[0] != audience else None


def name_hint(words: str) -> str:
    """A moment's name for a hint, where it can be typed as it is; otherwise a stand-in."""
    return words if words.isalpha() and words.isascii() else "WHAT"


def with_moments(session: Session, document: Mapping[str, Any], *, today: date, afresh: bool = False) -> dict[str, Any]:
    """A plan document with the calendar's moments, where it can use them and names none.

    A plan that is there already keeps those that it was made with, so that the same file means the same plan.

    Args:
        session: open; nothing is written.
        document: as a plan file gives it.
        today: the day of planning; moments of the next 13 months are copied.
        afresh: whether a plan that is there is given the moments to come as the calendar has them now.
    """
    given = dict(document)
    audience, before = given.get("audience", "students"), given.get("before")
    if "moment" in given or not isinstance(audience, str) or not (before or _opens_with_a_moment(given)):
        return given
    brief = given.get("brief")
    named = brief.get("moment") if isinstance(brief, Mapping) else None
    if named and not before:
        return given
    if named and isinstance(brief, Mapping) and brief.get("moment_on"):
        return {**given, "moment": [{"what": named, "on": brief["moment_on"]}]}
    there = find_experiment(session, given["name"]) if isinstance(given.get("name"), str) else None
    stored = list(there.plan.get("moment") or ()) if there else []
    if there and not afresh:
        return {**given, "moment": stored} if stored else given
    past = [moment for moment in stored if date.fromisoformat(moment["on"]) < today]
    found = coming(kept(session), start=today, end=today + AHEAD, audience=audience)
    wanted = [one for one in found if not isinstance(named, str) or name_of(one.kept.what) == name_of(named)]
    moments = [*past, *as_planned(wanted)]
    return {**given, "moment": moments} if moments else given


def renewed(session: Session, document: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The plan document of a next try with the moments to come, where the calendar has some; else as it was."""
    again = with_moments(session, {key: value for key, value in document.items() if key != "moment"}, today=today)
    return again if document.get("moment") and again.get("moment") else dict(document)


def as_planned(found: Sequence[Coming]) -> list[dict[str, Any]]:
    """Moments as `[[moment]]` tables of a plan; what two calendars say alike stands once."""
    planned: dict[tuple[str, date], dict[str, Any]] = {}
    for one in found:
        table: dict[str, Any] = {"what": one.kept.what, "on": one.on.isoformat()}
        if one.said:
            table["lasts"] = one.lasts
        planned.setdefault((name_of(one.kept.what), one.on), table)
    return list(planned.values())[:MOST_IN_A_PLAN]


def _opens_with_a_moment(document: Mapping[str, Any]) -> bool:
    """Whether a framing of the plan names a moment; the plan's own rules say what is wrong with its framings."""
    variants = document.get("variant")
    if variants is None:
        return True
    if not isinstance(variants, Sequence):
        return False
    blocks = [block for variant in variants if isinstance(variant, Mapping) for block in variant.get("blocks") or ()]
    return any(isinstance(block, str) and block.strip().lower() == "moment" for block in blocks)
