"""Which pictures a network takes: words within its limit, and an address where it fetches them itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postlab.framing.article import Article
from postlab.framing.pictures import ChosenPicture, PictureRule
from postlab.loop.plan.picture_checks import faults_of_picture

FILE = ChosenPicture("pictures/a.jpg", "image/jpeg", 1200, 800, 90_000, "Caps in the air.")
THERE = replace(FILE, address="https://news.example/caps.jpg")
PAGE = "https://news.example/og.jpg"
UPLOADED = PictureRule(("image/jpeg",), max_bytes=50_000, alt_length=20, max_side=600)
FETCHED = replace(UPLOADED, needs_address=True, max_bytes=100_000, max_side=None)


def said(picture: ChosenPicture | None, rule: PictureRule, *, image: str | None = None) -> list[str]:
    article = Article("https://news.example/pay", "Pay", image=image, picture=picture)
    found = faults_of_picture(2, article, rule, title="Threads", account="page")
    return [f"{fault.place}: {fault.message}" for fault in found]


def test_what_is_too_large_to_upload_is_made_smaller_and_no_fault() -> None:
    assert said(FILE, UPLOADED) == []
    assert said(None, UPLOADED) == []
    assert said(THERE, FETCHED) == []


def test_words_that_are_too_long_are_refused_with_the_count() -> None:
    long = replace(FILE, alt="x" * 1204)
    assert said(long, UPLOADED) == ["link 2, picture_alt: has 1,204 characters, and Threads takes 20 (“page”)"]


def test_a_file_has_no_address_and_the_pages_own_is_offered() -> None:
    (fault,) = said(FILE, FETCHED, image=PAGE)
    assert fault.startswith("link 2, picture: Threads fetches a picture from a public address, and a file of yours has")
    assert fault.endswith(f'“page” cannot have it; picture = "article" takes the one that its page shows ({PAGE})')
    assert said(FILE, FETCHED)[0].endswith("cannot have it, and its page shows none")


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (replace(FETCHED, media_types=("image/png",)), "it is JPEG, where PNG are taken"),
        (replace(FETCHED, max_bytes=80_000), "it has 90,000 bytes, where 80,000 are taken"),
        (replace(FETCHED, max_side=1000), "it is 1200 x 800 pixels, where 1000 on a side are taken"),
        (replace(FETCHED, max_pixels=900_000), "it has 960,000 pixels, where 900,000 are taken"),
    ],
)
def test_what_a_network_fetches_must_fit_as_it_stands_there(rule: PictureRule, why: str) -> None:
    (fault,) = said(THERE, rule)
    assert fault == f"link 2, picture: Threads fetches the picture as it stands at {THERE.address}, and {why} (“page”)"
