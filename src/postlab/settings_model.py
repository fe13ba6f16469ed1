"""The settings of a lab as one pydantic model: the keys of `postlab.toml`, their meanings and their defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from postlab.audiences import AUDIENCES
from postlab.near_names import meant_or_listed, spelt_alike
from postlab.quote_styles import QUOTES, USUAL_QUOTES
from postlab.settings import LOG_FILE, SETTINGS_FILE, local_timezone
from postlab.stances import STANCES, STEPS, Stance, Step
from postlab.time_zones import unknown_zone, zone_named

WRONG = "wrong"
"""The type of our own validation errors, whose message is a whole sentence."""

LONGEST_LATE_HOURS = 24 * 14
MOST_POSTS_A_WEEK = 1000
LONGEST_GAP_DAYS = 3660
_QUIET = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def _sentence_error(sentence: str) -> PydanticCustomError:
    return PydanticCustomError(WRONG, "{sentence}", {"sentence": sentence})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_zone(name: str) -> str:
    zone = zone_named(name)
    if zone is None:
        raise _sentence_error(unknown_zone(name))
    return zone


def _check_one_of(choices: tuple[str, ...]) -> Callable[[object], object]:
    def check(value: object) -> object:
        if isinstance(value, str) and value not in choices:
            raise _sentence_error(f"“{value}” is none of them; {meant_or_listed(value, choices)}")
        return value

    return check


def _check_like(name: str) -> str:
    audience = spelt_alike(name, AUDIENCES)
    if audience is None:
        raise _sentence_error(f"“{name}” is not an audience with words; {meant_or_listed(name, AUDIENCES)}")
    return audience


def _read_late(hours: Any) -> object:
    if not _is_number(hours):
        return hours
    if not 0 < hours <= LONGEST_LATE_HOURS:
        raise _sentence_error(f"must be more than 0 and at most {LONGEST_LATE_HOURS}")
    return timedelta(hours=hours)


def _read_quiet_hours(text: object) -> object:
    if not isinstance(text, str):
        return text
    if not text:
        return None
    written = _QUIET.fullmatch(text.strip())
    try:
        start, end = time(int(written[1]), int(written[2])), time(int(written[3]), int(written[4]))  # type: ignore[index]
    except (TypeError, ValueError):
        raise _sentence_error(f"“{text}” are no quiet hours; write them like 21:00-07:00") from None
    if start == end:
        raise _sentence_error(f"“{text}” would be the whole day or none of it; leave it out for no quiet hours")
    return start, end


def _check_posts_a_week(posts: int) -> int:
    if not 1 <= posts <= MOST_POSTS_A_WEEK:
        raise _sentence_error(f"must be a whole number from 1 to {MOST_POSTS_A_WEEK}; leave it out for no limit")
    return posts


def _read_gap(days: Any) -> object:
    if not _is_number(days):
        return days
    if not 0 <= days <= LONGEST_GAP_DAYS:
        raise _sentence_error("must be a number of days, 0 or more")
    return timedelta(days=days) or None


def _read_amount(value: Any) -> object:
    if isinstance(value, Decimal):
        return value
    if not _is_number(value) or not 0 <= value < 1e9:
        raise _sentence_error(f"{value!r} is not an amount in US dollars, 0 or more")
    return Decimal(str(value))


def _check_reads(value: Any) -> object:
    if not _is_number(value) or not isinstance(value, int) or not 0 <= value < 1e9:
        raise _sentence_error(f"{value!r} is not a whole number, 0 or more")
    return value


Usd = Annotated[Decimal, BeforeValidator(_read_amount)]


class Table(BaseModel):
    """A table of the file: unknown keys are errors, values are not converted from another type, and it is immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_alias=True, validate_by_name=True)


class Budget(Table):
    """What one account may spend; None is no limit."""

    usd_a_month: Usd | None = None
    """US dollars in a calendar month (UTC)."""
    reads_a_day: Annotated[int, BeforeValidator(_check_reads)] | None = None
    """Posts read in a day."""


class Audience(Table):
    """One of the lab's audiences: words that replace the templates', by kind of block as a plan file spells it."""

    like: Annotated[str, AfterValidator(_check_like)] | None = None
    """The audience whose templates it takes (`postlab.audiences.AUDIENCES`); None is its own name's."""
    question: str | None = None
    """What its posts ask."""
    call_to_action: str | None = None
    """What they invite to."""
    hashtags: str | None = None
    """What they are filed under."""

    @property
    def wording(self) -> dict[str, str]:
        """Its words by kind of block; only those that were given."""
        return {kind: words for kind, words in self if kind != "like" and words is not None}


