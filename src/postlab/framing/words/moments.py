"""The kinds of moment that have wording, and how each is named as it comes and goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from postlab.framing.words.audience import Ways


@dataclass(frozen=True, slots=True)
class MomentKind:
    """A kind of moment, as the templates of `postlab.framing.moments` name it.

    Attributes:
        name: what it is called in a brief.
        what: what it is called in a sentence.
        aliases: other names of exactly this moment.
        signs: words that tell, within a person's own words, that this kind is meant.
        plural: whether `what` takes a plural verb.
        lasts: for how many days it is going on.
        starting: what it does on its day, after "with", or nothing: "With exams starting tomorrow".
        starts: the same after its name: "Exams start tomorrow."
        openings: by phase, openings that replace the templates.
        sentences: by phase, the sentence that replaces the template.
        hashtag: its own.
    """

    name: str
    what: str
    aliases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    plural: bool = False
    lasts: int = 1
    starting: str = ""
    starts: str = ""
    openings: Mapping[str, Ways] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    hashtag: str = ""


_TERM_UNDER_WAY = (
    "With term well under way,",
    "Now that term is in full swing,",
    "With part of the term behind us,",
)
_YEAR_UNDER_WAY = (
    "With the academic year well under way,",
    "Now that the academic year is in full swing,",
    "With part of the academic year behind us,",
)
_NEW_YEAR_UNDER_WAY = (
    "With the year well under way,",
    "Now that the year is in full swing,",
    "With part of the year behind us,",
)
_TERM_STARTED = ("With a new term under way,", "Now that term has started,", "In the first days of term,")
_YEAR_STARTED = (
    "With a new academic year under way,",
    "Now that the academic year has started,",
    "In the first weeks of a new academic year,",
)
_NEW_YEAR_STARTED = (
    "With the new year under way,",
    "Now that the new year has started,",
    "In the first weeks of the new year,",
)
_OFFERS_OUT = ("With offers out,", "Now that offers are out,", "With offers coming in,")
_CLOSED = (
    "With applications now closed,",
    "Now that applications have closed,",
    "With application deadlines behind us,",
)
_REDUNDANCY = (
    "With redundancy on the cards,",
    "If redundancy is on your mind,",
    "When a job is about to end,",
)
_AFTER_REDUNDANCY = ("After a redundancy,", "When a job has come to an end,", "With a redundancy behind you,")

KINDS_OF_MOMENT = (
    MomentKind(
        "exams",
        "exams",
        aliases=("exam", "exam season", "exam time", "finals", "examinations"),
        signs=("exam", "exams", "examinations", "finals", "gcses", "a-levels", "hsc", "vce", "atar"),
        plural=True,
        lasts=21,
        starting="starting",
        starts="start",
        hashtag="#Exams",
    ),
    MomentKind(
        "results day",
        "results day",
        aliases=("results", "exam results"),
        signs=("results", "result"),
        openings={
            "today": ("With results out today,", "With results day here,", "Now that results day is here,"),
            "behind": ("With results out,", "Now that results are out,", "With results in,"),
            "past": ("With results out,", "Now that results are out,", "With results in,"),
        },
        sentences={"behind": "Results are out.", "past": "Results are out."},
        hashtag="#ResultsDay",
    ),
    MomentKind(
        "offers",
        "offers",
        aliases=("offer", "offer round", "offers round", "offer day", "university offers"),
        signs=("offer", "offers"),
        plural=True,
        lasts=28,
        starting="coming out",
        starts="come out",
        openings={"during": _OFFERS_OUT, "behind": _OFFERS_OUT, "past": _OFFERS_OUT},
        sentences={"during": "Offers are out.", "behind": "Offers are out.", "past": "Offers are out."},
        hashtag="#Offers",
    ),
    MomentKind(
        "applications",
        "application deadlines",
        aliases=("application", "deadline", "deadlines", "application deadline", "application deadlines"),
        signs=(
            "application",
            "applications",
            "deadline",
            "deadlines",
            "applying",
            "scholarship",
            "scholarships",
        ),
        plural=True,
        openings={
            "today": (
                "With applications closing today,",
                "With application deadlines now here,",
                "With only hours left to apply,",
            ),
            "behind": _CLOSED,
            "past": _CLOSED,
        },
        sentences={
            **{near: f"Applications close {near}." for near in ("next week", "this week", "tomorrow", "today")},
            "behind": "Applications have closed.",
            "past": "Applications have closed.",
        },
        hashtag="#Applications",
    ),
    MomentKind(
        "careers fair",
        "the careers fair",
        aliases=("career fair", "careers fairs", "jobs fair", "job fair", "careers expo", "career expo"),
        signs=("fair", "expo"),
        hashtag="#CareersFair",
    ),
    MomentKind(
        "open day",
        "open day",
        aliases=("open days", "university open day", "the open day"),
        signs=("open day", "open days"),
        hashtag="#OpenDay",
    ),
    MomentKind(
        "start of year",
        "a new academic year",
        aliases=(
            "start of the year",
            "new school year",
            "school year",
            "back to school",
            "new academic year",
        ),
        signs=("school year", "academic year", "back to school"),
        lasts=14,
        starting="starting",
        starts="starts",
        openings={"during": _YEAR_STARTED, "behind": _YEAR_UNDER_WAY, "past": _YEAR_UNDER_WAY},
        sentences={
            "behind": "The academic year is well under way.",
            "past": "The academic year is well under way.",
        },
        hashtag="#BackToSchool",
    ),
    MomentKind(
        "start of term",
        "a new term",
        aliases=("start of the term", "term", "new term", "start of semester", "semester"),
        signs=("term", "semester", "trimester"),
        lasts=10,
        starting="starting",
        starts="starts",
        openings={"during": _TERM_STARTED, "behind": _TERM_UNDER_WAY, "past": _TERM_UNDER_WAY},
        sentences={"behind": "Term is well under way.", "past": "Term is well under way."},
        hashtag="#NewTerm",
    ),
    MomentKind(
        "holidays",
        "the holidays",
        aliases=("holiday", "the holidays", "school holidays", "summer holidays", "vacation"),
        signs=("holiday", "holidays", "vacation"),
        plural=True,
        lasts=14,
        starting="starting",
        starts="start",
        hashtag="#Holidays",
    ),
    MomentKind(
        "graduation",
        "graduation",
        aliases=("graduations", "graduation day", "graduating"),
        signs=("graduation", "graduating"),
        hashtag="#Graduation",
    ),
    MomentKind(
        "national careers week",
        "National Careers Week",
        aliases=("careers week", "career week", "ncw"),
        signs=("careers week", "career week"),
        lasts=6,
        starting="starting",
        starts="starts",
        hashtag="#NationalCareersWeek",
    ),
    MomentKind(
        "subject choices",
        "subject choices",
        aliases=("subject choice", "subject selection", "course selection", "options", "options evening"),
        signs=("subject choices", "subject selection", "course selection"),
        plural=True,
        starting="due",
        starts="are due",
        openings={
            "today": (
                "With subject choices due today,",
                "With the deadline for subject choices here,",
                "Now that subject choices are due,",
            ),
            "behind": (
                "With subject choices just made,",
                "Now that subject choices are made,",
                "With subject choices in,",
            ),
            "past": (
                "With subject choices made,",
                "Now that subject choices are made,",
                "With subject choices in,",
            ),
        },
        sentences={"behind": "Subject choices are in.", "past": "Subject choices are in."},
        hashtag="#SubjectChoices",
    ),
    MomentKind(
        "new year",
        "the new year",
        aliases=("the new year", "new year's", "new years", "january"),
        signs=("new year", "new year's"),
        lasts=21,
        starting="starting",
        starts="starts",
        openings={"during": _NEW_YEAR_STARTED, "behind": _NEW_YEAR_UNDER_WAY, "past": _NEW_YEAR_UNDER_WAY},
        sentences={"behind": "The year is well under way.", "past": "The year is well under way."},
        hashtag="#NewYear",
    ),
    MomentKind(
        "redundancy",
        "redundancy",
        aliases=("redundancies", "restructure", "layoffs", "lay-offs", "job loss"),
        signs=("redundancy", "redundancies", "restructure", "layoffs", "lay-offs"),
        openings={
            **dict.fromkeys(("undated", "far", "soon", "next week", "this week", "tomorrow", "today"), _REDUNDANCY),
            "behind": _AFTER_REDUNDANCY,
            "past": _AFTER_REDUNDANCY,
        },
        sentences={
            **dict.fromkeys(
                ("undated", "far", "soon", "next week", "this week", "tomorrow", "today"),
                "Redundancy may be on your mind.",
            ),
            "behind": "Life after redundancy may be on your mind.",
            "past": "Life after redundancy may be on your mind.",
        },
        hashtag="#CareerChange",
    ),
)

MOMENTS = tuple(kind.name for kind in KINDS_OF_MOMENT)
"""The kinds of moment that a brief may name."""
