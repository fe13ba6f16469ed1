"""Shell completion of words that PostLab knows, together with the lab's own: audiences, moments, zones, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer

from postlab.cli.completion import named_lab, names_from
from postlab.errors import PostlabError
from postlab.settings import SETTINGS_FILE, find_lab

Completer = Callable[[str], list[str]]


def one_of(words: Iterable[str]) -> Completer:
    """The completer of an option that takes one of a few words."""
    known = tuple(words)

    def complete(incomplete: str) -> list[str]:
        return starting(known, incomplete)

    return complete


def starting(words: Iterable[str], incomplete: str) -> list[str]:
    """The words that begin with what was typed, each once."""
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete)]


def complete_audience(ctx: typer.Context, incomplete: str) -> list[str]:
    """Audiences: the lab's own, those of its calendar, and those that have words of their own."""
    from postlab.audiences import AUDIENCES

    own = _settings_of(ctx).get("audience")
    of_settings = own if isinstance(own, dict) else {}
    of_calendar = names_from(ctx, "SELECT DISTINCT audience FROM moment WHERE removed_at IS NULL AND audience > ''", "")
    return starting([*of_settings, *of_calendar, *AUDIENCES], incomplete)


def complete_moment(ctx: typer.Context, incomplete: str) -> list[str]:
    """Moments: those of the lab's calendar, and the kinds that have words of their own."""
    from postlab.framing.words.moments import kinds_of_moment

    of_calendar = names_from(ctx, "SELECT DISTINCT what FROM moment WHERE removed_at IS NULL ORDER BY id", "")
    return starting([*of_calendar, *(kind.name for kind in kinds_of_moment())], incomplete)


def complete_zone(incomplete: str) -> list[str]:
    """Time zones."""
    from zoneinfo import available_timezones

    return starting(sorted(available_timezones()), incomplete)


def complete_block(incomplete: str) -> list[str]:
    """Kinds of blocks of text."""
    from postlab.framing.blocks import TEXT_KINDS

    return starting(TEXT_KINDS, incomplete)


def complete_block_words(incomplete: str) -> list[str]:
    """Kinds of blocks, each with the = before its words."""
    return [f"{kind.replace(' ', '_')}=" for kind in complete_block(incomplete.replace("_", " "))]


def complete_setting(ctx: typer.Context, incomplete: str) -> list[str]:
    """Settings, as `postlab.toml` spells them, and the keys within tables that the lab has."""
    from postlab.settings_model import KEYS

    tables = {name: table for name, table in _settings_of(ctx).items() if isinstance(table, dict)}
    within = [f"{name}.{key}" for name, table in tables.items() for key in _keys_in(table)]
    return starting([*KEYS, *within], incomplete)


def complete_setting_value(ctx: typer.Context, incomplete: str) -> list[str]:
    """What the setting that stands before it takes, where that is one of a few words, or a zone."""
    from postlab.quote_styles import QUOTES
    from postlab.settings_model import KEYS, Written
    from postlab.stances import STANCES, STEPS

    key = str(ctx.params.get("key", ""))
    if key == "timezone":
        return complete_zone(incomplete)
    if key in KEYS and Written.model_fields[KEYS[key]].annotation is bool:
        return starting(("true", "false"), incomplete)
    return starting({"stance": STANCES, "step": STEPS, "quotes": QUOTES}.get(key, ()), incomplete)


def _keys_in(table: dict[str, Any], before: str = "") -> list[str]:
    """The keys of a table and of those within it, with dots between."""
    keys = []
    for key, value in table.items():
        keys += _keys_in(value, f"{before}{key}.") if isinstance(value, dict) else [f"{before}{key}"]
    return keys


def _settings_of(ctx: typer.Context) -> dict[str, Any]:
    """What stands in the lab's settings file; nothing on any error, which completion cannot show."""
    import tomllib

    try:
        return tomllib.loads((find_lab(named_lab(ctx)) / SETTINGS_FILE).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, PostlabError):
        return {}
