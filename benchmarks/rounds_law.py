"""How many rounds half of all experiments take, by how far the effect stands out; writes the law that forecasts use.

Differences of rounds are drawn from a normal law; the effect is their mean in standard deviations. Each experiment
bets as PostLab judges: six bettors and, for the other half of the bet, the hedge of a plan's last round; four fifths
of alpha are for the framing that is expected to do better. The median of the rounds until that side is settled stands
in ``src/postlab/stats/rounds_law.toml`` for each alpha, number of planned rounds and effect.

    python benchmarks/rounds_law.py --write       the file, about four minutes
    python benchmarks/rounds_law.py --check       forecasts against simulated pages, about three minutes

The simulated pages of ``--check`` have counts of a given mean, with luck of the article (sd 0.54), of the slot (0.25)
and of the post (gamma, shape 1.5), over designs and one to three accounts.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from verdict_designs import Design

from postlab.stats.deadline import EXPECTED_PART, capital_path, sizes_of
from postlab.stats.evidence import scales

LAW = Path(__file__).parent.parent / "src/postlab/stats/rounds_law.toml"
SIMULATED = Path(__file__).parent.parent / "tests/design/simulated_rounds.csv"

EXPECTED = EXPECTED_PART
"""The share of alpha for the framing that is expected to do better."""

ALPHAS = (0.01, 0.05, 0.1, 0.2)
PLANNED = (6, 12, 24, 48, 96)
EFFECTS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0)
TYPICAL_SD = 1.4

MEANS = (0.5, 1.0, 2.0, 5.0, 20.0, 100.0)
RATIOS = (3.0, 2.0)
DESIGNS = ("two links", "one link", "crossed")


def settled(differences: Iterator[float], *, share: float, planned: int, most: int) -> int | None:
    """The round after which the effect is settled, or None for none up to `most`."""
    drawn = list(islice(differences, most))
    sizes = sizes_of(drawn, scales(drawn), 0.0, sign=1)
    return capital_path(sizes, [planned] * most, share=share).reached_after


def median_rounds(
    source: Callable[[], Iterator[float]], *, alpha: float, planned: int, experiments: int, most: int
) -> float | None:
    """Rounds until half of the experiments are settled, between whole rounds; None for more than `most`."""
    ends = sorted(
        end
        for _ in range(experiments)
        if (end := settled(source(), share=EXPECTED * alpha, planned=planned, most=most)) is not None
    )
    if len(ends) * 2 <= experiments:
        return None
    middle = ends[experiments // 2]
    before = sum(end < middle for end in ends)
    at = sum(end == middle for end in ends)
    return middle - 0.5 + (experiments / 2 - before) / at


def normal_differences(chance: random.Random, effect: float) -> Callable[[], Iterator[float]]:
    """Experiments whose differences stand out from chance by `effect` standard deviations."""

    def experiment() -> Iterator[float]:
        while True:
            yield chance.gauss(effect * TYPICAL_SD, TYPICAL_SD)

    return experiment


def page_differences(
    chance: random.Random, mean: float, ratio: float, *, design: str, accounts: int
) -> Callable[[], Iterator[float]]:
    """Experiments on pages whose posts have a mean count, under one of the designs."""
    layout = Design(design, accounts=accounts, same_link=design == "one link", crossed=design == "crossed", mean=mean)

    def experiment() -> Iterator[float]:
        while True:
            control, treatment = layout.round(chance, ratio)
            yield treatment - control

    return experiment


def write(options: argparse.Namespace) -> None:
    """Measure the law and write the file."""
    lines = [
        "# Median rounds until an effect is settled, by its mean over its standard deviation.",
        f"# Measured by benchmarks/rounds_law.py --write, {options.experiments} experiments each, seed {options.seed}.",
        f"effects = {list(EFFECTS)}",
    ]
    for alpha in ALPHAS:
        for planned in PLANNED:
            row = []
            for effect in EFFECTS:
                chance = random.Random(f"{options.seed}|{alpha}|{planned}|{effect}")
                most = 30 + round(4 * math.log(2 / alpha) / effect**2)
                median = median_rounds(
                    normal_differences(chance, effect),
                    alpha=alpha,
                    planned=planned,
                    experiments=options.experiments,
                    most=most,
                )
                if median is None:
                    sys.exit(f"No median within {most} rounds at alpha {alpha}, effect {effect}.")
                row.append(round(median, 1))
            lines += ["", "[[median]]", f"alpha = {alpha}", f"planned = {planned}", f"rounds = {row}"]
            print(*lines[-3:], sep="\n", flush=True)
    LAW.write_text("\n".join(lines) + "\n", encoding="utf-8")


def check(options: argparse.Namespace) -> None:
    """Print what is forecast beside what simulated pages take, and keep the latter for the tests."""
    from postlab.design.planning import rounds_on_pages
    from postlab.stats.luck import Page

    lines = ["mean,ratio,design,accounts,rounds"]
    print(f"{'mean':>6} {'ratio':>6} {'design':>10} {'accounts':>8} {'simulated':>9} {'forecast':>8} {'off':>6}")
    for mean in MEANS:
        for accounts in (1, 2, 3):
            for design in DESIGNS:
                if design == "crossed" and accounts == 1:
                    continue
                for ratio in RATIOS:
                    chance = random.Random(f"{options.seed}|{mean}|{accounts}|{design}|{ratio}")
                    source = page_differences(chance, mean, ratio, design=design, accounts=accounts)
                    simulated = median_rounds(source, alpha=0.05, planned=24, experiments=options.experiments, most=250)
                    forecast = rounds_on_pages(
                        ratio,
                        [Page(mean)] * accounts,
                        alpha=0.05,
                        planned=24,
                        expected="treatment",
                        design="one link" if design == "one link" else "two links",
                        crossed=design == "crossed",
                    )
                    off = "" if simulated is None else f"{forecast / simulated - 1:+.0%}"
                    page = f"{mean:>6g} {ratio:>6g} {design:>10} {accounts:>8}"
                    print(f"{page} {simulated or math.inf:>9.1f} {forecast:>8} {off:>6}", flush=True)
                    lines.append(f"{mean:g},{ratio:g},{design},{accounts},{simulated or math.inf:.1f}")
    SIMULATED.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Do what was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="measure the law and write the file")
    parser.add_argument("--check", action="store_true", help="compare forecasts with simulated pages")
    parser.add_argument("--experiments", type=int, default=1000, help="for each median (1000)")
    parser.add_argument("--seed", type=int, default=1, help="(1)")
    options = parser.parse_args()
    if options.write:
        write(options)
    if options.check:
        check(options)


if __name__ == "__main__":
    main()
