"""Choosing links of the pool for a plan: in pairs that can be compared, one pair for each round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from postlab.design.plan_parts import WORDING_KEYS
from postlab.design.similar_links import MOST_LINKS, Pair, Subject, pairs, topics_of
from postlab.english import plural
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.brief import USUAL_AUDIENCE
from postlab.framing.pictures import OF_THE_ARTICLE, ChosenPicture
from postlab.framing.words import search_words_of
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import all_accounts
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.loop.pool import store
from postlab.records.practice import PoolLink
from postlab.stats.rounds_law import USUAL_ROUNDS


@dataclass(frozen=True, slots=True)
class Chosen:
    """The links chosen for a plan.

    Attributes:
        links: `[[link]]` tables of a plan; in the design “two links” each two in a row form a round.
        pairs: the pairs, in the same order; none in the design “one link”.
        titles: the articles' titles, by the link's number in the pool.
        urls: the addresses, by the same.
        notes: sentences that a person should know about the choice.
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
        count_by_quality = Counter(pair.quality for pair in self.pairs)
        qualities = ", ".join(
            f"{count_by_quality[quality]} {quality}"
            for quality in ("good", "fair", "poor")
            if count_by_quality[quality]
        )
        pair_count = f"{len(self.pairs)} {plural(len(self.pairs), 'pair')}"
        return f"{links} of the pool, in {pair_count} ({qualities})"


def subject_of(link: PoolLink) -> Subject:
    """A link of the pool as `postlab.design` compares it with others."""
    article = Article.of(link.article)
    sentences = [evidence.sentence for evidence in article.evidence]
    return Subject(
        key=link.id or 0,
        title=article.title,
        text=" ".join([article.description or "", *sentences]),
        words=link.words,
        site=article.site,
        evidence=bool(sentences),
    )


def topics_by_link(links: Sequence[PoolLink], *, at_most: int = 3) -> dict[int, tuple[str, ...]]:
    """The most characteristic words of each link, by its number in the pool."""
    about = topics_of([subject_of(link) for link in links])
    return {link.id or 0: about.words(place, at_most=at_most) for place, link in enumerate(links)}


def proposed(
    session: Session, *, count: int | None = None, audience: str | None = None, simulated: bool | None = None
) -> tuple[dict[int, PoolLink], tuple[Pair, ...]]:
    """All unused links by number, and the best pairs of them, best first.

    Args:
        session: open.
        count: how many pairs at most; None is no limit.
        audience: pairs about topics of this audience come first.
        simulated: see `postlab.loop.pool.store.unused`.
    """
    free = {link.id or 0: link for link in store.unused(session, simulated=simulated)}
    topics = search_words_of(audience) if audience else ""
    return free, pairs([subject_of(link) for link in free.values()], count=count, towards=topics)


def choose(session: Session, document: Mapping[str, Any]) -> Chosen:
    """Choose links of the pool for a plan that names none: a pair for each round, as far as they suffice.

    Args:
        session: open.
        document: the unfinished plan document; defaults are assumed for keys that it does not have.
    """
    rounds = _positive_or(document.get("rounds"), USUAL_ROUNDS)
    audience = document.get("audience")
    simulated = _audience_is_simulated(session, document)
    free, chosen_pairs = proposed(
        session,
        count=rounds,
        audience=audience if isinstance(audience, str) else USUAL_AUDIENCE,
        simulated=simulated,
    )
    titles = {number: str(link.article["title"]) for number, link in free.items()}
    urls = {number: link.url for number, link in free.items()}
    if document.get("design") == "one link":
        best = [key for pair in chosen_pairs for key in (pair.first, pair.second)]
        rest = [key for key in free if key not in best]
        links = sorted([*best, *rest], key=lambda key: not free[key].article["evidence"])[:rounds]
        return Chosen([planned_link(free[key]) for key in links], (), titles, urls, ())
    if not chosen_pairs:
        return Chosen([planned_link(link) for link in free.values()], (), titles, urls, ())
    taken = [key for pair in chosen_pairs for key in (pair.first, pair.second)]
    return Chosen(
        [planned_link(free[key]) for key in taken],
        chosen_pairs,
        titles,
        urls,
        tuple(_notes(free, chosen_pairs, rounds)),
    )


