"""Times of feeds in the languages and zones that they are written in; what could be two days is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cli.link_site import rss
from postlab.articles.feeds import read_feed


def at(written: str, language: str = "") -> datetime | None:
    """When an entry came out whose feed says so in these words."""
    spoken = f"<language>{language}</language>" if language else ""
    item = f"<item><title>A</title><link>https://a.example/</link><pubDate>{written}</pubDate></item>"
    (entry,) = read_feed(f"<rss version='2.0'><channel>{spoken}{item}</channel></rss>".encode()).entries
    return entry.published_at


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        ("Mo, 02 Mär 2026 09:00:00 +0100", "de", "2026-03-02T08:00"),
        ("Do, 31 Dez 2026 23:30:00 +0100", "", "2026-12-31T22:30"),
        ("Sa, 10 Okt 2026 09:00:00 GMT", "de-AT", "2026-10-10T09:00"),
        ("Dienstag, 5. Mai 2026, 14:15 Uhr", "de", "2026-05-05T14:15"),
        ("03.04.2026 10:00", "de", "2026-04-03T10:00"),
        ("03.04.2026 10:00", "", "2026-04-03T10:00"),
        ("mer., 12 août 2026 09:00:00 +0200", "fr", "2026-08-12T07:00"),
        ("jeudi 3 décembre 2026 à 9h30", "fr", "2026-12-03T09:30"),
        ("1er février 2026", "", "2026-02-01T00:00"),
        ("mié, 07 ene 2026 10:00:00 +0100", "es", "2026-01-07T09:00"),
        ("7 de agosto de 2026", "es", "2026-08-07T00:00"),
        ("gio, 4 giu 2026 10:00:00 +0200", "it", "2026-06-04T08:00"),
        ("15 gennaio 2026 12:00", "", "2026-01-15T12:00"),
        ("wo, 04 mrt 2026 10:00:00 +0100", "nl", "2026-03-04T09:00"),
        ("12 mei 2026", "nl", "2026-05-12T00:00"),
        ("tor, 14 maj 2026 10:00:00 +0200", "sv", "2026-05-14T08:00"),
        ("14. maj 2026 kl. 10:00", "da", "2026-05-14T10:00"),
        ("14. desember 2026", "nb-NO", "2026-12-14T00:00"),
        ("14.12.2026 klo 10.00", "fi", "2026-12-14T10:00"),
        ("11 listopada 2026", "pl", "2026-11-11T00:00"),
        ("qui, 05 fev 2026 10:00:00 -0300", "pt-BR", "2026-02-05T13:00"),
        ("05/02/2026", "en-GB", "2026-02-05T00:00"),
        ("05/02/2026", "en-US", "2026-05-02T00:00"),
        ("25/02/2026", "", "2026-02-25T00:00"),
        ("Feb 5, 2026 1:30 PM", "en", "2026-02-05T13:30"),
    ],
)
def test_words_of_many_languages(written: str, language: str, expected: str) -> None:
    assert at(written, language) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Wed, 21 Jan 2026 08:00:00 NZDT", "2026-01-20T19:00"),
        ("Wed, 22 Jul 2026 08:00:00 NZST", "2026-07-21T20:00"),
        ("Wed, 21 Jan 2026 08:00:00 AEDT", "2026-01-20T21:00"),
        ("Wed, 21 Jan 2026 08:00:00 ACST", "2026-01-20T22:30"),
        ("Wed, 21 Jan 2026 08:00:00 CET", "2026-01-21T07:00"),
        ("Wed, 22 Jul 2026 08:00:00 CEST", "2026-07-22T06:00"),
        ("Mi, 22 Jul 2026 08:00:00 MESZ", "2026-07-22T06:00"),
        ("Wed, 22 Jul 2026 08:00:00 BST", "2026-07-22T07:00"),
        ("Wed, 21 Jan 2026 08:00:00 SAST", "2026-01-21T06:00"),
        ("Wed, 21 Jan 2026 08:00:00 JST", "2026-01-20T23:00"),
        ("Wed, 21 Jan 2026 08:00:00 SGT", "2026-01-21T00:00"),
        # an offset counts before a name beside it
        ("Wed, 21 Jan 2026 08:00:00 +1300 (NZDT)", "2026-01-20T19:00"),
        # names of the standard of feeds mean what it says, whatever others call so
        ("Wed, 21 Jan 2026 08:00:00 CST", "2026-01-21T14:00"),
        ("Wed, 21 Jan 2026 08:00:00 EST", "2026-01-21T13:00"),
        # India, Ireland and Israel call their time so
        ("Wed, 21 Jan 2026 08:00:00 IST", "2026-01-21T08:00"),
        ("Wed, 21 Jan 2026 08:00:00 QQT", "2026-01-21T08:00"),
        # Moscow's clocks were moved for good in 2014
        ("Sun, 21 Jul 2013 08:00:00 MSK", "2013-07-21T04:00"),
        ("Tue, 21 Jul 2026 08:00:00 MSK", "2026-07-21T05:00"),
    ],
)
def test_zones_by_their_names(written: str, expected: str) -> None:
    assert at(written) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("written", ["03/04/2026", "gestern", "Mai", "neulich, am 24.", "31.02.2026", "x" * 500])
def test_what_is_no_day_or_could_be_two_is_none(written: str) -> None:
    assert at(written) is None


def test_the_newest_is_first_whatever_its_language() -> None:
    days = {
        "alt": "Tue, 01 Jan 2019 08:00:00 +0100",
        "mitte": "Mo, 02 Mär 2026 09:00:00",
        "neu": "Do, 31 Dez 2026 09:00",
    }
    items = [
        f"<item><title>{title}</title><link>https://a.example/{title}</link><pubDate>{day}</pubDate></item>"
        for title, day in days.items()
    ]
    assert [entry.title for entry in read_feed(rss(*items)).entries] == ["neu", "mitte", "alt"]
