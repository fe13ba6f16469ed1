"""Rounds: drawing one at random, storing it with its posts, and putting it off to later slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.design.assignment import draw, opening_turns
from postlab.design.lead_moment import opening
from postlab.design.pairing import Design, Place, links_needed, moved, places
from postlab.design.plan import Plan
from postlab.design.plan_framing import brief_of, recipe_of
from postlab.design.slots import SlotTime
from postlab.framing.article import Article
from postlab.framing.blocks import REPLY
from postlab.framing.compose import Draft, compose
from postlab.framing.tracking import readable_link, shorter_links, slug, tracking_url
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named, rule_of
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.measure.clicks import short_url
from postlab.loop.plan.slots import explaining_missing_slots, slot_times, together
from postlab.loop.posts.attempts import was_in_doubt
from postlab.loop.posts.replies import first_reply
from postlab.records.tables import (
    RETIRED,
    WAITING_TO_GO_OUT,
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
    their uses, fewest first, then in the plan's order.

    Raises:
        InputError: when no slots are left, or the posting limits allow none.
    """
    plan = plan_of(experiment)
    last = session.exec(
        select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number).desc())
    ).first()
    number = last.number + 1 if last else 1
    after = max(lab.now(), _last_slot(last)) if last else lab.now()
    chosen = _choose_places(lab, session, experiment, plan, after)
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
    days = [place.slot.wall.date() for place in chosen]
    _note_moment(drawn, plan, days)
    turns = opening_turns(
        experiment.seed,
        experiment=experiment.name,
        post_number=(number - 1) * len(plan.accounts),
        posts=len(plan.accounts),
    )
    drawn.openings = dict(zip(plan.accounts, turns, strict=True))
    session.add(drawn)
    session.flush()
    for place, variant in zip(chosen, assignment, strict=True):
        for name in plan.accounts:
            _write_post(lab, session, experiment, plan, drawn, place, variant, account_named(session, name), days=days)
    session.flush()
    log.info("experiment %s: round %d drawn: %s", experiment.name, number, ", ".join(assignment))
    return drawn


def put_off(lab: Lab, session: Session, round_: Round, *, reason: str) -> datetime:
    """Move a round of which nothing is out to the next slots; the draw and the links stay. The caller commits.

    The texts are composed again for their new day ("exams start next week" may not hold then). An approved text that
    changes waits for approval again. Texts that were edited by hand or were ever in doubt stay as they are.

    Args:
        lab: the lab.
        session: open.
        round_: the round.
        reason: why it is put off; stored with the round.

    Returns:
        The time of its new first slot.

    Raises:
        InputError: when no slots are left, or the posting limits allow none; the round stays as it was.
    """
    experiment = session.get_one(Experiment, round_.experiment_id)
    plan = plan_of(experiment)
    former_slots = [place["slot"] for place in round_.places]
    refusal = frequency.refusal(
        lab, session, plan, experiment=experiment.id, after=lab.now(), leave_out=stored_id(round_)
    )
    with explaining_missing_slots(plan):
        chosen = moved(
            [int(place["link"]) for place in round_.places],
            slots=slot_times(plan, start=experiment.created_at, after=lab.now()),
            gap=plan.gap,
            refusal=refusal,
            together=together(plan),
        )
    days = [place.slot.wall.date() for place in chosen]
    posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
    new_places = []
    for place, slot in zip(round_.places, (taken.slot for taken in chosen), strict=True):
        new_places.append({**place, **_slot_as_json(slot)})
        variant = round_.assignment[len(new_places) - 1]
        variant_posts = [post for post in posts if post.variant == variant]
        for post in variant_posts:
            post.slot_at, post.slot_wall = slot.at, slot.wall.isoformat(timespec="minutes")
            post.told_at = None
            session.add(post)
        for post in variant_posts:
            if not post.part:
                _reword(session, experiment, plan, post, first_reply(session, post), slot, days=days)
    # JSON columns notice a new value, not a change inside the old one.
    round_.moves = [*round_.moves, {"at": lab.now().isoformat(), "reason": reason, "from": former_slots}]
    round_.places = new_places
    _note_moment(round_, plan, days)
    session.add(round_)
    log.info("experiment %s: round %d put off: %s", experiment.name, round_.number, reason)
    return chosen[0].slot.at


def _note_moment(round_: Round, plan: Plan, days: Sequence[date]) -> None:
    """Store on a round the moment that its posts open with, and the days from its first post to that moment."""
    moment = opening(plan, days)
    round_.moment = moment.name if moment else None
    round_.moment_days = moment.days_from(days[0]) if moment else None


def _reword(
    session: Session,
    experiment: Experiment,
    plan: Plan,
    post: Post,
    reply: Post | None,
    slot: SlotTime,
    *,
    days: Sequence[date],
) -> None:
    draft = compose_anew(session, plan, post.variant, post, slot=slot, days=days)
    new_texts = [(post, draft.text)] if reply is None else [(post, draft.text), (reply, draft.reply or "")]
    changed = False
    for part, text in new_texts:
        must_stay = part.edited_at is not None or part.state not in WAITING_TO_GO_OUT or was_in_doubt(session, part)
        is_unchanged = text == part.text and (part is reply or draft.written_by == part.written_by)
        if must_stay or is_unchanged:
            continue
        part.text, changed = text, True
        if part.link_text:
            part.link_text = draft.link
        part.blocks = _blocks(draft) if part is post else _blocks_of_reply(draft)
        if part is post:
            part.notes, part.written_by = _notes(draft), dict(draft.written_by)
    if changed and (post.written_by or not experiment.approve_all):
        for part, _ in new_texts:
            if part.state in WAITING_TO_GO_OUT:
                part.state, part.approved_at = PostState.PLANNED, None


