"""The wizard's question whether to take the links of a new plan from the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab.cli import link_output
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.cli.plan_answers import PlanAnswers
    from postlab.framing.article import Article
    from postlab.loop.lab import Lab


def offer_links(answers: PlanAnswers) -> list[dict[str, Any]] | None:
    """Show the pool's links for a plan and ask whether to take them; None if not, or if the pool has none."""
    from postlab.loop.pool import pairs

    with answers.lab.session() as session:
        chosen = pairs.choose(session, answers.document)
    if not chosen.links:
        return None
    call, out = answers.call, answers.call.answer
    out.print(f"\nLinks to share: {chosen.summary}.")
    if chosen.pairs:
        link_output.print_pairs(call, chosen.pairs, chosen.titles)
    else:
        for link in chosen.links:
            out.print(f"  {markup(str(link['title']))}")
    free = len(chosen.titles)
    if not answers.yes(f"Take them from your pool ({free} unused)?", default=True):
        return None
    return chosen.links


def articles_of(lab: Lab, links: Sequence[Mapping[str, Any]]) -> dict[str, Article]:
    """By address, what the pool knows about links that were taken from it."""
    from postlab.framing.article import Article
    from postlab.loop.pool import store

    urls = {str(link["url"]) for link in links}
    if not urls:
        return {}
    with lab.session() as session:
        return {link.url: Article.of(link.article) for link in store.everything(session) if link.url in urls}
