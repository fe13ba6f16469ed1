"""Rounds: drawn by the tool's own coin, written down before anything goes out, put off when nobody approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from postlab import platforms
from postlab.design.assignment import draw
from postlab.design.pairing import Design, Place, links_needed, places
from postlab.design.plan import Plan
from postlab.design.slots import SlotTime, every, parse_slot, upcoming
from postlab.framing.article import Article
from postlab.framing.compose import Draft, compose
from postlab.framing.tracking import readable_link, slug, tracking_url
from postlab.loop import accounts
from postlab.loop.amendments import RETIRED
from postlab.loop.attempts import was_in_doubt
from postlab.loop.clicks import short_url
from postlab.loop.lab import Lab, log
from postlab.loop.plan import brief_of, plan_of, recipe_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account, Experiment, Link, Post, Round


def slot_times(plan: Plan, *, start: datetime, after: datetime) -> Iterator[SlotTime]:
    """The plan's slots strictly after a moment.

    Args:
        plan: with weekly slots or a beat.
        start: where a beat begins.
        after: the moment.
    """
    if plan.every is not None:
        return every(plan.every, plan.timezone, start=start, after=after)
    return upcoming([parse_slot(slot) for slot in plan.slots], plan.timezone, after=after)


def draw_round(lab: Lab, session: Session, experiment: Experiment) -> Round:
    """Draw the next round and write its posts, each with its key; nothing is sent.

    The coin is `postlab.design.assignment.draw` with the experiment's seed; links come in the order of the
    pool, those that went out least first.
    """
    from sqlmodel import col, select

    from postlab.records.tables import Round, stored_id

    plan = plan_of(experiment)
    last = session.exec(
        select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number).desc())
    ).first()
    number = last.number + 1 if last else 1
    after = max(lab.now(), _last_slot(last)) if last else lab.now()
    chosen = _places(session, experiment, plan, after)
    names = [variant.name for variant in plan.variant]
    assignment = draw(
        experiment.seed, experiment=experiment.name, round_number=number, variants=names, places=len(chosen)
    )
    drawn = Round(
        experiment_id=stored_id(experiment),
        number=number,
        seed=experiment.seed,
        assignment=list(assignment),
        places=[place_as_json(place) for place in chosen],
        drawn_at=lab.now(),
    )
    session.add(drawn)
    session.flush()
    for place, variant in zip(chosen, assignment, strict=True):
        for name in plan.accounts:
            session.add(
                _write_post(lab, session, experiment, plan, drawn, place, variant, accounts.named(session, name))
            )
    session.flush()
    log.info("experiment %s: round %d drawn: %s", experiment.name, number, ", ".join(assignment))
    return drawn


def put_off(lab: Lab, session: Session, round_: Round, *, reason: str) -> datetime:
    """Move a round, of which nothing went out, to the next slots; who gets which place and link stays.

    The texts are written anew for their new day ("exams start next week" does not keep); a text that somebody
    approved and that changes waits for approval again. What was edited by hand, or was in doubt, stays as it is.

    Returns:
        The time of its new first slot.
    """
    from sqlmodel import select

    from postlab.records.tables import Experiment, Post

    experiment = session.get_one(Experiment, round_.experiment_id)
    plan = plan_of(experiment)
    slots = slot_times(plan, start=experiment.created_at, after=lab.now())
    gap = plan.gap or timedelta(0)
    before = [place["slot"] for place in round_.places]
    moved: list[SlotTime] = []
    while len(moved) < len(round_.places):
        slot = next(slots)
        if not moved or slot.at - moved[-1].at >= gap:
            moved.append(slot)
    posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
    new_places = []
    for place, slot in zip(round_.places, moved, strict=True):
        new_places.append({**place, **_slot_as_json(slot)})
        variant = round_.assignment[len(new_places) - 1]
        for post in (p for p in posts if p.variant == variant):
            post.slot_at, post.slot_wall = slot.at, slot.wall.isoformat(timespec="minutes")
            post.told_at = None
            _reword(session, experiment, plan, post, slot)
            session.add(post)
    # JSON columns notice a new value, not a change inside the old one.
    round_.moves = [*round_.moves, {"at": lab.now().isoformat(), "reason": reason, "from": before}]
    round_.places = new_places
    session.add(round_)
    log.info("experiment %s: round %d put off: %s", experiment.name, round_.number, reason)
    return moved[0].at


def _reword(session: Session, experiment: Experiment, plan: Plan, post: Post, slot: SlotTime) -> None:
    from postlab.records.tables import WAITING_TO_GO_OUT, Account, Link, PostState

    if post.edited_at is not None or post.state not in WAITING_TO_GO_OUT or was_in_doubt(session, post):
        return
    account, link = session.get_one(Account, post.account_id), session.get_one(Link, post.link_id)
    draft = compose_post(plan, post.variant, link, account, url=post.link_text, slot=slot)
    if draft.text == post.text and draft.written_by == post.written_by:
        return
    post.text, post.notes = draft.text, list(draft.notes)
    post.blocks = [[block.kind, block.text] for block in draft.blocks]
    post.written_by = dict(draft.written_by)
    if post.written_by or not experiment.approve_all:
        post.state, post.approved_at = PostState.PLANNED, None


def place_as_json(place: Place) -> dict[str, object]:
    """A place as it is recorded on its round."""
    return {**_slot_as_json(place.slot), "link": place.link}


def _slot_as_json(slot: SlotTime) -> dict[str, object]:
    return {
        "slot": slot.at.isoformat(),
        "wall": slot.wall.isoformat(timespec="minutes"),
        "zone": slot.zone,
        "note": slot.note,
    }


def _last_slot(round_: Round) -> datetime:
    return max(datetime.fromisoformat(place["slot"]) for place in round_.places)


def _places(session: Session, experiment: Experiment, plan: Plan, after: datetime) -> tuple[Place, ...]:
    from sqlmodel import col, select

    from postlab.records.tables import Link, stored_id

    design: Design = plan.design
    pool = session.exec(
        select(Link)
        .where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
        .order_by(col(Link.uses), col(Link.position))
    ).all()
    if len(pool) < links_needed(design, variants=len(plan.variant)):
        # The plan's warning said so: with a single link both posts carry it.
        design = "one link"
    links = pool[: links_needed(design, variants=len(plan.variant))]
    for link in links:
        link.uses += 1
        session.add(link)
    return places(
        design,
        slots=slot_times(plan, start=experiment.created_at, after=after),
        links=[stored_id(link) for link in links],
        variants=len(plan.variant),
        gap=plan.gap,
    )


def _write_post(
    lab: Lab,
    session: Session,
    experiment: Experiment,
    plan: Plan,
    round_: Round,
    place: Place,
    variant: str,
    account: Account,
) -> Post:
    from postlab.records.tables import Link, Post, PostState, stored_id

    plugin = platforms.load(account.platform)
    link = session.get_one(Link, place.link)
    key = plugin.new_key(lab.now(), lab.random)
    url = link.url
    if plan.tracking:
        # several accounts may stand on one network: the tags must tell the posts apart all the same
        where = f"-{slug(account.name)}" if len(plan.accounts) > 1 else ""
        url = tracking_url(
            url,
            # where a person posts, web statistics are to name the network, not the way
            source=str(account.options.get("network") or plugin.name) if plugin.by_hand else plugin.name,
            campaign=slug(experiment.name),
            content=f"{slug(variant)}-r{round_.number}{where}",
        )
    short = short_url(lab, session, plan, key)
    link_text = short or (readable_link(link.url) if plugin.plain_links else url)
    draft = compose_post(plan, variant, link, account, url=link_text, slot=place.slot)
    # what a language model wrote waits for somebody to read it, whatever was approved beforehand
    approved = experiment.approve_all and not draft.written_by
    return Post(
        experiment_id=stored_id(experiment),
        round_id=stored_id(round_),
        account_id=stored_id(account),
        link_id=place.link,
        variant=variant,
        state=PostState.APPROVED if approved else PostState.PLANNED,
        approved_at=lab.now() if approved else None,
        text=draft.text,
        blocks=[[block.kind, block.text] for block in draft.blocks],
        written_by=dict(draft.written_by),
        notes=list(draft.notes),
        url=url,
        link_text=link_text,
        short_url=short,
        slot_at=place.slot.at,
        slot_wall=place.slot.wall.isoformat(timespec="minutes"),
        zone=place.slot.zone,
        key=key,
    )


def compose_post(plan: Plan, variant: str, link: Link, account: Account, *, url: str, slot: SlotTime) -> Draft:
    """The text of a post, written for the day of its slot."""
    planned = next(v for v in plan.variant if v.name == variant)
    return compose(
        Article.of(link.article),
        recipe_of(planned),
        brief_of(plan, link.wording, link.written_by),
        rule=accounts.rule_of(account),
        url=url,
        today=slot.wall.date(),
    )
