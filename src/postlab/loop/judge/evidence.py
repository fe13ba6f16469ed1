"""The measured rounds of all experiments, in the form that `postlab.stats` takes."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import fsum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.design.plan_framing import recipe_of
from postlab.framing.blocks import Recipe
from postlab.framing.contrasts import Contrast, change_between, contrast_between
from postlab.framing.said import as_said, kinds_stored
from postlab.loop.judge.judge import ClosedRound, all_closed_rounds
from postlab.loop.lookup.experiments import plan_of
from postlab.metrics import ENGAGEMENT, ENGAGEMENT_WEIGHTS
from postlab.records.tables import Account, Experiment, Round, stored_id
from postlab.stats import Expected
from postlab.stats.blocks import log_ratios
from postlab.stats.effects import Comparison

NEAR_DAYS = 14
"""A round is near a moment when its first slot lies at most this many days before or after the moment's first day: most
moments are over within a fortnight."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the two texts of a round on one account said: their framings without what was left out.

    Attributes:
        control: the control's.
        treatment: the other's.
        changed: whether a text said something else than it was to when the coin was tossed.
    """

    control: Recipe
    treatment: Recipe
    changed: bool = False

    @property
    def key(self) -> Hashable:
        """The same for the same two framings, whatever they are called."""
        return tuple(one.key for one in (self.control, self.treatment))


@dataclass(frozen=True, slots=True)
class MeasuredRound:
    """A round that has an outcome and is not void, or one that was given up and counts as lost by both sides.

    Attributes:
        experiment: the name of its experiment.
        experiment_id: its number in the records.
        number: the round's number in it.
        closed_at: when its last outcome was settled.
        audience: the plan's audience.
        metric: the primary metric, as `metric_of` names it.
        simulated: whether the audience is simulated.
        near: whether it was near a moment; None where the plan names none.
        control: the framing of the control.
        treatment: the framing of the treatment.
        logs: for each account its network and the log ratio of treatment to control; None where it was given up.
        planned: the plan's rounds when it was drawn; None where the first engine judges.
        expected: which framing the plan expects to do better.
        said: for each account of `logs`, what its texts said; None where that hung on the coin. Empty is as planned.
    """

    experiment: str
    experiment_id: int
    number: int
    closed_at: datetime
    audience: str
    metric: str
    simulated: bool
    near: bool | None
    control: Recipe
    treatment: Recipe
    logs: tuple[tuple[str, float | None], ...]
    planned: int | None = None
    expected: Expected = None
    said: tuple[Said | None, ...] = ()

    @property
    def given_up(self) -> bool:
        """Whether a person gave it up, so that nothing of it was measured."""
        return all(log is None for _, log in self.logs)

    @property
    def difference(self) -> float | None:
        """The mean over its accounts of the log ratio of treatment to control; None where it was given up."""
        logs = [log for _, log in self.logs if log is not None]
        return fsum(logs) / len(logs) if logs else None


@dataclass(frozen=True, slots=True)
class Scope:
    """A selection of rounds; None means no restriction. Metrics, and real and simulated audiences, are never pooled."""

    metric: str
    simulated: bool
    audience: str | None = None
    platforms: frozenset[str] | None = None
    near: bool | None = None


@dataclass(slots=True)
class DirectEvidence:
    """The rounds of one contrast, in the order in which they closed.

    Attributes:
        began: sort key: when its first round closed, then the experiment's id and the round's number.
        differences: each round's log ratio of the framing that has the feature to the one that has not; None for one
            that was given up.
        experiments: ids of the experiments that those rounds are of.
    """

    began: tuple[datetime, int, int]
    differences: list[float | None] = field(default_factory=list)
    experiments: set[int] = field(default_factory=set)


def measured_rounds(session: Session) -> list[MeasuredRound]:
    """The rounds of all experiments that were measured or given up, in the order in which they closed."""
    accounts = session.exec(select(Account)).all()
    networks = {account.name: network_of(account) for account in accounts}
    ids = {account.name: stored_id(account) for account in accounts}
    with_closed_rounds = select(Round.experiment_id).where(col(Round.closed_at).is_not(None))
    experiments = session.exec(select(Experiment).where(col(Experiment.id).in_(with_closed_rounds)))
    compared = {stored_id(experiment): _Compared.of(experiment) for experiment in experiments}
    closed_rounds = all_closed_rounds(session, {number: one.plan for number, one in compared.items()})
    rounds = (_measured(closed, compared[closed.round.experiment_id], networks, ids) for closed in closed_rounds)
    return sorted(
        (measured for measured in rounds if measured is not None),
        key=lambda measured: (measured.closed_at, measured.experiment_id, measured.number),
    )


def within(rounds: Iterable[MeasuredRound], scope: Scope) -> list[MeasuredRound]:
    """The rounds in a scope, each with its accounts in that scope only."""
    selected = []
    for measured in rounds:
        if (measured.metric, measured.simulated) != (scope.metric, scope.simulated):
            continue
        if scope.audience is not None and measured.audience != scope.audience:
            continue
        if scope.near is not None and measured.near is not scope.near:
            continue
        if scope.platforms is None:
            selected.append(measured)
            continue
        chosen = [at for at, (network, _) in enumerate(measured.logs) if network in scope.platforms]
        if chosen:
            logs = tuple(measured.logs[at] for at in chosen)
            said = tuple(measured.said[at] for at in chosen) if measured.said else ()
            selected.append(replace(measured, logs=logs, said=said))
    return selected


def as_went_out(rounds: Iterable[MeasuredRound]) -> list[MeasuredRound]:
    """The same rounds, each with the framings that its texts had, without the blocks that were left out of them.

    What a round is evidence for is decided by what was known before the coin fell. Where both places could say the
    same, the framings are what they said. An account on which that hung on who got which link is left out, for only
    one fall of the coin would count. Where a text was changed after the draw, the round counts as lost by both
    framings. A round whose accounts had different framings is one for each of them.
    """
    gone_out: list[MeasuredRound] = []
    for measured in rounds:
        if measured.given_up or not measured.said:
            gone_out.append(measured)
            continue
        by_framings: dict[Hashable, list[tuple[Said, tuple[str, float | None]]]] = {}
        for said, log in zip(measured.said, measured.logs, strict=True):
            if said is not None:
                by_framings.setdefault(said.key, []).append((said, log))
        for group in by_framings.values():
            lost = any(said.changed for said, _ in group)
            logs = tuple((network, None if lost else log) for _, (network, log) in group)
            first = group[0][0]
            gone_out.append(replace(measured, control=first.control, treatment=first.treatment, logs=logs, said=()))
    return gone_out


def comparisons(rounds: Iterable[MeasuredRound]) -> list[Comparison]:
    """The rounds grouped by experiment and by what their texts said, each with the features in which these differ.

    Rounds that were given up tell nothing of the size of an effect, and are left out; so are those whose two texts
    said the same.
    """
    grouped: dict[Hashable, list[MeasuredRound]] = {}
    for measured in as_went_out(rounds):
        if not measured.given_up:
            framings = Said(measured.control, measured.treatment).key
            grouped.setdefault((measured.experiment_id, framings), []).append(measured)
    return [
        Comparison(
            change=change,
            differences=tuple(one.difference for one in group if one.difference is not None),
            pairs=tuple(len(measured.logs) for measured in group),
        )
        for group in grouped.values()
        if (change := change_between(group[0].control, group[0].treatment))
    ]


def direct_evidence(rounds: Iterable[MeasuredRound]) -> dict[Contrast, DirectEvidence]:
    """The rounds whose texts differ in a single feature, by contrast, oldest contrast first.

    A contrast of which no round was measured is left out; otherwise those that were given up count as lost.
    """
    evidence_by_contrast: dict[Contrast, DirectEvidence] = {}
    for measured in as_went_out(rounds):
        change = contrast_between(measured.control, measured.treatment)
        if change is not None:
            began = (measured.closed_at, measured.experiment_id, measured.number)
            direct = evidence_by_contrast.setdefault(change.contrast, DirectEvidence(began))
            direct.differences.append(turned(measured.difference, change.sign))
            direct.experiments.add(measured.experiment_id)
    return {
        contrast: direct
        for contrast, direct in evidence_by_contrast.items()
        if any(difference is not None for difference in direct.differences)
    }


def turned(difference: float | None, sign: int) -> float | None:
    """A round's log ratio with the framings the other way round where the sign is -1; None stays None."""
    return None if difference is None else sign * difference


