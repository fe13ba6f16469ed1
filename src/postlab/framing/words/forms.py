"""The form of the files of wording, and their JSON Schemas.

Only a lab with words of its own, the check-up and the tests import this module: the package's files are known to be
right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

LONGEST_OPENING = 90
"""Characters of an opening."""

LONGEST_LEAD_IN = 60
"""Characters of a lead-in, and of a phrase for a moment."""

SHORT_OPENING = 45
"""Characters of a short opening; of each set of openings at least one makes room."""

SHORT_PHRASE = 24
"""Characters of a short phrase for a moment; of each phase at least one makes room."""

WAYS = 4
"""Ways of saying what an experiment may vary, at least: phrases for a moment, calls to action, hashtags, lead-ins."""

_BRACES = r"([^{}]|\{(what|What)\})+"
_WORD, _SMALL_WORD = r"[^ \t\r\n]+", r"[^ \t\r\nA-Z]+"
"""A word may hold a space that does not break, as French has it before a colon."""

_TEXT, _NAME = rf"^{_WORD}( {_WORD})*$", rf"^{_SMALL_WORD}( {_SMALL_WORD})*$"
_OPENING, _LEAD_IN = r"^[^\sA-Z{}][^{}]*[.?]$", r"^[^\s{}][^{}]*:$"
_SENTENCE, _HASHTAGS = rf"^{_WORD}( {_WORD})*[.!?]$", r"^#\w+( #\w+)*$"
_CLAUSE, _CLAUSE_TEMPLATE = r"^[^\s{}][^{}]*,$", rf"^{_BRACES},$"
_TEMPLATE, _LEAD_IN_TEMPLATE = rf"^{_BRACES}$", rf"^{_BRACES}:$"
_COLON, _MOMENT_NAME = r"^\s?:$", r"^[a-z]+( [a-z]+)*$"
_SOURCE = r"^[^{}]*(\{source\}[^{}]*\{sentence\}|\{sentence\}[^{}]*\{source\})[^{}]*$"
MEANING_OF_PATTERN = {
    _TEXT: "It needs single spaces between its words, and none around them.",
    _NAME: "It must be in small letters, with single spaces between words.",
    _OPENING: "It must open in small letters, end with “.” or “?”, and hold no braces.",
    _LEAD_IN: "It must end with a colon and hold no braces.",
    _SENTENCE: "It must be a sentence with its full stop, and single spaces between words.",
    _HASHTAGS: "It must be hashtags with single spaces between them.",
    _CLAUSE: "It must end with a comma and hold no braces.",
    _CLAUSE_TEMPLATE: "It must end with a comma, and only {what} or {What} may stand in braces.",
    _TEMPLATE: "Only {what} or {What} may stand in braces.",
    _LEAD_IN_TEMPLATE: "It must end with a colon, and only {what} or {What} may stand in braces.",
    _SOURCE: "It needs {source} and {sentence}, once each.",
    _MOMENT_NAME: "A moment's name has small letters from a to z, and single spaces between words.",
    _COLON: "It must be a colon, or one space and a colon.",
}
"""What a pattern asks for, in words."""

_UNIQUE: dict[str, JsonValue] = {"uniqueItems": True}
_ONLY_SUCH_NAMES: dict[str, JsonValue] = {"additionalProperties": False}
"""The pattern of the keys holds for all of them."""

Text = Annotated[str, Field(pattern=_TEXT)]
Name = Annotated[str, Field(pattern=_NAME)]
OpeningText = Annotated[str, Field(pattern=_OPENING, max_length=LONGEST_OPENING)]
LeadIn = Annotated[str, Field(pattern=_LEAD_IN, max_length=LONGEST_LEAD_IN)]
SentenceText = Annotated[str, Field(pattern=_SENTENCE)]
Hashtags = Annotated[str, Field(pattern=_HASHTAGS)]
Clause = Annotated[str, Field(pattern=_CLAUSE, max_length=LONGEST_LEAD_IN)]
Template = Annotated[str, Field(pattern=_TEMPLATE)]
ClauseTemplate = Annotated[str, Field(pattern=_CLAUSE_TEMPLATE)]
LeadInTemplate = Annotated[str, Field(pattern=_LEAD_IN_TEMPLATE)]
SourceTemplate = Annotated[str, Field(pattern=_SOURCE)]
Mark = Annotated[str, Field(min_length=1, max_length=3)]
Words = Annotated[list[Name], Field(json_schema_extra=_UNIQUE)]
OpeningWays = Annotated[list[OpeningText], Field(min_length=1, json_schema_extra=_UNIQUE)]
PhaseName = Literal[
    "undated", "ahead", "far", "soon", "next week", "this week", "tomorrow", "today", "during", "after", "behind",
    "past",
]  # fmt: skip
Clauses = dict[PhaseName, Annotated[list[Clause], Field(min_length=WAYS, json_schema_extra=_UNIQUE)]]
LeadIns = dict[PhaseName, Annotated[list[LeadIn], Field(min_length=1, json_schema_extra=_UNIQUE)]]


class WordingForm(BaseModel):
    """A form that has no other keys than it names."""

    model_config = ConfigDict(extra="forbid")


class AudienceForm(WordingForm):
    """What is said to one audience."""

    neutral: list[LeadIn] = Field(
        min_length=1,
        description="Lead-ins that take no side, ending in a colon. With six of them, six posts in a row open "
        "differently.",
        json_schema_extra=_UNIQUE,
    )
    openings: dict[Name, OpeningWays] = Field(
        description="By subject, worries that an article on it answers, in small letters: they may follow “With exams "
        "coming up,”. At most 90 characters; at least one of each set at most 45. With six of them, six posts in a row "
        "open differently. A subject that is not there has a lead-in.",
        json_schema_extra=_ONLY_SUCH_NAMES,
    )
    calls_to_action: list[SentenceText] = Field(
        min_length=WAYS, description="Whole sentences that ask for something.", json_schema_extra=_UNIQUE
    )
    hashtags: list[Hashtags] = Field(
        min_length=WAYS,
        description="They follow the moment's own hashtag; several are parted by a space.",
        json_schema_extra=_UNIQUE,
    )
    search_words: Words = Field(
        default_factory=list,
        description="What articles for this audience are about: links for it are found among others by these words.",
    )
    moments: Words | None = Field(
        default=None,
        description="Kinds of moment that posts to this audience may begin with, as moments.toml calls them; others "
        "are left out. All where there is no such list.",
    )
    concerned_by: Words | None = Field(
        default=None,
        description="How words begin of which the headline or the quoted sentence must hold one before this audience "
        "is asked anything; without such a list it is asked about each subject that it has openings on.",
    )
    spoken_past_by: Words = Field(
        default_factory=list,
        description="How words begin of which neither the headline nor the quoted sentence may hold one when this "
        "audience is asked something: they show that the article speaks to others.",
    )


class SubjectForm(WordingForm):
    """The words of one subject."""

    strong: list[Name] = Field(
        min_length=1,
        description="Words and phrases that tell the subject by themselves; “+” stands between words that must stand "
        "in the same title or summary, “/” between words of which one must.",
        json_schema_extra=_UNIQUE,
    )
    weak: Words = Field(default_factory=list, description="Words that speak for it beside others.")
    never: Words = Field(
        default_factory=list, description="Words in a title or summary which tell that it is something else."
    )
    moments: Words = Field(
        default_factory=list,
        description="Kinds of moment that the subject's openings may follow, as moments.toml calls them.",
    )


class SubjectsForm(WordingForm):
    """The words that tell what an article is about."""

    subject: dict[Name, SubjectForm] = Field(
        min_length=1, description="By subject.", json_schema_extra=_ONLY_SUCH_NAMES
    )
    never: Words = Field(
        default_factory=list, description="Words in a title which tell that an article is about none of the subjects."
    )
    plural_endings: dict[Annotated[str, Field(min_length=1)], str] = Field(
        default_factory=dict,
        description="Endings of a plural, each with what it becomes in the singular; the longest that fits counts. An "
        "ending that becomes itself is none.",
    )


class MomentKindForm(WordingForm):
    """A kind of moment."""

    what: Text = Field(description="What it is called in a text.")
    aliases: Words = Field(default_factory=list, description="Other names of exactly this moment, in small letters.")
    signs: Words = Field(
        default_factory=list,
        description="Words that tell, within a person's own words, that this moment is meant; in small letters.",
    )
    lasts: int = Field(default=1, ge=1, description="For how many days it is going on.")
    deadline: bool = Field(default=False, description="Whether it is itself the last day of something.")
    hashtag: Annotated[str, Field(pattern=r"^#\w+$")] | None = Field(default=None, description="Its own.")
    openings: Clauses = Field(
        default_factory=dict,
        description="By phase, clauses that open a text and end in a comma. “ahead” stands for far to tomorrow, "
        "“after” for behind and past. A phase without is named by the templates for own words.",
    )
    sentences: dict[PhaseName, SentenceText] = Field(
        default_factory=dict, description="By phase, what is said where nothing continues the opening."
    )
    neutral: LeadIns = Field(
        default_factory=dict, description="By phase, lead-ins that take no side, ending in a colon."
    )


class ClauseWordsForm(WordingForm):
    """What tells a clause, a sentence and a name from one another."""

    openers: Words = Field(default_factory=list, description="Words that a clause opens with.")
    time_openers: Words = Field(default_factory=list, description="Words that open a clause of time.")
    verbs: Words = Field(default_factory=list, description="Words that make it a sentence.")
    plain_verbs: Words = Field(default_factory=list, description="Those that do so after a plural in -s.")
    sentence_openers: Words = Field(default_factory=list, description="Words that a sentence opens with.")
    timed: Words = Field(default_factory=list, description="Words that say when it is.")
    small_words: Words = Field(
        default_factory=list,
        description="Words with which no name begins, which lose their capital where they continue a sentence. One "
        "that ends in an apostrophe stands for all that begin so.",
    )


class OwnWordsForm(WordingForm):
    """Templates for a moment in a person's own words, which may be plural or not: no verb may follow them."""

    openings: dict[PhaseName, Annotated[list[ClauseTemplate], Field(min_length=WAYS, json_schema_extra=_UNIQUE)]]
    sentences: dict[PhaseName, Template]
    neutral: dict[PhaseName, Annotated[list[LeadInTemplate], Field(min_length=1, json_schema_extra=_UNIQUE)]]
    clauses: ClauseWordsForm = Field(default_factory=ClauseWordsForm)


