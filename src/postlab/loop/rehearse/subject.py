"""What is rehearsed: a stored experiment's plan, one that was examined, or a plan file of which nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.articles.pasted import posted
from postlab.design.known_page import KnownPage
from postlab.design.plan import Plan
from postlab.design.ways_out import Way
from postlab.english import listed, plural
from postlab.errors import FaultsError
from postlab.framing.tracking import readable_link
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import account_named, find_account
from postlab.loop.lookup.experiments import experiment_named, plan_of
from postlab.loop.moments.store import with_moments
from postlab.loop.plan import link_checks, metric_checks, reply_checks, split_lists
from postlab.loop.plan.examine import Examined, examine
from postlab.loop.plan.feasibility import all_ways
from postlab.loop.plan.plan_defaults import with_lab_defaults
from postlab.loop.plan.plan_names import with_known_names
from postlab.loop.plan.post_texts import SharedLink
from postlab.loop.plan.usual_counts import known_pages
from postlab.loop.pool.pairs import links_for
from postlab.loop.rehearse.stage import copy_of
from postlab.records.practice import PoolLink
from postlab.records.tables import RETIRED, Account, ExperimentState, Link


@dataclass(frozen=True, slots=True)
class Subject:
    """A plan to rehearse.

    Attributes:
        plan: the plan.
        links: its links with their articles and words.
        accounts: its accounts, in its order.
        pages: what posts of each of them usually get of its metric.
        ways: the plan as it stands and what would settle it in fewer rounds, the soonest first.
        notes: sentences that a person should know about the plan.
        over: whether it is that of an experiment that has ended or was stopped.
    """

    plan: Plan
    links: tuple[SharedLink, ...]
    accounts: tuple[Account, ...]
    pages: tuple[KnownPage, ...]
    ways: tuple[Way, ...]
    notes: tuple[str, ...]
    over: bool = False

    @property
    def is_real(self) -> bool:
        """Whether real people read an account of it, who tire of a link."""
        return any(not account.simulated for account in self.accounts)


def of_experiment(lab: Lab, name: str) -> Subject:
    """The plan of a stored experiment, from its beginning; what became of it so far is left out.

    Raises:
        InputError: when there is no such experiment.
    """
    with lab.session() as session:
        experiment = experiment_named(session, name)
        plan = plan_of(experiment)
        stored = session.exec(
            select(Link)
            .where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
            .order_by(col(Link.position))
        ).all()
        found = [find_account(session, account, removed=True) for account in plan.accounts]
        accounts = [account for account in found if account is not None]
        subject = _subject(lab, session, plan, [SharedLink.of(link) for link in stored], accounts)
        return replace(subject, over=experiment.state != ExperimentState.RUNNING)


def of_examined(lab: Lab, examined: Examined) -> Subject:
    """A plan that was examined and not stored yet."""
    with lab.session() as session:
        accounts = [account_named(session, name) for name in examined.plan.accounts]
        return _subject(lab, session, examined.plan, examined.links, accounts)


def of_document(lab: Lab, document: Mapping[str, Any], *, today: date) -> Subject:
    """A plan as its file gives it; no page is read: what the file does not say of one, the pool does, or its address.

    Args:
        lab: the lab.
        document: the plan.
        today: the day, in the plan's zone, from which the calendar's moments are looked up.

    Raises:
        FaultsError: the plan has faults; names each.
        InputError: it names an account that there is not.
    """
    planned = split_lists.laid_out(lab, document)
    if (pooled := links_for(lab, planned, asked=False, more=False)) is not None:
        planned["link"] = pooled.links
    with lab.session() as session:
        planned, faults = with_known_names(lab, session, planned)
        if faults:
            raise FaultsError("The plan cannot be rehearsed.", faults, hint="Correct the plan and try again.")
        planned = with_moments(session, with_lab_defaults(planned, lab.settings), today=today, afresh=False)
        accounts = [account_named(session, name) for name in _names_in(planned)]
        planned = split_lists.with_usual_slots(split_lists.with_split_list(planned, accounts))
        refused = [
            fault
            for account in accounts
            for fault in metric_checks.faults(platforms.load(account.platform), account, planned)
        ]
        planned["link"], unread = _without_reading(session, planned.get("link"))
    # the copy has no counter to ask for short links, and needs none
    counted_elsewhere = planned.pop("clicks_from", None) is not None
    with copy_of(lab, accounts, seed="", counting_all=counted_elsewhere or bool(refused)) as (copied, _):
        examined = examine(copied, planned, today=today)
    with lab.session() as session:
        subject = _subject(lab, session, examined.plan, examined.links, accounts)
        refused += reply_checks.unproven(session, examined.plan, accounts)
    refused += split_lists.faults(examined.plan, accounts) or link_checks.faults(examined.plan, accounts)
    notes = [f"`postlab new` would refuse it: {fault.place} {fault.message}." for fault in dict.fromkeys(refused)]
    if unread:
        which = f"{plural(len(unread), 'link')} {listed(list(map(str, unread)))}"
        notes.append(
            f"No page is read here: for {which} the address stands in, without a sentence to quote. "
            "`postlab new --from … --dry-run` reads them and shows each post."
        )
    return replace(subject, notes=(*notes, *subject.notes))


def _subject(
    lab: Lab, session: Session, plan: Plan, links: Sequence[SharedLink], accounts: Sequence[Account]
) -> Subject:
    pages = known_pages(session, accounts, plan.measure, horizon=plan.horizon, usual=plan.usual)
    ways = [] if plan.aa else all_ways(session, plan, accounts, pages, now=lab.now())
    return Subject(plan, tuple(links), tuple(accounts), tuple(pages), tuple(ways), ())


def _names_in(document: Mapping[str, Any]) -> list[str]:
    names = document.get("accounts")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list | tuple) else []


def _without_reading(session: Session, links: object) -> tuple[object, list[int]]:
    """The links of a plan so that none is fetched, and the numbers of those of which nothing but the address is known.

    What is no list of tables stays, to be refused with the rest of the plan.
    """
    if not isinstance(links, list | tuple):
        return links, []
    told: list[object] = []
    unread = []
    for number, link in enumerate(links, start=1):
        if not isinstance(link, Mapping) or not isinstance(link.get("url"), str):
            told.append(link)
            continue
        own = dict(link)
        if not (own.get("title") and own.get("evidence")) and own.get("read") is not False:
            known = _known_words(session, own["url"])
            if not known:
                unread.append(number)
                known = {"title": readable_link(own["url"]) or urlsplit(own["url"]).netloc}
            own = known | own | {"read": False}
        told.append(own)
    return told, unread


def _known_words(session: Session, url: str) -> dict[str, Any]:
    """What the pool knows of a page; empty where it is not there."""
    from postlab.loop.pool.pairs import planned_link

    url = posted(url)
    link = session.exec(select(PoolLink).where((col(PoolLink.url) == url) | (col(PoolLink.given_as) == url))).first()
    return {} if link is None else {key: value for key, value in planned_link(link).items() if key != "url"}
