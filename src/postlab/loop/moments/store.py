"""The lab's calendar of moments: adding, removing, and copying them into plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.calendars.upcoming import LabMoment, UpcomingMoment, days_of, upcoming_moments
from postlab.design.calendar import LONGEST, parse_rule
from postlab.design.lead_moment import name_of
from postlab.errors import InputError
from postlab.framing.brief import USUAL_AUDIENCE
from postlab.framing.moments import JUST_DAYS, LONGEST_NAME
from postlab.framing.typed_words import audience_meant, moment_meant
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.records.practice import Moment
from postlab.sanitise import postable

BY_HAND = "by hand"
AHEAD = timedelta(days=396)
"""How far ahead a plan copies moments: 13 months."""

MOST_IN_A_PLAN = 100
LONGEST_AUDIENCE = 60


def today_of(lab: Lab) -> date:
    """Today's date in the lab's time zone."""
    return lab.now().astimezone(ZoneInfo(lab.settings.timezone)).date()


def lab_moments(session: Session) -> list[LabMoment]:
    """The moments in the lab's calendar, oldest entry first."""
    rows = session.exec(select(Moment).where(col(Moment.removed_at).is_(None)).order_by(col(Moment.id))).all()
    return [as_lab_moment(row) for row in rows]


def known_audiences(lab: Lab, session: Session) -> list[str]:
    """The lab's own audiences: those of its settings, then those that moments of its calendar belong to."""
    of_moments = (moment.audience for moment in lab_moments(session) if moment.audience)
    return list(dict.fromkeys([*lab.settings.audiences, *of_moments]))


def known_moments(session: Session) -> list[str]:
    """What the moments of the lab's calendar are called, each once."""
    return list(dict.fromkeys(moment.what for moment in lab_moments(session)))


def as_lab_moment(row: Moment) -> LabMoment:
    """A stored moment as a frozen value."""
    return LabMoment(row.id or 0, row.what, row.audience, row.rule, row.lasts, row.source)


def add_moment(
    lab: Lab, session: Session, what: str, when: str, *, audience: str | None, lasts: int | None
) -> tuple[Moment, bool]:
    """Add a moment to the calendar and commit; one that is there already is not added again.

    Args:
        lab: the lab.
        session: open.
        what: a kind of moment, or a name of its own.
        when: a day or a yearly rule (`postlab.design.calendar`).
        audience: its audience; None is everybody.
        lasts: how many days it lasts; None leaves that to its rule or kind.

    Returns:
        The moment, and whether it is new.

    Raises:
        InputError: the name is empty, too long or unknown, the rule is not understood, or the moment is over for good.
    """
    words, rule = postable(what), " ".join(when.split())
    if not words or len(words) > LONGEST_NAME:
        raise InputError(
            f"A moment has a name of 1 to {LONGEST_NAME} characters.", hint="Write it like exams, or results day."
        )
    words = moment_meant(words, of_lab=known_moments(session), place="WHAT")
    spelled_audience = audience_spelled(lab, session, audience)
    try:
        parsed = parse_rule(rule)
    except ValueError as exc:
        raise InputError(str(exc), hint=f"`postlab moment add {name_hint(words)} 2026-11-30` names one day.") from exc
    new_moment = LabMoment(0, words, spelled_audience, rule, lasts, BY_HAND)
    today = today_of(lab)
    if not parsed.yearly and not days_of(
        new_moment, today - timedelta(days=JUST_DAYS), date.max - timedelta(days=LONGEST)
    ):
        raise InputError(
            f"“{words}” is over: {rule} is more than two weeks ago.",
            hint="Without a year it comes every year: 30 November.",
        )
    same_rule = session.exec(
        select(Moment).where(Moment.what == words, Moment.rule == rule, col(Moment.removed_at).is_(None))
    ).all()
    for row in same_rule:
        if (row.audience, row.lasts) == (spelled_audience, lasts):
            return row, False
    row = Moment(what=words, audience=spelled_audience, rule=rule, lasts=lasts, source=BY_HAND, added_at=lab.now())
    session.add(row)
    lab.commit(session)
    log.info("moment %s added: %s, %s", row.id, words, rule)
    return row, True


