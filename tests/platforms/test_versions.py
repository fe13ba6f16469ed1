"""Versions of networks' APIs that end: said before the day, and in the refusal after it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from platforms import fake_facebook, fake_linkedin
from platforms.facebook_world import account as facebook_account
from platforms.linkedin_world import account as linkedin_account
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson
from postlab.platforms.linkedin.versions import end_of
from postlab.platforms.versions import ending

ENDS = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 9, 16), ""),
        (date(2026, 9, 17), "Version 1 of Net's API ends on 16 November 2026"),
        (date(2026, 11, 15), "Version 1 of Net's API ends on 16 November 2026"),
        (date(2026, 11, 16), "ends on 16 November 2026; that day is past"),
    ],
)
def test_it_is_said_two_months_ahead(today: date, said: str) -> None:
    sentence = ending("Net", "1", ENDS, today=today, remedy="Raise it.")
    assert said in sentence
    assert sentence.endswith("Raise it." if said else "")


def test_a_version_of_which_nobody_has_said_anything() -> None:
    assert ending("Net", "1", None, today=ENDS, remedy="Raise it.") == ""
    assert "on about 16" in ending("Net", "1", ENDS, today=ENDS, about=True, remedy="")


def test_linkedins_versions() -> None:
    assert end_of("202511") == (ENDS, False)
    assert end_of("202607") == (date(2027, 7, 15), False)
    assert end_of("202608") == (date(2027, 8, 15), True)
    assert end_of("202699")[0] is None


@pytest.mark.parametrize(
    ("at", "warned"), [(datetime(2026, 9, 1, tzinfo=UTC), False), (datetime(2026, 10, 1, tzinfo=UTC), True)]
)
def test_a_check_of_linkedin_says_when_its_version_ends(at: datetime, warned: bool) -> None:
    with fake_linkedin.fake_linkedin() as network:
        network.now = lambda: at
        health = linkedin_account(network, options={"api-version": "202511"}, clock=VirtualClock(at)).health()
    assert any("16 November 2026" in lack and "--api-version 202608" in lack for lack in health.lacks) is warned


def test_the_refusal_of_a_dead_version_of_linkedin_names_its_day() -> None:
    clock = VirtualClock(datetime(2026, 11, 23, tzinfo=UTC))
    with fake_linkedin.fake_linkedin() as network:
        careers = linkedin_account(network, options={"api-version": "202510"}, clock=clock)
        with pytest.raises(NeedsPerson) as caught:
            careers.whoami()
    assert "it ended about 15 October 2026" in caught.value.message


def test_facebooks_versions_are_watched_too() -> None:
    clock = VirtualClock(datetime(2027, 1, 1, tzinfo=UTC))
    with fake_facebook.fake_facebook() as network:
        health = facebook_account(network.url, api_version="v21.0", clock=clock).health()
        assert any("21 January 2027" in lack and "--api-version v27.0" in lack for lack in health.lacks)
        with pytest.raises(NeedsPerson, match=r"v20\.0 of its API \(it ended on 24 September 2026\)"):
            facebook_account(network.url, api_version="v20.0", clock=clock).whoami()
