"""Composes the framings of a link for each account, from what was typed at a command; stores nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import typer

from postlab.cli import readonly_db
from postlab.cli.draft_output import Place, PlacedDraft
from postlab.cli.invocation import Invocation
from postlab.cli.options import key_values
from postlab.cli.typed_names import typed_audience, typed_choice, typed_moment, typed_moment_day
from postlab.errors import InputError
from postlab.quote_styles import QUOTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.calendars.upcoming import UpcomingMoment
    from postlab.framing.article import Article
    from postlab.framing.blocks import Recipe
    from postlab.framing.brief import Brief
    from postlab.framing.lengths import LengthRule
    from postlab.framing.mentions import MentionRule
    from postlab.framing.words.wordings import Wordings
    from postlab.pictures.kept import KeptPictures

MOMENTS_QUERY = "SELECT id, what, audience, rule, lasts, source FROM moment WHERE removed_at IS NULL ORDER BY id"
"""Selects the fields of `postlab.calendars.upcoming.LabMoment`, in their order."""

AHEAD, BEHIND = timedelta(days=60), timedelta(days=14)
CAMPAIGN = "draft"

WITHOUT_ACCOUNTS = ("bluesky", "sandbox")
"""Platforms that drafts are shown for while the lab has no account."""


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """What was typed of a link that is to be drafted; each as the option of `postlab draft` has it."""

    title: str | None = None
    evidence: Sequence[str] = ()
    description: str | None = None
    pick: int | None = None
    quotes: str | None = None
    audience: str | None = None
    moment: str | None = None
    moment_on: str | None = None
    block: list[str] | None = None
    picture: str | None = None
    alt: str | None = None
    recipe: list[str] | None = None
    platform: list[str] | None = None
    campaign: str = CAMPAIGN
    no_tracking: bool = False
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a link.

    Attributes:
        article: what it leads to.
        drafts: each framing at each place.
        picked: the number of the sentence that is quoted where there is room; 0 where it is none of the article's.
        pictures: those that the drafts carry, and those that the lab keeps.
        coming: the moment of the lab's calendar that they open with, where nobody named one; None without.
        today: the day that they are written for.
    """

    article: Article
    drafts: list[PlacedDraft]
    picked: int
    pictures: KeptPictures
    coming: UpcomingMoment | None
    today: date


def drafts_of(
    ctx: typer.Context, url: str, typed: TypedDraft, *, without_accounts: Sequence[str] = WITHOUT_ACCOUNTS
) -> Drafts:
    """Read a link and compose its framings.

    Args:
        ctx: of the command.
        url: the link.
        typed: what was typed of it.
        without_accounts: platforms that they are composed for where the lab has no account.

    Raises:
        InputError: the page cannot be read, or something that was typed is not known.
    """
    call: Invocation = ctx.obj
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from postlab.articles.overrides import page_of
    from postlab.articles.pasted import pasted
    from postlab.cli.draft_pictures import with_picture, with_pictured
    from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, kind_named, worded
    from postlab.framing.brief import Brief
    from postlab.framing.readers import for_readers
    from postlab.lab_wording import lab_wordings
    from postlab.loop.plan.plan_defaults import audience_named
    from postlab.pictures.kept import KeptPictures
    from postlab.settings_model import Audience

    now = call.clock.now().astimezone(ZoneInfo(call.settings.timezone))
    today = datetime.date(now)
    url = pasted(url).url
    pooled_words, written_by = _pooled_words(ctx, url, by_hand=["evidence"] if typed.evidence or typed.pick else [])
    typed_words = {
        kind_named(kind, place="--block"): words for kind, words in key_values(typed.block, "--block").items()
    }
    audience, moment = typed_audience(ctx, typed.audience), typed_moment(ctx, typed.moment)
    audience_settings = audience_named(call.settings, audience) or Audience()
    coming = None
    if moment is None and typed.moment_on is None and "moment" not in typed_words | pooled_words:
        coming = _nearest_moment(ctx, audience, today)
    nearest = coming.dated if coming else None
    brief = Brief(
        audience=audience_settings.like or audience,
        moment=nearest.what if nearest else moment,
        moment_on=nearest.on if nearest else typed_moment_day(ctx, typed.moment_on),
        moment_lasts=nearest.lasts if nearest else None,
        wording=worded(audience_settings.wording, place=f"The audience “{audience}”") | pooled_words | typed_words,
        written_by={kind: model for kind, model in written_by.items() if kind not in typed_words},
        quotes=typed_choice(typed.quotes, QUOTES, option="--quotes") or call.settings.quotes,
    )
    recipes = with_pictured([BARE_LINK, CONTEXTUALISED, *_recipes(typed.recipe)], typed.picture)
    places = _places(ctx, typed.platform, without_accounts)
    wordings = lab_wordings(call.folder)
    with call.busy("Reading the page"):
        article = page_of(
            url,
            title=typed.title,
            evidence=typed.evidence,
            description=typed.description,
            allow_private=typed.allow_private or call.settings.allow_private,
            wordings=wordings,
        ).article
    if not typed.evidence:
        article = for_readers(article, brief.audience)
    kept = KeptPictures(call.folder)
    article = with_picture(call, article, typed.picture, typed.alt, kept=kept, allow_private=typed.allow_private)
    brief = _with_picked(brief, article, typed.pick)
    tracked = None if typed.no_tracking or not call.settings.tracking else typed.campaign
    drafts = [
        _compose_at(article, r, brief, place, campaign=tracked, today=today, wordings=wordings, kept=kept)
        for r in recipes
        for place in places
    ]
    return Drafts(article, drafts, _picked(brief), kept, coming, today)


