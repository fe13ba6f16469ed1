"""Headlines without the names of their sites, names without slogans, and the spaces and signs of both."""

from __future__ import annotations

import json
import time

import pytest

from postlab.articles.read import read_page
from postlab.articles.site_names import LONGEST, short_name
from postlab.articles.wording import line, spaced

TEXT = "".join(
    f"<p>In town number {n} the joiners earn 4% more than a year ago, the chamber of trades has found.</p>"
    for n in range(6)
)


def article(
    title: str,
    *headings: str,
    url: str = "https://www.example.org/a",
    head: str = "",
    lang: str = "en",
    text: str = TEXT,
):
    shown = "".join(f"<h1>{heading}</h1>" for heading in headings)
    return read_page(
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><article>{shown}{TEXT}</article></body></html>".encode(),
        url,
    ).article


def og(name: str, content: str) -> str:
    return f'<meta property="og:{name}" content="{content}">'


def ld(**keys: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article", **keys})}</script>'


@pytest.mark.parametrize(
    "title",
    [
        "CV tips - Career Hub - The University of Ayr",
        "CV tips | Career Hub | University of Ayr",
        "CV tips – Career Hub – University of Ayr",
        "CV tips — University of Ayr",
        "CV tips : Career Hub : University of Ayr",
        "CV tips: Career Hub: University of Ayr",
        "CV tips · Career Hub",
        "CV tips » Career Hub",
        "CV tips « Career Hub",
        "CV tips / Career Hub / Ayr",
        "CV tips| Career Hub",
        "University of Ayr | Career Hub | CV tips",
        "University of Ayr: CV tips",
        "Home » Students » CV tips » Ayr",
        "Career Hub | CV tips | University of Ayr",
    ],
)
def test_the_only_heading_is_the_headline(title: str) -> None:
    assert article(title, "CV tips").title == "CV tips"
    assert article(title, head=og("title", "CV tips")).title == "CV tips"
    assert article(title, head=ld(headline="CV tips")).title == "CV tips"


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("Mock interviews | Careers | University of Ayr", "https://www.ayr.example/x", "Mock interviews"),
        ("Mock interviews - Careers and Employability - Ayr University", "https://ayr.example/x", "Mock interviews"),
        ("University of Ayr - How to write a letter", "https://ayr.example/x", "How to write a letter"),
        ("Ayr Gazette: Pay rises for joiners", "https://ayrgazette.example/x", "Pay rises for joiners"),
        ("Pay rises for joiners - ayrgazette.example", "https://www.ayrgazette.example/x", "Pay rises for joiners"),
        ("Pay rises for joiners | The Ayr Gazette", "https://ayrgazette.example/x", "Pay rises for joiners"),
        ("Pay rises for joiners :ayrgazette", "https://ayrgazette.example/x", "Pay rises for joiners"),
        ("Pay rises for joiners | Department of Trades", "https://trades.example/x", "Pay rises for joiners"),
        ("Ausbildung zum Tischler | Hochschule Ayr", "https://hs.example/x", "Ausbildung zum Tischler"),
        ("Joiners | News | NAJ", "https://naj.example/x", "Joiners"),
        ("Pay: what joiners earn", "https://pay-news.example/x", "Pay: what joiners earn"),
        ("Joiners – a trade with a future", "https://example.org/x", "Joiners – a trade with a future"),
        ("Work or study - or both", "https://example.org/x", "Work or study - or both"),
        ("A day with a joiner | Part 2", "https://example.org/x", "A day with a joiner | Part 2"),
    ],
)
def test_names_of_sites_go_and_the_rest_of_a_headline_stays(title: str, url: str, expected: str) -> None:
    assert article(title, url=url).title == expected


def test_a_logo_that_is_a_heading_is_no_headline() -> None:
    named = article("The Ayr Gazette » Joiners wanted", "The Ayr Gazette", url="https://ayrgazette.example/x")
    assert (named.title, named.site) == ("Joiners wanted", "The Ayr Gazette")
    named = article("Joiners wanted - Gazette", "Gazette", head=og("site_name", "Gazette"))
    assert (named.title, named.site) == ("Joiners wanted", "Gazette")


def test_a_teaser_is_no_headline() -> None:
    named = article(
        "Joiners wanted in Ayr",
        "Joiners wanted in Ayr",
        head='<meta name="application-name" content="Joiners wanted in Ayr">',
    )
    assert (named.title, named.site) == ("Joiners wanted in Ayr", "example.org")


