"""A link and its article as every answer shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from postlab.framing.article import Article, Evidence
from postlab.reports.nouns.picture import PictureView, picture_view
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.design.similar_links import Pair
    from postlab.reports.links import PooledLink


@dataclass(frozen=True, slots=True)
class LinkNamed:
    """A link of the pool in its short form: the first keys of a link, with the same meaning.

    Attributes:
        id: its number in the pool.
        url: its address.
        title: title of the article.
    """

    id: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class LinkUse:
    """The use of a link in an experiment.

    Attributes:
        experiment: the experiment's name.
        running: whether the experiment still runs.
        out: whether a post with the link went out, or may have.
        simulated: whether the experiment's audience is simulated.
    """

    experiment: str
    running: bool
    out: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A sentence of an article that carries one of its claims.

    Attributes:
        sentence: the sentence, word for word.
        position: position of its first character in the article's main text; null where it does not stand there.
        source: `text`, `summary` (the page's own description or standfirst) or `hand`.
        speaks_to: whom it calls "you" or tells what to do: `learners`, `parents` or `employers`; null for nobody.
    """

    sentence: str
    position: int | None
    source: str
    speaks_to: str | None


@dataclass(frozen=True, slots=True)
class LastDayView:
    """A day by which something had to be done, as an article names it.

    Attributes:
        day: the day.
        words: what the article says of it.
    """

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of the pool.

    Attributes:
        id: its number in the pool.
        url: its address.
        title: title of the article.
        site: the publication, or its host.
        author: who wrote the article.
        published: the day on which it was published.
        description: the page's own summary.
        language: language code such as `en`.
        evidence: the sentences that carry the article's claims, best first.
        wording: by kind of block, words for its posts.
        written_by: by kind of block, the language model that wrote those words.
        topics: the words that set it apart from the other links of the pool.
        words: how many words the page's main text has; null where the page was not read.
        source: `by hand`, or the address or name of the feed or file that it came from.
        added_at: when it was added.
        unread: why its page could not be read; null where it was.
        unused: whether it can still be offered to experiments.
        used: its uses in experiments.
        picture: the picture that its posts may carry, else null.
    """

    id: int
    url: str
    title: str
    site: str | None
    author: str | None
    published: date | None
    description: str | None
    language: str | None
    evidence: tuple[EvidenceView, ...]
    wording: Mapping[str, str]
    written_by: Mapping[str, str]
    topics: tuple[str, ...]
    words: int | None
    source: str
    added_at: datetime
    unread: str | None
    unused: bool
    used: tuple[LinkUse, ...]
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """The article at an address; keys shared with a link mean the same.

    Attributes:
        url: the address to share: after all redirects, without tracking.
        title: the headline.
        site: the publication, or its host.
        author: who wrote it.
        published: the day on which it was published.
        description: the page's own summary.
        image: address of its picture.
        language: language code such as `en`.
        evidence: the sentences that may be quoted, best first; none where no sentence is good enough.
        summary: what the page's description says that may stand in where there is no evidence.
        subject: what it is about, as the lexicon (`postlab help wording`) names subjects; null where nobody can tell.
        subject_confidence: how sure that is, from 0 to 1.
        last_days: days by which something must be done, as its text names them.
        image_alt: what its picture shows, in the page's own words; null where it does not say.
        picture: the picture that posts about it may carry, else null.
    """

    url: str
    title: str
    site: str | None
    author: str | None
    published: date | None
    description: str | None
    image: str | None
    language: str | None
    evidence: tuple[EvidenceView, ...]
    summary: str | None
    subject: str | None
    subject_confidence: float
    last_days: tuple[LastDayView, ...]
    image_alt: str | None
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class PairView:
    """Two links of the pool for one round.

    Attributes:
        links: the two links, in their short form.
        quality: how well they can be compared: `good`, `fair` or `poor`.
        likeness: similarity of their topics, from 0 to 1.
        shared: topics that both have.
        why: the reasons for this quality, in words.
    """

    links: tuple[LinkNamed, ...]
    quality: str
    likeness: float
    shared: tuple[str, ...]
    why: str


def link_view(pooled: PooledLink) -> LinkView:
    """A link of the pool."""
    link, article = pooled.link, pooled.article
    return LinkView(
        id=link.id or 0,
        url=link.url,
        title=plain(article.title),
        site=_plain(article.site),
        author=_plain(article.author),
        published=article.published,
        description=_plain(article.description),
        language=_plain(article.language),
        evidence=tuple(
            EvidenceView(plain(evidence.sentence), evidence.position, evidence.source, evidence.speaks_to)
            for evidence in article.evidence
        ),
        wording={kind: plain(str(text)) for kind, text in sorted(link.wording.items())},
        written_by=dict(sorted(link.written_by.items())),
        topics=pooled.topics,
        words=link.words,
        source=plain(link.source),
        added_at=link.added_at,
        unread=_plain(link.unread),
        unused=pooled.unused,
        used=tuple(LinkUse(use.experiment, use.running, use.out, use.simulated) for use in pooled.uses),
        picture=picture_view(article.picture),
    )


def article_view(article: Article) -> ArticleView:
    """The article at an address."""
    return ArticleView(
        url=article.url,
        title=article.title,
        site=article.site,
        author=article.author,
        published=article.published,
        description=article.description,
        image=article.image,
        language=article.language,
        evidence=tuple(map(_evidence, article.evidence)),
        summary=article.summary,
        subject=article.subject,
        subject_confidence=article.subject_confidence,
        last_days=tuple(LastDayView(last.day, last.words) for last in article.last_days),
        image_alt=_plain(article.image_alt),
        picture=picture_view(article.picture),
    )


def pair_view(pair: Pair, titles: Mapping[int, str], urls: Mapping[int, str]) -> PairView:
    """A pair of links; titles and addresses are by number in the pool."""
    return PairView(
        links=tuple(LinkNamed(key, urls[key], plain(titles[key])) for key in (pair.first, pair.second)),
        quality=pair.quality,
        likeness=pair.likeness,
        shared=tuple(pair.shared),
        why=plain(pair.why),
    )


def _evidence(evidence: Evidence) -> EvidenceView:
    return EvidenceView(evidence.sentence, evidence.position, evidence.source, evidence.speaks_to)


def _plain(text: str | None) -> str | None:
    return plain(text) if text is not None else None
