"""Time zones as people type them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest

from postlab import time_zones
from postlab.time_zones import unknown_zone, zone_named


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Australia/Sydney", "Australia/Sydney"),
        ("australia/sydney", "Australia/Sydney"),
        (" AMERICA/New york ", "America/New_York"),
        ("europe/london", "Europe/London"),
        ("utc", "UTC"),
        ("Etc/GMT+10", "Etc/GMT+10"),
    ],
)
def test_a_zone_is_spelt_right(typed: str, zone: str) -> None:
    assert zone_named(typed) == zone


def test_a_file_system_that_ignores_case_spells_no_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    spellings = {zone.casefold(): zone for zone in available_timezones()}
    monkeypatch.setattr(time_zones, "ZoneInfo", lambda name: ZoneInfo(spellings[name.casefold()]))
    assert zone_named("Europe/berlin") == "Europe/Berlin"
    assert zone_named("EUROPE/Berlin") == "Europe/Berlin"


def test_every_zone_stays_what_it_is() -> None:
    zones = available_timezones()
    assert {zone for zone in zones if zone_named(zone) != zone} == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Sydney", "Australia/Sydney"),
        ("new york", "America/New_York"),
        ("Londno", "Europe/London"),
        ("Europe/Londno", "Europe/London"),
        ("Australia/Sidney", "Australia/Sydney"),
        ("Pacific/Aukland", "Pacific/Auckland"),
    ],
)
def test_a_city_or_a_misspelling_has_a_suggestion(typed: str, meant: str) -> None:
    assert zone_named(typed) is None
    assert unknown_zone(typed) == f"“{typed}” is not a time zone; did you mean “{meant}”?"


@pytest.mark.parametrize("typed", ["", "Mars/Olympus", "Australia", "../etc/passwd", "/etc/localtime", "a\0b"])
def test_what_is_near_no_zone_is_told_the_form(typed: str) -> None:
    assert zone_named(typed) is None
    assert unknown_zone(typed).endswith("write it as region and city, such as Australia/Sydney")
