"""The day a page came out, and the last days that its text names."""

from __future__ import annotations

import json
from datetime import date

import pytest

from postlab.articles.days import written_days
from postlab.articles.last_days import last_days
from postlab.articles.read import read_page
from postlab.framing.article import LastDay

TEXT = "".join(f"<p>Town {n} pays its joiners 4% more than a year ago, the chamber found.</p>" for n in range(6))
OUT = date(2026, 5, 14)


def published(body: str, *, head: str = "", url: str = "https://www.trades.example/a", lang: str = "en") -> date | None:
    page = (
        f'<!doctype html><html lang="{lang}"><head><title>Pay of joiners</title>{head}</head><body>{body}</body></html>'
    )
    return read_page(page.encode(), url).article.published


def entry(place: str, *, after: str = "") -> str:
    return f'<div class="entry"><h1>Pay of joiners</h1>{place}{TEXT}</div>{after}'


@pytest.mark.parametrize(
    "place",
    [
        '<p class="date">14 May 2026</p>',
        "<p><time datetime='2026-05-14T09:00:00Z'>on Thursday</time></p>",
        "<p>Released: 14 May 2026</p>",
        "<p>Published on May 14th, 2026 by the press office</p>",
        '<div class="post-meta">May 14, 2026 by Ann Lee</div>',
        "<p>by Ann Lee on May 14, 2026</p>",
        '<abbr class="published" title="2026-05-14">May 14, 2026</abbr>',
    ],
)
def test_a_day_beside_the_headline_is_the_one_it_came_out(place: str) -> None:
    assert published(entry(place)) == OUT


@pytest.mark.parametrize(
    ("place", "language"),
    [
        ("<p>Veröffentlicht am 14. Mai 2026</p>", "de"),
        ("<p>Erschienen: 14.05.2026</p>", "de"),
        ("<p>Publié le 14 mai 2026</p>", "fr"),
        ("<p>Publicado el 14 de mayo de 2026</p>", "es"),
        ("<p>Opublikowano 14 maja 2026</p>", "pl"),
    ],
)
def test_days_are_read_in_the_language_of_the_page(place: str, language: str) -> None:
    assert published(entry(place), lang=language) == OUT


@pytest.mark.parametrize("code", ["nb", "nn", "no", "nb-NO", "nn_NO", "NB"])
def test_norwegian_has_several_codes_and_one_list(code: str) -> None:
    assert published(entry("<p>Publisert 14. mai 2026</p>"), lang=code) == OUT
    (closes,) = last_days(("Søknadsfrist: 14. mai 2026",), language=code, published=None)
    assert closes == LastDay(OUT, "Søknadsfrist: 14. mai 2026")


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2026-05-14T09:00:00Z", OUT),
        ("2026-5-14", OUT),
        ("2026/05/14", OUT),
        ("20260514", OUT),
        ("Thu, 14 May 2026 09:00", OUT),
        ("May 14th, 2026", OUT),
        ("Thu May 14 2026", OUT),
        ("Marathon 14, 2026", None),
        ("14 Mayors 2026", None),
        ("2026-13-14", None),
        ("20260514123", None),
        ("1970-01-01", None),
        ("14 May", None),
    ],
)
def test_days_that_stand_where_a_date_belongs(stamp: str, day: date | None) -> None:
    assert published(entry(""), head=f'<meta property="article:published_time" content="{stamp}">') == day


@pytest.mark.parametrize(
    "url",
    [
        "https://www.trades.example/2026/05/14/pay",
        "https://www.trades.example/news/2026/may/14/pay",
        "https://www.trades.example/posts/2026-05-14-pay",
        "https://www.trades.example/pay-20260514",
    ],
)
def test_a_whole_day_in_the_address_counts(url: str) -> None:
    assert published(entry(""), url=url) == OUT


