"""A moment in words: named as it comes, while it lasts, and once it is over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from postlab.english import capital
from postlab.framing.sentences import capitalised, closed, is_closed, lowered
from postlab.framing.words.moments import MomentKind, kinds_of_moment, moment_wording
from postlab.sanitise import postable

_OPENERS = re.compile(
    r"(?:with|as|now|after|before|while|when|whenever|during|in|on|at|by|ahead of|if|once|since|until|just"
    r"|only|today|tomorrow|looking|thinking|for)\b(?!['’])|(?:this|next)\s[^'’]*$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?:\S+\s+){1,5}(?:is|are|was|were|has|have|will|starts|begins|opens|closes|ends|comes)\b"
    r"|(?:\S+\s+){0,3}\w{2,}s\s+(?:start|begin|open|close|end|come)\b"
    r"|(?:it|that|there)(?:’s|'s)\s",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\b(?:this|next|last|coming|today|tonight|tomorrow|upcoming|now|soon)\b", re.IGNORECASE)
FAR_DAYS = 60
"""A moment further away is "on the horizon"."""

JUST_DAYS = 14
"""A moment that ended longer ago is not "just behind us" any more."""

LONGEST_NAME = 120
"""Characters of a moment's name; more would be the whole post."""

# What a calendar says around the moment itself; whether it ends or opens is no such thing.
_AROUND = re.compile(
    r"\b(?:(?:19|20)\d\d(?:[-/]\d{2,4})?|year \d{1,2}|grade \d{1,2}|y\d{1,2}|hsc|vce|atar|ib|gcse|a-levels?|a level"
    r"|sixth form|school|university|uni|college|annual|our|the|begins?|starts?|commences?|beginning|starting|period"
    r"|week \d{1,2})\b",
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
        over: whether it has passed.
        ways: how many wordings it has.
    """

    opening: str | None
    sentence: str | None
    kind: str | None
    over: bool
    ways: int = 3


def phase(on: date | None, *, today: date, lasts: int = 1) -> str:
    """How near a moment is: a key of the wording's templates, "undated" where no day is known.

    Weeks run from Monday; a moment that lasts is "during" until it is over, then "behind" for two weeks.
    """
    if on is None:
        return "undated"
    days = (on - today).days
    if days < 0:
        if -days < lasts:
            return "during"
        return "behind" if -days < lasts + JUST_DAYS else "past"
    if days <= 1:
        return "tomorrow" if days else "today"
    monday = today.toordinal() - today.weekday()
    weeks = (on.toordinal() - monday) // 7
    if weeks <= 1:
        return "next week" if weeks else "this week"
    return "soon" if days <= FAR_DAYS else "far"


def kind_of_moment(words: str) -> MomentKind | None:
    """The kind of moment that these words name outright, or None where they are words themselves."""
    name = _key(words)
    return next((kind for kind in kinds_of_moment() if name in {kind.name, kind.what, *kind.aliases}), None)


def named_in(title: str) -> str:
    """What a calendar's entry is called as a moment: the kind that it plainly is, else its own words on one line."""
    words = postable(_ADDRESS.sub(" ", title)) or postable(title)
    bare = _AROUND.sub(" ", words)
    kind = kind_of_moment(words) or kind_of_moment(bare)
    if kind is None and (last := kind_of_moment(_LAST_DAY.sub(" ", bare))) is not None and last.deadline:
        kind = last
    if kind is not None:
        return kind.name
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


def moment_words(moment: str, on: date | None, *, today: date, lasts: int | None = None, way: int = 1) -> MomentWords:
    """A moment as it is named on a day.

    Args:
        moment: a kind of moment, or the words themselves.
        on: the day it falls on, or starts; without one it is spoken of as coming up.
        today: the day on which the text is read.
        lasts: for how many days it is going on; None is as long as its kind does.
        way: which of its wordings, from 1; past the last it starts again.
    """
    kind = kind_of_moment(moment)
    if kind is not None:
        return _known(kind, on, today=today, lasts=lasts or kind.lasts, way=way)
    words = postable(moment)
    meant = _meant(words)
    now = phase(on, today=today, lasts=lasts or 1)
    over = now in {"behind", "past"}
    if is_closed(words) or (_VERB.match(words) and not _OPENERS.match(words)):
        return MomentWords(None, closed(capitalised(words)), meant, over, ways=1)
    if _OPENERS.match(words) or words.endswith(","):
        return MomentWords(capitalised(words.rstrip(" ,;:–—-")) + ",", None, meant, over, ways=1)
    near = "undated" if _TIMED.search(words) else now
    named = {"what": lowered(words) or words, "What": capitalised(words), "doing": ""}
    wording = moment_wording()
    opening = wording.own_openings[near][(way - 1) % 3].format(**named)
    sentence = wording.own_sentences[near].format(**named) if (way - 1) % 3 == 0 else None
    return MomentWords(opening, sentence, meant, over)


def _known(kind: MomentKind, on: date | None, *, today: date, lasts: int, way: int) -> MomentWords:
    near = phase(on, today=today, lasts=lasts)
    template = "soon" if near == "undated" else near
    wording = moment_wording()
    be = wording.plural if kind.plural else wording.singular
    named = {
        "what": kind.what,
        "What": capital(kind.what),
        "doing": f"{kind.starting} " if kind.starting else "",
        "does": kind.starts or be,
        "is": be,
    }
    openings = kind.openings.get(near) or wording.openings[template]
    sentence = kind.sentences.get(near) or wording.sentences[template]
    return MomentWords(
        opening=openings[(way - 1) % 3].format(**named),
        sentence=sentence.format(**named) if (way - 1) % 3 == 0 else None,
        kind=kind.name,
        over=near in {"behind", "past"},
    )


def _meant(words: str) -> str | None:
    """The kind of moment that a person's own words are about, by the words in them."""
    text = f" {_key(words)} "
    signs = [
        (text.find(f" {sign} "), kind.name) for kind in kinds_of_moment() for sign in kind.signs if f" {sign} " in text
    ]
    return max(signs)[1] if signs else None


def _key(words: str) -> str:
    bare = "".join(letter if letter.isalnum() or letter in "-'" else " " for letter in words.replace("’", "'"))
    return " ".join(bare.lower().replace("_", " ").split())
