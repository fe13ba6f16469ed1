"""Setting an account up: whoever can be asked, and what it has brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Person(Protocol):
    """Whoever sets an account up."""

    @property
    def there(self) -> bool:
        """Whether there is somebody to ask."""
        ...

    def tell(self, sentence: str) -> None:
        """Say something, such as an address to open."""
        ...

    def choose(self, question: str, choices: Sequence[str]) -> int:
        """Which of several, from 0; only where somebody is `there`."""
        ...


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What setting an account up has brought: options and secrets that replace those that were given."""

    options: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
