"""Names as people type them: the known one that is spelt alike, the one that was probably meant, and what there is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from postlab.english import capital, quoted

NEAR = 0.75
"""How alike a name must be to be suggested, as `difflib` counts it: 1 is the same."""

MOST_LISTED = 24
"""A longer list of names says less than the nearest ones of it."""

OWN = "own:"
"""What stands before a single word of somebody's own, so that it is not taken for a slip: own:Diwali."""

_OWN = re.compile(r"own\s*:\s*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s_\-‐‑–]+")
_APOSTROPHES = re.compile(r"['’]")


def words_of_ones_own(typed: str) -> str | None:
    """The words behind `OWN`, or None where it does not stand before them."""
    match = _OWN.match(typed.strip())
    return typed.strip()[match.end() :] if match else None


def spelt_alike(typed: str, names: Iterable[str], *, aliases: Mapping[str, str] | None = None) -> str | None:
    """The known name that was typed, or None: case, spaces, hyphens, underscores and plurals make no difference.

    Args:
        typed: by a person.
        names: those that there are; one that is typed letter by letter comes first.
        aliases: other names, each with the known one that it stands for.
    """
    by_name = {**(aliases or {}), **{name: name for name in names}}
    if typed in by_name:
        return by_name[typed]
    spellings = _spellings(typed)
    return next((meant for name, meant in by_name.items() if spellings & _spellings(name)), None)


def nearest_name(typed: str, names: Iterable[str], *, aliases: Mapping[str, str] | None = None) -> str | None:
    """The known name that is probably meant by one that is unknown, or None where none is near enough.

    Args:
        typed: by a person.
        names: those that there are.
        aliases: other names, each with the known one that it stands for.
    """
    known = tuple(names)
    alike = spelt_alike(typed, known, aliases=aliases)
    if alike in known:
        return alike
    by_spelling: dict[str, str] = {}
    for name, meant in [*((name, name) for name in known), *(aliases or {}).items()]:
        if meant in known:
            by_spelling.setdefault(_bare(name), meant)
    near = difflib.get_close_matches(_bare(typed), by_spelling, n=1, cutoff=NEAR)
    return by_spelling[near[0]] if near else None


def slip_of(typed: str, names: Iterable[str], *, aliases: Mapping[str, str] | None = None) -> str | None:
    """The known name from which a typed one differs by a single slip of a finger, or None.

    In one of its words a letter is too many, missing or another, or two neighbours changed places. Several words that
    differ by more may well be words of somebody's own, as may a word more or less: a careers fair.
    """
    words = _words(typed)
    by_name = {**(aliases or {}), **{name: name for name in names}}
    return next((meant for name, meant in by_name.items() if _differ_by_a_slip(words, _words(name))), None)


def did_you_mean(typed: str, names: Iterable[str], *, aliases: Mapping[str, str] | None = None) -> str:
    """The question that follows an unknown name: did you mean “exams”? Empty where no name is near."""
    near = nearest_name(typed, names, aliases=aliases)
    return f"did you mean {quoted(near)}?" if near is not None else ""


def meant_or_listed(typed: str, names: Iterable[str], *, aliases: Mapping[str, str] | None = None) -> str:
    """What follows an unknown name after a semicolon: the one that was probably meant, and all that there are.

    A list of one name, or of more than `MOST_LISTED`, is left out where one of its names is near.
    """
    known = list(dict.fromkeys(names))
    question = did_you_mean(typed, known, aliases=aliases)
    if question and (len(known) == 1 or len(known) > MOST_LISTED):
        return question
    there = f"there {'is' if len(known) == 1 else 'are'} {', '.join(known) or 'none yet'}"
    return f"{question} {capital(there)}" if question else there


def _bare(name: str) -> str:
    """A name in small letters, without what stands between its words."""
    return _SEPARATORS.sub("", _APOSTROPHES.sub("", name.strip().casefold()))


def _spellings(name: str) -> set[str]:
    """A name's spellings to compare: as it is, and with every word in the singular."""
    return {_bare(name), "".join(map(_singular, _words(name)))} - {""}


def _words(name: str) -> list[str]:
    """A name's words in small letters."""
    return _SEPARATORS.split(_APOSTROPHES.sub("", name.strip().casefold()))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _differ_by_a_slip(typed: list[str], name: list[str]) -> bool:
    if len(typed) != len(name):
        return False
    differing = [pair for pair in zip(typed, name, strict=True) if _singular(pair[0]) != _singular(pair[1])]
    if len(differing) != 1:
        return False
    (one, other), *_ = differing
    return _is_slip(one, other) or _is_slip(_singular(one), _singular(other))


def _is_slip(typed: str, name: str) -> bool:
    if typed == name or abs(len(typed) - len(name)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(typed, name, strict=False)) if one != other), None)
    if start is None:
        return True
    rest, known = typed[start:], name[start:]
    return known in {rest[1:], rest[1:2] + rest[:1] + rest[2:]} or known[1:] in {rest, rest[1:]}
