"""The audit of an experiment: whether its records agree with each other on draws, times, plan and verdicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from postlab.design.assignment import digest_of, draw
from postlab.design.plan import Plan
from postlab.english import counted, listed, plural
from postlab.errors import InputError
from postlab.reports.held import HeldKind, held_counts
from postlab.reports.machine_formats import moment
from postlab.reports.nouns.experiment import shown_seed
from postlab.reports.reviewed import audit_of_reviews
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.judge.judge import ClosedRound
    from postlab.records.tables import Amendment, Experiment, Post, Round

SAME = 1e-6
"""The largest difference between a recorded log of evidence and the recomputed one that still counts as equal."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One check of an audit.

    Attributes:
        subject: what was checked.
        match: whether the records agree.
        found: what the records say.
    """

    subject: str
    match: bool
    found: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit, with one line for each check."""

    experiment: str
    lines: tuple[AuditLine, ...]

    @property
    def clean(self) -> bool:
        """Whether every check matches."""
        return all(line.match for line in self.lines)

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if self.clean:
            return f"All {len(self.lines)} checks match."
        wrong = sum(not line.match for line in self.lines)
        return f"{counted(wrong, 'check')} of {len(self.lines)} {plural(wrong, 'does', 'do')} not match."


def audit(session: Session, experiment: Experiment) -> Audit:
    """Draw every round again from its seed, and check plan, times, posts and verdicts against the records.

    The audit shows that the records agree with each other. It detects an accidental edit; a forger who knows the
    algorithm could rewrite all of them.
    """
    from sqlmodel import col, select

    from postlab.loop.judge.judge import account_names, closed_rounds
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.lookup.seeds import seeds_of
    from postlab.records.tables import Amendment, Post, Round

    plan = plan_of(experiment)
    rounds = session.exec(select(Round).where(Round.experiment_id == experiment.id).order_by(col(Round.number))).all()
    posts = session.exec(select(Post).where(Post.experiment_id == experiment.id).order_by(col(Post.id))).all()
    names = account_names(session)
    amendments = session.exec(
        select(Amendment).where(Amendment.experiment_id == experiment.id).order_by(col(Amendment.id))
    ).all()
    first = _first_attempts(session, experiment)
    lines = [_plan_line(experiment, plan), *_amendment_lines(experiment, amendments), _seed_line(experiment)]
    seeds = seeds_of(session, experiment)
    for round_ in rounds:
        own = [post for post in posts if post.round_id == round_.id]
        lines += [
            _draw_line(plan, round_, seeds=seeds, account_names=names),
            _time_line(round_, first.get(round_.id)),
            _posts_line(round_, own),
        ]
    closed = closed_rounds(session, experiment)
    lines += [AuditLine(*check) for check in audit_of_reviews(session, plan, posts, amendments)]
    lines += _held_lines(session, experiment, closed)
    lines += _verdict_lines(session, experiment, plan, closed)
    return Audit(experiment.name, tuple(lines))


def _plan_line(experiment: Experiment, plan: Plan) -> AuditLine:
    match = plan.digest == experiment.plan_hash
    digest = f"SHA-256 {plan.digest}"
    return AuditLine("plan", match, digest if match else f"{digest}, recorded {plain(experiment.plan_hash)}")


def _amendment_lines(experiment: Experiment, amendments: Sequence[Amendment]) -> list[AuditLine]:
    """Check that the hashes of the amendments form a chain that ends at the current plan."""
    lines = []
    for number, amendment in enumerate(amendments, start=1):
        later = amendments[number] if number < len(amendments) else None
        follows = later.hash_before if later else experiment.plan_hash
        match = amendment.hash_after == follows
        hashes = f"{amendment.hash_before[:12]} became {amendment.hash_after[:12]} on {moment(amendment.at)}"
        lines.append(AuditLine(f"amendment {number}", match, hashes if match else f"{hashes}, then {follows[:12]}"))
    return lines


def _seed_line(experiment: Experiment) -> AuditLine:
    """The seed of an experiment that is over; until then what binds to it, because it tells the draws to come."""
    digest = f"SHA-256 {digest_of(experiment.seed)}"
    seed = shown_seed(experiment)
    return AuditLine(
        "seed", match=True, found=f"{digest}, of a seed shown at the end" if seed is None else f"{seed}, {digest}"
    )


