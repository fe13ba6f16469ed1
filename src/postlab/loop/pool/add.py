"""Adding links to the pool: each link's page is read when it is added."""

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
from postlab.articles.pasted import NO_PAGES_ADDRESS, pasted, posted
from postlab.articles.read import read_page_at
from postlab.articles.read_page import ReadPage
from postlab.articles.site import same_page
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.words.wordings import Wordings
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.pool.pictures import picture_of_link
from postlab.loop.pool.store import BY_HAND
from postlab.records.practice import PoolLink
from postlab.records.tables import stored_id

NOT_READ = "Its page was not read (--no-read)."

LEADS_NOWHERE = frozenset(
    {
        *NO_PAGES_ADDRESS,
        *("no_such_host", "private_address", "connection_refused", "tls"),
        *("too_many_redirects", "redirect_loop", "bad_redirect", "not_found"),
    }
)
"""Codes of errors (`postlab.articles.refusal`) that mean that readers could not follow the link; it is never stored."""

ENOUGH = {"rate_limited": 2, "timeout": 1}
"""By error code, how many strikes it gives a site; a site with 2 strikes is not asked again in the same call."""

What = Literal["added", "read anew", "given a picture", "there", "removed before", "failed"]


@dataclass(frozen=True, slots=True)
class LinkCandidate:
    """A link to add to the pool, and what its source says about it.

    Attributes:
        url: the address as it was given.
        source: address of the feed, name of the file, or `BY_HAND`.
        title, description, evidence: given by hand; they replace what the page says.
        said_title, said_description: a feed's words, used where the page cannot be read.
        published: the feed's date, used where the page has none.
        wording: words for its posts, by kind of block.
        row: number of its row in a file, or None.
        picture: a file, or “article” for the one that the page shows itself with; None gives it no picture.
        alt: what that picture shows; None takes the page's own words for its own picture.
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
    picture: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """What became of a candidate.

    Attributes:
        url: the address as it was given.
        what: the result.
        number: the link's number in the pool; None where it is not stored, or in a rehearsal.
        title: the article's title, or None.
        evidence: how many sentences there are to quote.
        unread: why its page was not read, although the link is stored; else None.
        problem: why it was not stored; else None.
    """

    url: str
    what: What
    number: int | None = None
    title: str | None = None
    evidence: int = 0
    unread: str | None = None
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class _ReadLink:
    article: Article
    words: int | None = None
    unread: str | None = None


@dataclass(slots=True)
class _PoolEntry:
    number: int
    title: str
    removed: bool
    unread: bool


@dataclass(slots=True)
class _Visits:
    """Reads pages, and stops asking a site that limits the rate or does not answer."""

    allow_private: bool
    wordings: Wordings
    _strikes: Counter[str] = field(default_factory=Counter)
    _last_error: dict[str, InputError] = field(default_factory=dict)

    def read(self, url: str, host: str) -> ReadPage:
        """Read a page.

        Raises:
            InputError: it could not be read, or its site is not asked any more.
        """
        if self._strikes[host] >= 2:
            refusal = self._last_error[host]
            raise InputError(f"Not asked for: {refusal.message}", hint="Try again later.", code=refusal.code)
        try:
            return read_page_at(url, allow_private=self.allow_private, wordings=self.wordings)
        except InputError as exc:
            self._strikes[host] += ENOUGH.get(exc.code, 0)
            self._last_error[host] = exc
            raise


def take(
    lab: Lab,
    candidates: Sequence[LinkCandidate],
    *,
    by_hand: bool,
    read: bool = True,
    allow_private: bool = False,
    now_at: Callable[[int, int, str], None] = lambda _place, _count, _url: None,
) -> Iterator[CandidateResult]:
    """Add links to the pool, each in a commit of its own, and yield what became of each.

    A rehearsal reads no pages.

    Args:
        lab: the lab.
        candidates: the links, in the order in which they are added.
        by_hand: whether a person named each of them; then a removed link is added again, and a page that could not be
            read before is read again.
        read: whether pages are fetched.
        allow_private: whether pages may be on private addresses.
        now_at: called before each link is read, with its place from 1, how many there are, and its address.
    """
    links_by_page = _pool_by_page(lab)
    visits = _Visits(allow_private=allow_private or lab.settings.allow_private, wordings=lab.wordings)
    for place, candidate in enumerate(candidates, start=1):
        now_at(place, len(candidates), candidate.url)
        entry = links_by_page.get(same_page(candidate.url)) if _parsable(candidate.url) else None
        if entry is not None and not _takes_again(entry, by_hand=by_hand):
            yield _not_taken(lab, candidate, entry, allow_private=visits.allow_private)
            continue
        try:
            read_link = _read_candidate(candidate, visits, read=read and not lab.rehearsal, rehearsal=lab.rehearsal)
            read_link = _pictured(lab, candidate, read_link, allow_private=visits.allow_private)
        except InputError as exc:
            yield CandidateResult(candidate.url, "failed", title=candidate.title or candidate.said_title, problem=exc)
            continue
        # only the page itself tells its canonical address
        entry = entry or links_by_page.get(same_page(read_link.article.url))
        if entry is not None and not _takes_again(entry, by_hand=by_hand):
            links_by_page[same_page(candidate.url)] = entry
            yield _not_taken(lab, candidate, entry, allow_private=visits.allow_private)
            continue
        row = _store(lab, candidate, read_link, entry)
        for address in (candidate.url, read_link.article.url):
            links_by_page[same_page(address)] = row
        yield CandidateResult(
            candidate.url,
            "read anew" if entry is not None and not entry.removed else "added",
            number=row.number or None,
            title=read_link.article.title,
            evidence=len(read_link.article.evidence),
            unread=read_link.unread,
        )


def _pool_by_page(lab: Lab) -> dict[str, _PoolEntry]:
    """Every link that is or was in the pool, by the `same_page` key of its addresses."""
    links_by_page: dict[str, _PoolEntry] = {}
    with lab.session() as session:
        for link in session.exec(select(PoolLink)):
            row = _PoolEntry(
                stored_id(link), link.article["title"], removed=bool(link.removed_at), unread=bool(link.unread)
            )
            links_by_page[same_page(link.url)] = links_by_page[same_page(link.given_as)] = row
    return links_by_page


def _parsable(url: str) -> bool:
    try:
        pasted(url)
    except InputError:
        return False
    return True


def _takes_again(entry: _PoolEntry, *, by_hand: bool) -> bool:
    return by_hand and (entry.removed or entry.unread)


def _not_taken(lab: Lab, candidate: LinkCandidate, entry: _PoolEntry, *, allow_private: bool) -> CandidateResult:
    if entry.removed:
        return CandidateResult(candidate.url, "removed before", title=entry.title)
    if candidate.picture is not None and entry.number:
        return _give_picture(lab, candidate, entry, allow_private=allow_private)
    return CandidateResult(candidate.url, "there", number=entry.number or None, title=entry.title)


def _pictured(lab: Lab, candidate: LinkCandidate, read_link: _ReadLink, *, allow_private: bool) -> _ReadLink:
    """A link that was read, with the picture that was named for it.

    Raises:
        InputError: that cannot be posted, or nothing says what it shows.
    """
    if candidate.picture is None:
        return read_link
    picture = picture_of_link(lab, candidate.picture, read_link.article, alt=candidate.alt, allow_private=allow_private)
    if not lab.rehearsal:
        lab.pictures.keep([picture.file])
    return replace(read_link, article=replace(read_link.article, picture=picture))


def _give_picture(lab: Lab, candidate: LinkCandidate, entry: _PoolEntry, *, allow_private: bool) -> CandidateResult:
    """Give a link that is in the pool another picture."""
    with lab.session() as session:
        link = session.get_one(PoolLink, entry.number)
        try:
            pictured = _pictured(lab, candidate, _ReadLink(Article.of(link.article)), allow_private=allow_private)
        except InputError as exc:
            return CandidateResult(candidate.url, "failed", title=entry.title, problem=exc)
        link.article = pictured.article.document()
        session.add(link)
        lab.commit(session)
    log.info("pool: link %s has a picture", entry.number)
    return CandidateResult(
        *(candidate.url, "given a picture", entry.number, entry.title), evidence=len(pictured.article.evidence)
    )


def _read_candidate(candidate: LinkCandidate, visits: _Visits, *, read: bool, rehearsal: bool) -> _ReadLink:
    """The article of a candidate, from its page and what its source says.

    Raises:
        InputError: readers could not follow the link, or it has no title and its page was not read.
    """
    parsed = target(address := pasted(candidate.url).url)
    by_hand = {"title": candidate.title, "description": candidate.description}
    page: ReadPage | None = None
    unread: str | None = None
    if not (candidate.title and candidate.evidence):
        _refuse_inside(parsed.host, allow_private=visits.allow_private)
        unread = NOT_READ
        if read:
            try:
                page, unread = visits.read(address, parsed.host), None
            except InputError as exc:
                if exc.code in LEADS_NOWHERE or not (candidate.title or candidate.said_title):
                    raise
                unread = exc.message
    if page is None:
        by_hand["title"] = candidate.title or candidate.said_title or (address if rehearsal else None)
        by_hand["description"] = candidate.description or candidate.said_description
    if page is None and not by_hand["title"]:
        raise InputError(
            "It has no title, and its page was not read.", hint="Leave --no-read out, or give a title.", code="no_title"
        )
    article = overlaid(
        address, page, title=by_hand["title"], description=by_hand["description"], evidence=candidate.evidence
    )
    if article.published is None and candidate.published is not None:
        article = replace(article, published=candidate.published)
    return _ReadLink(article, len(page.text.split()) if page is not None else None, unread)


def _refuse_inside(host: str, *, allow_private: bool) -> None:
    """Refuse a host that is evidently private, without a DNS lookup.

    Raises:
        InputError: code ``private_address``.
    """
    if host_is_private(host) and not allow_private:
        raise InputError(
            f"{host} is a private or reserved address (this machine, or one inside your network).",
            hint="A post should link to a public page. If you mean it (a test server), add --allow-private.",
            code="private_address",
        )


def _store(lab: Lab, candidate: LinkCandidate, read_link: _ReadLink, entry: _PoolEntry | None) -> _PoolEntry:
    # a session of its own: reading pages is slow, and the database must not stay locked meanwhile
    with lab.session() as session:
        link = session.get_one(PoolLink, entry.number) if entry is not None and entry.number else None
        if link is None:
            # what stood around it may name the person who got the mail
            given_as = posted(candidate.url)
            link = PoolLink(url=read_link.article.url, given_as=given_as, article={}, added_at=lab.now())
        elif link.removed_at is not None:
            link.removed_at, link.added_at = None, lab.now()
        link.article, link.words, link.unread = read_link.article.document(), read_link.words, read_link.unread
        link.source = candidate.source
        if candidate.wording:
            # these words replace the earlier ones, so their author does not apply any more
            link.wording, link.written_by = dict(candidate.wording), {}
        session.add(link)
        try:
            lab.commit(session)
        except IntegrityError as exc:
            raise InputError(
                f"Another program has put {read_link.article.url} into the pool at the same time.",
                hint="Run the command again: what is there already is not taken twice.",
                code="at_once",
            ) from exc
        number = 0 if lab.rehearsal else stored_id(link)
        row = _PoolEntry(number, read_link.article.title, removed=False, unread=read_link.unread is not None)
    log.info("pool: link %s, %s", row.number, read_link.article.url)
    return row
