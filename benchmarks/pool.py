"""Whether a pool of practitioners settles a small effect, how often it errs, and what it takes to make it err.

Prints three tables. In the first, practitioners measure some rounds each, whose difference scatters by `--sd` (1.0 is
two accounts that are crossed), told to two decimals:

    ratio     true ratio of treatment to control in the middle
    between   standard deviation of practitioners' own log ratios
    expected  which side has four fifths of alpha, or neither
    more      share of pools that settle "more", with its 95 % interval; at a ratio of 1 these are false
    less      share that settle "less"; always false

In the second nothing has an effect and some would like it to: practitioners who are losing keep silent, stop on a good
day, or give up rounds that go badly. Both columns are false and must stay below alpha.

In the third, whole files are written, something is done to them, and they are read again: how many of the pools are
refused with the name of the file.

    python benchmarks/pool.py
    python benchmarks/pool.py --pools 4000

The default takes about two minutes.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from postlab.errors import FaultsError
from postlab.loop.learn.pooling.gather import gather
from postlab.loop.learn.pooling.pool_file import (
    PoolFile,
    Promise,
    rounded,
    seed_digest,
    told_file,
    week_of,
)
from postlab.stats.contrasts import Claim
from postlab.stats.deadline import Expected
from postlab.stats.pooled import Member, pooled

START = datetime(2027, 2, 1, 9, tzinfo=UTC)

Selection = Callable[[random.Random, list[float]], Member | None]
"""What becomes of a practitioner's rounds before they are told."""


def told_all(chance: random.Random, rounds: list[float]) -> Member | None:  # noqa: ARG001 (one shape for all)
    """The honest one; the coins are in the numbers, so that none is turned here."""
    return Member(rounds, [True] * len(rounds))


def losers_hide(often: float) -> Selection:
    """Who is behind in the sum keeps silent so often."""

    def select(chance: random.Random, rounds: list[float]) -> Member | None:
        return None if math.fsum(rounds) < 0 and chance.random() < often else told_all(chance, rounds)

    return select


def stops_on_a_good_day(chance: random.Random, rounds: list[float]) -> Member | None:
    """Who is ahead by one scatter after three rounds or more stops."""
    for count in range(3, len(rounds)):
        if math.fsum(rounds[:count]) > math.sqrt(count):
            return Member(rounds[:count], [True] * count, missing=len(rounds) - count)
    return told_all(chance, rounds)


def gives_up_what_goes_badly(chance: random.Random, rounds: list[float]) -> Member | None:
    """A round that is lost by half a scatter is given up every second time."""
    kept = [None if value < -0.5 and chance.random() < 0.5 else value for value in rounds]
    return Member(kept, [True] * len(kept))


