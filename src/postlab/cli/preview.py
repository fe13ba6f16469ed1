"""`postlab preview`: posts as they will look, as one page to judge them by."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import readonly_db
from postlab.cli.completion import complete_platform, complete_preview
from postlab.cli.drafting import TypedDraft, drafts_of
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.known_names import known_experiment_or_post
from postlab.cli.options import (
    AllowPrivateOption,
    AudienceOption,
    EvidenceOption,
    JsonOption,
    MomentDayOption,
    MomentOption,
    NoTrackingOption,
    OutputOption,
    TitleOption,
)
from postlab.cli.output import at_most_one_of, is_stdout, write_json
from postlab.cli.page_output import PdfOption, file_name, refuse_two_places, write_page
from postlab.cli.page_pictures import page_pictures
from postlab.english import away, counted, listed, plural, weekday
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.cli.draft_output import Place
    from postlab.cli.drafting import Drafts
    from postlab.reports.looks.draft_looks import PictureAt
    from postlab.reports.looks.post_look import LookPlace
    from postlab.reports.looks.preview import Preview

NETWORKS = ("bluesky", "facebook", "linkedin", "mastodon", "threads", "x")
"""Networks on which a link is looked at while the lab has no account."""


FEW_WORDS = 40
"""Characters of a headline that name a file."""

OURS = b'<meta name="generator" content="PostLab">'
BEGINNING = 4096
"""Bytes of a file within which a page of ours says so."""

_ADDRESS = re.compile(r"https?://|www\.|[^\s/]+\.[^\s/]+/", re.IGNORECASE)


def _known(ctx: typer.Context, what: str) -> str:
    """What was typed, if it is not certain that it is neither a link nor anything of the lab's."""
    return what if _ADDRESS.match(what.strip()) else known_experiment_or_post(ctx, what) or what


