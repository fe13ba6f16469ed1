"""`postlab draft`: the framings of a link, as each account would show them; stores nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from postlab.cli import draft_output, show
from postlab.cli.completion import complete_platform
from postlab.cli.completion_words import complete_block_words, one_of
from postlab.cli.drafting import CAMPAIGN, TypedDraft, drafts_of
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import (
    AllowPrivateOption,
    AudienceOption,
    EvidenceOption,
    JsonOption,
    MomentDayOption,
    MomentOption,
    NoPagerOption,
    NoTrackingOption,
    TitleOption,
)
from postlab.english import listed
from postlab.quote_styles import QUOTES


@examples(
    "postlab draft https://news.example/graduate-pay",
    "postlab draft https://news.example/graduate-pay --audience parents",
    "postlab draft https://news.example/graduate-pay --moment exams",
)
@panels(
    {
        "The page, in your words": ("title", "description", "evidence", "pick", "quotes", "block", "picture", "alt"),
        "The framings": ("variant", "audience", "moment", "moment_on"),
        "Where it would go": ("platform", "campaign", "no_tracking"),
    }
)
def draft(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The link.")],
    title: TitleOption = None,
    evidence: EvidenceOption = None,
    description: Annotated[str | None, typer.Option("--description", help="The description, by hand.")] = None,
    pick: Annotated[int | None, typer.Option("--pick", metavar="N", help="Quote the sentence of that number.")] = None,
    quotes: Annotated[
        str | None,
        typer.Option(
            "--quotes",
            metavar="STYLE",
            help=f"{listed(QUOTES, 'or')}; else the lab's usual one.",
            autocompletion=one_of(QUOTES),
        ),
    ] = None,
    audience: AudienceOption = None,
    moment: MomentOption = None,
    moment_on: MomentDayOption = None,
    block: Annotated[
        list[str] | None,
        typer.Option(
            "--block",
            metavar="KIND=TEXT",
            help="A block's text, by hand: question=…",
            autocompletion=complete_block_words,
        ),
    ] = None,
    picture: Annotated[
        str | None, typer.Option("--picture", metavar="FILE", help="Its picture, or “article” for the page's own.")
    ] = None,
    alt: Annotated[
        str | None, typer.Option("--alt", metavar="TEXT", help="What that shows, for those who cannot see it.")
    ] = None,
    recipe: Annotated[
        list[str] | None,
        typer.Option("--variant", metavar="NAME=BLOCKS", help="Another framing to show: short=evidence,link"),
    ] = None,
    platform: Annotated[
        list[str] | None,
        typer.Option("--platform", help="Only these platforms.", autocompletion=complete_platform),
    ] = None,
    campaign: Annotated[str, typer.Option("--campaign", help="Value of utm_campaign.")] = CAMPAIGN,
    no_tracking: NoTrackingOption = False,
    allow_private: AllowPrivateOption = False,
    as_json: JsonOption = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Read a link and show its framings as each of your accounts would. With --title and --evidence nothing is fetched.

    Without accounts, or with --platform, it shows them as those networks would.
    """
    call: Invocation = ctx.obj
    typed = TypedDraft(
        title=title,
        evidence=evidence or [],
        description=description,
        pick=pick,
        quotes=quotes,
        audience=audience,
        moment=moment,
        moment_on=moment_on,
        block=block,
        picture=picture,
        alt=alt,
        recipe=recipe,
        platform=platform,
        campaign=campaign,
        no_tracking=no_tracking,
        allow_private=allow_private,
    )
    made = drafts_of(ctx, url, typed)
    article, drafts, coming, today = made.article, made.drafts, made.coming, made.today
    if as_json:
        from postlab.reports.answers.texts import DraftAnswer
        from postlab.reports.nouns.link import article_view
        from postlab.reports.nouns.moment import moment_view

        opened_with = moment_view(coming.moment, coming, today=today) if coming else None
        show.print_json(DraftAnswer(article_view(article), tuple(map(draft_output.draft_view, drafts)), opened_with))
        return
    with call.paged(wanted=not no_pager):
        draft_output.print_article(call, article, drafts, picked=made.picked)
        draft_output.print_drafts(call, article, drafts)
        draft_output.print_ending(call, coming.dated if coming else None, today)
