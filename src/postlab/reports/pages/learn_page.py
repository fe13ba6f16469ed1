"""What works for whom as a page of HTML: the sentence, each change with its ratio, and what nobody knows yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from postlab.english import capital, counted, local_time
from postlab.reports.as_markdown import SIMULATED
from postlab.reports.effects_text import (
    best_framing_sentence,
    effect_sentence,
    estimate_phrase,
    heading,
    known_effects,
    left_out_sentences,
    legend,
    measured_phrase,
    next_steps,
    opening_sentence,
    settled_sentences,
    stratum_label,
    unknown_sentences,
)
from postlab.reports.effects_view import Effects, Stratum
from postlab.reports.pages.page_words import with_commands
from postlab.reports.pages.ratio_picture import RatioRow, ratios_picture
from postlab.reports.pages.shell import page
from postlab.reports.pages.tables import PageTable


def learn_page(effects: Effects, *, zone: str, now: datetime) -> str:
    """The page, as one file that asks for nothing from anywhere.

    Args:
        effects: of the changes, over the experiments that were chosen.
        zone: the time zone of its day.
        now: when it is made.
    """
    return page(
        "learn.html",
        with_commands=with_commands,
        heading=heading(effects),
        simulated=SIMULATED if effects.simulated and effects.rounds else "",
        opening=opening_sentence(effects),
        strata=[_stratum(number, stratum, effects) for number, stratum in enumerate(effects.strata, start=1)]
        if effects.rounds
        else [],
        legend=legend(effects, suggested_is="Hollow marks are") if any(map(known_effects, effects.strata)) else "",
        settled=settled_sentences(effects),
        streams=[one.sentence for one in effects.streams],
        unknown=unknown_sentences(effects) if effects.rounds else [],
        left_out=left_out_sentences(effects),
        next=next_steps(effects),
        made=f"Made with PostLab on {local_time(now, ZoneInfo(zone))} ({zone}).",
    )


def _stratum(number: int, stratum: Stratum, effects: Effects) -> dict[str, object]:
    named = stratum_label(stratum, effects)
    of = f"{counted(stratum.rounds, 'round')} of {counted(stratum.experiments, 'experiment')}"
    shown = known_effects(stratum)
    rows = [
        (effect.contrast.title, measured_phrase(effect), str(effect.rounds or "–"), estimate_phrase(effect.suggested))
        for effect in shown
    ]
    return {
        "title": f"{capital(named)}: {of}" if named else capital(of),
        "picture": _picture(number, stratum, effects),
        "table": PageTable(
            f"The changes in numbers{f', {named}' if named else ''}",
            ("Change", "Measured by itself", "Rounds", "All rounds suggest"),
            rows,
            frozenset({2}),
        ),
        "sentences": [
            f"{capital(effect.contrast.title)}: {effect_sentence(effect, effects.metric or '')}" for effect in shown
        ],
        "best": best_framing_sentence(stratum, effects.metric or ""),
    }


def _picture(number: int, stratum: Stratum, effects: Effects) -> Markup | None:
    rows = _ratio_rows(stratum)
    if not rows:
        return None
    settled = sum(effect.claim is not None for effect in stratum.effects)
    return ratios_picture(
        f"changes-{number}",
        rows,
        title=f"What each change does to the {effects.metric}",
        description=(
            f"{counted(len(rows), 'change')}, {settled} of them settled. Filled marks were measured by themselves, "
            "hollow ones are what all rounds together suggest; 1 is no difference."
        ),
        worthwhile=None,
        simulated=effects.simulated,
    )


def _ratio_rows(stratum: Stratum) -> Sequence[RatioRow]:
    rows = []
    for effect in known_effects(stratum):
        settled = " (settled)" if effect.claim is not None else ""
        name = f"{effect.contrast.title}{settled}"
        if effect.measured is not None:
            rows.append(RatioRow(name, effect.measured.ratio, effect.measured.low, effect.measured.high))
        elif effect.suggested is not None:
            suggested = effect.suggested
            rows.append(RatioRow(name, suggested.ratio, suggested.low, suggested.high, "suggested"))
    return rows
