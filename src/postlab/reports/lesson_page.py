"""The lesson of a try on a terminal: one screen, in the same calm tone whatever the result."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.english import capital, ended, listed, local_day
from postlab.reports.console_writer import PROSE, ConsoleWriter
from postlab.reports.experiment_cost import cost_sentences
from postlab.reports.framing_names import as_object, as_subject
from postlab.reports.lesson_view import Lesson, TriedFraming, UntestedDifference
from postlab.reports.verdict import VerdictView
from postlab.reports.views import Report
from postlab.sanitise import plain

if TYPE_CHECKING:
    from rich.console import Console

LABEL = 9
"""Columns for the word to the left of each paragraph."""

NARROW = 60
"""On consoles with fewer columns the words stand above their paragraphs."""


BARE = "bare link"
"""The one framing whose name says what is in it."""


def show_lesson(report: Report, console: Console) -> None:
    """Print the lesson of an experiment that is over, at the console's width.

    Raises:
        ValueError: the report has no lesson.
    """
    write_lesson(report, ConsoleWriter(console))


def write_lesson(report: Report, sheet: ConsoleWriter) -> None:
    """Write the lesson to a sheet that holds more than the lesson.

    Raises:
        ValueError: the report has no lesson.
    """
    lesson = report.lesson
    if lesson is None:
        raise ValueError("this experiment is not over")
    experiment, plan = report.experiment, report.plan
    over = f" · over since {local_day(experiment.ended_at, ZoneInfo(plan.timezone))}" if experiment.ended_at else ""
    sheet.say(f"{plain(experiment.name)}{over}", style="bold")
    sheet.say(plain(plan.question))
    sheet.say("")
    _write_paragraphs(sheet, "Tried", [tried_sentence(lesson)])
    for framing in lesson.tried:
        _write_example(sheet, framing)
    _write_paragraphs(sheet, "Showed", [*lesson.showed, untested_sentence(lesson.besides, report.verdict)])
    _write_paragraphs(sheet, "Took", cost_sentences(lesson.cost, plan.timezone))
    _write_paragraphs(sheet, "Planned", lesson.planned)
    _write_paragraphs(sheet, "Next", [lesson.keep, *next_sentences(lesson)])
    if lesson.reflect:
        sheet.say("")
        sheet.say(f"Your own thoughts, if you like: `{lesson.reflect}`", style="dim")


def tried_sentence(lesson: Lesson) -> str:
    """Which framing was compared with which, and after which try, in a sentence or two."""
    treatment, control = lesson.tried
    bare = control.variant == BARE
    other = as_object(BARE) if bare else f"{as_subject(control.variant)} ({recipe_phrase(control.blocks)})"
    sentence = f"{capital(as_subject(treatment.variant))} ({recipe_phrase(treatment.blocks)}) against {other}."
    if lesson.after is None:
        return sentence
    parent, change = lesson.after
    return f"{sentence} One change after “{plain(parent)}”{f': {plain(change)}' if change else ''}."


def recipe_phrase(blocks: tuple[str, ...]) -> str:
    """The blocks of a framing, listed for a sentence."""
    return "the link alone" if blocks == ("link",) else listed([plain(block) for block in blocks])


def untested_sentence(totals: tuple[UntestedDifference, ...], verdict: VerdictView) -> str:
    """The sentence about the metrics that were seen to differ but not tested; empty where there are none."""
    if not totals:
        return ""
    parts = [
        f"{'more' if total.treatment > total.control else 'fewer'} {total.metric} "
        f"({total.treatment:,} against {total.control:,})"
        for total in totals
    ]
    return f"Seen besides, and not tested: with {as_subject(verdict.treatment)} {listed(parts)}."


def next_sentences(lesson: Lesson) -> list[str]:
    """The next change to try, or to go on with the same question, with their commands, one sentence each."""
    more = [f"Or go on: `{lesson.go_on}`"] if lesson.go_on else []
    return [*_next_try(lesson), *more]


def _next_try(lesson: Lesson) -> list[str]:
    following = lesson.next
    if following is None:
        return ["Every single change to this framing has been tried; a new question may help: `postlab new`"]
    if following.experiment is not None:
        change = f" with one change: {plain(following.change)}" if following.change else ""
        return [f"Tried again as “{plain(following.experiment)}”{change}. `{following.command}`"]
    why = f" {ended(plain(following.why))}" if following.why.strip() else ""
    return [f"One change to try: {ended(plain(following.change))}{why} `{following.command}`"]


def _write_paragraphs(sheet: ConsoleWriter, word: str, sentences: list[str] | tuple[str, ...]) -> None:
    beside = sheet.width >= NARROW
    lines = [sentence for sentence in sentences if sentence]
    if lines and not beside:
        sheet.say(word, style="bold")
    for number, sentence in enumerate(lines):
        label = f"{word:<{LABEL}}" if beside and not number else " " * LABEL if beside else "  "
        sheet.say(sentence, bullet=label, bullet_style="bold")


def _write_example(sheet: ConsoleWriter, framing: TriedFraming) -> None:
    """Write an example text of a framing on one line, cut at the end of the line."""
    from rich.cells import cell_len, set_cell_size

    if framing.example is None:
        return
    indent = LABEL if sheet.width >= NARROW else 2
    room = max(min(sheet.width, PROSE) - indent, 1)
    text = sheet.fit(f"{plain(framing.variant)}: “{framing.example}”")
    if cell_len(text) > room:
        end = sheet.fit("…”")
        text = set_cell_size(text, max(room - cell_len(end), 0)).rstrip() + end
    sheet.say(text, indent=indent, style="dim")
