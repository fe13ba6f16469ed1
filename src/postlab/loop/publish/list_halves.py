"""The halves of a mailing's list: split by the experiment's seed, written beside it; their sizes are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from postlab.design.list_split import split
from postlab.errors import InputError, PostlabError, typed
from postlab.exports.address_list import AddressList, read_address_list
from postlab.exports.files import content_of
from postlab.framing.tracking import slug
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import splits_lists
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.loop.lookup.places import place_number
from postlab.loop.publish import approval
from postlab.records.tables import WAITING_TO_GO_OUT, Account, Experiment, Post, Round, stored_id
from postlab.settings import write_private


@dataclass(frozen=True, slots=True)
class Half:
    """One part of a list.

    Attributes:
        post: what goes to it.
        recipients: how many addresses it has.
        before: how many it had when the list was split before; None where it was not.
        file: where its addresses stand.
    """

    post: Post
    recipients: int
    before: int | None
    file: Path


@dataclass(frozen=True, slots=True)
class Halves:
    """A list that was split.

    Attributes:
        experiment: the name of its experiment.
        round: the number of its round.
        account: the name of the newsletter.
        addresses: how many the list has.
        parts: of it, by the numbers of their posts.
    """

    experiment: str
    round: int
    account: str
    addresses: int
    parts: tuple[Half, ...]


def split_list(lab: Lab, session: Session, mailing: str, path: Path, *, into: Path | None = None) -> Halves:
    """Split a list for a mailing, write a file for each framing, and store how many addresses each has.

    The same list gives the same halves, in whatever order it is. In a rehearsal nothing is written.

    Args:
        lab: the lab.
        session: open; committed.
        mailing: number of a post of it, or the name of its experiment, whose next mailing is meant then.
        path: of the list.
        into: the folder for the files; None is that of the list.

    Raises:
        InputError: there is no such mailing, some of it is out, or the list cannot be used or written.
    """
    posts = _posts_of(session, mailing)
    round_ = session.get_one(Round, posts[0].round_id)
    experiment = session.get_one(Experiment, round_.experiment_id)
    account = session.get_one(Account, posts[0].account_id)
    if out := next((post for post in posts if post.state not in WAITING_TO_GO_OUT), None):
        raise InputError(
            f"Post {out.id} does not wait to be sent: it is {out.state}. The halves of its list stay as they are.",
            hint=f"`postlab post show {out.id}`",
            code="not_waiting",
        )
    content, _ = content_of(path)
    read = read_address_list(content, path.name)
    drawn = split(
        experiment.seed,
        read.addresses,
        experiment=plan_of(experiment).name,
        round_number=round_.number,
        account=account.name,
        parts=len(round_.places),
    )
    folder = path.parent if into is None else into
    parts = []
    for post in posts:
        rows = drawn[place_number(round_, post)]
        name = f"{path.stem}-{slug(experiment.name)}-r{round_.number}-{slug(post.variant)}.csv"
        parts.append((Half(post, len(rows), post.recipients, folder / name), rows))
    if not lab.rehearsal:
        _write(read, parts)
    for half, _ in parts:
        half.post.recipients = half.recipients
        session.add(half.post)
    lab.commit(session)
    log.info(
        "experiment %s, round %d: a list split into %s",
        experiment.name,
        round_.number,
        " and ".join(str(half.recipients) for half, _ in parts),
    )
    return Halves(experiment.name, round_.number, account.name, len(read.rows), tuple(half for half, _ in parts))


def _write(read: AddressList, parts: Sequence[tuple[Half, Sequence[int]]]) -> None:
    """Write the files; where one of them cannot be, none stays.

    Raises:
        InputError: one cannot be written.
    """
    written: list[Path] = []
    try:
        for half, rows in parts:
            write_private(half.file, read.table_of(rows))
            written.append(half.file)
    except PostlabError:
        for file in written:
            file.unlink(missing_ok=True)
        raise


def _posts_of(session: Session, mailing: str) -> Sequence[Post]:
    """The posts of a mailing: one for each framing, on one account."""
    experiment = find_experiment(session, mailing)
    post = approval.post_numbered(session, mailing) if experiment is None else _next_of(session, experiment)
    account = session.get_one(Account, post.account_id)
    if not splits_lists(account):
        raise InputError(
            f"Post {post.id} goes out on “{account.name}”, which has no list to split.",
            hint="Only the mailings of a newsletter have one: `postlab account add newsletter NAME`.",
        )
    query = select(Post).where(Post.round_id == post.round_id, Post.account_id == post.account_id, Post.part == 0)
    return session.exec(query.order_by(col(Post.id))).all()


def _next_of(session: Session, experiment: Experiment) -> Post:
    waiting = session.exec(
        select(Post)
        .where(Post.experiment_id == stored_id(experiment), col(Post.state).in_(WAITING_TO_GO_OUT), Post.part == 0)
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()
    of_lists = [post for post in waiting if splits_lists(session.get_one(Account, post.account_id))]
    if not of_lists:
        raise InputError(
            f"No mailing of “{experiment.name}” waits to be sent.", hint=f"`postlab report {typed(experiment.name)}`"
        )
    if len({post.account_id for post in of_lists}) > 1:
        numbers = ", ".join(str(post.id) for post in of_lists)
        raise InputError(
            f"“{experiment.name}” has several newsletters, each with a list of its own.",
            hint=f"Name a post of the one that you mean: {numbers}.",
        )
    return of_lists[0]
