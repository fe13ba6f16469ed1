"""Draws that come out the same for ever, on every machine and in every version of Python.

Every draw is named by what it is about (a seed, a post, a metric) and made from SHAKE-256 of that name:
the hash of the SHA family that gives as many bytes as are asked for. `random.Random` promises to repeat
`random()` only, not the samplers built on it, so the few that are needed stand here.
"""

from __future__ import annotations

import hashlib
import json
import math

Name = str | int
"""A part of what a draw is about."""

_LEVELS = 48  # halvings of the unit interval: finer than any audience has people
_MANTISSA = 1 << 53


class Stream:
    """An endless row of draws; the same name gives the same row.

    Args:
        subject: what the draws are about, for example a seed, the key of a post and a metric.
    """

    def __init__(self, *subject: Name) -> None:
        self._subject = subject
        self._blocks = 0
        self._waiting: list[float] = []

    def uniform(self) -> float:
        """A number strictly between 0 and 1."""
        if not self._waiting:
            block = _digest(64, "uniform", self._blocks, *self._subject)
            self._blocks += 1
            for start in range(0, 64, 8):
                whole = int.from_bytes(block[start : start + 8], "big") >> 11
                self._waiting.append((whole + 0.5) / _MANTISSA)
        return self._waiting.pop(0)

    def normal(self) -> float:
        """A standard normal number (Box and Muller 1958)."""
        radius = math.sqrt(-2.0 * math.log(self.uniform()))
        return radius * math.cos(2.0 * math.pi * self.uniform())

    def gamma(self, shape: float) -> float:
        """A gamma number of this shape and of scale 1 (Marsaglia and Tsang 2000).

        Raises:
            ValueError: the shape is under 1, which the method does not cover.
        """
        if shape < 1.0:
            raise ValueError(f"A gamma shape of at least 1 is needed, not {shape}.")
        d = shape - 1.0 / 3.0
        c = 1.0 / math.sqrt(9.0 * d)
        while True:
            x = self.normal()
            v = (1.0 + c * x) ** 3
            if v > 0.0 and math.log(self.uniform()) < 0.5 * x * x + d - d * v + d * math.log(v):
                return d * v

    def poisson(self, mean: float) -> int:
        """A Poisson number, however large the mean.

        Ahrens and Dieter (1974): the time of the m-th arrival is gamma, and it either leaves a smaller
        mean to go on with or turns the rest into a binomial number.
        """
        total = 0
        step = 0
        while mean > 16.0:
            m = math.floor(mean * 0.875)
            arrival = self.gamma(float(m))
            if arrival > mean:
                return total + points_below(m - 1, mean / arrival, "poisson", step, *self._subject)
            total += m
            mean -= arrival
            step += 1
        product = self.uniform()
        limit = math.exp(-mean)
        while product > limit:
            total += 1
            product *= self.uniform()
        return total


def points_below(number: int, level: float, *subject: Name) -> int:
    """How many of `number` points, thrown evenly over [0, 1), lie below `level`.

    The points are a binomial draw, and the same name always throws the same ones: a higher level never
    gives fewer. The interval is halved again and again, and hashed bits (one a point, exactly fair) say
    how many points fall into each half, so millions of points cost as little as a handful.
    """
    if level >= 1.0:
        return number
    cells = math.floor(max(level, 0.0) * (1 << _LEVELS))
    below = 0
    for depth in range(_LEVELS):
        if number == 0:
            break
        left = _heads(number, "halve", depth, cells >> (_LEVELS - depth), *subject)
        if cells >> (_LEVELS - 1 - depth) & 1:
            below += left
            number -= left
        else:
            number = left
    return below


def _heads(coins: int, *subject: Name) -> int:
    """How many of so many fair coins show heads."""
    size = (coins + 7) // 8
    bits = int.from_bytes(_digest(size, "coins", *subject), "big") >> (size * 8 - coins)
    return bits.bit_count()


def _digest(size: int, *subject: Name) -> bytes:
    # JSON keeps ("a", "bc") and ("ab", "c") apart, 1 and "1" too, and takes any character.
    return hashlib.shake_256(json.dumps(subject).encode("ascii")).digest(size)