@pytest.mark.parametrize(
    ("given", "url", "expected"),
    [
        ("The Ayr Gazette | News, sport and opinion", "https://ayrgazette.example/", "The Ayr Gazette"),
        ("Ayr Gazette - the best of the west, every day", "https://x.example/", "Ayr Gazette"),
        ("News and sport | Ayr Gazette", "https://ayrgazette.example/", "Ayr Gazette"),
        ("Home | Ayr Gazette", "https://x.example/", "Ayr Gazette"),
        ("Ayr Gazette: work, study and life", "https://ayrgazette.example/", "Ayr Gazette"),
        ("Ayr Gazette |", "https://x.example/", "Ayr Gazette"),
        ("@AyrGazette", "https://x.example/", "AyrGazette"),
        ("Joiner & Sons", "https://x.example/", "Joiner & Sons"),
        ("National Association of Joiners and Cabinet Makers", "https://www.najcm.example/", "NAJCM"),
        ("National Association of Joiners and Cabinet Makers", "https://www.x.example/", None),
        ("DIY - is it for me?", "https://diy.example/", "DIY"),
        ("IT - is it for me?", "https://x.example/", "IT - is it for me?"),
        ("Home", "https://x.example/", None),
        ("WordPress", "https://x.example/", None),
        ("Just another WordPress site", "https://x.example/", None),
        ("Blog", "https://x.example/", None),
        ("My Blog", "https://x.example/", None),
        ("Startseite", "https://x.example/", None),
        ("Accueil", "https://x.example/", None),
        ("Welcome to our site", "https://x.example/", None),
    ],
)
def test_a_name_is_short_or_none(given: str, url: str, expected: str | None) -> None:
    assert short_name(given, url) == expected
    assert article("Joiners wanted", url=url + "a", head=og("site_name", given)).site == (
        expected or url[8:-1].removeprefix("www.")
    )
    assert expected is None or len(expected) <= LONGEST


def test_where_a_name_comes_from() -> None:
    publisher = ld(headline="Joiners wanted", publisher={"@type": "Organization", "name": "Ayr Gazette"})
    assert article("Joiners wanted", head=og("site_name", "Gazette") + publisher).site == "Gazette"
    assert article("Joiners wanted", head=og("site_name", "Home") + publisher).site == "Ayr Gazette"
    assert article("Joiners wanted | Ayr Gazette", "Joiners wanted").site == "Ayr Gazette"
    assert article("Joiners wanted | Home", "Joiners wanted").site == "example.org"
    assert article("Joiners wanted", "Joiners wanted").site == "example.org"


@pytest.mark.parametrize("space", [" ", "&nbsp;", "&#8239;", "\u202f"])
def test_french_spaces_stay(space: str) -> None:
    title = f"Métiers{space}: «{space}le bois{space}» paie-t-il{space}?"
    told = article(title, title, lang="fr-FR", head=og("description", f"Oui{space}! Mais peu{space}; voyez."))
    assert told.title == "Métiers\u00a0: «\u00a0le bois\u00a0» paie-t-il\u00a0?"
    assert told.description == "Oui\u00a0! Mais peu\u00a0; voyez."


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Pay : what now ?", "Pay: what now?"),
        ("de", "Lohn : was nun ?!", "Lohn: was nun?!"),
        (None, "Pay ; what now !", "Pay; what now!"),
        ("fr", "Rendez-vous à 10:30, c’est tout", "Rendez-vous à 10:30, c’est tout"),
        ("fr", "Combien ?!", "Combien\u00a0?!"),
        ("en", "Smile :) it pays", "Smile :) it pays"),
    ],
)
def test_other_languages_lose_stray_spaces(language: str | None, text: str, expected: str) -> None:
    assert spaced(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The <div> element: a course for web developers", "The <div> element: a course for web developers"),
        ("What <strong> and <em> mean for readers", "What <strong> and <em> mean for readers"),
        ("When to use <br> tags", "When to use <br> tags"),
        ("La balise <p> et la balise <span>", "La balise <p> et la balise <span>"),
        ("Learn <h1>, <h2> and <p> in a day", "Learn <h1>, <h2> and <p> in a day"),
        ("<b>Pay</b> rises", "Pay rises"),
        ("Pay<br>rises <br> again<br/>", "Pay rises again"),
        ("<strong>Pay rises", "Pay rises"),
        ("Pay rises</span>", "Pay rises"),
        ('<a href="/x">Pay</a> rises', "Pay rises"),
        ("&lt;em&gt;Pay&lt;/em&gt; rises", "Pay rises"),
        ("<script>alert(1)</script> Pay", "alert(1) Pay"),
        ("Pay < prices > rents", "Pay < prices > rents"),
    ],
)
def test_a_tag_that_is_spoken_of_stays_and_markup_goes(text: str, expected: str) -> None:
    assert line(text) == expected


def test_a_title_made_of_bars_is_read_at_once() -> None:
    bars = " | ".join(f"{n}" for n in range(240))
    start = time.process_time()
    assert article("Pay of joiners", head=og("title", bars)).title
    assert time.process_time() - start < 2
