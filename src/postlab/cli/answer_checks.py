"""What an answer at the terminal must be: each check raises ValueError, which says what is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postlab.cli.asking import NO, YES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from postlab.loop.lab import Lab

ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
"""An address alone, as it is pasted."""


def split_at_commas(text: str) -> list[str]:
    """The parts of an answer that is a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def option_named(text: str, options: Sequence[str]) -> str:
    """The option that was typed, however it is spelt.

    Raises:
        ValueError: it is none of them; its message names them.
    """
    from postlab.near_names import did_you_mean, spelt_alike

    option = spelt_alike(text, options)
    if option is None:
        meant = f"{did_you_mean(text, options)} Choose" if did_you_mean(text, options) else "choose"
        raise ValueError(f"“{text}” is not one of them; {meant} from {', '.join(options)}.")
    return option


def check_one_of(options: Sequence[str]) -> Callable[[str], str]:
    """A check that an answer is one of these options, which it returns; it fails as `option_named` does."""
    return lambda text: option_named(text, options)


def check_sentence(text: str) -> None:
    """A check that an answer is a sentence, and no yes or no, nor an address, to a question that asks for words."""
    if text.lower() in YES + NO or not any(map(str.isalnum, text)):
        raise ValueError(
            f"“{text}” is no sentence; Enter takes the answer in brackets, or nothing where there is none."
        )
    if ADDRESS.fullmatch(text):
        raise ValueError("That is an address, and this asks for words; links have a question of their own.")


def check_count(text: str) -> None:
    """A check that an answer is a number of rounds."""
    from postlab.design.plan import MOST_ROUNDS

    if not (text.isdecimal() and 1 <= int(text) <= MOST_ROUNDS):
        raise ValueError(f"“{text}” is not a number from 1 to {MOST_ROUNDS}.")


def check_number(text: str) -> None:
    """A check that an answer is a number of 0 or more."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise ValueError(f"“{text}” is not a number of 0 or more, such as 1 or 2.5.")


def check_new_name(lab: Lab) -> Callable[[str], None]:
    """A check that an answer can be the name of another experiment."""
    from postlab.design.plan import LONGEST_NAME, NAME_PATTERN
    from postlab.loop.lookup.experiments import find_experiment

    def check(name: str) -> None:
        if not re.match(NAME_PATTERN, name) or len(name) > LONGEST_NAME:
            raise ValueError(
                "A name starts with a letter or digit and holds letters, digits, spaces, dots and hyphens, "
                f"{LONGEST_NAME} at most."
            )
        with lab.session() as session:
            if find_experiment(session, name) is not None:
                raise ValueError(f"There is an experiment “{name}” already; choose another name.")

    return check


def coming_day(today: date) -> Callable[[str], date]:
    """A function that reads an answered day; it raises ValueError for what is no day, or one that is long over."""
    from datetime import timedelta

    from postlab.design.typed_days import day_meant
    from postlab.english import weekday
    from postlab.framing.moments import JUST_DAYS

    def read(text: str) -> date:
        day = day_meant(text, today=today)
        if day < today - timedelta(days=JUST_DAYS):
            raise ValueError(f"{weekday(day)} is more than two weeks ago; without a year it is the next one.")
        return day

    return read


def check_address(taken: Sequence[str]) -> Callable[[str], None]:
    """A check that an answer is the address of a link, and none that is in the list already."""
    from pydantic import ValidationError

    from postlab.articles.pasted import pasted
    from postlab.articles.site import same_page
    from postlab.design.plan_parts import PlannedLink
    from postlab.errors import InputError

    def check(typed: str) -> None:
        try:
            url = pasted(typed).url
            PlannedLink(url=url)
        except InputError as exc:
            raise ValueError(f"{exc.message} {exc.hint or ''}".rstrip()) from None
        except ValidationError as exc:
            raise ValueError(f"{exc.errors()[0]['msg']}.") from None
        same = [number for number, other in enumerate(taken, start=1) if same_page(other) == same_page(url)]
        if same:
            raise ValueError(f"That one is in the list already: link {same[0]}.")

    return check
