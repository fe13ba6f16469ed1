"""Pages of many sites and languages that stand in the place of an article, and articles about such pages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from postlab.articles.read import read_page
from postlab.errors import InputError
from postlab.framing.article import Article

ADDRESS = "https://www.bildungsblick.example/a"


def read(language: str, title: str, *paragraphs: str, heading: str = "") -> Article:
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    headed = f"<h1>{heading}</h1>" if heading else ""
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main>{headed}{shown}</main></body></html>"
    )
    return read_page(page.encode(), ADDRESS).article


PAGES = Path(__file__).parent / "pages"


def pages(file: str) -> dict[str, tuple[str, str, list[str]]]:
    """By kind and name: the language, title and paragraphs of the pages of a file."""
    kinds = tomllib.loads((PAGES / file).read_text(encoding="utf-8"))
    return {
        f"{kind}, {name}": (page["language"], page["title"], page["says"])
        for kind, named in kinds.items()
        for name, page in named.items()
    }


NONE, ARTICLES = pages("none.toml"), pages("about_such_pages.toml")
HEADED = [name for name in NONE if name.startswith(("gone", "login"))]


@pytest.mark.parametrize("name", NONE)
def test_it_is_refused(name: str) -> None:
    language, title, said = NONE[name]
    with pytest.raises(InputError) as refused:
        read(language, title, *said)
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("name", HEADED)
def test_with_its_title_as_a_heading_it_is_refused_too(name: str) -> None:
    language, title, said = NONE[name]
    with pytest.raises(InputError):
        read(language, "Bildungsblick", *said, heading=title)


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_about_such_pages_is_an_article(name: str) -> None:
    language, title, said = ARTICLES[name]
    assert read(language, title, *said).title == title


@pytest.mark.parametrize("name", [name for name in ARTICLES if name != "article, on privacy"])
def test_a_banner_above_an_article_does_not_hide_it(name: str) -> None:
    language, title, said = ARTICLES[name]
    article = read(language, title, *NONE["consent, en buttons"][2], *said)
    assert article.title == title
    assert all(quoted.sentence in " ".join(said) for quoted in article.evidence)
