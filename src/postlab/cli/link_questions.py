"""The question which links a plan shares: the pool's, or typed ones, each with its page read at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postlab.cli import pool_offer
from postlab.cli.answer_checks import check_address
from postlab.cli.asking import BackAsked
from postlab.english import counted
from postlab.errors import InputError
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from postlab.cli.plan_answers import PlanAnswers
    from postlab.framing.article import Article

GONE = "not_found"
"""The code of a page that does not exist: nobody could follow a link to it."""

_OUT = re.compile(r"-\s*(\d+)")


def ask_links(answers: PlanAnswers) -> dict[str, Any]:
    """Ask for the links; each page is read at once, so that the person can fill in what it does not tell.

    A link that was typed by mistake is taken out again by its number, or the last one by going back.
    """
    former = answers.former.get("link")
    if former is None:
        offered = pool_offer.offer_links(answers)
        if offered is not None:
            return {"link": offered}
    out, links = answers.call.answer, list(former or ())
    per_round = "one" if answers.document.get("design") == "one link" else "two"
    out.print(
        f"\nLinks to share, one after the other; a round takes {per_round}. An empty line ends the list, -1 takes "
        "link 1 out again, < the last one."
    )
    for number, link in enumerate(links, start=1):
        out.print(f"  {number}  {markup(str(link['url']))}", soft_wrap=True)
    while True:
        try:
            typed = answers.line(f"Link {len(links) + 1}", default="", check=_check(links))
        except BackAsked:
            if not links:
                raise
            _take_out(answers, links, len(links))
            continue
        if match := _OUT.fullmatch(typed):
            _take_out(answers, links, int(match[1]))
        elif typed:
            try:
                links += _link_of(answers, typed)
            except BackAsked:
                out.print("  Left out.")
            answers.keep({"link": links} if links else None)
        elif links:
            return {"link": links}
        else:
            out.print("  An experiment needs one link at least.")


def links_said(answers: PlanAnswers) -> str:
    """The links, one a line."""
    return "\n".join(plain(str(link.get("url"))) for link in answers.document.get("link") or ()) or "–"


def read_page(answers: PlanAnswers, url: str) -> Article | InputError:
    """What a page says, or why it cannot be read."""
    from postlab.articles.overrides import page_of

    lab = answers.lab
    try:
        with answers.call.busy("Reading the page"):
            page = page_of(url, allow_private=answers.allow_private, wordings=lab.wordings, pages=lab.pages)
    except InputError as exc:
        answers.unread.add(url)
        return exc
    answers.unread.discard(url)
    return page.article


def _check(links: list[dict[str, Any]]) -> Any:
    known = check_address([str(link["url"]) for link in links])

    def check(typed: str) -> None:
        if match := _OUT.fullmatch(typed):
            if not 1 <= int(match[1]) <= len(links):
                raise ValueError(
                    f"There is no link {match[1]} to take out; the list has {counted(len(links), 'link')}."
                )
        else:
            known(typed)

    return check


def _take_out(answers: PlanAnswers, links: list[dict[str, Any]], number: int) -> None:
    link = links.pop(number - 1)
    answers.sentences_for.discard(str(link["url"]))
    answers.keep({"link": links} if links else None)
    answers.call.answer.print(f"  Took out link {number}: {markup(str(link['url']))}", soft_wrap=True)


def _link_of(answers: PlanAnswers, typed: str) -> list[dict[str, Any]]:
    """The `[[link]]` table of a typed address; none where its page is gone, or it is left out.

    Raises:
        BackAsked: the person went back from the questions about it.
    """
    from postlab.articles.pasted import pasted
    from postlab.articles.site import same_page

    # it was checked as it was typed
    out, url = answers.call.answer, pasted(typed).url
    if url != typed:
        out.print(f"  Taken as {markup(url)}", soft_wrap=True)
    page = read_page(answers, url)
    if not isinstance(page, InputError):
        out.print(f"  “{markup(page.title)}”")
        if same_page(page.url) != same_page(url):
            out.print(f"  It leads on to {markup(page.url)}, and that is what goes out.", soft_wrap=True)
        return [{"url": url}]
    out.print(f"  {markup(page.message)}")
    if page.code == GONE:
        out.print("  Nobody could follow a link to it, so it is left out. Check the address.")
        return []
    out.print("  To share it all the same, tell by hand what it says; an empty title leaves the link out.")
    while True:
        title = answers.line("  Its title", default="")
        if not title:
            out.print("  Left out.")
            return []
        try:
            evidence = answers.line("  The sentence that carries its claim")
        except BackAsked:
            continue
        return [{"url": url, "title": title, "evidence": evidence}]
