"""What an answer at the terminal must be: each check raises ValueError, which says what is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postlab.loop.lab import Lab


def split_at_commas(text: str) -> list[str]:
    """The parts of an answer that is a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def check_each(check: Callable[[str], object]) -> Callable[[str], None]:
    """A check for an answer that is a list with commas: each part must pass `check`."""

    def every(text: str) -> None:
        for part in split_at_commas(text):
            check(part)

    return every


def check_one_of(options: Sequence[str]) -> Callable[[str], None]:
    """A check that an answer is one of these options; it raises ValueError, which names them."""
    from postlab.near_names import did_you_mean

    def check(text: str) -> None:
        if text not in options:
            meant = f"{did_you_mean(text, options)} Choose" if did_you_mean(text, options) else "choose"
            raise ValueError(f"“{text}” is not one of them; {meant} from {', '.join(options)}.")

    return check


def check_count(text: str) -> None:
    """A check that an answer is a number of rounds."""
    if not (text.isdecimal() and 1 <= int(text) <= 1000):
        raise ValueError(f"“{text}” is not a number from 1 to 1000.")


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
    from postlab.design.plan import Plan
    from postlab.loop.lookup.experiments import find_experiment

    rules = Plan.model_fields["name"].metadata
    pattern = next(rule.pattern for rule in rules if getattr(rule, "pattern", None))
    longest = next(rule.max_length for rule in rules if getattr(rule, "max_length", None))

    def check(name: str) -> None:
        if not re.match(pattern, name) or len(name) > longest:
            raise ValueError(
                "A name starts with a letter or digit and holds letters, digits, spaces, dots and hyphens, "
                f"{longest} at most."
            )
        with lab.session() as session:
            if find_experiment(session, name) is not None:
                raise ValueError(f"There is an experiment “{name}” already; choose another name.")

    return check


def check_day(text: str) -> None:
    """A check that an answer is a day."""
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError as exc:
        raise ValueError(f"“{text}” is not a day; write it like 2026-11-30.") from exc


def check_address(taken: Sequence[str]) -> Callable[[str], None]:
    """A check that an answer is the address of a link, and none that is in the list already."""
    from pydantic import ValidationError

    from postlab.design.plan_parts import PlannedLink

    def check(url: str) -> None:
        try:
            PlannedLink(url=url)
        except ValidationError as exc:
            raise ValueError(f"{exc.errors()[0]['msg']}.") from None
        if url in taken:
            raise ValueError("That one is in the list already.")

    return check
