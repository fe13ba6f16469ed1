"""The base of all answers: every command's `--json` prints one, and each has its own schema."""

from __future__ import annotations

from typing import ClassVar


class Answer:
    """What a command prints for programs: a frozen dataclass whose fields are the keys, in order.

    Attributes:
        ANSWER: its name, which is the value of the key `answer` and the name of its schema file.
        COMMAND: the command that prints it.
    """

    ANSWER: ClassVar[str]
    COMMAND: ClassVar[str]
