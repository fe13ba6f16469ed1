"""What a page's picture shows, where the page says so itself, and never invented."""

from __future__ import annotations

import json

import pytest

from postlab.articles.overrides import overlaid
from postlab.articles.read import read_page
from postlab.articles.read_page import ReadPage

URL = "https://news.example/pay"
IMAGE = "https://news.example/a/caps.jpg"
DECLARED = {
    "@type": "NewsArticle",
    "headline": "Graduates still earn more",
    "author": {"name": "Jo Bloggs"},
    "image": {"@type": "ImageObject", "url": IMAGE, "caption": "Caps over the lawn"},
}
BODY = "<article><h1>Graduates still earn more</h1>" + (
    "<p>A study of 40,000 people by the university found that graduates earn 38 per cent more over their working lives "
    "than people who left school at eighteen, whatever they studied and wherever they live.</p>" * 3
)


def read(head: str = "", body: str = "") -> ReadPage:
    og = f'<meta property="og:image" content="{IMAGE}">'
    page = f"<html lang=en><head><title>Graduates still earn more</title>{og}{head}</head><body>{BODY}{body}</article>"
    return read_page(page.encode(), URL)


@pytest.mark.parametrize(
    ("head", "body", "alt"),
    [
        ('<meta property="og:image:alt" content=" Caps  in the air. ">', "", "Caps in the air."),
        (
            f'<meta name="twitter:image" content="{IMAGE}"><meta name="twitter:image:alt" content="Caps up">',
            "",
            "Caps up",
        ),
        ("", '<img src="/a/caps.jpg?w=640" alt="Students throw caps">', "Students throw caps"),
        ("", '<img src="data:," data-src="/a/caps.jpg" alt="Students throw caps">', "Students throw caps"),
        (
            '<script type="application/ld+json">' + json.dumps(DECLARED) + "</script>",
            "",
            "Caps over the lawn",
        ),
        ('<meta property="og:image:alt" content="caps.jpg">', '<img src="/a/caps.jpg" alt="Caps">', None),
        ('<meta property="og:image:alt" content="Graduates still earn more">', "", None),
        ('<meta property="og:image:alt" content="">', '<img src="/a/other.jpg" alt="A river">', None),
        ('<meta name="twitter:image" content="/b.jpg"><meta name="twitter:image:alt" content="A river">', "", None),
        ("", '<img src="/a/caps.jpg" alt="">', None),
        ("", "", None),
    ],
)
def test_it_is_of_the_same_picture_and_says_something(head: str, body: str, alt: str | None) -> None:
    article = read(head, body).article
    assert (article.image, article.image_alt) == (IMAGE, alt)


def test_of_several_pictures_it_is_that_of_the_one_that_is_shown() -> None:
    more = '<meta property="og:image" content="/b.jpg">'
    alts = "".join(f'<meta property="og:image:alt" content="{alt}">' for alt in ("Caps in the air.", "A river."))
    assert read(more + alts).article.image_alt == "Caps in the air."
    one_alone = '<meta property="og:image:alt" content="Of which of the two?">'
    assert read(more + one_alone).article.image_alt is None


def test_another_picture_given_by_hand_has_not_its_words() -> None:
    page = read('<meta property="og:image:alt" content="Caps in the air.">')
    assert overlaid(URL, page, image="https://news.example/b.jpg").image_alt is None
    assert overlaid(URL, page, image=IMAGE).image_alt == "Caps in the air."
