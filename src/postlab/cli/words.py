"""`postlab words`: block texts for a link, suggested by a language model and checked against the article."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion_words import complete_block
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import (
    AllowPrivateOption,
    AudienceOption,
    EvidenceOption,
    JsonOption,
    MomentDayOption,
    MomentOption,
    TitleOption,
)
from postlab.cli.typed_names import typed_audience, typed_moment, typed_moment_day
from postlab.english import quoted
from postlab.errors import InputError
from postlab.sanitise import markup, plain
from postlab.settings import no_lab

if TYPE_CHECKING:
    from postlab.articles.read_page import ReadPage
    from postlab.copywriter import Commission, Service
    from postlab.framing.suggested import Suggested


@examples(
    "postlab words https://news.example/graduate-pay",
    "postlab words https://news.example/graduate-pay --block question --count 5",
    "postlab words --key",
)
@panels(
    {
        "The page, in your words": ("title", "evidence"),
        "The texts": ("block", "count", "audience", "moment", "moment_on"),
    }
)
def words(
    ctx: typer.Context,
    url: Annotated[str | None, typer.Argument(metavar="URL", help="The link.")] = None,
    audience: AudienceOption = None,
    moment: MomentOption = None,
    moment_on: MomentDayOption = None,
    block: Annotated[
        list[str] | None,
        typer.Option(
            "--block",
            metavar="KIND",
            help="Only this block: moment, question, evidence, …; several may be.",
            autocompletion=complete_block,
        ),
    ] = None,
    count: Annotated[int, typer.Option("--count", metavar="N", help="Alternatives for each block, 1 to 5.")] = 3,
    title: TitleOption = None,
    evidence: EvidenceOption = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep what you choose with the link (the first of each, where nobody can).")
    ] = False,
    key: Annotated[
        bool, typer.Option("--key", help="Store the key of the language model instead (an empty one removes it).")
    ] = False,
    allow_private: AllowPrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    r"""Ask a language model for block texts of a link, if you have set one up (`\[ai]` in postlab.toml).

    Claims that do not stand in the article are refused. What you choose is marked as written by the model, and no post
    with it goes out before you have read that very post.
    """
    call: Invocation = ctx.obj
    from postlab.articles.overrides import page_of
    from postlab.articles.pasted import posted
    from postlab.copywriter import commission, service_of, suggestions
    from postlab.framing.blocks import kind_named
    from postlab.lab_wording import lab_wordings
    from postlab.secrets import Secrets

    if key:
        _store_key(call)
        return
    if url is None or not url.strip():
        raise InputError("Words for which link?", hint="`postlab words URL`")
    audience, moment = typed_audience(ctx, audience), typed_moment(ctx, moment)
    kinds = tuple(kind_named(kind, place="--block") for kind in block or ())
    service = service_of(call.settings, Secrets(call.settings.lab))
    with call.busy("Reading the page"):
        page = page_of(
            url,
            title=title,
            evidence=evidence or [],
            allow_private=allow_private or call.settings.allow_private,
            wordings=lab_wordings(call.settings.lab),
        )
    wanted = commission(
        page,
        audience=audience,
        moment=moment,
        moment_on=typed_moment_day(ctx, moment_on),
        kinds=kinds,
        count=count,
    )
    with call.busy(f"Asking {plain(service.model)} at {plain(service.host)}"):
        all_suggestions = suggestions(wanted, service)
    offered = {
        kind: [suggestion for suggestion in all_suggestions if suggestion.kind == kind and not suggestion.refused]
        for kind in wanted.kinds
    }
    asks = call.interactive and not as_json
    if not as_json:
        _print_suggestions(call, page, wanted, all_suggestions, service)
    chosen = (
        _ask_which(call, offered)
        if asks
        else {kind: kind_suggestions[0].text for kind, kind_suggestions in offered.items() if kind_suggestions and save}
    )
    if save and chosen:
        _save_words(call, posted(url), page, chosen, service)
    if as_json:
        from postlab.reports.answers.texts import SuggestedWords, WordsAnswer
        from postlab.reports.nouns.link import article_view

        suggested = (
            SuggestedWords(
                suggestion.kind, suggestion.text, service.model, suggestion.sources, suggestion.refused or None
            )
            for suggestion in all_suggestions
        )
        saved = chosen if save else {}
        show.print_json(WordsAnswer(article_view(page.article), service.model, service.host, tuple(suggested), saved))
        return
    _print_outcome(call, url.strip(), title, chosen, offered, service, saved=save, asks=asks)


def _print_suggestions(
    call: Invocation, page: ReadPage, wanted: Commission, all_suggestions: tuple[Suggested, ...], service: Service
) -> None:
    out = call.answer
    out.print(f"[bold]{markup(page.article.title)}[/]")
    out.print(f"Suggestions of {markup(service.model)} at {markup(service.host)}, for {markup(wanted.audience)}.")
    for kind in wanted.kinds:
        out.print(f"\n[bold]{kind}[/]")
        offered = [suggestion for suggestion in all_suggestions if suggestion.kind == kind and not suggestion.refused]
        for number, suggestion in enumerate(offered, start=1):
            show.indented(
                out, f"{markup(suggestion.text)} [yellow](written by {markup(service.model)})[/]", bullet=f"{number}  "
            )
            for source in suggestion.sources:
                same = "word for word" if source == suggestion.text else quoted(markup(source))
                show.indented(out, f"[dim]The article: {same}[/]", indent=5)
        for suggestion in all_suggestions:
            if suggestion.kind != kind or not suggestion.refused:
                continue
            show.indented(out, f"[dim]{markup(suggestion.text[:200] or 'Nothing')}[/]", bullet="✗  ")
            show.indented(out, f"Refused: {markup(suggestion.refused)}", indent=5)
        if not any(suggestion.kind == kind for suggestion in all_suggestions):
            show.indented(out, "Nothing was suggested.")


def _ask_which(call: Invocation, offered: dict[str, list[Suggested]]) -> dict[str, str]:
    """Ask which suggestion to take for each block; returns the chosen texts by kind of block."""
    from rich.prompt import IntPrompt

    chosen: dict[str, str] = {}
    call.answer.print()
    for kind, kind_suggestions in offered.items():
        if kind_suggestions:
            choices = [str(number) for number in range(len(kind_suggestions) + 1)]
            asked = f"Which {kind}? 1 to {len(kind_suggestions)}, 0 for none"
            number = IntPrompt.ask(asked, default=0, choices=choices, show_choices=False, console=call.answer)
            if number:
                chosen[kind] = kind_suggestions[number - 1].text
    return chosen


def _save_words(call: Invocation, url: str, page: ReadPage, chosen: dict[str, str], service: Service) -> None:
    from postlab.framing.article import BY_HAND
    from postlab.loop.pool.wording import keep

    by_hand = all(evidence.source == BY_HAND for evidence in page.article.evidence)
    length = None if by_hand and page.article.evidence else len(page.text.split())
    with call.lab() as lab, lab.session() as session:
        keep(lab, session, url, page.article, chosen, model=service.model, text_words=length)


def _print_outcome(
    call: Invocation,
    url: str,
    title: str | None,
    chosen: dict[str, str],
    offered: dict[str, list[Suggested]],
    service: Service,
    *,
    saved: bool,
    asks: bool,
) -> None:
    out = call.answer
    if not chosen:
        if asks or not any(offered.values()):
            out.print("\nNothing was chosen; nothing was stored.")
        else:
            out.print("\nNothing was stored. --save keeps the first of each; at a terminal you can choose.")
        return
    if saved:
        out.print(f"\nKept with the link: {', '.join(chosen)}. `postlab draft` shows it with them.")
    out.print("\nIn a plan file:\n")
    for line in _plan_lines(url, title, chosen, service.model):
        out.print(markup(line), soft_wrap=True)
    out.print("\nA post with these words waits until you have read it: `postlab approve POST`.")


def _plan_lines(url: str, title: str | None, chosen: dict[str, str], model: str) -> list[str]:
    """The lines of a plan file that describe the link with the chosen words."""

    def toml_string(text: str) -> str:
        # a string of JSON is one of TOML
        return json.dumps(plain(text), ensure_ascii=False)

    by_key = {kind.replace(" ", "_"): text for kind, text in chosen.items()}
    lines = ["[[link]]", f"url = {toml_string(url)}", *([f"title = {toml_string(title)}"] if title else [])]
    lines += [f"{key} = {toml_string(text)}" for key, text in by_key.items()]
    return [*lines, f"written_by = {{ {', '.join(f'{key} = {toml_string(model)}' for key in by_key)} }}"]


def _store_key(call: Invocation) -> None:
    from postlab.copywriter import keep_key
    from postlab.secrets import Secrets

    if not call.settings.exists:
        raise no_lab(call.folder)
    if call.interactive:
        from rich.prompt import Prompt

        typed = Prompt.ask("The key (it is not shown)", password=True, console=call.talk)
    else:
        typed = sys.stdin.readline()
    place = keep_key(Secrets(call.settings.lab), typed.strip())
    if place is None:
        call.answer.print("There is no key of a language model any more.")
    else:
        call.answer.print(f"The key of the language model is kept in the {'keyring' if place == 'keyring' else 'lab'}.")
