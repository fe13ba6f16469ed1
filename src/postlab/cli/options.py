"""Options and arguments that several commands share, so that they are the same everywhere."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from postlab.cli.completion import complete_account, complete_experiment, complete_platform, complete_post
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


def typed_day(text: str | None, *, option: str = "", code: str = "") -> date | None:
    """A day written as YYYY-MM-DD; None for None.

    Args:
        text: as it was typed.
        option: the option that the error names; if empty, the error quotes the text alone.
        code: the code of the error.

    Raises:
        InputError: when the text is not a day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as exc:
        subject = f"{option} {text}" if option else quoted(text)
        raise InputError(f"{subject} is not a day.", hint="Write it like 2026-11-30.", code=code) from exc
