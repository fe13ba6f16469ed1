"""The wizard's questions which sentence of each link is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.english import counted
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postlab.framing.article import Article, Evidence

ASKED = 6
"""How many links are asked about one by one: three rounds of two. More would be no wizard any more."""

NONE = ("0", "-")
"""What a person types who wants no sentence quoted."""


def choose_sentences(
    call: Invocation, links: Sequence[dict[str, Any]], articles: Mapping[str, Article], *, audience: str
) -> list[dict[str, Any]]:
    """Show the sentences of each link and ask which is quoted; the `[[link]]` tables with the answers.

    Enter takes the first; links whose article is not known, or whose words were typed, are not asked about.

    Args:
        call: the call of the program.
        links: the plan's `[[link]]` tables.
        articles: by address, what was read of them.
        audience: whom the posts are for, as the templates know it.
    """
    from postlab.framing.readers import for_readers

    out = call.answer
    still_open = [link for link in links if _is_open(link, articles.get(str(link["url"])))]
    first = [link for link in still_open if str(link["url"]) in articles][:ASKED]
    if not first:
        return list(links)
    out.print("\nWhich sentence of each link should be quoted?")
    chosen = {
        str(link["url"]): _ask_about(call, link, for_readers(articles[str(link["url"])], audience)) for link in first
    }
    if len(still_open) > len(first):
        out.print(
            f"[dim]Of the other {counted(len(still_open) - len(first), 'link')} the first sentence is quoted; what "
            'goes out is shown in full before you say yes, and a plan file can pick (pick = 2, evidence = "…").[/]'
        )
    return [chosen.get(str(link["url"]), link) for link in links]


def article_of(call: Invocation, url: str, *, allow_private: bool, complains: bool = True) -> Article | None:
    """What a page says, or None where it cannot be read, which is told if `complains`."""
    from postlab.articles.read import read_article
    from postlab.lab_wording import lab_wordings

    try:
        with call.busy("Reading the page"):
            return read_article(url, allow_private=allow_private, wordings=lab_wordings(call.settings.lab))
    except InputError as exc:
        if complains:
            call.answer.print(f"  {markup(exc.message)}")
        return None


def _is_open(link: Mapping[str, Any], article: Article | None) -> bool:
    """Whether nobody has given a link other words to quote than its page's own."""
    evidence = link.get("evidence")
    if "pick" in link or evidence is None:
        return "pick" not in link
    own = [quoted.sentence for quoted in article.evidence] if article else []
    return ([evidence] if isinstance(evidence, str) else list(evidence)) == own


def _ask_about(call: Invocation, link: dict[str, Any], article: Article) -> dict[str, Any]:
    """Ask which sentence of one link is quoted; its `[[link]]` table with the answer."""
    from rich.prompt import Prompt

    out, evidence = call.answer, article.evidence
    out.print(f"  “{markup(article.title)}”")
    show.sentences(out, evidence)
    if not evidence:
        show.indented(out, markup(show.nothing_to_quote(article)))
    asked = _question(evidence)
    while True:
        answer = Prompt.ask(asked, default="", show_default=False, console=out).strip()
        if answer.isdecimal() and int(answer) > len(evidence):
            out.print(f"  There is no sentence {answer}; choose from 0 to {len(evidence)}, or write your own.")
            continue
        return _with_answer(link, article, answer)


def _question(evidence: Sequence[Evidence]) -> str:
    if not evidence:
        return "  A sentence of yours, or Enter to leave it"
    numbers = {1: "1", 2: "1 or 2"}.get(len(evidence), f"1 to {len(evidence)}")
    return f"  {numbers}, your own words, or 0 for its headline (Enter takes 1)"


def _with_answer(link: dict[str, Any], article: Article, answer: str) -> dict[str, Any]:
    if not answer:
        return link
    if answer in NONE:
        return _without_evidence(link, article)
    if answer.isdecimal():
        return {**link, "pick": int(answer)}
    return {**link, "evidence": answer}


def _without_evidence(link: dict[str, Any], article: Article) -> dict[str, Any]:
    """A `[[link]]` table that says itself what its page says, so that nothing of it is quoted."""
    from_page = {
        "title": article.title,
        "description": article.description,
        "site": article.site,
        "image": article.image,
        "language": article.language,
    }
    without = {key: value for key, value in link.items() if key != "evidence"}
    return {key: value for key, value in from_page.items() if value} | without | {"read": False}
