"""The question which moment the posts of a plan open with: one of the calendar, or words, and its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from postlab.cli.answer_checks import coming_day
from postlab.cli.asking import BackAsked
from postlab.cli.plan_answers import PlanAnswers
from postlab.cli.typed_names import answers_known_to
from postlab.english import away, weekday
from postlab.sanitise import markup

MOMENTS_OFFERED = 6
"""How many moments of the calendar a question offers."""

MOMENTS_NAMED = 8
"""How many kinds of moment a question names; more would hide the question."""

_OWN_KEYS = {"quotes", "moment", "moment_on"}
"""Keys of the brief that leave the question open, or answer it."""


def opens_with_a_moment_of_its_own(answers: PlanAnswers) -> bool:
    """Whether the plan's words leave open which moment its posts open with."""
    return set(answers.document.get("brief") or {}) <= _OWN_KEYS


def ask_moment(answers: PlanAnswers) -> dict[str, Any]:
    """Ask which moment is near: a number from the calendar, or words; empty takes the nearest, if there is one."""
    from postlab.calendars.upcoming import upcoming_moments
    from postlab.framing.words.moments import kinds_of_moment
    from postlab.loop.moments import store

    out, lab = answers.call.answer, answers.lab
    today, (known_audience, check_words) = store.today_of(lab), answers_known_to(lab)
    audience = _as_known(str(answers.document.get("audience")), known_audience)
    with lab.session() as session:
        upcoming = upcoming_moments(store.lab_moments(session), start=today, end=today + store.AHEAD, audience=audience)
    offered = upcoming[:MOMENTS_OFFERED]
    kind_names = ", ".join(kind.name for kind in kinds_of_moment()[:MOMENTS_NAMED])
    kinds = f"Moments: {kind_names}, …, or words of your own."
    if offered:
        out.print("[dim]From your calendar:[/]")
        for number, moment in enumerate(offered, start=1):
            out.print(f"  {number}  {markup(moment.moment.what)}, {weekday(moment.on)} ({away(moment.on, today)})")
        kinds = "A number, or words of your own. Empty: each round opens with the nearest."

    def known(answer: str) -> None:
        if offered and answer.isdecimal() and not 1 <= int(answer) <= len(offered):
            raise ValueError(f"There is no {answer} in the list; choose from 1 to {len(offered)}, or write words.")
        if not (offered and answer.isdecimal()):
            check_words(answer)

    while True:
        answer = answers.line(
            "Which moment is near?",
            default=answers.usual("brief.moment", ""),
            hint=kinds if offered else f"{kinds} Empty: none.",
            check=known,
        )
        if not answer:
            return {}
        if offered and answer.isdecimal():
            return {"moment": store.planned_moments([offered[int(answer) - 1]])}
        try:
            day = _ask_day(answers)
        except BackAsked:
            continue
        brief = {key: value for key, value in (answers.document.get("brief") or {}).items() if key == "quotes"}
        return {"brief": {**brief, "moment": answer} | ({"moment_on": day} if day else {})}


def _ask_day(answers: PlanAnswers) -> str:
    from postlab.loop.moments import store

    today = store.today_of(answers.lab)
    read = coming_day(today)
    typed = answers.line(
        "On which day? (30 November, next Friday, 2026-11-30; may stay empty)",
        default=answers.usual("brief.moment_on", ""),
        check=read,
    )
    if not typed:
        return ""
    day = read(typed)
    if typed != day.isoformat():
        answers.call.answer.print(f"  Understood: {weekday(day)} ({away(day, today)}).")
    return day.isoformat()


def moment_said(answers: PlanAnswers) -> str:
    """The answer in a few words."""
    moments = answers.document.get("moment")
    if moments:
        return ", ".join(f"{moment.get('what')}, {_day_said(moment.get('on'))}" for moment in moments)
    what, on = answers.value("brief.moment"), answers.value("brief.moment_on")
    return f"{what}, {_day_said(on)}" if what and on else str(what or "the nearest of your calendar, if there is one")


def _day_said(on: object) -> str:
    """A day of the plan with its weekday; what is no day as it is, for the plan's check names it."""
    try:
        return weekday(date.fromisoformat(str(on)))
    except ValueError:
        return str(on)


def _as_known(typed: str, known: Any) -> str:
    """A typed name as the lab knows it; one that nothing has stays as it is, and the whole plan's check refuses it."""
    try:
        return str(known(typed))
    except ValueError:
        return typed
