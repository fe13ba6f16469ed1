"""Words for those who cannot see a picture: the name of a file is none, and neither is the title."""

from __future__ import annotations

import pytest

from postlab.framing.alt_texts import why_no_alt


@pytest.mark.parametrize(
    ("alt", "why"),
    [
        ("", "is missing"),
        ("  \u00a0 ", "is missing"),
        ("caps.jpg", "the name of a file"),
        ("graduation_2026-final.PNG", "the name of a file"),
        ("graduation day", "the name of a file"),
        ("IMG_2041", "the name of a file"),
        ("DSC 00123", "the name of a file"),
        ("20261103_1200", "the name of a file"),
        ("Graduates still earn more", "is the title again"),
        ("“Graduates still earn more.”", "is the title again"),
        ("Image", "does not tell what it shows"),
        ("Featured image", "does not tell what it shows"),
    ],
)
def test_what_does_not_count(alt: str, why: str) -> None:
    said = why_no_alt(alt, title="Graduates still earn more", file="/home/jo/Graduation-Day.jpg")
    assert said is not None
    assert why in said


@pytest.mark.parametrize(
    "alt",
    [
        "Two graduates throw their caps.",
        "Chart: graduates earn 38 per cent more.",
        "Étudiantes devant la bibliothèque",
        "卒業生が帽子を投げる",
        "Photo of the library",
        "2026 graduates",
    ],
)
def test_what_counts(alt: str) -> None:
    assert why_no_alt(alt, title="Graduates still earn more", file="https://x.example/a/caps.jpg?w=600") is None


def test_the_name_of_an_address_is_a_files_name() -> None:
    assert why_no_alt("caps", file="https://x.example/a/caps.jpg?w=600") is not None
