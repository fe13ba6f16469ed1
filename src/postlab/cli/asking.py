"""A question on a terminal that is asked again until its answer will do, and that can be gone back from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

BACK = ("<", "back")
"""What a person types to go to the question before."""

YES, NO = ("y", "yes"), ("n", "no")


class BackAsked(Exception):
    """The person wants to go to the question before."""


def ask_line(
    out: Console,
    prompt: str,
    *,
    default: str | None = None,
    hint: str = "",
    check: Callable[[str], object] | None = None,
    back: bool = False,
) -> str:
    """Ask one question until its answer passes, and return the answer without spaces around it.

    Args:
        out: where it is asked.
        prompt: the question.
        default: the answer of an empty line; None repeats the question then.
        hint: a line above it.
        check: raises `ValueError` with a sentence where an answer will not do.
        back: whether one of `BACK` is no answer but asks for the question before.

    Raises:
        BackAsked: the question before is asked for.
    """
    from rich.prompt import Prompt

    class Question(Prompt):
        prompt_suffix = " " if prompt.endswith(("?", ")", "]")) else ": "

    shown = None if default is None else plain(default)
    if hint:
        out.print(f"[dim]{markup(hint)}[/]")
    while True:
        typed = Question.ask(prompt, default=shown, show_default=bool(default), console=out)
        answer = (default or "" if typed is shown else typed or "").strip()
        if back and answer.lower() in BACK:
            raise BackAsked
        if not answer and default is None:
            continue
        if not answer or check is None:
            return answer
        try:
            check(answer)
        except ValueError as exc:
            out.print(f"  {markup(str(exc))}")
            continue
        return answer


def ask_yes(out: Console, question: str, *, default: bool, back: bool = False) -> bool:
    """Ask a question that is answered with yes or no.

    Args:
        out: where it is asked.
        question: without its choices.
        default: the answer of an empty line.
        back: as in `ask_line`.

    Raises:
        BackAsked: the question before is asked for.
    """

    def known(answer: str) -> None:
        if answer.lower() not in YES + NO:
            raise ValueError("Please enter y or n.")

    usual = YES[0] if default else NO[0]
    return ask_line(out, f"{question} \\[y/n]", default=usual, check=known, back=back).lower() in YES
