"""What a text opens with: the moment, and the worry that the article answers, in words that fit both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm
from typing import TypeVar

from postlab.framing.blocks import LINK
from postlab.framing.moments import MomentWords
from postlab.framing.sentences import capitalised, closed, lowered
from postlab.framing.words.phrases import Phrases

TURNS = 6
"""Consecutive turns, and so posts of one framing, that never open alike, as far as the wording reaches."""


@dataclass(frozen=True, slots=True)
class OpeningWords:
    """The words of an opening as they stand in a text; an empty one is not in it.

    Attributes:
        moment: a clause that the question continues, a whole sentence, or a lead-in that ends in a colon.
        question: a worry, whole; a lead-in where no question is asked.
    """

    moment: str = ""
    question: str = ""

    @property
    def length(self) -> int:
        """Characters, the space between included."""
        return len(f"{self.moment} {self.question}".strip())

    @property
    def leads_in(self) -> bool:
        """Whether it ends in a colon, so that something must follow it at once."""
        return (self.question or self.moment).endswith(":")

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.moment or self.question)


@dataclass(frozen=True, slots=True)
class OpeningMaterial:
    """What an opening can be made of.

    Attributes:
        moment: the moment in words; None where there is none, or the framing has no block for it.
        questions: worries that may be voiced, best first.
        neutral: lead-ins for whom it is written, where nothing may be asked; empty unless the framing asks.
        joined: whether the question follows the moment at once.
        together: whether such a question may follow that moment.
        moment_way: which of the moment's wordings is asked for, counted from 1; None leaves it to the turn.
        question_way: the same of the questions.
        following: the kind of block that follows where no question is asked.
    """

    moment: MomentWords | None
    questions: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    joined: bool = True
    together: bool = True
    moment_way: int | None = None
    question_way: int | None = None
    following: str = ""

    @property
    def leads_in(self) -> bool:
        """Whether words that end in a colon lead in to something."""
        return self.following in {"evidence", LINK}


def openings(material: OpeningMaterial, phrases: Phrases | None, *, turn: int) -> tuple[OpeningWords, ...]:
    """Openings to try, first what the turn asks for, then ever shorter ones.

    No two of `TURNS` consecutive turns share an opening, shortened or not, where there are as many wordings. A wording
    that is asked for (`OpeningMaterial.moment_way`, `question_way`) is the same in every turn: a text without a moment
    then opens with the same question each time.

    Args:
        material: what they can be made of.
        phrases: the language's fixed words; None where it has none.
        turn: counted from 0.
    """
    moment = material.moment
    questions = _chosen(material.questions, material.question_way)
    alone = [OpeningWords(question=closed(capitalised(question))) for question in questions]
    if moment is None:
        lead_ins = material.neutral if material.leads_in else ()
        return _in_turn(alone or [OpeningWords(question=words) for words in lead_ins], turn)
    by_itself = [OpeningWords(moment=words) for words in _moment_alone(moment, material, phrases)]
    if not questions or not material.together:
        return _in_turn(by_itself, turn)
    if material.joined:
        clauses = _chosen(moment.openings, material.moment_way)
        together = list(_pairs(questions, clauses, moment, phrases))
    else:
        together = [OpeningWords(one.moment, other.question) for other, one in _every_pair(alone, by_itself)]
    options = list(_in_turn(together, turn))
    # where what is asked for differs within six turns, what stands in for it does too
    rest = [
        _in_turn(shorter, turn)[0]
        for shorter in (alone, by_itself)
        if shorter and (turn % TURNS < len(shorter) or len(together) < TURNS)
    ]
    rest.sort(key=lambda opening: -opening.length)
    return (*options, *(opening for opening in rest if opening.length < options[-1].length))


_One = TypeVar("_One")
_Other = TypeVar("_Other")


def _every_pair(ones: Sequence[_One], others: Sequence[_Other]) -> Iterator[tuple[_One, _Other]]:
    """Each of the ones with each of the others, so ordered that neighbours share none as far as there are enough."""
    if not ones or not others:
        return
    before_it_repeats = lcm(len(ones), len(others))
    for at in range(len(ones) * len(others)):
        yield ones[at % len(ones)], others[(at + at // before_it_repeats) % len(others)]


def _pairs(
    questions: Sequence[str], clauses: Sequence[str], moment: MomentWords, phrases: Phrases | None
) -> Iterator[OpeningWords]:
    """Every question after every clause."""
    for question, clause in _every_pair(questions, clauses or ("",)):
        continued = lowered(question, moment.small_words)
        if continued is not None and clause:
            yield OpeningWords(clause, closed(continued))
        else:
            yield OpeningWords(_sentence(moment, clause, phrases), closed(capitalised(question)))


def _sentence(moment: MomentWords, clause: str, phrases: Phrases | None) -> str:
    """A moment before a question that cannot continue it."""
    if moment.sentence is not None:
        return moment.sentence
    if phrases is None:
        return closed(clause)
    return f"{clause} {phrases.question_bridge}"


def _moment_alone(moment: MomentWords, material: OpeningMaterial, phrases: Phrases | None) -> tuple[str, ...]:
    """The moment where no question follows it: a lead-in, else a clause that something neutral continues."""
    if moment.opening is None:
        return (moment.sentence,) if moment.sentence else ()
    if moment.neutral and material.leads_in:
        return _chosen(moment.neutral, material.moment_way)
    clauses = _chosen(moment.openings, material.moment_way)
    if phrases is None:
        return tuple(closed(clause) for clause in clauses)
    bridge = phrases.evidence_bridge if material.following == "evidence" else phrases.bridge
    return tuple(f"{clause} {bridge}" for clause in clauses)


def _chosen(texts: Sequence[str], way: int | None) -> tuple[str, ...]:
    """The one wording that is asked for, or all of them."""
    if way is None or not texts:
        return tuple(texts)
    return (texts[(way - 1) % len(texts)],)


def _in_turn(options: Sequence[OpeningWords], turn: int) -> tuple[OpeningWords, ...]:
    """Of all openings those of the turn: the one it asks for, then the shorter ones, longest first.

    The options are dealt out to as many hands as there are turns, so that consecutive turns never share one.
    """
    if not options:
        return ()
    place = turn % TURNS
    hand = options[place::TURNS] or options
    preferred = hand[(turn // TURNS if place < len(options) else turn) % len(hand)]
    others = sorted({option for option in hand if option.length < preferred.length}, key=lambda one: -one.length)
    return (preferred, *others)
