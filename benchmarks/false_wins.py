"""How often the verdict cries wolf, and how soon it sees a real effect, when someone looks after every round.

Prints one table for a simulated page (negative-binomial counts) and one for each CSV file of real
posts. A table has a line for each true ratio of treatment to control:

    wins      share of experiments in which some framing was said to work at any look, with its 95 %
              interval; at a ratio of 1 these are the false wins, which must stay below alpha
    wrong     share in which the worse framing was said to work
    by 10, 20, 40, all
              share in which the better one was said to work by that round (at 1: either)
    median    rounds until half of the experiments had that verdict
    missed    share of experiments in which the interval missed the true ratio at any look, from a tenth of
              the experiments, because intervals take longer; must stay below alpha, too

Real posts are paired at random within a group (the kind of post), so that nothing but chance tells the two
sides apart; a true ratio multiplies the outcomes of one side.

    python benchmarks/false_wins.py
    python benchmarks/false_wins.py --planned 24 --expected treatment
    python benchmarks/false_wins.py --csv posts.csv --column like --group Type

``--planned`` is the second engine, whose bets know the plan's rounds; without it it is the first.

A table takes about a quarter of a minute; ``--experiments`` makes it shorter or sharper.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from postlab.stats import Block, judge
from postlab.stats.blocks import difference
from postlab.stats.deadline import deadline_path, split
from postlab.stats.evidence import LogEvidence, evidence_path, scales

COLUMNS = ("like", "num_reactions", "likes", "reactions", "likes_count", "clicks")
GROUPS = ("Type", "status_type", "type")
LOOKS = (10, 20, 40)

Source = Callable[[random.Random, float], Block]
"""Gives one round: a source of randomness and the true ratio in, the block out."""


@dataclass(frozen=True)
class Row:
    """What happened at one true ratio; a win's round is None where no verdict came."""

    ratio: float
    right: list[int | None]
    wrong: int
    missed: float


def simulated_page(chance: random.Random, ratio: float) -> Block:
    """Two posts on one topic in two slots: a mean of 100, gamma shape 1.5, topic sd 0.8, slot sd 0.25."""
    topic = 100 * math.exp(chance.gauss(0, 0.8))

    def post(factor: float) -> float:
        slot = math.exp(chance.gauss(0, 0.25))
        return poisson(chance, topic * slot * factor * chance.gammavariate(1.5, 1 / 1.5))

    return Block((post(1),), (post(ratio),))


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson count; by the normal law from 200 on, where nobody could tell the difference."""
    if mean > 200:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    product, count, limit = chance.random(), 0, math.exp(-mean)
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def real_posts(path: Path, column: str | None, group: str | None) -> tuple[Source, str]:
    """Random pairs of the posts in a CSV file, and what was read of it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = csv.Sniffer().sniff(file.readline(), delimiters=",;\t").delimiter
        file.seek(0)
        rows = list(csv.DictReader(file, delimiter=delimiter))
    header = list(rows[0]) if rows else []
    column = column or next((name for name in COLUMNS if name in header), None)
    group = group or next((name for name in GROUPS if name in header), None)
    if column not in header or (group is not None and group not in header):
        sys.exit(f"{path.name} has no such column; it has: {', '.join(header)}. Use --column and --group.")
    groups: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if (row[column] or "").strip():
            groups[row[group] if group else ""].append(float(row[column]))
    usable = [posts for posts in groups.values() if len(posts) > 1]
    if not usable:
        sys.exit(f"{path.name} has no two posts of a kind to compare.")
    sizes = [len(posts) for posts in usable]

    def pair(chance: random.Random, ratio: float) -> Block:
        control, treatment = chance.sample(chance.choices(usable, sizes)[0], 2)
        return Block((control,), (treatment * ratio,))

    return pair, f"{path.name}: {column} of {sum(sizes)} posts" + (f" by {group}" if group else "")


def try_ratio(source: Source, ratio: float, options: argparse.Namespace) -> Row:
    """Run many experiments at one true ratio."""
    chance = random.Random(f"{options.seed}|{ratio}")
    shares = split(options.alpha, options.expected)
    right: list[int | None] = []
    wrong = 0
    for _ in range(options.experiments):
        differences = [
            value
            for _ in range(options.rounds)
            if (value := difference(source(chance, ratio), place="A block")) is not None
        ]
        won = None
        for n, row in enumerate(path_of(differences, shares, options.planned), start=1):
            treatment = row.log_above >= -math.log(shares[0])
            if treatment or row.log_below >= -math.log(shares[1]):
                if ratio == 1 or treatment == (ratio > 1):
                    won = n
                else:
                    wrong += 1
                break
        right.append(won)
    return Row(ratio, right, wrong, missed(source, ratio, options, chance))


