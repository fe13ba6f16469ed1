"""The posts of an experiment, or one of them, as they will look or as they looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from postlab.design.plan import Plan
from postlab.english import capital, listed, plural, weekday
from postlab.errors import InputError, typed
from postlab.framing.article import Article
from postlab.reports.looks.draft_looks import PictureAt, link_preview, look_of_draft, look_of_post, place_of
from postlab.reports.looks.look import PostLook
from postlab.reports.looks.post_look import LinkPreview
from postlab.reports.looks.preview import LooksOfAccount, Preview, PreviewPart

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.plan.post_texts import SharedLink
    from postlab.loop.plan.preview import PlannedDraft
    from postlab.records.tables import Account, Experiment, Post, Round


def preview_of_experiment(
    lab: Lab, session: Session, experiment: Experiment, *, picture_at: PictureAt, round_number: int | None = None
) -> Preview:
    """The posts of an experiment: of one round; else of the rounds that wait to go out; else of those to come.

    Where none is to come it is the last round that went out.

    Args:
        lab: the lab.
        session: open.
        experiment: the experiment.
        picture_at: gets the pictures of pages.
        round_number: the round; None for those that a person would want to see now.

    Raises:
        InputError: there is no such round, or nothing to show at all.
    """
    from postlab.loop.lookup.experiments import plan_of
    from postlab.records.tables import ExperimentState

    plan = plan_of(experiment)
    posts_by_round = _posts_to_show(session, experiment, plan, round_number)
    shown = [post for posts in posts_by_round.values() for post in posts]
    going = not shown or any(post.state in _going_out() for post in shown)
    title = f"Posts of “{experiment.name}” as they {'will look' if going else 'looked'}"
    if shown:
        parts = [
            _part_of_round(lab, session, plan, number, posts, picture_at) for number, posts in posts_by_round.items()
        ]
        return Preview(title, (plan.question,), tuple(parts))
    if experiment.state != ExperimentState.RUNNING:
        raise InputError(
            f"“{experiment.name}” is over and nothing of it went out, so there is no post to look at.",
            hint=f"`postlab report {typed(experiment.name)}` says what became of it.",
        )
    to_come = "No round waits to go out; its links as they would read in the next rounds, whichever way the coin falls."
    return Preview(title, (plan.question, to_come), _parts_to_come(lab, session, experiment, plan, picture_at))


def _posts_to_show(session: Session, experiment: Experiment, plan: Plan, number: int | None) -> dict[int, list[Post]]:
    """Posts by the number of their round; none where rounds are still to come."""
    from postlab.loop.lookup.rounds import drawn_rounds, posts_of
    from postlab.records.tables import ExperimentState, PostState

    rounds = drawn_rounds(session, experiment)
    by_round: dict[int | None, list[Post]] = {}
    for post in posts_of(session, experiment):
        by_round.setdefault(post.round_id, []).append(post)
    if number is not None:
        chosen = [round_ for round_ in rounds if round_.number == number]
        if not chosen:
            raise _no_round(experiment, number, rounds)
    else:
        chosen = [round_ for round_ in rounds if _any_in(by_round, round_, _going_out())]
        stand = [round_ for round_ in rounds if round_.withdrawn_at is None]
        more_to_come = experiment.state == ExperimentState.RUNNING and len(stand) < plan.rounds
        if not chosen and not more_to_come:
            chosen = [round_ for round_ in rounds if _any_in(by_round, round_, {PostState.PUBLISHED})][-1:]
    return {round_.number: by_round.get(round_.id, []) for round_ in chosen}


def _going_out() -> frozenset[str]:
    """States of posts that are still to be seen by readers, as far as anybody knows."""
    from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT

    return frozenset({*WAITING_TO_GO_OUT, *IN_DOUBT})


def _any_in(by_round: Mapping[int | None, Sequence[Post]], round_: Round, states: Collection[str]) -> bool:
    return any(post.state in states for post in by_round.get(round_.id, ()))


def _no_round(experiment: Experiment, number: int, rounds: Sequence[Round]) -> InputError:
    there = f"rounds 1 to {rounds[-1].number} are" if len(rounds) > 1 else "round 1 is" if rounds else "none is"
    return InputError(
        f"There is no round {number} of “{experiment.name}” yet: {there} drawn.",
        hint="A round is drawn when the one before it is over.",
    )


def _part_of_round(
    lab: Lab, session: Session, plan: Plan, number: int, posts: Sequence[Post], picture_at: PictureAt
) -> PreviewPart:
    from postlab.records.tables import Account

    previews = _previews(session, posts, picture_at)
    order = [variant.name for variant in plan.variant]
    by_account: dict[int, list[Post]] = {}
    for post in posts:
        by_account.setdefault(post.account_id, []).append(post)
    accounts = []
    for account_id, own in by_account.items():
        account = session.get_one(Account, account_id)
        place = place_of(account)
        accounts.append(
            LooksOfAccount.of(
                [
                    look_of_post(
                        session,
                        post,
                        account,
                        place=place,
                        preview=previews[post.link_id],
                        pictures=lab.pictures,
                        now=lab.now(),
                    )
                    for post in sorted(own, key=lambda post: _place_in(order, post.variant))
                ]
            )
        )
    return PreviewPart(
        f"Round {number}",
        _shared([preview.title for preview in previews.values()]),
        tuple(accounts),
    )


def _place_in(order: Sequence[str], variant: str) -> int:
    return order.index(variant) if variant in order else len(order)


def _previews(session: Session, posts: Sequence[Post], picture_at: PictureAt) -> dict[int, LinkPreview]:
    """By the id of a link, what the page there says of itself; each is asked for once."""
    from postlab.records.tables import Link

    ids = dict.fromkeys(post.link_id for post in posts)
    return {number: link_preview(Article.of(session.get_one(Link, number).article), picture_at) for number in ids}


def _shared(titles: Sequence[str]) -> str:
    several = list(dict.fromkeys(titles))
    return f"{capital(plural(len(several), 'it shares', 'they share'))} {listed(f'“{title}”' for title in several)}."


def _parts_to_come(
    lab: Lab, session: Session, experiment: Experiment, plan: Plan, picture_at: PictureAt
) -> tuple[PreviewPart, ...]:
    from postlab.loop.lookup.accounts import account_named
    from postlab.loop.lookup.rounds import links_of
    from postlab.loop.plan.post_texts import SharedLink
    from postlab.loop.plan.preview import planned_drafts

    stored = links_of(session, experiment)
    links = [SharedLink.of(link) for link in stored]
    accounts = {name: account_named(session, name) for name in plan.accounts}
    uses = {link.url: link.uses for link in stored}
    drafts, faults = planned_drafts(lab, session, plan, links, list(accounts.values()), uses=uses, limited=False)
    if not drafts:
        raise InputError(
            f"No post of “{experiment.name}” can be written as it stands: {listed(fault.message for fault in faults)}",
            hint=f"`postlab status {typed(experiment.name)}` says more.",
        )
    return tuple(
        _part_of_link(lab, number, shared, [draft for draft in drafts if draft.link == number], accounts, picture_at)
        for number, shared in enumerate(links, start=1)
        if any(draft.link == number for draft in drafts)
    )


def _part_of_link(
    lab: Lab,
    number: int,
    shared: SharedLink,
    drafts: Sequence[PlannedDraft],
    accounts: Mapping[str, Account],
    picture_at: PictureAt,
) -> PreviewPart:
    preview = link_preview(shared.article, picture_at)
    looks: dict[str, list[PostLook]] = {}
    for planned in drafts:
        looks.setdefault(planned.account, []).append(
            look_of_draft(
                place_of(accounts[planned.account]),
                planned.draft,
                url=planned.url,
                article=shared.article,
                preview=preview,
                pictures=lab.pictures,
                goes_out=_on(planned.days),
                labels=["its short link is made later"] if planned.short_link_to_come else [],
            )
        )
    return PreviewPart(
        f"Link {number}: “{shared.article.title}”",
        "",
        tuple(LooksOfAccount.of(of_account) for of_account in looks.values()),
    )


def _on(days: Sequence[date]) -> str:
    return listed([weekday(day) for day in days], "or")


def preview_of_post(lab: Lab, session: Session, post: Post, *, picture_at: PictureAt) -> Preview:
    """One post, with its first reply; of a first reply, the post that it answers.

    Args:
        lab: the lab.
        session: open.
        post: the post.
        picture_at: gets the picture of the page.
    """
    from postlab.loop.posts.replies import answered_post
    from postlab.records.tables import Account, Experiment, Link

    whole = answered_post(session, post) or post
    account = session.get_one(Account, whole.account_id)
    experiment = session.get_one(Experiment, whole.experiment_id)
    article = Article.of(session.get_one(Link, whole.link_id).article)
    look = look_of_post(
        session,
        whole,
        account,
        place=place_of(account),
        preview=link_preview(article, picture_at),
        pictures=lab.pictures,
        now=lab.now(),
    )
    looks = "looked" if whole.published_at is not None else "will look"
    about = f"It is “{whole.variant}” of “{experiment.name}”, and shares “{article.title}”."
    part = PreviewPart(f"Post {whole.id}", "", (LooksOfAccount.of([look]),))
    return Preview(f"Post {whole.id} as it {looks}", (about,), (part,))
