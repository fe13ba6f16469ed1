"""The question which sentence of each link is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postlab.cli import pool_offer, show
from postlab.cli.asking import BackAsked
from postlab.cli.link_questions import read_page
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postlab.cli.plan_answers import PlanAnswers
    from postlab.framing.article import Article, Evidence

ASKED = 6
"""After so many links a person is asked whether to choose for the others too: three rounds of two."""

NONE = ("0", "-")
"""What a person types who wants no sentence quoted."""

_FROM_PAGE = ("title", "description", "site", "image", "language")


def ask_sentences(answers: PlanAnswers) -> dict[str, Any]:
    """Show the sentences of each link and ask which is quoted.

    Enter takes the first, or leaves what was chosen before. Links whose page cannot be read, or whose words somebody
    typed, are not asked about.
    """
    if answers.from_pool and "link" not in answers.document:
        answers.document = {**answers.document, "link": _from_pool(answers)}
    links = [dict(link) for link in answers.document.get("link") or ()]
    if not _quotes(answers.document):
        return {"link": links}
    known = pool_offer.articles_of(answers.lab, [link for link in links if str(link["url"]) not in answers.lab.pages])
    still_open = [
        place
        for place, link in enumerate(links)
        if _may_be_asked(answers, link) and (answers.again or str(link["url"]) not in answers.sentences_for)
    ]
    _ask_each(answers, links, still_open, known)
    return {"link": links}


def _ask_each(
    answers: PlanAnswers, links: list[dict[str, Any]], places: Sequence[int], known: Mapping[str, Article]
) -> None:
    """Ask about the links at some places, one after the other, and put the answers into `links`.

    Args:
        answers: those so far.
        links: the `[[link]]` tables of the plan.
        places: which of them are asked about.
        known: by address, what is known of links without reading their pages.

    Raises:
        BackAsked: the person went back from the first of them.
    """
    from postlab.framing.readers import for_readers

    out, position = answers.call.answer, 0
    trail: list[int] = []
    while position < len(places):
        place = places[position]
        url = str(links[place]["url"])
        article = known.get(url) or (None if url in answers.unread else read_page(answers, url))
        if article is None or isinstance(article, InputError) or not _is_open(answers, links[place], article):
            position += 1
            continue
        try:
            if len(trail) == ASKED and position not in trail and not _goes_on(answers, len(places) - position):
                answers.sentences_for |= {str(links[later]["url"]) for later in places[position:]}
                return
            if not trail:
                out.print("\nWhich sentence of each link should be quoted?")
            links[place] = _ask_about(answers, links[place], for_readers(article, _readers(answers)), place + 1)
        except BackAsked:
            if not trail:
                raise
            position = trail.pop()
            continue
        answers.sentences_for.add(url)
        answers.document = {**answers.document, "link": list(links)}
        answers.keep()
        trail.append(position)
        position += 1


def are_chosen(answers: PlanAnswers) -> bool:
    """Whether each link that the plan has now was asked about, as far as it can be."""
    links = answers.document.get("link")
    asked = answers.sentences_for | answers.unread
    return links is not None and all(str(link["url"]) in asked or not _may_be_asked(answers, link) for link in links)


def _goes_on(answers: PlanAnswers, left: int) -> bool:
    others = "other link" if left == 1 else f"other {left} links"
    return answers.yes(f"Choose for the {others} too? With n the first sentence is quoted.", default=True)


def sentences_said(answers: PlanAnswers) -> str:
    """What is quoted of each link, in a few words."""
    return "; ".join(f"{n}: {_chosen(link)}" for n, link in enumerate(answers.document.get("link") or (), 1)) or "–"


def _chosen(link: Mapping[str, Any]) -> str:
    if "pick" in link:
        return f"sentence {link['pick']}"
    evidence = link.get("evidence")
    if isinstance(evidence, str):
        return "your own words"
    return "its headline" if link.get("read") is False and not evidence else "the first"


def _from_pool(answers: PlanAnswers) -> list[dict[str, Any]]:
    """The links of the pool for this plan.

    Raises:
        InputError: it has none to offer.
    """
    from postlab.loop.pool.pairs import links_for

    answers.pooled = links_for(answers.lab, answers.document, asked=True, more=False)
    return list(answers.pooled.links) if answers.pooled is not None else []


def _readers(answers: PlanAnswers) -> str:
    """The audience whose templates word the posts of the plan."""
    from postlab.cli.typed_names import answers_known_to
    from postlab.loop.plan.plan_defaults import audience_named

    document, (known, _) = answers.document, answers_known_to(answers.lab)
    try:
        audience = known(str(document["audience"]))
    except ValueError:
        audience = str(document["audience"])
    own = audience_named(answers.call.settings, audience)
    return str((document.get("brief") or {}).get("like") or (own.like if own else None) or audience)


def _quotes(document: Mapping[str, Any]) -> bool:
    """Whether a framing of the plan quotes a sentence; the framings of a plan that names none do."""
    framings = document.get("variant")
    return framings is None or any("evidence" in framing.get("blocks", ()) for framing in framings)


def _may_be_asked(answers: PlanAnswers, link: Mapping[str, Any]) -> bool:
    """Whether a link's sentence may still be chosen, as far as that can be told without its page."""
    if str(link["url"]) in answers.sentences_for:
        return True
    by_hand = "title" in link and link.get("read") is not False and isinstance(link.get("evidence"), str)
    return "pick" not in link and not by_hand


