"""The lab's pool of links: what is in it, and which of them went out, or are about to, as the records tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from postlab.articles.site import same_page
from postlab.errors import InputError
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import all_accounts
from postlab.records.practice import PoolLink
from postlab.records.tables import NEVER_WENT_OUT, RETIRED, WAITING_TO_GO_OUT, Experiment, ExperimentState, Link, Post

AT_ONCE = 500
"""Values in one question to the database."""

BY_HAND = "by hand"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Use:
    """What an experiment does with a link of the pool.

    Attributes:
        experiment: its name.
        running: whether it still runs.
        out: whether a post with the link went out, or may have.
        simulated: whether only a simulated audience saw it.
    """

    experiment: str
    running: bool
    out: bool
    simulated: bool


Uses = Mapping[int, Sequence[Use]]
"""By number of a link in the pool; one that nobody uses is missing."""


def everything(session: Session) -> Sequence[PoolLink]:
    """The links of the pool in the order in which they came, without those that were removed."""
    return session.exec(select(PoolLink).where(col(PoolLink.removed_at).is_(None)).order_by(col(PoolLink.id))).all()


def unused(session: Session, *, simulated: bool | None = None) -> list[PoolLink]:
    """The links that can be offered: neither out nor in a running experiment.

    Args:
        session: open.
        simulated: whether they are for a simulated audience. What only such an audience saw is still unused for a
            real one. None: for one only where the lab has no other.
    """
    if simulated is None:
        simulated = only_simulated(session)
    pool = everything(session)
    used = uses(session, pool)
    return [link for link in pool if is_free(used.get(link.id or 0, ()), simulated=simulated)]


def is_free(uses_: Sequence[Use], *, simulated: bool) -> bool:
    """Whether a link with these uses can be offered to a simulated audience, or to a real one."""
    return not any(simulated or not use.simulated for use in uses_)


def only_simulated(session: Session) -> bool:
    """Whether all accounts of the lab are simulated."""
    return all(account.simulated for account in all_accounts(session))


def uses(session: Session, links: Sequence[PoolLink]) -> Uses:
    """Which experiments use which links: told by the address, whoever planned them and however it was written."""
    ours: dict[str, int] = {}
    for link in links:
        for address in (link.given_as, link.url):
            ours[same_page(address)] = link.id or 0
    # The index alone answers this; there is one row an address, however often it was planned.
    planned = [url for url in session.exec(select(Link.url).distinct()) if same_page(url) in ours] if ours else []
    planned_links: list[tuple[Link, Experiment]] = []
    for some in _some(planned):
        query = select(Link, Experiment).join(Experiment).where(col(Link.url).in_(some)).order_by(col(Link.id))
        planned_links += session.exec(query).all()
    engaged = _engaged(session, {experiment.id or 0 for _, experiment in planned_links})
    used: dict[int, list[Use]] = defaultdict(list)
    for planned_link, experiment in planned_links:
        running = experiment.state == ExperimentState.RUNNING
        out = planned_link.id in engaged
        if out or (running and planned_link.position != RETIRED):
            used[ours[same_page(planned_link.url)]].append(Use(experiment.name, running, out, experiment.simulated))
    return used


def _engaged(session: Session, experiments: Iterable[int]) -> set[int]:
    """Links of experiments with a post that went out, or may have."""
    link_ids: set[int] = set()
    for some in _some(sorted(experiments)):
        link_ids.update(
            session.exec(
                select(Post.link_id)
                .where(col(Post.experiment_id).in_(some), col(Post.state).not_in((*NEVER_WENT_OUT, *WAITING_TO_GO_OUT)))
                .distinct()
            )
        )
    return link_ids


def _some(values: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))


def link_named(session: Session, named: str) -> PoolLink:
    """A link of the pool by its number or its address, however the address is written.

    Raises:
        InputError: there is none.
    """
    pool = everything(session)
    if named.isdecimal():
        link_meant = next((link for link in pool if link.id == int(named)), None)
    else:
        key = same_page(named)
        link_meant = next((link for link in pool if key in (same_page(link.url), same_page(link.given_as))), None)
    if link_meant is None:
        raise InputError(
            f"There is no link {named} in the pool."
            if named.isdecimal()
            else f"The address {named[:200]} is not in the pool.",
            hint="`postlab link list` shows them with their numbers.",
            code="not_found",
        )
    return link_meant


def remove_links(lab: Lab, session: Session, named: Sequence[str]) -> list[PoolLink]:
    """Take links out of the pool; experiments that planned them keep them, and no feed brings them back.

    Raises:
        InputError: one of them is not there; then nothing is removed.
    """
    links = {link.id: link for link in [link_named(session, one) for one in named]}
    for link in links.values():
        link.removed_at = lab.now()
        session.add(link)
    lab.commit(session)
    log.info("pool: removed %s", ", ".join(str(number) for number in links))
    return list(links.values())