def _places(ctx: typer.Context, chosen: list[str] | None, without_accounts: Sequence[str]) -> list[Place]:
    """The platforms asked for; else those of the lab's accounts, grouped by their rules; else a default few."""
    from postlab import platforms

    if chosen:
        return [Place(plugin, plugin.length, plugin.mentions) for plugin in map(platforms.load, chosen)]
    query = (
        "SELECT name, platform, options, facts FROM account WHERE removed_at IS NULL AND NOT counts_only ORDER BY id"
    )
    names_by_place: dict[tuple[str, LengthRule, MentionRule | None], list[str]] = {}
    for name, platform, options, facts in readonly_db.rows(readonly_db.database_file(ctx.obj.folder), query):
        if platform in platforms.names():
            plugin = platforms.load(platform)
            all_options = {option.name: option.default for option in plugin.options} | json.loads(options)
            own = all_options, json.loads(facts)
            place = (platform, plugin.length_of(*own), plugin.mentions_of(*own))
            names_by_place.setdefault(place, []).append(name)
    if not names_by_place:
        return [Place(plugin, plugin.length, plugin.mentions) for plugin in map(platforms.load, without_accounts)]
    return [
        Place(platforms.load(platform), rule, mentions, tuple(names))
        for (platform, rule, mentions), names in names_by_place.items()
    ]


def _nearest_moment(ctx: typer.Context, audience: str, today: date) -> UpcomingMoment | None:
    """The moment of the lab's calendar that a post of today would open with, or None."""
    rows = readonly_db.rows(readonly_db.database_file(ctx.obj.folder), MOMENTS_QUERY)
    if not rows:
        return None
    from postlab.calendars.upcoming import LabMoment, upcoming_moments
    from postlab.framing.nearest import nearest

    moments = upcoming_moments(
        (LabMoment(*row) for row in rows), start=today - BEHIND, end=today + AHEAD, audience=audience
    )
    chosen = nearest((moment.dated for moment in moments), day=today)
    return next((moment for moment in moments if moment.dated == chosen), None)


def _compose_at(
    article: Article,
    recipe: Recipe,
    brief: Brief,
    place: Place,
    *,
    campaign: str | None,
    today: date,
    wordings: Wordings,
    kept: KeptPictures,
) -> PlacedDraft:
    from postlab.cli.draft_pictures import fitted_to
    from postlab.framing.compose import compose
    from postlab.framing.shapes import medium_of
    from postlab.framing.tracking import readable_link, shorter_links, slug, tracking_url

    plugin, url = place.plugin, article.url
    link = url
    if campaign is not None:
        link = tracking_url(
            url,
            source=plugin.name,
            campaign=slug(campaign),
            content=slug(recipe.name),
            medium=medium_of(plugin.shape),
        )
    composed = compose(
        article,
        recipe,
        brief,
        rule=place.rule,
        mentions=place.mentions,
        shape=plugin.shape,
        url=readable_link(url) if plugin.plain_links else link,
        shorter_urls=shorter_links(url) if plugin.plain_links else (),
        today=today,
        wordings=wordings,
    )
    return PlacedDraft(place, fitted_to(place, composed, kept), link)


def _with_picked(brief: Brief, article: Article, pick: int | None) -> Brief:
    """The brief with the sentence that is to be quoted.

    Raises:
        InputError: the article has no sentence of that number.
    """
    if pick is None:
        return brief
    from postlab.framing.article import no_such_sentence
    from postlab.framing.blocks import way

    count = len(article.evidence)
    if not 1 <= pick <= count:
        raise InputError(
            f"--pick {pick}: {no_such_sentence(pick, count)}.", hint='--evidence "…" takes a sentence of your own.'
        )
    return replace(brief, wording={**brief.wording, "evidence": way(pick)})


def _picked(brief: Brief) -> int:
    """The number of the sentence that is quoted where there is room; 0 where it is none of the article's."""
    from postlab.framing.blocks import way_of

    words = brief.wording.get("evidence")
    return (way_of(words) or 0) if words else 1


def _recipes(variants: list[str] | None) -> list[Recipe]:
    from postlab.framing.blocks import Recipe

    return [
        Recipe(name, tuple(kind.strip() for kind in blocks.split(",")))
        for name, blocks in key_values(variants, "--variant").items()
    ]


def _pooled_words(ctx: typer.Context, url: str, *, by_hand: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The words stored with a link of the pool, by kind of block, and the language model that wrote each.

    Words of the kinds in `by_hand` are left out.
    """
    query = "SELECT wording, written_by FROM poollink WHERE ? IN (url, given_as) AND removed_at IS NULL"
    for wording, written_by in readonly_db.rows(readonly_db.database_file(ctx.obj.folder), query, url):
        words = {kind: text for kind, text in json.loads(wording).items() if kind not in by_hand and text}
        return words, {kind: model for kind, model in json.loads(written_by).items() if kind in words}
    return {}, {}
