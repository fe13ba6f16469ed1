"""How a language names moments: the kinds that have wording, and the templates for a person's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from postlab.framing.words.audience import Ways
from postlab.framing.words.wording_files import ENGLISH, MOMENTS_FILE, Document, wording_file

PHASES = (
    "undated", "far", "soon", "next week", "this week", "tomorrow", "today", "during", "behind", "past",
)  # fmt: skip
"""How near a moment may be; `postlab.framing.moments.phase` tells which."""

SEVERAL_PHASES = {
    "ahead": ("far", "soon", "next week", "this week", "tomorrow"),
    "after": ("behind", "past"),
}
"""By a name that a file may give several phases at once, which they are."""


@dataclass(frozen=True, slots=True)
class MomentKind:
    """A kind of moment.

    Attributes:
        name: what it is called in a brief.
        what: what it is called in a sentence.
        aliases: other names of exactly this moment.
        signs: words that tell, within a person's own words, that this kind is meant.
        lasts: for how many days it is going on.
        deadline: whether it is itself the last day of something.
        openings: by phase, clauses that end in a comma; a phase without is named by the templates.
        sentences: by phase, the sentence where nothing continues the opening.
        neutral: by phase, lead-ins that end in a colon and take no side.
        hashtag: its own.
    """

    name: str
    what: str
    aliases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    lasts: int = 1
    deadline: bool = False
    openings: Mapping[str, Ways] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    neutral: Mapping[str, Ways] = field(default_factory=dict)
    hashtag: str = ""


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """What tells a person's own words for a moment from one another: a clause, a sentence, or a name.

    Attributes:
        openers: words that a clause opens with: "with", "as", "before".
        time_openers: words that open a clause unless a possessive follows: "this exam season".
        verbs: words that make it a sentence: "is", "will".
        plain_verbs: those that do so after a plural: "exams start".
        sentence_openers: words that a sentence opens with: "it's".
        timed: words that say when it is, so that no nearness need be said.
        small_words: words with which no name begins: they lose their capital where they continue a sentence.
    """

    openers: tuple[str, ...] = ()
    time_openers: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    plain_verbs: tuple[str, ...] = ()
    sentence_openers: tuple[str, ...] = ()
    timed: tuple[str, ...] = ()
    small_words: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class MomentWording:
    """What a language says about moments; `postlab.framing.moments.phase` tells the phases.

    Attributes:
        kinds: of moment that have wording.
        own_openings: by phase, for a moment in a person's own words; {what} stands for them.
        own_sentences: by phase, the sentence for a moment in a person's own words.
        own_neutral: by phase, lead-ins for a moment in a person's own words.
        clauses: what tells a clause, a sentence and a name from one another.
    """

    kinds: tuple[MomentKind, ...]
    own_openings: Mapping[str, Ways]
    own_sentences: Mapping[str, str]
    own_neutral: Mapping[str, Ways]
    clauses: ClauseWords


def moment_wording(language: str = ENGLISH) -> MomentWording:
    """What the package says about moments in a language.

    Raises:
        InputError: the package has no wording in that language.
    """
    return _packaged(language)


def kinds_of_moment(language: str = ENGLISH) -> tuple[MomentKind, ...]:
    """The kinds of moment that a brief may name, as the package has them.

    Raises:
        InputError: the package has no wording in that language.
    """
    return moment_wording(language).kinds


def moment_wording_of(document: Document) -> MomentWording:
    """What a `moments.toml` says."""
    own_words = document["own_words"]
    return MomentWording(
        kinds=tuple(_kind(name, words) for name, words in document["moment"].items()),
        own_openings=_lists(own_words["openings"]),
        own_sentences=by_phase(own_words["sentences"]),
        own_neutral=_lists(own_words["neutral"]),
        clauses=ClauseWords(**{key: tuple(words) for key, words in own_words.get("clauses", {}).items()}),
    )


def by_phase(texts: Mapping[str, Any]) -> dict[str, Any]:
    """The same with every phase by its own name; what a file says of one phase alone comes first."""
    several = {phase: texts[name] for name, phases in SEVERAL_PHASES.items() if name in texts for phase in phases}
    return several | {name: text for name, text in texts.items() if name not in SEVERAL_PHASES}


@cache
def _packaged(language: str) -> MomentWording:
    return moment_wording_of(wording_file(language, MOMENTS_FILE))


def _kind(name: str, words: Mapping[str, Any]) -> MomentKind:
    return MomentKind(
        name=name,
        what=words["what"],
        aliases=tuple(words.get("aliases", ())),
        signs=tuple(words.get("signs", ())),
        lasts=words.get("lasts", 1),
        deadline=words.get("deadline", False),
        openings=_lists(words.get("openings", {})),
        sentences=by_phase(words.get("sentences", {})),
        neutral=_lists(words.get("neutral", {})),
        hashtag=words.get("hashtag", ""),
    )


def _lists(texts: Mapping[str, list[str]]) -> dict[str, Ways]:
    return {phase: tuple(ways) for phase, ways in by_phase(texts).items()}
