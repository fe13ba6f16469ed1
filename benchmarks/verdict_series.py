"""Experiments that a verdict can be tried on: simulated pages and runs of real posts, with a true ratio put in.

A series is what one experiment measured: for each round what the control's post got and what the treatment's did.
Simulated posts have counts whose mean is a matter of luck, of the topic that both posts of a round share, of the slot
and of the post. Real posts are taken as they follow each other, two neighbours a round; a coin says which of the two is
the treatment, and its number is multiplied by the true ratio.
"""

from __future__ import annotations

import csv
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from false_wins import poisson

from postlab.stats.blocks import log_count
from postlab.stats.evidence import scales
from postlab.stats.luck import ARTICLE_VARIANCE, POST_SHAPE, SLOT_VARIANCE

Pair = tuple[float, float]
"""What the control's post got in a round, and what the treatment's did."""

TOPIC_SD = 0.8
ARTICLE_SD, SLOT_SD = math.sqrt(ARTICLE_VARIANCE), math.sqrt(SLOT_VARIANCE)


@dataclass(frozen=True)
class Series:
    """What one experiment measured, round by round, with what every engine needs of it.

    Attributes:
        pairs: the counts; none where a round has several accounts.
        logs: of the counts, each with a half added, averaged over accounts.
    """

    pairs: Sequence[Pair]
    logs: Sequence[Pair]

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Series:
        """With one account."""
        return cls(pairs, [(log_count(control), log_count(treatment)) for control, treatment in pairs])

    @cached_property
    def differences(self) -> list[float]:
        """The log ratio of each round."""
        return [treatment - control for control, treatment in self.logs]

    @cached_property
    def scale(self) -> list[float]:
        """By which PostLab's engines judge each difference."""
        return scales(self.differences)


Source = Callable[[random.Random, float, int], list[Pair]]
"""Gives one experiment: a source of randomness, the true ratio and the number of rounds in, the rounds out."""


@dataclass(frozen=True)
class Scenario:
    """A kind of page.

    Attributes:
        name: in tables and for ``--only``.
        told: what it is, as half a sentence.
        source: its experiments.
        real: whether its posts are real ones.
    """

    name: str
    told: str
    source: Source
    real: bool = False

    def series(self, ratio: float, *, count: int, rounds: int, seed: str) -> list[Series]:
        """So many experiments at a true ratio, always the same for the same seed."""
        chance = random.Random(f"{seed}|{self.name}|{ratio:g}")
        return [Series.of(self.source(chance, ratio, rounds)) for _ in range(count)]


def gamma_luck(chance: random.Random) -> float:
    """The luck of one post whose counts are negative binomial."""
    return chance.gammavariate(POST_SHAPE, 1 / POST_SHAPE)


def viral_luck(chance: random.Random) -> float:
    """Log-normal luck; one post of 25 goes viral, and gets twelve times as much."""
    return math.exp(chance.gauss(0, 0.8)) * (12 if chance.random() < 0.04 else 1)


def calm_luck(chance: random.Random) -> float:
    """Log-normal luck with which two posts of a round differ by a standard deviation of about 0.67 in all."""
    return math.exp(chance.gauss(0, 0.375))


def simulated(
    *,
    mean: float = 100,
    luck: Callable[[random.Random], float] = gamma_luck,
    article_sd: float = 0.0,
    grows: float = 1.0,
    effect_sd: float = 0.0,
) -> Source:
    """A simulated page.

    Args:
        mean: of the counts, without the luck of topic and slot.
        luck: of a post.
        article_sd: standard deviation of the log luck of articles where each post has its own; 0 is one link for both.
        grows: how many times as much posts get in the last round as in the first.
        effect_sd: standard deviation of the log ratio over rounds.
    """

    def experiment(chance: random.Random, ratio: float, rounds: int) -> list[Pair]:
        def post(average: float) -> float:
            article = chance.gauss(0, article_sd) if article_sd else 0.0
            return poisson(chance, average * math.exp(chance.gauss(0, SLOT_SD) + article) * luck(chance))

        pairs = []
        for number in range(rounds):
            topic = mean * math.exp(chance.gauss(0, TOPIC_SD)) * grows ** (number / max(rounds - 1, 1))
            effect = ratio * math.exp(chance.gauss(0, effect_sd)) if effect_sd else ratio
            pairs.append((post(topic), post(topic * effect)))
        return pairs

    return experiment


