"""The eyes of the tests of pages see what is wrong, and nothing where all is well."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from browser import OpenPage, chromium, open_page, pages_of  # noqa: F401 - two of them are fixtures

pytestmark = pytest.mark.server

GOOD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Good</title>
<style>@page {size: A4} main {break-after: page} a:focus, div:focus {outline: 2px solid}</style></head><body>
<main><h1>Good</h1><a href="#end">The end</a><div tabindex="0" style="overflow:auto;height:3rem">
<p>one</p><p>two</p><p>three</p></div></main><footer id="end">End</footer></body></html>"""

BAD = """<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src http://elsewhere.example">
</head><body><div style="width:3000px">wide</div><p style="color:#ccc">pale</p>
<img src="http://elsewhere.example/pixel.png"><img src="https://refused.example/pixel.png">
<div style="overflow:auto;height:3rem"><button>in</button><p>one</p><p>two</p></div><button tabindex="-1">lost</button>
<script>console.log('said'); alert('asked')</script></body></html>"""


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(BAD, encoding="utf-8")
    return good, bad


def test_a_good_page_has_nothing_against_it(open_page: OpenPage, written: tuple[Path, Path]) -> None:  # noqa: F811
    seen = open_page(written[0], width=320)
    assert (seen.faults(), seen.console, seen.requests, seen.dialogs, seen.sideways()) == ([], [], [], [], 0)
    assert [stop.partition(" ")[0] for stop in seen.tab_stops()] == ["a", "div"]
    assert seen.out_of_reach() == []
    assert seen.print() == 2


def test_what_is_wrong_with_a_page_is_seen(open_page: OpenPage, written: tuple[Path, Path]) -> None:  # noqa: F811
    seen = open_page(written[1], width=320)
    rules = {fault.partition(":")[0] for fault in seen.faults()}
    assert {"html-has-lang", "document-title", "image-alt", "color-contrast"} <= rules
    assert "log: said" in seen.console
    assert any("refused.example" in message for message in seen.console)
    assert "http://elsewhere.example/pixel.png" in seen.requests
    assert seen.dialogs == ["asked"]
    assert seen.sideways() > 2000
    seen.tab_stops()
    assert any("lost" in one for one in seen.out_of_reach())


def test_zoom_and_colours_are_the_readers(open_page: OpenPage, written: tuple[Path, Path], tmp_path: Path) -> None:  # noqa: F811
    seen = open_page(written[0], width=1280, zoom=2.0, dark=True)
    assert seen.ask("() => [innerWidth, devicePixelRatio, matchMedia('(prefers-color-scheme: dark)').matches]") == [
        *(640, 2, True)
    ]
    assert seen.screenshot(tmp_path / "seen.png").read_bytes().startswith(b"\x89PNG")


def test_a_browser_stands_in_no_other_tests_way(open_page: OpenPage, written: tuple[Path, Path]) -> None:  # noqa: F811
    async def said() -> str:
        return "said"

    open_page(written[0])
    assert asyncio.run(said()) == "said"
    assert pages_of(b"/Type /Pages /Type /Page\n/Type /Page>>") == 2