def _draw_line(
    plan: Plan,
    round_: Round,
    *,
    seeds: Collection[str],
    account_names: Mapping[int | None, str],
) -> AuditLine:
    """Check that the seed gives the order of the variants, and the plan the accounts that have the reverse one."""
    subject = f"round {round_.number}, draw"
    recorded = [plain(str(name)) for name in round_.assignment]
    try:
        drawn = draw(
            round_.seed,
            experiment=plan.name,
            round_number=round_.number,
            variants=[variant.name for variant in plan.variant],
            places=len(round_.places),
        )
    except InputError as exc:
        return AuditLine(subject, match=False, found=exc.message)
    if round_.seed not in seeds:
        return AuditLine(subject, match=False, found="the seed is not that of the experiment")
    crossed = [plain(account_names.get(number, str(number))) for number in round_.crossed]
    expected = [plain(name) for name in plan.crossed_accounts]
    match = list(drawn) == round_.assignment and crossed == expected
    order = f"{', then '.join(plain(name) for name in drawn)}{_on_crossed(expected)}"
    recorded_order = f"{', then '.join(recorded)}{_on_crossed(crossed)}"
    return AuditLine(subject, match, order if match else f"{order}; recorded {recorded_order}")


def _on_crossed(accounts: Sequence[str]) -> str:
    return f", on {listed(accounts)} the other way round" if accounts else ""


def _first_attempts(session: Session, experiment: Experiment) -> Mapping[int | None, datetime]:
    """When the first attempt of each round began, by the round's id."""
    from sqlmodel import col, func, select

    from postlab.records.tables import Attempt, Post

    earliest = session.exec(
        select(Post.round_id, func.min(Attempt.started_at))
        .join(Attempt, col(Attempt.post_id) == col(Post.id))
        .where(Post.experiment_id == experiment.id)
        .group_by(col(Post.round_id))
    )
    return dict(earliest.all())


def _time_line(round_: Round, attempted_at: datetime | None) -> AuditLine:
    subject = f"round {round_.number}, time"
    drawn = f"drawn {moment(round_.drawn_at)}"
    if attempted_at is None:
        return AuditLine(subject, match=True, found=f"{drawn}, nothing sent yet")
    match = round_.drawn_at <= attempted_at
    word = "before" if match else "AFTER"
    return AuditLine(subject, match, f"{drawn}, {word} the first attempt at {moment(attempted_at)}")


def _posts_line(round_: Round, posts: Iterable[Post]) -> AuditLine:
    """Check that the posts of a round have the slot and the link that the draw gave them."""
    from postlab.loop.lookup.places import place_number

    subject = f"round {round_.number}, posts"
    strayed = [
        str(post.id)
        for post in posts
        if post.variant not in round_.assignment
        or round_.places[place := place_number(round_, post)].get("link") != post.link_id
        or post.slot_at not in _slots_of(round_, place)
    ]
    if strayed:
        noun = plural(len(strayed), "post")
        return AuditLine(
            subject, match=False, found=f"{noun} {listed(strayed)} not in the slot, or with the link, that was drawn"
        )
    moved = f", put off {counted(len(round_.moves), 'time')} with its draw" if round_.moves else ""
    return AuditLine(subject, match=True, found=f"in the slots and with the links that were drawn{moved}")


def _slots_of(round_: Round, place: int) -> set[datetime]:
    """The slots that a place of a round has had: what was out when the rest was put off kept its own."""
    former = [move["from"][place] for move in round_.moves if len(move.get("from", ())) > place]
    return {datetime.fromisoformat(str(slot)) for slot in [*former, round_.places[place].get("slot")]}


def _held_lines(session: Session, experiment: Experiment, closed: Sequence[ClosedRound]) -> list[AuditLine]:
    """What was held or lost, by the framing that was out: nothing to match, but to be judged by whoever audits."""
    counts = held_counts(session, experiment, closed)
    lines = []
    for kind in HeldKind:
        own = [held.sentence for held in counts if held.what is kind]
        lines.append(AuditLine(str(kind), match=True, found=" ".join(own) if own else "none"))
    return lines


def _verdict_lines(
    session: Session, experiment: Experiment, plan: Plan, closed: Sequence[ClosedRound]
) -> list[AuditLine]:
    """Check that the recorded evidence follows from the recorded outcomes."""
    from sqlmodel import select

    from postlab.loop.judge.judge import judgements
    from postlab.records.tables import Verdict

    recomputed = {
        closed_round.round.number: recomputed_row
        for closed_round, recomputed_row in zip(closed, judgements(closed, plan), strict=True)
    }
    recorded = session.exec(select(Verdict).where(Verdict.experiment_id == experiment.id)).all()
    wrong = [
        str(verdict.round_number)
        for verdict in sorted(recorded, key=lambda verdict: verdict.round_number)
        if (recomputed_row := recomputed.get(verdict.round_number)) is None
        or abs(recomputed_row.log_e_treatment - verdict.log_e_treatment) > SAME
        or abs(recomputed_row.log_e_control - verdict.log_e_control) > SAME
    ]
    if not recorded:
        return []
    if wrong:
        noun = plural(len(wrong), "round")
        mismatch = f"the outcomes do not give the odds recorded for {noun} {listed(wrong)}"
        return [AuditLine("verdicts", match=False, found=mismatch)]
    return [
        AuditLine("verdicts", match=True, found=f"the outcomes give the odds of {counted(len(recorded), 'verdict')}")
    ]
