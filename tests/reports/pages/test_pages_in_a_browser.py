"""The pages of six labs in a real browser: nothing keeps anybody out, nothing leaves, and two sheets of paper do."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import OpenPage
from reports.pages.six_labs import LARGE, NOT_ENOUGH, SIX, WORKS

pytestmark = pytest.mark.server

ALL = (*SIX, "history", "learn")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_keeps_anybody_out(open_page: OpenPage, pages: dict[str, Path], name: str, *, dark: bool) -> None:
    seen = open_page(pages[name], dark=dark)
    seen.unfold()
    assert seen.faults() == []
    assert (seen.console, seen.requests, seen.dialogs) == ([], [], [])
    assert seen.sideways() <= 0


@pytest.mark.parametrize("name", ALL)
def test_narrow_windows_and_large_letters_do(open_page: OpenPage, pages: dict[str, Path], name: str) -> None:
    narrow = open_page(pages[name], width=320)
    zoomed = open_page(pages[name], width=1280, zoom=2.0)
    large = open_page(pages[name], width=640)
    large.larger_text(200)
    for seen in (narrow, zoomed, large):
        assert seen.sideways() <= 0
        seen.unfold()
        assert seen.sideways() <= 0


@pytest.mark.parametrize("name", [WORKS, LARGE, "history", "learn"])
def test_the_keyboard_alone_reaches_all(open_page: OpenPage, pages: dict[str, Path], name: str) -> None:
    seen = open_page(pages[name])
    assert seen.tab_stops()[0].startswith("a Skip to the content")
    assert seen.out_of_reach() == []
    opened = open_page(pages[name])
    opened.unfold()
    assert len(opened.tab_stops()) > 0
    assert opened.out_of_reach() == []


@pytest.mark.parametrize("name", SIX)
def test_a_report_takes_two_sheets_of_a4(open_page: OpenPage, pages: dict[str, Path], name: str) -> None:
    assert open_page(pages[name]).print() <= 2


def test_the_first_screen_answers_a_manager(open_page: OpenPage, pages: dict[str, Path]) -> None:
    seen = open_page(pages[WORKS], width=1280, height=900)
    shown = seen.ask(
        "() => ['.light', '.sentence', '#ratio', '.next li', '.cost p', '.post'].map(one => "
        "document.querySelector(one).getBoundingClientRect().bottom <= innerHeight)"
    )
    assert shown == [True] * 6


@pytest.mark.parametrize("name", SIX)
def test_every_picture_has_a_name_and_its_numbers_beside_it(
    open_page: OpenPage, pages: dict[str, Path], name: str
) -> None:
    seen = open_page(pages[name])
    pictures = seen.ask(
        "() => [...document.querySelectorAll('svg.picture')].map(one => [one.getAttribute('role'), "
        "...one.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id).textContent), "
        "one.closest('section').querySelectorAll('details table').length > 0, "
        "one.textContent.includes('Simulated audience')])"
    )
    for role, title, description, has_table, marked in pictures:
        assert (role, has_table, marked) == ("img", True, name == NOT_ENOUGH)
        assert title
        assert description.endswith(".")
    assert len(pictures) >= (0 if name == SIX[0] else 3)


def test_nothing_is_drawn_outside_its_picture(open_page: OpenPage, pages: dict[str, Path]) -> None:
    for width in (320, 1280):
        seen = open_page(pages[LARGE], width=width)
        outside = seen.ask(
            "() => [...document.querySelectorAll('svg.picture')].flatMap(one => { const room = "
            "one.getBoundingClientRect(); return [...one.querySelectorAll('text')].filter(text => { const own = "
            "text.getBoundingClientRect(); return own.left < room.left - 4 || own.right > room.right + 4 || "
            "own.bottom > room.bottom + 4 }).map(text => one.id + text.textContent) })"
        )
        assert outside == []
