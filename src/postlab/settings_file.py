"""The settings file: reading it, writing it for a new lab, and changing single keys without losing its comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
from pydantic import ValidationError

from postlab.audiences import AUDIENCES
from postlab.english import capital
from postlab.errors import Fault, FaultsError, InputError
from postlab.lab_files import unusable
from postlab.near_names import OWN, did_you_mean, meant_or_listed, spelt_alike, words_of_ones_own
from postlab.settings import DATABASE_FILE, SETTINGS_FILE, allow_private, environment, sqlite_url, write_private
from postlab.settings_faults import faults_of
from postlab.settings_model import EXAMPLE_URL, KEYS, Settings, Written, meanings
from postlab.stances import STANCES, STEP_OF
from postlab.time_zones import unknown_zone, zone_named

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_STEP = re.compile(r'"([^"]*)"|([^.\s"]+)')
"""One part of a dotted key."""


PROTECTION: Mapping[str, Any] = {"quiet": "21:00-07:00", "posts_a_week": 7, "link_gap_days": 7}
"""Settings that protect the followers of a new lab."""


def read_settings(lab: Path, *, env: Mapping[str, str] | None = None) -> Settings:
    """The settings of the lab in this folder; the environment beats the file, the file beats the defaults.

    Raises:
        FaultsError: for every key of `postlab.toml` that cannot be used.
        InputError: when the file is not TOML, or the environment names no time zone.
    """
    env = environment() if env is None else env
    document = _read_file(lab / SETTINGS_FILE)
    try:
        written = Written.model_validate(document, by_name=False)
    except ValidationError as exc:
        faults = [Fault(f"{SETTINGS_FILE}: {fault.place}", fault.message) for fault in faults_of(exc, document)]
        raise FaultsError(f"{lab / SETTINGS_FILE} has settings that cannot be used.", faults) from exc
    typed_zone = env.get("POSTLAB_TIMEZONE") or written.timezone
    zone = zone_named(typed_zone)
    if zone is None:
        raise InputError(
            f"POSTLAB_TIMEZONE: {unknown_zone(typed_zone)}",
            hint="Use an IANA name such as Australia/Sydney or Europe/London.",
        )
    return Settings.model_construct(  # all of it is checked
        **{**dict(written), "timezone": zone},
        lab=lab,
        database_url=env.get("POSTLAB_DATABASE_URL") or sqlite_url(lab / DATABASE_FILE),
        allow_private=allow_private(env),
    )


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise InputError(f"{path} is not valid TOML: {exc}.", hint="Correct the line it names.") from exc
    except OSError as exc:
        raise unusable(path, exc, "read") from exc


def write_settings(
    lab: Path,
    *,
    timezone: str,
    stance: str | None = None,
    step: str | None = None,
    audiences: Mapping[str, str | None] | None = None,
    protect: bool = False,
) -> None:
    """Write a new lab's settings file, commented, readable by its owner alone.

    Args:
        lab: its folder.
        timezone: IANA name.
        stance: one of `STANCES`, or None if nobody gave one.
        step: one of `STEPS`; None takes the step of the stance.
        audiences: the lab's audiences, the usual one first, each with the audience whose words it uses, or None.
        protect: whether the settings of `PROTECTION` apply from the start.
    """
    usual_step, late, tracking = (Written.model_fields[name].default for name in ("step", "late", "tracking"))
    step = step or STEP_OF.get(stance or "", usual_step)
    means = meanings()
    off = "" if protect else "# "
    text = (
        "# How this lab is set up. Flags beat the environment, the environment beats this file.\n"
        "# `postlab settings` shows all of it; `postlab settings set KEY VALUE` changes one thing.\n\n"
        f"# {means['timezone']}\n"
        f"timezone = {_quoted(timezone)}\n\n"
        f"# {means['stance']}\n"
        + (f"stance = {_quoted(stance)}\n\n" if stance else f"# stance = {_quoted(STANCES[2])}\n\n")
        + "# How far PostLab goes by itself: observe (it publishes nothing), reviewed (somebody else agrees to every\n"
        "# post), each (you approve every post), round (a round at a time), auto (nobody is asked within the budget).\n"
        f"step = {_quoted(step)}\n\n"
        "# How many hours after its slot a post may still go out (a laptop that slept, a late approval).\n"
        f"late_hours = {late / timedelta(hours=1):g}\n\n"
        "# Whether links get utm tags, so that your web statistics can tell the posts apart.\n"
        f"tracking = {json.dumps(tracking)}\n\n"
        "# What protects your followers: hours in which nothing goes out, the most posts in a week on one account,\n"
        "# and how many days lie between two posts of the same link. An experiment on minutes is exempt.\n"
        + "".join(f"{off}{key} = {json.dumps(value)}\n" for key, value in PROTECTION.items())
        + "\n# Whom you speak to, the usual audience first; words of yours replace PostLab's own.\n"
        + _audience_tables(audiences or {})
        + "\n# What an account may spend; PostLab stops before it would be more, and says so.\n"
        '# [budget."my account"]\n'
        "# usd_a_month = 10\n"
        "# reads_a_day = 500\n\n"
        "# Prices in US dollars, where they are not what PostLab knows (`postlab platforms` shows those).\n"
        "# [prices.x]\n"
        '# "post with link" = 0.20\n\n'
        "# A language model that may suggest words, if you want one (see `postlab help language-model`).\n"
        "# [ai]\n"
        f"# url = {_quoted(EXAMPLE_URL)}\n"
        '# model = "the name of a model there"\n'
    )
    write_private(lab / SETTINGS_FILE, text)


def read_document(lab: Path) -> TOMLDocument:
    """The settings file as an editable document that keeps its comments.

    Raises:
        InputError: when it cannot be read, or is not TOML.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError

    file = lab / SETTINGS_FILE
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except (ParseError, UnicodeDecodeError) as exc:
        raise InputError(f"{file} is not valid TOML: {exc}.", hint="Correct the line it names.") from exc
    except OSError as exc:
        raise InputError(f"{file} cannot be read: {exc.strerror or exc}.", hint="`postlab init` makes a lab.") from exc