def scope_of(session: Session, experiment: Experiment) -> Scope:
    """The scope of rounds that an experiment can be compared with: same audience, networks and metric."""
    plan = plan_of(experiment)
    return Scope(
        metric=metric_of(plan),
        simulated=experiment.simulated,
        audience=plan.audience,
        platforms=networks_named(session, plan.accounts),
    )


def networks_named(session: Session, accounts: Collection[str]) -> frozenset[str]:
    """The networks of the accounts of these names, removed accounts included."""
    return frozenset(
        network_of(account) for account in session.exec(select(Account).where(col(Account.name).in_(accounts)))
    )


def network_of(account: Account) -> str:
    """The network that an account is on; for one posted to by hand, the network that was named for it."""
    by_hand = account.options.get("network") if account.platform == "manual" else None
    return str(by_hand) if by_hand else account.platform


def metric_of(plan: Plan) -> str:
    """The name of a plan's primary metric; engagement with the plan's own weights is another metric and lists them."""
    if plan.metric != ENGAGEMENT or plan.metric_weights == dict(ENGAGEMENT_WEIGHTS):
        return plan.metric
    return f"{ENGAGEMENT} ({', '.join(f'{weight:g} x {metric}' for metric, weight in plan.metric_weights.items())})"


@dataclass(frozen=True, slots=True)
class _Compared:
    """What all rounds of an experiment have in common."""

    name: str
    simulated: bool
    plan: Plan
    metric: str
    control: Recipe
    treatment: Recipe

    @classmethod
    def of(cls, experiment: Experiment) -> _Compared:
        plan = plan_of(experiment)
        control, treatment = (recipe_of(plan.framing(name)) for name in (plan.control, plan.treatment))
        return cls(experiment.name, experiment.simulated, plan, metric_of(plan), control, treatment)


