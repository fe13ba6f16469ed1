"""A terminal session as an asciinema file: what was typed, and what a real run answered, at a pace for reading.

The form is version 2: https://docs.asciinema.org/manual/asciicast/v2/. The text and its colours are the program's. The
pace is not: the program is done in seconds, and differently so each time; here each line follows its paragraph after as
long as it takes to read, so that the same program makes the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from terminal_picture import Step, words_of

PROMPT = "$ "
KEY_S = 0.07
"""Between two letters that are typed."""

ENTER_S = 0.8
LINE_S = 0.04
READING_S = 0.32
"""For each line of a paragraph, once it is there."""


@dataclass(frozen=True)
class Event:
    """Something that a terminal was sent.

    Args:
        at: seconds after the beginning.
        text: what it was sent.
    """

    at: float
    text: str


def session(typed: str, answer: str) -> list[Event]:
    """The events of a command and its answer."""
    events, at = [Event(0.0, PROMPT)], ENTER_S
    for letter in typed:
        events.append(Event(round(at, 2), letter))
        at += KEY_S
    at += ENTER_S
    events.append(Event(round(at, 2), "\r\n"))
    paragraph = 0
    for line in answer.splitlines():
        if words_of(line).strip():
            paragraph += 1
            at += LINE_S
        else:
            at += paragraph * READING_S
            paragraph = 0
        events.append(Event(round(at, 2), f"{line}\r\n"))
    return events


def as_file(events: Sequence[Event], *, title: str, width: int, rows: int) -> str:
    """The file that asciinema plays."""
    head = {"version": 2, "width": width, "height": rows, "title": title, "env": {"TERM": "xterm-256color"}}
    lines = [head, *([event.at, "o", event.text] for event in events)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def written(events: Sequence[Event]) -> str:
    """All that the terminal was sent, lines ended by line feeds."""
    return "".join(event.text for event in events).replace("\r\n", "\n")


def steps(events: Sequence[Event]) -> Iterator[Step]:
    """How far the terminal had been written after each event."""
    lines, letters = 1, 0
    for event in events:
        if event.text.endswith("\n"):
            lines += event.text.count("\n")
            letters = 0
        else:
            letters += len(event.text)
        # after a line end the cursor stands in a row that is still empty
        yield Step(event.at, lines if letters else lines - 1, letters or None)
