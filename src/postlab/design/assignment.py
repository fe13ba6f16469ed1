"""The coin: which variant gets which place of a round, drawn so that anyone can draw it again.

The draw, version 1, for an auditor with any language at hand:

1. Sort the names of the variants by their UTF-8 bytes.
2. Make a stream of bytes: join, for block = 0, 1, 2…, the HMAC-SHA256 with the seed (UTF-8) as key and
   ``postlab-draw-1|EXPERIMENT|ROUND|BLOCK`` (UTF-8; round and block in decimal) as message.
3. Shuffle the names (Fisher-Yates): for i from the last index down to 1, take j uniformly from 0…i and swap
   the names at i and j. To take j, read the next 8 bytes as a big-endian integer x; while
   x >= 2^64 - (2^64 mod (i + 1)), read the next 8 instead; then j = x mod (i + 1).
4. The name at index p goes to place p.

Every order has the same probability, up to HMAC-SHA256 being as good as random.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from postlab.errors import InputError

SEED_BYTES = 16
"""The least randomness of a seed, so that nobody can try them all for a draw they like."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A round as it was recorded: the variants in the order of its places."""

    round_number: int
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A round whose recorded assignment is not the one that its seed gives."""

    round_number: int
    recorded: tuple[str, ...]
    drawn: tuple[str, ...]


def new_seed(random_bytes: bytes) -> str:
    """A seed from fresh random bytes, as hexadecimal digits.

    Raises:
        InputError: there are fewer than 16 bytes.
    """
    if len(random_bytes) < SEED_BYTES:
        raise InputError(f"A seed needs {SEED_BYTES} random bytes; there are {len(random_bytes)}.")
    return random_bytes.hex()


def digest_of(seed: str) -> str:
    """The SHA-256 of a seed (UTF-8), in hexadecimal: it binds to the seed, and gives no draw away."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, *, experiment: str, round_number: int, variants: Sequence[str], places: int) -> tuple[str, ...]:
    """The variants in the order of the round's places, every order equally likely.

    The same arguments give the same order for ever, on every machine, in whatever order the variants are
    given; the module's docstring has the algorithm.

    Raises:
        InputError: there is not one place for each variant, or two variants have the same name.
    """
    names = sorted(variants, key=lambda name: name.encode())
    if len(set(names)) != len(names):
        raise InputError("Two framings have the same name, so their places cannot be told apart.")
    if len(names) != places:
        raise InputError(f"A round needs one place for each framing; {len(names)} framings, {places} places.")
    numbers = _numbers(seed, f"postlab-draw-1|{experiment}|{round_number}")
    for last in range(len(names) - 1, 0, -1):
        chosen = _below(last + 1, numbers)
        names[last], names[chosen] = names[chosen], names[last]
    return tuple(names)


def place_of(assignment: Sequence[str], variant: str, *, crossed: bool) -> int:
    """The number of the place, from 0, in which an account posts a variant.

    The places of an account that is crossed have the variants in the reverse order, so that of two variants each link
    has both, on different accounts; one toss of the coin decides for all accounts.

    Args:
        assignment: the variants in the order of the round's places, as drawn.
        variant: one of them.
        crossed: whether the account is.

    Raises:
        ValueError: the round has no such variant.
    """
    order = tuple(assignment)
    return (order[::-1] if crossed else order).index(variant)


def opening_turns(*, experiment: str, post_number: int, posts: int) -> tuple[int, ...]:
    """Which wording of an opening each of some posts of a framing takes, in an order that the experiment's name draws.

    It needs no secret, since all framings that are compared share it; so a plan that is only looked at shows the
    openings with which it will go out.

    The same for all framings that are compared, so that the wording does not differ with the framing. Of any six
    consecutive posts no two take the same: numbers from 0, where `turn % 6` runs through one drawn order of 0…5 again
    and again, and `turn // 6` says how often it has.

    Args:
        experiment: its name.
        post_number: how many posts of the framing came before, from 0.
        posts: how many come now, one for each account.
    """
    from postlab.framing.openings import TURNS

    order = list(range(TURNS))
    numbers = _numbers("", f"postlab-openings-2|{experiment}")
    for last in range(TURNS - 1, 0, -1):
        chosen = _below(last + 1, numbers)
        order[last], order[chosen] = order[chosen], order[last]
    places = range(post_number, post_number + posts)
    return tuple(order[place % TURNS] + place - place % TURNS for place in places)


def audit(
    seed: str, *, experiment: str, variants: Sequence[str], assignments: Iterable[Assignment]
) -> tuple[Mismatch, ...]:
    """The recorded rounds that the seed does not give; none is a clean audit.

    Raises:
        InputError: two variants have the same name.
    """
    mismatches = []
    for recorded in assignments:
        drawn = draw(
            seed,
            experiment=experiment,
            round_number=recorded.round_number,
            variants=variants,
            places=len(variants),
        )
        if recorded.variants != drawn:
            mismatches.append(Mismatch(recorded.round_number, recorded.variants, drawn))
    return tuple(mismatches)


def _numbers(seed: str, what: str) -> Iterator[int]:
    """Uniform integers of 64 bits, without an end."""
    block = 0
    while True:
        digest = hmac.new(seed.encode(), f"{what}|{block}".encode(), hashlib.sha256).digest()
        for start in range(0, len(digest), 8):
            yield int.from_bytes(digest[start : start + 8], "big")
        block += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    """A uniform integer from 0 to bound - 1; numbers that would favour the small ones are passed over."""
    fair = 2**64 - 2**64 % bound
    return next(number for number in numbers if number < fair) % bound
