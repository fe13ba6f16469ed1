"""What every `--help` has in common: values in words that people use, panels of many options, examples at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import cleandoc
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

VALUES = {
    "account": "ACCOUNT",
    "alpha": "SHARE",
    "approve": "WHEN",
    "audience": "AUDIENCE",
    "campaign": "NAME",
    "design": "DESIGN",
    "evidence": "SENTENCE",
    "fallback": "WHAT",
    "metric": "METRIC",
    "moment": "MOMENT",
    "name": "NAME",
    "platform": "PLATFORM",
    "stance": "STANCE",
    "worthwhile": "RATIO",
}
"""What stands for the value of an option of that name, wherever there is one."""

KINDS = {"str": "TEXT", "int": "N", "float": "N", "Path": "FILE"}
"""What stands for the value of any other option that says nothing itself, by the name of its type."""

UNBOUNDED = 2**31 - 1
"""An upper bound that a column of the database sets is none to people."""

MOST_OF_A_GROUP = 3
"""How many of its commands' examples a group without any of its own shows."""

_EXAMPLES, _PANELS = "_examples", "_panels"


def examples(*lines: str) -> Callable[[Function], Function]:
    """Say at the end of a command's help how it is typed, a line each, `postlab` included."""
    return _kept(_EXAMPLES, lines)


def panels(by_title: Mapping[str, tuple[str, ...]]) -> Callable[[Function], Function]:
    """Show a command's options under titles, in this order; those that no title has come first.

    Args:
        by_title: names of the function's parameters.
    """
    return _kept(_PANELS, by_title)


def in_peoples_words(command: Any) -> Any:
    """The command, with help of its own and of the commands below it as all commands have it."""
    own_parameters = command.get_params
    titles = {name: title for title, names in _of(command, _PANELS, {}).items() for name in names}
    order = [None, *dict.fromkeys(titles.values())]

    def parameters(ctx: Any) -> list[Any]:
        shown = [named(parameter) for parameter in own_parameters(ctx)]
        for parameter in shown:
            if parameter.name in titles:
                parameter.rich_help_panel = titles[parameter.name]
        return sorted(shown, key=lambda parameter: order.index(titles.get(parameter.name)))

    command.get_params = parameters
    command.help = _set_anew(command.help)
    command.epilog = as_epilog(examples_of(command))
    for below in getattr(command, "commands", {}).values():
        in_peoples_words(below)
    return command


def examples_of(command: Any) -> tuple[str, ...]:
    """The examples of a command; a group that has none of its own shows the first of each of its commands."""
    own: tuple[str, ...] = _of(command, _EXAMPLES, ())
    if own:
        return own
    below = [examples_of(each)[:1] for each in getattr(command, "commands", {}).values()]
    return tuple(line for first in below for line in first)[:MOST_OF_A_GROUP]


def as_epilog(lines: tuple[str, ...]) -> str | None:
    """The lines as the end of a help, indented, so that a page in Markdown shows them as they are typed."""
    return "\n".join(["Examples:", "", *(f"    {line}" for line in lines)]) if lines else None


def named(parameter: Any) -> Any:
    """An option or argument whose help names what it takes: TIME or NAME; a flag and an argument name nothing."""
    kind, bounds = _kind(parameter), bounds_of(parameter)
    parameter.display_type_rich = lambda **_: kind
    # the library would write [1<=x<=366]
    parameter._get_number_range_help_str = lambda: bounds  # noqa: SLF001
    return parameter


def _set_anew(text: str | None) -> str | None:
    """A docstring's paragraphs, each on one line: the screen breaks them, not the width of the source."""
    return None if text is None else "\n\n".join(" ".join(part.split()) for part in cleandoc(text).split("\n\n"))


def _kept(attribute: str, value: object) -> Callable[[Function], Function]:
    def with_value(function: Function) -> Function:
        setattr(function, attribute, value)
        return function

    return with_value


def _of(command: Any, attribute: str, otherwise: Any) -> Any:
    """What a command's function says of its help."""
    return getattr(command.callback, attribute, otherwise)


def _kind(parameter: Any) -> str:
    """What stands behind an option: its metavar, its choices, or a word for its name or type."""
    if parameter.param_type_name == "argument" or parameter.is_flag:
        return ""
    if parameter.metavar is not None:
        return str(parameter.metavar)
    choices = parameter.type_descriptor.choices
    if choices is not None:
        return "|".join(str(getattr(choice, "value", choice)) for choice in choices)
    return VALUES.get(parameter.name) or KINDS[type_named(parameter)]


def type_named(parameter: Any) -> str:
    """The name of a value's type."""
    return str(parameter.bare_type()).removeprefix("list[").removesuffix("]")


def bounds_of(parameter: Any) -> str | None:
    """The numbers that a parameter takes, in words; None where every one is, and for what a post gathered."""
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if most is None or most >= UNBOUNDED:
        return f"{least:g} or more" if least else None
    return f"{least:g} to {most:g}" if least is not None else f"at most {most:g}"