def _blocks(draft: Draft) -> list[list[str]]:
    return [[block.kind, block.text] for block in draft.blocks]


def _notes(draft: Draft) -> list[dict[str, str] | str]:
    return [note.as_stored() for note in draft.notes]


def _blocks_of_reply(draft: Draft) -> list[list[str]]:
    return [[REPLY, draft.reply or ""]]


def place_as_json(place: Place) -> dict[str, object]:
    """A place (slot and link) as it is stored in `Round.places`."""
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


def _choose_places(
    lab: Lab, session: Session, experiment: Experiment, plan: Plan, after: datetime
) -> tuple[Place, ...]:
    design: Design = plan.design
    pool = session.exec(
        select(Link)
        .where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
        .order_by(col(Link.uses), col(Link.position))
    ).all()
    if len(pool) < links_needed(design, variants=len(plan.variant)):
        # as the plan's warning said: too few links, so both posts carry the same one
        design = "one link"
    refusal = frequency.refusal(lab, session, plan, experiment=experiment.id, after=after)
    with explaining_missing_slots(plan):
        chosen = places(
            design,
            slots=slot_times(plan, start=experiment.created_at, after=after),
            links=[stored_id(link) for link in pool],
            variants=len(plan.variant),
            gap=plan.gap,
            refusal=refusal,
            together=together(plan),
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
    link = session.get_one(Link, place.link)
    key = plugin.new_key(lab.now(), lab.random)
    url = link.url
    if plan.tracking:
        # several accounts may be on one network: the tags must tell their posts apart
        account_tag = f"-{slug(account.name)}" if len(plan.accounts) > 1 else ""
        url = tracking_url(
            url,
            # for posts by hand, web statistics should name the network
            source=str(account.options.get("network") or plugin.name) if plugin.by_hand else plugin.name,
            campaign=slug(experiment.name),
            content=f"{slug(variant)}-r{round_.number}{account_tag}",
        )
    short_link = short_url(lab, session, plan, key)
    link_text = short_link or (readable_link(link.url) if plugin.plain_links else url)
    turn = round_.openings.get(account.name, 0)
    draft = compose_post(plan, variant, link, account, url=link_text, slot=place.slot, days=days, turn=turn)
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
        text=draft.text,
        blocks=_blocks(draft),
        written_by=dict(draft.written_by),
        notes=_notes(draft),
        url=url,
        link_text=draft.link if draft.reply is None else "",
        short_url=short_link,
        slot_at=place.slot.at,
        slot_wall=place.slot.wall.isoformat(timespec="minutes"),
        zone=place.slot.zone,
        key=key,
    )
    session.add(post)
    # flushed first, so that a post has a lower number than its reply
    session.flush()
    if draft.reply is None:
        return
    reply_columns = post.model_dump(exclude={"id", "notes", "written_by"})
    own_columns = {
        "part": 1,
        "reply_to_id": stored_id(post),
        "text": draft.reply,
        "blocks": _blocks_of_reply(draft),
        "link_text": draft.link,
        "key": plugin.new_key(lab.now(), lab.random),
    }
    session.add(Post(**{**reply_columns, **own_columns}))
    session.flush()


def compose_anew(
    session: Session, plan: Plan, variant: str, post: Post, *, slot: SlotTime, days: Sequence[date]
) -> Draft:
    """Compose a stored post once more, for another day or in another framing; nothing is stored.

    Args:
        session: open.
        plan: the plan.
        variant: name of the framing.
        post: the post, not its first reply.
        slot: when it goes out.
        days: the days of all posts of its round.
    """
    account, link = session.get_one(Account, post.account_id), session.get_one(Link, post.link_id)
    # the text that was written before may have had to show its link shorter than this one
    url = post.short_url or (readable_link(link.url) if platforms.load(account.platform).plain_links else post.url)
    turn = session.get_one(Round, post.round_id).openings.get(account.name, 0)
    return compose_post(plan, variant, link, account, url=url, slot=slot, days=days, turn=turn)


def compose_post(
    plan: Plan,
    variant: str,
    link: Link,
    account: Account,
    *,
    url: str,
    slot: SlotTime,
    days: Sequence[date] = (),
    turn: int = 0,
) -> Draft:
    """Compose a post for the day of its slot.

    Args:
        plan: the plan.
        variant: name of the framing.
        link: the link to share.
        account: the account that it is for.
        url: the address to put into the text.
        slot: when it goes out.
        days: the days of all posts of its round, which decide the moment that they open with; if empty, its own day.
        turn: which of the wordings its opening takes.
    """
    framing = next(v for v in plan.variant if v.name == variant)
    return compose(
        Article.of(link.article),
        recipe_of(framing),
        brief_of(plan, link.wording, link.written_by, days=days or [slot.wall.date()], turn=turn),
        rule=rule_of(account),
        url=url,
        shorter_urls=shorter_links(link.url) if platforms.load(account.platform).plain_links else (),
        today=slot.wall.date(),
    )
