"""What the command line could not understand, in sentences: what is wrong, what was probably meant, what to type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import typer

from postlab.cli.help_text import bounds_of, examples_of, type_named
from postlab.errors import InputError

UsageError: Any = typer.BadParameter.__mro__[1]
"""The library's error for a command line that it cannot read; Typer names only one that is made of it."""

HELP_INSTEAD = "NoArgsIsHelpError"
"""The library's name for the help of a group that was typed alone."""

_NO_COMMAND = re.compile(r"No such command '(?P<typed>.*?)'\.", re.DOTALL)
_LEFT_OVER = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<typed>.*)\)", re.DOTALL)
NUMBERS = {"int": "a whole number", "float": "a number"}
"""What a value of that type is called."""

_VALUE = {"requires": "needs a value", "does not take": "takes no value"}


def in_sentences(error: Any, root: Any, words: Sequence[str]) -> InputError:
    """The library's error as one of ours.

    Args:
        error: a `UsageError`.
        root: the command that all others stand under.
        words: what was typed behind the program's name.
    """
    command, path = _command_of(root, words)
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    if option is not None:
        message, meant = _about_option(str(error.message), option, command, path)
    elif parameter is not None:
        option = parameter.opts[0]
        message, meant = _about_value(error, parameter), None
    else:
        message, meant = _about_words(str(error.message), command, path)
    return InputError(message, hint=meant or _how_to_type(command, path, option))


def _command_of(root: Any, words: Iterable[str]) -> tuple[Any, str]:
    """The command that some words name, as far as they do, and its name without the program's."""
    command, path = root, []
    for word in words:
        if word in getattr(command, "commands", {}):
            command = command.commands[word]
            path.append(word)
    return command, " ".join(path)


def _about_option(said: str, option: str, command: Any, path: str) -> tuple[str, str | None]:
    """What is wrong with an option, and what was probably meant."""
    from postlab.english import capital
    from postlab.near_names import did_you_mean

    for signs, message in _VALUE.items():
        if signs in said:
            return f"{option} {message}.", None
    known = [name for parameter in command.params for name in parameter.opts if name.startswith("--")]
    return f"{_spelt(path)} has no option {option}.", capital(did_you_mean(option, known))


def _about_words(said: str, command: Any, path: str) -> tuple[str, str | None]:
    """What is wrong with words that no option belongs to, and what was probably meant."""
    from postlab.english import capital
    from postlab.near_names import did_you_mean

    if no_command := _NO_COMMAND.match(said):
        typed = no_command["typed"]
        return f"There is no command “{f'{path} {typed}'.strip()}”.", capital(did_you_mean(typed, command.commands))
    if left_over := _LEFT_OVER.match(said):
        return f"“{left_over['typed']}” is too much for {_spelt(path)}.", None
    return f"{said.rstrip('.')}.", None


def _about_value(error: Any, parameter: Any) -> str:
    """What is wrong with a value; in the library's own words where it is no number that was wanted."""
    is_option = parameter.param_type_name == "option"
    name = parameter.opts[0] if is_option else parameter.metavar or parameter.name.upper()
    if type(error).__name__ == "MissingParameter":
        return f"{name} is missing."
    faults = error.__cause__.errors() if hasattr(error.__cause__, "errors") else []
    number = NUMBERS.get(type_named(parameter))
    if not faults or number is None:
        return f"{name}: {str(error.message).rstrip('.')}."
    bounds = bounds_of(parameter) or ("0 or more" if getattr(parameter, "min", None) == 0 else "")
    return f"{name} takes {number}{f', {bounds}' if bounds else ''}; “{faults[0]['input']}” is none."


def _spelt(path: str) -> str:
    return f"`postlab {path}`" if path else "`postlab`"


def _how_to_type(command: Any, path: str, option: str | None) -> str:
    """An example of the command, with the option if it is about one, and where its help is."""
    if not path:
        return "`postlab --help` lists the commands."
    examples = examples_of(command)
    about_option = option is not None and option.startswith("-")
    fitting = [line for line in examples if option in line.split()] if about_option else examples[:1]
    like_this = f"Like this: `{fitting[0]}`. " if fitting else ""
    return f"{like_this}`postlab {path} --help` says more."
