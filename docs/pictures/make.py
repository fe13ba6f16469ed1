"""Makes the pictures of the documentation from the real program: `just pictures`.

It plays `postlab demo` with its usual seed into a folder that is thrown away, has the program write the pages, and
takes them in Chromium (tests/servers/install.sh installs it). The audience is simulated, and the pictures say so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from browser import Chromium  # noqa: E402 - the tests' own

PICTURES = {
    # name: command, width and height of the window, dark, where it begins
    "report": (("report", "{first}"), 1024, 980, False, None),
    "report-below": (("report", "{first}"), 1024, 900, False, "#pairs-heading"),
    "report-phone": (("report", "{first}"), 390, 800, True, None),
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="postlab-pictures-") as name, running() as chromium:
        lab = Path(name) / "lab"
        postlab("demo", "--out", str(lab))
        first = postlab("--lab", str(lab), "history", "--csv").splitlines()[1].partition(",")[0]
        for picture, (words, width, height, dark, begins) in PICTURES.items():
            page = Path(name) / f"{picture}.html"
            command = [word.format(first=first) for word in words]
            postlab("--lab", str(lab), *command, "--html", "--output", str(page))
            take(chromium, page, HERE / f"{picture}.png", width=width, height=height, dark=dark, begins=begins)


def postlab(*words: str) -> str:
    """What the program prints."""
    done = subprocess.run([sys.executable, "-m", "postlab", *words], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@contextmanager
def running() -> Iterator[Chromium]:
    chromium = Chromium()
    try:
        yield chromium
    finally:
        chromium.close()


def take(
    chromium: Chromium, page: Path, file: Path, *, width: int, height: int, dark: bool, begins: str | None
) -> None:
    """One window of a page as a PNG file, from an element on."""

    def look() -> None:
        context = chromium.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", offline=True
        )
        window = context.new_page()
        window.goto(page.as_uri())
        if begins is not None:
            window.eval_on_selector(begins, "one => one.scrollIntoView()")
        window.screenshot(path=file, animations="disabled")
        context.close()

    chromium.ask(look)
    with Image.open(file) as seen:
        few_colours = seen.convert("RGB").quantize(96, dither=Image.Dither.NONE)
    few_colours.save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
