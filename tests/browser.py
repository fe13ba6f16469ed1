"""Pages as a real browser shows them: headless Chromium through Playwright, with axe-core for what keeps people out.

A test module takes the fixtures by importing both::

    from browser import chromium, open_page  # noqa: F401 - fixtures

    pytestmark = pytest.mark.server

    def test_it(open_page: OpenPage, tmp_path: Path) -> None:
        seen = open_page(tmp_path / "page.html", width=320)
        assert seen.faults() == []

They skip where tests/servers/install.sh has not run, and fail there when POSTLAB_TEST_SERVERS=1 says that it should
have; POSTLAB_TEST_SERVERS=0 skips them always.

Playwright lives in a thread of its own: its event loop would otherwise stand in the way of every later test that runs
one, and a browser that hangs would hang the run. Here each question has its limit.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).parent / "servers" / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""The rules of axe-core that make up WCAG 2.2 at level AA."""

LIMIT_MS = 15_000
"""How long the browser may take for one thing."""

PATIENCE_S = 60.0
"""How long a test waits for the browser to answer at all."""

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions"),
    # nothing is looked up, whatever a page asks for
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "--disable-component-update"),
]

Answer = TypeVar("Answer")


class Chromium:
    """A running browser, asked from any thread."""

    def __init__(self) -> None:
        self._desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")
        self.browser: Browser = self.ask(self._start)

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """What a question gives that is asked where Playwright lives.

        Raises:
            TimeoutError: there was no answer within `PATIENCE_S`.
        """
        return self._desk.submit(question).result(PATIENCE_S)

    def close(self) -> None:
        """Ends the browser."""
        try:
            self.ask(self._stop)
        finally:
            self._desk.shutdown(wait=False)

    def _start(self) -> Browser:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(
            executable_path=chromium_path(), args=ARGUMENTS, headless=True, timeout=LIMIT_MS * 2
        )

    def _stop(self) -> None:
        self.browser.close()
        self._playwright.stop()


