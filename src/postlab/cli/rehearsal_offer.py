"""The wizard's offer to rehearse the plan, once its posts were shown and before it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli.invocation import Invocation

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined


def offer(call: Invocation, lab: Lab, examined: Examined) -> None:
    """Ask whether to rehearse an examined plan, and do so; nothing is stored.

    Args:
        call: the call of the program, with a person at the terminal.
        lab: the lab, open.
        examined: the plan, which was shown.
    """
    from rich.prompt import Confirm

    question = "Rehearse it first, on a simulated audience? It takes some seconds."
    if not Confirm.ask(question, default=False, console=call.answer):
        return
    from postlab.cli.rehearse import show_rehearsal
    from postlab.loop.rehearse.subject import of_examined

    step = "Plan it now, or say no and change what you like; nothing goes out before you approve it."
    show_rehearsal(call, lab, of_examined(lab, examined), next_step=step)
    call.answer.print()
