"""Time zones as people type them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

from postlab.near_names import nearest_name

EXAMPLE_ZONE = "Australia/Sydney"
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})


def zone_named(typed: str) -> str | None:
    """The IANA name of the zone that was typed, spelt right, or None where there is none.

    Case makes no difference, nor does a space for an underscore: "america/new york" is America/New_York.
    """
    name = typed.strip(" ")
    if _is_zone(name) and _is_listed(name):
        return name
    return _by_spelling().get(_spelling(name)) or (name if _is_zone(name) else None)


def unknown_zone(typed: str) -> str:
    """What to say of a name that is no time zone, as a clause: “Sydney” is not a time zone; did you mean …?"""
    near = _near_zone(typed)
    meant = f"did you mean “{near}”?" if near else f"write it as region and city, such as {EXAMPLE_ZONE}"
    return f"“{typed}” is not a time zone; {meant}"


def _near_zone(typed: str) -> str | None:
    """The zone that is probably meant: by its city, however it is spelt, else by the whole name."""
    places = available_timezones() - _NO_PLACES
    zones = sorted(places, key=lambda zone: (zone.count("/") != 1, len(zone), zone))
    by_city: dict[str, str] = {}
    for zone in zones:
        by_city.setdefault(zone.rpartition("/")[2].replace("_", " "), zone)
    if "/" in typed:
        return nearest_name(typed, zones)
    near = nearest_name(typed, by_city)
    return by_city[near] if near is not None else None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: "Australia" is a folder of zones
        return False
    return True


@cache
def _is_listed(name: str) -> bool:
    """Whether a folder of zones has it letter by letter; some file systems open Europe/berlin as well.

    To list every zone would take a tenth of a second at each start.
    """
    parts = name.split("/")
    return any(
        all(part in _names_in(Path(root, *parts[:depth])) for depth, part in enumerate(parts)) for root in TZPATH
    )


def _names_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except OSError:
        return frozenset()


@cache
def _by_spelling() -> dict[str, str]:
    return {_spelling(zone): zone for zone in available_timezones()}


def _spelling(name: str) -> str:
    return name.replace(" ", "_").casefold()
