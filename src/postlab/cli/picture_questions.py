"""The questions about pictures: which picture each link has, what it shows, and whether a page's own may be posted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postlab.cli.asking import ask_line, ask_yes
from postlab.framing.alt_texts import why_no_alt
from postlab.framing.blocks import PICTURE
from postlab.framing.pictures import OF_THE_ARTICLE
from postlab.near_names import spelt_alike
from postlab.sanitise import markup, plain, postable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postlab.cli.invocation import Invocation
    from postlab.cli.plan_answers import PlanAnswers
    from postlab.framing.article import Article
    from postlab.loop.lab import Lab

    Line = Callable[..., str]
    Yes = Callable[..., bool]


def show_pictures(document: Mapping[str, Any]) -> bool:
    """Whether a framing of an unchecked plan has a picture."""
    framings = document.get("variant")
    return isinstance(framings, list | tuple) and any(
        any(spelt_alike(str(block), (PICTURE,)) for block in framing.get("blocks") or ())
        for framing in framings
        if isinstance(framing, dict)
    )


def with_pictures_asked(call: Invocation, lab: Lab, document: dict[str, Any], *, allow_private: bool) -> dict[str, Any]:
    """A plan from a file or from flags, with what is missing of its pictures asked for at the terminal."""
    if not show_pictures(document) or not all(isinstance(link, dict) for link in document.get("link") or ()):
        return document

    def line(prompt: str, **asked: Any) -> str:
        return ask_line(call.answer, prompt, **asked)

    def yes(question: str, *, default: bool) -> bool:
        return ask_yes(call.answer, question, default=default)

    links = [dict(link) for link in document.get("link") or ()]
    _ask_each(call, lab, links, line=line, yes=yes, again=False, allow_private=allow_private)
    return document | {"link": links} if links else document


def ask_pictures(answers: PlanAnswers) -> dict[str, Any]:
    """Ask the same among the questions of `postlab new`, where one can go back."""
    links = [dict(link) for link in answers.document.get("link") or ()]
    _ask_each(
        answers.call,
        answers.lab,
        links,
        line=answers.line,
        yes=answers.yes,
        again=answers.again,
        allow_private=answers.allow_private,
    )
    return {"link": links}


def pictures_apply(answers: PlanAnswers) -> bool:
    """Whether the plan's framings show pictures."""
    return show_pictures(answers.document)


def pictures_are_told(answers: PlanAnswers) -> bool:
    """Whether each link has its picture, with words for those who cannot see it."""
    return all(
        link.get("picture") and (link.get("picture_alt") or link["picture"] == OF_THE_ARTICLE)
        for link in answers.document.get("link") or ()
    )


def pictures_said(answers: PlanAnswers) -> str:
    """The picture of each link, in a few words."""
    said = []
    for number, link in enumerate(answers.document.get("link") or (), 1):
        named = str(link.get("picture") or "none")
        said.append(f"{number}: {'its page’s own' if named == OF_THE_ARTICLE else plain(Path(named).name)}")
    return "; ".join(said) or "–"


def _ask_each(
    call: Invocation,
    lab: Lab,
    links: list[dict[str, Any]],
    *,
    line: Line,
    yes: Yes,
    again: bool,
    allow_private: bool,
) -> None:
    for number, link in enumerate(links, start=1):
        article = _article_of(lab, link, allow_private=allow_private)
        title = article.title if article is not None else str(link.get("title") or link.get("url"))
        if again or not link.get("picture"):
            call.answer.print(f"  Link {number}: “{markup(plain(title))}”")
            link["picture"] = _ask_which(link, article, line)
        if link["picture"] == OF_THE_ARTICLE and not lab.settings.article_pictures:
            _ask_whose(call, lab, yes)
        file = (article.image or "") if article and link["picture"] == OF_THE_ARTICLE else str(link["picture"])
        known = article.image_alt if article is not None and link["picture"] == OF_THE_ARTICLE else None
        words = str(link.get("picture_alt") or known or "")
        if again or why_no_alt(postable(words), title=title, file=file) is not None:
            link["picture_alt"] = _ask_alt(number, words, title, file, line)


def _ask_which(link: Mapping[str, Any], article: Article | None, line: Line) -> str:
    """Which picture one link has."""
    image = article.image if article is not None else None

    def usable(typed: str) -> None:
        if typed == OF_THE_ARTICLE and article is not None and image is None:
            raise ValueError("Its page shows no picture of its own; name a file.")
        if typed != OF_THE_ARTICLE and not _path(typed).is_file():
            raise ValueError(f"There is no file {plain(typed)}.")

    offer = f", or “{OF_THE_ARTICLE}” for its page's own ({plain(image)})" if image else ""
    answer = line(f"  Its picture: a file{markup(offer)}", default=link.get("picture"), check=usable)
    return answer if answer == OF_THE_ARTICLE else str(_path(answer))


def _ask_alt(number: int, words: str, title: str, file: str, line: Line) -> str:
    """What a picture shows, in words."""

    def tells(typed: str) -> None:
        if (why := why_no_alt(postable(typed), title=title, file=file)) is not None:
            raise ValueError(f"That {why}." if why.startswith("is") else f"{why[:1].upper()}{why[1:]}.")

    asked = f"  What does the picture of link {number} show, for those who cannot see it?"
    usual = words if words and why_no_alt(postable(words), title=title, file=file) is None else None
    return line(asked, default=usual, check=tells)


def _ask_whose(call: Invocation, lab: Lab, yes: Yes) -> None:
    """Ask once a lab whether it may post the pictures of articles; a yes is kept in its settings."""
    from postlab.loop.pool.pictures import WHOSE_RIGHTS
    from postlab.settings_file import change_setting

    call.answer.print(f"  {WHOSE_RIGHTS}")
    if not yes("  May this lab post the pictures of the articles that it shares?", default=False):
        return
    if not lab.rehearsal:
        change_setting(lab.settings.lab, "article_pictures", "true")
    lab.settings = lab.settings.model_copy(update={"article_pictures": True})


def _article_of(lab: Lab, link: Mapping[str, Any], *, allow_private: bool) -> Article | None:
    """What is known of a link's page without asking anybody; None where it cannot be read."""
    from postlab.articles.overrides import page_of
    from postlab.errors import InputError

    evidence = link.get("evidence") or ()
    try:
        return page_of(
            str(link.get("url")),
            allow_private=allow_private or lab.settings.allow_private,
            title=link.get("title"),
            evidence=(evidence,) if isinstance(evidence, str) else tuple(evidence),
            image=link.get("image"),
            read=link.get("read"),
            wordings=lab.wordings,
            pages=lab.pages,
        ).article
    except (InputError, TypeError, ValueError):
        # the plan's check says what is wrong with it
        return None


def _path(typed: str) -> Path:
    return Path(typed).expanduser().resolve()