EXAMPLE_URL = "http://localhost:11434/v1"
"""Where a language model on this machine usually answers."""


class LanguageModel(Table):
    """Where a language model answers; empty where none is wanted."""

    url: str = ""
    """Base address of an OpenAI-compatible API."""
    model: str = ""
    """Its name there."""


class Written(Table):
    """What stands in `postlab.toml`, key by key, and what holds where it says nothing.

    The sentence below a key is its documentation: `postlab settings` shows it.
    """

    timezone: Annotated[str, AfterValidator(_check_zone)] = Field(default_factory=local_timezone)
    """The zone in which times are shown, and in which slots are meant unless a plan says otherwise."""
    stance: Annotated[Stance, BeforeValidator(_check_one_of(STANCES))] | None = None
    """What you hold social media to be: unnecessary, dispensable, a possibility, desirable, indispensable."""
    step: Annotated[Step, BeforeValidator(_check_one_of(STEPS))] = "each"
    """How far PostLab goes by itself: observe (publishes nothing), each (you approve every post),
    round (a round at a time), auto (nobody is asked within the budget)."""
    offers: bool = True
    """Whether `postlab status` offers a next step of confidence when there is one."""
    late: Annotated[timedelta, BeforeValidator(_read_late)] = Field(
        default=timedelta(hours=24), validation_alias="late_hours"
    )
    """How many hours after its slot a post may still go out."""
    tracking: bool = True
    """Whether links get utm tags."""
    quiet: Annotated[tuple[time, time] | None, BeforeValidator(_read_quiet_hours)] = None
    """Wall times, in the audience's zone, between which nothing goes out, such as 21:00-07:00."""
    posts_a_week: Annotated[int, AfterValidator(_check_posts_a_week)] | None = None
    """The most posts on one account in any seven days, of all experiments together."""
    link_gap: Annotated[timedelta | None, BeforeValidator(_read_gap)] = Field(
        default=None, validation_alias="link_gap_days"
    )
    """How many days lie between two posts of the same link."""
    quotes: Annotated[str, BeforeValidator(_check_one_of(QUOTES))] = USUAL_QUOTES
    """How a page's own words are marked in a post: marks (“…”), source before (The Guardian: …),
    source after (… (The Guardian))."""
    article_pictures: bool = False
    """Whether posts may carry the pictures of the articles that they share: you have the right to post them."""
    pager: bool = True
    """Whether an answer that is longer than the screen opens page by page on a terminal."""
    audiences: dict[str, Audience] = Field(default={}, validation_alias="audience")
    """Tables, one an audience: words of yours for it (question, call_to_action, hashtags), and
    like = an audience that PostLab has words for."""
    budgets: dict[str, Budget] = Field(default={}, validation_alias="budget")
    """Tables, one an account: usd_a_month, reads_a_day."""
    prices: dict[str, dict[str, Usd]] = {}
    """Tables, one a network: what it charges, where PostLab knows otherwise."""
    ai: LanguageModel = LanguageModel()
    """url and model of a language model that may suggest words."""


class Settings(Written, defer_build=True):
    """How one lab is set up: what is written, and what follows from where it is and from the environment."""

    lab: Path
    """Its folder."""
    database_url: str
    """SQLAlchemy URL of its database."""
    allow_private: bool = False
    """Whether articles may be fetched from private and loopback addresses."""

    @property
    def file(self) -> Path:
        """Where most of this is written."""
        return self.lab / SETTINGS_FILE

    @property
    def log_file(self) -> Path:
        """The lab's log."""
        return self.lab / LOG_FILE

    @property
    def exists(self) -> bool:
        """Whether `postlab init` has been here."""
        return self.file.is_file()


KEYS: Mapping[str, str] = {str(field.validation_alias or name): name for name, field in Written.model_fields.items()}
"""Every setting as `postlab.toml` spells it, and its field."""


@cache
def meanings() -> Mapping[str, str]:
    """Every setting as `postlab.toml` spells it, and what it decides: the sentences below the fields.

    They are looked up when somebody asks; pydantic's own way would do so whenever a command reads its settings.
    """
    import ast
    import inspect

    (table,) = ast.parse(inspect.getsource(Written)).body
    below = {}
    for field, docstring in pairwise(ast.iter_child_nodes(table)):
        match field, docstring:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(sentence))):
                below[name] = " ".join(sentence.split())
    return {key: below[name] for key, name in KEYS.items()}