@examples(
    "postlab preview exam-season",
    "postlab preview 1 --output post.html",
    "postlab preview https://news.example/graduate-pay --open",
)
@panels(
    {
        "The page": ("output", "opened", "pdf", "replace", "no_pictures"),
        "Of a link": (
            *("title", "evidence", "audience", "moment", "moment_on", "picture", "alt", "platform"),
            *("no_tracking", "allow_private"),
        ),
    }
)
def preview(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT|POST|URL",
            help="Name of an experiment, number of a post, or a link.",
            autocompletion=complete_preview,
            callback=_known,
        ),
    ],
    round_number: Annotated[
        int | None, typer.Option("--round", metavar="N", min=1, help="Of an experiment: that round.")
    ] = None,
    output: OutputOption = None,
    opened: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
    pdf: PdfOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the file, also where it is none of PostLab's pages.")
    ] = False,
    no_pictures: Annotated[
        bool, typer.Option("--no-pictures", help="Ask no site for the picture of its page.")
    ] = False,
    title: TitleOption = None,
    evidence: EvidenceOption = None,
    audience: AudienceOption = None,
    moment: MomentOption = None,
    moment_on: MomentDayOption = None,
    platform: Annotated[
        list[str] | None,
        typer.Option("--platform", help="Only these platforms.", autocompletion=complete_platform),
    ] = None,
    picture: Annotated[
        str | None, typer.Option("--picture", metavar="FILE", help="Its picture, or “article” for the page's own.")
    ] = None,
    alt: Annotated[
        str | None, typer.Option("--alt", metavar="TEXT", help="What that shows, for those who cannot see it.")
    ] = None,
    no_tracking: NoTrackingOption = False,
    allow_private: AllowPrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a page that shows posts as readers will meet them: marked, folded, with the preview of their link.

    Of an experiment it shows the rounds that wait to go out, both framings beside each other; of a link the drafts, on
    each of your accounts. The page is one file and loads nothing; the program asks sites for the pictures of their
    pages, and for nothing else.
    """
    call: Invocation = ctx.obj
    at_most_one_of(json=as_json, open=opened, pdf=pdf is not None)
    refuse_two_places(output, pdf, opened=opened)
    of_link = {
        "--title": title,
        "--evidence": evidence,
        "--audience": audience,
        "--moment": moment,
        "--moment-on": moment_on,
        "--picture": picture,
        "--alt": alt,
        "--platform": platform,
        "--no-tracking": no_tracking,
    }
    write = partial(_write, call, as_json=as_json, output=output, pdf=pdf, opened=opened, replace=replace)
    picture_at = page_pictures(call, wanted=not no_pictures, allow_private=allow_private)
    if _is_address(call, what):
        if round_number is not None:
            raise InputError("--round is of an experiment, and that is a link.", hint="Leave it out.")
        made = drafts_of(
            ctx,
            what,
            TypedDraft(
                title=title,
                evidence=evidence or [],
                audience=audience,
                moment=moment,
                moment_on=moment_on,
                picture=picture,
                alt=alt,
                platform=platform,
                no_tracking=no_tracking,
                allow_private=allow_private,
            ),
            without_accounts=NETWORKS,
        )
        write(_of_drafts(call, made, picture_at), name=file_name(made.article.title)[:FEW_WORDS].strip("-."))
        if not as_json:
            call.talk.print("Nothing was stored. Next: `postlab new` makes an experiment of it.")
        return
    if given := [option for option, value in of_link.items() if value]:
        raise InputError(
            f"{listed(given)} {plural(len(given), 'says', 'say')} how a link is drafted, and “{what}” is none.",
            hint="Posts are shown as they are stored; `postlab post edit` changes one.",
        )
    from postlab.design.approving import approval_step
    from postlab.loop.lookup.experiments import experiment_named, find_experiment, plan_of
    from postlab.loop.publish import approval
    from postlab.reports.looks.stored_previews import preview_of_experiment, preview_of_post

    with call.lab() as lab, lab.session() as session:
        if what.isdecimal() and find_experiment(session, what) is None:
            if round_number is not None:
                raise InputError("--round is of an experiment, and that is one post.", hint="Leave it out.")
            post = approval.post_numbered(session, what)
            write(preview_of_post(lab, session, post, picture_at=picture_at), name=f"post-{post.id}")
            return
        experiment = experiment_named(session, what)
        shown = preview_of_experiment(lab, session, experiment, picture_at=picture_at, round_number=round_number)
        write(shown, name=experiment.name)
        if not as_json and any("waits for approval" in look.labels for look in shown.looks):
            step = approval_step(plan_of(experiment).approve, experiment.name)
            whose = "asks somebody else" if step.startswith("postlab review") else "lets them go out"
            call.talk.print(f"Next: `{markup(step)}` {whose}.")


def _is_address(call: Invocation, what: str) -> bool:
    """Whether something that was typed is a link, and no name of an experiment that looks like one."""
    if not _ADDRESS.match(what.strip()):
        return False
    file = readonly_db.database_file(call.folder)
    return not readonly_db.rows(file, "SELECT 1 FROM experiment WHERE name = ?", what)


def _of_drafts(call: Invocation, made: Drafts, picture_at: PictureAt) -> Preview:
    """The drafts of a link, each on each of the accounts that it was composed for."""
    from postlab.reports.looks.draft_looks import link_preview, look_of_draft
    from postlab.reports.looks.preview import preview_of_drafts

    shown = link_preview(made.article, picture_at)
    places = list({id(placed.place): placed.place for placed in made.drafts}.values())
    looks = [
        [
            look_of_draft(
                look_place,
                placed.draft,
                url=placed.link,
                article=made.article,
                preview=shown,
                pictures=made.pictures,
            )
            for placed in made.drafts
            if placed.place is place
        ]
        for place in places
        for look_place in _look_places(call, place)
    ]
    notes = []
    if made.coming:
        dated = made.coming.dated
        when = f"{weekday(dated.on)} ({away(dated.on, made.today)})"
        notes.append(f"They open with the calendar's nearest moment: {dated.what}, {when}.")
    return preview_of_drafts(made.article, looks, notes=notes)


def _look_places(call: Invocation, place: Place) -> list[LookPlace]:
    """The accounts that a draft is for, or the network where it is for none."""
    from postlab.reports.looks.post_look import look_place

    if not place.accounts:
        return [look_place(place.plugin)]
    query = "SELECT name, remote_name, options, facts FROM account WHERE removed_at IS NULL ORDER BY id"
    return [
        look_place(place.plugin, account=name, name=remote, options=json.loads(options), facts=json.loads(facts))
        for name, remote, options, facts in readonly_db.rows(readonly_db.database_file(call.folder), query)
        if name in place.accounts
    ]


def _write(
    call: Invocation,
    shown: Preview,
    *,
    name: str,
    as_json: bool,
    output: Path | None,
    pdf: Path | None,
    opened: bool,
    replace: bool,
) -> None:
    """Write the page of a preview and say how much is on it; or the same for programs."""
    if as_json:
        from postlab.reports.answers.preview import PreviewAnswer

        write_json(PreviewAnswer.of(shown), output)
        return
    from postlab.reports.pages.preview_page import preview_page

    name = f"{file_name(name)}-preview"
    if not replace:
        _refuse_anothers_file(pdf or output or Path(f"{name}.html"))
    made = partial(preview_page, shown, zone=call.settings.timezone, now=call.clock.now())
    write_page(call, made, name=name, output=output, pdf=pdf, opened=opened)
    if output is None or not is_stdout(output):
        call.answer.print(f"It shows {counted(len(shown.looks), 'post')}.")


def _refuse_anothers_file(file: Path) -> None:
    """Refuse to replace a file that is no page of ours.

    Raises:
        InputError: when there is one.
    """
    if is_stdout(file) or not file.is_file():
        return
    try:
        with file.open("rb") as there:
            is_ours = OURS in there.read(BEGINNING)
    except OSError:
        is_ours = False
    if not is_ours:
        raise InputError(
            f"There is a file {file} already, and it is none of PostLab's pages.",
            hint="Name another with --output, or replace it with --replace.",
        )
