"""The text of a topic's page, with each link said in words that lead somewhere on this machine."""

from __future__ import annotations

import posixpath
import re
from importlib import metadata
from pathlib import Path

from postlab.help.topics import TOPICS, Topic

_LINK = re.compile(r"(!?)\[([^\]]+)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_ADDRESS = "Repository"


def page_text(topic: Topic, *, web: str | None = None) -> str:
    """The page of a topic; one in Markdown has `postlab help TOPIC` in the place of links to other pages.

    Args:
        topic: its topic.
        web: the address under which the repository's files can be read; None where none is known.
    """
    text = (_folder() / topic.page).read_text(encoding="utf-8")
    return _with_links_said(text, topic.page, web) if topic.page.endswith(".md") else text


def web_address() -> str | None:
    """Where the files of this version can be read on the web, as the package's metadata say; None where they do not."""
    told = metadata.metadata("postlab")
    labels = dict(line.split(", ", 1) for line in told.get_all("Project-URL") or ())
    return f"{labels[_ADDRESS]}/blob/v{told['Version']}" if _ADDRESS in labels else None


def _folder() -> Path:
    """Where the pages are: beside this module in a wheel, at the top of the repository in a clone."""
    packed = Path(__file__).parent
    return packed if (packed / "docs").is_dir() else packed.parents[2]


def _with_links_said(text: str, page: str, web: str | None) -> str:
    """A page's text with its links in words; what stands in a fence of code is left alone."""
    parts, at = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_said(text[at : fence.start()], page, web), fence[0]]
        at = fence.end()
    return "".join([*parts, _said(text[at:], page, web)])


def _said(text: str, page: str, web: str | None) -> str:
    topics = {topic.page: topic for topic in TOPICS}

    def said(link: re.Match[str]) -> str:
        is_picture, words, target = link[1], link[2], link[3]
        if "://" in target:
            return link[0]
        file, _, _ = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), file)) if file else page
        if is_picture:
            return f"(Picture: {words})"
        if path == page:
            return words
        if path in topics:
            return f"{words} (`postlab help {topics[path].name}`)"
        return f"[{words}]({web}/{path})" if web else words

    return _LINK.sub(said, text)
