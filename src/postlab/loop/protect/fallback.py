"""What a plan says for the case that a guardrail is crossed: hold, go back to the control, or end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.guardrails import Breach
from postlab.design.plan import Plan
from postlab.design.slots import SlotTime
from postlab.english import listed, plural
from postlab.errors import typed
from postlab.framing.blocks import REPLY
from postlab.loop.judge.ending import end
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan.rounds import compose_post
from postlab.loop.posts.attempts import was_in_doubt
from postlab.loop.posts.replies import reply_to
from postlab.loop.posts.transitions import keep_in, move
from postlab.loop.protect.pausing import pause, planned_for_failure
from postlab.loop.run_result import Problem, RunResult
from postlab.records.tables import (
    IN_DOUBT,
    WAITING_TO_GO_OUT,
    Account,
    Experiment,
    ExperimentState,
    Link,
    Post,
    PostState,
    Round,
)


def carry_out(lab: Lab, session: Session, turn: RunResult, experiment: Experiment, breaches: Sequence[Breach]) -> None:
    """Pause or end an experiment of which guardrails were crossed, once for all of them; the caller commits.

    A round that was under way does not count from then on, whichever of its framings was out: were it left out only
    when the one framing had gone first, the verdict would lean towards the other.

    Args:
        lab: the lab.
        session: open.
        turn: told what was done.
        experiment: running, and not paused.
        breaches: at least one.
    """
    plan = plan_of(experiment)
    reason = " ".join(dict.fromkeys(breach.sentence for breach in breaches))
    held = pause(lab, session, experiment, reason=reason, guardrail=breaches[0].guardrail)
    if held is None:
        return
    ways = {"control": _as_control, "stop": _end}
    said = ways.get(plan.fallback or "pause", _hold)(lab, session, turn, experiment, reason)
    held.did = " ".join(said)
    session.add(held)


def keep_in_what_was_in_doubt(lab: Lab, session: Session, turn: RunResult) -> None:
    """Posts that were in doubt when their round was interrupted, and did not go out, do not go out afterwards.

    What was once in doubt is only ever sent again as it was, so it cannot become the control any more.
    """
    waiting = session.exec(
        select(Post)
        .join(Round, col(Round.id) == col(Post.round_id))
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), col(Round.interrupted).is_not(None))
    ).all()
    for post in waiting:
        if not turn.handles(session.get_one(Account, post.account_id)) or not was_in_doubt(session, post):
            continue
        if keep_in(session, post, reason="Its round was interrupted by a guardrail while it was in doubt."):
            turn.moved.append(f"Post {post.id} stays in: {post.problem}")
    lab.commit(session)


def _hold(_lab: Lab, session: Session, _turn: RunResult, experiment: Experiment, reason: str) -> list[str]:
    said = ["Nothing new goes out."]
    for round_, posts in _under_way(session, experiment):
        kept = [post for post in _waiting(posts) if keep_in(session, post, reason=_kept(round_))]
        said.append(_interrupt(session, round_, reason, kept))
    return said


def _end(lab: Lab, session: Session, turn: RunResult, experiment: Experiment, reason: str) -> list[str]:

    said = ["It ended there, as its plan says."]
    for round_, posts in _under_way(session, experiment):
        said.append(_interrupt(session, round_, reason, _waiting(posts)))
    experiment.stopped_because = reason
    end(lab, session, experiment, state=ExperimentState.ENDED, reason="A guardrail of the plan was crossed.")
    turn.ended.append(experiment.name)
    turn.moved += [f"{experiment.name}: {sentence}" for sentence in said[1:]]
    again = typed(experiment.name)
    turn.problems.append(
        Problem(
            None,
            "guardrail",
            f"“{experiment.name}” has ended: {reason}{planned_for_failure(experiment)}",
            f"`postlab report {again}` shows what it taught; `postlab retry {again}` makes the next iteration.",
            person=True,
        )
    )
    return said


def _as_control(lab: Lab, session: Session, _turn: RunResult, experiment: Experiment, reason: str) -> list[str]:
    """What is drawn still goes out, but in the control's framing."""
    plan = plan_of(experiment)
    said = []
    for round_, posts in _rounds(session, experiment):
        goes_on: list[Post] = []
        kept: list[Post] = []
        days = [datetime.fromisoformat(place["wall"]).date() for place in round_.places]
        for post in (found for found in _waiting(posts) if not found.part):
            reply = reply_to(session, post)
            goes = not was_in_doubt(session, post) and (
                post.variant == plan.control or _rewrite(lab, session, experiment, plan, post, reply, days)
            )
            if goes:
                goes_on.append(post)
                continue
            kept += [post] if keep_in(session, post, reason=_kept(round_)) else []
            if reply is not None:
                keep_in(session, reply, reason=_kept(round_))
        said.append(_interrupt(session, round_, reason, kept, goes_on=goes_on, control=plan.control))
    return [*said, "Nothing more goes out after that." if said else "Nothing new goes out."]


