"""Typer's help and error pages without two modules of rich that they hold ready and seldom use.

`typer.rich_utils` imports rich's Markdown, for help written in Markdown, and its Traceback, for exceptions; both bring
a parser or highlighter along that takes a quarter of the time of `postlab --help`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

SELDOM_USED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}
"""By module: the class that Typer imports from it."""


def import_typers_pages() -> None:
    """Import `typer.rich_utils`, with stand-ins for the classes that it seldom uses; they work when they are used."""
    if "typer.rich_utils" in sys.modules:
        return
    stand_ins = {name: _stand_in(name, attribute) for name, attribute in SELDOM_USED.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        import_module("typer.rich_utils")
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)


def _stand_in(name: str, attribute: str) -> ModuleType:
    """A module with a class of that name, which imports the real one when it is called or asked for an attribute."""

    class Deferring(type):
        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            return getattr(import_module(name), attribute)(*args, **kwargs)

        def __getattr__(cls, wanted: str) -> Any:
            return getattr(getattr(import_module(name), attribute), wanted)

    module = ModuleType(name)
    setattr(module, attribute, Deferring(attribute, (), {}))
    return module
