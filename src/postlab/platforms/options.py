"""Reads the options of an account as its plugin parses them, and fills in the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.errors import Fault, FaultsError
from postlab.near_names import nearest_name
from postlab.platforms.base import Plugin
from postlab.platforms.counting import Counter
from postlab.sanitise import visible


def read_options(plugin: Plugin | Counter, typed: Mapping[str, Any]) -> dict[str, Any]:
    """An account's options as JSON values.

    Args:
        plugin: of the platform or counter.
        typed: values by option name; text is parsed by the platform, without marks that nobody sees; None counts as
            not given.

    Raises:
        FaultsError: naming every option that is unknown, missing or wrong.
    """
    faults: list[Fault] = []
    options: dict[str, Any] = {}
    declared = {option.name: option for option in plugin.options}
    for name, value in typed.items():
        if value is None or value == []:
            continue
        if name not in declared:
            names = ", ".join(f"--{option}" for option in declared) or "none"
            near = nearest_name(name, declared)
            meant = f"did you mean --{near}? It has" if near else "it has"
            faults.append(Fault(f"--{name}", f"is not an option of {plugin.name}; {meant} {names}"))
            continue
        try:
            options[name] = declared[name].parse(_seen(value))
        except ValueError as exc:
            faults.append(Fault(f"--{name}", str(exc)))
    faults += [
        Fault(f"--{option.name}", f"is needed: {option.help}")
        for option in plugin.options
        if option.required and typed.get(option.name) is None
    ]
    if faults:
        raise FaultsError(f"The {plugin.title} account cannot be set up like this.", faults)
    return options


def _seen(value: Any) -> Any:
    """A typed value without the invisible marks that a copied handle or address may carry."""
    if isinstance(value, str):
        return visible(value)
    return [_seen(entry) for entry in value] if isinstance(value, list) else value


def with_defaults(plugin: Plugin | Counter, options: Mapping[str, Any]) -> dict[str, Any]:
    """An account's options, with the defaults of those that are not set."""
    return {option.name: options.get(option.name, option.default) for option in plugin.options}
