"""Whether learning over experiments finds what works, and how often it claims what is not so.

Plays labs that do not exist. Each has true effects of its blocks, drawn around 1 with a standard deviation of ln 1.5
for having a block and ln 1.25 for other words or another order; in a *noise* lab all effects are 1. A lab tries a bare
link against a contextualised post, and then one change at a time, ten experiments of at most twelve rounds in all:
chosen as `postlab retry` chooses (expected improvement), or at random from the same list. A framing that is settled to
be better becomes the control.

    best by verdict   how many times the bare link's clicks the control of the end truly has (geometric mean over labs)
    best by all       the same for the framing of those tried that all rounds suggest is best
    exact             share of labs in which that framing has every block that truly helps and no other
    claims per lab    contrasts of which something is settled in the end
    wrong             claims of which the sign is wrong
    missed            share of the intervals shown at the end that miss the true ratio of their contrast
    covers            share of the suggested 95 % ranges that hold the truth

The last lines count the noise labs in which anything was claimed at any look; their share must stay below alpha.

    python benchmarks/next_changes.py
    python benchmarks/next_changes.py --labs 2000

With 400 labs (a minute and a half), seed 1, at alpha 0.05:

    spread chosen by           best by verdict  best by all  exact  claims per lab  wrong   missed covers
       0.7 luck                            1.55         1.89   0.23            0.06   0/23     0.000  0.980
       0.7 expected improvement            2.24         2.66   0.42            0.07   0/29     0.000  0.973
       1.0 luck                            1.44         1.81   0.20            0.02   0/9      0.000  0.967
       1.0 expected improvement            1.98         2.45   0.30            0.04   0/18     0.000  0.968
       1.4 luck                            1.32         1.69   0.16            0.01   0/5      0.001  0.961
       1.4 expected improvement            1.78         2.30   0.26            0.01   0/3      0.000  0.962
       0.7 noise labs: something was ever claimed in 1 of 400
       1.4 noise labs: something was ever claimed in 0 of 400
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, KINDS, Recipe
from postlab.framing.brief import Brief
from postlab.framing.changes import single_changes
from postlab.framing.contrasts import Contrast, change_between, contrast_between, features
from postlab.stats.choice import expected_improvement
from postlab.stats.contrasts import Claim, Finding, claims, findings
from postlab.stats.effects import BLOCK_SD, WORDING_SD, Comparison, Normal, Posterior, posterior
from postlab.stats.evidence import evidence_path, scales

ALPHA = 0.05
BRIEF = Brief("students", "exams")
ADDABLE = frozenset(kind for kind in KINDS if "link" not in kind)


def prior(feature: str) -> Normal:
    """What is thought of a feature before any round; the labs are drawn from the same."""
    return Normal(0.0, BLOCK_SD if feature in KINDS else WORDING_SD)


@dataclass
class Lab:
    """A lab that does not exist: what is true in it, and what it has seen.

    Attributes:
        seed: makes it.
        spread: standard deviation of the log ratio of two posts.
        noise: whether nothing has an effect.
        experiments: how many it has time for.
        rounds: of each, at most.
    """

    seed: str
    spread: float = 1.0
    noise: bool = False
    experiments: int = 10
    rounds: int = 12
    best: Recipe = BARE_LINK
    tried: list[Recipe] = field(default_factory=lambda: [BARE_LINK, CONTEXTUALISED])
    comparisons: list[Comparison] = field(default_factory=list)
    direct: dict[Contrast, list[float]] = field(default_factory=dict)
    ever_claimed: bool = False

    def truth(self, feature: str) -> float:
        """The true effect of a feature, as a log ratio."""
        return 0.0 if self.noise else random.Random(f"{self.seed} {feature}").gauss(0, prior(feature).sd)

    def value(self, recipe: Recipe) -> float:
        """The true log ratio of a framing to the bare link."""
        return math.fsum(self.truth(feature) for feature in features(recipe))

    def play(self, *, by_luck: bool = False) -> Lab:
        """All experiments, each change chosen when those before it are over."""
        chance = random.Random(f"{self.seed} rounds")
        whim = random.Random(f"{self.seed} whim")
        treatment = CONTEXTUALISED
        for _ in range(self.experiments):
            if self._experiment(treatment, chance):
                self.best = treatment
            changes = self._changes(treatment)
            treatment = whim.choice(changes) if by_luck else self._most_promising(changes)
            self.tried.append(treatment)
        self.tried.pop()
        return self

    def thought(self) -> Posterior:
        """What all rounds suggest."""
        return posterior(self.comparisons, prior)

    def best_by_all(self) -> Recipe:
        """The framing of those tried that all rounds suggest is best."""
        thought = self.thought()
        return max(self.tried, key=lambda recipe: thought.of(change_between(BARE_LINK, recipe)).mean)

    def exact(self) -> bool:
        """Whether that one has every block that truly helps and no other."""
        return {*self.best_by_all().blocks} & ADDABLE == {block for block in ADDABLE if self.truth(block) > 0}

    def found(self) -> dict[Contrast, Finding]:
        """What is known of each contrast."""
        return findings(self.direct, alpha=ALPHA)

    def true_contrast(self, contrast: Contrast) -> float:
        """The true log ratio of a contrast."""
        if not contrast.words:
            return self.truth(contrast.key)
        ways = [f"{contrast.block}: {words}" for words in (contrast.words, contrast.against)]
        return math.fsum(
            sign * self.truth(way) for way, sign in zip(ways, (1, -1), strict=True) if not way.endswith("way 1")
        )

    def _experiment(self, treatment: Recipe, chance: random.Random) -> bool:
        """Whether the treatment was settled to work."""
        control, true = self.best, self.value(treatment) - self.value(self.best)
        signed = contrast_between(control, treatment)
        seen: list[float] = []
        decided = 0
        while len(seen) < self.rounds and not decided:
            seen.append(chance.gauss(true, self.spread))
            if signed:
                self.direct.setdefault(signed.contrast, []).append(signed.sign * seen[-1])
                self.ever_claimed |= self.noise and self._claims()
            evidence = evidence_path(seen, scales(seen))[-1]
            decided = (evidence.log_above >= math.log(2 / ALPHA)) - (evidence.log_below >= math.log(2 / ALPHA))
        self.comparisons.append(Comparison(change_between(control, treatment), tuple(seen), (1,) * len(seen)))
        return decided > 0

    def _claims(self) -> bool:
        """Whether anything is claimed by now."""
        latest = [evidence_path(seen, scales(seen))[-1] for seen in self.direct.values()]
        return any(claims(latest, alpha=ALPHA))

    def _changes(self, treatment: Recipe) -> list[Recipe]:
        """The single changes of what was tried, then of the best."""
        changes: list[Recipe] = []
        for base in (treatment, self.best):
            for change in single_changes(base, brief=BRIEF, tried=self.tried):
                if not any(change.recipe.same_framing(other) for other in changes):
                    changes.append(change.recipe)
        return changes

    def _most_promising(self, changes: Sequence[Recipe]) -> Recipe:
        thought = self.thought()
        return max(changes, key=lambda recipe: expected_improvement(thought.of(change_between(self.best, recipe))))


def told(labs: Sequence[Lab]) -> str:
    """A line about labs with true effects."""
    by_verdict = math.exp(math.fsum(lab.value(lab.best) for lab in labs) / len(labs))
    by_all = math.exp(math.fsum(lab.value(lab.best_by_all()) for lab in labs) / len(labs))
    exact = sum(lab.exact() for lab in labs) / len(labs)
    shown = [(lab.true_contrast(contrast), one) for lab in labs for contrast, one in lab.found().items()]
    claimed = [(true, one) for true, one in shown if one.claim]
    wrong = sum((one.claim is Claim.MORE) != (true > 0) for true, one in claimed)
    missed = sum(
        not (one.low if one.low is not None else -math.inf) <= true <= (one.high if one.high is not None else math.inf)
        for true, one in shown
    )
    ranges = [(lab.truth(kind), lab.thought().of({kind: 1.0}).limits) for lab in labs for kind in ADDABLE]
    covers = sum(low <= true <= high for true, (low, high) in ranges) / len(ranges)
    return (
        f"{by_verdict:>15.2f} {by_all:>12.2f} {exact:>6.2f} {len(claimed) / len(labs):>15.2f}"
        f" {wrong:>3}/{len(claimed):<5} {missed / len(shown):>6.3f} {covers:>6.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("spread chosen by           best by verdict  best by all  exact  claims per lab  wrong   missed covers")
    for spread in (0.7, 1.0, 1.4):
        for by_luck in (True, False):
            labs = [Lab(f"{given.seed} {n}", spread=spread).play(by_luck=by_luck) for n in range(given.labs)]
            print(f"{spread:>6} {'luck' if by_luck else 'expected improvement':<20}", told(labs), flush=True)
    for spread in (0.7, 1.4):
        noise = [Lab(f"{given.seed} {n}", spread=spread, noise=True).play().ever_claimed for n in range(given.labs)]
        print(f"{spread:>6} noise labs: something was ever claimed in {sum(noise)} of {len(noise)}", flush=True)


if __name__ == "__main__":
    main()
