"""Names as somebody types them at an option or answers with them: spelt as the lab knows them, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import typer

from postlab.cli import readonly_db
from postlab.english import capital
from postlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from postlab.cli.invocation import Invocation
    from postlab.loop.lab import Lab

Choice = TypeVar("Choice", bound=str)

_CALENDAR = "SELECT DISTINCT what, audience FROM moment WHERE removed_at IS NULL ORDER BY id"


def typed_audience(ctx: typer.Context, audience: str | None) -> str:
    """The audience of an option --audience; the lab's usual one, where none was typed.

    Raises:
        InputError: no audience is called so.
    """
    call: Invocation = ctx.obj
    from postlab.framing.typed_words import audience_meant
    from postlab.loop.plan.plan_defaults import usual_audience

    if not audience:
        return usual_audience(call.settings)
    of_calendar = [str(whose) for _, whose in _calendar(call) if whose]
    return audience_meant(audience, of_lab=[*call.settings.audiences, *of_calendar], place="--audience")


def typed_moment(ctx: typer.Context, moment: str | None) -> str | None:
    """The moment of an option --moment; None for None.

    Raises:
        InputError: no moment is called so.
    """
    call: Invocation = ctx.obj
    from postlab.framing.typed_words import moment_meant

    if not moment:
        return moment
    return moment_meant(moment, of_lab=[str(what) for what, _ in _calendar(call)], place="--moment")


def typed_moment_day(ctx: typer.Context, text: str | None) -> date | None:
    """The day of an option --moment-on, as `moment add` takes days, or counted from today; None for None.

    Raises:
        InputError: when the text is not a day.
    """
    call: Invocation = ctx.obj
    from zoneinfo import ZoneInfo

    from postlab.design.typed_days import day_meant

    if text is None:
        return None
    try:
        return day_meant(text, today=call.clock.now().astimezone(ZoneInfo(call.settings.timezone)).date())
    except ValueError as exc:
        raise InputError(f"--moment-on: {exc}") from exc


def typed_choice(
    typed: str | None, choices: Sequence[Choice], *, option: str, other_names: Mapping[str, str] | None = None
) -> Choice | None:
    """What was typed at an option that takes one of a few words, spelt as they are; None for None.

    Args:
        typed: by a person.
        choices: what the option takes.
        option: its name, for the error.
        other_names: words that it does not take, each with the one that is probably meant.

    Raises:
        InputError: it is none of them; says which one was probably meant.
    """
    from postlab.english import listed
    from postlab.near_names import did_you_mean, spelt_alike

    if typed is None:
        return None
    known = spelt_alike(typed, choices)
    if known is not None:
        return next(choice for choice in choices if choice == known)
    meant = did_you_mean(typed, choices, aliases=other_names)
    there = f"{option} takes {listed(choices, 'or')}."
    raise InputError(f"{option}: “{typed}” is none of its words.", hint=f"{capital(meant)} {there}".lstrip())


def answers_known_to(lab: Lab) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Two functions that return an answered audience, and an answered moment, as the lab knows it.

    They raise ValueError for a name that nothing has; its message says what may be meant.
    """
    from postlab.framing.typed_words import audience_meant, moment_meant
    from postlab.loop.moments import store

    with lab.session() as session:
        audiences, moments = store.known_audiences(lab, session), store.known_moments(session)
    return _as_answer(audience_meant, audiences), _as_answer(moment_meant, moments)


def _as_answer(meant: Callable[..., str], of_lab: Iterable[str]) -> Callable[[str], str]:
    def answered(typed: str) -> str:
        try:
            return meant(typed, of_lab=of_lab)
        except InputError as exc:
            raise ValueError(f"{exc.message} {exc.hint}") from exc

    return answered


def _calendar(call: Invocation) -> list[tuple[str, str | None]]:
    return readonly_db.rows(readonly_db.database_file(call.folder), _CALENDAR)
