"""How exports in other languages than English call their columns and months, read from `words` when first needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain

import tomli

from postlab.english import MONTHS
from postlab.exports.headers import header

_ENGLISH_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language in exports.

    Attributes:
        name: of the language, in English.
        months: the names of each month, from January, short ones as well.
        posts: names of columns in a network's export of posts, as `header` writes them, by what they hold.
        statistics: the same for tables of web statistics.
    """

    name: str
    months: Sequence[Sequence[str]]
    posts: Mapping[str, Sequence[str]]
    statistics: Mapping[str, Sequence[str]]

    @property
    def headers(self) -> frozenset[str]:
        """Every name of a column."""
        return frozenset(chain(*self.posts.values(), *self.statistics.values()))


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """All languages that have a file, by their names."""
    folder = files("postlab.exports") / "words"
    read = [tomli.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(
        Language(
            words["language"],
            tuple(tuple(names.casefold().split()) for names in words["months"]),
            _columns(words["posts"]),
            _columns(words["statistics"]),
        )
        for words in sorted(read, key=lambda words: str(words["language"]))
    )


def _columns(table: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    return {held: tuple(dict.fromkeys(map(header, names))) for held, names in table.items()}


def in_all_languages(part: str, *held: str) -> list[str]:
    """Names of columns in every language but English.

    Args:
        part: ``posts`` or ``statistics``.
        held: what the columns hold.
    """
    tables = [language.posts if part == "posts" else language.statistics for language in languages()]
    return list(dict.fromkeys(chain.from_iterable(table.get(key, ()) for table in tables for key in held)))


def month_named(word: str) -> int:
    """The number of a month, 1 for January, by its name or what it is shortened to, in any of the languages.

    Raises:
        ValueError: no month is called that.
    """
    name = word.casefold().rstrip(".")
    if len(name) >= len(MONTHS[0]) and name[:3] in MONTHS:
        number = MONTHS.index(name[:3]) + 1
        if _ENGLISH_MONTHS[number - 1].startswith(name) or name == "sept":
            return number
    number_of = _months().get(name)
    if number_of is None:
        raise ValueError(f"{word} is no month")
    return number_of


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    return {
        name: number
        for language in languages()
        for number, names in enumerate(language.months, start=1)
        for name in names
    }