def path_of(differences: list[float], shares: tuple[float, float], planned: int | None) -> list[LogEvidence]:
    """The evidence after each round, by the first engine or, where the number of rounds is planned, the second."""
    scale = scales(differences)
    if planned is None:
        return evidence_path(differences, scale)
    return deadline_path(differences, scale, [planned] * len(differences), shares=shares)


def missed(source: Source, ratio: float, options: argparse.Namespace, chance: random.Random) -> float:
    """Share of experiments in which the interval missed the true ratio at some look."""
    experiments: int = max(1, options.experiments // 10)
    misses = 0
    for _ in range(experiments):
        blocks = [source(chance, ratio) for _ in range(options.rounds)]
        misses += any(
            (row.low is not None and row.low > ratio) or (row.high is not None and row.high < ratio)
            for row in judge(
                blocks,
                alpha=options.alpha,
                max_blocks=options.rounds,
                planned=options.planned,
                expected=options.expected,
            )
        )
    return misses / experiments


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """A 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2) / (1 + z * z / trials)
    return max(0.0, centre - half), centre + half


def table(title: str, rows: list[Row], options: argparse.Namespace) -> Iterator[str]:
    """The lines of one table."""
    looks = [look for look in LOOKS if look < options.rounds]
    yield ""
    yield title
    yield (
        f"{'ratio':>6} {'wins':>7} {'(95 %)':>15} {'wrong':>7} "
        + " ".join(f"{f'by {look}':>7}" for look in looks)
        + f" {f'by {options.rounds}':>7} {'median':>7} {'missed':>7}"
    )
    for row in rows:
        count = len(row.right)
        rounds = sorted(won for won in row.right if won is not None)
        wins = len(rounds) + row.wrong
        low, high = wilson(wins, count)
        half = (count + 1) // 2
        median = str(rounds[half - 1]) if len(rounds) >= half else f">{options.rounds}"
        shares = [sum(won <= look for won in rounds) / count for look in (*looks, options.rounds)]
        between = f"{low:.3f}-{high:.3f}"
        yield (
            f"{row.ratio:>6g} {wins / count:>7.3f} {between:>15} {row.wrong / count:>7.3f} "
            + " ".join(f"{share:>7.3f}" for share in shares)
            + f" {median:>7} {row.missed:>7.3f}"
        )


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv", type=Path, action="append", default=[], help="real posts; may be repeated")
    parser.add_argument("--column", help="the column that counts; found by name where it is usual")
    parser.add_argument("--group", help="the column that says which posts are of a kind")
    parser.add_argument("--ratios", type=float, nargs="+", default=[1.0, 2.0, 3.0], help="true ratios")
    parser.add_argument("--experiments", type=int, default=1000, help="for each line (1000)")
    parser.add_argument("--rounds", type=int, default=60, help="looks of each experiment (60)")
    parser.add_argument("--alpha", type=float, default=0.05, help="(0.05)")
    parser.add_argument("--planned", type=int, help="rounds of the plan, for the second engine")
    parser.add_argument("--expected", choices=("treatment", "control"), help="whom the plan expects; needs --planned")
    parser.add_argument("--seed", type=int, default=1, help="(1)")
    options = parser.parse_args()
    if options.expected and options.planned is None:
        parser.error("--expected needs --planned")
    return options


def main() -> None:
    """Print the tables."""
    options = arguments()
    sources: list[tuple[Source, str]] = [(simulated_page, "Simulated page: negative-binomial counts around 100")]
    sources += [real_posts(path, options.column, options.group) for path in options.csv]
    print(
        f"{options.experiments} experiments a line, a look after each of {options.rounds} rounds, "
        f"alpha {options.alpha:g}, seed {options.seed}"
    )
    for source, title in sources:
        rows = [try_ratio(source, ratio, options) for ratio in options.ratios]
        print("\n".join(table(title, rows, options)), flush=True)


if __name__ == "__main__":
    main()
