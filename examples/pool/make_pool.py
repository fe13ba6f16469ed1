"""Makes the files of a pool that never was: a dozen invented practitioners whose numbers are drawn by chance.

    python examples/pool/make_pool.py
    postlab learn pool examples/pool/promises examples/pool/exports

Everything is simulated and says so. The true ratio is 2 in the middle, and differs from one practitioner to the next;
each has six rounds whose difference scatters by 1.0, as on two accounts that are crossed. One of them never sends
anything but the promise. The same numbers come out each time; answer.txt is what the second command prints.
"""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from postlab.loop.learn.pooling.pool_file import (
    PoolFile,
    Promise,
    Void,
    seed_digest,
    told_file,
    treatment_later,
    week_of,
)

PRACTITIONERS = 12
ROUNDS = 6
TRUE_RATIO = 2.0
SCATTER = 1.0
BETWEEN = 0.2
"""Standard deviation of practitioners' own log ratios."""

SILENT = 8
"""The number of the one who is silent."""

VOID = (5, 3)
"""The practitioner, and the round of theirs, that a network lost."""

START = datetime(2027, 2, 1, 9, tzinfo=UTC)


def write_pool(folder: Path) -> None:
    """Write all promises and exports into two folders of a folder; files of before are replaced."""
    chance = random.Random(2027)
    for number in range(1, PRACTITIONERS + 1):
        promise, seed = promised(number, chance)
        write(folder / "promises", number, PoolFile(postlab_pool=1, promise=promise))
        told = told_file(promise, rounds_of(number, promise, seed, chance), seed=seed)
        if number != SILENT:
            write(folder / "exports", number, told)


def promised(number: int, chance: random.Random) -> tuple[Promise, str]:
    """The promise of a practitioner, and the seed behind it."""
    seed = chance.randbytes(16).hex()
    promise = Promise(
        id=chance.randbytes(8).hex(),
        promised_at=(START + timedelta(hours=7 * number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        experiment="context-in-common",
        control=("link",),
        treatment=("moment", "question", "evidence", "link"),
        control_sorts_first=True,
        metric="clicks",
        horizon="72h",
        design="two links",
        rounds=ROUNDS,
        expected=None,
        simulated=True,
        seed_sha256=seed_digest(seed),
    )
    return promise, seed


def rounds_of(
    number: int, promise: Promise, seed: str, chance: random.Random
) -> list[tuple[int, str, float | None, int, Void | None]]:
    """The rounds of a practitioner as `told_file` takes them: one a week, and one more where one was void."""
    own = chance.gauss(math.log(TRUE_RATIO), BETWEEN)
    rounds: list[tuple[int, str, float | None, int, Void | None]] = []
    counted = 0
    while counted < ROUNDS:
        place = len(rounds) + 1
        week = week_of(START + timedelta(weeks=1 + place))
        difference = chance.gauss(own, SCATTER)
        if (number, place) == VOID:
            rounds.append((place, week, None, 0, "missing"))
            continue
        later = treatment_later(promise, seed, place)
        rounds.append((place, week, difference if later else -difference, 2, None))
        counted += 1
    return rounds


def write(folder: Path, number: int, content: PoolFile) -> None:
    """Write one file; practitioners are numbered, for they have no names."""
    folder.mkdir(exist_ok=True)
    path = folder / f"practitioner-{number:02d}.json"
    path.write_text(content.text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pool(Path(__file__).parent)
