"""How the time of `postlab learn` grows with the experiments that a lab has had.

    uv run python benchmarks/learning.py [--experiments 250 500 1000] [--rounds 12] [--turns 3]

Labs of ended experiments are written straight into their databases; each experiment compares one of a few pairs of
framings, so that evidence gathers in a few contrasts, as it does in a lab. Shown are the seconds of processor time that
what `learn` shows takes to work out, the smallest of the turns; the labs take turns. `ratio` is the time over that of
the smallest lab, `linear` what it would be if time grew with the experiments.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from loop.bench import Bench
from loop.histories import BARE, past, variant
from postlab.reports.effects import build_effects

FRAMINGS = (
    variant("asks", "question"),
    variant("timely", "moment"),
    variant("finding", "evidence"),
    variant("contextualised", "moment", "question", "evidence"),
)
AUDIENCES = ("students", "parents", "employers")
SPREAD = 1.4


def lab_of(folder: Path, experiments: int, rounds: int) -> Bench:
    """A lab of that many ended experiments, of rounds that scatter about small effects."""
    chance = random.Random(experiments)
    bench = Bench(folder)
    bench.account()
    for number in range(experiments):
        past(
            bench,
            f"try {number}",
            [chance.gauss(0.2, SPREAD) for _ in range(rounds)],
            variants=(BARE, FRAMINGS[number % len(FRAMINGS)]),
            audience=AUDIENCES[number % len(AUDIENCES)],
            day=number,
        )
    return bench


def seconds(bench: Bench) -> float:
    """Processor time of one look at everything that was learnt."""
    began = time.process_time()
    with bench.session() as session:
        effects = build_effects(session)
    if not effects.strata:
        raise SystemExit("nothing was learnt: the labs are not what they should be")
    return time.process_time() - began


def main() -> None:
    """Print one line a lab."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--experiments", type=int, nargs="+", default=[250, 500, 1000], help="the sizes of the labs")
    parser.add_argument("--rounds", type=int, default=12, help="rounds of each experiment")
    parser.add_argument("--turns", type=int, default=3, help="how often each lab is looked at")
    options = parser.parse_args()
    sizes = sorted(options.experiments)
    with tempfile.TemporaryDirectory() as folder:
        labs = [lab_of(Path(folder) / str(size), size, options.rounds) for size in sizes]
        least = [
            min(times) for times in zip(*([seconds(lab) for lab in labs] for _ in range(options.turns)), strict=True)
        ]
        for lab in labs:
            lab.close()
    print(f"{'experiments':>12} {'seconds':>9} {'ratio':>7} {'linear':>7}")
    for size, spent in zip(sizes, least, strict=True):
        print(f"{size:12d} {spent:9.2f} {spent / least[0]:7.2f} {size / sizes[0]:7.2f}")


if __name__ == "__main__":
    main()
