"""Rounds: drawing one at random, storing it with its posts, and composing a stored post once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.design.assignment import draw
from postlab.design.lead_moment import opening
from postlab.design.pairing import Place, days_of
from postlab.design.plan import Plan
from postlab.design.slots import SlotTime
from postlab.framing.compose import Draft
from postlab.framing.said import kinds_said
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named
from postlab.loop.lookup.campaigns import campaign_of
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.places import place_number, variants_at
from postlab.loop.measure.clicks import short_url
from postlab.loop.plan.post_texts import (
    SharedLink,
    as_shown,
    compose_post,
    pickers,
    post_columns,
    post_link,
    reply_columns,
    turns_of,
)
from postlab.loop.plan.slots import places_of_round
from postlab.records.tables import (
    RETIRED,
    Account,
    Experiment,
    Link,
    Post,
    PostState,
    Round,
    stored_id,
)


def draw_round(lab: Lab, session: Session, experiment: Experiment) -> Round:
    """Draw the next round and store its posts, each with its idempotency key; nothing is sent. The caller commits.

    Variants are assigned by `postlab.design.assignment.draw` with the experiment's seed. Links come in the order of
    their uses, fewest first, then in the plan's order. The round keeps the plan's number of rounds as it is now, for
    a later change must not reach what is staked on it; an experiment that began without such a number goes on without.

    Raises:
        InputError: when no slots are left, or the posting limits allow none.
    """
    plan = plan_of(experiment)
    last = session.exec(
        select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number).desc())
    ).first()
    number = last.number + 1 if last else 1
    taken_back = last is None or last.withdrawn_at is not None
    after = lab.now() if last is None or taken_back else max(lab.now(), _begins_after(plan, last))
    chosen = _choose_places(lab, session, experiment, plan, after)
    names = [variant.name for variant in plan.variant]
    assignment = draw(
        # the name with which the plan was agreed: one that was given later must not change a draw
        experiment.seed,
        experiment=plan.name,
        round_number=number,
        variants=names,
        places=len(chosen),
    )
    accounts = {name: account_named(session, name) for name in plan.accounts}
    drawn = Round(
        experiment_id=stored_id(experiment),
        number=number,
        seed=experiment.seed,
        assignment=list(assignment),
        places=[place_as_json(place) for place in chosen],
        crossed=[stored_id(accounts[name]) for name in plan.crossed_accounts],
        drawn_at=lab.now(),
        planned=None if last and last.planned is None else plan.rounds,
    )
    days = days_of(chosen)
    note_moment(drawn, plan, days)
    drawn.openings = turns_of(plan, number)
    session.add(drawn)
    session.flush()
    for number_of_place, place in enumerate(chosen):
        for name, account in accounts.items():
            variant, crossing = variants_at(drawn, number_of_place)
            there = crossing if crossing and name in plan.crossed_accounts else variant
            _write_post(lab, session, experiment, plan, drawn, place, there, account, days=days)
    drawn.places = [
        {**stored, "says": _says(lab, session, plan, drawn, number_of_place, accounts.values(), days=days)}
        for number_of_place, stored in enumerate(drawn.places)
    ]
    session.flush()
    log.info("experiment %s: round %d drawn: %s", experiment.name, number, ", ".join(assignment))
    return drawn


def note_moment(round_: Round, plan: Plan, days: Sequence[date]) -> None:
    """Store on a round the moment that its posts open with, and the days from its first post to that moment."""
    moment = opening(plan, days)
    round_.moment = moment.name if moment else None
    round_.moment_days = moment.days_from(days[0]) if moment else None


def place_as_json(place: Place) -> dict[str, object]:
    """A place (slot and link) as it is stored in `Round.places`."""
    return {**slot_as_json(place.slot), "link": place.link}


def slot_as_json(slot: SlotTime) -> dict[str, object]:
    """A slot as it is stored in `Round.places`."""
    return {
        "slot": slot.at.isoformat(),
        "wall": slot.wall.isoformat(timespec="minutes"),
        "zone": slot.zone,
        "note": slot.note,
    }


def _begins_after(plan: Plan, last: Round) -> datetime:
    """The slot of the round before after which the next may begin: its first where rounds overlap, else its last."""
    return first_slot(last) if plan.overlapped else max(_slots(last))


def first_slot(round_: Round) -> datetime:
    """The time of a stored round's earliest slot."""
    return min(_slots(round_))


def _slots(round_: Round) -> list[datetime]:
    return [datetime.fromisoformat(place["slot"]) for place in round_.places]


def _choose_places(
    lab: Lab, session: Session, experiment: Experiment, plan: Plan, after: datetime
) -> tuple[Place, ...]:
    pool = session.exec(
        select(Link)
        .where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
        .order_by(col(Link.uses), col(Link.position))
    ).all()
    chosen = places_of_round(
        plan,
        [stored_id(link) for link in pool],
        start=experiment.created_at,
        after=after,
        refusal=frequency.refusal(lab, session, plan, experiment=experiment.id, after=after),
    )
    taken = {place.link for place in chosen}
    for link in pool:
        if link.id in taken:
            link.uses += 1
            session.add(link)
    return chosen


