"""The lab's pool of links: what is in it, and which experiments use which links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from postlab.errors import InputError
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import all_accounts
from postlab.near_names import nearest_name
from postlab.records.practice import PoolLink
from postlab.records.tables import NEVER_WENT_OUT, RETIRED, WAITING_TO_GO_OUT, Experiment, ExperimentState, Link, Post

VALUES_PER_QUERY = 500
"""How many values one query may name."""

BY_HAND = "by hand"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LinkUse:
    """The use of a link of the pool by an experiment.

    Attributes:
        experiment: its name.
        running: whether the experiment is running.
        out: whether a post with the link is out, or in doubt.
        simulated: whether the experiment's audience is simulated.
    """

    experiment: str
    running: bool
    out: bool
    simulated: bool


Uses = Mapping[int, Sequence[LinkUse]]
"""The uses of links, by the link's number in the pool; unused links are missing."""


def everything(session: Session) -> Sequence[PoolLink]:
    """The links of the pool, oldest entry first, without removed ones."""
    return session.exec(select(PoolLink).where(col(PoolLink.removed_at).is_(None)).order_by(col(PoolLink.id))).all()


def unused(session: Session, *, simulated: bool | None = None) -> list[PoolLink]:
    """The links that no experiment uses, so that they can be offered.

    Args:
        session: open.
        simulated: whether they are for a simulated audience; for a real one, uses in simulations do not count. None
            means simulated where all accounts of the lab are.
    """
    if simulated is None:
        simulated = only_simulated(session)
    pool = everything(session)
    used = uses(session, pool)
    return [link for link in pool if is_free(used.get(link.id or 0, ()), simulated=simulated)]


def is_free(uses_: Sequence[LinkUse], *, simulated: bool) -> bool:
    """Whether a link with these uses can be offered to a simulated audience, or to a real one."""
    return not any(simulated or not use.simulated for use in uses_)


def only_simulated(session: Session) -> bool:
    """Whether all accounts of the lab are simulated."""
    return all(account.simulated for account in all_accounts(session))


def uses(session: Session, links: Sequence[PoolLink]) -> Uses:
    """Which experiments use which links; links are the same if their addresses lead to the same page (`same_page`)."""
    from postlab.articles.site import same_page

    pool_number_by_page: dict[str, int] = {}
    for link in links:
        for address in (link.given_as, link.url):
            pool_number_by_page[same_page(address)] = link.id or 0
    # answered from the index alone; one row per address
    planned = (
        [url for url in session.exec(select(Link.url).distinct()) if same_page(url) in pool_number_by_page]
        if pool_number_by_page
        else []
    )
    planned_links: list[tuple[Link, Experiment]] = []
    for batch in _batches(planned):
        query = select(Link, Experiment).join(Experiment).where(col(Link.url).in_(batch)).order_by(col(Link.id))
        planned_links += session.exec(query).all()
    out_ids = _links_that_went_out(session, {experiment.id or 0 for _, experiment in planned_links})
    used: dict[int, list[LinkUse]] = defaultdict(list)
    for planned_link, experiment in planned_links:
        running = experiment.state == ExperimentState.RUNNING
        out = planned_link.id in out_ids
        if out or (running and planned_link.position != RETIRED):
            used[pool_number_by_page[same_page(planned_link.url)]].append(
                LinkUse(experiment.name, running, out, experiment.simulated)
            )
    return used


def _links_that_went_out(session: Session, experiments: Iterable[int]) -> set[int]:
    """Ids of the links of these experiments that have a post which is out, or in doubt."""
    link_ids: set[int] = set()
    for batch in _batches(sorted(experiments)):
        link_ids.update(
            session.exec(
                select(Post.link_id)
                .where(
                    col(Post.experiment_id).in_(batch), col(Post.state).not_in((*NEVER_WENT_OUT, *WAITING_TO_GO_OUT))
                )
                .distinct()
            )
        )
    return link_ids


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (values[at : at + VALUES_PER_QUERY] for at in range(0, len(values), VALUES_PER_QUERY))


def link_named(session: Session, named: str) -> PoolLink:
    """The link of the pool with that number or address; addresses are compared by `same_page`.

    Raises:
        InputError: there is none.
    """
    from postlab.articles.site import same_page

    pool = everything(session)
    if named.isdecimal():
        link = next((candidate for candidate in pool if candidate.id == int(named)), None)
    else:
        key = same_page(named)
        link = next(
            (candidate for candidate in pool if key in (same_page(candidate.url), same_page(candidate.given_as))), None
        )
    if link is None:
        near = None if named.isdecimal() else nearest_name(named, [candidate.url for candidate in pool])
        raise InputError(
            f"There is no link {named} in the pool."
            if named.isdecimal()
            else f"The address {named[:200]} is not in the pool.",
            hint=f"Did you mean {near}?" if near else "`postlab link list` shows them with their numbers.",
            code="not_found",
        )
    return link


def remove_links(lab: Lab, session: Session, named: Sequence[str]) -> list[PoolLink]:
    """Remove links from the pool; experiments keep those that they have, and feeds do not add them again.

    Raises:
        InputError: one of them is not in the pool; nothing is removed then.
    """
    links = {link.id: link for link in [link_named(session, argument) for argument in named]}
    for link in links.values():
        link.removed_at = lab.now()
        session.add(link)
    lab.commit(session)
    log.info("pool: removed %s", ", ".join(str(number) for number in links))
    return list(links.values())
