"""The words that tell what an article is about, and the moments that each subject goes with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postlab.framing.words.wording_files import Document

SUBJECTS = (
    "pay and worth of study",
    "cost and debt",
    "choosing a subject or school",
    "applying",
    "finding a job",
    "cvs and interviews",
    "negotiating pay",
    "apprenticeships and training",
    "courses and certificates",
    "labour market",
    "skills and technology",
    "ai and automation",
    "wellbeing and pressure",
    "wellbeing at work",
    "work and family",
    "changing career",
    "rights at work",
    "events and deadlines",
    "work experience",
    "guidance and family",
)
"""The subjects that the package knows, in the order of its files."""


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """What tells that an article is about a subject.

    Attributes:
        name: one of `SUBJECTS`, or a lab's own.
        strong: words and phrases, each of which tells it by itself; "+" stands between words that must stand in the
            same title or summary, in any order, "/" between words of which one must.
        weak: words that speak for it beside others.
        never: words in a title or summary which tell that it is something else.
        moments: the kinds of moment that the subject's openings may follow.
    """

    name: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The subjects of a language.

    Attributes:
        subjects: each with its words, in the order of the file.
        never: words in a title which tell that an article is about none of them.
        endings: of a plural, each with what it becomes in the singular; the longest that fits counts.
    """

    subjects: tuple[SubjectWords, ...]
    never: tuple[str, ...]
    endings: Mapping[str, str]

    def goes_with(self, subject: str, moment: str | None) -> bool:
        """Whether an opening of that subject may follow that kind of moment; one in a person's own words always."""
        return moment is None or any(moment in words.moments for words in self.subjects if words.name == subject)


def lexicon_of(document: Document) -> Lexicon:
    """The lexicon that a `subjects.toml` says."""
    return Lexicon(
        subjects=tuple(
            SubjectWords(
                name=name,
                strong=tuple(words["strong"]),
                weak=tuple(words.get("weak", ())),
                never=tuple(words.get("never", ())),
                moments=tuple(words.get("moments", ())),
            )
            for name, words in document["subject"].items()
        ),
        never=tuple(document.get("never", ())),
        endings=document.get("plural_endings", {}),
    )
