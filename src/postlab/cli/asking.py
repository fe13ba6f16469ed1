"""A question on a terminal that is asked again until its answer will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


def ask_line(
    out: Console,
    prompt: str,
    *,
    default: str | None = None,
    hint: str = "",
    check: Callable[[str], object] | None = None,
) -> str:
    """Ask one question until its answer passes, and return the answer without spaces around it.

    Args:
        out: where it is asked.
        prompt: the question.
        default: the answer of an empty line; None repeats the question then.
        hint: a line above it.
        check: raises `ValueError` with a sentence where an answer will not do.
    """
    from rich.prompt import Prompt

    class Question(Prompt):
        prompt_suffix = " " if prompt.endswith(("?", ")")) else ": "

    if hint:
        out.print(f"[dim]{markup(hint)}[/]")
    while True:
        answer = (Question.ask(prompt, default=default, show_default=bool(default), console=out) or "").strip()
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
