"""How much work a judgement is: the second engine beside the first, and the Hodges-Lehmann estimate beside all means.

Prints the smallest time of several runs of each, which is what a busy machine disturbs least, and the ratio of the two.
A judgement is all that `postlab.stats.judge` gives: evidence, milestones and an interval after each round.

    python benchmarks/judging.py
    python benchmarks/judging.py --runs 15

On one core (Python 3.11), 60 rounds of a page with a standard deviation of 1.5:

                                                        ms    beside   ratio
    judge, effect 0, 24 planned / first engine       28.37     69.44    0.41
    judge, effect 0, 60 planned / first engine       47.83     77.06    0.62
    judge, effect 0.4, 24 planned / first engine     34.72     83.18    0.42
    judge, effect 1.2, 24 planned / first engine     47.92     88.65    0.54
    Hodges-Lehmann of 60 / all means                  0.09      0.26    0.33
    Hodges-Lehmann of 300 / all means                 0.59     16.33    0.04
    Hodges-Lehmann of 1500 / all means                7.84    900.34    0.01
    the same after each of 60 / all means             0.62      0.43    1.46
    the same after each of 300 / all means           19.20     96.50    0.20
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from functools import partial

from postlab.stats.hodges_lehmann import centre_path, hodges_lehmann
from postlab.stats.judgement import judge_differences

ROUNDS = 60


def smallest_ms(work: Callable[[], object], runs: int) -> float:
    """The time of the quickest of some runs, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def all_means(values: list[float]) -> float:
    """The Hodges-Lehmann estimate as it is defined."""
    means = sorted((one + other) / 2 for place, one in enumerate(values) for other in values[: place + 1])
    middle = len(means) // 2
    return means[middle] if len(means) % 2 else (means[middle - 1] + means[middle]) / 2


def all_means_path(values: list[float]) -> list[float]:
    """The same after each value, where the means so far stay sorted."""
    means: list[float] = []
    path = []
    for count, value in enumerate(values, start=1):
        means.extend((value + earlier) / 2 for earlier in values[:count])
        means.sort()
        middle = len(means) // 2
        path.append(means[middle] if len(means) % 2 else (means[middle - 1] + means[middle]) / 2)
    return path


def lines(runs: int, seed: int) -> Iterator[str]:
    """The lines of the table."""
    chance = random.Random(seed)

    def rounds(count: int, effect: float) -> list[float]:
        return [chance.gauss(effect, 1.5) for _ in range(count)]

    def line(what: str, quick: Callable[[], object], beside: Callable[[], object]) -> str:
        ours, theirs = smallest_ms(quick, runs), smallest_ms(beside, runs)
        return f"{what:<44} {ours:>9.2f} {theirs:>9.2f} {ours / theirs:>7.2f}"

    yield f"{'':<44} {'ms':>9} {'beside':>9} {'ratio':>7}"
    for effect in (0.0, 0.4, 1.2):
        for planned in (24, 60):
            page = rounds(ROUNDS, effect)
            yield line(
                f"judge, effect {effect:g}, {planned} planned / first engine",
                partial(judge_differences, page, planned=[planned] * ROUNDS, expected="treatment"),
                partial(judge_differences, page),
            )
    for count in (60, 300, 1500):
        page = rounds(count, 0.3)
        yield line(
            f"Hodges-Lehmann of {count} / all means",
            partial(hodges_lehmann, page),
            partial(all_means, page),
        )
    for count in (60, 300):
        page = rounds(count, 0.3)
        yield line(
            f"the same after each of {count} / all means",
            partial(centre_path, page),
            partial(all_means_path, page),
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="of which the quickest counts (7)")
    parser.add_argument("--seed", type=int, default=1, help="(1)")
    given = parser.parse_args()
    for line in lines(given.runs, given.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
