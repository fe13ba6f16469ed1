"""The page of a review in a real browser: filled in by keyboard and mouse, and what it makes is taken by the lab."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from pathlib import Path
from typing import Any

import pytest

from browser import Chromium, OpenPage, Seen, chromium, open_page  # noqa: F401 - fixtures
from cli.reviewing import REVIEWED_PLAN, hands_out, states
from cli.typist import Typist, changed

pytestmark = pytest.mark.server

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>"&amp;\u202e'


@pytest.fixture
def handed_out(typist: Typist) -> tuple[Typist, Path]:
    """Somebody whose plan waits for a reviewer, and the file that was written."""
    typist.plans(REVIEWED_PLAN)
    hands_out(typist)
    return typist, typist.lab.parent / "review.html"


def fill_in(seen: Seen, name: str, choices: dict[int, str], comments: dict[int, str] | None = None) -> str:
    """Answer as a person does, and give what stands in the box to copy."""
    for post, choice in choices.items():
        seen.do(lambda page, post=post, choice=choice: page.check(f'input[name="post-{post}"][value="{choice}"]'))
    for post, comment in (comments or {}).items():
        seen.do(lambda page, post=post, comment=comment: page.fill(f"#comment-{post}", comment))
    seen.do(lambda page: page.fill("#name", name))
    seen.do(lambda page: page.click("#make"))
    return seen.do(lambda page: page.input_value("#block"))


def test_what_the_page_makes_is_taken(handed_out: tuple[Typist, Path], open_page: OpenPage, tmp_path: Path) -> None:  # noqa: F811
    typist, file = handed_out
    seen = open_page(file, width=390)
    block = fill_in(seen, "Zoë “Ada” 🦉", {1: "yes", 2: "no"}, {2: "Too ‘pushy’ – soften it.\nOtherwise fine 👍"})
    assert "Yes to 1, no to 1, 0 left open." in seen.text("#said")

    def save(page: Any) -> str:
        with page.expect_download() as download:
            page.click("#save")
        download.value.save_as(tmp_path / "answer.txt")
        return str(download.value.suggested_filename)

    assert seen.do(save).startswith("review-")
    assert (tmp_path / "answer.txt").read_text("utf-8") == block
    result = typist("review", "import", str(tmp_path / "answer.txt"))
    assert "Zoë “Ada” 🦉 on exam-season-context" in result.words
    assert "no “Too ‘pushy’ – soften it. Otherwise fine 👍”: it does not go out" in result.words
    assert states(typist) == ["approved", "planned"]
    assert (seen.console, [one for one in seen.requests if not one.startswith("blob:")], seen.dialogs) == ([], [], [])


def test_its_signature_is_the_one_that_python_makes(handed_out: tuple[Typist, Path], open_page: OpenPage) -> None:  # noqa: F811
    """Names of every length of a block of SHA-256, so that its padding is met at each of its edges."""
    typist, file = handed_out
    (key,) = typist.rows("SELECT key FROM review_file")[0]
    seen = open_page(file)
    seen.do(lambda page: page.check('input[name="post-1"][value="yes"]'))
    lengths = set()
    for length in range(1, 71):
        block = fill_in(seen, "x" * length, {})
        inside = re.search(r"Answer:(.*)Seal: (\w+)", block, re.DOTALL)
        assert inside is not None
        body = "".join(inside[1].split())
        answer = base64.b64decode(body + "=" * (-len(body) % 4))
        assert hmac.new(bytes.fromhex(key), b"postlab-review-1|" + answer, hashlib.sha256).hexdigest() == inside[2]
        lengths.add(len(answer) % 64)
    assert lengths == set(range(64))


@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_it(handed_out: tuple[Typist, Path], open_page: OpenPage, dark: bool) -> None:  # noqa: F811
    seen = open_page(handed_out[1], width=320, dark=dark)
    stops = seen.tab_stops()
    assert "button Make my answer" in stops
    # the arrows reach the other choices of a group, as the next test tries
    assert [one for one in seen.out_of_reach() if 'type="radio"' not in one] == []
    fill_in(seen, "Ada", {1: "yes"})
    seen.unfold()
    assert seen.faults() == []
    seen.larger_text(200)
    assert seen.sideways() == 0
    assert (seen.console, seen.requests, seen.dialogs) == ([], [], [])


def test_the_keyboard_is_enough(handed_out: tuple[Typist, Path], open_page: OpenPage) -> None:  # noqa: F811
    typist, file = handed_out
    seen = open_page(file)

    def by_keyboard(page: Any) -> str:
        def tab_to(selector: str) -> None:
            for _ in range(60):
                page.keyboard.press("Tab")
                if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                    return
            pytest.fail(f"the keyboard does not reach {selector}")

        for post in (1, 2):
            tab_to(f'input[name="post-{post}"]')
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowUp")
        tab_to("#name")
        page.keyboard.type("Ada")
        tab_to("#make")
        page.keyboard.press("Enter")
        tab_to("#block")
        tab_to("#copy")
        page.keyboard.press("Enter")
        selected: str = page.evaluate(
            "() => { const made = document.getElementById('block'); "
            "return made.value.slice(made.selectionStart, made.selectionEnd) }"
        )
        return selected

    result = typist("review", "import", "-", stdin=seen.do(by_keyboard))
    assert result.words.count("yes: approved") == 2


def test_it_says_what_is_missing_and_what_changed(handed_out: tuple[Typist, Path], open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(handed_out[1])
    seen.do(lambda page: page.click("#make"))
    assert seen.text("#said") == "Please write your name first."
    assert seen.ask("() => document.activeElement.id") == "name"
    seen.do(lambda page: page.fill("#name", "Ada"))
    seen.do(lambda page: page.click("#make"))
    assert "You have not answered anything yet" in seen.text("#said")
    first = fill_in(seen, "Ada", {1: "yes"})
    seen.do(lambda page: page.check('input[name="post-1"][value="no"]'))
    assert "make your answer once more" in seen.text("#said")
    assert not seen.do(lambda page: page.is_visible("#block"))
    assert fill_in(seen, "Ada", {}) != first


def test_without_scripts_there_are_lines_to_type(handed_out: tuple[Typist, Path], chromium: Chromium) -> None:  # noqa: F811
    typist, file = handed_out

    def look() -> tuple[bool, bool, str]:
        context = chromium.browser.new_context(java_script_enabled=False, offline=True)
        try:
            page = context.new_page()
            page.goto(file.as_uri())
            return page.is_visible("#make"), page.is_visible("#by-hand table"), page.inner_text("#by-hand")
        finally:
            context.close()

    buttons, lines, text = chromium.ask(look)
    assert (buttons, lines) == (False, True)
    wanted = [line.split("\t")[1] for line in text.splitlines() if "\t" in line and " yes " in line]
    code = next(line for line in text.splitlines() if line.startswith("Review "))
    result = typist("review", "import", "-", stdin="\n".join([code, "Name: Ada Lovelace", *wanted]))
    assert result.words.count("yes: approved") == 2
    assert states(typist) == ["approved", "approved"]


def test_what_others_wrote_stays_text(typist: Typist, open_page: OpenPage) -> None:  # noqa: F811
    hostile = HOSTILE.replace('"', '\\"')
    typist.plans(
        changed(
            REVIEWED_PLAN,
            {
                'title = "Graduates still earn more"': f'title = "{hostile}"',
                'question = "Do Year 12': f'question = "{hostile} Do Year 12',
            },
        )
    )
    file = hands_out(typist)
    assert "<img src=x" not in file.text
    seen = open_page(typist.lab.parent / "review.html")
    fill_in(seen, HOSTILE, {1: "yes"}, {1: HOSTILE})
    assert (seen.console, seen.requests, seen.dialogs) == ([], [], [])
    assert "<script>alert(1)</script>" in seen.text("main")
    result = typist("review", "import", "-", stdin=seen.do(lambda page: page.input_value("#block")))
    assert "\u202e" not in result.out