def _measured(
    closed: ClosedRound, compared: _Compared, networks: dict[str, str], ids: dict[str, int]
) -> MeasuredRound | None:
    """A closed round as evidence; None where it counts for nothing, or is one of an A/A test."""
    plan, round_ = compared.plan, closed.round
    if plan.aa:
        return None
    if closed.block.given_up:
        logs: tuple[tuple[str, float | None], ...] = tuple((networks.get(name, name), None) for name in plan.accounts)
        said: tuple[Said | None, ...] = ()
    elif closed.void is not None:
        return None
    else:
        ratios = log_ratios(closed.block, place=f"Round {closed.round.number}")
        counted = [(name, log) for name, log in zip(plan.accounts, ratios, strict=True) if log is not None]
        logs = tuple((networks.get(name, name), log) for name, log in counted)
        said = _said(closed, compared, [ids[name] for name, _ in counted])
    if round_.closed_at is None or not logs:
        return None
    return MeasuredRound(
        experiment=compared.name,
        experiment_id=round_.experiment_id,
        number=round_.number,
        closed_at=round_.closed_at,
        audience=plan.audience,
        metric=compared.metric,
        simulated=compared.simulated,
        near=is_near(round_, plan),
        control=compared.control,
        treatment=compared.treatment,
        logs=logs,
        planned=round_.planned,
        expected=plan.expected,
        said=said,
    )


def _said(closed: ClosedRound, compared: _Compared, account_ids: Sequence[int]) -> tuple[Said | None, ...]:
    """What the texts of a round said, for each account; empty where all said what was planned, as most do."""
    as_planned = Said(compared.control, compared.treatment)
    said = tuple(_said_on(closed, compared, number) for number in account_ids)
    return () if all(one == as_planned for one in said) else said


def _said_on(closed: ClosedRound, compared: _Compared, account_id: int) -> Said | None:
    """What the texts of a round said on an account; None where that hung on which place the coin gave a framing."""
    recipes = [compared.control, compared.treatment]
    variants = [compared.plan.control, compared.plan.treatment]
    went_out = [
        kinds_stored(post.blocks, post.notes, edited=None if post.edited_at is None else post.text)
        for variant in variants
        for post in closed.posts
        if post.account_id == account_id and post.variant == variant
    ]
    possible = [place.get("says", {}).get(str(account_id)) for place in closed.round.places]
    if possible and all(possible):
        in_places = [[set(says[variant]) for says in possible] for variant in variants]
        if any(kinds != in_place[0] for in_place in in_places for kinds in in_place):
            return None
        meant = [in_place[0] for in_place in in_places]
    else:
        # drawn by a version that did not ask what the other fall of the coin would have said
        meant = [set(recipe.blocks) for recipe in recipes]
    changed = any(kinds is not None and set(kinds) != due for kinds, due in zip(went_out, meant, strict=True))
    control, treatment = (as_said(recipe, kinds) for recipe, kinds in zip(recipes, meant, strict=True))
    return Said(control, treatment, changed)


def is_near(round_: Round, plan: Plan) -> bool | None:
    """Whether a round was near its moment (see `NEAR_DAYS`); None where its plan names none."""
    days = round_.moment_days
    if days is None and plan.brief.moment_on is not None and round_.places:
        first = min(datetime.fromisoformat(place["slot"]) for place in round_.places)
        days = (plan.brief.moment_on - first.astimezone(ZoneInfo(plan.timezone)).date()).days
    return None if days is None else -NEAR_DAYS <= days <= NEAR_DAYS