def _rewrite(
    lab: Lab,
    session: Session,
    experiment: Experiment,
    plan: Plan,
    post: Post,
    reply: Post | None,
    days: Sequence[date],
) -> bool:
    """Give a post, and its first reply, the control's words; False where they cannot have them."""
    slot = SlotTime(datetime.fromisoformat(post.slot_wall), post.slot_at, post.zone)
    account, link = session.get_one(Account, post.account_id), session.get_one(Link, post.link_id)
    address = (reply or post).link_text
    draft = compose_post(plan, plan.control, link, account, url=address, slot=slot, days=days)
    if draft.reply is not None and reply is None:
        return False
    note = f"Written anew as “{plan.control}”, because a guardrail of the plan was crossed."
    blocks = [[block.kind, block.text] for block in draft.blocks]
    link_text = address if draft.reply is None else ""
    # what a language model wrote waits for somebody to read it
    approved = experiment.approve_all and not draft.written_by
    written = {
        "text": draft.text,
        "written_by": dict(draft.written_by),
        "blocks": blocks,
        "notes": [*draft.notes, note],
        "link_text": link_text,
    }
    if not _anew(lab, session, post, written, approved=approved):
        return False
    if reply is not None and draft.reply is None:
        keep_in(session, reply, reason="The post that it answers carries its link itself now.")
    elif reply is not None:
        _anew(lab, session, reply, {"text": draft.reply, "blocks": [[REPLY, draft.reply]]}, approved=approved)
    return True


def _anew(lab: Lab, session: Session, post: Post, written: Mapping[str, Any], *, approved: bool) -> bool:
    """Write a post anew; it waits for approval unless it has it already."""
    return move(
        session,
        post,
        post.state,
        to=PostState.APPROVED if approved else PostState.PLANNED,
        edited_at=None,
        approved_at=lab.now() if approved else None,
        told_at=None,
        **written,
    )


def _interrupt(
    session: Session,
    round_: Round,
    reason: str,
    kept: Sequence[Post],
    *,
    goes_on: Sequence[Post] = (),
    control: str = "",
) -> str:
    """Mark a round as one that does not count; what to say of it."""
    round_.interrupted = f"A guardrail was crossed before all of it was out. {reason}"
    session.add(round_)
    log.info("round %d of experiment %d interrupted", round_.number, round_.experiment_id)
    said = f"Round {round_.number} does not count, whichever framing was out"
    if kept:
        said += f"; {_named(kept)} {plural(len(kept), 'stays', 'stay')} in"
    if goes_on:
        said += f"; {_named(goes_on)} {plural(len(goes_on), 'goes', 'go')} out as “{control}”"
    return f"{said}."


def _named(posts: Sequence[Post]) -> str:
    return f"{plural(len(posts), 'post')} {listed(str(post.id) for post in posts)}"


def _kept(round_: Round) -> str:
    return f"A guardrail of the plan was crossed while round {round_.number} was going out."


def _under_way(session: Session, experiment: Experiment) -> list[tuple[Round, Sequence[Post]]]:
    """The rounds of which some posts are out, or may be, and others wait."""
    return [
        (round_, posts)
        for round_, posts in _rounds(session, experiment)
        if any(post.state in {PostState.PUBLISHED, *IN_DOUBT} for post in posts)
    ]


def _rounds(session: Session, experiment: Experiment) -> list[tuple[Round, Sequence[Post]]]:
    """The rounds of which some posts still wait, each with all its posts in the order of their slots."""
    rounds = session.exec(
        select(Round).where(
            Round.experiment_id == experiment.id, col(Round.closed_at).is_(None), col(Round.withdrawn_at).is_(None)
        )
    ).all()
    found = []
    for round_ in rounds:
        posts = session.exec(
            select(Post).where(Post.round_id == round_.id).order_by(col(Post.slot_at), col(Post.id))
        ).all()
        if _waiting(posts):
            found.append((round_, posts))
    return found


def _waiting(posts: Sequence[Post]) -> list[Post]:
    """Those that wait to go out; a reply that only completes what is out already does not count as waiting."""
    out = {post.id for post in posts if post.state in {PostState.PUBLISHED, *IN_DOUBT}}
    return [post for post in posts if post.state in WAITING_TO_GO_OUT and post.reply_to_id not in out]
