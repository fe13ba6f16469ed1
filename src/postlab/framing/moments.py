"""A moment in words: named as it comes, while it lasts, and once it is over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from postlab.framing.sentences import capitalised, closed, is_closed, lowered
from postlab.framing.words.moments import ClauseWords, MomentKind, MomentWording, moment_wording
from postlab.framing.words.wording_files import languages
from postlab.sanitise import postable

FAR_DAYS = 60
"""A moment further away is "on the horizon"."""

HALF_A_YEAR_DAYS = 183
"""Of a moment further away than that no nearness is claimed: it is named as if its day were not known."""

JUST_DAYS = 14
"""A moment that ended longer ago is not "just behind us" any more."""

LONGEST_NAME = 120
"""Characters of a moment's name; more would be the whole post."""

# What a calendar says around the moment itself; whether it ends or opens is no such thing.
_AROUND = re.compile(
    r"\b(?:(?:19|20)\d\d(?:[-/]\d{2,4})?|year \d{1,2}|grade \d{1,2}|y\d{1,2}|hsc|vce|atar|ib|gcse|a-levels?|a level"
    r"|sixth form|school|university|uni|college|annual|our|the|begins?|starts?|commences?|beginning|starting|period"
    r"|week \d{1,2}|début (?:des?|du|de la)|début de l['’](?=\w))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+://\S*")
"""A post has one link, and it is not the calendar's."""

