"""Pairs of links that can be compared: like goes with like, by topic, length and where they stand.

A round gives each framing a link of its own, so what the two articles are about is noise in the comparison; the coin
keeps it fair, and a pair of near articles makes it smaller (matched pairs, as in any blocked design).

The pairs come from a greedy matching, nearest first, which exchanges between two pairs then improve until none does
(2-opt). It is near the cheapest matching, not always the cheapest; it is the same whatever the order of the links.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from postlab.design.topics import Topics, cosine, topics
from postlab.english import listed

Quality = Literal["good", "fair", "poor"]

MOST_LINKS = 400
"""Links that are looked at; the work grows with their square."""

NEAR, FAR = 0.15, 0.05
"""Cosines from which on two articles are clearly about the same, and below which they are not."""

ALIKE, UNLIKE = 1.6, 3.0
"""Ratios of lengths up to which two articles are about as long, and from which on they are not."""

TITLE_COUNTS = 2.0
"""A word of the title counts as much as two elsewhere."""

_LENGTH, _SITE, _EVIDENCE = 0.25, 0.05, 0.25
"""What differences cost beside the topic's 1: at most for length, for another site, for evidence on one side only."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A link, as far as it matters for what it can be compared with.

    Attributes:
        key: its number, by which pairs name it.
        title: of the article.
        text: its description and evidence.
        words: of its main text; None where nobody counted.
        site: where it stands.
        evidence: whether there is a sentence to quote.
    """

    key: int
    title: str
    text: str = ""
    words: int | None = None
    site: str | None = None
    evidence: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """Two links for one round.

    Attributes:
        first, second: their keys, the smaller one first.
        likeness: of their topics, from 0 to 1.
        quality: how well they can be compared.
        why: in words.
        shared: words that both are about.
    """

    first: int
    second: int
    likeness: float
    quality: Quality
    why: str
    shared: tuple[str, ...]


def topics_of(subjects: Sequence[Subject]) -> Topics:
    """What links are about, each in the order given."""
    return topics([((subject.title, TITLE_COUNTS), (subject.text, 1.0)) for subject in subjects])


def pairs(subjects: Sequence[Subject], *, count: int | None = None, towards: str = "") -> tuple[Pair, ...]:
    """Links in pairs, the best pair first; no link is in two of them.

    Args:
        subjects: with different keys; of more than `MOST_LINKS`, those with the largest keys.
        count: how many pairs at most; None is as many as there can be.
        towards: words that the pairs should be about, such as those for an audience: pairs near them come first.

    Returns:
        Half as many pairs as links, or `count`.
    """
    latest = sorted(subjects, key=lambda subject: subject.key)[-MOST_LINKS:]
    about = topics_of(latest)
    near = [[cosine(one, other) for other in about.weights] for one in about.weights]
    costs = [[_cost(one, other, near[i][j]) for j, other in enumerate(latest)] for i, one in enumerate(latest)]
    numbers = _exchanged(_greedy(costs), costs)
    drawn = [about.near(number, towards) if towards else 0.0 for number in range(len(latest))]

    def rank(pair: tuple[int, int]) -> tuple[float, int]:
        one, other = pair
        without = sum(not latest[number].evidence for number in pair) / 2
        return costs[one][other] + without - (drawn[one] + drawn[other]) / 2, latest[one].key

    best = sorted(numbers, key=rank)[:count]
    return tuple(_pair(latest[i], latest[j], near[i][j], about.shared(i, j)) for i, j in best)


def _cost(one: Subject, other: Subject, likeness: float) -> float:
    """How unlike two links are: 0 for the same article twice."""
    ratio = _ratio(one, other)
    length = _LENGTH * min(1.0, math.log2(ratio) / 2) if ratio is not None else _LENGTH / 4
    site = _SITE if one.site != other.site else 0.0
    evidence = _EVIDENCE if one.evidence != other.evidence else 0.0
    return 1 - likeness + length + site + evidence


def _ratio(one: Subject, other: Subject) -> float | None:
    """How many times as long the longer one is; None where nobody knows."""
    if not one.words or not other.words:
        return None
    return max(one.words, other.words) / min(one.words, other.words)


def _greedy(costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The cheapest pair, then the cheapest of the rest, and so on."""
    free = set(range(len(costs)))
    matched = []
    for one, other in sorted(combinations(range(len(costs)), 2), key=lambda pair: (costs[pair[0]][pair[1]], pair)):
        if one in free and other in free:
            free -= {one, other}
            matched.append((one, other))
    return matched


def _exchanged(matching: list[tuple[int, int]], costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The matching after exchanges of partners between two pairs, as long as one makes it cheaper."""
    improved = True
    while improved:
        improved = False
        for p, q in combinations(range(len(matching)), 2):
            (a, b), (c, d) = matching[p], matching[q]
            now = costs[a][b] + costs[c][d]
            others = (((a, c), (b, d)), ((a, d), (b, c)))
            cheapest = min(others, key=lambda two: costs[two[0][0]][two[0][1]] + costs[two[1][0]][two[1][1]])
            (e, f), (g, h) = cheapest
            if costs[e][f] + costs[g][h] < now - 1e-9:
                matching[p], matching[q] = (min(e, f), max(e, f)), (min(g, h), max(g, h))
                improved = True
    return matching


def _pair(one: Subject, other: Subject, likeness: float, shared: tuple[str, ...]) -> Pair:
    ratio = _ratio(one, other)
    about = shared if likeness >= FAR else ()
    return Pair(
        one.key,
        other.key,
        round(likeness, 4),
        _quality(likeness, ratio, same_evidence=one.evidence == other.evidence),
        _why(one, other, about, ratio),
        about,
    )


def _quality(likeness: float, ratio: float | None, *, same_evidence: bool) -> Quality:
    if likeness < FAR or (ratio is not None and ratio > UNLIKE):
        return "poor"
    if likeness >= NEAR and (ratio is None or ratio <= ALIKE) and same_evidence:
        return "good"
    return "fair"


def _why(one: Subject, other: Subject, shared: Sequence[str], ratio: float | None) -> str:
    reasons = [f"both about {listed(shared)}" if shared else "no topic in common"]
    if ratio is not None:
        lengths = listed([_hundreds(one.words or 0), _hundreds(other.words or 0)])
        reasons.append(f"{lengths} words" + (", very unlike in length" if ratio > UNLIKE else ""))
    else:
        reasons.append("length not known")
    if one.site and one.site == other.site:
        reasons.append(f"both from {one.site}")
    if one.evidence != other.evidence:
        reasons.append("one without a sentence of evidence")
    elif not one.evidence:
        reasons.append("both without a sentence of evidence")
    return ", ".join(reasons)


def _hundreds(words: int) -> str:
    """A length as people say it: 940 is about 900."""
    step = 100 if words >= 200 else 10
    return f"{max(step, round(words / step) * step):,}"
