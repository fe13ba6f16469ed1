"""Options and arguments that several commands share, so that they are the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from postlab.cli.completion import complete_account, complete_experiment, complete_platform, complete_post
from postlab.cli.completion_words import complete_audience, complete_moment, one_of
from postlab.cli.known_names import known_account, known_experiment
from postlab.english import quoted
from postlab.errors import InputError

ExperimentArgument = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT",
        help="Name of an experiment.",
        autocompletion=complete_experiment,
        callback=known_experiment,
    ),
]
AccountArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Name of an account.", autocompletion=complete_account, callback=known_account),
]
PlatformArgument = Annotated[
    str, typer.Argument(metavar="PLATFORM", help="sandbox, bluesky, …", autocompletion=complete_platform)
]
PostArgument = Annotated[
    str,
    typer.Argument(
        metavar="POST", help="Number of a post, as `postlab status` shows it.", autocompletion=complete_post
    ),
]

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead, for programs.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be done; change nothing.")]
AllowPrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Allow pages on private and loopback addresses.")
]
NoPagerOption = Annotated[bool, typer.Option("--no-pager", help="Print all at once, however long it is.")]
NoTrackingOption = Annotated[bool, typer.Option("--no-tracking", help="Leave the links as they are: no utm tags.")]
BomOption = Annotated[bool, typer.Option("--bom", help="With --csv: a byte order mark, for Excel.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file; - is standard output.")
]
AudienceOption = Annotated[
    str | None,
    typer.Option(
        "--audience",
        help="students, parents, …, or own:WORD; else the lab's usual one.",
        autocompletion=complete_audience,
    ),
]
MomentOption = Annotated[
    str | None,
    typer.Option(
        "--moment",
        help="A kind of moment (exams, …), several words, or own:WORD.",
        autocompletion=complete_moment,
    ),
]
MomentDayOption = Annotated[
    str | None,
    typer.Option("--moment-on", metavar="DAY", help="The day it falls on: 2026-11-30, '30 November', 'next Friday'."),
]
TitleOption = Annotated[str | None, typer.Option("--title", help="The title, by hand.")]
EvidenceOption = Annotated[
    list[str] | None,
    typer.Option("--evidence", help="A sentence that carries the claim, by hand; several may be given."),
]


def choice_option(name: str, choices: Sequence[str], sentence: str) -> Any:
    """An option that takes one of a few words, which its help and completion name; `typed_choice` reads it."""
    return typer.Option(name, metavar="|".join(choices), autocompletion=one_of(choices), help=sentence)


def key_values(texts: list[str] | None, option: str) -> dict[str, str]:
    """The values of a repeatable KEY=VALUE option, by key.

    Raises:
        InputError: for a text that is not of that form.
    """
    values = {}
    for pair in texts or []:
        key, separator, value = pair.partition("=")
        if not separator or not key.strip() or not value.strip():
            raise InputError(f"{option} {pair} is not of the form KEY=VALUE.", hint=f"Write {option} 'KEY=VALUE'.")
        values[key.strip()] = value.strip()
    return values


def typed_day(text: str | None, *, code: str = "") -> date | None:
    """A day written as YYYY-MM-DD; None for None.

    Args:
        text: as it was typed.
        code: the code of the error.

    Raises:
        InputError: when the text is not a day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as exc:
        raise InputError(f"{quoted(text)} is not a day.", hint="Write it like 2026-11-30.", code=code) from exc
