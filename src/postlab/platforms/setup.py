"""What a platform needs while an account is set up: a person to ask, and the form of its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Person(Protocol):
    """The person who sets an account up, as a plugin's `set_up` sees them."""

    @property
    def is_present(self) -> bool:
        """Whether there is somebody who can answer a question."""
        ...

    def tell(self, sentence: str) -> None:
        """Show a sentence, such as one with an address to open."""
        ...

    def choose(self, question: str, choices: Sequence[str]) -> int:
        """The index of the choice that the person makes; only to be called where `is_present`."""
        ...


@dataclass(frozen=True, slots=True)
class SetupResult:
    """Options and secrets that setting an account up has brought; they replace those that were typed."""

    options: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
