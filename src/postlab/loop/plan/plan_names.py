"""The names in a plan that somebody typed: spelt as they are known, and refused where nothing is called so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from postlab.audiences import AUDIENCES
from postlab.errors import Fault, InputError
from postlab.framing.typed_words import audience_meant, moment_meant
from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.loop.moments.store import known_audiences, known_moments
from postlab.metrics import JUDGED_BY, PRIMARY_METRICS, RATE_BY_SPELLING
from postlab.near_names import meant_or_listed, spelt_alike, words_of_ones_own


def with_known_names(
    lab: Lab, session: Session, document: Mapping[str, Any], *, retried: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[Fault]]:
    """An unchecked plan document with its names spelt as they are known, and a fault for each that nothing has.

    What an experiment of the plan's name, or the one that is retried, was agreed with stays as it is.

    Args:
        lab: the lab.
        session: open; nothing is written.
        document: the plan as its file gives it.
        retried: the plan document of the experiment that this one retries.
    """
    audiences, moments = known_audiences(lab, session), known_moments(session)
    faults: list[Fault] = []
    planned = dict(document)
    agreed = _agreed_plans(session, document, retried)

    def correct(
        table: dict[str, Any], key: str, place: str, meant: Callable[[str], str], agreed_words: Sequence[str]
    ) -> None:
        """Spell one name as it is known; note a fault where nothing is called so."""
        typed = table.get(key)
        if not isinstance(typed, str) or not typed.strip():
            return  # `read_plan` reports that
        if (word := spelt_alike(words_of_ones_own(typed) or typed, agreed_words)) is not None:
            table[key] = word
            return
        try:
            table[key] = meant(typed)
        except InputError as exc:
            faults.append(Fault(place, f"{exc.message} {exc.hint}"))

    def moment(typed: str) -> str:
        return moment_meant(typed, of_lab=moments)

    agreed_audiences = [str(plan["audience"]) for plan in agreed]
    agreed_moments = [word for plan in agreed for word in _moments_of(plan)]
    agreed_like = [str(plan["brief"]["like"]) for plan in agreed if plan["brief"].get("like")]
    correct(planned, "audience", "audience", lambda typed: audience_meant(typed, of_lab=audiences), agreed_audiences)
    if isinstance(brief := planned.get("brief"), Mapping):
        planned["brief"] = spelt_brief = dict(brief)
        correct(spelt_brief, "moment", "brief, moment", moment, agreed_moments)
        correct(spelt_brief, "like", "brief, like", _worded_audience, agreed_like)
    if isinstance(tables := planned.get("moment"), list | tuple):
        planned["moment"] = [dict(table) if isinstance(table, Mapping) else table for table in tables]
        for number, table in enumerate(planned["moment"], start=1):
            if isinstance(table, dict):
                correct(table, "what", f"moment {number}, what", moment, agreed_moments)
    if isinstance(metric := planned.get("metric"), str):
        planned["metric"] = spelt_alike(metric, PRIMARY_METRICS, aliases=RATE_BY_SPELLING) or metric
    if isinstance(weights := planned.get("weights"), Mapping):
        planned["weights"] = {spelt_alike(str(name), JUDGED_BY) or name: weight for name, weight in weights.items()}
    return planned, faults


def _worded_audience(typed: str) -> str:
    """The audience that has words in PostLab.

    Raises:
        InputError: there is none of that name.
    """
    name = spelt_alike(typed, AUDIENCES)
    if name is None:
        raise InputError(
            f"“{typed}” is not an audience that PostLab has words for;", hint=f"{meant_or_listed(typed, AUDIENCES)}."
        )
    return name


def _agreed_plans(
    session: Session, document: Mapping[str, Any], retried: Mapping[str, Any] | None
) -> list[Mapping[str, Any]]:
    """The plan documents of the experiment of a plan's name, and of the one that it retries, where there are such."""
    name = document.get("name")
    experiment = find_experiment(session, name) if isinstance(name, str) else None
    stored = plan_of(experiment).document() if experiment is not None else None
    return [plan for plan in (stored, retried) if plan is not None]


def _moments_of(plan: Mapping[str, Any]) -> list[str]:
    words = [plan["brief"].get("moment"), *(moment["what"] for moment in plan.get("moment", ()))]
    return [word for word in words if word]