def change_setting(lab: Path, key: str, value: str) -> tuple[Any, Any]:
    """Set one key; returns its value before (None if it was not set) and after.

    Args:
        lab: its folder.
        key: within a table with dots, such as ``audience."year 12".question``.
        value: as it was typed: read as a number, true or false where the setting is one, else as text.

    Raises:
        InputError: when there is no such key, or the file could not be used with it; nothing is written then.
    """
    import tomlkit

    document = read_document(lab)
    path = _key_path(key, document)
    table: Any = document
    for name in path[:-1]:
        if name not in table:
            table[name] = tomlkit.table(is_super_table=name != path[-2])
        table = table[name]
        if not isinstance(table, Mapping):
            raise InputError(f"{key} cannot be set: {name} is not a table.", hint="`postlab settings` shows the keys.")
    before = _unwrapped(table.get(path[-1]))
    after = _value_from(path, value)
    if before == after and type(before) is type(after):
        return before, after
    table[path[-1]] = after
    _write(lab, document, key)
    return before, after


def remove_setting(lab: Path, key: str) -> Any:
    """Remove one key from the file; returns its value, or None if it was not set.

    Raises:
        InputError: when the key is written wrongly or the file cannot be used.
    """
    document = read_document(lab)
    path = _key_path(key, document)
    table: Any = document
    for name in path[:-1]:
        table = table.get(name)
        if not isinstance(table, Mapping):
            return None
    if path[-1] not in table:
        return None
    before = _unwrapped(table[path[-1]])
    del table[path[-1]]
    _write(lab, document, key)
    return before


def _write(lab: Path, document: TOMLDocument, key: str) -> None:
    import tomlkit

    text = tomlkit.dumps(document)
    written = tomli.loads(text)
    try:
        Written.model_validate(written, by_name=False)
    except ValidationError as exc:
        raise FaultsError(
            f"{key} was not changed.", faults_of(exc, written), hint="`postlab settings` says what each one takes."
        ) from exc
    write_private(lab / SETTINGS_FILE, text)


def _key_path(key: str, document: Mapping[str, Any]) -> list[str]:
    """The steps to a key, spelt as PostLab and the file spell them."""
    parts = [quoted or bare for quoted, bare in _STEP.findall(key)]
    rebuilt = re.sub(r'"[^"]*"|[^.\s"]+', "x", key.strip())
    setting = spelt_alike(parts[0], KEYS) if parts and rebuilt == ".".join("x" for _ in parts) else None
    if setting is None:
        raise InputError(
            f"There is no setting “{key}”.",
            hint=f"{capital(meant_or_listed(parts[0] if parts else key, KEYS))}. `postlab settings` explains each.",
            code="not_found",
        )
    path, table = [setting], document.get(setting)
    for step in parts[1:]:
        written = table if isinstance(table, Mapping) else {}
        name = spelt_alike(step, written)
        if name is None and setting == "audience" and len(path) == 1:
            name = _new_audience(step, written)
        path.append(name or step)
        table = written.get(path[-1])
    return path


def _new_audience(typed: str, written: Mapping[str, Any]) -> str:
    """The name of an audience that the file does not have yet, spelt as PostLab spells it.

    Raises:
        InputError: it is nearly the name of one that there is.
    """
    if (own := words_of_ones_own(typed)) is not None:
        return own
    known = [*written, *AUDIENCES]
    if (name := spelt_alike(typed, known)) is None and did_you_mean(typed, known):
        raise InputError(
            f"There is no audience “{typed}”.",
            hint=f"{capital(meant_or_listed(typed, known))}. One of your own is written as {OWN}{typed}.",
            code="not_found",
        )
    return name or typed


def _value_from(path: Sequence[str], text: str) -> Any:
    """The typed text as a TOML value, unless the key takes text or it is no TOML value; then the text itself."""
    if path == ["timezone"]:
        return zone_named(text) or text.strip()
    if path[0] == "audience" and path[-1] == "like":
        return spelt_alike(text, AUDIENCES) or text
    if len(path) == 1 and path[0] in {"stance", "step", "quiet"}:
        return text.strip()
    if path[0] in {"audience", "ai"} and len(path) > 1:
        return text
    try:
        return tomli.loads(f"value = {text}")["value"]
    except tomli.TOMLDecodeError:
        return text


def _unwrapped(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _audience_tables(like_by_name: Mapping[str, str | None]) -> str:
    if not like_by_name:
        return '# [audience."year 12"]\n# like = "students"\n# question = "is all this study worth it?"\n'
    return "\n".join(
        f"[audience.{_quoted(name)}]\n" + (f"like = {_quoted(like)}\n" if like else "")
        for name, like in like_by_name.items()
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
