"""The estimated effects of single changes, over the rounds of all experiments, by audience, network or moment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from postlab.audiences import AUDIENCES
from postlab.design.planning import rounds_needed
from postlab.english import capital
from postlab.errors import InputError
from postlab.framing.blocks import BARE_LINK, KINDS, Recipe
from postlab.framing.contrasts import CARRIERS, NO_CARD, Contrast, ContrastKind, change_between, usual_words
from postlab.metrics import JUDGED_BY, PRIMARY_METRIC_BY_OTHER_NAME
from postlab.near_names import did_you_mean, spelt_alike
from postlab.platforms import PLATFORM_BY_OTHER_NAME, names
from postlab.reports.effects_view import BestFraming, By, Effect, Effects, Estimate, SettledExperiment, Stratum
from postlab.reports.stream import stream_views
from postlab.stats import Decision, shown_bound
from postlab.stats.choice import ratio_to_plan_for
from postlab.stats.contrasts import Finding, findings
from postlab.stats.effects import Posterior, posterior

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.judge.evidence import DirectEvidence, MeasuredRound, Scope

ALPHA = 0.05
"""The accepted share of false claims among all claims of one view (false discovery rate)."""

WORTHWHILE = 1.5
"""The smallest ratio for which the rounds needed are computed."""

MOMENTS = {"near": True, "far": False}


def build_effects(
    session: Session,
    *,
    audience: str | None = None,
    platform: str | None = None,
    metric: str | None = None,
    moment: str | None = None,
    by: By | None = None,
    simulated: bool = False,
) -> Effects:
    """The estimated effects, from the measured rounds that the options select.

    Real and simulated readers are never mixed: as soon as one round has real readers, those are meant unless
    `simulated` is true. Metrics are never mixed: if none is named, the one with most rounds is used. Several audiences
    become one stratum each unless `audience` or `by` says otherwise.

    Raises:
        InputError: no round has that audience, network or metric; the message names those that exist.
    """
    from postlab.loop.judge.evidence import Scope, measured_rounds, within

    all_rounds = measured_rounds(session)
    of_simulated = simulated or not any(not measured.simulated for measured in all_rounds)
    rounds = [measured for measured in all_rounds if measured.simulated == of_simulated]
    counted = _count([measured.metric for measured in rounds])
    metric = _among(
        *("metric", metric, counted), known=JUDGED_BY, simulated=of_simulated, aliases=PRIMARY_METRIC_BY_OTHER_NAME
    )
    chosen = metric or max(counted, key=lambda name: counted[name], default=None)
    same_metric = [measured for measured in rounds if measured.metric == chosen]
    audiences = _count([measured.audience for measured in same_metric])
    audience = _among("audience", audience, audiences, known=AUDIENCES, simulated=of_simulated)
    networks = _count([name for measured in same_metric for name in _networks(measured)])
    platform = _among(
        *("platform", platform, networks), known=names(), simulated=of_simulated, aliases=PLATFORM_BY_OTHER_NAME
    )
    scope = Scope(
        metric=chosen or "",
        simulated=of_simulated,
        audience=audience,
        platforms=frozenset({platform}) if platform else None,
        near=MOMENTS[moment] if moment else None,
    )
    in_scope = within(rounds, scope)
    if by is None and audience is None and len({measured.audience for measured in in_scope}) > 1:
        by = "audience"
    strata = _rounds_by_stratum(in_scope, scope, by)
    return Effects(
        metric=chosen,
        simulated=of_simulated,
        audience=audience,
        platform=platform,
        moment=moment,
        by=by,
        strata=_strata(strata),
        settled=_settled_experiments(session, in_scope),
        left_out={name: number for name, number in counted.items() if name != chosen},
        other_readers=len(all_rounds) - len(rounds),
        unplaced=sum(measured.near is None for measured in in_scope) if by == "moment" else 0,
        names=tuple(dict.fromkeys(measured.experiment for measured in in_scope)),
        streams=stream_views(in_scope, alpha=ALPHA, worthwhile=WORTHWHILE),
    )


def _among(
    option: str,
    name: str | None,
    rounds_of: dict[str, int],
    *,
    known: Iterable[str] = (),
    simulated: bool,
    aliases: Mapping[str, str] | None = None,
) -> str | None:
    """What was typed at an option, spelt as the rounds have it; None for None.

    `known` are the names from which one may be meant while there are no rounds.
    """
    if name is None or (measured := spelt_alike(name, rounds_of)) is not None:
        return name and measured
    alternatives = f"there are rounds for: {', '.join(rounds_of)}" if rounds_of else "there are no measured rounds yet"
    meant = did_you_mean(name, rounds_of or known, aliases=aliases)
    raise InputError(
        f"No {'simulated' if simulated else 'real'} round was measured for the {option} “{name}”; {alternatives}.",
        hint=capital(meant) or "`postlab learn` shows all.",
        code="not_found",
    )


def _rounds_by_stratum(rounds: Sequence[MeasuredRound], scope: Scope, by: By | None) -> dict[str, list[MeasuredRound]]:
    """The rounds of each stratum; a round on two networks belongs to both, each with its own accounts."""
    from postlab.loop.judge.evidence import Scope, within

    if by == "audience":
        return {
            name: [measured for measured in rounds if measured.audience == name]
            for name in _count([measured.audience for measured in rounds])
        }
    if by == "platform":
        names = _count([name for measured in rounds for name in _networks(measured)])
        return {
            name: within(rounds, Scope(scope.metric, scope.simulated, platforms=frozenset({name}))) for name in names
        }
    if by == "moment":
        return {name: [measured for measured in rounds if measured.near is near] for name, near in MOMENTS.items()}
    return {"": list(rounds)}


def _strata(strata: dict[str, list[MeasuredRound]]) -> tuple[Stratum, ...]:
    """The estimates for each stratum; the claims of all strata together are tested as one family."""
    from postlab.loop.judge.evidence import direct_evidence

    direct = {name: direct_evidence(rounds) for name, rounds in strata.items()}
    ordered = sorted(
        ((name, contrast) for name, by_contrast in direct.items() for contrast in by_contrast),
        key=lambda label: direct[label[0]][label[1]].began,
    )
    known = findings({(name, contrast): direct[name][contrast].differences for name, contrast in ordered}, alpha=ALPHA)
    return tuple(
        _stratum(
            name,
            rounds,
            direct[name],
            {contrast: finding for (stratum, contrast), finding in known.items() if stratum == name},
        )
        for name, rounds in strata.items()
    )


def _stratum(
    name: str, rounds: Sequence[MeasuredRound], direct: dict[Contrast, DirectEvidence], known: dict[Contrast, Finding]
) -> Stratum:
    from postlab.loop.judge.evidence import comparisons
    from postlab.loop.learn.rationale import expectation

    compared = comparisons(rounds)
    model = posterior(compared, expectation(rounds[0].metric if rounds else ""))
    touched = {feature for comparison in compared for feature in comparison.change}
    accounts = max(1, round(sum(len(measured.logs) for measured in rounds) / len(rounds))) if rounds else 1
    listed = dict.fromkeys([*known, *_contrasts_of(touched), *_presence_contrasts()])
    effects = [
        _effect(contrast, direct.get(contrast), known.get(contrast), model, touched, accounts) for contrast in listed
    ]
    return Stratum(
        name=name,
        rounds=sum(not measured.given_up for measured in rounds),
        experiments=len({measured.experiment_id for measured in rounds}),
        effects=tuple(
            sorted(effects, key=lambda effect: (effect.claim is None, -effect.rounds, effect.suggested is None))
        ),
        best=_best_framing(rounds, model),
    )


def _effect(
    contrast: Contrast,
    direct: DirectEvidence | None,
    finding: Finding | None,
    model: Posterior,
    touched: set[str],
    accounts: int,
) -> Effect:
    from postlab.loop.learn.suggest import spread_of

    change = features_of(contrast)
    normal = model.of(change)
    low, high = normal.limits
    suggested = Estimate(math.exp(normal.mean), math.exp(low), math.exp(high)) if touched & change.keys() else None
    ratio = ratio_to_plan_for(normal, worthwhile=WORTHWHILE)
    claim = finding.claim if finding else None
    return Effect(
        contrast=contrast,
        rounds=finding.rounds if finding else 0,
        experiments=len(direct.experiments) if direct else 0,
        measured=estimate_of(finding) if finding else None,
        drift=finding.drift if finding else False,
        claim=claim,
        log_e_more=finding.log_e_more if finding else 0.0,
        log_e_less=finding.log_e_less if finding else 0.0,
        suggested=suggested,
        takes=None if claim else rounds_needed(ratio, alpha=ALPHA, accounts=accounts, sd=spread_of(model)),
        takes_ratio=ratio,
    )


def estimate_of(finding: Finding, *, sign: int = 1) -> Estimate:
    """A finding as an estimated ratio; with the sign -1, the ratio of leaving the thing out."""
    low, high = (finding.low, finding.high) if sign == 1 else (_negative(finding.high), _negative(finding.low))
    return Estimate(math.exp(sign * finding.centre), _bound_of_log(low), _bound_of_log(high))


def features_of(contrast: Contrast) -> dict[str, float]:
    """The features that a contrast changes, each with its sign."""
    if contrast.kind is not ContrastKind.WORDING:
        return {contrast.key: 1.0}
    ways = ((contrast.words, 1.0), (contrast.against, -1.0))
    return {f"{contrast.block}: {words}": sign for words, sign in ways if words != usual_words(contrast.block)}


def _presence_contrasts() -> list[Contrast]:
    """The contrasts that every lab could try: each block, with it and without."""
    return [Contrast(ContrastKind.PRESENCE, kind) for kind in KINDS if kind not in CARRIERS]


def _contrasts_of(features: set[str]) -> list[Contrast]:
    """The contrasts that some features belong to."""
    contrasts = []
    for feature in sorted(features):
        block, colon, words = feature.partition(": ")
        if feature in {*KINDS, NO_CARD}:
            contrasts.append(Contrast(ContrastKind.PRESENCE, feature))
        elif colon:
            contrasts.append(Contrast(ContrastKind.WORDING, block, words, usual_words(block)))
        else:
            contrasts.append(Contrast(ContrastKind.ORDER, feature.removesuffix(" first")))
    return contrasts


def _best_framing(rounds: Sequence[MeasuredRound], model: Posterior) -> BestFraming | None:
    if not rounds:
        return None
    tried: dict[tuple[object, ...], Recipe] = {}
    for measured in rounds:
        for recipe in (measured.control, measured.treatment):
            tried.setdefault(recipe.key, recipe)
    best = max(tried.values(), key=lambda recipe: model.of(change_between(BARE_LINK, recipe)).mean)
    normal = model.of(change_between(BARE_LINK, best))
    low, high = normal.limits
    return BestFraming(best, Estimate(math.exp(normal.mean), math.exp(low), math.exp(high)))


def _settled_experiments(session: Session, rounds: Sequence[MeasuredRound]) -> tuple[SettledExperiment, ...]:
    """The experiments whose verdict names a winner, in the order of their rounds."""
    from postlab.loop.lookup.verdicts import latest_verdicts

    settled = []
    verdicts = latest_verdicts(session)
    for measured in {measured.experiment_id: measured for measured in rounds}.values():
        verdict = verdicts.get(measured.experiment_id)
        if verdict is None or verdict.ratio is None:
            continue
        if verdict.decision == Decision.TREATMENT_WORKS:
            names, estimate = (measured.treatment, measured.control), Estimate(verdict.ratio, verdict.low, verdict.high)
        elif verdict.decision == Decision.CONTROL_WORKS:
            names = (measured.control, measured.treatment)
            estimate = Estimate(1 / verdict.ratio, _inverse(verdict.high), _inverse(verdict.low))
        else:
            continue
        settled.append(
            SettledExperiment(
                measured.experiment, measured.audience, names[0].name, names[1].name, verdict.rounds, _bounded(estimate)
            )
        )
    return tuple(settled)


def _inverse(ratio: float | None) -> float | None:
    return 1 / ratio if ratio else None


def _bounded(estimate: Estimate) -> Estimate:
    return Estimate(estimate.ratio, shown_bound(estimate.low), shown_bound(estimate.high))


def _networks(measured: MeasuredRound) -> list[str]:
    return list(dict.fromkeys(name for name, _ in measured.logs))


def _count(names: Sequence[str]) -> dict[str, int]:
    """How often each name occurs, in the order of first occurrence."""
    counts = dict.fromkeys(names, 0)
    for name in names:
        counts[name] += 1
    return counts


def _negative(log: float | None) -> float | None:
    return None if log is None else -log


def _bound_of_log(log: float | None) -> float | None:
    return None if log is None or abs(log) > 700 else shown_bound(math.exp(log))
