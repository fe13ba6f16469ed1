"""Makes the documentation site from the pages of docs/: `python docs/site/build_site.py [FOLDER]`.

Nothing is fetched, neither while it is built nor while it is read. It ends with 1, and says why, where a link leads
nowhere, a page asks another machine for anything, or a page on the web holds less than its Markdown. POSTLAB_ADDRESS is
where the repository lives, POSTLAB_SITE where the site will; without them the site names no address.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("zensical.toml")
TAKEN = ("*.md", "*.svg", "*.png", "*.cast")
"""What of docs/ belongs on the site."""

COUNTED = ("h1", "h2", "h3", "h4", "li", "pre", "table", "tr", "blockquote", "img")
"""What a page must hold as often on the web as a reader of Markdown finds in it."""

FETCHING = ("audio", "embed", "iframe", "img", "link", "script", "source", "video")
LED_TO = ("canonical", "next", "prev")
"""Relations of a link that a browser does not follow by itself."""

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


class Fault(Exception):
    """The site cannot be published as it is."""


def build(folder: Path, environment: Mapping[str, str]) -> int:
    """Make the site in a folder, which is emptied first; how many pages it has.

    Raises:
        Fault: with what is wrong, a line for each.
    """
    with tempfile.TemporaryDirectory(prefix="postlab-site-") as temporary:
        stage = Path(temporary)
        _set_out(stage, environment)
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file", CONFIG.name],
            cwd=stage,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            raise Fault(done.stdout + done.stderr)
        made = stage / "site"
        faults = [*_faults(stage / "docs", made)]
        if faults:
            raise Fault("\n".join(faults))
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
    return len(list(folder.rglob("*.html")))


def _set_out(stage: Path, environment: Mapping[str, str]) -> None:
    """Copy the pages and the configuration; links to what is not on the site lead to the repository."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    address = environment.get("POSTLAB_ADDRESS", "").strip().rstrip("/")
    files = f"{address}/blob/{environment.get('POSTLAB_VERSION') or f'v{version}'}" if address else ""
    docs = ROOT / "docs"
    for path in sorted(path for kind in TAKEN for path in docs.rglob(kind)):
        copy = stage / "docs" / path.relative_to(docs)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            page = path.relative_to(ROOT).as_posix()
            copy.write_text(with_links_on_the_web(path.read_text(encoding="utf-8"), page, files), encoding="utf-8")
        else:
            shutil.copyfile(path, copy)
    shutil.copyfile(CONFIG.with_name("site.css"), stage / "docs" / "site.css")
    told = {"site_url": f"{site.rstrip('/')}/"} if (site := environment.get("POSTLAB_SITE", "").strip()) else {}
    if address:
        # not as repo_url: the theme would ask the repository's host for its stars
        told["copyright"] = f"<a href='{address}'>The code of PostLab</a>"
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items())
    config = CONFIG.read_text(encoding="utf-8").replace("[project]\n", f"[project]\n{lines}", 1)
    (stage / CONFIG.name).write_text(config, encoding="utf-8")


def with_links_on_the_web(text: str, page: str, files: str) -> str:
    """A page's text whose links out of docs/ lead to the repository's files, or are words where no address is known.

    Args:
        text: the page.
        page: its path in the repository.
        files: the address under which the repository's files can be read, or nothing.
    """

    def led(link: re.Match[str]) -> str:
        target, _, anchor = link[3].partition("#")
        if "://" in target or not target:
            return link[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        if path.startswith("docs/"):
            return link[0]
        return f"{link[1]}[{link[2]}]({files}/{path}{'#' if anchor else ''}{anchor})" if files else link[2]

    parts, at = [], 0
    for code in _CODE.finditer(text):
        parts += [_LINK.sub(led, text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _LINK.sub(led, text[at:])])


def _faults(pages: Path, made: Path) -> Iterator[str]:
    markdown = MarkdownIt("commonmark").enable("table")
    for path in sorted(pages.rglob("*.md")):
        name = path.relative_to(pages)
        html = made / (name.with_name("index.html") if name.name == "index.md" else name.with_suffix("") / "index.html")
        if not html.is_file():
            yield f"docs/{name} is no page of the site"
            continue
        meant, shown = Page(), Page(within="article")
        meant.feed(markdown.render(path.read_text(encoding="utf-8")))
        shown.feed(html.read_text(encoding="utf-8"))
        yield from (
            f"docs/{name}: {meant.counts[tag]} × <{tag}> in Markdown, {shown.counts[tag]} on the web"
            for tag in COUNTED
            if meant.counts[tag] != shown.counts[tag]
        )
    for path in sorted(made.rglob("*.html")):
        whole = Page()
        whole.feed(path.read_text(encoding="utf-8"))
        yield from (f"{path.relative_to(made)} fetches {address}" for address in whole.fetched)
    for path in sorted(made.rglob("*.css")):
        for address in re.findall(r"url\([\"']?(?:https?:)?//[^)]+\)", path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(made)} fetches {address}"


class Page(HTMLParser):
    """What a page of HTML holds, and what it fetches from other machines.

    Args:
        within: the element in which the page's own words stand; None is all of it.
    """

    def __init__(self, *, within: str | None = None) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.fetched: list[str] = []
        self._within = within
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it, and look what it fetches."""
        held = dict(attrs)
        if tag == self._within:
            self._depth += 1
        if self._within is None or self._depth:
            self.counts[tag] += 1
        named = held.get("href") if tag == "link" and held.get("rel") not in LED_TO else held.get("src")
        if tag in FETCHING and named and named.startswith(("http:", "https:", "//")):
            self.fetched.append(named)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag == self._within:
            self._depth -= 1


def main(words: list[str]) -> int:
    """Build, and say what came of it."""
    folder = Path(words[0]) if words else ROOT / "dist" / "site"
    try:
        pages = build(folder, os.environ)
    except Fault as exc:
        print(exc, file=sys.stderr)
        return 1
    print(f"site: {pages} pages in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
