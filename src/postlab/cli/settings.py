"""`postlab settings`: show the lab's settings, or change one; comments in the file stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import readonly_db, show
from postlab.cli.completion_words import complete_setting, complete_setting_value
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.known_names import ACCOUNTS
from postlab.cli.options import JsonOption
from postlab.sanitise import markup, plain
from postlab.settings import no_lab

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

app = typer.Typer(no_args_is_help=False, help="How this lab is set up; `set` and `unset` change one thing.")

KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="A setting; within a table with dots: audience.students.question.",
        autocompletion=complete_setting,
    ),
]


@app.callback(invoke_without_command=True)
@examples(
    "postlab settings",
    "postlab settings set timezone Europe/London",
)
def settings(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show how this lab is set up, and what each setting decides."""
    if ctx.invoked_subcommand is not None:
        return
    call: Invocation = ctx.obj
    from postlab.settings_file import read_document
    from postlab.settings_model import meanings

    _require_lab(call)
    written = read_document(call.folder).unwrap()
    if as_json:
        from postlab.reports.answers.lab import SettingsAnswer

        show.print_json(SettingsAnswer(str(call.settings.file), _sanitised(written), dict(meanings())))
        return
    out = call.answer
    out.print(f"[bold]{markup(str(call.settings.file))}[/]", soft_wrap=True)
    for key, meaning in meanings().items():
        value = written.get(key)
        text = "not set" if value is None else markup(_value_in_words(value))
        show.indented(out, f"[bold]{key}[/] = {text}")
        show.indented(out, f"[dim]{markup(meaning)}[/]", indent=6)
    out.print("\nChange one: `postlab settings set KEY VALUE`, or edit the file.")


@app.command("set")
@examples(
    "postlab settings set timezone Europe/London",
    "postlab settings set audience.mentors.question 'Whom do you help next?'",
)
def change(
    ctx: typer.Context,
    key: KeyArgument,
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="What it should be.", autocompletion=complete_setting_value)
    ],
) -> None:
    """Change one setting; nothing is written unless all of the file can be used."""
    call: Invocation = ctx.obj
    from postlab.settings_file import change_setting

    _require_lab(call)
    before, after = change_setting(call.folder, key, value)
    out = call.answer
    if before == after:
        out.print(f"{markup(key)} is {markup(_value_in_words(after))} already; nothing was changed.")
        return
    was = "" if before is None else f" (was {markup(_value_in_words(before))})"
    out.print(f"{markup(key)} = {markup(_value_in_words(after))}{was}")
    for sentence in _consequences(key, after):
        out.print(markup(sentence))
    for sentence in _unknown_names(call, key):
        out.print(f"[yellow]Note:[/] {markup(sentence)}")


@app.command("unset")
@examples("postlab settings unset audience.mentors.question")
def forget(ctx: typer.Context, key: KeyArgument) -> None:
    """Take one setting out of the file: its default holds again."""
    call: Invocation = ctx.obj
    from postlab.settings_file import remove_setting

    _require_lab(call)
    before = remove_setting(call.folder, key)
    call.answer.print(
        f"{markup(key)} is not set any more (was {markup(_value_in_words(before))})."
        if before is not None
        else f"{markup(key)} was not set; nothing was changed."
    )


def _require_lab(call: Invocation) -> None:
    if not call.settings.exists:
        raise no_lab(call.folder)


def _value_in_words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return (
            ", ".join(f"{name}: {_value_in_words(entry)}" if entry else str(name) for name, entry in value.items())
            or "{}"
        )
    return plain(str(value))


def _sanitised(value: Any) -> Any:
    if isinstance(value, dict):
        return {plain(str(key)): _sanitised(entry) for key, entry in value.items()}
    return plain(value) if isinstance(value, str) else value


STEP_MEANS: Mapping[str, str] = {
    "observe": "Nothing goes out to real accounts; `postlab observe` looks at what you posted before.",
    "reviewed": "From now on the posts of a new experiment wait for somebody else's yes (`postlab review`), unless its "
    "plan says otherwise.",
    "each": "From now on a new experiment asks you about every post, unless its plan says otherwise.",
    "round": "From now on a new experiment asks you once a round, unless its plan says otherwise.",
    "auto": "From now on a new experiment asks about nothing within its budget, unless its plan says otherwise.",
}


def _unknown_names(call: Invocation, key: str) -> list[str]:
    """Sentences on a budget or prices whose account, network or kind is probably misspelt: they would limit nothing."""
    from postlab import platforms
    from postlab.near_names import did_you_mean
    from postlab.settings_file import read_settings

    settings = read_settings(call.folder)
    accounts = [str(name) for (name,) in readonly_db.rows(readonly_db.database_file(call.folder), ACCOUNTS)]
    tables: list[tuple[str, Mapping[str, object], Sequence[str]]] = [
        ("account", settings.budgets, accounts),
        ("network", settings.prices, platforms.names()),
    ]
    charged = {name: platforms.load(name).terms for name in settings.prices if name in platforms.names()}
    tables += [
        ("price", settings.prices[name], tuple(terms.prices)) for name, terms in charged.items() if terms is not None
    ]
    return [
        f"There is no {noun} “{plain(name)}”; {meant}"
        for noun, table, known in tables
        for name in table
        if name in key and name not in known and (meant := did_you_mean(name, known))
    ]


def _consequences(key: str, value: object) -> list[str]:
    if key == "step":
        return [STEP_MEANS[str(value)], "Experiments that run already keep what their plan says."]
    return []