def claims(options: argparse.Namespace, *, ratio: float, between: float, expected: Expected, select: Selection) -> str:
    """The shares of pools that settle more and less, as columns."""
    chance = random.Random(f"{options.seed}|{ratio}|{between}")
    found: list[Claim | None] = []
    for _ in range(options.pools):
        members = []
        for _ in range(options.practitioners):
            own = math.log(ratio) + chance.gauss(0, between)
            members.append(select(chance, [rounded(chance.gauss(own, options.sd)) for _ in range(options.rounds)]))
        found.append(pooled(members, promised=len(members), expected=expected)[-1].claim)
    more, less = found.count(Claim.MORE), found.count(Claim.LESS)
    low, high = wilson(more, len(found))
    return f"{more / len(found):>7.3f}   ({low:.3f}-{high:.3f}) {less / len(found):>8.3f}"


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """A 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2) / (1 + z * z / trials)
    return max(0.0, centre - half), centre + half


def settling(options: argparse.Namespace) -> Iterator[str]:
    """The lines of the first table."""
    yield f"{options.practitioners} practitioners x {options.rounds} rounds, sd {options.sd:g}, {options.pools} pools"
    yield f"{'ratio':>6} {'between':>8} {'expected':>10} {'more':>7} {'(95 %)':>15} {'less':>8}"
    sides: tuple[Expected, ...] = (None, "treatment")
    for ratio in (1.0, 1.25, 1.5):
        for between in (0.0, 0.2, 0.4):
            if ratio == 1.5 and between != 0.2:
                continue
            for expected in sides:
                shares = claims(options, ratio=ratio, between=between, expected=expected, select=told_all)
                yield f"{ratio:>6} {between:>8} {expected or 'neither':>10} {shares}"


def choosing(options: argparse.Namespace) -> Iterator[str]:
    """The lines of the second table."""
    yield "Nothing has an effect; what those do who would like one"
    yield f"{'':<42} {'more':>7} {'(95 %)':>15} {'less':>8}"
    ways: dict[str, Selection] = {
        "nothing": told_all,
        **{f"losers hide, {often:.0%} of them": losers_hide(often) for often in (0.1, 0.3, 0.5, 1.0)},
        "stop when ahead": stops_on_a_good_day,
        "give up half of what is lost clearly": gives_up_what_goes_badly,
    }
    for name, select in ways.items():
        yield f"{name:<42} {claims(options, ratio=1.0, between=0.2, expected='treatment', select=select)}"


Sent = tuple[list[PoolFile], list[PoolFile]]
"""The promises and the exports of a pool."""


def sent(chance: random.Random, practitioners: int, rounds: int, sd: float) -> Sent:
    """An honest pool."""
    exports = [one(chance, number, [chance.gauss(0, sd) for _ in range(rounds)]) for number in range(practitioners)]
    return [PoolFile(postlab_pool=1, promise=told.promise) for told in exports], exports


def one(chance: random.Random, number: int, rounds: Sequence[float]) -> PoolFile:
    """A practitioner with a promise and a seed of their own."""
    seed = chance.randbytes(16).hex()
    promise = Promise(
        id=chance.randbytes(8).hex(),
        promised_at=(START + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        experiment="in-common",
        control=("link",),
        treatment=("question", "link"),
        control_sorts_first=True,
        metric="clicks",
        horizon="72h",
        design="two links",
        rounds=len(rounds),
        expected=None,
        simulated=True,
        seed_sha256=seed_digest(seed),
    )
    lines = [(n, week_of(START + timedelta(weeks=n)), value, 2, None) for n, value in enumerate(rounds, start=1)]
    return told_file(promise, lines, seed=seed)


def again(told: PoolFile, values: Sequence[float | None]) -> PoolFile:
    """The export with other numbers and all hashes made anew, as somebody who can program would."""
    lines = [
        (line.round, line.week, value, line.accounts, line.void)
        for line, value in zip(told.rounds, values, strict=True)
    ]
    return told_file(told.promise, lines, seed=told.seed)


def numbers(told: PoolFile) -> list[float]:
    """The differences of an export."""
    return [line.difference or 0.0 for line in told.rounds]


def edited(told: PoolFile, *, every: bool) -> PoolFile:
    """The export with the sign of its last round, or of all, turned in an editor."""
    last = len(told.rounds) - 1
    turned = [
        line.model_copy(update={"difference": -(line.difference or 0.0)}) if every or place == last else line
        for place, line in enumerate(told.rounds)
    ]
    return told.model_copy(update={"rounds": tuple(turned)})


def tricks(chance: random.Random) -> dict[str, Callable[[Sent], Sent]]:
    """What may be done to the files of a pool."""

    def copied(pool: Sent) -> Sent:
        """Five exports sent once more under new promises and seeds."""
        more = [one(chance, 100 + n, numbers(told)) for n, told in enumerate(pool[1][:5])]
        return [*pool[0], *(PoolFile(postlab_pool=1, promise=told.promise) for told in more)], [*pool[1], *more]

    def nearly_copied(pool: Sent) -> Sent:
        """The same with all signs turned and one number of six changed."""
        more = [one(chance, 100 + n, [-v for v in numbers(told)[:-1]] + [0.07]) for n, told in enumerate(pool[1][:5])]
        return [*pool[0], *(PoolFile(postlab_pool=1, promise=told.promise) for told in more)], [*pool[1], *more]

    def twice_promised(pool: Sent) -> Sent:
        """One experiment under two ids."""
        twin = pool[0][0].promise.model_copy(update={"id": "0123456789abcdef"})
        return [*pool[0], PoolFile(postlab_pool=1, promise=twin)], pool[1]

    def turned(pool: Sent) -> Sent:
        return pool[0], [edited(pool[1][0], every=False), *pool[1][1:]]

    def all_turned(pool: Sent) -> Sent:
        return pool[0], [edited(pool[1][0], every=True), *pool[1][1:]]

    def other_seed(pool: Sent) -> Sent:
        """A seed that was not promised, as would turn signs."""
        closing = pool[1][0].closing
        assert closing is not None
        swapped = closing.model_copy(update={"seed": chance.randbytes(16).hex()})
        return pool[0], [pool[1][0].model_copy(update={"closing": swapped}), *pool[1][1:]]

    def left_out(pool: Sent) -> Sent:
        """The first round taken out, hashes made anew."""
        lines = [(line.round, line.week, line.difference, line.accounts, line.void) for line in pool[1][0].rounds[1:]]
        return pool[0], [told_file(pool[1][0].promise, lines, seed=pool[1][0].seed), *pool[1][1:]]

    def unpromised(pool: Sent) -> Sent:
        return pool[0][1:], pool[1]

    def turned_after_an_earlier_export(pool: Sent) -> Sent:
        """All signs turned and all hashes made anew, where three rounds were sent in before."""
        first = pool[1][0]
        lines = [(line.round, line.week, line.difference, line.accounts, line.void) for line in first.rounds[:3]]
        earlier = told_file(first.promise, lines, seed=None)
        return pool[0], [earlier, again(first, [-value for value in numbers(first)]), *pool[1][1:]]

    def invented(pool: Sent) -> Sent:
        """All signs turned and all hashes made anew, nothing sent before: no file can show that."""
        return pool[0], [again(pool[1][0], [-value for value in numbers(pool[1][0])]), *pool[1][1:]]

    return {
        "nothing (must be taken)": lambda pool: pool,
        "five copied under new promises": copied,
        "five nearly copied, signs turned": nearly_copied,
        "one experiment promised twice": twice_promised,
        "one sign turned in an editor": turned,
        "all signs turned in an editor": all_turned,
        "another seed": other_seed,
        "a round left out": left_out,
        "an export without its promise": unpromised,
        "forged anew after an earlier export": turned_after_an_earlier_export,
        "forged anew from the start (cannot be told)": invented,
    }


def catching(options: argparse.Namespace) -> Iterator[str]:
    """The lines of the third table."""
    chance = random.Random(f"{options.seed}|files")
    yield f"Files of {options.practitioners} practitioners, {options.files} pools a line"
    yield f"{'':<46} {'refused':>8}"
    for name, trick in tricks(chance).items():
        refused = 0
        for _ in range(options.files):
            pool = trick(sent(chance, options.practitioners, options.rounds, options.sd))
            refused += is_refused(pool)
        yield f"{name:<46} {refused / options.files:>8.2f}"


def is_refused(pool: Sent) -> bool:
    """Whether reading the files of a pool names one that cannot be used."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for kind, contents in zip(("promise", "export"), pool, strict=True):
            for number, content in enumerate(contents):
                path = Path(folder) / f"{kind}-{number:03d}.json"
                path.write_text(content.text, encoding="utf-8")
                paths.append(path)
        try:
            gather(paths)
        except FaultsError as exc:
            return all(fault.place in map(str, paths) for fault in exc.faults)
    return False


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--pools", type=int, default=1500, help="pools a line of the first two tables")
    parser.add_argument("--files", type=int, default=20, help="pools a line of the third")
    parser.add_argument("--practitioners", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--sd", type=float, default=1.0, help="standard deviation of a round's difference")
    parser.add_argument("--seed", default="pool")
    options = parser.parse_args()
    for table in (settling, choosing, catching):
        for line in table(options):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
