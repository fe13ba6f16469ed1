"""The flags of `postlab account add`: one for each option that an installed plugin declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from postlab.errors import InputError

if TYPE_CHECKING:
    from postlab.platforms.base import Option, Plugin
    from postlab.platforms.counting import Counter

PANEL = "Options of the platforms"
_FLAG = re.compile(r"[A-Za-z][\w-]*")
_FLAGS = "postlab.account_flags"
_VALUES = "postlab.account_options"


class AccountAddCommand(TyperCommand):
    """A command with a flag for every option of every installed plugin.

    The plugins are loaded when the command runs, when its help is shown, or when one of its flags is completed; the
    start of the program and all other completion do without them.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """The command's own parameters, and after its arguments the plugins' flags."""
        own = super().get_params(ctx)
        if ctx.resilient_parsing and _FLAGS not in ctx.meta:
            return own
        if ctx.meta.get(_FLAGS) is None:
            # made once a call: the parser tells options apart by identity
            ctx.meta[_FLAGS] = _make_flags(
                taken={flag for parameter in own for flag in (*parameter.opts, *parameter.secondary_opts)}
            )
        arguments = [parameter for parameter in own if parameter.param_type_name == "argument"]
        options = [parameter for parameter in own if parameter.param_type_name != "argument"]
        return [*arguments, *ctx.meta[_FLAGS], *options]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse; while a line is completed, the plugins are looked at only if it holds a flag."""
        if any(argument.startswith("-") for argument in args):
            ctx.meta.setdefault(_FLAGS)
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Completions of a flag's name."""
        if incomplete.startswith("-"):
            ctx.meta.setdefault(_FLAGS)
        return super().shell_complete(ctx, incomplete)


def typed_options(ctx: Any, plugin: Plugin | Counter) -> dict[str, Any]:
    """The platform options that were typed as flags, by name.

    An option that the plugin does not have is returned as well; `read_options` refuses it.

    Args:
        ctx: the context of the command.
        plugin: the platform or counter whose account is added.
    """
    declared = {option.name: option for option in plugin.options}
    names = {alias: option.name for option in plugin.options for alias in option.aliases} | {
        name: name for name in declared
    }
    values: dict[str, list[str]] = {}
    for flag, texts in ctx.meta.get(_VALUES, {}).items():
        values.setdefault(names.get(flag, flag), []).extend(texts)
    return {
        name: texts if name in declared and declared[name].repeatable else texts[-1] for name, texts in values.items()
    }


def _make_flags(*, taken: set[str]) -> list[Any]:
    """One flag for each option name; a name that several plugins share gets one flag with the help of each.

    An option whose name is no flag, or is a flag of the command itself, is left to `--option NAME=VALUE`.
    """
    declared: dict[str, list[tuple[str, Option]]] = {}
    for plugin in _plugins():
        for option in plugin.options:
            if _FLAG.fullmatch(option.name) and not taken & set(_flag_spellings(option)):
                declared.setdefault(option.name, []).append((plugin.name, option))

    def add(**_values: Any) -> None:
        """Never called: Typer only reads its signature, to make the flags."""

    parameters = [
        Parameter(
            f"option_{position}",
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=_flag_annotation(name, uses, names=set(declared)),
        )
        for position, (name, uses) in enumerate(declared.items())
    ]
    add.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # inspect's way to say it
    add.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    only_flags = typer.Typer(add_completion=False)
    only_flags.command()(add)
    return list(typer.main.get_command(only_flags).params)


def _flag_spellings(option: Option) -> list[str]:
    return [f"--{name}" for name in (*option.aliases, option.name)]


def _flag_annotation(name: str, uses: list[tuple[str, Option]], *, names: set[str]) -> Any:
    # an alias that is the name of another option is that one's flag
    aliases = {alias for _, option in uses for alias in option.aliases} - names
    plugins_by_help: dict[str, list[str]] = {}
    for plugin_name, option in uses:
        plugins_by_help.setdefault(option.help.rstrip("."), []).append(plugin_name)

    def keep(ctx: typer.Context, texts: list[str] | None) -> None:
        if texts:
            ctx.meta.setdefault(_VALUES, {})[name] = list(texts)

    return Annotated[
        list[str] | None,
        typer.Option(
            *(f"--{flag}" for flag in (*sorted(aliases), name)),
            metavar=next((option.metavar for _, option in uses if option.metavar), "VALUE"),
            help=" ".join(f"{', '.join(plugins)}: {text}." for text, plugins in plugins_by_help.items()),
            callback=keep,
            expose_value=False,
            rich_help_panel=PANEL,
        ),
    ]


def _plugins() -> Iterator[Plugin | Counter]:
    """The installed plugins that load; a broken one is skipped here and reported when somebody names it."""
    from postlab import platforms

    for name in platforms.names():
        try:
            yield platforms.load(name)
        except InputError:
            continue
    for name in platforms.counter_names():
        try:
            yield platforms.load_counter(name)
        except InputError:
            continue
