"""A post as every answer and every output of the report shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from postlab.framing.notes import note_of
from postlab.framing.pictures import ChosenPicture
from postlab.reports.nouns.picture import PictureView, picture_view
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account, Experiment, Link, Post

LATE = timedelta(minutes=15)
"""A post is flagged as late if it went out later than this after its slot."""

LATE_SHARE = 0.25
"""The same as a share of the horizon, for short horizons: the smaller of the two is used."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A building block of a text.

    Attributes:
        kind: its kind: `moment`, `question`, `evidence`, …
        text: its words.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PostNamed:
    """A post in its short form: the first keys of a post, with the same meaning.

    Attributes:
        id: its number in the lab.
        experiment: name of its experiment.
        variant: its framing.
        account: name of its account.
    """

    id: int
    experiment: str
    variant: str
    account: str


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The first reply to a post, which carries its link: keys of a post, with the same meaning.

    Attributes:
        id: its number in the lab.
        state: its state, as of a post.
        published_at: when it went out.
        permalink: its address on the network.
        problem: why it is not out, or why that is in doubt.
        next: what to do about the problem.
        damage: how the live reply differs from what was written.
        edited_at: when its text was changed by hand; null where it was not.
        text: its text.
    """

    id: int
    state: str
    published_at: datetime | None
    permalink: str | None
    problem: str | None
    next: str | None
    damage: str | None
    edited_at: datetime | None
    text: str

    @property
    def edited(self) -> bool:
        """Whether somebody changed its text by hand."""
        return self.edited_at is not None

    @property
    def trouble(self) -> str | None:
        """Why it is not out or in doubt and what to do, in one breath; None where nothing is wrong."""
        return _in_one_breath(self.problem, self.next)


@dataclass(frozen=True, slots=True)
class PostView:
    """A post.

    Attributes:
        id: its number in the lab.
        experiment: name of its experiment.
        variant: its framing.
        account: name of its account.
        round: number of its round, from 1.
        platform: name of the account's platform.
        simulated: whether its audience is simulated.
        link: the address that it shares, as in the plan.
        title: title of the article at that address.
        url: the address in its text, with tracking parameters.
        short_url: the short link for `url` in the text, where a shortener counts the clicks; else null.
        slot_at: its slot, the time at which it is to go out.
        slot_wall: the slot as local time in `zone`.
        zone: name of the time zone.
        state: `planned`, `approved`, `attempting`, `unknown`, `published`, `rejected`, `missed` or `cancelled`.
        approved_at: when it was approved.
        edited_at: when its text was changed by hand and left its recipe; null where it was not.
        published_at: when it went out.
        late: whether it went out well after its slot.
        remote_id: its id on the network.
        permalink: its address on the network.
        problem: why it is not out, or why that is in doubt.
        next: what to do about the problem.
        outcome: its primary metric at the horizon; null where that is not known.
        outcome_views: how often it had been shown then, where its metric is a rate; else null.
        estimated: whether the outcome is an estimate, interpolated between two readings.
        missing: why there is no outcome and will be none.
        damage: how the live post differs from what was written; its round does not count.
        vanished_at: when the network first said that it is not there any more; null where it is there.
        card: whether the live post shows a preview of its link; null where that is not known.
        text: its text.
        blocks: the building blocks of the text, as composed.
        written_by: by kind of block, the language model that wrote its words.
        picked_by: by kind of block, the person who chose its words: which sentence is quoted, or one of their own.
        notes: notes from the composition of the text, one sentence each.
        reply: its first reply, if that carries the link, else null.
        reply_to: the post that it answers, in its short form, if it is a first reply, else null.
        picture: the picture beside its text, as it was when the text was composed, else null.
        preview: whether the preview of its link is to go along, where the network lets one choose.
    """

    id: int
    experiment: str
    variant: str
    account: str
    round: int
    platform: str
    simulated: bool
    link: str
    title: str
    url: str
    short_url: str | None
    slot_at: datetime
    slot_wall: str
    zone: str
    state: str
    approved_at: datetime | None
    edited_at: datetime | None
    published_at: datetime | None
    late: bool
    remote_id: str | None
    permalink: str | None
    problem: str | None
    next: str | None
    outcome: float | None
    outcome_views: float | None
    estimated: bool
    missing: str | None
    damage: str | None
    vanished_at: datetime | None
    card: bool | None
    text: str
    blocks: tuple[BlockView, ...]
    written_by: Mapping[str, str]
    picked_by: Mapping[str, str]
    notes: tuple[str, ...]
    reply: ReplyView | None
    reply_to: PostNamed | None
    picture: PictureView | None
    preview: bool

    @property
    def edited(self) -> bool:
        """Whether somebody changed its text by hand."""
        return self.edited_at is not None

    @property
    def trouble(self) -> str | None:
        """Why it is not out or in doubt and what to do, in one breath; None where nothing is wrong."""
        return _in_one_breath(self.problem, self.next)


def post_view(
    post: Post,
    *,
    experiment: Experiment,
    horizon: timedelta,
    round_number: int,
    account: Account,
    link: Link,
    reply: Post | None,
) -> PostView:
    """A post, from its record and those of its experiment, account and link; `horizon` is that of the plan."""
    answered = (
        None if post.reply_to_id is None else PostNamed(post.reply_to_id, experiment.name, post.variant, account.name)
    )
    return PostView(
        id=post.id or 0,
        experiment=experiment.name,
        variant=post.variant,
        account=account.name,
        round=round_number,
        platform=account.platform,
        simulated=account.simulated,
        link=link.url,
        title=str(link.article.get("title") or link.url),
        url=post.url,
        short_url=post.short_url,
        slot_at=post.slot_at,
        slot_wall=post.slot_wall,
        zone=post.zone,
        state=str(post.state),
        approved_at=post.approved_at,
        edited_at=post.edited_at,
        published_at=post.published_at,
        late=_delay(post) > min(LATE, horizon * LATE_SHARE),
        remote_id=post.remote_id,
        permalink=post.permalink,
        problem=_plain(post.problem),
        next=_plain(post.problem_next),
        outcome=post.outcome,
        outcome_views=post.outcome_views,
        estimated=post.outcome_estimated and post.outcome is not None,
        missing=_missing(post),
        damage=_plain(post.damage),
        vanished_at=post.vanished_at,
        card=post.live_card,
        text=post.text,
        blocks=tuple(BlockView(kind, text) for kind, text in post.blocks),
        written_by=post.written_by,
        picked_by=post.picked_by,
        notes=tuple(note_of(note).sentence for note in post.notes),
        reply=None if reply is None else reply_view(reply),
        reply_to=answered,
        picture=picture_view(ChosenPicture.of(post.picture)) if post.picture else None,
        preview=post.card,
    )


def reply_view(reply: Post) -> ReplyView:
    """A first reply, as part of the post that it answers."""
    return ReplyView(
        id=reply.id or 0,
        state=str(reply.state),
        published_at=reply.published_at,
        permalink=reply.permalink,
        problem=_plain(reply.problem),
        next=_plain(reply.problem_next),
        damage=_plain(reply.damage),
        edited_at=reply.edited_at,
        text=reply.text,
    )


def views_of(session: Session, posts: Sequence[Post]) -> list[PostView]:
    """Posts, from their records, in the same order."""
    from postlab.loop.lookup.experiments import plans_of
    from postlab.loop.posts.replies import first_replies
    from postlab.records.tables import Account, Experiment, Link, Round

    plans = plans_of(session, posts)
    replies = first_replies(session, posts)
    return [
        post_view(
            post,
            experiment=session.get_one(Experiment, post.experiment_id),
            horizon=plans[post.experiment_id].horizon,
            round_number=session.get_one(Round, post.round_id).number,
            account=session.get_one(Account, post.account_id),
            link=session.get_one(Link, post.link_id),
            reply=replies.get(post.id),
        )
        for post in posts
    ]


def view_of(session: Session, post: Post) -> PostView:
    """One post, from its record."""
    return views_of(session, [post])[0]


def views_by_number(session: Session, numbers: Iterable[int | None]) -> dict[int | None, PostView]:
    """Posts by their numbers; None and unknown numbers are left out."""
    from postlab.records.tables import Post

    wanted = {number for number in numbers if number is not None}
    posts = [post for number in sorted(wanted) if (post := session.get(Post, number)) is not None]
    return {view.id: view for view in views_of(session, posts)}


def _delay(post: Post) -> timedelta:
    return post.published_at - post.slot_at if post.published_at else timedelta()


def _missing(post: Post) -> str | None:
    """Why there is no outcome and will be none; None where there is one, or may be."""
    from postlab.records.tables import NEVER_WENT_OUT

    if post.outcome is not None:
        return None
    if post.outcome_missing:
        return plain(post.outcome_missing)
    if post.state not in NEVER_WENT_OUT:
        return None
    return plain(f"It never went out ({post.state}){f': {post.problem}' if post.problem else '.'}")


def _plain(text: str | None) -> str | None:
    return plain(text) if text else None


def _in_one_breath(problem: str | None, remedy: str | None) -> str | None:
    return " ".join(part for part in (problem, remedy) if part) or None
