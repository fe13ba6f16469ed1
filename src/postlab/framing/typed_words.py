"""Audiences and moments as people type them: a name that is known, or words of their own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from postlab.audiences import AUDIENCES
from postlab.english import capital, quoted
from postlab.errors import InputError
from postlab.framing.moments import kind_of_moment
from postlab.framing.words.moments import kinds_of_moment
from postlab.framing.words.wording_files import ENGLISH, languages
from postlab.near_names import OWN, did_you_mean, slip_of, spelt_alike, words_of_ones_own
from postlab.sanitise import postable


def audience_meant(typed: str, *, of_lab: Iterable[str] = (), place: str = "") -> str:
    """The audience that was typed, spelt as it is known, or as it was typed where the words are somebody's own.

    Args:
        typed: the name.
        of_lab: the lab's own audiences.
        place: the option at which it was typed, for the error.

    Raises:
        InputError: a single word that no audience is called, or a slip of one that there is.
    """
    known = list(dict.fromkeys([*of_lab, *AUDIENCES]))
    if (own := words_of_ones_own(typed)) is not None:
        return _own_words(own, "an audience", place=place)
    if (name := spelt_alike(typed, known)) is not None:
        return name
    if " " in typed.strip() and slip_of(typed, known) is None:
        return typed.strip()
    raise _unknown(typed, "an audience", meant=did_you_mean(typed, known), known=known, place=place)


def moment_meant(typed: str, *, of_lab: Iterable[str] = (), place: str = "") -> str:
    """The moment that was typed: a kind of moment, one of the lab's calendar, or words of somebody's own.

    Args:
        typed: the name or the words.
        of_lab: what the moments of the lab's calendar are called.
        place: the option at which it was typed, for the error.

    Raises:
        InputError: a single word that no moment is called, or a slip of one that there is.
    """
    if (own := words_of_ones_own(typed)) is not None:
        return _own_words(own, "a moment", place=place)
    if kind_of_moment(typed) is not None:
        return typed.strip()
    kinds = [kind.name for kind in kinds_of_moment()]
    known = list(dict.fromkeys([*of_lab, *kinds]))
    aliases = _other_names()
    if (name := spelt_alike(typed, known, aliases=aliases)) is not None:
        return name
    if " " in typed.strip() and slip_of(typed, known, aliases=aliases) is None:
        return typed.strip()
    meant = did_you_mean(typed, known, aliases=aliases)
    raise _unknown(typed, "a moment", meant=meant, known=kinds, place=place)


@cache
def _other_names() -> dict[str, str]:
    """What kinds of moment are called besides their names, in every language of the package; English counts most."""
    ordered = (*(language for language in languages() if language != ENGLISH), ENGLISH)
    return {
        alias: kind.name
        for language in ordered
        for kind in kinds_of_moment(language)
        for alias in (kind.what, *kind.aliases)
    }


def _own_words(own: str, noun: str, *, place: str) -> str:
    if not postable(own):
        raise InputError(f"{_at(place)}{OWN} has no words behind it.", hint=f"Write {noun} there, such as {OWN}Diwali.")
    return own


def _unknown(typed: str, noun: str, *, meant: str, known: Iterable[str], place: str) -> InputError:
    question = f"{capital(meant)} " if meant else ""
    own = f"{OWN}{typed.strip()}"
    return InputError(
        f"{_at(place)}{quoted(typed, most=60)} is not {noun} that PostLab knows.",
        hint=f"{question}There are {', '.join(known)}. Words of your own have a space in them, or are written as "
        f"{quoted(own, most=60)}.",
        code="unknown_name",
    )


def _at(place: str) -> str:
    return f"{place}: " if place else ""
