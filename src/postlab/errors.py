"""Every failure that PostLab can explain, with what to type next and how the program ends.

PostlabError                  1  the next run will retry
├── InputError                2  something typed or written in a file is wrong
│   └── FaultsError           2  several such faults, each with its place
├── PersonNeeded              3  a person must act before it can go on
└── PlatformError             1  a network said no, or nothing
    ├── Rejected              1  it is certain that nothing went out
    ├── Unknown               1  it may have gone out: look before anything else
    └── NeedsPerson           3  token, permission or budget
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PostlabError(Exception):
    """A failure that we can explain; any other exception is a bug and keeps its traceback.

    Args:
        message: what happened and why, one or two sentences.
        hint: what to do or to type next.
        code: a short stable word for machines, such as ``not_found``.
    """

    exit_code = 1
    default_code = "failed"

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code


class InputError(PostlabError):
    """Something that was typed, or written in a file, cannot be used."""

    exit_code = 2
    default_code = "input"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: its place, and what is wrong there."""

    place: str
    message: str


class FaultsError(InputError):
    """Several faults of one input, reported together."""

    def __init__(self, message: str, faults: Sequence[Fault], *, hint: str = "", code: str = "") -> None:
        super().__init__(message, hint=hint, code=code)
        self.faults = tuple(faults)


class PersonNeeded(PostlabError):
    """Nothing is broken, but a person must act before it can go on."""

    exit_code = 3
    default_code = "person_needed"


class PlatformError(PostlabError):
    """A network's answer, in words; the three kinds below are what the loop acts on."""

    default_code = "platform"


class Rejected(PlatformError):
    """It is certain that nothing went out.

    Args:
        temporary: whether the same thing may be tried again later.
        retry_after: seconds that the network asked us to wait, if it did.
        reword: whether the same post would be taken in other words: it waits for a person instead of being given up.
    """

    default_code = "rejected"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        temporary: bool = False,
        retry_after: float | None = None,
        reword: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.temporary = temporary
        self.retry_after = retry_after
        self.reword = reword


class Unknown(PlatformError):
    """It may or may not have gone out: look on the network before anything else.

    Args:
        person: whether the network would tell no more however often it is asked, so that a person must look.
    """

    default_code = "unknown"

    def __init__(self, message: str, *, hint: str = "", code: str = "", person: bool = False) -> None:
        super().__init__(message, hint=hint, code=code)
        self.person = person


class NeedsPerson(PlatformError):
    """The network will go on refusing until a person has acted: token, permission, budget."""

    exit_code = 3
    default_code = "needs_person"


OF_NUMBERS = frozenset(
    {
        *("no_permission", "no_analytics", "no_capability"),
        *("access_level", "client_forbidden", "not_enrolled", "usage_cap"),
    }
)
"""Codes of `NeedsPerson` with which a network may refuse numbers to a login that it lets post."""


def typed(name: str) -> str:
    """A name as it can be typed in a shell, on Windows too: for hints that name a command."""
    return f'"{name}"' if " " in name else name