@pytest.mark.parametrize(
    "place",
    [
        "",
        "<p>© 2019–2026 The Trades. Copyright 14 May 2026</p>",
        '<p class="date">Last updated: 14 May 2026</p>',
        '<p class="date">Aktualisiert am 14. Mai 2026</p>',
        '<div class="event-date"><time datetime="2026-05-14">14 May 2026</time></div>',
        '<p class="date">Starts 14 May 2026, from 9 am</p>',
        '<p class="deadline-date">14 May 2026</p>',
        "<p>The law of 14 May 2026 has changed what joiners earn.</p>",
        '<p class="date">05/04/2026</p>',
    ],
)
def test_days_of_events_changes_and_laws_are_not_the_day_it_came_out(place: str) -> None:
    assert published(entry(place)) is None


@pytest.mark.parametrize(
    "after",
    [
        '<div class="related"><div class="date">14 May 2026</div><a href="/b">Another story</a></div>',
        '<aside><time datetime="2026-05-14">14 May</time></aside>',
        '<footer><time datetime="2026-05-14">14 May</time></footer>',
        '<div class="comments"><p class="comment-meta">by Bo on May 14, 2026</p></div>',
        '<ul class="latest-news"><li><span class="date">14 May 2026</span> Another story</li></ul>',
    ],
)
def test_days_of_other_stories_and_comments_are_not_the_day_it_came_out(after: str) -> None:
    assert published(entry("", after=after)) is None
    assert published(entry('<p class="date">2 March 2026</p>', after=after)) == date(2026, 3, 2)


def test_json_ld_of_a_vacancy_says_when_it_was_posted_and_of_an_event_nothing() -> None:
    vacancy = json.dumps({"@type": "JobPosting", "title": "Joiner", "datePosted": "2026-05-14"})
    event = json.dumps({"@type": "Event", "name": "Trades fair", "startDate": "2026-05-14"})
    assert published(entry(""), head=f'<script type="application/ld+json">{vacancy}</script>') == OUT
    assert published(entry(""), head=f'<script type="application/ld+json">{event}</script>') is None


@pytest.mark.parametrize(
    ("language", "text", "day", "words"),
    [
        ("en", "You may apply by 3 March 2024 online.", date(2024, 3, 3), "apply by 3 March 2024"),
        ("en", "Entries close on Friday 5 April 2024.", date(2024, 4, 5), "Entries close on Friday 5 April 2024"),
        ("en", "Deadline: 31 January 2026", date(2026, 1, 31), "Deadline: 31 January 2026"),
        (
            "en",
            "The deadline for entries is 5pm on Friday, January 30, 2026.",
            date(2026, 1, 30),
            "deadline for entries is 5pm on Friday, January 30, 2026",
        ),
        ("en", "Register before 1st June 2025!", date(2025, 6, 1), "Register before 1st June 2025"),
        ("en", "Send your form no later than 2025-06-30.", date(2025, 6, 30), "no later than 2025-06-30"),
        ("en", "7 May 2025 is the closing date for grants.", date(2025, 5, 7), "7 May 2025 is the closing date"),
        ("en", "The scheme is open until midnight on 30 June 2025.", date(2025, 6, 30), None),
        ("en", "Bursaries: closing date 12 December 2025", date(2025, 12, 12), "closing date 12 December 2025"),
        ("de", "Bewirb dich bis zum 31. März 2025 online.", date(2025, 3, 31), "Bewirb dich bis zum 31. März 2025"),
        ("de", "Bis zum 31.03.2025 können Sie sich anmelden.", date(2025, 3, 31), None),
        ("de", "Anmeldeschluss ist der 15. Juni 2025.", date(2025, 6, 15), "Anmeldeschluss ist der 15. Juni 2025"),
        ("de", "Die Anmeldefrist endet am 30. 4. 2026.", date(2026, 4, 30), None),
        ("fr", "Postulez avant le 13 mars 2025.", date(2025, 3, 13), "Postulez avant le 13 mars 2025"),
        ("fr", "Date limite : 1er avril 2025.", date(2025, 4, 1), "Date limite : 1er avril 2025"),
        ("fr", "Inscriptions ouvertes jusqu’au 2 juin 2025.", date(2025, 6, 2), None),
        ("es", "El plazo finaliza el 3 de marzo de 2024.", date(2024, 3, 3), "plazo finaliza el 3 de marzo de 2024"),
        ("es", "Envía tu solicitud antes del 15 de mayo de 2025.", date(2025, 5, 15), None),
        ("es", "Fecha límite: 30/06/2025.", date(2025, 6, 30), "Fecha límite: 30/06/2025"),
        ("it", "Le domande vanno inviate entro il 30 giugno 2025.", date(2025, 6, 30), None),
        ("nl", "Solliciteer uiterlijk op 3 maart 2025.", date(2025, 3, 3), None),
        ("pt", "As inscrições terminam: prazo até 3 de março de 2025.", date(2025, 3, 3), None),
        ("pl", "Zgłoszenia przyjmujemy do 3 marca 2025.", date(2025, 3, 3), None),
        ("sv", "Ansökan är öppen till och med 3 mars 2025.", date(2025, 3, 3), None),
    ],
)  # fmt: skip
def test_last_days(language: str, text: str, day: date, words: str | None) -> None:
    (last,) = last_days((text,), language=language, published=None)
    assert last.day == day
    assert last.words in text
    assert last.words == words or words is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "By 3 March 2024, 500 people had moved to the coast."),
        ("en", "The fair opens on 3 March 2024."),
        ("en", "The study ran until 30 June 2025 in four towns."),
        ("en", "She was born before 3 March 1995."),
        ("en", "Apply by 3/4/2025."),
        ("en", "Apply by the end of March 2025."),
        ("en", "Apply by 31 February 2025."),
        ("en", "Apply by 14 October."),
        ("de", "Am 3. März 2024 begann die Messe."),
        ("fr", "Le 13 mars 2025, la loi a changé."),
        ("es", "El 3 de marzo de 2024 abrió la feria."),
        (None, "Nothing with a number."),
    ],
)
def test_other_days_close_nothing(language: str | None, text: str) -> None:
    assert last_days((text,), language=language, published=None) == ()


