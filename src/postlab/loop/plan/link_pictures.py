"""The pictures of a plan's links: read once when the experiment is made, each with words for who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.design.plan_parts import PlannedLink
from postlab.errors import Fault, InputError
from postlab.framing.alt_texts import why_no_alt
from postlab.framing.article import Article
from postlab.framing.blocks import PICTURE
from postlab.framing.pictures import OF_THE_ARTICLE, ChosenPicture
from postlab.loop.lab import Lab
from postlab.loop.pool.pictures import SAYS_SO, WHOSE_RIGHTS, page_picture, picture_from_file
from postlab.records.practice import PoolLink
from postlab.records.tables import Experiment, Link
from postlab.sanitise import postable


@dataclass(frozen=True, slots=True)
class PlannedPictures:
    """A plan whose links have their pictures.

    Attributes:
        plan: the plan; each picture is named by the file that the lab keeps it in, with the words that go with it.
        articles: of its links, in their order, each with the picture that its posts may carry.
        faults: what is wrong with any of them.
    """

    plan: Plan
    articles: tuple[Article, ...]
    faults: tuple[Fault, ...]


def shows_pictures(plan: Plan) -> bool:
    """Whether a framing of the plan has a picture."""
    return any(PICTURE in variant.blocks for variant in plan.variant)


def with_pictures(
    lab: Lab,
    session: Session,
    plan: Plan,
    articles: Sequence[Article],
    *,
    stored: Experiment | None,
    allow_private: bool,
) -> PlannedPictures:
    """A plan and its articles with the pictures that it names; what is read is taken, not kept yet.

    Args:
        lab: the lab.
        session: open.
        plan: without faults of its own.
        articles: of its links, in their order.
        stored: the experiment of that name, if there is one: a page's picture stays as it was agreed on.
        allow_private: whether pages may be on private addresses.
    """
    faults: list[Fault] = []
    links: list[PlannedLink] = []
    pictured: list[Article] = []
    known = _known(session, stored) if any(link.picture for link in plan.link) else {}
    for number, (link, article) in enumerate(zip(plan.link, articles, strict=True), start=1):
        try:
            picture = _picture_of(lab, plan, number, link, article, known, allow_private=allow_private)
        except _FaultFound as found:
            faults.append(found.fault)
            picture = None
        pictured.append(replace(article, picture=picture))
        links.append(link if picture is None else _as_kept(link, picture))
    return PlannedPictures(plan.model_copy(update={"link": tuple(links)}), tuple(pictured), tuple(faults))


class _FaultFound(Exception):
    def __init__(self, number: int, key: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(f"link {number}, {key}", message)


def _as_kept(link: PlannedLink, picture: ChosenPicture) -> PlannedLink:
    kept = link.picture if link.picture == OF_THE_ARTICLE else picture.file
    return link.model_copy(update={"picture": kept, "picture_alt": picture.alt})


def _picture_of(
    lab: Lab,
    plan: Plan,
    number: int,
    link: PlannedLink,
    article: Article,
    known: Mapping[str, ChosenPicture],
    *,
    allow_private: bool,
) -> ChosenPicture | None:
    if link.picture is None:
        if not shows_pictures(plan):
            return None
        offer = ', or "article" for the one that its page shows' if article.image else ""
        raise _FaultFound(
            number, "picture", f'is missing, and a framing shows one; picture = "FILE" names a file{offer}'
        )
    of_page = link.picture == OF_THE_ARTICLE
    if of_page and not shows_pictures(plan):
        # nothing is fetched that nobody will see
        return None
    if of_page:
        _check_page_picture(lab, number, article)
    words = link.picture_alt if link.picture_alt is not None else article.image_alt if of_page else None
    alt = postable(words or "")
    why = why_no_alt(alt, title=article.title, file=article.image or "" if of_page else link.picture)
    if why is not None:
        where = f"the picture of its page ({article.image})" if of_page else f"the picture {link.picture}"
        raise _FaultFound(
            number,
            "picture_alt",
            f'{why}; say in a sentence what {where} shows, for those who cannot see it: picture_alt = "…"',
        )
    try:
        if of_page:
            return _page_picture(lab, article, alt, known, allow_private=allow_private)
        return picture_from_file(lab, link.picture, alt=alt)
    except InputError as exc:
        raise _FaultFound(number, "picture", f"{exc.message} {exc.hint}".strip()) from exc


def _check_page_picture(lab: Lab, number: int, article: Article) -> None:
    if not article.image:
        raise _FaultFound(
            number, "picture", f'is “{OF_THE_ARTICLE}”, and the page shows none of its own; picture = "FILE" names one'
        )
    if not lab.settings.article_pictures:
        raise _FaultFound(number, "picture", f"is the page's own. {WHOSE_RIGHTS} {SAYS_SO}")


def _page_picture(
    lab: Lab, article: Article, alt: str, known: Mapping[str, ChosenPicture], *, allow_private: bool
) -> ChosenPicture:
    before = known.get(article.image or "")
    if before is not None and lab.pictures.has(before.file):
        return replace(before, alt=alt)
    return page_picture(lab, article, alt=alt, allow_private=allow_private)


def _known(session: Session, stored: Experiment | None) -> dict[str, ChosenPicture]:
    """The pages' pictures that were read before, by their addresses: of the pool, and of a stored experiment."""
    documents = [link.article for link in session.exec(select(PoolLink).where(col(PoolLink.removed_at).is_(None)))]
    if stored is not None:
        documents += [link.article for link in session.exec(select(Link).where(Link.experiment_id == stored.id))]
    pictures = [ChosenPicture.of(found) for document in documents if (found := document.get("picture"))]
    return {picture.address: picture for picture in pictures if picture.address}


def names_of_files(articles: Sequence[Article]) -> list[str]:
    """The files that the pictures of some articles are kept in, each once."""
    return list(dict.fromkeys(article.picture.file for article in articles if article.picture is not None))
