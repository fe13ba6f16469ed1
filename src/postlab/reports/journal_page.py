"""The journal's page for an editor: the result on top, a heading for each question; written and read back here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap

from postlab.reports.result_text import result_sentences
from postlab.reports.views import Report
from postlab.sanitise import plain
from postlab.stats import Decision

ASIDE = "#:"
"""The start of a line that is not kept. A lone # would take hashtags and headings away from people."""

HEADING = "## "
BESIDES = "Anything else?"
WIDTH = 88


@dataclass(frozen=True, slots=True)
class ReflectionText:
    """What somebody wrote: answers by the question's key, and any other text."""

    answers: Mapping[str, str]
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.answers and not self.text


def template(report: Report, questions: Mapping[str, str]) -> str:
    """The page to be filled in.

    Args:
        report: the report of the experiment.
        questions: the questions by key.
    """
    plan, verdict = report.plan, report.verdict
    sentences = (verdict.sentence,) if verdict.decision is Decision.KEEP_GOING else result_sentences(verdict)
    lines = [
        *_aside(f"{report.experiment.name}: {plan.question}"),
        *(line for sentence in sentences for line in _aside(sentence)),
        ASIDE,
        *_aside(f"Answer what you like; leave the rest empty. Lines that begin with {ASIDE} are not kept."),
        "",
    ]
    for key, question in questions.items():
        lines.append(f"{HEADING}{question}")
        if key == "expected" and plan.hypothesis.strip():
            lines += _aside(f"Before it began you wrote: {plan.hypothesis}")
        lines += ["", ""]
    return "\n".join([*lines, f"{HEADING}{BESIDES}", "", ""])


def read(page: str, questions: Mapping[str, str]) -> ReflectionText:
    """The answers and the other text on a page; without headings, all of it is other text.

    Lines that begin with `ASIDE` are left out. Every other line belongs to the heading above it. A heading is a whole
    line that is exactly one of the questions.
    """
    keys: dict[str, str | None] = {f"{HEADING}{question}": key for key, question in questions.items()}
    keys[f"{HEADING}{BESIDES}"] = None
    lines_by_key: dict[str | None, list[str]] = {}
    current: str | None = None
    for line in page.splitlines():
        if line.rstrip() in keys:
            current = keys[line.rstrip()]
        elif not line.startswith(ASIDE):
            lines_by_key.setdefault(current, []).append(line.rstrip())
    texts = {key: "\n".join(lines).strip() for key, lines in lines_by_key.items()}
    besides = texts.pop(None, "")
    return ReflectionText({key: texts[key] for key in questions if texts.get(key)}, besides)


def _aside(text: str) -> list[str]:
    return [f"{ASIDE} {line}" for line in wrap(plain(text), WIDTH, break_long_words=False, break_on_hyphens=False)]
