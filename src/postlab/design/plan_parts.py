"""The tables of a plan: framings, the brief, links, moments, budget and guardrails."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainSerializer,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from postlab.design.calendar import FIRST_YEAR, LAST_YEAR
from postlab.design.durations import format_duration, parse_duration
from postlab.framing.blocks import KINDS, LINK, REPLY, TEXT_KINDS, picture_last, way
from postlab.near_names import meant_or_listed, spelt_alike
from postlab.quote_styles import QUOTES

WORDING_KEYS = {kind.replace(" ", "_"): kind for kind in TEXT_KINDS}
"""Keys under which a block's text may be given by hand, and the kind each stands for."""

WRITTEN = ("moment", "question", "evidence", "call to action", "hashtags")
"""The kinds of block whose words a link can bring along."""

MOST_PICKED = 9
"""The greatest number of a sentence that may be picked."""


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        length = parse_duration(value)
    except ValueError as exc:
        raise PydanticCustomError("duration", "{reason}", {"reason": str(exc)}) from exc
    if length <= timedelta(0):
        raise PydanticCustomError("duration", "must be longer than nothing")
    return length


Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(format_duration, return_type=str)]

QuoteStyle = Annotated[str, GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema(list(QUOTES)))]
"""One of `QUOTES`."""


class Part(BaseModel):
    """A table of the plan: unknown keys are faults, values are stripped, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, strict=False)


class Wording(Part):
    """Block texts given by hand."""

    moment: str | None = None
    question: str | None = None
    call_to_action: str | None = None
    hashtags: str | None = None

    def texts(self) -> dict[str, str]:
        """By kind of block; only those that were given."""
        by_kind = {kind: getattr(self, key, None) for key, kind in WORDING_KEYS.items()}
        return {kind: text for kind, text in by_kind.items() if isinstance(text, str)}


class PlannedVariant(Wording):
    """A framing that is compared, as its recipe of blocks."""

    name: str = Field(min_length=1, max_length=60)
    blocks: tuple[str, ...] = Field(min_length=1)
    evidence: str | None = None
    link: str | None = None
    """What leads in to the link."""
    link_in_reply: str | None = None
    """What leads in to the link in the first reply."""
    card: Annotated[bool | None, AfterValidator(lambda card: None if card else card)] = None
    """Whether the preview of the link goes along, where a network lets one choose; None is yes."""

    @field_validator("blocks")
    @classmethod
    def _known(cls, blocks: tuple[str, ...]) -> tuple[str, ...]:
        blocks = tuple(spelt_alike(block, KINDS) or block.strip() for block in blocks)
        for block in blocks:
            if block not in KINDS:
                meant = meant_or_listed(block, KINDS)
                raise PydanticCustomError(
                    "block", "“{block}” is not a block; {meant}", {"block": block, "meant": meant}
                )
        if len(set(blocks)) != len(blocks):
            raise PydanticCustomError("block", "names a block twice")
        links = {LINK, REPLY} & set(blocks)
        if not links:
            raise PydanticCustomError("block", f"has no link; every post shares one, as “{LINK}” or “{REPLY}”")
        if len(links) > 1:
            raise PydanticCustomError("block", f"has both “{LINK}” and “{REPLY}”; a post shares its link once")
        return picture_last(blocks)


class PlannedBrief(Wording):
    """Whom the texts speak to, and when."""

    moment_on: date | None = None
    like: str | None = None
    """The audience whose templates word the posts, where the plan's own has none."""
    quotes: QuoteStyle | None = None
    """How a page's own words are marked: “…”; The Guardian: …; … (The Guardian). None is with marks."""


