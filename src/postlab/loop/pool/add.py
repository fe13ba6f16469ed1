"""Links taken into the pool: each read at once, told when it is there already, or why it could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from postlab.articles.address import host_is_private, target
from postlab.articles.overrides import overlaid
from postlab.articles.read import ReadPage, read_page_at
from postlab.articles.site import same_page, without_tracking
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.pool.store import BY_HAND
from postlab.records.practice import PoolLink
from postlab.records.tables import stored_id

NOT_READ = "Its page was not read (--no-read)."

LEADS_NOWHERE = frozenset(
    {
        *("bad_url", "bad_scheme", "userinfo", "no_such_host", "private_address", "connection_refused", "tls"),
        *("too_many_redirects", "redirect_loop", "bad_redirect", "not_found"),
    }
)
"""Codes of failures (`postlab.articles.refusal`) after which nobody could follow the link: it is not stored, whatever
else is known about it."""

ENOUGH = {"rate_limited": 2, "timeout": 1}
"""By code, how much a failure counts towards leaving a site in peace for the rest of a call; at 2 it is enough."""

What = Literal["added", "read anew", "there", "removed before", "failed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that could go into the pool, and what is known about it beforehand.

    Attributes:
        url: as it was given.
        source: where it came from.
        title, description, evidence: by hand, in the place of what the page says.
        said_title, said_description: a feed's words, for a page that cannot be read.
        published: as a feed says, for a page that does not.
        wording: by kind of block, words for its posts.
        row: of the file that it came from.
    """

    url: str
    source: str = BY_HAND
    title: str | None = None
    description: str | None = None
    evidence: tuple[str, ...] = ()
    said_title: str | None = None
    said_description: str | None = None
    published: date | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """What became of a candidate.

    Attributes:
        url: as it was given.
        what: what became of it.
        number: in the pool; None where it is not there, or only would be.
        title: of the article, where it is known.
        evidence: how many sentences there are to quote.
        unread: why its page could not be read, though it was stored.
        problem: why it was not stored, where it failed.
    """

    url: str
    what: What
    number: int | None = None
    title: str | None = None
    evidence: int = 0
    unread: str | None = None
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class _Looked:
    article: Article
    words: int | None = None
    unread: str | None = None


@dataclass(slots=True)
class _There:
    number: int
    title: str
    removed: bool
    unread: bool


@dataclass(slots=True)
class _Visits:
    """Reads pages, and leaves a site in peace that asks for it, or does not answer."""

    allow_private: bool
    _strikes: Counter[str] = field(default_factory=Counter)
    _said: dict[str, InputError] = field(default_factory=dict)

    def read(self, url: str, host: str) -> ReadPage:
        """The page.

        Raises:
            InputError: it could not be read, or its site has had enough.
        """
        if self._strikes[host] >= 2:
            refusal = self._said[host]
            raise InputError(f"Not asked for: {refusal.message}", hint="Try again later.", code=refusal.code)
        try:
            return read_page_at(url, allow_private=self.allow_private)
        except InputError as exc:
            self._strikes[host] += ENOUGH.get(exc.code, 0)
            self._said[host] = exc
            raise


def take(
    lab: Lab,
    candidates: Sequence[Candidate],
    *,
    by_hand: bool,
    read: bool = True,
    allow_private: bool = False,
    now_at: Callable[[int, str], None] = lambda _number, _url: None,
) -> Iterator[CandidateResult]:
    """Take links into the pool, one after the other; what was taken stays, whatever happens to the next.

    A dry run reads no page.

    Args:
        lab: the lab.
        candidates: in the order in which they shall stand there.
        by_hand: whether a person named each of them: then one that was removed comes back, and a page that could not
            be read before is read again.
        read: whether pages are fetched.
        allow_private: whether they may stand on private addresses.
        now_at: told the place and address of each before its turn.
    """
    links_by_page = _there(lab)
    visits = _Visits(allow_private=allow_private or lab.settings.allow_private)
    for place, candidate in enumerate(candidates):
        now_at(place, candidate.url)
        known = links_by_page.get(same_page(candidate.url)) if _parsable(candidate.url) else None
        if known is not None and not _wanted(known, by_hand=by_hand):
            yield _already(candidate, known)
            continue
        try:
            looked = _look(candidate, visits, read=read and not lab.rehearsal, rehearsal=lab.rehearsal)
        except InputError as exc:
            yield CandidateResult(candidate.url, "failed", title=candidate.title or candidate.said_title, problem=exc)
            continue
        # Only the page says which address is really its own.
        known = known or links_by_page.get(same_page(looked.article.url))
        if known is not None and not _wanted(known, by_hand=by_hand):
            links_by_page[same_page(candidate.url)] = known
            yield _already(candidate, known)
            continue
        row = _store(lab, candidate, looked, known)
        for address in (candidate.url, looked.article.url):
            links_by_page[same_page(address)] = row
        yield CandidateResult(
            candidate.url,
            "read anew" if known is not None and not known.removed else "added",
            number=row.number or None,
            title=looked.article.title,
            evidence=len(looked.article.evidence),
            unread=looked.unread,
        )


