"""A page as a PDF file, printed by the browser that is on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from postlab.errors import InputError

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"),
    *("msedge", "brave-browser", "headless_shell"),
)
"""What browsers that print are called, in the order in which they are looked for."""

PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where they are on systems that keep programs off the path."""

LIMIT_S = 90
"""How long one may take."""

AS_PAGE = "`--html` writes the page; any browser prints it."


def browser() -> str:
    """The browser that prints.

    Raises:
        InputError: there is none.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    found = found or next((place for place in PLACES if Path(place).exists()), None)
    if found is None:
        raise InputError("There is no Chromium, Chrome or Edge on this machine, which --pdf prints with.", hint=AS_PAGE)
    return found


def printed(html: str) -> bytes:
    """A page as the content of a PDF file.

    Raises:
        InputError: there is no browser that prints, or it did not.
    """
    program = browser()
    with tempfile.TemporaryDirectory(prefix="postlab-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, pdf = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8", newline="\n")
        done = _run(
            [
                *(program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"),
                # a page of ours asks for nothing; a browser by itself would
                *("--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"),
                *(["--no-sandbox"] if _is_root() else []),
                *("--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}"),
                *(f"--print-to-pdf={pdf}", page.as_uri()),
            ]
        )
        if not pdf.exists() or not pdf.stat().st_size:
            raise InputError(f"{Path(program).name} did not print the page{done}.", hint=AS_PAGE)
        return pdf.read_bytes()


def _run(command: list[str]) -> str:
    """Runs the browser, and says what came of it, to follow "did not print the page"; empty where all seems well."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 (a browser found by its name)
    except subprocess.TimeoutExpired:
        return f" within {LIMIT_S} seconds"
    except OSError as exc:
        return f": {exc.strerror}"
    return f" (exit code {done.returncode})" if done.returncode else ""


def _is_root() -> bool:
    """Whether root runs this: then Chromium has no sandbox, and does not start with one."""
    whose = getattr(os, "geteuid", None)  # not on Windows
    return whose is not None and whose() == 0
