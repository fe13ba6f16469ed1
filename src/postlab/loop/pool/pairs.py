"""Links of the pool made into a plan's: in pairs that can be compared, so that each round takes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from postlab.design.pairing import links_needed
from postlab.design.plan_parts import WORDING_KEYS
from postlab.design.similar_links import MOST_LINKS, Pair, Subject, pairs, topics_of
from postlab.english import plural
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.words.subjects import subjects_of
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import all_accounts
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.loop.pool import store
from postlab.records.practice import PoolLink
from postlab.records.tables import RETIRED, Experiment, ExperimentState, Link, Round

ROUNDS = 12
"""Of a plan that does not say how many."""

LOW = 4
"""Rounds that the unused links of a pool should be enough for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Links that a plan takes from the pool.

    Attributes:
        links: as a plan file has them; in the design “two links” two neighbours form a round.
        pairs: which go together, in their order; none in the design “one link”.
        titles: of the articles, by number in the pool.
        urls: their addresses.
        notes: what should be known about the choice, a sentence each.
    """

    links: list[dict[str, Any]]
    pairs: tuple[Pair, ...]
    titles: Mapping[int, str]
    urls: Mapping[int, str]
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The choice in a few words, such as “8 links of the pool, in 4 pairs (3 good, 1 poor)”."""
        links = f"{len(self.links)} {plural(len(self.links), 'link')}"
        if not self.pairs:
            return f"{links} of the pool"
        number = Counter(pair.quality for pair in self.pairs)
        told = ", ".join(f"{number[quality]} {quality}" for quality in ("good", "fair", "poor") if number[quality])
        many = f"{len(self.pairs)} {plural(len(self.pairs), 'pair')}"
        return f"{links} of the pool, in {many} ({told})"


def subject_of(link: PoolLink) -> Subject:
    """A link, as far as it matters for what it can be compared with."""
    article = Article.of(link.article)
    sentences = [found.sentence for found in article.evidence]
    return Subject(
        key=link.id or 0,
        title=article.title,
        text=" ".join([article.description or "", *sentences]),
        words=link.words,
        site=article.site,
        evidence=bool(sentences),
    )


def topics_by_link(links: Sequence[PoolLink], *, at_most: int = 3) -> dict[int, tuple[str, ...]]:
    """The words that say most about each link, by its number."""
    about = topics_of([subject_of(link) for link in links])
    return {link.id or 0: about.words(place, at_most=at_most) for place, link in enumerate(links)}


def proposed(
    session: Session, *, count: int | None = None, audience: str | None = None, simulated: bool | None = None
) -> tuple[dict[int, PoolLink], tuple[Pair, ...]]:
    """Pairs of unused links, the best first, and those links by their numbers.

    Args:
        session: open.
        count: how many pairs at most.
        audience: pairs about what concerns it come first.
        simulated: as `postlab.loop.pool.store.unused` takes it.
    """
    free = {link.id or 0: link for link in store.unused(session, simulated=simulated)}
    towards = subjects_of(audience) if audience else ""
    return free, pairs([subject_of(link) for link in free.values()], count=count, towards=towards)


def choose(session: Session, document: Mapping[str, Any]) -> Chosen:
    """The links of the pool for a plan that names none: a pair for each round, as far as the pool goes.

    Args:
        session: open.
        document: the plan so far; what it does not say is taken as the plan would.
    """
    rounds = _whole(document.get("rounds"), ROUNDS)
    audience = document.get("audience")
    simulated = _simulated(session, document)
    free, found = proposed(
        session,
        count=rounds,
        audience=audience if isinstance(audience, str) else "students",
        simulated=simulated,
    )
    titles = {number: str(link.article["title"]) for number, link in free.items()}
    urls = {number: link.url for number, link in free.items()}
    if document.get("design") == "one link":
        best = [key for pair in found for key in (pair.first, pair.second)]
        rest = [key for key in free if key not in best]
        links = sorted([*best, *rest], key=lambda key: not free[key].article["evidence"])[:rounds]
        return Chosen([as_planned(free[key]) for key in links], (), titles, urls, ())
    if not found:
        return Chosen([as_planned(link) for link in free.values()], (), titles, urls, ())
    taken = [key for pair in found for key in (pair.first, pair.second)]
    return Chosen([as_planned(free[key]) for key in taken], found, titles, urls, tuple(_notes(free, found, rounds)))


def _notes(free: Mapping[int, PoolLink], found: Sequence[Pair], rounds: int) -> list[str]:
    notes = [
        f"Links {2 * place - 1} and {2 * place} make a poor pair: {pair.why}."
        for place, pair in enumerate(found, start=1)
        if pair.quality == "poor"
    ]
    if len(free) % 2 and len(found) < rounds and len(free) <= MOST_LINKS:
        notes.append("One link stays in the pool: there is no other to pair it with.")
    return notes


