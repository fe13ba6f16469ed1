"""Days as texts write them, in a dozen languages: with a month's name, or in numbers that can only mean one day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from postlab.articles.language import known_as

_MONTHS = {
    "en": """
        jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)?
        oct(?:ober)? nov(?:ember)? dec(?:ember)?
    """,
    "de": """
        jan(?:uar)?|jänner feb(?:ruar)?|feber märz|mrz apr(?:il)? mai juni? juli? aug(?:ust)?
        sept?(?:ember)? okt(?:ober)? nov(?:ember)? dez(?:ember)?
    """,
    "fr": """
        janv(?:ier)? févr?(?:ier)?|fevrier mars avr(?:il)? mai juin juil(?:let)? août|aout sept(?:embre)?
        oct(?:obre)? nov(?:embre)? déc(?:embre)?|decembre
    """,
    "es": """
        ene(?:ro)? feb(?:rero)? mar(?:zo)? abr(?:il)? may(?:o)? jun(?:io)? jul(?:io)? ago(?:sto)?
        sept?(?:iembre)?|setiembre oct(?:ubre)? nov(?:iembre)? dic(?:iembre)?
    """,
    "it": """
        genn?(?:aio)? febb?(?:raio)? mar(?:zo)? apr(?:ile)? magg?(?:io)? giu(?:gno)? lug(?:lio)? ago(?:sto)?
        sett?(?:embre)? ott(?:obre)? nov(?:embre)? dic(?:embre)?
    """,
    "nl": """
        jan(?:uari)? feb(?:ruari)? maart|mrt apr(?:il)? mei juni? juli? aug(?:ustus)? sept?(?:ember)?
        okt(?:ober)? nov(?:ember)? dec(?:ember)?
    """,
    "pt": """
        jan(?:eiro)? fev(?:ereiro)? mar(?:ço)? abr(?:il)? maio jun(?:ho)? jul(?:ho)? ago(?:sto)?
        set(?:embro)? out(?:ubro)? nov(?:embro)? dez(?:embro)?
    """,
    "sv": """
        jan(?:uari)? feb(?:ruari)? mars apr(?:il)? maj juni? juli? aug(?:usti)? sept?(?:ember)? okt(?:ober)?
        nov(?:ember)? dec(?:ember)?
    """,
    "da": """
        jan(?:uar)? feb(?:ruar)? marts apr(?:il)? maj juni? juli? aug(?:ust)? sept?(?:ember)? okt(?:ober)?
        nov(?:ember)? dec(?:ember)?
    """,
    "no": """
        jan(?:uar)? feb(?:ruar)? mars apr(?:il)? mai juni? juli? aug(?:ust)? sept?(?:ember)? okt(?:ober)?
        nov(?:ember)? des(?:ember)?
    """,
    "pl": """
        stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    """,
    "fi": """
        tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
        lokakuuta marraskuuta joulukuuta
    """,
}
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?"
_ISO = re.compile(r"(?<![\d/-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_NUMBERS = re.compile(
    r"(?<![\d./-])(?P<day>[0-3]?\d)(?P<between>\. ?|/|-)(?P<month>[0-3]?\d)(?P=between)(?P<year>\d{4})(?![\d/-])"
)


_JUST_BEFORE = 60
_MOST = 200


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day in a text.

    Attributes:
        start: index of its first character.
        end: index after its last one.
        month: 1 to 12.
        day: of the month.
        year: None where the text leaves it out.
    """

    start: int
    end: int
    month: int
    day: int
    year: int | None

    def on(self, published: date | None = None) -> date | None:
        """The day, or None where there is no such day, or where its year cannot be told.

        A year that is left out is the first that puts the day at most 60 days before `published`.
        """
        if self.year is not None:
            return day_on(self.year, self.month, self.day)
        if published is None:
            return None
        years = (published.year - 1, published.year, published.year + 1)
        days = (day_on(year, self.month, self.day) for year in years)
        return next((day for day in days if day is not None and (published - day).days <= _JUST_BEFORE), None)


def written_days(text: str, language: str | None) -> Iterator[WrittenDay]:
    """The days in a text, in their order.

    Args:
        text: to look in; 200 days are read of it.
        language: BCP 47 code of the months' names; English ones count everywhere. 3/4/2025 is left out in
            English, which has two ways to read it.
    """
    code = known_as(language) or "en"
    seen: list[WrittenDay] = []
    for pattern in (_ISO, _NUMBERS, *(_pattern(one) for one in dict.fromkeys((code, "en")) if one in _MONTHS)):
        for match in pattern.finditer(text):
            if len(seen) >= _MOST:
                break
            day = _written(match, code)
            if day is not None and not any(day.start < other.end and other.start < day.end for other in seen):
                seen.append(day)
    yield from sorted(seen, key=lambda day: day.start)


def _written(match: re.Match[str], code: str) -> WrittenDay | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("month"):
        month, day = int(parts["month"]), int(parts["day"])
        if match.re is _NUMBERS and code == "en":
            if month <= 12 and day <= 12 and month != day:
                return None
            month, day = (day, month) if month > 12 else (month, day)
    else:
        month = next(number for number in range(1, 13) if parts.get(f"m{number}") or parts.get(f"n{number}"))
        day = int(parts.get("before") or parts.get("after") or 0)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return WrittenDay(match.start(), match.end(), month, day, year)


@cache
def _pattern(code: str) -> re.Pattern[str]:
    months = _MONTHS[code].split()
    one, other = (
        "|".join(f"(?P<{letter}{number}>(?:{name}))" for number, name in enumerate(months, 1)) for letter in "mn"
    )
    year = r"(?:(?:,|\s|\.)?\s*(?:(?:de|del|of|do)\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?"
    day_first = rf"{_DAY.format('before')}\s*(?:de\s+|of\s+|-)?(?:{one})\b\.?"
    forms = rf"(?<!\w)(?:{day_first})"
    if code == "en":
        forms = rf"(?<!\w)(?:{day_first}|(?:{other})\.?\s+{_DAY.format('after')}(?![\d%.:]\d|\d|\s*%))"
    return re.compile(forms + year, re.IGNORECASE)


def day_on(year: int, month: int, day: int) -> date | None:
    """That day, or None where there is none, or where it is none of a page: before 1990, after 2100."""
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    # 1970-01-01 is what an empty field looks like once a program has been at it.
    return on if 1990 <= year <= 2100 else None