def _there(lab: Lab) -> dict[str, _There]:
    """By `same_page`, every link that is or was in the pool."""
    links_by_page: dict[str, _There] = {}
    with lab.session() as session:
        for link in session.exec(select(PoolLink)):
            row = _There(
                stored_id(link), link.article["title"], removed=bool(link.removed_at), unread=bool(link.unread)
            )
            links_by_page[same_page(link.url)] = links_by_page[same_page(link.given_as)] = row
    return links_by_page


def _parsable(url: str) -> bool:
    try:
        target(url)
    except InputError:
        return False
    return True


def _wanted(known: _There, *, by_hand: bool) -> bool:
    return by_hand and (known.removed or known.unread)


def _already(candidate: Candidate, known: _There) -> CandidateResult:
    if known.removed:
        return CandidateResult(candidate.url, "removed before", title=known.title)
    return CandidateResult(candidate.url, "there", number=known.number or None, title=known.title)


def _look(candidate: Candidate, visits: _Visits, *, read: bool, rehearsal: bool) -> _Looked:
    """The article behind a candidate.

    Raises:
        InputError: it cannot be read and nothing else is known, or nobody could follow it.
    """
    where = target(candidate.url)
    by_hand = {"title": candidate.title, "description": candidate.description}
    page: ReadPage | None = None
    unread: str | None = None
    if not (candidate.title and candidate.evidence):
        _refuse_inside(where.host, allow_private=visits.allow_private)
        unread = NOT_READ
        if read:
            try:
                page, unread = visits.read(candidate.url, where.host), None
            except InputError as exc:
                if exc.code in LEADS_NOWHERE or not (candidate.title or candidate.said_title):
                    raise
                unread = exc.message
    if page is None:
        by_hand["title"] = candidate.title or candidate.said_title or (where.url if rehearsal else None)
        by_hand["description"] = candidate.description or candidate.said_description
    if page is None and not by_hand["title"]:
        raise InputError(
            "It has no title, and its page was not read.", hint="Leave --no-read out, or give a title.", code="no_title"
        )
    address = page.article.url if page is not None else without_tracking(where.url)
    article = overlaid(
        address, page, title=by_hand["title"], description=by_hand["description"], evidence=candidate.evidence
    )
    if article.published is None and candidate.published is not None:
        article = replace(article, published=candidate.published)
    return _Looked(article, len(page.text.split()) if page is not None else None, unread)


def _refuse_inside(host: str, *, allow_private: bool) -> None:
    """Refuse a host that can only be inside, without asking anybody where it is.

    Raises:
        InputError: code ``private_address``.
    """
    if host_is_private(host) and not allow_private:
        raise InputError(
            f"{host} is a private or reserved address (this machine, or one inside your network).",
            hint="A post should link to a public page. If you mean it (a test server), add --allow-private.",
            code="private_address",
        )


def _store(lab: Lab, candidate: Candidate, looked: _Looked, known: _There | None) -> _There:
    # Reading a page takes its time: the records are open only while something is written.
    with lab.session() as session:
        link = session.get_one(PoolLink, known.number) if known is not None and known.number else None
        if link is None:
            link = PoolLink(url=looked.article.url, given_as=candidate.url, article={}, added_at=lab.now())
        elif link.removed_at is not None:
            link.removed_at, link.added_at = None, lab.now()
        link.article, link.words, link.unread = looked.article.document(), looked.words, looked.unread
        link.source = candidate.source
        if candidate.wording:
            # other words, whoever wrote those that were there
            link.wording, link.written_by = dict(candidate.wording), {}
        session.add(link)
        try:
            lab.commit(session)
        except IntegrityError as exc:
            raise InputError(
                f"Another program has put {looked.article.url} into the pool at the same time.",
                hint="Run the command again: what is there already is not taken twice.",
                code="at_once",
            ) from exc
        number = 0 if lab.rehearsal else stored_id(link)
        row = _There(number, looked.article.title, removed=False, unread=looked.unread is not None)
    log.info("pool: link %s, %s", row.number, looked.article.url)
    return row