def in_a_row(runs: Sequence[Sequence[Pair]]) -> Source:
    """Rounds of neighbours as they follow each other, from a random place of a random run; at its end it begins anew.

    Args:
        runs: of each page and kind, two neighbours each; longer runs come more often.
    """
    sizes = [len(run) for run in runs]

    def experiment(chance: random.Random, ratio: float, rounds: int) -> list[Pair]:
        run = chance.choices(runs, sizes)[0]
        start = chance.randrange(len(run))
        pairs = []
        for number in range(rounds):
            one, other = run[(start + number) % len(run)]
            if chance.random() < 0.5:
                one, other = other, one
            pairs.append((one, other * ratio))
        return pairs

    return experiment


SIMULATED = (
    Scenario("nb", "one link for both posts, about 100 a post, negative-binomial (shape 1.5)", simulated()),
    Scenario("two links", "the same, and each post has an article of its own", simulated(article_sd=ARTICLE_SD)),
    Scenario("viral", "log-normal, and one post of 25 goes viral: twelve times as much", simulated(luck=viral_luck)),
    Scenario("calm", "half as much luck: log ratios scatter by 0.67", simulated(luck=calm_luck)),
    Scenario("low", "four a post instead of 100", simulated(mean=4)),
    Scenario("drift", "the page grows threefold in sixty rounds", simulated(grows=3)),
    Scenario("hetero", "the effect is another in each round (sd 0.4 of its log)", simulated(effect_sd=0.4)),
)


def real(folder: Path, *, rounds: int) -> tuple[list[Scenario], list[str]]:
    """The scenarios of the files that a folder has, and a sentence for each that it has not.

    Args:
        folder: with files of public archives under their usual names.
        rounds: how many an experiment has; shorter runs of posts are left out.
    """
    readers = {
        "Live.csv": ("sellers", "reactions to posts of Facebook sellers (UCI 488), by page and kind", sellers),
        "dataset_Facebook.csv": ("cosmetics", "likes of a cosmetics brand's posts (Moro 2016), by kind", cosmetics),
        "upworthy_exploratory_small.csv": (
            "headlines",
            "clicks on two headlines of one test, week after week (Upworthy Research Archive)",
            headlines,
        ),
    }
    found, missing = [], []
    for file, (name, told, read) in readers.items():
        if not (folder / file).is_file():
            missing.append(f"There is no {file} in that folder, so “{name}” is left out.")
            continue
        runs = [run for run in read(folder / file) if len(run) >= rounds]
        if not runs:
            missing.append(f"{file} has no run of {rounds} rounds, so “{name}” is left out.")
            continue
        found.append(Scenario(name, told, in_a_row(runs), real=True))
    return found, missing


def sellers(path: Path) -> list[list[Pair]]:
    """Reactions by page and kind of post."""
    return oldest_first(
        ((row["status_id"].partition("_")[0], row["status_type"]), row["num_reactions"]) for row in rows_of(path, ",")
    )


def cosmetics(path: Path) -> list[list[Pair]]:
    """Likes by kind of post."""
    return oldest_first(((row["Type"],), row["like"]) for row in rows_of(path, ";"))


def oldest_first(posts: Iterable[tuple[tuple[str, ...], str]]) -> list[list[Pair]]:
    """Two neighbours of a kind a round, from posts of which the file has the youngest first; empty numbers left out."""
    kinds = defaultdict(list)
    for kind, number in posts:
        if number:
            kinds[kind].append(float(number))
    return [list(zip(numbers[::-2], numbers[-2::-2], strict=False)) for numbers in kinds.values()]


def headlines(path: Path) -> list[list[Pair]]:
    """Clicks on the first two headlines of each test, in the order of weeks.

    The archive warns of tests of 25 June 2013 to 10 January 2014, whose readers were not shared out by chance alone:
    they are left out.
    """
    tests: dict[str, list[float]] = defaultdict(list)
    for row in sorted(rows_of(path, ","), key=lambda row: row["test_week"]):
        if not "201325" <= row["test_week"] <= "201402":
            tests[row["clickability_test_id"]].append(float(row["clicks"]))
    return [[(clicks[0], clicks[1]) for clicks in tests.values() if len(clicks) > 1]]


def rows_of(path: Path, delimiter: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
