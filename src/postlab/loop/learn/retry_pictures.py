"""Pictures of the next try: whether its links have some to show, and which are meant where nobody said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.blocks import PICTURE
from postlab.framing.pictures import OF_THE_ARTICLE
from postlab.loop.lookup.accounts import find_account, pictures_of
from postlab.records.tables import RETIRED, Account, Experiment, Link


def can_show_pictures(session: Session, experiment: Experiment, plan: Plan) -> bool:
    """Whether every account of an experiment takes a picture, and every link has one, or its page shows one."""
    links = [Article.of(link.article) for link in _links(session, experiment)]
    accounts = [find_account(session, name) for name in plan.accounts]
    return all(article.picture or article.image for article in links) and all(map(_takes_pictures, accounts))


def with_page_pictures(session: Session, experiment: Experiment, document: Mapping[str, Any]) -> dict[str, Any]:
    """The plan document of a retry in which links without a picture take that of their page, if a framing shows one.

    Args:
        session: open.
        experiment: the one that is retried.
        document: the plan document, with the links that it will share.
    """
    if not any(PICTURE in variant.get("blocks", ()) for variant in document.get("variant", ())):
        return dict(document)
    images = {link.url: Article.of(link.article).image for link in _links(session, experiment)}
    links = [
        link | {"picture": OF_THE_ARTICLE}
        if "picture" not in link and (link.get("image") or images.get(link["url"]))
        else link
        for link in document.get("link", ())
    ]
    return {**document, "link": links}


def _links(session: Session, experiment: Experiment) -> list[Link]:
    return list(session.exec(select(Link).where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)))


def _takes_pictures(account: Account | None) -> bool:
    """Whether an account takes a picture; one that was removed, or whose plugin is gone, does not."""
    try:
        return account is not None and pictures_of(account) is not None
    except InputError:
        return False
