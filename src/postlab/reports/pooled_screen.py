"""The answer of a pool on a terminal: the sentence first, then what it rests on, then who should be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.reports.console_writer import ConsoleWriter
from postlab.reports.pooled import PooledReport, heading, next_step, opening_sentence, sentences, silent_sentences

if TYPE_CHECKING:
    from rich.console import Console


def show(report: PooledReport, console: Console) -> None:
    """Print it at the console's width."""
    sheet = ConsoleWriter(console)
    sheet.say(heading(report.pool.question), style="bold")
    sheet.say("")
    sheet.say(opening_sentence(report), style="bold green" if report.claim else "bold")
    sheet.say("")
    for sentence in sentences(report):
        sheet.say(sentence)
    sheet.section("Look at", [*silent_sentences(report), *report.pool.notes])
    sheet.section("The list of promises", [f"SHA-256 {report.pool.register}"])
    sheet.section("What to do next", [next_step(report)])
