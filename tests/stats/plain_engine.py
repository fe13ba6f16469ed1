"""The second engine once more, as it was first written down: slow, short and independent of the package's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

KAPPAS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 3 / 2)
WEIGHTS = (1 / 32, 1 / 32, 2 / 32, 8 / 32, 12 / 32, 8 / 32)
NORMAL = NormalDist()


def tail(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2))


def touch_bet(w: float, left: int, a: float, v: float) -> float:
    x = -NORMAL.inv_cdf(w / 2) * math.sqrt(left * v)
    r = math.sqrt(max((left - 1) * v, 1e-12))
    up = 1.0 if a >= x else 2 * tail((x - a) / r)
    down = 2 * tail((x + a) / r)
    return (up - down) / (up + down) if up + down > 0 else 0.0


def plain_path(
    sizes: Sequence[float], planned: Sequence[int], *, share: float, weights: Sequence[float] = WEIGHTS
) -> list[float]:
    """The capital after each round, in units of the goal; `sizes` are in scales, positive where the side wins."""
    w, bettors, square, count, out = share, list(weights), 4.0, 4.0, []
    for t, (x, n) in enumerate(zip(sizes, planned, strict=True)):
        u, way = abs(x), (x > 0) - (x < 0)
        bets = [0.95 * math.tanh(kappa * u) for kappa in KAPPAS]
        bet = sum(q * b for q, b in zip(bettors, bets, strict=True)) / sum(bettors)
        left, a = n - t, min(u, 2.5)
        if left > 0 and w < 1:
            bet = 0.5 * bet + 0.5 * touch_bet(w, left, a, square / count)
        bet = min(bet, 1 / w - 1) if w < 1 else 0.0
        w *= 1 + way * bet
        if w > 1 - 1e-12:
            w = 1.0
        bettors = [q * (1 + way * b) for q, b in zip(bettors, bets, strict=True)]
        square, count = square + a * a, count + 1
        out.append(w)
    return out