def _notes(free: Mapping[int, PoolLink], chosen_pairs: Sequence[Pair], rounds: int) -> list[str]:
    notes = [
        f"Links {2 * place - 1} and {2 * place} make a poor pair: {pair.why}."
        for place, pair in enumerate(chosen_pairs, start=1)
        if pair.quality == "poor"
    ]
    if len(free) % 2 and len(chosen_pairs) < rounds and len(free) <= MOST_LINKS:
        notes.append("One link stays in the pool: there is no other to pair it with.")
    return notes


def planned_link(link: PoolLink) -> dict[str, Any]:
    """A link of the pool as a `[[link]]` table, with all that is known, so that its page is not fetched again."""
    article = Article.of(link.article)
    keys = {kind: key for key, kind in WORDING_KEYS.items()}
    planned: dict[str, Any] = {
        "url": link.url,
        "title": article.title,
        "description": article.description,
        "evidence": [evidence.sentence for evidence in article.evidence] or None,
        "site": article.site,
        "image": article.image,
        "language": article.language,
        "read": None if article.evidence else False,
        **{keys[kind]: text for kind, text in link.wording.items() if kind in keys},
        "written_by": link.written_by or None,
        **({} if article.picture is None else _planned_picture(article.picture)),
    }
    return {key: value for key, value in planned.items() if value is not None}


def _planned_picture(picture: ChosenPicture) -> dict[str, str]:
    """The keys of a plan for the picture of a link of the pool."""
    return {"picture": OF_THE_ARTICLE if picture.address else picture.file, "picture_alt": picture.alt}


def links_for(lab: Lab, document: Mapping[str, Any], *, asked: bool, more: bool) -> Chosen | None:
    """The links for a plan that names none: those of the stored experiment of that name, else links of the pool.

    Args:
        lab: the lab.
        document: the unfinished plan document.
        asked: whether the option --from-pool was given.
        more: whether a stored experiment gets further links from the pool.

    Returns:
        The choice; None where the plan names links itself, or the pool has none to offer.

    Raises:
        InputError: `asked`, but the plan names its own links, or the pool has none to offer.
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
        agreed = find_experiment(session, name) if isinstance(name, str) else None
        if agreed is not None and not (asked and more):
            return Chosen(plan_of(agreed).document()["link"], (), {}, {}, ())
        chosen = choose(session, document)
        if not chosen.links:
            if asked:
                raise _no_links_error(session)
            return None
        if agreed is not None:
            links = [*plan_of(agreed).document()["link"], *chosen.links]
            return Chosen(links, chosen.pairs, chosen.titles, chosen.urls, chosen.notes)
        return chosen


def with_fresh_links(session: Session, document: Mapping[str, Any]) -> tuple[dict[str, Any], Chosen | None]:
    """The plan document of a retry with unused links of the pool.

    Args:
        session: open.
        document: the plan document with the links of the experiment before.

    Returns:
        The document, in which the former links follow those of the pool where these are not enough for all rounds; and
        the choice, or None where the pool has no unused links.
    """
    former_links = list(document.get("link", ()))
    chosen = choose(session, {key: value for key, value in document.items() if key != "link"})
    if not chosen.links:
        return dict(document), None
    needed = _positive_or(document.get("rounds"), USUAL_ROUNDS) * (1 if document.get("design") == "one link" else 2)
    from postlab.articles.site import same_page

    chosen_pages = {same_page(link["url"]) for link in chosen.links}
    former_links_needed = (
        [link for link in former_links if same_page(link["url"]) not in chosen_pages]
        if len(chosen.links) < needed
        else []
    )
    return {**document, "link": [*chosen.links, *former_links_needed]}, chosen


def _no_links_error(session: Session) -> InputError:
    pool = store.everything(session)
    if not pool:
        message = "The pool of links is empty."
    else:
        message = f"No link of the pool is unused: all {len(pool)} went out, or are in an experiment that runs."
    return InputError(
        message, hint="`postlab link import FEED` or `postlab link add URL` brings more.", code="no_links"
    )


def _audience_is_simulated(session: Session, document: Mapping[str, Any]) -> bool | None:
    """Whether all accounts of a plan document are simulated; None where it names none, or unknown ones."""
    names = document.get("accounts")
    simulated_by_name = {account.name: account.simulated for account in all_accounts(session)}
    if (
        not isinstance(names, list | tuple)
        or not names
        or not all(isinstance(n, str) and n in simulated_by_name for n in names)
    ):
        return None
    return all(simulated_by_name[name] for name in names)


def _positive_or(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise
