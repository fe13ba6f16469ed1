"""The pool of links, as a table for a screen and as CSV that can be imported again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.framing.article import Article
from postlab.reports.as_csv import Columns
from postlab.sanitise import markup

if TYPE_CHECKING:
    from rich.table import Table
    from sqlmodel import Session

    from postlab.loop.pool.store import LinkUse
    from postlab.records.practice import PoolLink

COLUMNS = (
    "id",
    "url",
    "title",
    "description",
    "evidence",
    "question",
    "moment",
    "call_to_action",
    "hashtags",
    "site",
    "topics",
    "words",
    "source",
    "added_at",
    "unread",
    "used_in",
)


@dataclass(frozen=True, slots=True)
class PooledLink:
    """A link of the pool with what is shown about it.

    Attributes:
        link: its record.
        article: the article that it leads to.
        topics: the words that set it apart from the other links of the pool.
        uses: its uses in experiments.
        unused: whether it can still be offered to experiments.
    """

    link: PoolLink
    article: Article
    topics: tuple[str, ...]
    uses: tuple[LinkUse, ...]
    unused: bool


def pooled(session: Session) -> list[PooledLink]:
    """Every link of the pool, in the order of their arrival."""
    from postlab.loop.pool import store
    from postlab.loop.pool.pairs import topics_by_link

    links = store.everything(session)
    uses = store.uses(session, links)
    topics = topics_by_link(links)
    simulated = store.only_simulated(session)
    return [
        PooledLink(
            link,
            Article.of(link.article),
            topics[link.id or 0],
            tuple(uses.get(link.id or 0, ())),
            store.is_free(uses.get(link.id or 0, ()), simulated=simulated),
        )
        for link in links
    ]


def columns(links: Sequence[PooledLink]) -> Columns:
    """A table with one row a link; `postlab link import` reads it back."""
    return Columns(COLUMNS, (_row(link) for link in links))


def _row(pooled_link: PooledLink) -> Sequence[object]:
    link, article = pooled_link.link, pooled_link.article
    return (
        link.id,
        link.url,
        article.title,
        article.description,
        "\n".join(evidence.sentence for evidence in article.evidence),
        *(link.wording.get(kind) for kind in ("question", "moment", "call to action", "hashtags")),
        article.site,
        "; ".join(pooled_link.topics),
        link.words,
        link.source,
        link.added_at,
        link.unread,
        "; ".join(use.experiment for use in pooled_link.uses),
    )


def table(links: Sequence[PooledLink]) -> Table:
    """The links as a table for a screen."""
    from rich.table import Table

    rendered = Table(box=None, pad_edge=False)
    rendered.add_column("No.", justify="right", no_wrap=True)
    rendered.add_column("Link", ratio=3)
    rendered.add_column("Words", justify="right", no_wrap=True)
    rendered.add_column("Used", ratio=1, min_width=12)
    for pooled_link in links:
        about = f"{', '.join(pooled_link.topics)}; " if pooled_link.topics else ""
        lines = [markup(pooled_link.article.title), f"[dim]{markup(about + origin(pooled_link))}[/]"]
        if pooled_link.link.unread is not None:
            lines.append("[yellow]its page was not read[/]")
        if not pooled_link.article.evidence:
            lines.append("[yellow]no sentence of evidence[/]")
        rendered.add_row(
            str(pooled_link.link.id),
            "\n".join(lines),
            f"{pooled_link.link.words:,}" if pooled_link.link.words is not None else "–",
            markup("; ".join(use_in_words(use) for use in pooled_link.uses)) or "–",
        )
    return rendered


def origin(pooled_link: PooledLink) -> str:
    """The site of a link, and where the link came from."""
    from postlab.articles.site import host_of
    from postlab.loop.pool.store import BY_HAND

    source = pooled_link.link.source
    came = host_of(source) if source.startswith(("http://", "https://")) else source
    site = pooled_link.article.site or host_of(pooled_link.link.url)
    return f"{site}, {came}" if source == BY_HAND else f"{site}, from {came}"


def use_in_words(use: LinkUse) -> str:
    """The use of a link in an experiment, in words."""
    did = "out" if use.out else "planned"
    return f"{did} in “{use.experiment}”{' (simulated)' if use.simulated else ''}"
