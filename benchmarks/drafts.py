"""What PostLab would post about saved pages, as a table to read.

    python benchmarks/drafts.py FOLDER [--moment exams --moment-on 2026-06-01] [--json] [--only WORD]

Reads every ``*.html`` of a folder as the product does; a first line ``<!-- url: https://… -->`` names the page's
address. Prints for each its headline, the sentence that is quoted and where it comes from (or that there is none, and
what stands in), then its draft for three audiences on a network of 300 characters and on one of 500. Markdown, or with
``--json`` a list. The last lines say how many pages had a sentence, a summary or their headline alone, and how long the
slowest took. A page that cannot be read is listed with the reason.

Nobody can tell from counts whether a draft is good: read each, and ask whether the head of a careers service would post
it as it stands.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from saved_pages import read_saved

from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.blocks import CONTEXTUALISED
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import BLUESKY, MASTODON
from postlab.framing.readers import for_readers
from postlab.framing.tracking import readable_link, slug, tracking_url

AUDIENCES = ("students", "parents", "employers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--moment", help="a kind of moment, or its words")
    parser.add_argument("--moment-on", type=date.fromisoformat, help="the day it falls on")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=datetime.now().astimezone().date(), help="the day of the posts"
    )
    parser.add_argument("--only", default="", help="pages whose file name holds this")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    files = [file for file in sorted(options.folder.glob("*.html")) if options.only in file.name]
    pages = [drafted(file, options.moment, options.moment_on, options.today) for file in files]
    print(json.dumps(pages, ensure_ascii=False, indent=1) if options.json else as_markdown(pages))


def drafted(file: Path, moment: str | None, moment_on: date | None, today: date) -> dict[str, Any]:
    """A page's headline, its sentence, and its drafts by network and audience."""
    begun = time.process_time()
    try:
        article = read_saved(file).article
    except InputError as error:
        return {"file": file.name, "refused": str(error), "code": error.code}
    took_s = time.process_time() - begun
    quoted = article.evidence[0] if article.evidence else None
    return {
        "file": file.name,
        "headline": article.title,
        "language": article.language,
        "sentence": quoted.sentence if quoted else None,
        "source": quoted.source if quoted else "summary instead" if article.summary else "headline alone",
        "summary": article.summary,
        "took_s": round(took_s, 3),
        "drafts": drafts(article, moment, moment_on, today),
    }


def drafts(article: Article, moment: str | None, moment_on: date | None, today: date) -> dict[str, dict[str, str]]:
    """The texts by network and audience, each with the link as that network shows it."""
    tracked = tracking_url(article.url, source="network", campaign="drafts", content=slug(CONTEXTUALISED.name))
    texts: dict[str, dict[str, str]] = {}
    for characters, rule, link in ((300, BLUESKY, readable_link(article.url)), (500, MASTODON, tracked)):
        for audience in AUDIENCES:
            brief = Brief(audience, moment, moment_on)
            draft = compose(for_readers(article, audience), CONTEXTUALISED, brief, rule=rule, url=link, today=today)
            texts.setdefault(str(characters), {})[audience] = draft.text
    return texts


def as_markdown(pages: list[dict[str, Any]]) -> str:
    """The pages as headings and tables."""
    lines: list[str] = []
    for number, page in enumerate(pages, 1):
        lines.append(f"\n## {number}. {page['file']}\n")
        if "refused" in page:
            lines.append(f"Not read ({page['code']}): {page['refused']}")
            continue
        lines.append(f"**{page['headline']}** ({page['language']})\n")
        lines.append(f"*{page['source']}*: {page['sentence'] or page['summary'] or '–'}\n")
        lines += ["| characters | audience | draft |", "| --- | --- | --- |"]
        lines += [
            f"| {characters} | {audience} | {_cell(text)} |"
            for characters, by_audience in page["drafts"].items()
            for audience, text in by_audience.items()
        ]
    read = [page for page in pages if "refused" not in page]
    counts = {source: sum(page["source"] == source for page in read) for source in {page["source"] for page in read}}
    slowest = sorted(read, key=lambda page: -page["took_s"])[:5]
    lines.append(f"\n{len(pages)} pages, {len(pages) - len(read)} not read; " + _listed(counts))
    lines += [f"slowest: {page['took_s']} s {page['file']}" for page in slowest]
    return "\n".join(lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{source} {count}" for source, count in sorted(counts.items()))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n\n", " ⏎ ").replace("\n", " ⏎ ")


if __name__ == "__main__":
    main()
