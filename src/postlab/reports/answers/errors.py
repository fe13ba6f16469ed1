"""A failure, as programs get it on standard error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from postlab.errors import FaultsError, PostlabError
from postlab.masking import KNOWN
from postlab.reports.answer import Answer
from postlab.sanitise import plain


@dataclass(frozen=True, slots=True)
class FaultView:
    """One of several faults in one input.

    Attributes:
        place: where the fault is.
        message: what is wrong.
    """

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A failure that can be explained.

    Attributes:
        code: a short stable word.
        message: what happened and why.
        next: what to do or to type next.
        faults: if several things are wrong, each of them; else empty.
    """

    code: str
    message: str
    next: str
    faults: tuple[FaultView, ...] = ()

    @classmethod
    def of(cls, exc: PostlabError) -> ErrorView:
        """A failure, with texts that are safe to show."""

        def shown(text: str) -> str:
            return KNOWN.hide(plain(text))

        faults = exc.faults if isinstance(exc, FaultsError) else ()
        return cls(
            code=exc.code,
            message=shown(exc.message),
            next=shown(exc.hint),
            faults=tuple(FaultView(shown(fault.place), shown(fault.message)) for fault in faults),
        )


@dataclass(frozen=True, slots=True)
class ErrorAnswer(Answer):
    """The failure of a command, on standard error.

    Attributes:
        error: the failure.
    """

    ANSWER: ClassVar[str] = "error"
    COMMAND: ClassVar[str] = "any command that fails (on standard error)"

    error: ErrorView
