"""Questions to the person at the terminal while an account is set up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.cli.invocation import Invocation


class AtTerminal:
    """The person at the terminal, as `postlab.platforms.setup.Person`; there may be none."""

    def __init__(self, call: Invocation) -> None:
        self._call = call

    @property
    def is_present(self) -> bool:
        """Whether there is somebody to ask."""
        return self._call.interactive

    def tell(self, sentence: str) -> None:
        """Print a sentence; an address in it stays on one line, so that it can be opened."""
        self._call.talk.print(markup(sentence), soft_wrap=True)

    def choose(self, question: str, choices: Sequence[str]) -> int:
        """Ask for one of several choices; returns its index, from 0.

        Raises:
            InputError: when there is nobody to ask; it names the choices.
        """
        if not self.is_present:
            raise InputError(question, hint=f"Say which: {', '.join(choices)}.")
        from rich.prompt import IntPrompt

        for number, choice in enumerate(choices, start=1):
            self._call.talk.print(f"  {number}  {markup(choice)}")
        numbers = [str(number) for number in range(1, len(choices) + 1)]
        return IntPrompt.ask(markup(question), choices=numbers, console=self._call.talk) - 1