def as_planned(link: PoolLink) -> dict[str, Any]:
    """A link of the pool as a plan file has it, with all that is known, so that nothing is fetched again."""
    article = Article.of(link.article)
    keys = {kind: key for key, kind in WORDING_KEYS.items()}
    planned: dict[str, Any] = {
        "url": link.url,
        "title": article.title,
        "description": article.description,
        "evidence": [found.sentence for found in article.evidence] or None,
        "site": article.site,
        "image": article.image,
        "language": article.language,
        "read": None if article.evidence else False,
        **{keys[kind]: text for kind, text in link.wording.items() if kind in keys},
        "written_by": link.written_by or None,
    }
    return {key: value for key, value in planned.items() if value is not None}


def links_for(lab: Lab, document: Mapping[str, Any], *, asked: bool, more: bool) -> Chosen | None:
    """The links of a plan that names none: those that it was agreed with before, else those of the pool.

    Args:
        lab: the lab.
        document: the plan so far.
        asked: whether somebody asked for the pool's links by name.
        more: whether an agreed plan shall get further ones from the pool.

    Returns:
        None where the plan names links itself, or there are none.

    Raises:
        InputError: links were asked for and the plan names its own, or the pool has none to offer.
    """
    if document.get("link"):
        if asked:
            raise InputError(
                "The plan names its links; --from-pool is for plans that name none.",
                hint="Leave out --from-pool, or the plan's links.",
                code="links_named",
            )
        return None
    with lab.session() as session:
        name = document.get("name")
        there = find_experiment(session, name) if isinstance(name, str) else None
        if there is not None and not (asked and more):
            return Chosen(list(there.plan["link"]), (), {}, {}, ())
        chosen = choose(session, document)
        if not chosen.links:
            if asked:
                raise _nothing(session)
            return None
        if there is not None:
            return Chosen([*there.plan["link"], *chosen.links], chosen.pairs, chosen.titles, chosen.urls, chosen.notes)
        return chosen


def refreshed(session: Session, document: Mapping[str, Any]) -> tuple[dict[str, Any], Chosen | None]:
    """The plan of a next try with links that its readers have not met, as far as the pool has them.

    Args:
        session: open.
        document: the plan, with the links of the try before.

    Returns:
        The plan; its own links stay behind those of the pool where there are not enough for all rounds. And what was
        chosen, or None where the pool has nothing.
    """
    own = list(document.get("link", ()))
    chosen = choose(session, {key: value for key, value in document.items() if key != "link"})
    if not chosen.links:
        return dict(document), None
    needed = _whole(document.get("rounds"), ROUNDS) * (1 if document.get("design") == "one link" else 2)
    there = {link["url"] for link in chosen.links}
    rest = [link for link in own if link["url"] not in there] if len(chosen.links) < needed else []
    return {**document, "link": [*chosen.links, *rest]}, chosen


def _nothing(session: Session) -> InputError:
    there = store.everything(session)
    if not there:
        message = "The pool of links is empty."
    else:
        message = f"No link of the pool is unused: all {len(there)} went out, or are in an experiment that runs."
    return InputError(
        message, hint="`postlab link import FEED` or `postlab link add URL` brings more.", code="no_links"
    )


def _simulated(session: Session, document: Mapping[str, Any]) -> bool | None:
    """Whether a plan is for a simulated audience; None where it does not say where it posts."""
    names = document.get("accounts")
    there = {account.name: account.simulated for account in all_accounts(session)}
    if not isinstance(names, list | tuple) or not names or not all(isinstance(n, str) and n in there for n in names):
        return None
    return all(there[name] for name in names)


def _whole(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise


@dataclass(frozen=True, slots=True)
class Stock:
    """How far the links go.

    Attributes:
        in_pool: links in the pool.
        unused: those that can be offered.
        short: running experiments that will share links again, each with its rounds to come and fresh links.
    """

    in_pool: int
    unused: int
    short: tuple[tuple[str, int, int], ...]

    @property
    def low(self) -> bool:
        """Whether a person should know: a pool that is in use runs dry."""
        return self.in_pool > 0 and (self.unused < 2 * LOW or bool(self.short))


def stock(session: Session) -> Stock:
    """How far the pool and the links of running experiments go."""
    there = store.everything(session)
    short = []
    if there:
        running = select(Experiment).where(Experiment.state == ExperimentState.RUNNING).order_by(col(Experiment.id))
        for experiment in session.exec(running):
            plan = plan_of(experiment)
            drawn = session.exec(
                select(func.count()).select_from(Round).where(Round.experiment_id == experiment.id)
            ).one()
            fresh = session.exec(
                select(func.count())
                .select_from(Link)
                .where(Link.experiment_id == experiment.id, Link.uses == 0, col(Link.position) != RETIRED)
            ).one()
            to_come = max(plan.rounds - drawn, 0)
            if to_come * links_needed(plan.design, variants=len(plan.variant)) > fresh:
                short.append((experiment.name, to_come, fresh))
    return Stock(len(there), len(store.unused(session)), tuple(short))
