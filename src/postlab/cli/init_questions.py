"""The questions of `postlab init`: the lab's folder, its stance, audiences and time zone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from postlab.cli.invocation import Invocation
from postlab.english import capital, ended
from postlab.errors import InputError
from postlab.sanitise import markup
from postlab.settings import local_timezone, whole_path
from postlab.stances import STANCES, STEP_OF

if TYPE_CHECKING:
    from rich.console import Console

STANCE_IN_WORDS = {
    "unnecessary": "I do well without it.",
    "dispensable": "It is there; I could leave it.",
    "a possibility": "It might help; I would like to find out.",
    "desirable": "It belongs to my work, and I would like to do it well.",
    "indispensable": "My work would not be whole without it.",
}
"""Each stance as a person would put it."""

WHAT_STEP_MEANS = {
    "observe": "Then let us only look at first: at what you posted before, or at a demo. Nothing goes out.",
    "each": "Then one experiment at a time, and you approve every post.",
    "round": "Then you approve a round at a time: two posts, side by side.",
    "auto": "Then experiments go on by themselves within the budget that you give them.",
}
"""What the lab will do, by the step that the stance starts at."""


@dataclass(frozen=True, slots=True)
class NewLab:
    """How a new lab shall be set up; None is what nobody has said yet.

    Attributes:
        timezone: IANA name.
        stance: one of `STANCES`.
        audiences: whom it speaks to, the usual one first.
        sandbox: whether a simulated audience is added.
        like: for audiences of one's own, the one whose words they take.
    """

    timezone: str | None
    stance: str | None
    audiences: tuple[str, ...]
    sandbox: bool
    like: Mapping[str, str] = field(default_factory=dict)


def ask(call: Invocation, folder: Path | None, new_lab: NewLab) -> tuple[Invocation, NewLab]:
    """Ask for what is missing; returns the invocation of the chosen folder, and the completed description."""
    from rich.prompt import Confirm

    out = call.answer
    out.print("[bold]A lab is one folder:[/] settings, accounts and one database. Nothing is posted from here.\n")
    if folder is None:
        call = _ask_where(call)
    if call.settings.exists:
        return call, new_lab
    if new_lab.stance is None:
        new_lab = replace(new_lab, stance=_ask_stance(out))
    if not new_lab.audiences:
        new_lab = _ask_audiences(out, new_lab)
    new_lab = replace(new_lab, timezone=_ask_zone(out, new_lab.timezone))
    sandbox = Confirm.ask("Add a simulated audience to try things on?", default=new_lab.sandbox, console=out)
    return call, replace(new_lab, sandbox=sandbox)


def _ask_stance(out: Console) -> str:
    from rich.prompt import Prompt

    from postlab.near_names import spelt_alike

    out.print("People in careers work see social media differently, and PostLab starts where you stand:")
    for number, stance in enumerate(STANCES, start=1):
        out.print(f"  {number}  {stance:<14} {STANCE_IN_WORDS[stance]}")
    by_number = {str(number): stance for number, stance in enumerate(STANCES, start=1)}
    while True:
        typed = Prompt.ask("For me it is", default="3", console=out).strip()
        chosen = by_number.get(typed) or spelt_alike(typed, STANCES)
        if chosen is not None:
            break
        out.print(f"  Type a number from 1 to {len(STANCES)}, or its word, such as “{STANCES[2]}”.")
    out.print(f"{WHAT_STEP_MEANS[STEP_OF[chosen]]} You can change that whenever you like (`postlab settings`).\n")
    return chosen


def _ask_audiences(out: Console, new_lab: NewLab) -> NewLab:
    from rich.prompt import Prompt

    from postlab.audiences import AUDIENCES
    from postlab.near_names import OWN, did_you_mean, spelt_alike, words_of_ones_own

    out.print("Whom do you speak to? Each audience needs something else, so each has words of its own.")
    out.print(f"[dim]{', '.join(AUDIENCES)}, or a word of yours; several with commas, the usual one first.[/]")
    while True:
        answer = Prompt.ask("Audiences", default=AUDIENCES[0], console=out)
        parts = [part.strip() for part in answer.split(",") if part.strip()]
        # Which audience a new one is like is asked below, so a word of one's own needs no mark here: a slip does.
        slips = [
            question
            for part in parts
            if spelt_alike(part, AUDIENCES) is None
            and (question := did_you_mean(part, AUDIENCES))
            and words_of_ones_own(part) is None
        ]
        if not slips:
            break
        out.print(f"  {capital(slips[0])} One of your own with such a name is written as {OWN}NAME.")
    names = (spelt_alike(part, AUDIENCES) or words_of_ones_own(part) or part for part in parts)
    audiences = tuple(dict.fromkeys(names)) or AUDIENCES[:1]
    like = {}
    for name in audiences:
        if name not in AUDIENCES:
            question = f"Which of them are “{markup(name)}” most like? (Enter for none)"
            nearest = spelt_alike(Prompt.ask(question, default="", show_default=False, console=out), AUDIENCES)
            if nearest is not None:
                like[name] = nearest
            else:
                out.print("  Then they get general words, until you write some of yours into the settings.")
    out.print()
    return replace(new_lab, audiences=audiences, like=like)


def _ask_zone(out: Console, preset: str | None) -> str:
    from rich.prompt import Prompt

    from postlab.time_zones import unknown_zone, zone_named

    zone = preset or local_timezone()
    while True:
        typed = Prompt.ask("Your audience's time zone", default=zone, console=out).strip()
        if (named := zone_named(typed)) is not None:
            return named
        out.print(f"  {markup(ended(unknown_zone(typed)))}")
        zone = local_timezone()


def _ask_where(call: Invocation) -> Invocation:
    from rich.prompt import Prompt

    while True:
        typed = Prompt.ask("Where should it be?", default=str(call.folder), console=call.answer)
        try:
            folder = whole_path(Path(typed.strip()))
        except InputError as exc:
            call.answer.print(f"  {markup(exc.message)}")
            continue
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if nearest.is_dir() and os.access(nearest, os.W_OK):
            return Invocation(folder)
        call.answer.print(f"  There can be no lab: {markup(str(nearest))} is not a folder that you can write to.")