def _write_post(
    lab: Lab,
    session: Session,
    experiment: Experiment,
    plan: Plan,
    round_: Round,
    place: Place,
    variant: str,
    account: Account,
    *,
    days: Sequence[date],
) -> None:
    """Compose and store a post, and its first reply where that carries the link."""
    plugin = platforms.load(account.platform)
    shared = SharedLink.of(session.get_one(Link, place.link))
    key = plugin.new_key(lab.now(), lab.random)
    short_link = short_url(lab, session, plan, key)
    link = post_link(
        plan,
        shared.url,
        account,
        variant,
        campaign=campaign_of(experiment),
        round_number=round_.number,
        short_link=short_link,
    )
    draft = compose_post(
        plan,
        variant,
        shared,
        account,
        link=link,
        day=place.slot.wall.date(),
        days=days,
        turn=round_.openings.get(account.name, 0),
        wordings=lab.wordings,
        pictures=lab.pictures,
    )
    # a language model's words are always read by a person first, even with approval in advance
    approved = experiment.approve_all and not draft.written_by
    post = Post(
        experiment_id=stored_id(experiment),
        round_id=stored_id(round_),
        account_id=stored_id(account),
        link_id=place.link,
        variant=variant,
        state=PostState.APPROVED if approved else PostState.PLANNED,
        approved_at=lab.now() if approved else None,
        url=link.url,
        short_url=short_link,
        slot_at=place.slot.at,
        slot_wall=place.slot.wall.isoformat(timespec="minutes"),
        zone=place.slot.zone,
        key=key,
        **post_columns(draft, picked_by=pickers(plan, variant, draft, shared.picked_by)),
    )
    session.add(post)
    # flushed first, so that a post has a lower number than its reply
    session.flush()
    if draft.reply is None:
        return
    own_columns = {
        "part": 1,
        "reply_to_id": stored_id(post),
        "key": plugin.new_key(lab.now(), lab.random),
        **reply_columns(draft),
    }
    session.add(Post(**{**post.model_dump(exclude={"id", "notes", "written_by", "picked_by"}), **own_columns}))
    session.flush()


def _says(
    lab: Lab,
    session: Session,
    plan: Plan,
    round_: Round,
    number: int,
    accounts: Iterable[Account],
    *,
    days: Sequence[date],
) -> dict[str, dict[str, list[str]]]:
    """By account id and framing, the kinds of block that a text in a place would have, whichever way the coin fell.

    What a round is evidence for may hang on this alone: on what both places can say, not on what the coin put there.
    """
    place = round_.places[number]
    shared = SharedLink.of(session.get_one(Link, place["link"]))
    posts = session.exec(select(Post).where(Post.round_id == round_.id, Post.part == 0)).all()
    # a short link is as long for the one framing as for the other
    short = {post.account_id: post.short_url for post in posts if place_number(round_, post) == number}
    says: dict[str, dict[str, list[str]]] = {}
    campaign = campaign_of(session.get_one(Experiment, round_.experiment_id))
    for account in accounts:
        says[str(account.id)] = {}
        for variant in plan.variant:
            draft = compose_post(
                plan,
                variant.name,
                shared,
                account,
                link=post_link(
                    plan,
                    shared.url,
                    account,
                    variant.name,
                    campaign=campaign,
                    round_number=round_.number,
                    short_link=short.get(stored_id(account)),
                ),
                day=datetime.fromisoformat(place["wall"]).date(),
                days=days,
                turn=round_.openings.get(account.name, 0),
                wordings=lab.wordings,
                pictures=lab.pictures,
            )
            blocks = [(block.kind, block.text) for block in draft.blocks]
            says[str(account.id)][variant.name] = list(kinds_said(blocks, draft.notes))
    return says


def days_of_round(round_: Round) -> list[date]:
    """The days of a stored round's places, in their order."""
    return [datetime.fromisoformat(place["wall"]).date() for place in round_.places]


def pickers_anew(
    session: Session,
    plan: Plan,
    variant: str,
    post: Post,
    draft: Draft,
    *,
    chosen: Mapping[str, str] | None = None,
    of_chosen: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """By kind of block, who chose the words of a text that `compose_anew` made.

    Args:
        session: open.
        plan: the plan.
        variant: name of the framing.
        post: the post, not its first reply.
        draft: its new text.
        chosen: by kind of block, words for this post alone; None is those that it has.
        of_chosen: who chose those; None is those who did so far.
    """
    own = post.wording if chosen is None else chosen
    of_own = post.picked_by if of_chosen is None else of_chosen
    of_link = session.get_one(Link, post.link_id).picked_by
    return pickers(plan, variant, draft, of_link, own=own, of_own=of_own)


def compose_anew(
    lab: Lab,
    session: Session,
    plan: Plan,
    variant: str,
    post: Post,
    *,
    day: date,
    days: Sequence[date],
    chosen: Mapping[str, str] | None = None,
) -> Draft:
    """Compose a stored post once more: for another day, in another framing, or with other words; nothing is stored.

    Args:
        lab: the lab.
        session: open.
        plan: the plan.
        variant: name of the framing.
        post: the post, not its first reply.
        day: of its slot.
        days: the days of all posts of its round.
        chosen: by kind of block, words for this post alone; None is those that it has.
    """
    account = session.get_one(Account, post.account_id)
    shared = SharedLink.of(session.get_one(Link, post.link_id))
    # the text that was written before may have had to show its link shorter than this one
    link = as_shown(post.url, shared.url, account, short_link=post.short_url)
    return compose_post(
        plan,
        variant,
        shared,
        account,
        link=link,
        day=day,
        days=days,
        turn=session.get_one(Round, post.round_id).openings.get(account.name, 0),
        wordings=lab.wordings,
        pictures=lab.pictures,
        chosen=post.wording if chosen is None else chosen,
    )