_LAST_DAY = re.compile(r"\b(?:close|closes|closing|due|last day(?: for| of)?|day)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MomentWords:
    """A moment in words.

    Attributes:
        opening: a clause that a question continues, ending in a comma; None where it is a sentence.
        sentence: a whole sentence; None where it is only an opening.
        kind: the kind of moment it is, if it is one that we know.
        openings: all clauses for how near it is, the preferred one first; empty where it is a sentence.
        neutral: lead-ins that name the moment and take no side, ending in a colon: "Worth a look before results day:".
        small_words: words with which no name begins: after a clause they lose their capital.
    """

    opening: str | None
    sentence: str | None
    kind: str | None
    openings: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    small_words: tuple[str, ...] = ()

    @property
    def ways(self) -> int:
        """How many wordings it has."""
        return max(1, len(self.openings))


def phase(on: date | None, *, today: date, lasts: int = 1) -> str:
    """How near a moment is: one of `postlab.framing.words.moments.PHASES`.

    It is "undated" where no day is known, or one more than half a year away. Weeks run from Monday; a moment that lasts
    is "during" until it is over, then "behind" for two weeks.
    """
    if on is None:
        return "undated"
    days = (on - today).days
    if days < 0:
        return "during" if -days < lasts else "behind" if -days < lasts + JUST_DAYS else "past"
    if days <= 1:
        return "tomorrow" if days else "today"
    monday = today.toordinal() - today.weekday()
    weeks = (on.toordinal() - monday) // 7
    if weeks <= 1:
        return "next week" if weeks else "this week"
    return "soon" if days <= FAR_DAYS else "far" if days <= HALF_A_YEAR_DAYS else "undated"


def kind_of_moment(words: str, *, wording: MomentWording | None = None) -> MomentKind | None:
    """The kind of moment that these words name outright, in any language, or None where they are words themselves.

    Args:
        words: "exams", "Exam season" or "examens".
        wording: whose kind is returned, and whose names come first; None is the package's English.
    """
    wording, name = wording or moment_wording(), _key(words)
    kind = _kind_named(name, wording)
    others = (_kind_named(name, moment_wording(language)) for language in languages()) if kind is None else ()
    return kind or next((own for other in others if other and (own := _kind_named(other.name, wording))), None)


def _kind_named(name: str, wording: MomentWording) -> MomentKind | None:
    kinds = wording.kinds
    return next((kind for kind in kinds if name in {kind.name, _key(kind.what), *kind.aliases}), None)


def named_in(title: str, *, wording: MomentWording | None = None) -> str:
    """What a calendar's entry is called as a moment: the kind that it plainly is, else its own words on one line."""
    words = postable(_ADDRESS.sub(" ", title)) or postable(title)
    bare = _AROUND.sub(" ", words)
    kind = kind_of_moment(words, wording=wording) or kind_of_moment(bare, wording=wording)
    if kind is None:
        last = kind_of_moment(_LAST_DAY.sub(" ", bare), wording=wording)
        kind = last if last is not None and last.deadline else None
    if kind is not None:
        return kind.name
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


def moment_words(
    moment: str,
    on: date | None,
    *,
    today: date,
    lasts: int | None = None,
    wording: MomentWording | None = None,
) -> MomentWords:
    """A moment as it is named on a day.

    Args:
        moment: a kind of moment, or the words themselves.
        on: the day it falls on, or starts; without one nothing is said of how near it is.
        today: the day on which the text is read.
        lasts: for how many days it is going on; None is as long as its kind does.
        wording: what a language says about moments; None is the package's English.
    """
    wording = wording or moment_wording()
    kind = kind_of_moment(moment, wording=wording)
    if kind is not None:
        near = phase(on, today=today, lasts=lasts or kind.lasts)
        return _worded(near, kind.what, kind, wording, meant=kind.name)
    words = postable(moment)
    meant = _meant(words, wording)
    near = phase(on, today=today, lasts=lasts or 1)
    reads = _reading_of(wording.clauses)
    if is_closed(words) or reads.is_sentence(words):
        return MomentWords(None, closed(capitalised(words)), meant)
    if reads.is_clause(words) or words.endswith(","):
        opening = capitalised(words.rstrip(" ,;:–—-")) + ","
        return MomentWords(opening, None, meant, (opening,), small_words=wording.clauses.small_words)
    named = "undated" if reads.is_timed(words) else near
    return _worded(named, words, None, wording, meant=meant)


def moment_as_given(words: str) -> MomentWords:
    """A person's own words for a moment, in a language that nothing is known of: a clause if they end in a comma."""
    if words.endswith(","):
        opening = capitalised(words.rstrip(" ,;:–—-")) + ","
        return MomentWords(opening, None, None, (opening,))
    return MomentWords(None, closed(capitalised(words)), None)


def _worded(near: str, what: str, kind: MomentKind | None, wording: MomentWording, *, meant: str | None) -> MomentWords:
    """The words of a phase: the kind's own, else the templates."""
    small_words = wording.clauses.small_words
    named = {"what": lowered(what, small_words) or what, "What": capitalised(what)}
    openings = tuple(
        text.format(**named) for text in (kind.openings.get(near) if kind else None) or wording.own_openings[near]
    )
    neutral = tuple(
        text.format(**named) for text in (kind.neutral.get(near) if kind else None) or wording.own_neutral[near]
    )
    sentence = (kind.sentences.get(near) if kind else None) or wording.own_sentences[near]
    return MomentWords(openings[0], sentence.format(**named), meant, openings, neutral, small_words)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a language's words for a moment are told from one another."""

    opens_clause: re.Pattern[str]
    opens_time: re.Pattern[str]
    makes_sentence: re.Pattern[str]
    times: re.Pattern[str]

    def is_clause(self, words: str) -> bool:
        return bool(self.opens_clause.match(words) or self.opens_time.match(words))

    def is_sentence(self, words: str) -> bool:
        return bool(self.makes_sentence.match(words)) and not self.is_clause(words)

    def is_timed(self, words: str) -> bool:
        return self.times.search(words) is not None


@lru_cache(maxsize=8)
def _reading_of(clauses: ClauseWords) -> _Reading:
    def any_of(words: tuple[str, ...]) -> str:
        # Without words it is a pattern that nothing matches.
        return "|".join(re.escape(word).replace("'", "['’]") for word in words) or r"(?!)"

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return _Reading(
        opens_clause=pattern(rf"(?:{any_of(clauses.openers)})\b(?!['’])"),
        opens_time=pattern(rf"(?:{any_of(clauses.time_openers)})\s[^'’]*$"),
        makes_sentence=pattern(
            rf"(?:\S+\s+){{1,5}}(?:{any_of(clauses.verbs)})\b"
            rf"|(?:\S+\s+){{0,3}}\w{{2,}}s\s+(?:{any_of(clauses.plain_verbs)})\b"
            rf"|(?:{any_of(clauses.sentence_openers)})\s"
        ),
        times=pattern(rf"\b(?:{any_of(clauses.timed)})\b"),
    )


def _meant(words: str, wording: MomentWording) -> str | None:
    """The kind of moment that a person's own words are about, by the words in them."""
    text = f" {_key(words)} "
    signs = [
        (text.find(f" {sign} "), kind.name) for kind in wording.kinds for sign in kind.signs if f" {sign} " in text
    ]
    return max(signs)[1] if signs else None


def _key(words: str) -> str:
    bare = "".join(letter if letter.isalnum() or letter in "-'" else " " for letter in words.replace("’", "'"))
    return " ".join(bare.lower().replace("_", " ").split())
