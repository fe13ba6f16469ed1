"""What makes a value an answer: every command's `--json` prints one, and each has a schema of its own."""

from __future__ import annotations

from typing import ClassVar


class Answer:
    """What a command tells programs: a frozen dataclass, whose fields are the keys in their order.

    Attributes:
        ANSWER: its name: the value of the key `answer`, and the file of its schema in `postlab/reports/schemas`.
        COMMAND: what to type for it.
    """

    ANSWER: ClassVar[str]
    COMMAND: ClassVar[str]
