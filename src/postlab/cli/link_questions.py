"""The wizard's questions for links: the pool's, or typed ones, each with its page read and its sentence chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postlab.cli import pool_offer, sentence_questions
from postlab.cli.answer_checks import check_address
from postlab.cli.asking import ask_line
from postlab.cli.invocation import Invocation
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postlab.framing.article import Article
    from postlab.loop.lab import Lab


def links_with_sentences(
    call: Invocation, lab: Lab, document: dict[str, Any], *, allow_private: bool
) -> list[dict[str, Any]]:
    """The links of the plan, the pool's or typed ones, each with the sentence that is to be quoted.

    Args:
        call: the call of the program.
        lab: the lab, open.
        document: the plan so far; it has an audience.
        allow_private: whether pages may be on private addresses.
    """
    articles: dict[str, Article] = {}
    links = document.get("link")
    if links is None:
        links = pool_offer.offer_links(call, lab, document)
        articles = pool_offer.articles_of(lab, links or ())
    else:
        for link in links[: sentence_questions.ASKED] if _quotes(document) else ():
            article = sentence_questions.article_of(
                call, str(link["url"]), allow_private=allow_private, complains=False
            )
            if article is not None:
                articles[str(link["url"])] = article
    if links is None:
        per_round = "one" if document.get("design") == "one link" else "two"
        links = _ask_links(call, articles, per_round=per_round, allow_private=allow_private)
    return with_sentences(call, document, links, articles)


def with_sentences(
    call: Invocation, document: Mapping[str, Any], links: list[dict[str, Any]], articles: Mapping[str, Article]
) -> list[dict[str, Any]]:
    """The `[[link]]` tables of a plan with the sentence of each that a person chose, where a framing quotes one.

    Args:
        call: the call of the program.
        document: the plan's other tables; it has an audience.
        links: the plan's links.
        articles: by address, what was read of them.
    """
    if not _quotes(document):
        return links
    return sentence_questions.choose_sentences(call, links, articles, audience=_templates_of(call, document))


def _templates_of(call: Invocation, document: Mapping[str, Any]) -> str:
    """The audience whose templates word the posts of a plan."""
    from postlab.loop.plan.plan_defaults import audience_named

    own = audience_named(call.settings, document["audience"])
    return str(document.get("brief", {}).get("like") or (own.like if own else None) or document["audience"])


def _quotes(document: Mapping[str, Any]) -> bool:
    """Whether a framing of the plan quotes a sentence; the framings of a plan that names none do."""
    framings = document.get("variant")
    return framings is None or any("evidence" in framing.get("blocks", ()) for framing in framings)


def _ask_links(
    call: Invocation, articles: dict[str, Article], *, per_round: str, allow_private: bool
) -> list[dict[str, Any]]:
    """Ask for links; each page is read at once, so that the person can fill in what it does not tell.

    What is read is added to `articles`, by address.
    """
    out = call.answer
    out.print(f"\nLinks to share, one after the other; a round takes {per_round}. An empty line ends the list.")
    links: list[dict[str, Any]] = []
    while True:
        taken = [str(link["url"]) for link in links]
        url = ask_line(out, f"Link {len(links) + 1}", default="", check=check_address(taken))
        if not url and links:
            return links
        if not url:
            out.print("  An experiment needs one link at least.")
            continue
        article = sentence_questions.article_of(call, url, allow_private=allow_private)
        if article is not None:
            out.print(f"  “{markup(article.title)}”")
            articles[url] = article
        link = {"url": url} if article is not None else _ask_by_hand(call, url)
        if link is not None:
            links.append(link)


def _ask_by_hand(call: Invocation, url: str) -> dict[str, Any] | None:
    """Ask what a page says that cannot be read; None when the person leaves the link out."""
    out = call.answer
    out.print("  Then tell it by hand; an empty title leaves the link out.")
    title = ask_line(out, "  Its title", default="")
    if not title:
        return None
    return {"url": url, "title": title, "evidence": ask_line(out, "  The sentence that carries its claim")}