class PlannedLink(Wording):
    """A link to share; what is given by hand is not read from the page."""

    url: str
    title: str | None = Field(default=None, min_length=1)
    description: str | None = None
    evidence: tuple[str, ...] = ()
    site: str | None = None
    image: str | None = None
    language: str | None = None
    read: bool | None = None
    """False: the page is not read, also where no evidence is given."""
    written_by: dict[str, str] | None = None
    """By kind of block, the language model that wrote its words."""
    pick: int | None = Field(default=None, ge=1, le=MOST_PICKED)
    """Which of its sentences is quoted, counted from 1; None is the first."""
    picture: str | None = Field(default=None, min_length=1)
    """The picture that its posts may carry: a file, or “article” for the one that its page shows itself with."""
    picture_alt: str | None = None
    """What that picture shows, in words, for those who cannot see it."""

    def texts(self) -> dict[str, str]:
        """By kind of block; only those that were given."""
        return super().texts() | ({} if self.pick is None else {"evidence": way(self.pick)})

    @field_validator("evidence", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("evidence")
    @classmethod
    def _not_empty(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not sentence.strip() for sentence in value):
            raise PydanticCustomError("evidence", "is empty; leave it out to have the page read")
        return value

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            host = None
        if host is None or parts.scheme not in {"http", "https"} or re.search(r"\s", url):
            raise PydanticCustomError(
                "url", "“{url}” is not a web address; it starts with http:// or https://", {"url": url}
            )
        return url

    @field_validator("written_by")
    @classmethod
    def _writers(cls, given: dict[str, str] | None) -> dict[str, str] | None:
        by_kind = {}
        for key, model in (given or {}).items():
            kind = spelt_alike(key, WRITTEN)
            if kind is None:
                raise PydanticCustomError(
                    "written_by",
                    "“{key}” is no block with words; {meant}",
                    {"key": key, "meant": meant_or_listed(key, WRITTEN)},
                )
            if not model.strip():
                raise PydanticCustomError("written_by", "does not say which model wrote the {kind}", {"kind": kind})
            by_kind[kind] = model.strip()
        return by_kind or None

    @model_validator(mode="after")
    def _words_to_be_written(self) -> PlannedLink:
        worded = {*super().texts(), *(("evidence",) if self.evidence else ())}
        for kind in self.written_by or {}:
            if kind not in worded:
                raise PydanticCustomError(
                    "written_by", "says who wrote the {kind}, but there are no words for it", {"kind": kind}
                )
        return self

    @model_validator(mode="after")
    def _titled(self) -> PlannedLink:
        if self.read is False and self.title is None:
            raise PydanticCustomError("read", "has read = false, so its page is not read: give its title")
        return self

    @model_validator(mode="after")
    def _picture_to_describe(self) -> PlannedLink:
        if self.picture_alt is not None and self.picture is None:
            raise PydanticCustomError("picture", "has picture_alt, but no picture that it could describe")
        return self

    @property
    def by_hand(self) -> bool:
        """Whether nothing needs to be fetched."""
        return self.title is not None and (bool(self.evidence) or self.read is False)


class PlannedMoment(Part):
    """A moment that the experiment's posts may open with, as it was in the lab's calendar when the plan was made."""

    what: str = Field(min_length=1)
    """A kind of moment, or the words themselves."""
    on: date
    """Its first day."""
    lasts: int | None = Field(default=None, ge=1, le=366)
    """For how many days; left out: as long as its kind does."""

    @field_validator("on")
    @classmethod
    def _within_reach(cls, on: date) -> date:
        if not FIRST_YEAR < on.year < LAST_YEAR:
            raise PydanticCustomError("year", "is in the year {year}, which is out of reach", {"year": on.year})
        return on


class PlannedBudget(Part):
    """What the experiment may use up beside its rounds."""

    posts_a_week: int | None = Field(default=None, ge=1, le=1000)
    """Its posts on one account in any seven days; the next round waits for its turn."""
    usd: float | None = Field(default=None, ge=0, le=1e6)
    """US dollars in all; when the next post would be more, the experiment pauses."""


class PlannedGuardrails(Part):
    """What pauses the experiment; leaving one out switches it off."""

    negative: int | None = Field(default=None, ge=1)
    """Times that one post was hidden or reported."""
    angry: int | None = Field(default=None, ge=1)
    """Angry reactions to one post."""
    unfollows: int | None = Field(default=None, ge=1)
    """Followers that one account lost in seven days, on balance."""
    far_under: float | None = Field(default=None, gt=0, lt=1)
    """A round under this share of what is usual for the account."""


BEST_BET = "best bet"
"""What a plan falls back to that wants to post, while nobody knows, what probably does better."""

FALLBACKS = ("pause", "control", BEST_BET, "stop")
"""What a plan can do when a guardrail is crossed: hold everything; hold it once what is drawn went out as the control,
or as the best bet so far; end the experiment. A plan that ends undecided falls back to the best bet as well."""

GUARDRAILS = {"negative": 3, "angry": 5, "unfollows": 20, "far_under": 0.2}
"""The guardrails of a plan that names none."""
