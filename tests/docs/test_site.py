"""The site: every page stands in its navigation, links out of it lead to the repository, and who may publish it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from build_site import Page, with_links_on_the_web

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "docs" / "site" / "zensical.toml").read_text(encoding="utf-8"))["project"]
FILES = "https://code.example/postlab/blob/v1.0.0"


def pages(nav: Any) -> Iterator[str]:
    """The pages of a navigation, in order."""
    if isinstance(nav, str):
        yield nav
    for part in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from pages(part)


def test_the_navigation_names_every_page_once() -> None:
    named = list(pages(CONFIG["nav"]))
    assert len(named) == len(set(named))
    there = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert set(named) == there, "name the page in nav of docs/site/zensical.toml"


def test_it_asks_no_other_machine_for_a_font_or_a_number_of_stars() -> None:
    assert CONFIG["theme"]["font"] is False
    assert not {"repo_url", "extra_javascript", "plugins"} & set(CONFIG)


@pytest.mark.parametrize(
    ("text", "led"),
    [
        ("see [how](../CONTRIBUTING.md#adding-a-metric).", f"see [how]({FILES}/CONTRIBUTING.md#adding-a-metric)."),
        ("[a plan](../examples/pool/plan.toml)", f"[a plan]({FILES}/examples/pool/plan.toml)"),
        ("[here](links.md#b) [there](https://a.example/x) [up](#a)",) * 2,
        ("![A picture](pictures/a.svg)",) * 2,
        ("`[a](../x.md)` and\n```\n[a](../x.md)\n```\n",) * 2,
    ],
)
def test_links_out_of_the_pages_lead_to_the_repository(text: str, led: str) -> None:
    assert with_links_on_the_web(text, "docs/page.md", FILES) == led


def test_where_no_address_is_known_they_are_words() -> None:
    text = "see [how](../../CONTRIBUTING.md) and [links](../links.md)."
    assert with_links_on_the_web(text, "docs/platforms/x.md", "") == "see how and [links](../links.md)."


def test_what_a_page_fetches_is_found_and_what_it_leads_to_is_not() -> None:
    page = Page(within="article")
    page.feed(
        '<link rel="canonical" href="https://a.example/"><link rel="stylesheet" href="https://b.example/x.css">'
        '<script src="//c.example/x.js"></script><script src="own.js"></script><ul><li>menu</li></ul>'
        '<article><ul><li><a href="https://d.example/">words</a></li></ul><img src="https://e.example/x.png"></article>'
        "<p>after</p>"
    )
    assert page.fetched == ["https://b.example/x.css", "//c.example/x.js", "https://e.example/x.png"]
    assert (page.counts["li"], page.counts["p"]) == (1, 0)


def test_one_job_alone_may_publish_the_site_and_it_builds_nothing() -> None:
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert [name for name, job in jobs.items() if "write" in str(job.get("permissions"))] == ["publish"]
    assert "run" not in {key for step in jobs["publish"]["steps"] for key in step}
    checkouts = [step for step in jobs["build"]["steps"] if "checkout" in str(step)]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False]


def test_ci_builds_it_strictly() -> None:
    assert "docs/site/build_site.py" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert '"--strict"' in (ROOT / "docs" / "site" / "build_site.py").read_text(encoding="utf-8")
