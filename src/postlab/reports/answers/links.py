"""The answers of `postlab link`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.answers.errors import ErrorView
from postlab.reports.nouns.link import LinkView, PairView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.pool.add import CandidateResult
    from postlab.loop.pool.sources import Source

STORED = ("added", "read anew", "given a picture")


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The result of adding a link to the pool.

    Attributes:
        url: the address as it was given.
        title: title of the article; null where it is not known.
        result: `added`, `read anew`, `given a picture` (one that was there), `there` (already in the pool),
            `removed before` or `failed`.
        link: the link in the pool; null where it was not stored, or in a dry run.
        problem: why it was not stored, if it failed; else null.
    """

    url: str
    title: str | None
    result: str
    link: LinkView | None
    problem: ErrorView | None


@dataclass(frozen=True, slots=True)
class LinkAddAnswer(Answer):
    """The result of adding links to the pool.

    Attributes:
        links: the result for each link.
        stored: how many were stored, or read anew.
        failed: how many could not be read.
    """

    ANSWER: ClassVar[str] = "link-add"
    COMMAND: ClassVar[str] = "postlab link add URL"

    links: tuple[LinkResult, ...]
    stored: int
    failed: int


@dataclass(frozen=True, slots=True)
class LeftOutEntries:
    """The entries of a feed or list that were left out.

    Attributes:
        older: how many were left out because the limit was reached.
        before: how many are from before the day that was asked for.
        without_link: how many have no link.
    """

    older: int
    before: int
    without_link: int


@dataclass(frozen=True, slots=True)
class LinkImportAnswer(Answer):
    """The import of the links of a feed or list.

    Attributes:
        dry_run: whether nothing was changed.
        source: address of the feed, or name of the file.
        title: title of the feed; null where it has none.
        kind: `feed` or `list`.
        entries: how many entries it has.
        left_out: how many entries were left out, and why.
        ignored_columns: names of the columns that are not used.
        links: the result for each link that was imported.
        stored: how many were stored, or read anew.
        failed: how many could not be read.
    """

    ANSWER: ClassVar[str] = "link-import"
    COMMAND: ClassVar[str] = "postlab link import FEED"

    dry_run: bool
    source: str
    title: str | None
    kind: str
    entries: int
    left_out: LeftOutEntries
    ignored_columns: tuple[str, ...]
    links: tuple[LinkResult, ...]
    stored: int
    failed: int


@dataclass(frozen=True, slots=True)
class LinkListAnswer(Answer):
    """The pool of links.

    Attributes:
        links: the links, in the order of their arrival.
        in_pool: how many links the pool has.
        unused: how many of them can still be offered to experiments.
    """

    ANSWER: ClassVar[str] = "link-list"
    COMMAND: ClassVar[str] = "postlab link list"

    links: tuple[LinkView, ...]
    in_pool: int
    unused: int


@dataclass(frozen=True, slots=True)
class LinkShowAnswer(Answer):
    """One link of the pool.

    Attributes:
        link: the link.
    """

    ANSWER: ClassVar[str] = "link-show"
    COMMAND: ClassVar[str] = "postlab link show LINK"

    link: LinkView


@dataclass(frozen=True, slots=True)
class LinkPairsAnswer(Answer):
    """Pairs of unused links that can be compared.

    Attributes:
        pairs: the pairs, the best first.
        unused: how many unused links there are.
    """

    ANSWER: ClassVar[str] = "link-pairs"
    COMMAND: ClassVar[str] = "postlab link pairs"

    pairs: tuple[PairView, ...]
    unused: int


def add_answer(results: Sequence[CandidateResult], pool: Mapping[int, LinkView]) -> LinkAddAnswer:
    """The answer for links that were added; `pool` has the links of the pool, by number."""
    return LinkAddAnswer(_links(results, pool), _stored(results), _failed(results))


def import_answer(
    source: Source, results: Sequence[CandidateResult], pool: Mapping[int, LinkView], *, dry_run: bool
) -> LinkImportAnswer:
    """The answer for an import; `pool` has the links of the pool, by number."""
    return LinkImportAnswer(
        dry_run=dry_run,
        source=plain(source.name),
        title=plain(source.title) if source.title is not None else None,
        kind="feed" if source.feed else "list",
        entries=source.total,
        left_out=LeftOutEntries(source.older, source.before, source.without_link),
        ignored_columns=tuple(plain(name) for name in source.ignored),
        links=_links(results, pool),
        stored=_stored(results),
        failed=_failed(results),
    )


def _links(results: Sequence[CandidateResult], pool: Mapping[int, LinkView]) -> tuple[LinkResult, ...]:
    return tuple(
        LinkResult(
            url=plain(candidate.url),
            title=plain(candidate.title) if candidate.title is not None else None,
            result=candidate.what,
            link=pool.get(candidate.number or 0),
            problem=ErrorView.of(candidate.problem) if candidate.problem else None,
        )
        for candidate in results
    )


def _stored(results: Sequence[CandidateResult]) -> int:
    return sum(candidate.what in STORED for candidate in results)


def _failed(results: Sequence[CandidateResult]) -> int:
    return sum(candidate.what == "failed" for candidate in results)
