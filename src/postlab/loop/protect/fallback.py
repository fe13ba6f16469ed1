"""The plan's fallback when a guardrail is crossed: pause, go on as the control or the best bet, or end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.guardrails import Breach
from postlab.design.plan import Plan
from postlab.design.plan_parts import BEST_BET
from postlab.english import listed, plural
from postlab.errors import typed
from postlab.framing.notes import Note, NoteCode
from postlab.loop.judge.bet import framing_to_bet_on
from postlab.loop.judge.ending import end
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan.post_texts import post_columns, reply_columns
from postlab.loop.plan.put_off import in_words, is_half_out, waiting_posts
from postlab.loop.plan.rounds import compose_anew, days_of_round, pickers_anew
from postlab.loop.posts.attempts import was_in_doubt
from postlab.loop.posts.replies import first_reply
from postlab.loop.posts.transitions import cancel_waiting, move
from postlab.loop.protect.pausing import pause, planned_for_failure
from postlab.loop.run_result import Problem, RunResult
from postlab.records.tables import (
    WAITING_TO_GO_OUT,
    Account,
    Experiment,
    ExperimentState,
    Post,
    PostState,
    Round,
)


def carry_out(
    lab: Lab, session: Session, result: RunResult, experiment: Experiment, breaches: Sequence[Breach]
) -> None:
    """Carry out the plan's fallback after guardrails were crossed, once for all breaches. The caller commits.

    A pause keeps the draw of what waits. Where the plan goes on in one framing or ends, a round that is partly out
    becomes void, whichever framing was out: leaving it out for one framing only would bias the verdict.

    Args:
        lab: the lab.
        session: open.
        result: of the turn; what was done is added to it.
        experiment: running, and not paused.
        breaches: at least one.
    """
    plan = plan_of(experiment)
    reason = " ".join(dict.fromkeys(breach.sentence for breach in breaches))
    opened = pause(lab, session, experiment, reason=reason, guardrail=breaches[0].guardrail)
    if opened is None:
        return
    actions = {"control": _go_back_to_control, BEST_BET: _go_on_with_best_bet, "stop": _end}
    sentences = actions.get(plan.fallback or "pause", _pause)(lab, session, result, experiment, reason)
    opened.did = " ".join(sentences)
    session.add(opened)


def cancel_interrupted_in_doubt(lab: Lab, session: Session, result: RunResult) -> None:
    """Cancel waiting posts of interrupted rounds that were ever in doubt.

    The payload of such a post must not change, so it cannot be written anew in another framing.
    """
    waiting = session.exec(
        select(Post)
        .join(Round, col(Round.id) == col(Post.round_id))
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), col(Round.interrupted).is_not(None))
    ).all()
    for post in waiting:
        if not result.handles(session.get_one(Account, post.account_id)) or not was_in_doubt(session, post):
            continue
        if cancel_waiting(session, post, reason="Its round was interrupted by a guardrail while it was in doubt."):
            result.moved.append(f"Post {post.id} does not go out: {post.problem}")
    lab.commit(session)


def _pause(_lab: Lab, session: Session, _result: RunResult, experiment: Experiment, _reason: str) -> list[str]:
    under_way = [
        f"{in_words(round_, posts)} waits and keeps its framing; it goes out when you let the experiment go on."
        for round_, posts in _rounds_under_way(session, experiment)
    ]
    return ["Nothing new goes out.", *under_way]


def _end(lab: Lab, session: Session, result: RunResult, experiment: Experiment, reason: str) -> list[str]:
    sentences = ["It ended there, as its plan says."]
    for round_, posts in _rounds_under_way(session, experiment):
        sentences.append(_interrupt(session, round_, reason, waiting_posts(posts)))
    experiment.stopped_because = reason
    end(lab, session, experiment, state=ExperimentState.ENDED, reason="A guardrail of the plan was crossed.")
    result.ended.append(experiment.name)
    result.moved += [f"{experiment.name}: {sentence}" for sentence in sentences[1:]]
    name = typed(experiment.name)
    result.problems.append(
        Problem(
            None,
            "guardrail",
            f"“{experiment.name}” has ended: {reason}{planned_for_failure(experiment)}",
            f"`postlab report {name}` shows what it taught; `postlab retry {name}` plans the next experiment.",
            person=True,
        )
    )
    return sentences


def _go_back_to_control(
    lab: Lab, session: Session, _result: RunResult, experiment: Experiment, reason: str
) -> list[str]:
    """Let drawn posts still go out, rewritten as the control; returns what was done, in sentences."""
    return _go_on_as(lab, session, experiment, reason, framing=plan_of(experiment).control)


def _go_on_with_best_bet(
    lab: Lab, session: Session, _result: RunResult, experiment: Experiment, reason: str
) -> list[str]:
    """The same with the framing that looks better so far; the control where neither does."""
    return _go_on_as(lab, session, experiment, reason, framing=framing_to_bet_on(session, experiment))


def _go_on_as(lab: Lab, session: Session, experiment: Experiment, reason: str, *, framing: str) -> list[str]:
    """Let drawn posts still go out, rewritten in one framing; returns what was done, in sentences."""
    plan = plan_of(experiment)
    sentences = []
    for round_, posts in _open_rounds(session, experiment):
        goes_on: list[Post] = []
        withheld: list[Post] = []
        days = days_of_round(round_)
        for post in (waiting_post for waiting_post in waiting_posts(posts) if not waiting_post.part):
            reply = first_reply(session, post)
            is_rewritten = not was_in_doubt(session, post) and (
                post.variant == framing or _rewrite(lab, session, experiment, plan, post, reply, days, framing=framing)
            )
            if is_rewritten:
                goes_on.append(post)
                continue
            withheld += [post] if cancel_waiting(session, post, reason=_cancel_reason(round_)) else []
            if reply is not None:
                cancel_waiting(session, reply, reason=_cancel_reason(round_))
        sentences.append(_interrupt(session, round_, reason, withheld, goes_on=goes_on, framing=framing))
    return [*sentences, "Nothing more goes out after that." if sentences else "Nothing new goes out."]


def _rewrite(
    lab: Lab,
    session: Session,
    experiment: Experiment,
    plan: Plan,
    post: Post,
    reply: Post | None,
    days: Sequence[date],
    *,
    framing: str,
) -> bool:
    """Rewrite a post and its first reply in a framing; whether that was possible."""
    day = datetime.fromisoformat(post.slot_wall).date()
    draft = compose_anew(lab, session, plan, framing, post, day=day, days=days)
    if draft.reply is not None and reply is None:
        return False
    note = Note(NoteCode.WRITTEN_ANEW, f"Written anew as “{framing}”, because a guardrail of the plan was crossed.")
    # a language model's words are always read by a person first
    approved = experiment.approve_all and not draft.written_by
    picked_by = pickers_anew(session, plan, framing, post, draft)
    written = post_columns(replace(draft, notes=(*draft.notes, note)), picked_by=picked_by)
    if not _replace_text(lab, session, post, written, approved=approved):
        return False
    if reply is not None and draft.reply is None:
        cancel_waiting(session, reply, reason="The post that it answers carries its link itself now.")
    elif reply is not None:
        _replace_text(lab, session, reply, reply_columns(draft), approved=approved)
    return True


def _replace_text(lab: Lab, session: Session, post: Post, written: Mapping[str, Any], *, approved: bool) -> bool:
    """Replace a post's text and what belongs to it; it waits for approval unless `approved`. Whether it still could."""
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
    withheld: Sequence[Post],
    *,
    goes_on: Sequence[Post] = (),
    framing: str = "",
) -> str:
    """Mark a round as interrupted, so that it does not count; returns a sentence about it."""
    round_.interrupted = f"A guardrail was crossed before all of it was out. {reason}"
    session.add(round_)
    log.info("round %d of experiment %d interrupted", round_.number, round_.experiment_id)
    sentence = f"Round {round_.number} does not count, whichever framing was out"
    if withheld:
        sentence += f"; {_post_numbers(withheld)} {plural(len(withheld), 'stays', 'stay')} in"
    if goes_on:
        sentence += f"; {_post_numbers(goes_on)} {plural(len(goes_on), 'goes', 'go')} out as “{framing}”"
    return f"{sentence}."


def _post_numbers(posts: Sequence[Post]) -> str:
    return f"{plural(len(posts), 'post')} {listed(str(post.id) for post in posts)}"


def _cancel_reason(round_: Round) -> str:
    return f"A guardrail of the plan was crossed while round {round_.number} was going out."


def _rounds_under_way(session: Session, experiment: Experiment) -> list[tuple[Round, Sequence[Post]]]:
    """The rounds of which some posts are out, or in doubt, and others wait."""
    return [(round_, posts) for round_, posts in _open_rounds(session, experiment) if is_half_out(round_, posts)]


def _open_rounds(session: Session, experiment: Experiment) -> list[tuple[Round, Sequence[Post]]]:
    """The rounds of which some posts wait, each with all its posts by slot."""
    rounds = session.exec(
        select(Round).where(
            Round.experiment_id == experiment.id, col(Round.closed_at).is_(None), col(Round.withdrawn_at).is_(None)
        )
    ).all()
    open_rounds = []
    for round_ in rounds:
        posts = session.exec(
            select(Post).where(Post.round_id == round_.id).order_by(col(Post.slot_at), col(Post.id))
        ).all()
        if waiting_posts(posts):
            open_rounds.append((round_, posts))
    return open_rounds
