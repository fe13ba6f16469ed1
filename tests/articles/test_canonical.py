"""What a page says is its own address is believed where it is another writing, or where the same article answers."""

from __future__ import annotations

import pytest

from postlab.articles.canonical import claimed
from postlab.articles.head import parse, read_head
from postlab.articles.read import read_article

WORDS = (
    "A study of 40,000 people found that {} earn 38 per cent more over their working lives than people who left school "
    "at eighteen. The authors followed everyone for thirty years and asked them about work, health and family. "
)


def story(title: str, canonical: str, about: str = "graduates") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{canonical}"></head>'
        f"<body><article><h1>{title}</h1><p>{WORDS.format(about)}</p><p>{WORDS.format('most of ' + about)}</p>"
        "</article></body></html>"
    ).encode()


def of_page(canonical: str, url: str) -> str | None:
    tree = parse(f'<html><head><link rel="canonical" href="{canonical}"></head><body></body></html>')
    assert tree is not None
    return claimed(read_head(tree), url)


@pytest.mark.parametrize(
    ("canonical", "url", "other"),
    [
        ("https://news.example/real", "https://m.news.example/story?x=1", "https://news.example/real"),
        ("/real?id=2", "https://news.example/story", "https://news.example/real?id=2"),
        ("http://news.example/real", "https://news.example/story", "https://news.example/real"),
        ("https://news.example/real?utm_source=rss", "https://news.example/story", "https://news.example/real"),
        ("https://news.example/real", "http://127.0.0.1:8000/saved.html", "https://news.example/real"),
        ("https://careers.example.org/real", "https://m.careers.example.org/a", "https://careers.example.org/real"),
        # another writing of the same page needs no asking
        ("https://www.news.example/story/", "https://news.example/story", None),
        # front pages
        ("https://news.example/", "https://news.example/story", None),
        ("https://news.example/en/", "https://news.example/en/story", None),
        ("https://news.example/en-GB/index.html", "https://news.example/en-gb/story", None),
        ("https://news.example/index.php", "https://news.example/story", None),
        ("https://news.example/home", "https://news.example/story", None),
        ("https://news.example/de/startseite", "https://news.example/de/story", None),
        # logins
        ("https://news.example/login?next=/story", "https://news.example/story", None),
        ("https://news.example/wp-login.php", "https://news.example/story", None),
        ("https://news.example/account/sign-in/", "https://news.example/story", None),
        # leftovers of templates, and hosts for trying things out
        ("{{ page.url }}", "https://news.example/story", None),
        ("https://news.example/%7B%7Bslug%7D%7D", "https://news.example/story", None),
        ("https://www.example.com/story", "https://news.example/story", None),
        ("https://news.example/undefined", "https://news.example/story", None),
        ("http://localhost:3000/story", "https://news.example/story", None),
        ("https://staging.news.example/story", "https://news.example/story", None),
        ("https://www-dev.news.example/story", "https://news.example/story", None),
        ("https://news.example/https://news.example/real", "https://news.example/story", None),
        # another site, a route
        ("https://elsewhere.example/story", "https://news.example/story", None),
        ("https://jobs.example/real", "https://jobs.example/#/jobs/7", None),
    ],
)
def test_which_other_address_is_worth_asking_for(canonical: str, url: str, other: str | None) -> None:
    assert of_page(canonical, url) == other


def test_the_same_article_there_is_believed(web) -> None:
    web.routes["/amp"] = lambda visit: visit.answer(story("Degrees pay off", "/real"))
    web.routes["/real"] = lambda visit: visit.answer(story("Degrees pay off", "/real"))
    assert read_article(web.url("/amp"), allow_private=True).url == web.url("/real")


def test_nothing_there_or_another_article_is_not(web) -> None:
    web.routes["/story"] = lambda visit: visit.answer(story("Degrees pay off", "/real"))
    assert read_article(web.url("/story"), allow_private=True).url == web.url("/story")
    web.routes["/real"] = lambda visit: visit.answer(story("Trades pay off", "/real"))
    assert read_article(web.url("/story"), allow_private=True).url == web.url("/story")


def test_the_same_headline_over_another_text_is_not(web) -> None:
    web.routes["/news/41"] = lambda visit: visit.answer(story("News", "/news"))
    other = b"<html lang=en><title>News</title><h1>News</h1>" + b"<p>Open days begin in March in each city.</p>" * 8
    web.routes["/news"] = lambda visit: visit.answer(other)
    assert read_article(web.url("/news/41"), allow_private=True).url == web.url("/news/41")


def test_an_address_that_sends_us_elsewhere_is_not(web) -> None:
    web.routes["/story"] = lambda visit: visit.answer(story("Degrees pay off", "/real"))
    web.routes["/real"] = lambda visit: visit.send_on("/elsewhere")
    web.routes["/elsewhere"] = lambda visit: visit.answer(story("Degrees pay off", "/real"))
    assert read_article(web.url("/story"), allow_private=True).url == web.url("/story")


def test_articles_of_a_template_that_loses_their_number_stay_apart(web) -> None:
    titles = {"41": "What apprentices earn", "42": "How to choose a trade"}
    for number, title in titles.items():
        web.routes[f"/article-{number}"] = lambda visit, title=title: visit.answer(story(title, "/article?id=article"))
    for number in titles:
        url = web.url(f"/article-{number}")
        assert read_article(url, allow_private=True).url == url
