"""Several single changes at once: noise is not claimed, what is so is found, intervals and claims agree."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats.contrasts import Claim, claims, e_bh, findings, shares
from postlab.stats.evidence import LogEvidence, evidence_path, scales

ALPHA = 0.05

# From an independent implementation: e-values, and what equal weights reject at 0.05 and at 0.2.
GOLDEN = [
    ([35.7898, 0.0877267], [], [0]),
    ([7.63421, 29.0614, 1.14187], [], [0, 1]),
    ([11.0045, 8.81855, 4.16924, 0.342544, 2.71635], [], []),
]

differences = st.lists(st.floats(-4, 4), min_size=1, max_size=25)


@pytest.mark.parametrize(("values", "at_05", "at_20"), GOLDEN)
def test_e_bh_agrees_with_another_implementation(values: list[float], at_05: list[int], at_20: list[int]) -> None:
    logs, equal = [math.log(value) for value in values], [1 / len(values)] * len(values)
    assert sorted(e_bh(logs, equal, alpha=0.05)) == at_05
    assert sorted(e_bh(logs, equal, alpha=0.2)) == at_20


def test_the_shares_never_add_up_to_more_than_one() -> None:
    assert sum(shares(3)) == pytest.approx(1 / 2 + 1 / 6 + 1 / 12)
    assert 0.99 < math.fsum(shares(200)) < 1
    assert all(one > following for one, following in pairwise(shares(9)))


@given(st.lists(differences, min_size=1, max_size=5), st.sampled_from([0.05, 0.2, 0.5]))
def test_an_interval_leaves_out_no_effect_exactly_where_something_is_claimed(
    rounds: list[list[float]], alpha: float
) -> None:
    for one in findings(dict(enumerate(rounds)), alpha=alpha).values():
        if one.drift:
            continue
        outside = Claim.MORE if (one.low or 0) > 0 else Claim.LESS if (one.high or 0) < 0 else None
        close = min(abs(one.low or 1), abs(one.high or 1)) < 1e-9
        assert close or outside == one.claim
        assert (-math.inf if one.low is None else one.low) <= one.centre <= (math.inf if one.high is None else one.high)


@given(st.lists(differences, min_size=1, max_size=4))
def test_the_other_way_round_everything_is_mirrored(rounds: list[list[float]]) -> None:
    ahead = findings(dict(enumerate(rounds)), alpha=0.2)
    back = findings({k: [-value for value in values] for k, values in enumerate(rounds)}, alpha=0.2)
    for one, mirrored in zip(ahead.values(), back.values(), strict=True):
        assert (one.log_e_more, one.log_e_less) == pytest.approx((mirrored.log_e_less, mirrored.log_e_more))
        assert one.centre == pytest.approx(-mirrored.centre)
        assert (one.claim, mirrored.claim) in {
            (None, None),
            (Claim.MORE, Claim.LESS),
            (Claim.LESS, Claim.MORE),
        }


def test_nothing_is_claimed_for_noise_however_often_somebody_looks() -> None:
    """Eight changes without an effect, begun one after the other, looked at after every round."""
    chance = random.Random(11)
    labs, claimed, naive = 200, 0, 0
    for _ in range(labs):
        seen: dict[int, list[float]] = {}
        latest: dict[int, LogEvidence] = {}
        ever = alone = False
        for number in range(160):
            change = chance.randrange(1 + min(number // 10, 7))
            heavy = chance.gauss(0, 1) * (4 if chance.random() < 0.05 else 1)
            values = seen.setdefault(change, [])
            values.append(heavy)
            latest[change] = one = evidence_path(values, scales(values))[-1]
            ever = ever or any(claims(list(latest.values()), alpha=ALPHA))
            alone = alone or max(one.log_above, one.log_below) >= math.log(2 / ALPHA)
        claimed += ever
        naive += alone
    luck = 2 * math.sqrt(ALPHA * (1 - ALPHA) / labs)
    assert claimed / labs <= ALPHA + luck
    assert naive / labs > ALPHA + luck, "the test would not notice that each change is judged at alpha"


def test_true_effects_are_recovered_by_their_intervals() -> None:
    """Three changes, forty-five rounds each: the interval holds the truth in at least 95 % of the labs."""
    chance = random.Random(5)
    truths = {"helps": math.log(2.0), "hinders": math.log(0.6), "idle": 0.0}
    missed, claimed, wrong, centres = 0, 0, 0, dict.fromkeys(truths, 0.0)
    labs = 60
    for _ in range(labs):
        found = findings(
            {name: [chance.gauss(true, 0.9) for _ in range(45)] for name, true in truths.items()}, alpha=ALPHA
        )
        for name, one in found.items():
            true = truths[name]
            missed += not (one.low or -9) <= true <= (one.high or 9)
            claimed += one.claim is not None
            wrong += one.claim is not None and (true == 0 or (one.claim is Claim.MORE) != (true > 0))
            centres[name] += one.centre / labs
    assert missed / (3 * labs) <= ALPHA
    assert claimed > labs, "nothing was found although there was something"
    assert wrong <= ALPHA * claimed
    assert centres == pytest.approx(truths, abs=4 * 0.9 / math.sqrt(45 * labs))


def test_what_fits_no_single_ratio_is_said_to() -> None:
    one = findings({"moody": [3.0 + 0.01 * n for n in range(25)] + [-3.0 + 0.01 * n for n in range(60)]}, alpha=0.5)
    assert one["moody"].drift == (one["moody"].low is None and one["moody"].high is None)


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(InputError, match="without a round"):
        findings({"question": []}, alpha=0.05)
    with pytest.raises(InputError, match="between 0 and 1"):
        findings({"question": [1.0]}, alpha=1.0)
    with pytest.raises(InputError, match="more than 1"):
        e_bh([1.0, 1.0], [0.7, 0.7], alpha=0.05)
    assert findings({}, alpha=0.05) == {}