def test_a_year_that_is_left_out_is_told_by_the_day_it_came_out() -> None:
    def told(text: str) -> list[date]:
        return [last.day for last in last_days((text,), language="en", published=date(2025, 11, 20))]

    assert told("Apply by 14 December.") == [date(2025, 12, 14)]
    assert told("Apply by 14 January.") == [date(2026, 1, 14)]
    assert told("Apply by 14 November.") == []
    assert told("The deadline was 3 March 2020.") == []


def test_last_days_come_in_order_and_once_from_text_and_description() -> None:
    text = "Early-bird deadline: 2 May 2025. Entries close on 9 June 2025.\nRegister by 9 June 2025."
    days = last_days((text, "Apply by 1 April 2025", None), language="en", published=None)
    assert [last.day for last in days] == [date(2025, 4, 1), date(2025, 5, 2), date(2025, 6, 9)]
    assert days[2] == LastDay(date(2025, 6, 9), "Entries close on 9 June 2025")


def test_the_article_of_a_page_has_its_last_days() -> None:
    summary = '<meta name="description" content="Apply by 3 March 2027.">'
    page = f'<html lang="en"><head><title>Grants</title>{summary}</head>{TEXT}</html>'
    assert read_page(page.encode(), "https://www.trades.example/a").article.last_days == (
        LastDay(date(2027, 3, 3), "Apply by 3 March 2027"),
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "3rd of March, 2024 and Mar. 4, 2024 and 2024-03-05", [(3, 3), (3, 4), (3, 5)]),
        ("en", "In May 2024 we saw 12 marches; 3 may help.", [(5, 3)]),
        ("en", "13/04/2024, 04/14/2024, 4/5/2024", [(4, 13), (4, 14)]),
        ("de", "3.4.2024, 4. Dez. 2024", [(4, 3), (12, 4)]),
        ("nb", "3. desember 2024", [(12, 3)]),
        ("xx", "4 June 2024", [(6, 4)]),
    ],
)
def test_days_as_texts_write_them(language: str, text: str, expected: list[tuple[int, int]]) -> None:
    assert [(day.month, day.day) for day in written_days(text, language)] == expected
