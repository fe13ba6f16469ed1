"""Putting off what waits of a round to later slots: who gets which slot and link stays as it was drawn.

Once one framing of a round is out, people see how it does. If the other could then be kept in and the round drawn
again, the rounds that stay would be a choice; so whatever holds a post, it keeps its draw and waits for a new slot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from postlab.design.pairing import Place, moved
from postlab.design.plan import Plan
from postlab.design.slots import SlotTime
from postlab.english import listed, plural
from postlab.errors import InputError
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.places import place_number
from postlab.loop.lookup.readings import numbers_seen
from postlab.loop.plan.post_texts import post_columns, reply_columns
from postlab.loop.plan.rounds import compose_anew, days_of_round, note_moment, pickers_anew, slot_as_json
from postlab.loop.plan.slots import explaining_missing_slots, slot_times, together
from postlab.loop.posts.attempts import was_in_doubt
from postlab.loop.posts.replies import first_reply
from postlab.loop.posts.transitions import still_waits
from postlab.records.tables import (
    IN_DOUBT,
    WAITING_TO_GO_OUT,
    Experiment,
    Post,
    PostState,
    Round,
    stored_id,
)

NOTHING_RAN = "nothing ran"
"""Why a round is put off of which no run saw that it was due."""


def put_off(lab: Lab, session: Session, round_: Round, *, reason: str) -> datetime:
    """Move what waits of a round to the next slots; the draw and the links stay. The caller commits.

    The texts are composed again for their new day ("exams start next week" may not hold then). An approved text that
    changes waits for approval again. Texts that were edited by hand or were ever in doubt stay as they are.

    Args:
        lab: the lab.
        session: open.
        round_: a round of which something waits.
        reason: why it is put off, in a few words; stored with the round.

    Returns:
        The time of the first new slot, later than now and than the slot that was the first so far.

    Raises:
        InputError: when nothing of it waits any more, no slots are left, or the posting limits allow none; the round
            stays as it was.
    """
    experiment = session.get_one(Experiment, round_.experiment_id)
    plan = plan_of(experiment)
    waiting = claim_waiting(session, round_)
    posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
    compared = [post for post in waiting if not post.part]
    if not compared:
        raise InputError(f"Nothing of round {round_.number} waits any more.", code="not_waiting")
    open_places = sorted({place_number(round_, post) for post in compared})
    first_slot = min(datetime.fromisoformat(round_.places[place]["slot"]) for place in open_places)
    after = max(lab.now(), first_slot)
    refusal = frequency.refusal(lab, session, plan, experiment=experiment.id, after=after, leave_out=stored_id(round_))
    with explaining_missing_slots(plan):
        chosen = moved(
            [int(round_.places[place]["link"]) for place in open_places],
            slots=slot_times(plan, start=experiment.created_at, after=after),
            gap=plan.gap,
            refusal=refusal,
            together=together(plan),
            out=_places_out(round_, posts),
            at_once=bool(plan.split_list),
        )
    slots = dict(zip(open_places, (place.slot for place in chosen), strict=True))
    move = {
        "at": lab.now().isoformat(),
        "reason": reason,
        "from": [place["slot"] for place in round_.places],
        "out": framings_out(round_, posts),
        "seen": numbers_seen(session, round_, by=lab.now()),
    }
    # JSON columns notice a new value, not a change inside the old one.
    round_.moves = [*round_.moves, move]
    round_.places = [
        {**place, **slot_as_json(slots[number])} if number in slots else place
        for number, place in enumerate(round_.places)
    ]
    days = days_of_round(round_)
    note_moment(round_, plan, days)
    session.add(round_)
    for post in waiting:
        slot = slots[place_number(round_, post)]
        post.slot_at, post.slot_wall = slot.at, slot.wall.isoformat(timespec="minutes")
        post.told_at = post.held = None
        session.add(post)
    for post in compared:
        slot = slots[place_number(round_, post)]
        _reword(lab, session, experiment, plan, post, first_reply(session, post), slot, days=days)
    log.info("experiment %s: round %d put off: %s", experiment.name, round_.number, reason)
    return chosen[0].slot.at


def claim_waiting(session: Session, round_: Round) -> list[Post]:
    """What waits of a round, held until the next commit: another program may not begin to send any of it.

    The caller commits. First replies whose post is out, or may be, are left out: they follow it whatever happens.
    """
    session.flush()
    posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
    return [post for post in waiting_posts(posts) if still_waits(session, post)]


def waiting_posts(posts: Sequence[Post]) -> list[Post]:
    """Those posts of a round that wait to go out, without replies whose post is out or in doubt."""
    out_ids = {post.id for post in posts if _is_out(post)}
    return [post for post in posts if post.state in WAITING_TO_GO_OUT and post.reply_to_id not in out_ids]


def framings_out(round_: Round, posts: Sequence[Post]) -> list[str]:
    """The framings of a round of which a post is out, or may be, in the order of their places."""
    return [variant for variant in round_.assignment if any(_is_out(p) for p in _compared(posts, variant))]


def is_half_out(round_: Round, posts: Sequence[Post]) -> bool:
    """Whether some of a round is out, or may be, while other posts of it wait."""
    return bool(framings_out(round_, posts)) and any(not post.part for post in waiting_posts(posts))


def rounds_half_out(session: Session, experiment: Experiment) -> list[Round]:
    """The rounds of an experiment of which one framing is out and another waits, and which still can count."""
    rounds = session.exec(
        select(Round)
        .where(Round.experiment_id == experiment.id, col(Round.closed_at).is_(None))
        .where(col(Round.withdrawn_at).is_(None), col(Round.interrupted).is_(None), col(Round.given_up).is_(None))
        .order_by(col(Round.number))
    ).all()
    return [
        round_
        for round_ in rounds
        if is_half_out(round_, session.exec(select(Post).where(Post.round_id == round_.id)).all())
    ]


def in_words(round_: Round, posts: Sequence[Post], *, experiment: str = "") -> str:
    """What waits of a round, to begin a sentence with: “Round 3”, or “The rest of round 3 (post 6)”.

    Args:
        round_: the round.
        posts: all of its posts.
        experiment: the name of its experiment, where the sentence needs it.
    """
    of = f" of {experiment}" if experiment else ""
    if not is_half_out(round_, posts):
        return f"Round {round_.number}{of}"
    numbers = [str(post.id) for post in waiting_posts(posts) if not post.part]
    return f"The rest of round {round_.number}{of} ({plural(len(numbers), 'post')} {listed(numbers)})"


def how_it_stays(round_: Round, posts: Sequence[Post]) -> str:
    """Why what waits of a round keeps its draw, and how to give the round up instead, in sentences."""
    waiting = [post for post in waiting_posts(posts) if not post.part]
    if not is_half_out(round_, posts):
        kept = "Who gets which slot and link stays as it was drawn"
    else:
        framings = framings_out(round_, posts)
        out = f"{listed([f'“{variant}”' for variant in framings])} {plural(len(framings), 'is', 'are')} out already"
        kept = f"It keeps its framing, slot for slot as it was drawn, because {out}"
    return (
        f"{kept}; the texts are written for the new day. Giving the round up counts against both framings: "
        f'`postlab post cancel {waiting[0].id} --give-up-round "WHY"`.'
    )


def _compared(posts: Sequence[Post], variant: str) -> list[Post]:
    return [post for post in posts if post.variant == variant and not post.part]


def _is_out(post: Post) -> bool:
    return post.state in {PostState.PUBLISHED, *IN_DOUBT}


def _places_out(round_: Round, posts: Sequence[Post]) -> list[Place]:
    """The places of a round of which a post is out, or may be, by the time at which it went out."""
    places = []
    for number, place in enumerate(round_.places):
        out = [post for post in posts if not post.part and _is_out(post) and place_number(round_, post) == number]
        if out:
            at = max(post.published_at or post.slot_at for post in out)
            places.append(Place(_slot_out(place, at), int(place["link"])))
    return sorted(places, key=lambda place: place.slot.at)


def _slot_out(place: Mapping[str, str], at: datetime) -> SlotTime:
    return SlotTime(datetime.fromisoformat(place["wall"]), at, place["zone"])


def _reword(
    lab: Lab,
    session: Session,
    experiment: Experiment,
    plan: Plan,
    post: Post,
    reply: Post | None,
    slot: SlotTime,
    *,
    days: Sequence[date],
) -> None:
    draft = compose_anew(lab, session, plan, post.variant, post, day=slot.wall.date(), days=days)
    picked_by = pickers_anew(session, plan, post.variant, post, draft)
    columns = [(post, post_columns(draft, picked_by=picked_by))]
    if reply is not None:
        columns.append((reply, reply_columns(draft)))
    changed = False
    for part, written in columns:
        if part.edited_at is not None or part.state not in WAITING_TO_GO_OUT or was_in_doubt(session, part):
            continue
        beside = written["picture"] != part.picture or written["card"] is not part.card
        changed = changed or written["text"] != part.text or beside
        changed = changed or written.get("written_by", {}) != part.written_by
        part.sqlmodel_update(written)
    if changed and (post.written_by or not experiment.approve_all):
        for part, _ in columns:
            if part.state in WAITING_TO_GO_OUT:
                part.state, part.approved_at = PostState.PLANNED, None