class MomentsForm(WordingForm):
    """Moments, and how each is named as it comes, while it lasts, and once it is over."""

    nearness: Words = Field(description="Words that say that a moment is near; nothing undated holds one.")
    own_words: OwnWordsForm
    moment: dict[Annotated[str, Field(pattern=_MOMENT_NAME)], MomentKindForm] = Field(
        min_length=1,
        description="By the name that plans and calendars call it, which is the same in every language.",
        json_schema_extra=_ONLY_SUCH_NAMES,
    )


class LeadInsForm(WordingForm):
    """What leads in to a link."""

    link: list[LeadIn] = Field(min_length=WAYS, description="Where no title is wanted.", json_schema_extra=_UNIQUE)
    reply: list[LeadIn] = Field(min_length=WAYS, description="In the first reply.", json_schema_extra=_UNIQUE)
    see_reply: list[SentenceText] = Field(
        min_length=1, description="What a text says whose link stands in the first reply; the shortest last."
    )
    see_bio: list[SentenceText] = Field(
        default=[],
        description="What a caption says in the place of its link, which cannot be clicked there; else “Link in bio.”",
    )


class BridgesForm(WordingForm):
    """What follows a moment that nothing continues, in small letters."""

    question: SentenceText
    evidence: SentenceText
    anything: SentenceText


class QuotationMarksForm(WordingForm):
    """The opening and the closing mark, with their spaces."""

    outer: tuple[Mark, Mark]
    inner: tuple[Mark, Mark]


class SourceForm(WordingForm):
    """How a named source stands beside a sentence."""

    first: SourceTemplate = Field(description="The source, then the sentence.")
    last: SourceTemplate = Field(description="The sentence, then the source.")


class PhrasesForm(WordingForm):
    """The fixed words of a language."""

    colon: Annotated[str, Field(pattern=_COLON)] = Field(
        description="A colon, with the space that the language puts before it."
    )
    lead_ins: LeadInsForm
    bridges: BridgesForm
    quotation_marks: QuotationMarksForm
    source: SourceForm


FORMS: Mapping[str, type[WordingForm]] = {
    "audience": AudienceForm,
    "moments": MomentsForm,
    "phrases": PhrasesForm,
    "subjects": SubjectsForm,
}
"""The forms, by the names of their schemas' files."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a form in `FORMS`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FORMS[name].model_json_schema()}