def _is_open(answers: PlanAnswers, link: Mapping[str, Any], article: Article) -> bool:
    """Whether nobody has given a link other words to quote than its page's own, or was asked for them here."""
    evidence = link.get("evidence")
    if str(link["url"]) in answers.sentences_for or evidence is None:
        return True
    return ([evidence] if isinstance(evidence, str) else list(evidence)) == _own_sentences(article)


def _own_sentences(article: Article) -> list[str]:
    return [quoted.sentence for quoted in article.evidence]


def _ask_about(answers: PlanAnswers, link: dict[str, Any], article: Article, number: int) -> dict[str, Any]:
    """Ask which sentence of one link is quoted; its `[[link]]` table with the answer."""
    out, evidence = answers.call.answer, article.evidence
    out.print(f"  Link {number}: “{markup(article.title)}”")
    show.sentences(out, evidence)
    if not evidence:
        show.indented(out, markup(show.nothing_to_quote(article)))
    elsewise = _reopened(link, article) != link

    def known(answer: str) -> None:
        if answer.isdecimal() and int(answer) > len(evidence):
            raise ValueError(f"There is no sentence {answer}; choose from 0 to {len(evidence)}, or write your own.")

    enter = f"Enter keeps {_chosen(link)}" if elsewise else "Enter takes 1" if evidence else ""
    answer = answers.line(_question(evidence, enter), default="", check=known)
    return _with_answer(link, article, answer)


def _question(evidence: Sequence[Evidence], enter: str) -> str:
    if not evidence:
        return f"  A sentence of yours, or {enter or 'Enter to leave it'}"
    numbers = {1: "1", 2: "1 or 2"}.get(len(evidence), f"1 to {len(evidence)}")
    return f"  {numbers}, your own words, or 0 for its headline ({enter})"


def _with_answer(link: dict[str, Any], article: Article, answer: str) -> dict[str, Any]:
    if not answer:
        return link
    untouched = _reopened(link, article)
    if answer in NONE:
        return _without_evidence(untouched, article)
    if answer.isdecimal():
        return {**untouched, "pick": int(answer)}
    return {**untouched, "evidence": answer}


def _reopened(link: dict[str, Any], article: Article) -> dict[str, Any]:
    """A `[[link]]` table without a choice that was made for it before."""
    table = {key: value for key, value in link.items() if key != "pick"}
    evidence = table.get("evidence")
    if isinstance(evidence, str) and [evidence] != _own_sentences(article):
        del table["evidence"]
    if table.get("read") is False and "evidence" not in table and article.evidence:
        del table["read"]
        for key in _FROM_PAGE:
            if key in table and table[key] == getattr(article, key):
                del table[key]
    return table


def _without_evidence(link: dict[str, Any], article: Article) -> dict[str, Any]:
    """A `[[link]]` table that says itself what its page says, so that nothing of it is quoted."""
    from_page = {key: getattr(article, key) for key in _FROM_PAGE}
    without = {key: value for key, value in link.items() if key != "evidence"}
    return {key: value for key, value in from_page.items() if value} | without | {"read": False}