@dataclass
class Seen:
    """A file that is open in the browser.

    Attributes:
        console: every message on the console and every error of a script, as they come.
        requests: every address that was asked for except the file itself and what it holds (data:).
        dialogs: what the page asked in a dialog, which was dismissed.
    """

    chromium: Chromium = field(repr=False)
    page: Page = field(repr=False)
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def do(self, what: Callable[[Page], Answer]) -> Answer:
        """What is done with Playwright's own page; it is not to be touched from elsewhere."""
        return self.chromium.ask(lambda: what(self.page))

    def ask(self, script: str, argument: Any = None) -> Any:
        """What a JavaScript expression or function gives, which the page's own policy does not hold back."""
        return self.do(lambda page: page.evaluate(script, argument))

    def text(self, selector: str = "body") -> str:
        """The text of an element as it is shown."""
        return self.do(lambda page: page.inner_text(selector))

    def faults(self) -> list[str]:
        """What axe-core finds wrong by WCAG 2.2 AA: rule, element and reason, a line each."""
        self.ask(AXE.read_text(encoding="utf-8") + "; undefined")
        found = self.ask(
            "standard => axe.run(document, {runOnly: {type: 'tag', values: standard}, resultTypes: ['violations'], "
            "preload: false})",
            STANDARD,
        )
        assert len(found["passes"]) > 0, "axe-core looked at nothing"
        return [
            f"{fault['id']}: {node['html'][:200]}: {node['failureSummary']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    def sideways(self) -> int:
        """How many pixels the page is wider than its window; 0 where nobody has to scroll sideways."""
        width: int = self.ask("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        return width

    def larger_text(self, percent: int) -> None:
        """The text set in another size, as a reader's own setting does."""
        self.ask("percent => { document.documentElement.style.fontSize = percent + '%' }", percent)

    def unfold(self) -> None:
        """Everything shown that a reader can unfold."""
        self.ask("() => document.querySelectorAll('details').forEach(one => { one.open = true })")

    def tab_stops(self, at_most: int = 400) -> list[str]:
        """What the Tab key reaches, in that order, from the top until it starts again.

        Raises:
            AssertionError: one of the stops does not show that it has the focus, or there is no end.
        """
        return self.do(lambda page: _walk(page, at_most))

    def out_of_reach(self) -> list[str]:
        """What can be used or scrolled and was not met by `tab_stops`; call that first."""
        found: list[str] = self.ask(_OUT_OF_REACH)
        return found

    def screenshot(self, file: Path, *, whole: bool = True) -> Path:
        """The page as a PNG file, whole or as much as the window shows."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.do(lambda page: page.screenshot(path=file, full_page=whole, animations="disabled"))
        return file

    def print(self, file: Path | None = None) -> int:
        """How many pages it takes on paper, of the size that it asks for itself; into a PDF file if one is named."""
        pdf = self.do(lambda page: page.pdf(prefer_css_page_size=True, print_background=True))
        if file is not None:
            file.write_bytes(pdf)
        return pages_of(pdf)


class OpenPage(Protocol):
    """Opens a file of HTML; see `open_page`."""

    def __call__(
        self, file: Path, *, width: int = 1280, height: int = 800, zoom: float = 1.0, dark: bool = False
    ) -> Seen: ...


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF file has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def chromium_path() -> str | None:
    """Where the system's Chromium is, or None."""
    return next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)


def why_no_browser() -> str | None:
    """Why no page can be looked at here, or None where one can."""
    if os.environ.get("POSTLAB_TEST_SERVERS") == "0":
        return "POSTLAB_TEST_SERVERS=0"
    if chromium_path() is None:
        return "there is no Chromium (tests/servers/install.sh)"
    if not AXE.exists():
        return "axe-core is not installed (tests/servers/install.sh)"
    return None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One browser for all tests of the run."""
    if reason := why_no_browser():
        if os.environ.get("POSTLAB_TEST_SERVERS") == "1":
            pytest.fail(f"POSTLAB_TEST_SERVERS=1, but {reason}")
        pytest.skip(reason)
    running = Chromium()
    yield running
    running.close()


@pytest.fixture
def open_page(chromium: Chromium) -> Iterator[OpenPage]:
    """Opens a file in a window of its own, which is closed after the test.

    Args of what it gives: the file; the width and height of the window in pixels; zoom, 2.0 for 200 % (the page then
    has half as many pixels of its own); dark, whether the reader prefers dark colours.
    """
    contexts: list[BrowserContext] = []

    def open_(file: Path, *, width: int = 1280, height: int = 800, zoom: float = 1.0, dark: bool = False) -> Seen:
        def look() -> Seen:
            context = chromium.browser.new_context(
                viewport={"width": round(width / zoom), "height": round(height / zoom)},
                device_scale_factor=zoom,
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                locale="en-GB",
                offline=True,
            )
            contexts.append(context)
            context.set_default_timeout(LIMIT_MS)
            page = context.new_page()
            seen = Seen(chromium, page)
            address = file.resolve().as_uri()
            page.on("console", lambda message: seen.console.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: seen.console.append(f"error: {error}"))
            page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
            context.on(
                "request",
                lambda request: (
                    None
                    if request.url == address or request.url.startswith("data:")
                    else seen.requests.append(request.url)
                ),
            )
            page.goto(address, wait_until="load")
            return seen

        return chromium.ask(look)

    yield open_
    chromium.ask(lambda: [context.close() for context in contexts])


def _walk(page: Page, at_most: int) -> list[str]:
    stops: list[str] = []
    page.evaluate("() => { document.activeElement?.blur?.(); window.scrollTo(0, 0) }")
    for _ in range(at_most):
        page.keyboard.press("Tab")
        at = page.evaluate(_AT)
        if at is None or at["again"]:
            return stops
        assert at["shown"], f"nothing shows that this has the focus: {at['name']}"
        stops.append(at["name"])
    pytest.fail(f"after {at_most} stops the keyboard had not come round; the last were {stops[-3:]}")


_AT = """() => {
    const at = document.activeElement
    if (!at || at === document.body || at === document.documentElement) return null
    const again = at.hasAttribute('data-met')
    at.setAttribute('data-met', '')
    const style = getComputedStyle(at)
    const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    const words = (at.getAttribute('aria-label') || at.textContent || '').trim().replace(/\\s+/g, ' ').slice(0, 60)
    return {again, shown, name: at.tagName.toLowerCase() + ' ' + words}
}"""

_OUT_OF_REACH = """() => {
    const usable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    const visible = one => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0
    const scrolls = one => {
        const style = getComputedStyle(one)
        const way = (overflow, all, shown) => ['auto', 'scroll'].includes(overflow) && all > shown + 1
        return way(style.overflowX, one.scrollWidth, one.clientWidth)
            || way(style.overflowY, one.scrollHeight, one.clientHeight)
    }
    return [...document.body.querySelectorAll('*')]
        .filter(one => visible(one) && (one.matches(usable) || scrolls(one)))
        .filter(one => !one.disabled && !one.hasAttribute('data-met') && !one.querySelector('[data-met]'))
        .map(one => one.outerHTML.slice(0, 120))
}"""