def remove_moments(lab: Lab, session: Session, numbers: Sequence[int]) -> list[Moment]:
    """Remove moments from the calendar; plans that have copied them keep them.

    Raises:
        InputError: one of the numbers does not exist; nothing is removed then.
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


def audience_spelled(lab: Lab, session: Session, audience: str | None) -> str | None:
    """A typed audience in the lab's own spelling; None for everybody.

    Raises:
        InputError: its name is empty, too long, or a single word that no audience is called.
    """
    if audience is None:
        return None
    words = postable(audience)
    if not words or len(words) > LONGEST_AUDIENCE:
        raise InputError(f"An audience has a name of 1 to {LONGEST_AUDIENCE} characters.", hint="students, parents, …")
    return audience_meant(words, of_lab=known_audiences(lab, session), place="--audience")


def name_hint(words: str) -> str:
    """A moment's name for use in a hint's command, or a placeholder where it would need quoting."""
    return words if words.isalpha() and words.isascii() else "WHAT"


def with_moments(session: Session, document: Mapping[str, Any], *, today: date, afresh: bool = False) -> dict[str, Any]:
    """A plan document with moments copied from the calendar, where it can use some and names none.

    An experiment that exists keeps the moments that it was stored with, so that the same file means the same plan.

    Args:
        session: open; nothing is written.
        document: the plan as its file gives it.
        today: the day of planning; moments of the 13 months after it are copied.
        afresh: whether an experiment that exists gets the calendar's coming moments as well.
    """
    planned = dict(document)
    audience, before = planned.get("audience", USUAL_AUDIENCE), planned.get("before")
    if "moment" in planned or not isinstance(audience, str) or not (before or _opens_with_a_moment(planned)):
        return planned
    brief = planned.get("brief")
    brief_moment = brief.get("moment") if isinstance(brief, Mapping) else None
    if brief_moment and not before:
        return planned
    if brief_moment and isinstance(brief, Mapping) and brief.get("moment_on"):
        return {**planned, "moment": [{"what": brief_moment, "on": brief["moment_on"]}]}
    experiment = find_experiment(session, planned["name"]) if isinstance(planned.get("name"), str) else None
    stored = plan_of(experiment).document().get("moment", []) if experiment else []
    if experiment and not afresh:
        return {**planned, "moment": stored} if stored else planned
    past = [moment for moment in stored if date.fromisoformat(moment["on"]) < today]
    ahead = upcoming_moments(lab_moments(session), start=today, end=today + AHEAD, audience=audience)
    wanted = [
        moment_ahead
        for moment_ahead in ahead
        if not isinstance(brief_moment, str) or name_of(moment_ahead.moment.what) == name_of(brief_moment)
    ]
    moments = [*past, *planned_moments(wanted)]
    return {**planned, "moment": moments} if moments else planned


def with_coming_moments(session: Session, document: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The plan document of a retry, its moments replaced by the calendar's coming ones where there are some."""
    renewed_document = with_moments(
        session, {key: value for key, value in document.items() if key != "moment"}, today=today
    )
    return renewed_document if document.get("moment") and renewed_document.get("moment") else dict(document)


def planned_moments(moments: Sequence[UpcomingMoment]) -> list[dict[str, Any]]:
    """Moments as `[[moment]]` tables of a plan; the same moment from two calendars is listed once."""
    planned: dict[tuple[str, date], dict[str, Any]] = {}
    for moment in moments:
        table: dict[str, Any] = {"what": moment.moment.what, "on": moment.on.isoformat()}
        if moment.has_given_length:
            table["lasts"] = moment.lasts
        planned.setdefault((name_of(moment.moment.what), moment.on), table)
    return list(planned.values())[:MOST_IN_A_PLAN]


def _opens_with_a_moment(document: Mapping[str, Any]) -> bool:
    """Whether a framing of an unchecked plan document has the block `moment`."""
    variants = document.get("variant")
    if variants is None:
        return True
    if not isinstance(variants, Sequence):
        return False
    lists = [variant.get("blocks") for variant in variants if isinstance(variant, Mapping)]
    blocks = [block for blocks in lists if isinstance(blocks, list | tuple) for block in blocks]
    return any(isinstance(block, str) and block.strip().lower() == "moment" for block in blocks)
