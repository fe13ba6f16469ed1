"""How a language names moments: the kinds that have wording, and the templates for all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from postlab.framing.words.audience import Ways, ways_of
from postlab.framing.words.wording_files import ENGLISH, wording_file

_PHASES = {
    "coming": ("undated", "far", "soon", "next week", "this week", "tomorrow", "today"),
    "after": ("behind", "past"),
}
"""By a name that a file may give several phases at once, which they are."""


@dataclass(frozen=True, slots=True)
class MomentKind:
    """A kind of moment, as the templates of its language name it.

    Attributes:
        name: what it is called in a brief.
        what: what it is called in a sentence.
        aliases: other names of exactly this moment.
        signs: words that tell, within a person's own words, that this kind is meant.
        plural: whether `what` takes a plural verb.
        lasts: for how many days it is going on.
        deadline: whether it is itself the last day of something.
        starting: what it does on its day, after "with", or nothing: "With exams starting tomorrow".
        starts: the same after its name: "Exams start tomorrow."
        openings: by phase, openings that replace the templates.
        sentences: by phase, the sentence that replaces the template.
        hashtag: its own.
    """

    name: str
    what: str
    aliases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    plural: bool = False
    lasts: int = 1
    deadline: bool = False
    starting: str = ""
    starts: str = ""
    openings: Mapping[str, Ways] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    hashtag: str = ""


@dataclass(frozen=True, slots=True)
class MomentWording:
    """What a language says about moments; `postlab.framing.moments.phase` tells the phases.

    Attributes:
        kinds: of moment that have wording.
        openings: by phase, for kinds that have none of their own.
        sentences: by phase, for kinds that have none of their own.
        own_openings: by phase, for a moment in a person's own words.
        own_sentences: by phase, for a moment in a person's own words.
        singular: the verb of one moment: "is".
        plural: the verb of a moment whose name is a plural: "are".
    """

    kinds: tuple[MomentKind, ...]
    openings: Mapping[str, Ways]
    sentences: Mapping[str, str]
    own_openings: Mapping[str, Ways]
    own_sentences: Mapping[str, str]
    singular: str
    plural: str


def moment_wording(language: str = ENGLISH) -> MomentWording:
    """What a language says about moments.

    Raises:
        InputError: there is no wording in that language.
    """
    return _moment_wording(language)


def kinds_of_moment(language: str = ENGLISH) -> tuple[MomentKind, ...]:
    """The kinds of moment that a brief may name.

    Raises:
        InputError: there is no wording in that language.
    """
    return moment_wording(language).kinds


@cache
def _moment_wording(language: str) -> MomentWording:
    texts = wording_file(language, "moments.toml")
    templates, own_words = texts["templates"], texts["own_words"]
    openings = _openings(templates)
    return MomentWording(
        kinds=tuple(_kind(name, words) for name, words in texts["moment"].items()),
        openings=openings,
        sentences=_sentences(templates),
        own_openings=openings | _openings(own_words),
        own_sentences=_sentences(own_words),
        singular=templates["verb"]["singular"],
        plural=templates["verb"]["plural"],
    )


def _kind(name: str, words: dict[str, Any]) -> MomentKind:
    return MomentKind(
        name=name,
        what=words["what"],
        aliases=tuple(words.get("aliases", ())),
        signs=tuple(words.get("signs", ())),
        plural=words.get("plural", False),
        lasts=words.get("lasts", 1),
        deadline=words.get("deadline", False),
        starting=words.get("starting", ""),
        starts=words.get("starts", ""),
        openings=_openings(words),
        sentences=_sentences(words),
        hashtag=words.get("hashtag", ""),
    )


def _openings(words: dict[str, Any]) -> dict[str, Ways]:
    return {phase: ways_of(texts) for phase, texts in _by_phase(words.get("openings", {})).items()}


def _sentences(words: dict[str, Any]) -> dict[str, str]:
    return _by_phase(words.get("sentences", {}))


def _by_phase(texts: dict[str, Any]) -> dict[str, Any]:
    """The same with every phase by its own name; what a file says of one phase alone comes first."""
    several = {phase: texts[name] for name, phases in _PHASES.items() if name in texts for phase in phases}
    return several | {name: text for name, text in texts.items() if name not in _PHASES}
