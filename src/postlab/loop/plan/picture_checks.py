"""Whether every account takes what stands beside a text: the pictures of a plan, and posts without a preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from postlab import platforms
from postlab.design.plan import Plan
from postlab.errors import Fault
from postlab.framing.article import Article
from postlab.framing.blocks import PICTURE
from postlab.framing.pictures import OF_THE_ARTICLE, ChosenPicture, PictureRule
from postlab.loop.lookup.accounts import pictures_of

if TYPE_CHECKING:
    from postlab.records.tables import Account


def faults(plan: Plan, accounts: Sequence[Account]) -> list[Fault]:
    """Faults of a plan on accounts that take no picture, or do not let one choose whether a link has a preview.

    Args:
        plan: a valid plan.
        accounts: those of its accounts that exist.
    """
    return [
        fault
        for account in accounts
        for number, variant in enumerate(plan.variant, start=1)
        for fault in (
            *(_no_picture(account, number) if PICTURE in variant.blocks else ()),
            *(_no_choice(plan, account, number) if variant.card is False else ()),
        )
    ]


def link_faults(plan: Plan, articles: Sequence[Article], accounts: Sequence[Account]) -> list[Fault]:
    """Faults of pictures that an account does not take: words that are too long, or no address where it wants one.

    Args:
        plan: a valid plan.
        articles: of its links, in their order, with their pictures.
        accounts: those of its accounts that exist.
    """
    if not any(PICTURE in variant.blocks for variant in plan.variant):
        return []
    return [
        fault
        for number, article in enumerate(articles, start=1)
        for account in accounts
        if (rule := pictures_of(account)) is not None
        for fault in faults_of_picture(
            number, article, rule, title=platforms.load(account.platform).title, account=account.name
        )
    ]


def cautions(plan: Plan, accounts: Sequence[Account]) -> list[str]:
    """What a person should know where one framing alone has a picture, or a preview."""
    of_pictures = [variant for variant in plan.variant if PICTURE in variant.blocks]
    if not of_pictures:
        return []
    sentences = []
    instead = [
        platforms.load(account.platform).title
        for account in accounts
        if (rule := pictures_of(account)) is not None
        and rule.replaces_card
        and platforms.load(account.platform).card != "none"
    ]
    if len(of_pictures) == 1 and instead:
        names = ", ".join(dict.fromkeys(instead))
        sentences.append(
            f"On {names} a picture takes the place of the link's preview: what is compared is a post with a picture "
            "with one that has a preview."
        )
    by_hand = [account.name for account in accounts if platforms.load(account.platform).by_hand]
    if by_hand:
        sentences.append(
            f"On {', '.join(f'“{name}”' for name in by_hand)} you put the picture in yourself, with the words for "
            "those who cannot see it: `postlab post show N` names the file and the words."
        )
    return sentences


def takes_pictures(accounts: Sequence[Account]) -> bool:
    """Whether all of some accounts take a picture."""
    return all(pictures_of(account) is not None for account in accounts)


def _no_picture(account: Account, number: int) -> Iterator[Fault]:
    if pictures_of(account) is None:
        title = platforms.load(account.platform).title
        message = f"PostLab cannot put a picture into posts on {title}, so “{account.name}” cannot have one"
        yield Fault(f"variant {number}, blocks", message)


def _no_choice(plan: Plan, account: Account, number: int) -> Iterator[Fault]:
    plugin, rule = platforms.load(account.platform), pictures_of(account)
    if not plugin.chooses_card:
        message = f"{plugin.title} does not let one choose whether a link has a preview, so “{account.name}” cannot"
        yield Fault(f"variant {number}, card", message)
    elif rule is not None and rule.replaces_card and all(PICTURE in variant.blocks for variant in plan.variant):
        message = f"on {plugin.title} a picture takes the place of the preview, so there would be nothing to compare"
        yield Fault(f"variant {number}, card", message)


def faults_of_picture(number: int, article: Article, rule: PictureRule, *, title: str, account: str) -> Iterator[Fault]:
    """Why a network does not take the picture of a link.

    Args:
        number: of the link in its plan.
        article: what the link leads to, with its picture.
        rule: which pictures the network takes.
        title: the network's name for people.
        account: the account's name.
    """
    picture = article.picture
    if picture is None:
        return
    if len(picture.alt) > rule.alt_length:
        message = f"has {len(picture.alt):,} characters, and {title} takes {rule.alt_length:,} (“{account}”)"
        yield Fault(f"link {number}, picture_alt", message)
    if not rule.needs_address:
        return
    if picture.address is None:
        offer = (
            f'; picture = "{OF_THE_ARTICLE}" takes the one that its page shows ({article.image})'
            if article.image
            else ", and its page shows none"
        )
        message = (
            f"{title} fetches a picture from a public address, and a file of yours has none, so “{account}” cannot "
            f"have it{offer}"
        )
        yield Fault(f"link {number}, picture", message)
    elif (why := _unfit_as_it_is(picture, rule)) is not None:
        message = f"{title} fetches the picture as it stands at {picture.address}, and {why} (“{account}”)"
        yield Fault(f"link {number}, picture", message)


def _unfit_as_it_is(picture: ChosenPicture, rule: PictureRule) -> str | None:
    """Why a network that fetches a picture itself would not take it; None where it would."""
    if picture.media_type not in rule.media_types:
        taken = " and ".join(media.removeprefix("image/").upper() for media in rule.media_types)
        return f"it is {picture.media_type.removeprefix('image/').upper()}, where {taken} are taken"
    if picture.size > rule.max_bytes:
        return f"it has {picture.size:,} bytes, where {rule.max_bytes:,} are taken"
    if rule.max_side is not None and max(picture.width, picture.height) > rule.max_side:
        return f"it is {picture.width} x {picture.height} pixels, where {rule.max_side} on a side are taken"
    if rule.max_pixels is not None and picture.width * picture.height > rule.max_pixels:
        return f"it has {picture.width * picture.height:,} pixels, where {rule.max_pixels:,} are taken"
    return None
